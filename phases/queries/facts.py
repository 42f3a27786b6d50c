"""What other rooms know of a theory's boxes: tests and measures stand further right, so they are asked by a signal."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from phases.models import Theory
from phases.queries.theory import Held
from phases.signals import facts_wanted
from phases.theory.graph import Status


@dataclass(frozen=True)
class Facts:
    """By the box's key: the ids of its measures, how many finished tests it has, and how far an idea's testing is."""

    measures: Mapping[str, Collection[int]] = field(default_factory=dict)
    tests: Mapping[str, int] = field(default_factory=dict)
    status: Mapping[str, Status] = field(default_factory=dict)

    def joined(self, other: "Facts") -> "Facts":
        """Both together."""
        return Facts(
            {**self.measures, **other.measures}, {**self.tests, **other.tests}, {**self.status, **other.status}
        )


def facts_of(theories: Sequence[Held]) -> dict[int, Facts]:
    """What is known of projects' theories, by the theory's id; nothing is asked for the programme's own."""
    mine = [one for one in theories if isinstance(one.row, Theory)]
    found = {one.row.pk: Facts() for one in theories}
    answers: list[tuple[Any, Any]] = facts_wanted.send(sender=Theory, theories=mine) if mine else []
    for _, told in answers:
        for pk, facts in told.items():
            found[pk] = found[pk].joined(facts)
    return found
