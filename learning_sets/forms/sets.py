"""Forms of planning a year of sets."""

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

from django import forms
from django.utils import timezone

from collaborative.nhsuk.fields import CountField, DateField
from learning_sets.actions.agenda import SessionFields
from learning_sets.actions.sets import SetFields
from learning_sets.models import LearningSet, Mode, SessionKind, SetSession
from organisations.models import Participation

TIMES = ("%H:%M", "%H.%M", "%I:%M%p", "%I.%M%p", "%I%p", "%H")
USUAL_START, USUAL_END = time(10), time(16)


def clock_field(label: str) -> forms.TimeField:
    """A time of day by the clock in London, as people type it."""
    return forms.TimeField(
        label=label,
        input_formats=TIMES,
        widget=forms.TimeInput(format="%H:%M", attrs={"class": "nhsuk-input--width-5"}),
        error_messages={"invalid": f"{label} must be a time, like 10:00"},
    )


def moment(day: date, clock: time) -> datetime:
    """The moment at which clocks in London show this time on this day."""
    return timezone.make_aware(datetime.combine(day, clock))


class SetForm(forms.Form):
    """What is said of one set."""

    title = forms.CharField(label="Title", max_length=200)
    theme = forms.CharField(label="Theme", max_length=300, required=False, help_text="What the day is about.")
    day = DateField(label="Date")
    starts = clock_field("Starts at")
    ends = clock_field("Ends at")
    mode = forms.ChoiceField(label="How is it held?", choices=Mode.choices, widget=forms.RadioSelect)
    venue = forms.CharField(label="Venue", max_length=200, required=False)
    address = forms.CharField(
        label="Address", max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    link = forms.URLField(
        label="Link to join online",
        max_length=500,
        required=False,
        assume_scheme="https",
        help_text="Only people who are booked see it, shortly before the set.",
    )
    about = forms.CharField(
        label="Access and food",
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Such as step-free access, a quiet room, a hearing loop, interpreters, and what there is to eat.",
    )
    capacity = CountField(
        label="How many places?",
        required=False,
        min_value=0,
        max_value=5000,
        help_text="Leave it empty where as many may come as like. Of a set in person and online, places in the room.",
    )
    booking_opens_on = DateField(
        label="Booking opens on", required=False, help_text="On this day it opens by itself. You can open it earlier."
    )
    booking_closes_on = DateField(label="Last day to book", required=False)

    @property
    def said(self) -> SetFields:
        """What was typed, as the action takes it."""
        given = dict(self.cleaned_data)
        day, starts, ends = given.pop("day"), given.pop("starts"), given.pop("ends")
        return SetFields(starts_at=moment(day, starts), ends_at=moment(day, ends), **given)

    def clean(self) -> dict[str, Any] | None:
        given = super().clean() or {}
        mode = given.get("mode")
        if mode in (Mode.IN_PERSON, Mode.HYBRID) and not given.get("venue"):
            self.add_error("venue", "Enter a venue, or say that it is not known yet")
        return given


def initial_of(row: LearningSet) -> dict[str, Any]:
    """What is said of a set now."""
    starts, ends = timezone.localtime(row.starts_at), timezone.localtime(row.ends_at)
    given = {name: getattr(row, name) for name in SetForm.base_fields if name not in ("day", "starts", "ends")}
    return given | {"day": starts.date(), "starts": starts.time(), "ends": ends.time()}


class ReasonForm(forms.Form):
    """Why a set is called off."""

    reason = forms.CharField(
        label="Why is it called off?", max_length=300, error_messages={"required": "Enter a reason"}
    )


class YearForm(forms.Form):
    """From which day on to propose a year's sets, and how many."""

    first = DateField(label="First set on")
    many = forms.IntegerField(label="How many sets?", min_value=1, max_value=12)


class ProposedForm(forms.Form):
    """One set of the year to be planned."""

    title = forms.CharField(label="Title", max_length=200)
    day = DateField(label="Date")
    theme = forms.CharField(label="Theme", max_length=300, required=False)


class AllForm(forms.Form):
    """What all sets of the year to be planned have in common."""

    starts = clock_field("Starts at")
    ends = clock_field("Ends at")
    mode = forms.ChoiceField(label="How are they held?", choices=Mode.choices, widget=forms.RadioSelect)
    venue = forms.CharField(label="Venue", max_length=200, required=False, initial="To be confirmed")
    capacity = CountField(label="How many places?", required=False, min_value=1, max_value=5000)


def year_of(common: AllForm, rows: Sequence[ProposedForm]) -> list[SetFields]:
    """The sets of a year, as the action takes them."""
    same = dict(common.cleaned_data)
    starts, ends = same.pop("starts"), same.pop("ends")
    found = []
    for row in rows:
        own = dict(row.cleaned_data)
        day = own.pop("day")
        found.append(SetFields(starts_at=moment(day, starts), ends_at=moment(day, ends), **same, **own))
    return found


class SessionForm(forms.Form):
    """One session of the agenda."""

    title = forms.CharField(label="Title", max_length=200)
    kind = forms.ChoiceField(label="What is it?", choices=[("", "Choose what it is"), *SessionKind.choices])
    minutes = forms.IntegerField(label="How many minutes?", min_value=1, max_value=720)
    speakers = forms.CharField(label="Speakers", max_length=300, required=False)
    participation = forms.ChoiceField(label="Which organisation tells its story?", required=False)

    def __init__(self, data: Any, *, places: Sequence[Participation], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self._places = {str(one.pk): one for one in places}
        named = [("", "None"), *((key, str(one.organisation)) for key, one in self._places.items())]
        self.fields["participation"].choices = named  # type: ignore[attr-defined]

    @property
    def said(self) -> SessionFields:
        """What was typed, as the action takes it."""
        given = self.cleaned_data
        return SessionFields(**given | {"participation": self._places.get(given["participation"])})


def initial_of_session(row: SetSession) -> dict[str, Any]:
    """What is said of a session now."""
    given = {name: getattr(row, name) for name in ("title", "kind", "minutes", "speakers")}
    return given | {"participation": str(row.participation_id or "")}
