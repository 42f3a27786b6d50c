"""Forms about gatherings of ideas."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from phases.actions.gatherings import LONGEST_IDEA, new_code
from phases.models.gatherings import DOTS, MOST_ON_ONE
from phases.queries.gatherings import Pooled
from phases.theory.graph import Node

_OPEN_FOR = (
    (10, "10 minutes"),
    (30, "30 minutes"),
    (60, "1 hour"),
    (60 * 24, "1 day"),
    (60 * 24 * 3, "3 days"),
    (60 * 24 * 7, "1 week"),
    (60 * 24 * 14, "2 weeks"),
)


def _length(label: str) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=label,
        choices=_OPEN_FOR,
        coerce=int,
        initial=60 * 24 * 7,
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Choose how long"),
        help_text="You can end it earlier.",
    )


class OpenForm(forms.Form):
    """A question, what it is about and for how long ideas are taken."""

    question = forms.CharField(
        label="Your question",
        max_length=300,
        help_text="For example, “What would make it easier to come to a first appointment?”",
        error_messages={"required": "Enter the question"},
    )
    driver = forms.ChoiceField(label="What is it about?", required=False)
    minutes = _length("How long do you take ideas?")

    def __init__(self, data: Any, drivers: Iterable[Node]) -> None:
        super().__init__(data)
        field = self.fields["driver"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "The whole theory of change"), *((node.id, node.text) for node in drivers)]

    @property
    def until(self) -> datetime:
        """When it ends."""
        return timezone.now() + timedelta(minutes=self.cleaned_data["minutes"])


class IdeaForm(forms.Form):
    """An idea, and the code that takes it back, which is made with the empty form."""

    words = forms.CharField(
        label="Your idea",
        max_length=LONGEST_IDEA,
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off"}),
        help_text="One idea at a time. Do not write anything that could identify you or another person.",
        error_messages={"required": "Enter your idea"},
    )
    code = forms.CharField(min_length=19, max_length=19, widget=forms.HiddenInput)

    @classmethod
    def empty(cls) -> "IdeaForm":
        """A form with a code of its own."""
        return cls(initial={"code": new_code()})

    def renew(self) -> None:
        """What was refused is sent again with another code: the old one may stand for another idea."""
        self.data = {name: self.data[name] for name in self.data} | {"code": new_code()}


class WithdrawForm(forms.Form):
    """The code of an idea that is taken back."""

    code = forms.CharField(
        label="The code of your idea",
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": "Enter the code that was shown with your idea"},
    )


class MergeForm(forms.Form):
    """Ideas that say the same."""

    ideas = forms.TypedMultipleChoiceField(
        label="Ideas that say the same",
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least two ideas that say the same"},
    )

    def __init__(self, data: Any, pool: Sequence[Pooled]) -> None:
        super().__init__(data)
        field = self.fields["ideas"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(one.row.pk, one.row.words) for one in pool]


class OneIdeaForm(forms.Form):
    """One idea of the pool, with what is said of it. under: where in the theory it belongs."""

    idea = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(label="Why can it not stay?", max_length=300, required=False)
    under = forms.CharField(required=False)


class UseForm(OneIdeaForm):
    """An idea for the theory."""

    under = forms.CharField(error_messages={"required": "Choose the driver it belongs under"})


class VotingForm(forms.Form):
    """For how long people vote, and with how many dots."""

    minutes = _length("How long do people vote?")
    dots = forms.IntegerField(label="Dots for each person", min_value=1, max_value=20, initial=DOTS)
    most_on_one = forms.IntegerField(label="At most on one idea", min_value=1, max_value=20, initial=MOST_ON_ONE)

    @property
    def until(self) -> datetime:
        """When it ends."""
        return timezone.now() + timedelta(minutes=self.cleaned_data["minutes"])


class BallotForm(forms.Form):
    """A person's dots: a choice for each idea."""

    def __init__(self, data: Any, pool: Sequence[Pooled], most: int, given: Mapping[int, int]) -> None:
        super().__init__(data)
        choices = [(many, str(many) if many else "No dots") for many in range(most + 1)]
        for one in pool:
            self.fields[f"dots_{one.row.pk}"] = forms.TypedChoiceField(
                label=one.row.words, choices=choices, coerce=int, initial=given.get(one.row.pk, 0)
            )

    @property
    def given(self) -> dict[int, int]:
        """How many dots each idea (id) gets."""
        return {int(name.removeprefix("dots_")): many for name, many in self.cleaned_data.items()}

    def clean(self) -> dict[str, Any]:
        """One sentence for a form that is not about these ideas."""
        if any(self.errors):
            raise ValidationError("The ideas have changed. Look at them again.")
        return super().clean() or {}
