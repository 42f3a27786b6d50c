"""Forms of actions that follow up visits."""

from collections.abc import Sequence
from typing import Any

from django import forms

from coaching.actions.followups import Agreed
from coaching.models import Ending
from collaborative.models import User
from collaborative.nhsuk.fields import DateField

# How many actions the form of a visit has room for.
ROOM = 3


class FollowUpForm(forms.Form):
    """One action: who does what, by when."""

    what = forms.CharField(label="What", max_length=300, error_messages={"required": "Say what is to be done"})
    person = forms.ChoiceField(label="Who", error_messages={"required": "Choose who does it"})
    due_on = DateField(label="By when")

    def __init__(self, data: Any, *, people: Sequence[User], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self._people = {str(row.pk): row for row in people}
        named = [(key, row.get_full_name()) for key, row in self._people.items()]
        self.fields["person"].choices = [("", "Choose a person"), *named]  # type: ignore[attr-defined]

    @property
    def agreed(self) -> Agreed:
        """What was typed, as the action takes it."""
        given = self.cleaned_data
        return Agreed(what=given["what"], person=self._people[given["person"]], due_on=given["due_on"])


def rows_of_visit(data: Any, people: Sequence[User]) -> list[FollowUpForm]:
    """The rows of a visit's form for what was agreed; those left empty are no mistake."""
    return [
        FollowUpForm(data, people=people, prefix=f"agreed{number}", empty_permitted=True, use_required_attribute=False)
        for number in range(ROOM)
    ]


class EndForm(forms.Form):
    """What came of an action."""

    ending = forms.ChoiceField(
        label="Is it done?",
        choices=[one for one in Ending.choices if one[0]],
        widget=forms.RadioSelect,
        error_messages={"required": "Say whether it is done"},
    )
    outcome = forms.CharField(
        label="What came of it", help_text="Or why it is no longer needed.", required=False, max_length=500
    )
