"""What a board is narrowed to, kept in its address."""

from typing import Any

from django import forms

from pdsa.queries.board import Board, Chosen


class BoardForm(forms.Form):
    """Driver, population and person; each is asked for only where there is something to choose."""

    mark_optional = False
    driver = forms.ChoiceField(label="Driver", required=False)
    population = forms.ChoiceField(label="Who it is for", required=False)
    person = forms.ChoiceField(label="Person", required=False)

    def __init__(self, *args: Any, board: Board, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = {
            "driver": ("All drivers", [(key, _short(text)) for key, text in board.drivers]),
            "population": ("Everybody", [(name, _short(name)) for name in board.populations]),
            "person": ("All people", [(name, name) for name in board.people]),
        }
        for name, (every, choices) in offered.items():
            if choices:
                self.fields[name].choices = [("", every), *choices]  # type: ignore[attr-defined]
            else:
                del self.fields[name]

    def chosen(self) -> Chosen:
        """What was chosen; what is not there to be chosen any more is left out."""
        self.is_valid()
        return Chosen(**{name: word for name, word in self.cleaned_data.items() if word})


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:59].rstrip() + "…"
