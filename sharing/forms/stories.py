"""Forms about stories."""

from collections.abc import Sequence
from typing import Any

from django import forms

from measures.models import Measure
from pdsa.filetypes import LARGEST
from pdsa.forms.beside import OnceForm
from pdsa.models import Cycle
from sharing.actions.stories import StoryFields
from sharing.models import Channel, Consent, Story

_NO_PATIENTS = "Nothing by which a patient or carer could be recognised, unless it is theirs and they agreed."


class StoryForm(OnceForm):
    """What a team tells, and what of its record it shows."""

    title = forms.CharField(
        label="What is the story called?", max_length=200, error_messages={"required": "Enter what it is called"}
    )
    intro = forms.CharField(
        label="Tell it in a few sentences",
        help_text=f"What it was like before, what you tried, what is different now. {_NO_PATIENTS}",
        max_length=3000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    measure = forms.ChoiceField(
        label="Which chart shows it?",
        help_text="Your team sees the true numbers. Others see a chart without small numbers.",
        required=False,
    )
    cycle = forms.ChoiceField(label="Which test does it tell of?", required=False)
    quote = forms.CharField(
        label="What did somebody say?",
        help_text="In their own words, and only with their consent.",
        max_length=1500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    quote_consent = forms.ChoiceField(label="Whose words are these?", required=False)
    picture = forms.FileField(
        label="Picture",
        help_text="A photo (JPEG, PNG or WebP), up to 10 MB. Where and when it was taken is removed from it.",
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp", "class": "nhsuk-input"}),
    )
    picture_alt = forms.CharField(
        label="What does the picture show?", help_text="For those who cannot see it.", max_length=300, required=False
    )
    picture_consent = forms.ChoiceField(label="Who is in it, or made it?", required=False)
    without_picture = forms.BooleanField(label="Take the picture away", required=False)

    def __init__(
        self, *args: Any, measures: Sequence[Measure], cycles: Sequence[Cycle], consents: Sequence[Consent],
        has_picture: bool = False, **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self._rows: dict[str, dict[str, Any]] = {
            "measure": {str(row.pk): row for row in measures},
            "cycle": {str(row.pk): row for row in cycles},
            "quote_consent": {str(row.pk): row for row in consents},
            "picture_consent": {str(row.pk): row for row in consents},
        }
        for name, empty in (("measure", "No chart"), ("cycle", "No test")):
            self._offer(name, empty, [(key, str(row)) for key, row in self._rows[name].items()])
        people = [(str(row.pk), f"{row}: {row.about[:80]}") for row in consents]
        self._offer("quote_consent", "Nobody is quoted", people)
        self._offer("picture_consent", "No picture", people)
        if not has_picture:
            del self.fields["without_picture"]

    def _offer(self, name: str, empty: str, rows: list[tuple[str, str]]) -> None:
        self.fields[name].choices = [("", empty), *rows]  # type: ignore[attr-defined]

    @staticmethod
    def initial_of(story: Story) -> dict[str, Any]:
        """What is said now."""
        names = ("title", "intro", "quote", "picture_alt")
        keys = ("measure", "cycle", "quote_consent", "picture_consent")
        return {name: getattr(story, name) for name in names} | {key: getattr(story, f"{key}_id") or "" for key in keys}

    def clean_picture(self) -> Any:
        """Refused before it is read, where it is too large."""
        sent = self.cleaned_data["picture"]
        if sent and sent.size > LARGEST:
            raise forms.ValidationError("The file is larger than 10 MB")
        return sent

    @property
    def said(self) -> StoryFields:
        """What was typed, as the actions take it."""
        typed, sent = self.cleaned_data, self.cleaned_data["picture"]
        chosen: dict[str, Any] = {name: rows.get(typed[name]) for name, rows in self._rows.items()}
        return StoryFields(
            title=typed["title"],
            intro=typed["intro"],
            quote=typed["quote"],
            picture_alt=typed["picture_alt"],
            picture=(sent.name, sent.read()) if sent else None,
            without_picture=typed.get("without_picture", False),
            **chosen,
        )


class PublishForm(forms.Form):
    """How far a story goes now. reach: how far everybody in it agreed."""

    mark_optional = False
    channel = forms.ChoiceField(
        label="How far does it go?", widget=forms.RadioSelect, error_messages={"required": "Select how far it goes"}
    )
    nobody_known = forms.BooleanField(
        label="Nobody can be known from the small numbers of people in it", required=False
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, reach: Channel, asks: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        beyond = [one for one in Channel if Channel.TEAM.reach < one.reach <= reach.reach]
        self.fields["channel"].choices = [(one.value, one.label) for one in beyond]  # type: ignore[attr-defined]
        if not asks:
            del self.fields["nobody_known"]
