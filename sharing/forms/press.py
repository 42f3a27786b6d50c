"""Forms of items for the press and for websites."""

from collections.abc import Iterable
from typing import Any

from django import forms

from collaborative.models import User
from collaborative.nhsuk.fields import DateField
from sharing.forms.newsletters import NO_PATIENTS, publication_choices
from sharing.models import PressKind, Publication


class PressForm(forms.Form):
    """One item."""

    title = forms.CharField(
        label="What is it about?", max_length=150, error_messages={"required": "Enter what the item is about"}
    )
    kind = forms.ChoiceField(
        label="Where is it to appear?", choices=PressKind.choices, widget=forms.RadioSelect, initial=PressKind.PRESS
    )
    outlet = forms.CharField(
        label="Outlet", help_text="The paper, the journal or the website.", max_length=150, required=False
    )
    publication = forms.TypedChoiceField(
        label="What it draws on",
        help_text="Something a team has published. It goes to the outlet only if its people agreed to that.",
        coerce=int,
        required=False,
        empty_value=None,
    )
    owner = forms.TypedChoiceField(label="Who sees to it?", coerce=int, required=False, empty_value=None)
    due_on = DateField(label="Until when?", required=False)
    notes = forms.CharField(
        label="Notes", help_text=NO_PATIENTS, max_length=3000, required=False, widget=forms.Textarea(attrs={"rows": 5})
    )
    published_on = DateField(label="When did it appear?", required=False)
    link = forms.URLField(
        label="Where is it to be read?",
        max_length=500,
        required=False,
        assume_scheme="https",
        error_messages={"invalid": "Enter the whole address of a page, like https://www.england.nhs.uk/"},
    )

    def __init__(self, data: Any, *, people: Iterable[User], published: Iterable[Publication], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self._published, choices = publication_choices(published)
        self.fields["publication"].choices = [("", "Nothing that was published"), *choices]  # type: ignore[attr-defined]
        self._people = {user.pk: user for user in people}
        shown = [("", "Nobody yet"), *((pk, str(user)) for pk, user in self._people.items())]
        self.fields["owner"].choices = shown  # type: ignore[attr-defined]

    @property
    def said(self) -> dict[str, Any]:
        """What was typed, as the action takes it."""
        return self.cleaned_data | {
            "owner": self._people.get(self.cleaned_data["owner"]),
            "publication": self._published.get(self.cleaned_data["publication"]),
        }


class PressFilter(forms.Form):
    """Which items to show."""

    owner = forms.TypedChoiceField(label="Who sees to it", coerce=int, required=False, empty_value=None)
    late = forms.BooleanField(label="Only overdue", required=False)
    mark_optional = False

    def __init__(self, data: Any, *, people: Iterable[User]) -> None:
        super().__init__(data)
        shown = [("", "Everybody"), *((user.pk, str(user)) for user in people)]
        self.fields["owner"].choices = shown  # type: ignore[attr-defined]

    def chosen(self) -> tuple[int | None, bool]:
        """The person's id or None, and whether only what is overdue; a wrong choice is none."""
        self.is_valid()
        return self.cleaned_data.get("owner"), bool(self.cleaned_data.get("late"))
