"""The demonstration's team meetings: a fortnight apart, with who was there, what was decided, and who does what."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from django.db import transaction

from collaborative.models import Collaborative, User
from collaborative.roles import Role
from collaborative.tenancy.scope import Scope, tenant_context
from evaluation.seed.clock import on
from organisations.models import Participation, Project
from organisations.queries import team_of
from organisations.queries.places import taking_part
from pdsa import actions
from pdsa.models import Cycle, Meeting
from pdsa.queries.meetings import FORTNIGHT

_HELD = 3
_PLACES = ("Ward 4, quiet room", "By video", "Day hospital", "By video")
_NOTES = (
    "We looked at the run chart first. One high month is not a change yet, so we wait for the next two.",
    "The night shift joined by phone. They would try it if the form were half as long.",
    "A partner told us how the letter reads to her. We read it aloud, twice.",
    "Two of us were called away. We kept to the tests and left the rest.",
)
_DECISIONS = (
    "We try the short form with one shift on Tuesday before anybody else sees it.",
    "The outcome chart goes up in the staff room, with one sentence under it.",
    "We ask partners to read every letter before it is printed.",
    "No new test until the one on the evening calls is studied.",
    "The person who counts gets an hour on the rota each fortnight.",
)
_ACTIONS = (
    "Ask the night shift who would try it",
    "Print twenty of the short form",
    "Ring the two people who did not come",
    "Find out why March has no numbers for the day hospital",
    "Send the chart to the sponsor with one sentence",
    "Book the room for the next three meetings",
)
_OTHERS = ("Ward manager", "Night nurse", "Ward clerk")
_SLIPPED = 0.25


@dataclass(frozen=True)
class Scene:
    """One team: its project, its people by role, and chance that is the same at every run."""

    project: Project
    team: Mapping[str, User]
    today: date
    rng: Random


def load(collaborative: Collaborative, today: date) -> None:
    """Load what is not there yet."""
    for place in taking_part(collaborative).select_related("collaborative"):
        team = {row.role: row.user for row in team_of(place.pk)}
        if Role.MEMBER in team:
            _place(place, team, today)


@transaction.atomic
def _place(place: Participation, team: Mapping[str, User], today: date) -> None:
    """The meetings of the project whose tests run: a team that tests nothing has not met."""
    with tenant_context(Scope(team[Role.LEAD].pk, (place.collaborative_id,), (place.pk,))):
        open_test = Cycle.objects.filter(participation=place, status="do").order_by("pk").first()
        if open_test is None or Meeting.objects.filter(participation=place).exists():
            return
        _meet(Scene(open_test.project, team, today, Random(f"{place.organisation.ods_code} meetings")))


def _meet(scene: Scene) -> None:
    last = scene.today - timedelta(days=scene.rng.randint(3, 11))
    days = [last - FORTNIGHT * back for back in reversed(range(_HELD))]
    tasks = scene.rng.sample(_ACTIONS, len(_ACTIONS))
    for at, day in enumerate(days):
        with on(day):
            _held(scene, day, tasks[2 * at : 2 * at + 2])
    with on(scene.today):
        actions.start_meeting(
            project=scene.project, by=scene.team[Role.LEAD], held_on=last + FORTNIGHT, place=scene.rng.choice(_PLACES)
        )


def _held(scene: Scene, day: date, whats: Sequence[str]) -> None:
    """One meeting. What was agreed at it is done by the next one, but for one here and there."""
    rng, by = scene.rng, scene.team[Role.LEAD]
    row = actions.start_meeting(project=scene.project, by=by, held_on=day)
    actions.change_meeting(
        meeting=row, by=by, held_on=day, place=rng.choice(_PLACES), notes=rng.choice(_NOTES), next_on=day + FORTNIGHT
    )
    there = [user for role, user in scene.team.items() if role != Role.SPONSOR and rng.random() < 0.85]
    takers = [actions.Taker(user.name, user) for user in there] + [actions.Taker(rng.choice(_OTHERS))]
    actions.record_attendance(meeting=row, by=by, add=takers)
    actions.add_decision(meeting=row, by=by, text=rng.choice(_DECISIONS))
    for what in whats:
        who = rng.choice([scene.team[Role.MEMBER], by]).name
        agreed = actions.agree_action(meeting=row, by=by, what=what, who=who, due_on=day + FORTNIGHT)
        done = day + timedelta(days=rng.randint(3, 13))
        if done < scene.today and rng.random() > _SLIPPED:
            with on(done):
                actions.end_action(action=agreed, by=by, ending="done")
