"""How a collaborative reads its charts, where a measure says nothing else."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q

from collaborative.audit import recording
from collaborative.models import Collaborative, User
from measures.actions.stale import mark_pooled_redefined, mark_these_stale
from measures.models import Chart, ChartDefaults, Line, ProgrammeChart
from measures.plans import rules_of
from measures.queries.marks import defaults_mark
from measures.queries.plans import defaults_of
from measures.signals import charts_became_stale
from measures.spc.catalogue import BY_MOVING_RANGE
from phases.actions.collisions import refuse_older

# A message to a worker names no more charts than this.
_TOLD_AT_ONCE = 500
# Any chart with limits that is neither a run nor an XmR chart: they share their rule sets.
_WITH_LIMITS = "i"
_CHART_OF = {"run_rules": "run", "xmr_rules": "xmr", "limits_rules": _WITH_LIMITS}


@transaction.atomic
def set_chart_defaults(
    *,
    collaborative: Collaborative,
    by: User,
    run_rules: str,
    xmr_rules: str,
    limits_rules: str,
    screened: bool | None,
    reason: str = "",
    seen: str = "",
) -> ChartDefaults:
    """Say by which rules a collaborative reads its charts; every chart that follows the default becomes stale,
    and every pooled chart is read anew.

    screened: whether large moving ranges are left out of limits, None: as each rule set does. seen: the mark of these
    rules when this person began. Raises ValidationError by field for rules that are not for that kind of chart, or
    where somebody else has chosen others since. Call it in a scope that reaches every participation.
    """
    chosen = {"run_rules": run_rules, "xmr_rules": xmr_rules, "limits_rules": limits_rules, "screened": screened}
    unfit = [name for name, chart in _CHART_OF.items() if chosen[name] not in rules_of(chart)]
    if unfit:
        raise ValidationError(dict.fromkeys(unfit, "These rules are not for this kind of chart."))
    # The collaborative's row is the queue: two first settings at once would both find none.
    Collaborative.objects.select_for_update(no_key=True).get(pk=collaborative.pk)
    row = ChartDefaults.objects.filter(collaborative=collaborative).first() or ChartDefaults(
        collaborative=collaborative
    )
    changed = {name for name, value in chosen.items() if getattr(row, name) != value}
    if not changed:
        return row
    refuse_older(seen, defaults_mark(defaults_of([collaborative.pk])[collaborative.pk]))
    for name in changed:
        setattr(row, name, chosen[name])
    with recording(by=by, verb="changed how charts are read", reason=reason.strip()):
        row.save()
        _mark_followers_stale(collaborative, by, changed)
    return row


def _mark_followers_stale(collaborative: Collaborative, by: User, changed: set[str]) -> None:
    follow = Q()
    for name in changed:
        follow |= _followers(name)
    ids = mark_these_stale(Chart.objects.filter(follow, collaborative=collaborative))
    for at in range(0, len(ids), _TOLD_AT_ONCE):
        _tell(collaborative.pk, by.pk, ids[at : at + _TOLD_AT_ONCE])
    pooled = ProgrammeChart.objects.filter(programme_measure__collaborative=collaborative)
    pooled_ids = pooled.values_list("pk", flat=True)
    mark_pooled_redefined(collaborative_id=collaborative.pk, chart_ids=pooled_ids, recount=False)


def _tell(collaborative_id: int, actor_id: int, chart_ids: list[int]) -> None:
    transaction.on_commit(
        lambda: charts_became_stale.send(
            sender=Chart, collaborative_id=collaborative_id, actor_id=actor_id, chart_ids=chart_ids
        )
    )


def _followers(name: str) -> Q:
    """The charts that a default is for: of measures that name no rules, or rules that are not for their chart."""
    value = Q(line=Line.VALUE)
    if name == "screened":
        return value & Q(measure__screened=None, measure__chart_kind__in=sorted(BY_MOVING_RANGE))
    own = Q(measure__rules__in=rules_of(_CHART_OF[name]))
    if name == "run_rules":
        # Gaps and shares not known are run charts, whatever the measure's own is.
        return ~value | (value & Q(measure__chart_kind="run") & ~own)
    if name == "xmr_rules":
        return value & Q(measure__chart_kind="xmr") & ~own
    return value & ~Q(measure__chart_kind__in=("run", "xmr")) & ~own
