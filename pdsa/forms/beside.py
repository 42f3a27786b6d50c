"""What stands beside the record of a test: tasks, who took part, notes; and which tests to list."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import uuid4

from django import forms
from django.utils import timezone

from collaborative.models import User
from collaborative.nhsuk.fields import DateField
from pdsa.actions import Taker
from pdsa.forms.fields import line
from pdsa.models import Attendance, Decision, TookPart


class OnceForm(forms.Form):
    """Carries a key made with the page, so that pressed twice it is saved once."""

    mark_optional = False
    form_key = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"form_key": uuid4(), **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)


class TaskForm(OnceForm):
    """Something to do for the test."""

    what = forms.CharField(
        label="What needs doing?", max_length=300, error_messages={"required": "Enter what needs doing"}
    )
    who = line(
        "Who does it?",
        "Somebody of the team, or any other name.",
        widget=forms.TextInput(attrs={"list": "team", "autocomplete": "off"}),
    )
    due_on = DateField(label="Due date", required=False)
    place = line("Where?")


class NoteForm(OnceForm):
    """A note on the way."""

    text = forms.CharField(
        label="Add a note",
        help_text="What you saw, heard or changed today. One line is enough.",
        widget=forms.Textarea(attrs={"rows": "2"}),
        error_messages={"required": "Write the note"},
    )
    happened_on = DateField(
        label="When was it?", help_text="Today, if you leave it empty.", required=False, latest=timezone.localdate
    )


class PeopleForm(forms.Form):
    """Who took part: people of the team to tick, and others by name or role."""

    mark_optional = False
    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    team = forms.MultipleChoiceField(
        label="Who of the team took part?", required=False, widget=forms.CheckboxSelectMultiple
    )
    others = forms.CharField(
        label="Who else?",
        help_text="One on each line: a name, or a role such as “night nurse”. No names of patients or carers.",
        required=False,
        widget=forms.Textarea(attrs={"rows": "4"}),
    )

    def __init__(
        self, *args: Any, team: Sequence[User], recorded: Iterable[TookPart | Attendance], **kwargs: Any
    ) -> None:
        recorded = list(recorded)
        self._people = {str(user.pk): user for user in team}
        mine = {str(row.person_id): row.name for row in recorded if row.person_id}
        names = {**{pk: user.get_full_name() for pk, user in self._people.items()}, **mine}
        kwargs["initial"] = {
            "seen": "\n".join(row.name for row in recorded),
            "team": list(mine),
            "others": "\n".join(row.name for row in recorded if not row.person_id),
        }
        super().__init__(*args, **kwargs)
        self._names = names
        self.fields["team"].choices = sorted(names.items(), key=lambda item: item[1])  # type: ignore[attr-defined]
        if not names:
            del self.fields["team"]

    def clean_others(self) -> list[str]:
        """The lines with something on them, once each."""
        found = [" ".join(one.split()) for one in self.cleaned_data["others"].splitlines()]
        if any(len(one) > 200 for one in found):
            raise forms.ValidationError("Write at most 200 letters on a line")
        return list(dict.fromkeys(filter(None, found)))

    def changes(self) -> dict[str, Any]:
        """Whom to add and whose name to take away, measured against what the page showed."""
        chosen = self.cleaned_data.get("team", [])
        wanted = {self._names[pk]: self._people.get(pk) for pk in chosen}
        wanted |= {name: None for name in self.cleaned_data["others"] if name not in wanted}
        seen = set(self.cleaned_data["seen"].splitlines())
        return {
            "add": [Taker(name, person) for name, person in wanted.items() if name not in seen],
            "remove": sorted(seen - wanted.keys()),
        }


class SearchForm(forms.Form):
    """Words to look for."""

    mark_optional = False
    q = forms.CharField(label="Search", required=False, max_length=100)


class FilterForm(forms.Form):
    """Which tests to list."""

    mark_optional = False
    status = forms.ChoiceField(
        label="Show",
        required=False,
        choices=[
            ("", "All tests"),
            ("open", "Under way or planned"),
            ("plan", "Planned"),
            ("do", "Being tried"),
            ("study", "Being studied"),
            ("act", "Decision due"),
            *[(row.value, f"Decided: {row.name.lower()}") for row in Decision],
            ("stopped", "Stopped"),
        ],
    )
    q = forms.CharField(label="Search", required=False, max_length=100)
