"""Tests as the six signs read them."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date

from django.db.models import Exists, OuterRef
from django.utils import timezone

from pdsa.models import Cycle, CycleMeasure, Note, Prediction, Purpose
from pdsa.signs import Record
from pdsa.states import Status

Expected = tuple[str, str]  # what was predicted, and what was seen


def record_of(
    cycle: Cycle, *, series: Iterable[Cycle], expected: Sequence[Expected], measured: bool, noted: bool
) -> Record:
    """One test with what belongs to it, already read: its series, its predictions, whether a measure is linked and
    whether a note was made on the way. No query."""
    others = [one for one in series if one.pk != cycle.pk]
    tried = [one for one in others if one.number < cycle.number and one.is_started]
    return Record(
        status=cycle.status,
        purpose=cycle.purpose,
        scale=cycle.scale,
        decision=cycle.decision,
        since=_since(cycle),
        was_studied=cycle.study_started_at is not None,
        earlier=tuple(one.scale for one in tried if one.purpose != Purpose.COLLECT),
        in_series=bool(tried) or any(one.previous_id == cycle.pk for one in others),
        predicted=tuple(text for text, _ in expected),
        done=(cycle.observations, cycle.deviations, cycle.problems, cycle.unintended, "noted" if noted else ""),
        studied=(cycle.learned, cycle.surprises, cycle.analysis, *(seen for _, seen in expected)),
        acted=(cycle.rationale, cycle.next_steps),
        collected=(cycle.data_when, cycle.data_plan, cycle.data_how),
        measured=measured,
    )


def _since(cycle: Cycle) -> date:
    """The day on which the test came to its present step; going on to decide, which is no day of its own, counts as
    studying."""
    at = {
        Status.PLAN: cycle.created_at,
        Status.DO: cycle.do_started_at,
        Status.COMPLETE: cycle.decided_at,
        Status.STOPPED: cycle.stopped_at,
    }.get(Status(cycle.status), cycle.study_started_at)
    return timezone.localdate(at or cycle.created_at)


def records_of(cycles: Sequence[Cycle]) -> dict[int, Record]:
    """These tests as the signs read them, by id (two queries, and none for no tests)."""
    if not cycles:
        return {}
    here = {"participation__in": {cycle.participation_id for cycle in cycles}}
    ids = [cycle.pk for cycle in cycles]
    expected: dict[int, list[Expected]] = defaultdict(list)
    rows = Prediction.objects.filter(**here, cycle__in=ids)
    for pk, text, seen in rows.values_list("cycle_id", "text", "result_note"):
        expected[pk].append((text, seen))
    series: dict[object, list[Cycle]] = defaultdict(list)
    beside = {"participation_id": OuterRef("participation_id"), "cycle": OuterRef("pk")}
    measured, noted = Exists(CycleMeasure.objects.filter(**beside)), Exists(Note.objects.filter(**beside))
    every = Cycle.objects.filter(**here, series__in={cycle.series for cycle in cycles})
    has: dict[int, tuple[bool, bool]] = {}
    for one in every.annotate(is_measured=measured, is_noted=noted):
        series[one.series].append(one)
        has[one.pk] = (one.is_measured, one.is_noted)
    return {
        cycle.pk: record_of(
            cycle,
            series=series[cycle.series],
            expected=expected[cycle.pk],
            measured=has[cycle.pk][0],
            noted=has[cycle.pk][1],
        )
        for cycle in cycles
    }
