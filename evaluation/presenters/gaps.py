"""What has become of the gap between groups, in one line for a row or a card. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from evaluation.queries import MeasureWork
from measures.models import MeasureType
from measures.presenters.equity import Found, GapLabel, gap_label, gaps_of, leading_gap


@dataclass(frozen=True)
class GapLink(GapLabel):
    """A verdict that leads to its gap: between whom, and of which measure."""

    between: str
    measure: str
    url: str


def leading_of(works: Sequence[MeasureWork]) -> Found | None:
    """The gap to look at first among these measures; None where none has groups that are compared."""
    return leading_gap([found for work in works for found in gaps_of(work.states)])


def outcome_gap(works: Sequence[MeasureWork]) -> Found | None:
    """The gap to look at first among the outcome measures."""
    return leading_of([work for work in works if work.measure.measure_type == MeasureType.OUTCOME])


def link_of(found: Found | None, slug: str) -> GapLink | None:
    """The line for a gap, with the way to its page."""
    if found is None:
        return None
    measure = found.gap.measure
    return GapLink(
        **vars(gap_label(found)),
        between=f"{found.focus.name} and {found.comparator.name}",
        measure=measure.name,
        url=reverse("measure-gap", args=[slug, measure.pk, found.gap.stratum_id]),
    )


def worse_since(found: Found | None) -> tuple[date, str] | None:
    """Since when a gap is worse (it widens, or closes as a group gets worse and none is seen to improve), in words."""
    if found is None or found.verdict.tone != "worse" or found.verdict.since is None:
        return None
    label = gap_label(found).label
    return date.fromisoformat(found.gap.series.periods[found.verdict.since]), f"Gap {label[0].lower()}{label[1:]}"
