"""Whether a project's measures are a family: at least one of each sort, or else what is missing and why it matters."""

from collections.abc import Iterable
from dataclasses import dataclass

from phases.design import FAMILY, Sort


@dataclass(frozen=True)
class Member:
    """One sort of measure, and how many there are."""

    sort: Sort
    how_many: int


def family(sorts: Iterable[str]) -> list[Member]:
    """Each sort with how many of the measures are of it. sorts: the sort of each measure."""
    given = list(sorts)
    return [Member(sort, given.count(sort.key)) for sort in FAMILY]


def is_family(members: Iterable[Member]) -> bool:
    """Whether there is at least one of each sort."""
    return all(member.how_many for member in members)
