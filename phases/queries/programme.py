"""What the national team may know of the teams' theories: which drivers they took on, and the ideas they offer."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import QuerySet

from collaborative.roles import Action
from organisations.models import Participation
from organisations.queries import Access, owned
from organisations.queries.places import taking_part
from phases.models import TheoryNode
from phases.queries.theory import Held, held_many, project_theories


@dataclass(frozen=True)
class Spread:
    """The theories of a collaborative's organisations, by participation; those that have none are named apart."""

    theories: Mapping[int, list[Held]]
    places: list[Participation]


def spread(access: Access) -> Spread:
    """Every organisation that has not left, and its theories, for who runs the collaborative: four queries."""
    rows = project_theories(access, Action.RUN_COLLABORATIVE).filter(participation__ended_on=None)
    held = held_many(list(rows))
    found: dict[int, list[Held]] = {}
    for one in held:
        found.setdefault(one.row.participation_id, []).append(one)  # type: ignore[union-attr]
    return Spread(found, list(taking_part(access.collaborative).filter(ended_on=None)))


def offered_ideas(access: Access) -> QuerySet[TheoryNode]:
    """The ideas that teams offer to the programme, by organisation, for who runs the collaborative."""
    rows = owned(TheoryNode, access, Action.RUN_COLLABORATIVE).filter(offered=True, removed_at=None)
    return rows.select_related("idea", "participation__organisation").order_by(
        "participation__organisation__name", "position", "pk"
    )
