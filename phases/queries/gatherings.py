"""Gatherings of ideas: what is in the pool, what a person gave their dots to, and what came of it.

Nothing here can say whose an idea is. Whose a vote is, only that person's own page asks, and only while votes are
taken.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import QuerySet
from django.utils.crypto import salted_hmac

from collaborative.models import User
from collaborative.roles import Action
from organisations.queries import Access, owned
from phases.models import Ballot, ChangeIdea, Gathering, PooledIdea, Stage, Theory


def gatherings_to(access: Access, action: Action) -> QuerySet[Gathering]:
    """The gatherings on which this person may do this, each with its project and what it is about."""
    return owned(Gathering, access, action).select_related(
        "theory__project__participation__organisation", "theory__collaborative", "collaborative", "driver"
    )


def open_to(access: Access, participation_id: int, now: datetime) -> list[Gathering]:
    """The gatherings of one organisation that take ideas or votes from this person now, latest first (one query)."""
    rows = gatherings_to(access, Action.TAKE_PART).filter(participation_id=participation_id, counted_at=None)
    return [row for row in rows if row.stage(now) in (Stage.COLLECTING, Stage.VOTING)]


def gatherings_of(theory: Theory) -> QuerySet[Gathering]:
    """The gatherings of one theory, latest first."""
    rows = Gathering.objects.filter(participation_id=theory.participation_id, theory=theory)
    return rows.select_related("driver", "opened_by").order_by("-opened_at", "-pk")


@dataclass(frozen=True)
class Pooled:
    """An idea of the pool with those that say the same and were put with it."""

    row: PooledIdea
    same: tuple[PooledIdea, ...] = ()

    @property
    def times(self) -> int:
        """How often it was put in."""
        return 1 + len(self.same)


def pool_of(gathering: Gathering) -> list[Pooled]:
    """Every idea, in an order that is chance and stays: one query."""
    rows = PooledIdea.objects.filter(participation_id=gathering.participation_id, gathering=gathering)
    found = list(rows.order_by("pk"))
    same: dict[int, list[PooledIdea]] = {}
    for row in found:
        if row.merged_into_id:
            same.setdefault(row.merged_into_id, []).append(row)
    return [Pooled(row, tuple(same.get(row.pk, ()))) for row in found if not row.merged_into_id]


def proof_of(gathering: Gathering, code: str) -> str:
    """What is kept of the code with which an idea can be taken back."""
    plain = "".join(letter for letter in code.upper() if letter.isalnum())
    return _keyed("phases.gathering.code", f"{gathering.pk}:{plain}", "")


def token_of(gathering: Gathering, user: User) -> str:
    """What stands for this person in the votes of this gathering; needs both the product's key and the gathering's."""
    return _keyed("phases.gathering.vote", f"{gathering.pk}:{user.pk}", gathering.ballot_key)


def _keyed(salt: str, value: str, key: str) -> str:
    return salted_hmac(salt, value, secret=f"{settings.SECRET_KEY}{key}", algorithm="sha256").hexdigest()


def ballots_in(gathering: Gathering) -> QuerySet[Ballot]:
    """All dots that were given and are not counted yet."""
    return Ballot.objects.filter(participation_id=gathering.participation_id, gathering=gathering)


def dots_of(gathering: Gathering, user: User) -> Mapping[int, int]:
    """To which ideas (ids) this person gave how many dots, while votes are taken."""
    if not gathering.ballot_key:
        return {}
    rows = ballots_in(gathering).filter(token=token_of(gathering, user))
    return dict(rows.values_list("idea_id", "dots"))


def voters_in(gathering: Gathering) -> int:
    """How many people have given dots so far."""
    return ballots_in(gathering).values("token").distinct().count()


def to_be_counted(participation_ids: Sequence[int], now: datetime) -> list[Gathering]:
    """Gatherings whose voting has ended and whose votes are still there."""
    rows = Gathering.objects.filter(participation__in=participation_ids, counted_at=None, votes_until__lte=now)
    return list(rows.order_by("pk"))


def gathered(ideas: Iterable[ChangeIdea]) -> dict[int, Gathering]:
    """From which gathering change ideas came, by the idea's id: one query."""
    places = {idea.participation_id: None for idea in ideas}
    rows = PooledIdea.objects.filter(participation__in=list(places), change_idea__in=[idea.pk for idea in ideas])
    return {row.change_idea_id: row.gathering for row in rows.select_related("gathering") if row.change_idea_id}
