"""Gatherings of ideas in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from collaborative.nhsuk.filters import datetime_long
from phases.models import Gathering, Stage
from phases.models.gatherings import FEWEST_VOTERS
from phases.queries.gatherings import Pooled

_TAGS = {
    Stage.COLLECTING: ("Ideas wanted", "blue"),
    Stage.SORTING: ("Looking at the ideas", "purple"),
    Stage.VOTING: ("Voting", "green"),
    Stage.COUNTING: ("Voting has ended", "purple"),
    Stage.CLOSED: ("Closed", "grey"),
}


@dataclass(frozen=True)
class Told:
    """A gathering as pages show it. about: the driver's words, "" for the whole theory."""

    row: Gathering
    stage: Stage
    tag: str
    colour: str
    about: str
    when: str


def told(row: Gathering, now: datetime) -> Told:
    """How far a gathering is, and until when."""
    stage = row.stage(now)
    tag, colour = _TAGS[stage]
    when = {
        Stage.COLLECTING: f"Ideas until {datetime_long(row.ideas_until)}",
        Stage.SORTING: f"Ideas were taken until {datetime_long(row.ideas_until)}",
        Stage.VOTING: f"Votes until {datetime_long(row.votes_until)}",
        Stage.COUNTING: f"Votes were taken until {datetime_long(row.votes_until)}",
        Stage.CLOSED: f"Closed {datetime_long(row.counted_at)}",
    }
    return Told(row, stage, tag, colour, row.driver.text if row.driver else "", when[stage])


def has_result(row: Gathering) -> bool:
    """Whether enough people voted for a result to be kept."""
    return row.counted_at is not None and (row.voters or 0) >= FEWEST_VOTERS


def by_dots(pool: Sequence[Pooled]) -> list[Pooled]:
    """The ideas with most dots first; those with as many stay in their order."""
    return sorted(pool, key=lambda one: -(one.row.dots or 0))
