"""The demonstration, organisation by organisation: each in one transaction, through the same actions as a browser."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice
from random import Random

from django.db import transaction

from collaborative.audit import recording
from collaborative.models import Collaborative, User
from collaborative.queries import all_collaboratives
from collaborative.roles import Role
from collaborative.tenancy.scope import Scope, tenant_context
from evaluation.seed import (
    blockers,
    coaching,
    coproduction,
    designs,
    extras,
    gatherings,
    joining,
    journey,
    library,
    meetings,
    newsletters,
    populations,
    programme,
    publishing,
    reviews,
    scaleup,
    sets,
    strategies,
    support,
    sustaining,
    talk,
    theories,
)
from evaluation.seed.beside import set_beside
from evaluation.seed.crew import Person, account, coach_from, join, no_mail
from evaluation.seed.cycles import Bench, run
from evaluation.seed.entries import entries_of, groups_in
from evaluation.seed.names import people
from evaluation.seed.places import TRUSTS
from evaluation.seed.projects import UNKNOWN, Counted
from evaluation.seed.shapes import Shape
from evaluation.seed.stories import FIRST_COACH, SECOND_COACH, SEXUAL_SAFETY, Story, Work
from measures import periods
from measures.actions import choose_chart, compute_charts, define_measure, record_points
from measures.models import Measure
from measures.queries import charts_of, groups_of
from organisations.actions.places import create_collaborative, enrol
from organisations.actions.projects import create_project
from organisations.actions.system import system_user
from organisations.models import Participation, Project
from organisations.queries.places import taking_part

MONTHS = 30
NOTICE = "Invented data: the organisations are real, every number and person is made up."
_TEAM = (Role.LEAD, Role.MEMBER, Role.DATA_ENTRY, Role.PARTNER, Role.SPONSOR)
_PEOPLE_A_PLACE = 8


@dataclass(frozen=True)
class Stage:
    """What every organisation of one collaborative shares."""

    collaborative: Collaborative
    admin: User
    today: date


def first_month(today: date, back: int = MONTHS) -> date:
    """First day of the month so many months before the present one."""
    months = today.year * 12 + today.month - 1 - back
    return date(months // 12, months % 12 + 1, 1)


def build(today: date, say: Callable[[str], None]) -> None:
    """Load what is not there yet; what is there is left alone."""
    everyone = people()
    with no_mail():
        national = list(islice(everyone, 6))
        stage, coaches = _amhe(national, today)
        for coach, stories in zip(coaches, (FIRST_COACH, SECOND_COACH), strict=False):
            _places(stage, coach, stories, everyone, say)
        programme.load(stage.collaborative, stage.admin, first_month(today), today)
        strategies.load(stage.collaborative, stage.admin, today)
        theories.load(stage.collaborative, stage.admin)
        gatherings.load(stage.collaborative)
        joining.load(stage.collaborative, stage.admin, today)
        journey.load(stage.collaborative, stage.admin, today)
        populations.load(stage.collaborative, today)
        coproduction.load(stage.collaborative, stage.admin, today)
        designs.load(stage.collaborative, today)
        reviews.load(stage.collaborative)
        coaching.load(stage.collaborative, today)
        support.load(stage.collaborative, stage.admin, today)
        blockers.load(stage.collaborative, today)
        scaleup.load(stage.collaborative, today)
        sustaining.load(stage.collaborative, today)
        meetings.load(stage.collaborative, today)
        sets.load(stage.collaborative, stage.admin, today)
        library.load(stage.collaborative, stage.admin, today)
        publishing.load(stage.collaborative, today)
        newsletters.load(stage.collaborative, stage.admin, today)
        talk.load(stage.collaborative, today)
        _sexual_safety(national, today, everyone, say)


def _places(stage: Stage, coach: User, stories: Sequence[Story], everyone: Iterator[Person], say: Callable) -> None:
    for story in stories:
        # Taken whether or not the place is made now, so that a second run gives everybody the same name.
        crew = list(islice(everyone, _PEOPLE_A_PLACE))
        if not taking_part(stage.collaborative).filter(organisation__ods_code=story.code).exists():
            with transaction.atomic():
                _place(stage, coach, story, crew)
            say(f"{stage.collaborative}: {TRUSTS[story.code].name}")


@transaction.atomic
def _collaborative(slug: str, name: str, description: str, admin: Person) -> tuple[Collaborative, User]:
    system = system_user()
    found = all_collaboratives().filter(slug=slug).first()
    if found is not None:
        return found, account(admin, system)
    made = create_collaborative(by=system, slug=slug, name=name)
    with recording(by=system, verb="described the collaborative"):
        made.description, made.data_notice = description, NOTICE
        made.save()
    return made, join(account(admin, system), Role.NATIONAL_ADMIN, system, made)


@transaction.atomic
def _amhe(national: Sequence[Person], today: date) -> tuple[Stage, list[User]]:
    """The collaborative with its national team and its three coaches, the last of whom has no organisation."""
    about = "Teams and the people they serve make access, experience and outcomes of mental health care more equal."
    collaborative, admin = _collaborative("amhe", "Advancing Mental Health Equality", about, national[0])
    team = [account(person, admin) for person in national[1:5]]
    held = set(collaborative.memberships.filter(participation=None).values_list("user_id", flat=True))
    for user, role in zip(team, (Role.PROGRAMME_MANAGER, Role.COACH, Role.COACH, Role.COACH), strict=True):
        if user.pk not in held:
            join(user, role, admin, collaborative)
    return Stage(collaborative, admin, today), team[1:]


def _sexual_safety(national: Sequence[Person], today: date, everyone: Iterator[Person], say: Callable) -> None:
    """A second, small collaborative. One of the first one's coaches leads a team here."""
    about = "Everybody on a mental health ward is, and feels, sexually safe."
    collaborative, admin = _collaborative("sexual-safety", "Sexual Safety Collaborative", about, national[5])
    stage = Stage(collaborative, admin, today)
    coach_person, lead_person = next(everyone), national[2]
    coach = account(coach_person, admin)
    if not collaborative.memberships.filter(user=coach).exists():
        join(coach, Role.COACH, admin, collaborative)
    first, second = SEXUAL_SAFETY
    for story, lead in ((first, lead_person), (second, None)):
        crew = list(islice(everyone, _PEOPLE_A_PLACE))
        _places(stage, coach, [story], iter([lead or crew[0], *crew[1:]]), say)
    populations.load(collaborative, today)
    coaching.load(collaborative, today)
    blockers.load(collaborative, today)


