"""Forms about people: invite, end a role, assign and end a coach."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils import timezone

from collaborative.nhsuk.fields import DateField
from collaborative.roles import NATIONAL_ROLES, OUTSIDE_ROLES, ROLE_LABELS, TEAM_ROLES, Role
from organisations.models import Membership

TEAM_CHOICES = [(role.value, ROLE_LABELS[role]) for role in Role if role in TEAM_ROLES]
COLLABORATIVE_CHOICES = [(role.value, ROLE_LABELS[role]) for role in Role if role in NATIONAL_ROLES | OUTSIDE_ROLES]


class InviteForm(forms.Form):
    """Whom to invite, and to which of the `roles` (value, label)."""

    name = forms.CharField(label="Name", max_length=200)
    email = forms.EmailField(
        label="Email address", help_text="We send the invitation there. They sign in with this address.", max_length=254
    )
    role = forms.ChoiceField(label="Role")

    def __init__(self, *args: Any, roles: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["role"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "---------"), *roles]
        # Another person's name and address: the browser must not offer one's own.
        for name in ("name", "email"):
            self.fields[name].widget.attrs["autocomplete"] = "off"


class ConfirmForm(forms.Form):
    """Nothing to fill in: sending it is the answer."""


class TakeBackForm(forms.Form):
    """The answer to a question of a page that also does something else: which one, and of what as it was."""

    do = forms.CharField(widget=forms.HiddenInput)
    seen = forms.CharField(widget=forms.HiddenInput, required=False)


class ReasonForm(forms.Form):
    """Why something ends."""

    reason = forms.CharField(
        label="Reason",
        error_messages={"required": "Enter a reason"},
        max_length=300,
        help_text="It stands in the history. Do not write anything that could identify a patient.",
    )


class CoachForm(forms.Form):
    """Which coach looks after the organisation, and from which day."""

    coach = forms.TypedChoiceField(label="Coach", coerce=int)
    starts_on = DateField(label="First day", initial=timezone.localdate)

    def __init__(self, *args: Any, coaches: Iterable[Membership], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {row.user_id: row.user for row in coaches}
        field = self.fields["coach"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "---------"), *((pk, str(user)) for pk, user in self.people.items())]

    def clean_coach(self) -> Any:
        """The coach as a person."""
        return self.people[self.cleaned_data["coach"]]


class EndCoachForm(ReasonForm):
    """The last day of a coach in an organisation, and why."""

    ends_on = DateField(label="Last day", initial=timezone.localdate)
    field_order = ("ends_on", "reason")
