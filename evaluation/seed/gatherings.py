"""The demonstration's gatherings of ideas: one with its result, one being voted on, one that takes ideas."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from random import Random

from django.db import transaction
from django.utils import timezone

from collaborative.models import Collaborative, User
from collaborative.roles import Role
from collaborative.tenancy.scope import Scope, tenant_context
from organisations.models import Participation, Project
from organisations.queries import team_of
from organisations.queries.places import taking_part
from phases.actions.gatherings import (
    cast_vote,
    count_votes,
    end_collecting,
    merge_ideas,
    new_code,
    open_gathering,
    open_voting,
    put_in_idea,
    use_idea,
)
from phases.models import Gathering, Theory, TheoryNode
from phases.queries.gatherings import gatherings_of, pool_of
from phases.queries.theory import held, project_theory

_DECIDED = (
    "What would help people to trust us in the first conversation?",
    (
        "Somebody from my own community in the room",
        "A peer worker sits in on the first visit",
        "Ask what went wrong last time, before anything else",
        "Say what will be written down, and show it",
        "Meet at the community centre and not at the hospital",
    ),
)
_VOTED_ON = (
    "How could we make it easier to come back after a missed appointment?",
    (
        "A text with one tap for another day",
        "A phone call by somebody who knows me",
        "No letter that threatens discharge",
        "Pay the bus fare on the day",
    ),
)
_OPEN = ("Who is missing from our work, and how could we reach them?", ("Night-shift workers",))


def load(collaborative: Collaborative) -> None:
    """At the first organisation with a full team and a theory, unless they are there."""
    for place in taking_part(collaborative):
        team = {row.role: row.user for row in team_of(place.pk)}
        if {Role.LEAD, Role.MEMBER, Role.PARTNER, Role.SPONSOR, Role.DATA_ENTRY} <= set(team) and _loaded(place, team):
            return


@transaction.atomic
def _loaded(place: Participation, team: Mapping[str, User]) -> bool:
    lead = team[Role.LEAD]
    with tenant_context(Scope(lead.pk, (place.collaborative_id,), (place.pk,))):
        project = Project.objects.filter(participation=place).order_by("pk").first()
        theory = project_theory(project) if project else None
        if theory is None:
            return False
        if not gatherings_of(theory).exists():
            _gather(theory, lead, team)
        return True


def _gather(theory: Theory, lead: User, team: Mapping[str, User]) -> None:
    there = held(theory)
    driver = there.nodes[there.graph.of_kind("primary")[0].id]
    assert isinstance(driver, TheoryNode)
    decided = _voting(theory, lead, _DECIDED, driver)
    _vote(decided, team)
    count_votes(gathering=decided, by=lead)
    best = max(pool_of(decided), key=lambda one: one.row.dots or 0)
    use_idea(gathering=decided, by=lead, idea=best.row.pk, under=driver.key)
    voted_on = _voting(theory, lead, _VOTED_ON, None)
    _vote(voted_on, {Role.PARTNER: team[Role.PARTNER], Role.SPONSOR: team[Role.SPONSOR]})
    _filled(theory, lead, _OPEN, None)


def _filled(theory: Theory, lead: User, said: tuple[str, Sequence[str]], driver: TheoryNode | None) -> Gathering:
    until = timezone.now() + timedelta(days=14)
    made = open_gathering(theory=theory, by=lead, question=said[0], until=until, driver=driver)
    for words in said[1]:
        put_in_idea(gathering=made, words=words, code=new_code())
    return made


def _voting(theory: Theory, lead: User, said: tuple[str, Sequence[str]], driver: TheoryNode | None) -> Gathering:
    made = _filled(theory, lead, said, driver)
    end_collecting(gathering=made, by=lead)
    by_words = {one.row.words: one.row.pk for one in pool_of(made)}
    if said is _DECIDED:
        merge_ideas(gathering=made, by=lead, ideas=[by_words[words] for words in said[1][:2]])
    until = timezone.now() + timedelta(days=14)
    return open_voting(gathering=made, by=lead, until=until, dots=5, most_on_one=3)


def _vote(gathering: Gathering, team: Mapping[str, User]) -> None:
    rng = Random(gathering.question)
    pool = sorted(pool_of(gathering), key=lambda one: one.row.words)
    for user in team.values():
        first, second = rng.sample(pool, 2)
        cast_vote(gathering=gathering, by=user, dots={first.row.pk: 3, second.row.pk: rng.randint(1, 2)})
