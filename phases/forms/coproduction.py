"""Forms about who took part, what partners say, their hours and what they need."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone

from collaborative.models import User
from collaborative.nhsuk.fields import DateField
from phases.actions.coproduction import NO_WORDS, TookPart
from phases.models import About, Involvement, InvolvementTime, Level, Payment, Verdict

_SCALE = ((5, "Yes, fully"), (4, "Mostly"), (3, "Partly"), (2, "A little"), (1, "Not at all"))


def _area(label: str, hint: str = "", *, required: str = "", rows: int = 3) -> forms.CharField:
    messages = {"required": required} if required else None
    return forms.CharField(
        label=label,
        help_text=hint,
        required=bool(required),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages=messages,
    )


@dataclass(frozen=True)
class Offered:
    """One thing people may have taken part in: its words, and what it is for phases.actions.coproduction.TookPart."""

    words: str
    fields: Mapping[str, Any] = field(default_factory=dict)


class InvolvementForm(forms.Form):
    """Who took part in what. `offered`: what there is to choose from, by any key."""

    about = forms.ChoiceField(
        label="What did they take part in?", error_messages={"required": "Choose one thing they took part in"}
    )
    who = forms.CharField(
        label="Who took part?",
        help_text="A group or a role, such as “three people who use the crisis service”. No names.",
        max_length=200,
        error_messages={"required": "Say who took part, without names"},
    )
    happened_on = DateField(label="When?", latest=timezone.localdate)
    what = _area("What did they do?", "In plain words.")

    def __init__(
        self, data: Any, offered: Mapping[str, Offered], chosen: str = "", current: Involvement | None = None
    ) -> None:
        held = {name: getattr(current, name) for name in ("who", "happened_on", "what")} if current else {}
        super().__init__(data, initial=held | {"about": chosen})
        self._offered = offered
        about = self.fields["about"]
        assert isinstance(about, forms.ChoiceField)
        about.choices = [("", "Choose"), *((key, one.words) for key, one in offered.items())]

    @property
    def said(self) -> TookPart:
        """What the action takes."""
        values = self.cleaned_data
        chosen = self._offered[values["about"]].fields
        return TookPart(who=values["who"], happened_on=values["happened_on"], what=values["what"], **chosen)


class LevelForm(forms.Form):
    """How much of a say a partner had."""

    level = forms.ChoiceField(
        label="How much of a say did you have?",
        choices=[(one.value, one.label) for one in Level if one.value],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose how much of a say you had"},
    )
    words = _area("Tell it in your own words", "Everybody in the team and your coach can read this.")


class SignOffForm(forms.Form):
    """A partner agrees or does not."""

    about = forms.ChoiceField(
        label="What is this about?",
        # The whole design has signatures of its own, on its page.
        choices=[(one.value, one.label) for one in About if one != About.DESIGN],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what this is about"},
    )
    verdict = forms.ChoiceField(
        label="Do you agree?",
        choices=Verdict.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose whether you agree"},
    )
    words = _area("In your own words", "What should be different? Needed where you do not fully agree.")
    mark_optional = False

    def clean(self) -> dict[str, Any]:
        """That somebody who does not agree says nothing is told with whatever else is missing."""
        said = super().clean() or self.cleaned_data
        if said.get("verdict", Verdict.AGREE) != Verdict.AGREE and "words" in said and not said["words"].strip():
            self.add_error("words", NO_WORDS)
        return said


class ReplyForm(forms.Form):
    """What became of what a partner said."""

    words = _area("What became of it?", "Say what you changed, or why you did not.", required="Say what became of it")


class NeedsForm(forms.Form):
    """What a person needs to take part well."""

    needs = _area("What do you need to take part well?", "For example: large print, a quiet room, meetings after 10.")


class PulseForm(forms.Form):
    """Two questions a month."""

    heard = forms.TypedChoiceField(
        label="This month, were you heard?",
        choices=_SCALE,
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose whether you were heard"},
    )
    changed = forms.TypedChoiceField(
        label="Did something change because of what you said?",
        choices=_SCALE,
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose whether something changed"},
    )


class TimeForm(forms.Form):
    """Hours that a partner gave. `people`: whose hours these may be; one alone is not asked for.

    Where the payment stands is asked only of who sees to it (`pays`).
    """

    person = forms.ChoiceField(label="Who?", error_messages={"required": "Choose who"})
    day = DateField(label="Which day?", latest=timezone.localdate)
    hours = forms.DecimalField(
        label="How many hours?",
        min_value=Decimal("0.25"),
        max_value=Decimal(24),
        max_digits=5,
        decimal_places=2,
        error_messages={"required": "Enter how many hours"},
    )
    what = forms.CharField(label="What for?", max_length=200, error_messages={"required": "Say what for"})
    payment = forms.ChoiceField(
        label="Payment",
        choices=Payment.choices,
        required=False,
        help_text="Only where it stands. Do not write down anything of a bank here.",
    )

    def __init__(
        self, data: Any, people: Iterable[User], *, pays: bool, current: InvolvementTime | None = None
    ) -> None:
        held = {name: getattr(current, name) for name in ("day", "hours", "what", "payment")} if current else {}
        super().__init__(data, initial=held | ({"person": current.person_id} if current else {}))
        self._people = {str(person.pk): person for person in people}
        if len(self._people) == 1:
            del self.fields["person"]
        else:
            choices = self.fields["person"]
            assert isinstance(choices, forms.ChoiceField)
            choices.choices = [("", "Choose"), *((key, str(person)) for key, person in self._people.items())]
        if not pays:
            del self.fields["payment"]

    @property
    def said(self) -> dict[str, Any]:
        """What the action takes."""
        values = dict(self.cleaned_data)
        chosen = values.pop("person", None) or next(iter(self._people))
        return values | {"person": self._people[chosen]}
