"""What people decide about a chart: its kind and rules, where its lines begin anew, and what its lines are made of."""

from collections.abc import Sequence
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction

from collaborative.audit import recording
from collaborative.models import User
from measures.actions.stale import mark_stale
from measures.models import ChartDecision, Line, Measure
from measures.periods import label
from measures.plans import CHARTS_OF, rules_of
from measures.queries.charts import series_of
from measures.queries.decisions import baselines_from, baselines_over, began, decisions_of
from measures.series import Series
from measures.spc.catalogue import BY_MOVING_RANGE

# Chart kind, rules and screening of a measure, as they are stored.
Choice = tuple[str, str, bool | None]
_Decision = ChartDecision.Decision
_TAKEN = {
    _Decision.REBASE: "The line is already drawn anew from this period.",
    _Decision.DEFINITION: "It is already noted that counting changed in this period.",
    _Decision.BASELINE: "The baseline of this chart is already fixed. Take that back first.",
    _Decision.EXCLUDE: "This period is already left out.",
}
# What a person says of a decision: the same in all of these is the same decision.
_SAID = ("period", "reason", "different", "cause", "desirable", "lasting")


@transaction.atomic
def choose_chart(
    *,
    measure: Measure,
    by: User,
    chart_kind: str,
    rules: str = "",
    screened: bool | None = None,
    reason: str,
    was: Choice | None = None,
) -> Measure:
    """Choose the chart of a measure and the rules it is read by, with a reason.

    rules "", screened None: as the collaborative does. was: what the person saw chosen (None: it does not matter).
    Raises ValidationError by field for what does not fit the kind of measure or the chart; `__all__` when somebody else
    chose since. The same choice again changes nothing.
    """
    locked = _locked(measure)
    if chart_kind not in CHARTS_OF[locked.kind]:
        raise ValidationError({"chart_kind": "This chart does not fit how the measure is counted."})
    if rules and rules not in rules_of(chart_kind):
        raise ValidationError({"rules": "These rules are not for this kind of chart. Choose one of those below."})
    chosen = {
        "chart_kind": chart_kind,
        "rules": rules,
        "screened": screened if chart_kind in BY_MOVING_RANGE else None,
    }
    if all(getattr(locked, name) == value for name, value in chosen.items()):
        return locked
    if was is not None and was != (locked.chart_kind, locked.rules, locked.screened):
        now = f"{locked.get_chart_kind_display()}, {locked.get_rules_display() or 'the collaborative’s rules'}"
        raise ValidationError(
            f"Somebody else saved a choice while you were choosing. It is now: {now}. Save again to put yours in its"
            " place."
        )
    with recording(by=by, verb="chose a chart and its rules", reason=_reason(reason)):
        for name, value in chosen.items():
            setattr(locked, name, value)
        locked.save(update_fields=[*chosen])
        mark_stale(measure=locked, by=by)
    return locked


@transaction.atomic
def draw_anew(
    *,
    measure: Measure,
    by: User,
    period: date,
    reason: str,
    different: str,
    cause: str,
    desirable: str,
    lasting: str,
    line: str = Line.VALUE,
    stratum_id: int | None = None,
) -> ChartDecision:
    """Draw the lines of one chart anew from a period on, with the answers to the four questions (Wheeler's).

    Raises ValidationError by field: `period` where the chart has no such period, where its lines begin there anyhow,
    within a fixed baseline, or where it is decided already in other words; an answer or reason that is empty.
    """
    answers = {"different": different, "cause": cause, "desirable": desirable, "lasting": lasting}
    if empty := [name for name, words in answers.items() if not words.strip()]:
        raise ValidationError(dict.fromkeys(empty, "Say how you know."))
    row = ChartDecision(measure=measure, line=line, stratum_id=stratum_id, decision=_Decision.REBASE, period=period)
    for name, words in answers.items():
        setattr(row, name, words.strip())
    with recording(by=by, verb="drew a chart's line anew", reason=reason.strip()):
        return _decide(row, by, reason, not_first=True)


@transaction.atomic
def fix_baseline(
    *,
    measure: Measure,
    by: User,
    period: date,
    reason: str,
    line: str = Line.VALUE,
    stratum_id: int | None = None,
) -> ChartDecision:
    """Make the lines of one part of a chart of its numbers up to and with this period only, which is in that part;
    its later numbers are held against them. Every other part keeps the lines of all its numbers.

    Raises ValidationError by field, as `draw_anew`; one chart has one baseline.
    """
    row = ChartDecision(measure=measure, line=line, stratum_id=stratum_id, decision=_Decision.BASELINE, period=period)
    with recording(by=by, verb="fixed a chart's baseline", reason=reason.strip()):
        return _decide(row, by, reason)


@transaction.atomic
def leave_out(
    *,
    measure: Measure,
    by: User,
    period: date,
    reason: str,
    line: str = Line.VALUE,
    stratum_id: int | None = None,
) -> ChartDecision:
    """Leave one period's number out of what one chart's lines are made of; it is still drawn.

    Raises ValidationError by field, as `draw_anew`.
    """
    row = ChartDecision(measure=measure, line=line, stratum_id=stratum_id, decision=_Decision.EXCLUDE, period=period)
    with recording(by=by, verb="left a point out of a chart's lines", reason=reason.strip()):
        return _decide(row, by, reason)


