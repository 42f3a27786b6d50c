"""Forms about consent."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils import timezone

from collaborative.models import User
from collaborative.nhsuk.fields import DateField
from pdsa.filetypes import ACCEPTED, LARGEST
from sharing.actions.consent import Given
from sharing.models import Channel

_CHANNELS = (
    (Channel.TEAM.value, "The team and its coach read it"),
    (Channel.COLLABORATIVE.value, "Everybody in the collaborative reads it: its pages, storyboards and newsletter"),
    (Channel.WEB.value, "Anybody can read it on a public website"),
    (Channel.PRESS.value, "It can be given to the press"),
)


class HowForm(forms.Form):
    """On which day and how somebody agreed."""

    mark_optional = False
    given_on = DateField(label="On which day did they agree?", latest=timezone.localdate)
    evidence = forms.CharField(
        label="How did they agree?",
        help_text="For example: signed the form at the ward meeting, with Ben as witness.",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Say how they agreed"},
    )
    file = forms.FileField(
        label="Signed form or letter, if there is one",
        help_text="A photo, a PDF or a Word file, up to 10 MB. Only who may publish for your organisation opens it.",
        required=False,
        widget=forms.FileInput(attrs={"accept": ACCEPTED, "class": "nhsuk-input"}),
    )

    def clean_file(self) -> Any:
        """Refused before it is read, where it is too large."""
        sent = self.cleaned_data["file"]
        if sent and sent.size > LARGEST:
            raise forms.ValidationError("The file is larger than 10 MB")
        return sent

    @property
    def given(self) -> Given:
        """The day and the words, as the actions take them."""
        return Given(given_on=self.cleaned_data["given_on"], evidence=self.cleaned_data["evidence"])

    @property
    def sent_file(self) -> tuple[str, bytes] | None:
        """The name and bytes of what was sent along."""
        sent = self.cleaned_data["file"]
        return (sent.name, sent.read()) if sent else None


class ConsentForm(HowForm):
    """Somebody agreed: who, to what, and how far."""

    who = forms.CharField(
        label="What do they want to be called?",
        help_text="Their name, or words such as “A ward sister”. Leave it empty if they want to stay unnamed.",
        max_length=200,
        required=False,
    )
    user = forms.ChoiceField(
        label="Do they have an account here?",
        help_text="Then they see what they agreed to on their own page, and can take it back there by themselves.",
        required=False,
    )
    about = forms.CharField(
        label="What did they agree to?",
        help_text="For example: her words about the new welcome meeting, and a photo of her from behind.",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Say what they agreed to"},
    )
    channels = forms.MultipleChoiceField(
        label="How far may it go?",
        help_text="Tick only what they said yes to. What goes further also stands in what is nearer.",
        choices=_CHANNELS,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Tick what they said yes to"},
    )
    field_order = ("who", "user", "about", "channels", "given_on", "evidence", "file")

    def __init__(self, *args: Any, team: Iterable[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._team = {str(row.pk): row for row in team}
        named = [(key, row.get_full_name()) for key, row in self._team.items()]
        self.fields["user"].choices = [("", "No, or not in your team"), *named]  # type: ignore[attr-defined]

    @property
    def said(self) -> dict[str, Any]:
        """What was typed, as the action takes it."""
        return {
            "who": self.cleaned_data["who"],
            "about": self.cleaned_data["about"],
            "user": self._team.get(self.cleaned_data["user"]),
            "channels": dict.fromkeys(self.cleaned_data["channels"], self.given),
            "file": self.sent_file,
        }


class WidenForm(HowForm):
    """Somebody agreed to one channel more."""

    channel = forms.ChoiceField(
        label="What have they agreed to now?",
        widget=forms.RadioSelect,
        error_messages={"required": "Select what they agreed to"},
    )
    field_order = ("channel", "given_on", "evidence", "file")

    def __init__(self, *args: Any, missing: Iterable[Channel], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = dict(_CHANNELS)
        self.fields["channel"].choices = [(one.value, names[one.value]) for one in missing]  # type: ignore[attr-defined]


class WithdrawForm(forms.Form):
    """From where on somebody takes their consent back, and in which words."""

    mark_optional = False
    channel = forms.ChoiceField(
        label="What may it not be used for any more?",
        help_text="What goes further is taken back with it.",
        widget=forms.RadioSelect,
        error_messages={"required": "Select what it may not be used for any more"},
    )
    reason = forms.CharField(label="What did they say? (optional)", max_length=500, required=False)

    def __init__(self, *args: Any, standing: Iterable[Channel], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = dict(_CHANNELS)
        self.fields["channel"].choices = [(one.value, names[one.value]) for one in standing]  # type: ignore[attr-defined]