def _place(stage: Stage, coach: User, story: Story, crew: Sequence[Person]) -> None:
    """One organisation with its people, its coach and its work."""
    trust, joined = TRUSTS[story.code], first_month(stage.today, story.months_in)
    participation = enrol(
        collaborative=stage.collaborative,
        by=stage.admin,
        ods_code=trust.code,
        name=trust.name,
        region=trust.region,
        wave=1 if story.months_in > 12 else 2,
        joined_on=joined,
    )
    roles = _TEAM if story.team else _TEAM[:1]
    team = [
        join(account(person, stage.admin), role, stage.admin, stage.collaborative, participation)
        for person, role in zip(crew, roles, strict=False)
    ]
    coach_from(participation, coach, stage.admin, joined)
    scope = Scope(team[0].pk, (stage.collaborative.pk,), (participation.pk,))
    with tenant_context(scope):
        measures = [
            measure for work in story.works for measure in _work(stage, participation, work, (story, team, joined))
        ]
        _extras(story, measures, team[0], participation, crew[5:])
        compute_charts(chart_ids=[chart.pk for chart in charts_of(measures, groups=True, gaps=True)])


def _work(
    stage: Stage, participation: Participation, work: Work, where: tuple[Story, Sequence[User], date]
) -> list[Measure]:
    """One project: its measures with their numbers, then its tests."""
    story, team, joined = where
    project = create_project(
        participation=participation,
        by=team[0],
        name=work.plan.name,
        population=work.plan.population,
        aim=work.plan.aim,
        starts_on=joined,
    )
    if not work.measured:
        return []
    shapes = [*work.shapes, *[Shape()] * len(work.plan.measures)]
    measures = [
        _measure(stage, project, counted, shape, (story, team))
        for counted, shape in zip(work.plan.measures, shapes, strict=False)
    ]
    bench = Bench(project, measures[:2], team[0], team[1], stage.today)
    for ramp in work.ramps:
        run(bench, ramp, work.plan.ideas[ramp.idea])
    set_beside(bench)
    return measures


def _measure(
    stage: Stage, project: Project, counted: Counted, shape: Shape, who: tuple[Story, Sequence[User]]
) -> Measure:
    """One measure with its numbers entered."""
    story, team = who
    starts_on = first_month(stage.today, MONTHS - shape.first)
    names = counted.group_names
    measure = define_measure(
        project=project,
        by=team[0],
        fields=counted.define(starts_on),
        groups=names,
        comparator=names[0] if names else "",
        unknown=[name for name in names if name == UNKNOWN],
    )
    if counted.chart:
        measure = choose_chart(
            measure=measure, by=team[0], chart_kind=counted.chart, rules=counted.rules, reason="Agreed with the coach."
        )
    ids = {group.name: group.id for group in groups_of(measure)}
    frequency = periods.MONTH if measure.is_dated_by_events else measure.frequency
    spans = periods.ended(frequency, measure.starts_on, stage.today)
    rng = Random(f"{story.code} {project.name} {measure.name}")
    entries = entries_of(counted, shape, spans, groups_in(counted, shape, ids), rng)
    if entries:
        record_points(measure=measure, by=team[2], entries=entries)
    return measure


def _extras(
    story: Story, measures: Sequence[Measure], lead: User, participation: Participation, spare: Sequence[Person]
) -> None:
    whole = next((one for one in measures if one.kind == "percentage" and not one.strata.exists()), None)
    if "import" in story.extras and whole is not None:
        extras.bring_a_file(whole, lead)
    if "correction" in story.extras and whole is not None:
        extras.put_right(whole, lead)
    if "note" in story.extras:
        extras.note(measures[0], lead, measures[0].starts_on + timedelta(days=400))
    if "invitations" in story.extras:
        extras.invite_some(spare[:2], lead, participation)
    if "left" in story.extras:
        extras.leave(spare[2], lead, participation)
