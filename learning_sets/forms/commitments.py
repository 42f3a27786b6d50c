"""Forms about what a team will test before the next set."""

from collections.abc import Sequence
from typing import Any

from django import forms

from collaborative.nhsuk.fields import DateField
from learning_sets.models import Commitment
from organisations.models import Project


class CommitmentForm(forms.Form):
    """What will be tested; for a new one also by which project."""

    words = forms.CharField(
        label="What will you test?",
        help_text="In one sentence, such as “We ring five people on the day after they leave”. No names.",
        max_length=300,
        error_messages={"required": "Say what you will test"},
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    idea = forms.ChoiceField(label="Does it belong to a change idea of yours?", required=False, widget=forms.Select)
    by_when = DateField(label="By when?", required=False, help_text="Leave it empty for the next learning set.")

    def __init__(
        self, data: Any = None, *, projects: Sequence[Project] = (), ideas: Sequence[str] = (), **kwargs: Any
    ) -> None:
        super().__init__(data, **kwargs)
        self._projects = {str(project.pk): project for project in projects}
        self.fields["idea"].choices = [  # type: ignore[attr-defined]
            ("", "A new idea, or not yet known"),
            *((title, title) for title in ideas),
        ]
        if not ideas:
            del self.fields["idea"]
        if projects:
            named = [(pk, f"{one.name} ({one.participation.organisation.name})") for pk, one in self._projects.items()]
            self.fields["project"] = forms.ChoiceField(
                label="For which project?",
                choices=named,
                initial=named[0][0],
                widget=forms.RadioSelect,
                error_messages={"required": "Choose a project"},
            )
            self.order_fields(["project", "words", "idea", "by_when"])

    @property
    def project(self) -> Project:
        """The project that was chosen."""
        return self._projects[self.cleaned_data["project"]]

    @property
    def said(self) -> dict[str, Any]:
        """What was typed, as the actions take it."""
        return {
            "words": self.cleaned_data["words"],
            "idea": self.cleaned_data.get("idea", ""),
            "by_when": self.cleaned_data["by_when"],
        }

    @staticmethod
    def initial_of(row: Commitment) -> dict[str, Any]:
        """What is said now."""
        return {"words": row.words, "idea": row.idea, "by_when": row.by_when}


class OutcomeForm(forms.Form):
    """What came of it, in the team's own sentence."""

    outcome = forms.CharField(
        label="What came of it, in one sentence?",
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
