"""The demonstration's blockers: what stood in the way, how long sponsors took to answer, and what stands there now."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from django.db import transaction
from django.utils import timezone

from coaching.actions.blockers import BlockerFields, answer_blocker, ask_sponsor, raise_blocker
from coaching.blocking import State, Step
from coaching.models import Barrier, Blocker, BlockerStep, Reply
from collaborative.audit import recording
from collaborative.models import Collaborative, User
from collaborative.roles import Role
from collaborative.tenancy.scope import Scope, tenant_context
from evaluation.seed.clock import on
from organisations.models import Participation
from organisations.queries import team_of
from organisations.queries.places import taking_part

# Days to an answer of what is over, oldest first: this sponsor became quicker; of others there are only a few.
_LONG = {"RV3": (31, 24, 38, 19, 27, 33, 22, 29, 35, 8, 5, 9, 3, 6, 10, 4, 7, 2, 5)}
_SHORT = (12, 21, 9)
_EVERY = 34
_BARRIERS = (
    (Barrier.TIME, "The ward is short of staff whenever the team meets", "Agree two hours a fortnight on the rota"),
    (Barrier.DATA, "Nobody may change the template in the record system", "Ask the record board for one more field"),
    (Barrier.GOVERNANCE, "Partners cannot be paid without a contract", "Sign off vouchers until there is one"),
    (Barrier.LEADERSHIP, "The second ward’s manager was not asked", "Bring the team to the managers’ meeting"),
    (Barrier.TURNOVER, "The person who counts has left", "Name somebody else by the end of the month"),
    (Barrier.COPRODUCTION, "Partners cannot reach our room by bus", "Let us use the community room on Tuesdays"),
    (Barrier.SCOPE, "Three programmes ask the ward for changes at once", "Say which of them comes first"),
    (Barrier.DATA, "The monthly report comes three weeks late", "Ask the information team for a date"),
    (Barrier.TIME, "Nights are never part of a test", "Pay one night shift to join the huddle"),
    (Barrier.GOVERNANCE, "The leaflet waits for the print group", "Let us test a draft on one ward"),
    (Barrier.LEADERSHIP, "The medical lead does not know the aim", "Give us ten minutes at the consultants’ meeting"),
    (Barrier.COPRODUCTION, "Interpreters are booked a week ahead at the earliest", "Agree a line we can ring at once"),
)
_ANSWERS = (
    (Reply.HAVE, "I have spoken to the director of operations. It is yours from Monday."),
    (Reply.WILL, "I will take it to the executive meeting this week and tell you on Friday."),
    (Reply.TALK, "Ring me tomorrow after ten; I want to understand it before I ask."),
)
_CAME = "It is no longer in the way."


@dataclass(frozen=True)
class _Scene:
    """One organisation with its people, and chance that is the same at every run."""

    place: Participation
    team: Mapping[str, User]
    today: date
    rng: Random


def load(collaborative: Collaborative, today: date) -> None:
    """Load what is not there yet, where there is a sponsor to ask."""
    for place in taking_part(collaborative).select_related("collaborative"):
        team = {row.role: row.user for row in team_of(place.pk)}
        if Role.SPONSOR in team and Role.MEMBER in team:
            _place(_Scene(place, team, today, Random(f"{place.organisation.ods_code} blockers")))


@transaction.atomic
def _place(scene: _Scene) -> None:
    lead = scene.team[Role.LEAD]
    with tenant_context(Scope(lead.pk, (scene.place.collaborative_id,), (scene.place.pk,))):
        if not Blocker.objects.filter(participation=scene.place).exists():
            _past(scene, _LONG.get(scene.place.organisation.ods_code, _SHORT))
            _now(scene)


def _past(scene: _Scene, waits: Sequence[int]) -> None:
    """What is over, all at once and long ago: nobody is told of it any more."""
    days = [scene.today - timedelta(days=70 + _EVERY * back) for back in reversed(range(len(waits)))]
    told = [(day, wait, at) for at, (day, wait) in enumerate(zip(days, waits, strict=True))]
    told = [one for one in told if one[0] > scene.place.joined_on + timedelta(days=20)]
    with recording(by=scene.team[Role.LEAD], verb="raised a blocker"):
        rows = Blocker.objects.bulk_create(_over(scene, day, at) for day, _, at in told)
        BlockerStep.objects.bulk_create(
            step for row, (day, wait, at) in zip(rows, told, strict=True) for step in _steps(scene, row, day, wait, at)
        )


def _over(scene: _Scene, day: date, at: int) -> Blocker:
    barrier, title, needs = _BARRIERS[at % len(_BARRIERS)]
    people = [scene.team[Role.MEMBER], scene.team[Role.LEAD]]
    return Blocker(
        collaborative_id=scene.place.collaborative_id,
        participation=scene.place,
        title=title,
        needs=needs,
        barrier=barrier,
        owner=people[at % 2],
        state=State.CLOSED.value,
        raised_by=scene.team.get(Role.PARTNER, people[0]) if at % 3 == 0 else people[0],
        raised_at=_at(day - timedelta(days=scene.rng.randint(3, 18))),
    )


def _steps(scene: _Scene, row: Blocker, day: date, wait: int, at: int) -> Iterator[BlockerStep]:
    lead, sponsor = scene.team[Role.LEAD], scene.team[Role.SPONSOR]
    reply, words = _ANSWERS[at % len(_ANSWERS)]
    told: tuple[tuple[Step, str, User, date, dict[str, Any]], ...] = (
        (Step.ASKED, row.needs, lead, day, {"by_when": day + timedelta(days=14)}),
        (Step.ANSWERED, words, sponsor, day + timedelta(days=wait), {"reply": reply}),
        (Step.CLOSED, _CAME, lead, day + timedelta(days=wait + 6), {}),
    )
    for kind, said, by, when, more in told:
        yield BlockerStep(
            collaborative_id=row.collaborative_id,
            participation=scene.place,
            blocker=row,
            kind=kind.value,
            words=said,
            made_by=by,
            made_at=_at(when),
            **more,
        )


def _at(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(10, 15)))


def _now(scene: _Scene) -> None:
    """One with the sponsor whose day has passed or is near, one that is answered, one that nobody was asked about."""
    lead, member, sponsor = (scene.team[role] for role in (Role.LEAD, Role.MEMBER, Role.SPONSOR))
    back = scene.rng.randint(8, 26)
    first, second, third = scene.rng.sample(_BARRIERS, 3)
    with on(scene.today - timedelta(days=back + 4)):
        waiting = _raise(scene, first, member)
    with on(scene.today - timedelta(days=back)):
        ask_sponsor(blocker=waiting, by=lead, words=first[2], by_when=scene.today + timedelta(days=14 - back))
    if scene.rng.random() < 0.6:
        with on(scene.today - timedelta(days=19)):
            answered = _raise(scene, second, lead)
            ask_sponsor(blocker=answered, by=lead, words=second[2], by_when=scene.today)
        with on(scene.today - timedelta(days=13)):
            answer_blocker(blocker=answered, by=sponsor, reply=Reply.WILL, words=_ANSWERS[1][1])
    with on(scene.today - timedelta(days=scene.rng.randint(1, 6))):
        _raise(scene, third, scene.team.get(Role.PARTNER, member))


def _raise(scene: _Scene, told: tuple[Barrier, str, str], by: User) -> Blocker:
    barrier, title, needs = told
    said = BlockerFields(title=title, needs=needs, barrier=barrier, owner=scene.team[Role.MEMBER])
    return raise_blocker(participation=scene.place, by=by, said=said)
