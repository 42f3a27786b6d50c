"""The demonstration's scale-up: where ideas that were adopted are carried to, and whom they reach there."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from random import Random

from django.db import transaction
from django.utils import timezone

from collaborative.models import Collaborative, User
from collaborative.roles import Role
from collaborative.tenancy.scope import Scope, tenant_context
from evaluation.seed.clock import on
from organisations.models import Participation
from organisations.queries import team_of
from organisations.queries.places import taking_part
from pdsa.actions import SpreadFields, change_spread, spread_to
from pdsa.models import Cycle, Decision, Spread

_PLACES = ("Ash ward", "Community team north", "Crisis line", "Home treatment team", "Elm ward", "Older adults’ clinic")
_CHANGED = (
    "They offer it at the second visit, because the first is full.",
    "The ward clerk hands it over instead of the nurse.",
    "By text message: nobody there reads letters.",
)
_MOST = 4


def load(collaborative: Collaborative, today: date) -> None:
    """Load what is not there yet."""
    for place in taking_part(collaborative):
        team = {row.role: row.user for row in team_of(place.pk)}
        if Role.LEAD in team:
            _place(place, team, today)


@transaction.atomic
def _place(place: Participation, team: Mapping[str, User], today: date) -> None:
    lead = team[Role.LEAD]
    with tenant_context(Scope(lead.pk, (place.collaborative_id,), (place.pk,))):
        if Spread.objects.filter(participation=place).exists():
            return
        rows = Cycle.objects.filter(participation=place, decision=Decision.ADOPT).order_by("decided_at", "pk")
        for cycle in rows:
            rng = Random(f"{place.organisation.ods_code} {cycle.title}")
            for at, name in enumerate(rng.sample(_PLACES, rng.randint(2, _MOST))):
                who = team.get(Role.MEMBER, lead).get_full_name() if at % 2 else lead.get_full_name()
                said = _said(cycle, name, at, who, today, rng)
                with on(said.started_on or _decided(cycle)):
                    row = spread_to(cycle=cycle, by=lead, said=replace(said, done_on=None))
                with on(said.done_on or today):
                    change_spread(spread=row, by=lead, said=said)


def _decided(cycle: Cycle) -> date:
    return timezone.localdate(cycle.decided_at)


def _said(cycle: Cycle, name: str, at: int, who: str, today: date, rng: Random) -> SpreadFields:
    """The first places are how they work by now, the next have begun, the last is still to come."""
    starts = _decided(cycle) + timedelta(days=21 + 42 * at)
    due = starts + timedelta(days=45)
    aimed = rng.randrange(40, 260, 10)
    if starts >= today:
        return SpreadFields(place=name, aimed=aimed, who=who, due_on=due)
    done = due - timedelta(days=rng.randint(0, 12)) if due < today and rng.random() < 0.8 else None
    changed = rng.random() < 0.4
    return SpreadFields(
        place=name,
        aimed=aimed,
        reached=int(aimed * (rng.uniform(0.6, 0.95) if done else rng.uniform(0.1, 0.4))),
        fidelity="changed" if changed else "as_tested",
        changed_how=rng.choice(_CHANGED) if changed else "",
        who=who,
        due_on=due,
        started_on=starts,
        done_on=done,
    )
