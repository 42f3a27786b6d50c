"""What people decide about a chart: its kind and rules, where its lines begin anew, and what its lines are made of."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q

from collaborative.audit import recording
from collaborative.models import User
from measures.actions.stale import mark_stale
from measures.models import ChartDecision, Line, Measure
from measures.periods import label
from measures.plans import CHARTS_OF, rules_of
from measures.queries.charts import series_of
from measures.queries.decisions import baselines_over
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
    within its fixed baseline, or where it is decided already in other words; an answer or reason that is empty.
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
    """Make the lines of one chart of its numbers up to and with this period only; later ones are held against them.

    Raises ValidationError by field, as `draw_anew`; one chart has one baseline, and it lies before the first place
    where the line is drawn anew. Each later part is then made of as many periods at its own start.
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

    False where somebody took it back already. Raises ValidationError without a reason.
    """
    measure = _locked(decision.measure)
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
    if row.decision == _Decision.BASELINE:
        _check_before_parts(row, measure)
    elif row.decision == _Decision.REBASE:
        _check_after_baseline(row, measure)
    row.collaborative_id, row.participation_id = measure.collaborative_id, measure.participation_id
    row.created_by = by
    row.save()
    mark_stale(measure=measure, by=by)
    return row


def _about(row: ChartDecision) -> Q:
    return Q(line=row.line, stratum_id=row.stratum_id)


def _check_after_baseline(row: ChartDecision, measure: Measure) -> None:
    """Refuse a new part within the chart's fixed baseline, of whose numbers a part would then be left."""
    if held := baselines_over(measure, row.period).filter(_about(row)).first():
        until = label(measure.frequency, held.period)
        told = f"The baseline of this chart is fixed until {until}. Choose a later period, or take the baseline back."
        raise ValidationError({"period": told})


def _check_before_parts(row: ChartDecision, measure: Measure) -> None:
    """Refuse a baseline that would reach over the place where a new part begins."""
    rows = ChartDecision.objects.filter(participation_id=measure.participation_id, measure=measure)
    starts = rows.filter(decision__in=(_Decision.REBASE, _Decision.DEFINITION))
    here = Q(every_chart=True) | _about(row)
    first = starts.filter(here).order_by("period").values_list("period", flat=True).first()
    if first is not None and row.period >= first:
        began = label(measure.frequency, first)
        raise ValidationError({"period": f"The line is drawn anew from {began}. Choose a period before that."})
