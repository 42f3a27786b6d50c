"""Forms of expert support."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils import timezone

from coaching.models import SupportKind
from coaching.support import PlannedKind
from collaborative.nhsuk.fields import DateField
from organisations.models import Membership, Project

_NO_PATIENTS = "Do not write anything that could identify a patient."


class AskForm(forms.Form):
    """What an organisation asks an expert for."""

    kind = forms.ChoiceField(
        label="What do you want help with?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what you want help with"},
    )
    wanted = forms.CharField(
        label="What do you ask for?",
        help_text=f"The team that runs the collaborative reads this to find somebody. {_NO_PATIENTS}",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": "Say what you ask for"},
    )
    project = forms.ChoiceField(label="For which project?", required=False)

    def __init__(
        self, data: Any, *, kinds: Sequence[SupportKind | PlannedKind], projects: Sequence[Project], **kwargs: Any
    ) -> None:
        super().__init__(data, **kwargs)
        self._projects = {str(row.pk): row for row in projects}
        named = [(one.name, f"{one.name}. {one.about}" if one.about else one.name) for one in kinds]
        self.fields["kind"].choices = named  # type: ignore[attr-defined]
        shown = [("", "The whole organisation"), *((key, row.name) for key, row in self._projects.items())]
        self.fields["project"].choices = shown  # type: ignore[attr-defined]

    @property
    def said(self) -> dict[str, Any]:
        """What was typed, as the action takes it."""
        return self.cleaned_data | {"project": self._projects.get(self.cleaned_data["project"])}


class MatchForm(forms.Form):
    """Who comes, and from which day to which."""

    expert = forms.TypedChoiceField(label="Expert", coerce=int, error_messages={"required": "Choose an expert"})
    starts_on = DateField(label="First day", initial=timezone.localdate)
    ends_on = DateField(label="Last day", help_text="At midnight after it the organisation closes again by itself.")

    def __init__(self, data: Any, *, experts: Iterable[Membership], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self._people = {row.user_id: row.user for row in experts}
        named = [("", "Choose a person"), *((pk, str(user)) for pk, user in self._people.items())]
        self.fields["expert"].choices = named  # type: ignore[attr-defined]

    @property
    def said(self) -> dict[str, Any]:
        """What was typed, as the action takes it."""
        return self.cleaned_data | {"expert": self._people[self.cleaned_data["expert"]]}


class OutcomeForm(forms.Form):
    """What came of it."""

    words = forms.CharField(
        label="What came of it?",
        help_text=f"What changed, what you use now, what is left open. Your team, its coach, the expert and the"
        f" team that runs the collaborative read it. {_NO_PATIENTS}",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": "Say what came of it"},
    )


class KindForm(forms.Form):
    """One kind of support."""

    name = forms.CharField(label="Name", max_length=100, error_messages={"required": "Enter a name"})
    about = forms.CharField(label="When to ask for it", max_length=300, required=False)
    position = forms.IntegerField(label="Place in the list", min_value=0, max_value=999)
    is_active = forms.BooleanField(label="In use", required=False, initial=True)
