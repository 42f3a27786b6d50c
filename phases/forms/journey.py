"""Forms about phases, dates, pauses and gates."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms

from collaborative.nhsuk.fields import DateField
from collaborative.nhsuk.filters import plural
from organisations.forms.orphans import KeepsOrphans
from phases.actions.gates import Answer
from phases.actions.journey import BEFORE_IT_BEGINS, EARLIEST, LATEST
from phases.models import DATES, GateCriterion, Outcome, PhasePlan

LABELS = {
    "planned_start": "Planned to begin",
    "planned_end": "Planned to end",
    "forecast_start": "Now expected to begin",
    "forecast_end": "Now expected to end",
    "actual_start": "Began",
    "actual_end": "Ended",
}


def _reason(label: str, hint: str = "", *, required: bool = False) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": 2})
    return forms.CharField(label=label, help_text=hint, required=required, max_length=500, widget=widget)


class DatesForm(forms.Form):
    """The dates of one phase."""

    def __init__(self, data: Any, plan: PhasePlan | None) -> None:
        super().__init__(data, initial={name: getattr(plan, name) for name in DATES} if plan else None)
        for name in DATES:
            self.fields[name] = DateField(label=LABELS[name], required=False, earliest=EARLIEST, latest=LATEST)
        self.fields["reason"] = _reason("Why do dates change?", "Needed when a date was there before.")

    @property
    def dates(self) -> dict[str, Any]:
        """The dates by name."""
        return {name: self.cleaned_data[name] for name in DATES}


class PauseForm(forms.Form):
    """A pause."""

    starts_on = DateField(label="First day of the pause", earliest=EARLIEST, latest=LATEST)
    ends_on = DateField(label="Last day of the pause", required=False, earliest=EARLIEST, latest=LATEST)
    reason = _reason("Why is there a pause?", required=True)
    reason.error_messages["required"] = "Say why there is a pause"

    def clean(self) -> dict[str, Any]:
        """That it ends before it begins is told with whatever else is wrong."""
        said = super().clean() or self.cleaned_data
        first, last = said.get("starts_on"), said.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", BEFORE_IT_BEGINS)
        return said


class PhaseForm(forms.Form):
    """What a phase is for, and what is asked at its end."""

    name = forms.CharField(label="Name of the phase", max_length=100)
    purpose = _reason("What it is for")
    criteria = forms.CharField(
        label="What must be so before an organisation goes on",
        help_text="One on each line.",
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 6}),
    )

    @property
    def said(self) -> dict[str, Any]:
        """What the action takes."""
        values = self.cleaned_data
        return {"name": values["name"], "purpose": values["purpose"], "asked": values["criteria"].splitlines()}


class GateForm(KeepsOrphans):
    """A team says which criteria are met, and where that can be seen; or that not all are, and why it goes on.

    once: the criteria of the phase that are no longer asked.
    """

    answered = ("met_", "evidence_", "link_")

    note = _reason("Anything your coach should know")
    unmet = forms.BooleanField(label="Not all is met. We want to go on, and say why", required=False)
    although = _reason("Why you want to go on although not all is met")

    def __init__(self, data: Any, criteria: Sequence[GateCriterion], once: Iterable[GateCriterion] = ()) -> None:
        super().__init__(data)
        self.criteria, self._once = criteria, once
        for row in criteria:
            self.fields[f"met_{row.pk}"] = forms.BooleanField(label=f"Met: {row.text}", required=False)
            self.fields[f"evidence_{row.pk}"] = forms.CharField(
                label=f"Where this can be seen: {row.text}",
                required=False,
                max_length=2000,
                widget=forms.Textarea(attrs={"rows": 2}),
            )
            self.fields[f"link_{row.pk}"] = forms.URLField(
                label=f"Link: {row.text}", required=False, max_length=500, assume_scheme="https"
            )

    @property
    def answers(self) -> dict[int, Answer]:
        """The answers by the ids of the criteria."""
        values = self.cleaned_data
        return {
            row.pk: Answer(values[f"met_{row.pk}"], values[f"evidence_{row.pk}"], values[f"link_{row.pk}"])
            for row in self.criteria
        }

    @property
    def said(self) -> dict[str, Any]:
        """What the team says of the whole."""
        return {name: self.cleaned_data[name] for name in ("note", "although")}

    @property
    def left_over(self) -> list[tuple[str, list[str]]]:
        """What was written to criteria that are no longer asked: the criterion, then the texts."""
        found = self.orphans({row.pk for row in self.criteria})
        words = {row.pk: row.text for row in self._once} if found else {}
        return [(words.get(pk, "A criterion of another phase"), texts) for pk, texts in found.items()]

    def told(self, prefix: str, said: str) -> str:
        """A tick says what it means."""
        return "You ticked that this is met." if prefix == "met_" else said

    def clean(self) -> dict[str, Any]:
        """Nobody says by leaving everything empty that the team is ready, and no evidence is dropped."""
        values = super().clean() or self.cleaned_data
        self.refuse_orphans({row.pk for row in self.criteria})
        lacking = sum(not values.get(f"met_{row.pk}") for row in self.criteria)
        if lacking and not values.get("unmet"):
            of = "criterion is" if len(self.criteria) == 1 else "criteria are"
            words = "Tick what is met, with where it can be seen; or tick this, and say why you want to go on."
            self.add_error("unmet", f"{lacking} of {len(self.criteria)} {of} not met. {words}")
        return values


class DecisionForm(forms.Form):
    """A coach answers. unmet: how many criteria the team says are not met."""

    outcome = forms.ChoiceField(
        label="Is the team ready?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose whether the team is ready"},
    )
    decision = _reason("What you tell the team")
    mark_optional = False

    def __init__(self, data: Any, unmet: int) -> None:
        super().__init__(data)
        yes, hint = "Yes, go on to the next phase", "What is good. Where more is needed, say what."
        if unmet:
            yes = f"Yes, go on, although {plural(unmet, 'criterion is', 'criteria are')} not met"
            hint = "Give your reason, whichever you choose. The team sees it, and so does who coaches it next."
        outcome, decision = self.fields["outcome"], self.fields["decision"]
        assert isinstance(outcome, forms.ChoiceField)
        outcome.choices = [(Outcome.MORE.value, "More is needed first"), (Outcome.PASSED.value, yes)]
        if not unmet:
            outcome.choices = outcome.choices[::-1]
        decision.help_text = hint


class WaveForm(forms.Form):
    """Which organisations a timeline shows."""

    wave = forms.TypedChoiceField(label="Wave", coerce=int, required=False, empty_value=None)
    mark_optional = False

    def __init__(self, data: Any, waves: Sequence[int]) -> None:
        super().__init__(data)
        field = self.fields["wave"]
        assert isinstance(field, forms.TypedChoiceField)
        field.choices = [("", "All waves"), *((wave, f"Wave {wave}") for wave in waves)]

    @property
    def chosen(self) -> int | None:
        """The wave, or None for all."""
        return self.cleaned_data.get("wave") if self.is_valid() else None
