"""Who takes on a role, and when."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils import timezone

from collaborative.nhsuk.fields import DateField
from organisations.models import Membership

NEW = "new"


class HandoverForm(forms.Form):
    """The successor, chosen from `people` or (where `may_invite`) somebody new, the last day and a note.

    Name and address are needed of somebody new, and the note's label says itself that it is not.
    """

    mark_optional = False

    successor = forms.ChoiceField(label="Who takes it on?", widget=forms.RadioSelect)
    successor_name = forms.CharField(label="Their name, if somebody new", max_length=200, required=False)
    successor_email = forms.EmailField(
        label="Their email address, if somebody new",
        max_length=254,
        required=False,
        help_text="We send an invitation there.",
    )
    ends_on = DateField(label="Last day", initial=timezone.localdate)
    note = forms.CharField(
        label="What they should know (optional)",
        max_length=2000,
        required=False,
        help_text="It is kept for the team. Do not write anything that could identify a patient.",
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, people: Iterable[Membership], may_invite: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(row.user_id): row.user for row in people}
        field = self.fields["successor"]
        assert isinstance(field, forms.ChoiceField)
        choices = [(pk, str(user)) for pk, user in self.people.items()]
        field.choices = [*choices, *([(NEW, "Somebody new")] if may_invite else [])]
        for name in ("successor_name", "successor_email"):
            self.fields[name].widget.attrs["autocomplete"] = "off"
            if not may_invite:
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        """Name and address of who was chosen; somebody new needs both."""
        said = super().clean() or {}
        chosen = said.pop("successor", "")
        if chosen == NEW:
            for name, words in (
                ("successor_name", "Enter their name"),
                ("successor_email", "Enter their email address"),
            ):
                if not said.get(name) and name not in self.errors:
                    self.add_error(name, words)
        elif chosen:
            said |= {"successor_name": str(self.people[chosen]), "successor_email": self.people[chosen].email}
        return said
