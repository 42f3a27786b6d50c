"""What the import says in the end."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from collaborative.models import Collaborative, User
from collaborative.tenancy.scope import tenant_context
from evaluation.example.load import Outcome
from measures.charts.words import verdict
from measures.models import Measure
from measures.presenters import chart_spec
from measures.queries import current_states
from organisations.queries import system_scope


@dataclass(frozen=True)
class Charts:
    """How many charts there are, and how many of those for everyone say what."""

    total: int
    verdicts: Counter[str]


def charts(collaborative: Collaborative, by: User) -> Charts:
    """Read every chart of the collaborative as a page would."""
    with tenant_context(system_scope(collaborative, by), read_only=True):
        measures = list(Measure.objects.filter(collaborative=collaborative).prefetch_related("strata"))
        states = current_states(measures, groups=True)
    found = Counter(verdict(chart_spec(held[0])) for held in states.values())
    return Charts(sum(len(held) for held in states.values()), found)


def lines(outcomes: Sequence[Outcome], found: Charts, seconds: float) -> list[str]:
    """The summary, one fact a line."""
    refused: Counter[str] = Counter()
    for outcome in outcomes:
        refused.update(outcome.refused)
    stored, rows = sum(one.stored for one in outcomes), sum(one.rows for one in outcomes)
    told = [
        f"Organisations: {sum(bool(one.stored) for one in outcomes):,}",
        f"Rows in the file: {rows:,}",
        f"Rows stored: {stored:,}",
        f"Rows refused: {refused.total():,}",
        *(f"  {count:,}: {reason}" for reason, count in refused.most_common()),
        f"Months the file leaves out, noted as such: {sum(one.gaps for one in outcomes):,}",
        f"Charts: {found.total:,}",
    ]
    signals = [found.verdicts[name] for name in ("better", "worse", "changed")]
    told.append(
        f"Organisations with a signal: {sum(signals):,} ({signals[0]:,} better, {signals[1]:,} worse, "
        f"{signals[2]:,} changed), {found.verdicts['none']:,} with no clear change, "
        f"{found.verdicts['few'] + found.verdicts['empty']:,} with too few points"
    )
    unchanged = sum(not one.fresh for one in outcomes)
    if unchanged:
        told.append(f"Already there: {unchanged:,} organisations")
    told.append(f"Seconds: {seconds:.1f}")
    return told
