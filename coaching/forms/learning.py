"""Forms about what was learnt."""

from typing import Any

from django import forms

from coaching.actions.learning import LearningFields
from coaching.models import Learning
from coaching.queries.learning import PARTS


def _words(label: str, hint: str = "") -> forms.CharField:
    return forms.CharField(
        label=label, help_text=hint, required=False, max_length=3000, widget=forms.Textarea(attrs={"rows": 3})
    )


class LearningForm(forms.Form):
    """Something learnt: one line, and as much of the rest as there is to say."""

    mark_optional = False
    title = forms.CharField(
        label="What did you learn, in one line?", max_length=200, error_messages={"required": "Say it in one line"}
    )
    worked = _words("What worked?")
    did_not = _words("What did not?", "It saves others as much as what did.")
    for_whom = _words("For whom?", "For which people it worked, and for whom it did not. No names.")
    others = _words("What should others know?", "What you would do first, if you began again.")

    @staticmethod
    def initial_of(row: Learning) -> dict[str, Any]:
        """What is said now."""
        return {name: getattr(row, name) for name in ("title", *PARTS)}

    @property
    def said(self) -> LearningFields:
        """What was typed, as the actions take it."""
        return LearningFields(**{name: self.cleaned_data[name] for name in ("title", *PARTS)})


class SearchForm(forms.Form):
    """Words to look for."""

    mark_optional = False
    q = forms.CharField(label="Search what teams learnt", required=False, max_length=100)
