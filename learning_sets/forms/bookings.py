"""Forms of booking, of being there, and of what came after."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.utils import timezone

from collaborative.nhsuk.fields import DateField
from learning_sets.actions.bookings import Guest, guest_of
from learning_sets.asking import LEAST, MOST, SCALE, Question
from learning_sets.models import ATTENDS, LearningSet, MaterialKind, Mode, SetSession
from organisations.models import Membership, Participation

_NEEDS = (
    "Only the person, whoever books, and the team that runs the collaborative see this. It is deleted after the set."
)


def _mode_field() -> forms.ChoiceField:
    return forms.ChoiceField(
        label="How do they take part?", choices=ATTENDS, widget=forms.RadioSelect, initial=Mode.IN_PERSON
    )


class _ModeForm(forms.Form):
    """A form that asks how somebody takes part only where there is a choice."""

    def __init__(self, data: Any, *, learning_set: LearningSet, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        if learning_set.mode != Mode.HYBRID:
            del self.fields["mode"]

    def mode_of(self, learning_set: LearningSet) -> str:
        """How they take part."""
        return self.cleaned_data.get("mode") or learning_set.mode


class MembersForm(_ModeForm):
    """People of the team to book together."""

    members = forms.MultipleChoiceField(
        label="Who of your team comes?",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one person"},
    )
    mode = _mode_field()

    def __init__(self, data: Any, *, team: Iterable[Membership], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self._team = {str(row.user_id): row for row in team}
        named = [(key, f"{row.user}, {row.get_role_display().lower()}") for key, row in self._team.items()]
        self.fields["members"].choices = named  # type: ignore[attr-defined]

    def guests(self, learning_set: LearningSet) -> list[Guest]:
        """Whom to book."""
        rows, mode = [self._team[key] for key in self.cleaned_data["members"]], self.mode_of(learning_set)
        return [guest_of(row.user, role_words=row.get_role_display(), mode=mode) for row in rows]


class GuestForm(_ModeForm):
    """Somebody by name and address."""

    name = forms.CharField(label="Name", max_length=200)
    email = forms.EmailField(label="E-mail address", help_text="We write to this address that they are booked.")
    role_words = forms.CharField(label="What do they do?", max_length=100, required=False)
    mode = _mode_field()
    access_needs = forms.CharField(label="Access needs", max_length=500, required=False, help_text=_NEEDS)
    dietary_needs = forms.CharField(label="Dietary needs", max_length=500, required=False)

    def guest(self, learning_set: LearningSet) -> Guest:
        """Whom to book."""
        given = {name: self.cleaned_data[name] for name in ("name", "email", "role_words")}
        needs = {name: self.cleaned_data[name] for name in ("access_needs", "dietary_needs")}
        return Guest(**given, **needs, mode=self.mode_of(learning_set))


class AnyGuestForm(GuestForm):
    """Somebody of any organisation."""

    participation = forms.ChoiceField(label="Organisation", error_messages={"required": "Choose an organisation"})

    def __init__(self, data: Any, *, places: Sequence[Participation], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self._places = {str(one.pk): one for one in places}
        named = [("", "Choose an organisation"), *((key, str(one.organisation)) for key, one in self._places.items())]
        self.fields["participation"].choices = named  # type: ignore[attr-defined]

    @property
    def place(self) -> Participation:
        """Whose person it is."""
        return self._places[self.cleaned_data["participation"]]


class BookingForm(_ModeForm):
    """How one person takes part, and what they need."""

    mode = _mode_field()
    role_words = forms.CharField(label="What do they do?", max_length=100, required=False)
    access_needs = forms.CharField(label="Access needs", max_length=500, required=False, help_text=_NEEDS)
    dietary_needs = forms.CharField(label="Dietary needs", max_length=500, required=False)

    def __init__(self, data: Any, *, needs: bool, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        if not needs:
            del self.fields["access_needs"], self.fields["dietary_needs"]


class CodeForm(forms.Form):
    """The code that is shown in the room."""

    code = forms.CharField(
        label="Code",
        max_length=20,
        help_text="It is shown in the room, and read out.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
        error_messages={"required": "Enter the code"},
    )

    def clean_code(self) -> str:
        return "".join(self.cleaned_data["code"].split()).upper()


class MaterialForm(forms.Form):
    """A link to something of a set."""

    title = forms.CharField(label="Title", max_length=200)
    kind = forms.ChoiceField(label="What is it?", choices=[("", "Choose what it is"), *MaterialKind.choices])
    link = forms.URLField(
        label="Link", max_length=500, assume_scheme="https", help_text="Where it can be opened, such as https://…"
    )
    session = forms.ChoiceField(label="Which session is it of?", required=False)
    speakers = forms.CharField(
        label="Who speaks in it?",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Of a recording, one name on each line. It is shown to nobody until each of them agreed.",
    )

    def __init__(self, data: Any, *, sessions: Iterable[SetSession], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self._sessions = {str(one.pk): one for one in sessions}
        named = [("", "The whole set"), *((key, one.title) for key, one in self._sessions.items())]
        self.fields["session"].choices = named  # type: ignore[attr-defined]

    @property
    def said(self) -> dict[str, Any]:
        """What was typed, as the action takes it."""
        given = self.cleaned_data
        return given | {
            "session": self._sessions.get(given["session"]),
            "speakers": given["speakers"].splitlines(),
        }


class ConsentForm(forms.Form):
    """That a speaker agreed."""

    given_on = DateField(label="When did they agree?", initial=timezone.localdate, latest=timezone.localdate)
    evidence = forms.CharField(
        label="How did they say so?",
        max_length=300,
        help_text="Such as: by e-mail to you, or signed on the day.",
        error_messages={"required": "Say how they agreed"},
    )


class FeedbackForm(forms.Form):
    """The questions about a set."""

    mark_optional = False

    def __init__(self, data: Any, *, questions: Sequence[Question], said: Mapping[str, Any]) -> None:
        super().__init__(data, initial=dict(said))
        scale = [(str(number), _word(number)) for number in range(LEAST, MOST + 1)]
        for one in questions:
            if one.kind == SCALE:
                self.fields[one.key] = forms.ChoiceField(
                    label=one.text, choices=scale, widget=forms.RadioSelect, required=False
                )
            else:
                self.fields[one.key] = forms.CharField(
                    label=one.text, required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
                )


def _word(number: int) -> str:
    ends = {LEAST: f"{LEAST}, not at all", MOST: f"{MOST}, very much"}
    return ends.get(number, str(number))
