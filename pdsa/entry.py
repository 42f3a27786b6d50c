"""One stage's form with all that belongs to it, its questions put in order, and two versions of it side by side."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.http import QueryDict

from measures.queries import measures_of_projects
from pdsa.forms import MOST_PREDICTIONS, ActForm, DoForm, PlanForm, PredictionFormSet, StudyForm, prediction_forms
from pdsa.models import Cycle, CycleMeasure
from pdsa.presenters import shown
from pdsa.queries import links_of
from pdsa.states import Stage


@dataclass(frozen=True)
class StageEntry:
    """What a person types for one stage: its form, and for a plan that can still change its predictions."""

    stage: Stage
    form: Any
    formset: PredictionFormSet | None = None

    def is_valid(self) -> bool:
        """Checks both, so that all mistakes are told at once."""
        return all([self.form.is_valid(), self.formset is None or self.formset.is_valid()])

    @property
    def has_errors(self) -> bool:
        return bool(self.form.errors) or bool(self.formset and self.formset.is_bound and not self.formset.is_valid())

    def entries(self) -> dict[str, Any]:
        """All that was typed, as the stage's action takes it."""
        extra = {} if self.formset is None else {"predictions": self.formset.entries()}
        return {**self.form.entries(), **extra}


def stage_entry(
    cycle: Cycle,
    stage: Stage,
    data: Mapping[str, Any] | None = None,
    links: Iterable[CycleMeasure] | None = None,
) -> StageEntry:
    """The form of a stage, filled with what is stored or with what was sent."""
    if stage is Stage.PLAN:
        linked = [link.measure_id for link in (links_of(cycle) if links is None else links)]
        form = PlanForm(data, cycle=cycle, linked=linked, measures=measures_of_projects([cycle.project_id]))
        # Predictions sent after the lock are read as well, so that what was typed can be shown back.
        typed = data is not None and "predictions-TOTAL_FORMS" in data
        return StageEntry(stage, form, prediction_forms(cycle, data) if typed or not cycle.is_started else None)
    if stage is Stage.STUDY:
        return StageEntry(stage, StudyForm(data, cycle=cycle, predictions=cycle.predictions.all()))
    return StageEntry(stage, (DoForm if stage is Stage.DO else ActForm)(data, cycle=cycle))


_PAIR = ("pk", "question", "text")


def arranged(data: QueryDict, wish: str) -> QueryDict:
    """What was sent of a plan with its questions in another order, without one of them, or with room for one more.

    `wish` is "up:1", "down:0" or "remove:2", by the place of the question from 0, or "add". Every other word is as it
    was typed; a wish that fits nothing changes nothing.
    """
    count = data.get("predictions-TOTAL_FORMS", "")
    total = min(int(count), MOST_PREDICTIONS) if count.isdigit() else 0
    pairs = [[data.get(f"predictions-{at}-{name}", "") for name in _PAIR] for at in range(total)]
    what, _, where = wish.partition(":")
    at = int(where) if where.isdigit() else total
    to = at + {"up": -1, "down": 1}.get(what, 0)
    if what == "remove":
        del pairs[at : at + 1]
    elif at < total and 0 <= to < total:
        pairs[at], pairs[to] = pairs[to], pairs[at]
    pairs = [pair for pair in pairs if any(word.strip() for word in pair[1:])]
    if len(pairs) < MOST_PREDICTIONS:
        pairs.append(["", "", ""])
    again = data.copy()
    for key in [key for key in again if key.startswith("predictions-")]:
        del again[key]
    again["predictions-TOTAL_FORMS"] = again["predictions-INITIAL_FORMS"] = str(len(pairs))
    for place, pair in enumerate(pairs):
        again.update({f"predictions-{place}-{name}": word for name, word in zip(_PAIR, pair, strict=True)})
    return again


@dataclass(frozen=True)
class Difference:
    """One field as it is stored and as it was typed."""

    label: str
    theirs: str
    yours: str


def differences(current: Cycle, entry: StageEntry) -> list[Difference]:
    """Where what was typed differs from what is stored now."""
    stored = stage_entry(current, entry.stage)
    found = []
    for bound in entry.form:
        if bound.is_hidden:
            continue
        theirs, yours = _words(stored.form[bound.name], None), _words(bound, entry.form.cleaned_data)
        if theirs != yours:
            found.append(Difference(str(bound.label), theirs, yours))
    if entry.formset is not None:
        theirs = "\n".join(_prediction(row.question, row.text) for row in current.predictions.all())
        yours = "\n".join(_prediction(one.question, one.text) for one in entry.formset.entries())
        if theirs.strip() != yours.strip():
            found.append(Difference("Predictions", theirs or "Nothing", yours or "Nothing"))
    return found


def _prediction(question: str, text: str) -> str:
    return f"{question}: {text}" if question else text


def _words(bound: BoundField, cleaned: Mapping[str, Any] | None) -> str:
    value = bound.initial if cleaned is None else cleaned.get(bound.name)
    field = bound.field
    if isinstance(field, forms.ModelMultipleChoiceField) and field.queryset is not None:
        chosen = field.queryset.filter(pk__in=[getattr(one, "pk", one) for one in value or []])
        return ", ".join(str(one) for one in chosen) or "Nothing"
    if isinstance(field, forms.ChoiceField):
        return str(dict(field.choices).get(value, "")) or "Nothing"  # type: ignore[arg-type]
    return shown(value)
