"""Forms about progress scores and their scale."""

from collections.abc import Sequence
from typing import Any

from django import forms

from coaching.scale import Level


class ScoreForm(forms.Form):
    """What the team or its coach says of this month; a coach says why."""

    tenths = forms.TypedChoiceField(
        label="Where is the work now?",
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose the level that fits best"},
    )
    reason = forms.CharField(
        label="What do you base this on?",
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Say what you base the score on"},
    )

    def __init__(
        self, data: Any, *, levels: Sequence[Level], by_coach: bool, initial: dict[str, Any] | None = None
    ) -> None:
        super().__init__(data, initial=initial)
        self.fields["reason"].required = by_coach
        choices = [(level.tenths, f"{level.score} {level.label}") for level in levels]
        self.fields["tenths"].choices = choices  # type: ignore[attr-defined]


class CommentForm(forms.Form):
    """Something to say of the scores."""

    words = forms.CharField(
        label="Say something about the scores",
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Write what you want to say"},
    )


class LevelForm(forms.Form):
    """One level of the scale in the collaborative's own words."""

    label = forms.CharField(label="Name of the level", max_length=100)
    definition = forms.CharField(label="What it means", max_length=2000, widget=forms.Textarea(attrs={"rows": 4}))
    prompts = forms.CharField(
        label="What would show it?",
        help_text="Questions to ask, one on each line.",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    source = forms.CharField(label="Where the words are from", required=False, max_length=200)

    @staticmethod
    def initial_of(level: Level) -> dict[str, Any]:
        """The words as they are."""
        given = {"label": level.label, "definition": level.definition, "source": level.source}
        return given | {"prompts": "\n".join(level.prompts)}

    def level(self, tenths: int) -> Level:
        """What was typed, as the level of this score."""
        given = self.cleaned_data
        prompts = tuple(line.strip() for line in given["prompts"].splitlines() if line.strip())
        return Level(tenths, given["label"], given["definition"], prompts, given["source"])


class StalledForm(forms.Form):
    """After how long a silence an organisation is called stalled."""

    stalled_weeks = forms.IntegerField(
        label="Weeks of silence",
        min_value=2,
        max_value=52,
        error_messages={"required": "Enter a number of weeks"},
    )
