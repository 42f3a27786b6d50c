"""The demonstration's phase three: assessments repeated over time, what must hold, and what teams learnt."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from django.db import transaction

from coaching.actions.learning import LearningFields, keep_learning, share_learning
from coaching.actions.sustaining import (
    ItemFields,
    answer_round,
    close_round,
    look_at_item,
    open_round,
    plan_item,
)
from coaching.models import SustainRound
from coaching.sustaining import CODES
from collaborative.models import Collaborative, User
from collaborative.roles import Role
from collaborative.tenancy.scope import Scope, tenant_context
from evaluation.seed.clock import on
from measures.queries import measures_of_projects
from organisations.models import Participation, Project
from organisations.queries import team_of
from organisations.queries.places import taking_part

# Who has worked so long thinks of lasting; the first of them has an assessment open today.
_LONG = timedelta(days=540)
_DAYS_AGO = (330, 150, 20)
_LATER = 2


@dataclass(frozen=True)
class _Scene:
    """One project with its team by role, and chance that is the same at every run."""

    project: Project
    team: Mapping[str, User]
    today: date
    rng: Random


_HOLDS = (
    (
        "Every new nurse is shown the folder in the first week",
        "training",
        "The lead teaches the ward again.",
    ),
    (
        "The chart is looked at on the first Tuesday",
        "monitoring",
        "The sponsor asks for it at the board.",
    ),
    ("A partner sits in the meeting that looks at it", "fit", "The lead rings the partners’ group and asks why."),
)
_CHECKS = ("Ask the ward manager for the induction list", "", "The minutes of the meeting")
_LESSONS = (
    LearningFields(
        title="Ring from a name that people know",
        worked="A text message from the nurse they had met, the day before. Four in five came.",
        did_not="Calls from a withheld number: two of nineteen answered.",
        for_whom="Younger people most. For people without a phone it changed nothing.",
        others="Ask partners how they would like to be reached before you plan the first test.",
    ),
    LearningFields(
        title="Put it into the handover sheet, not into an e-mail",
        worked="A line in handover reached nights and weekends in two weeks.",
        did_not="Three e-mails and a poster.",
        for_whom="Temporary staff, who read no e-mail of ours.",
        others="If it is not in handover, it is not on the ward.",
    ),
)


def load(collaborative: Collaborative, today: date) -> None:
    """Load what is not there yet."""
    for place in taking_part(collaborative):
        team = {row.role: row.user for row in team_of(place.pk)}
        if place.joined_on <= today - _LONG and Role.LEAD in team:
            _place(place, team, today)


@transaction.atomic
def _place(place: Participation, team: Mapping[str, User], today: date) -> None:
    with tenant_context(Scope(team[Role.LEAD].pk, (place.collaborative_id,), (place.pk,))):
        project = Project.objects.filter(participation=place).order_by("pk").first()
        if project is None or SustainRound.objects.filter(participation=place).exists():
            return
        scene = _Scene(project, team, today, Random(f"{place.organisation.ods_code} lasting"))
        for at, days in enumerate(_DAYS_AGO):
            _round(scene, today - timedelta(days=days), at)
        _plan(scene)
        _learn(scene)


def _round(scene: _Scene, day: date, at: int) -> None:
    """Answers get better from time to time; the last round of some is still open."""
    lead = scene.team[Role.LEAD]
    people: Sequence[User] = list(dict.fromkeys(scene.team.values()))
    with on(day):
        held = open_round(project=scene.project, by=lead)
        for person in people:
            levels = {code: scene.rng.choice(("ccbd", "bbca", "abba")[at]) for code in CODES}
            answer_round(held=held, by=person, levels=levels)
    if at < _LATER or scene.rng.random() < 0.5:
        with on(day + timedelta(days=9)):
            close_round(held=held, by=lead)


def _plan(scene: _Scene) -> None:
    lead, member = scene.team[Role.LEAD], scene.team.get(Role.MEMBER, scene.team[Role.LEAD])
    measure = measures_of_projects([scene.project.pk]).first()
    for at, (what, factor, back) in enumerate(_HOLDS):
        with on(scene.today - timedelta(days=120)):
            said = ItemFields(
                must_hold=what,
                person=member if at % 2 else lead,
                review_on=scene.today + timedelta(days=(40, -6, 75)[at]),
                falls_back=back,
                factor=factor,
                check_words=_CHECKS[at] or "The chart itself",
                measure=None if _CHECKS[at] else measure,
            )
            item = plan_item(project=scene.project, by=lead, said=said)
        if at == 0:
            with on(scene.today - timedelta(days=30)):
                found = "Two of nine had not seen it. They have now."
                look_at_item(item=item, by=member, holding="slipping", found=found, review_on=said.review_on)


def _learn(scene: _Scene) -> None:
    lead = scene.team[Role.LEAD]
    for at, said in enumerate(_LESSONS):
        with on(scene.today - timedelta(days=60 - 20 * at)):
            row = keep_learning(project=scene.project, by=lead, said=said)
            if scene.rng.random() < 0.5:
                share_learning(learning=row, by=lead)
