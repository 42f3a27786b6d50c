"""Whether a project's measures are a family: at least one of each sort, or else what is missing and why it matters."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Member:
    """One sort of measure: its name, what it asks, why a family needs it, and how many there are."""

    key: str
    name: str
    asks: str
    matters: str
    how_many: int


_SORTS = (
    (
        "outcome",
        "Outcome",
        "Is it better for people?",
        "Without one you can be busy for a year and not know whether anything is different for the people you serve.",
    ),
    (
        "process",
        "Process",
        "Are we doing what we said we would?",
        "Without one you cannot tell a change that does not work from a change that was never made.",
    ),
    (
        "balancing",
        "Balancing",
        "Has something else got worse?",
        "Without one you may move a problem to other people, or to staff, and not see it.",
    ),
)


def family(sorts: Iterable[str]) -> list[Member]:
    """Each sort with how many of the measures are of it. sorts: the sort of each measure."""
    given = list(sorts)
    return [Member(*sort, given.count(sort[0])) for sort in _SORTS]


def is_family(members: Iterable[Member]) -> bool:
    """Whether there is at least one of each sort."""
    return all(member.how_many for member in members)