@transaction.atomic
def take_back(*, decision: ChartDecision, by: User, reason: str) -> bool:
    """Take a decision back, so that the chart is as if it had not been made; history keeps it.

    False where somebody took it back already. Raises ValidationError without a reason, and for the beginning of a part
    whose baseline is fixed: it would then reach back into the part before.
    """
    measure = _locked(decision.measure)
    if held := baselines_from(decision, measure):
        told = f"The part that begins here has a fixed baseline: {baseline_words(measure, held)}. Take that back first."
        raise ValidationError({"reason": told})
    rows = ChartDecision.objects.filter(participation_id=measure.participation_id, measure=measure)
    with recording(by=by, verb="took back a decision about a chart", reason=_reason(reason)):
        gone, _ = rows.filter(pk=decision.pk).delete()
        if gone:
            mark_stale(measure=measure, by=by)
    return bool(gone)


def _locked(measure: Measure) -> Measure:
    """The measure's row, held: whoever decides about its charts decides one after the other."""
    return Measure.objects.select_for_update(no_key=True).get(participation_id=measure.participation_id, pk=measure.pk)


def _reason(words: str) -> str:
    if not words.strip():
        raise ValidationError({"reason": "Say why."})
    return words.strip()


def _decide(row: ChartDecision, by: User, reason: str, *, not_first: bool = False) -> ChartDecision:
    """Check a decision against the chart it is about, store it, and mark the charts stale.

    One that stands there already in the same words is returned: a button was pressed twice.
    """
    measure = _locked(row.measure)
    series = series_of([measure]).get((measure.pk, row.line, row.stratum_id))
    periods = series.periods if series else ()
    if row.period.isoformat() not in periods:
        raise ValidationError({"period": "Choose one of the periods of this chart."})
    if not_first and row.period.isoformat() == periods[0]:
        raise ValidationError({"period": "The line begins here anyhow. Choose a later period."})
    about = {"measure": measure, "line": row.line, "stratum_id": row.stratum_id, "every_chart": False}
    same = ChartDecision.objects.filter(participation_id=measure.participation_id, decision=row.decision, **about)
    if row.decision != _Decision.BASELINE:
        same = same.filter(period=row.period)
    row.reason = _reason(reason)
    if held := same.first():
        if all(getattr(held, name) == getattr(row, name) for name in _SAID):
            return held
        raise ValidationError({"period": _TAKEN[_Decision(row.decision)]})
    if row.decision == _Decision.REBASE:
        _check_new_part(row, measure)
    elif series is not None:
        _check_baseline_left(row, measure, series)
    row.collaborative_id, row.participation_id = measure.collaborative_id, measure.participation_id
    row.created_by = by
    row.save()
    mark_stale(measure=measure, by=by)
    return row


def _check_new_part(row: ChartDecision, measure: Measure) -> None:
    """Refuse a new part where one begins anyhow, and one within a fixed baseline, of whose numbers it would be made."""
    rows = ChartDecision.objects.filter(participation_id=measure.participation_id, measure=measure)
    if rows.filter(every_chart=True, decision=_Decision.DEFINITION, period=row.period).exists():
        raise ValidationError({"period": "The line begins anew here already, because it is counted differently."})
    for held in baselines_over(measure, row.period):
        if held.is_about(row.line, row.stratum_id):
            until = label(measure.frequency, held.period)
            told = f"The baseline of this chart is fixed until {until}."
            told += " Choose a later period, or take the baseline back."
            raise ValidationError({"period": told})


def _check_baseline_left(row: ChartDecision, measure: Measure, series: Series) -> None:
    """Refuse a baseline without a number, and leaving the last one out of it: its part would have no lines."""
    rows = [*decisions_of(measure, row.line, row.stratum_id), row]
    left_out = {one.period for one in rows if one.decision == _Decision.EXCLUDE}
    for baseline in (one for one in rows if one.decision == _Decision.BASELINE):
        first, last = began(baseline, rows) or date.min, baseline.period
        known = zip(map(date.fromisoformat, series.periods), series.values, strict=True)
        left = [day for day, value in known if first <= day <= last and value is not None and day not in left_out]
        if first <= row.period <= last and not left:
            raise ValidationError({"period": "The fixed baseline would then have no number to make lines of."})


def count_differently(*, measure: Measure, by: User, period: date, reason: str, field: str) -> None:
    """Begin a new part of every chart of the measure, because it is counted differently from this period on; where one
    begins there for this cause already, that stands. Call it in the change's transaction, which holds the measure.

    Raises ValidationError for `field` where that is within a fixed baseline.
    """
    if held := baselines_over(measure, period):
        told = f"A baseline is fixed on {baseline_words(measure, held)}. Take it back first, on the page of that chart."
        raise ValidationError({field: told})
    ChartDecision.objects.get_or_create(
        participation_id=measure.participation_id,
        measure=measure,
        every_chart=True,
        decision=_Decision.DEFINITION,
        period=period,
        defaults={"collaborative_id": measure.collaborative_id, "reason": reason, "created_by": by},
    )


def count_alike(*, part: ChartDecision, measure: Measure, field: str) -> None:
    """Take a new part of every chart back, because it is counted as before there. Call it in the change's transaction,
    which holds the measure.

    Raises ValidationError for `field` where that part has a fixed baseline.
    """
    if held := baselines_from(part, measure):
        first = label(measure.frequency, part.period)
        told = f"The charts’ part from {first} on has a fixed baseline: {baseline_words(measure, held)}."
        raise ValidationError({field: f"{told} Take that back first, on the page of that chart."})
    part.delete()


def baseline_words(measure: Measure, held: Sequence[ChartDecision]) -> str:
    """On which charts baselines are fixed, and until when."""
    return " and ".join(f"{_chart_words(row)} until {label(measure.frequency, row.period)}" for row in held)


def _chart_words(row: ChartDecision) -> str:
    if row.line == Line.GAP:
        return f"the gap of {row.stratum}"
    if row.line == Line.UNKNOWN:
        return "the share not stated or not known"
    return f"the chart of {row.stratum or 'everyone'}"
