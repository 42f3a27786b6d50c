"""The demonstration's designs: one signed by all after a dissent, one that waits, one that a partner does not sign."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction

from collaborative.models import Collaborative, User
from collaborative.roles import Role
from collaborative.tenancy.scope import tenant_context
from evaluation.presenters.contents import contents
from evaluation.queries.design import design_rows
from evaluation.seed.clock import on
from organisations.models import Participation, Project
from organisations.queries import current_coaches, team_access, team_of
from organisations.queries.places import taking_part
from phases.actions.design import answer_comment, answer_design, ask_for_signatures, comment_on_design
from phases.actions.populations import InequalityFields, PopulationFields, choose_population, say_inequality
from phases.design import contents_json
from phases.models import Design, Population
from phases.queries.design import signers_of


@dataclass(frozen=True)
class Scene:
    """One organisation's project, who is in its team by role, its coach, and the day."""

    project: Project
    team: Mapping[str, User]
    coach: User
    today: date


def load(collaborative: Collaborative, today: date) -> None:
    """Load what is not there yet."""
    for place in taking_part(collaborative).select_related("collaborative", "organisation"):
        story = _STORIES.get(place.organisation.ods_code)
        if story is not None:
            _place(place, story, today)


@transaction.atomic
def _place(place: Participation, story: Callable[[Scene], None], today: date) -> None:
    team = {row.role: row.user for row in team_of(place.pk)}
    access = team_access(team[Role.LEAD], place)
    with tenant_context(access.scope()):
        project = Project.objects.filter(participation=place).order_by("pk").first()
        if project is None or Design.objects.filter(project=project).exists():
            return
        _populations(project, team)
        coach = current_coaches([place.pk])[place.pk][0].coach
        story(Scene(project, team, coach, today))


def _populations(project: Project, team: Mapping[str, User]) -> None:
    """A design says for whom it is; whoever has said so already is left alone."""
    if Population.objects.filter(participation_id=project.participation_id, ended_on=None).exists():
        return
    said = PopulationFields(
        name=project.population,
        why_chosen="Our own figures and what people told us point the same way.",
        project=project,
        size=412,
        size_source="Our caseload, in round numbers",
        comparator="rest",
    )
    population = choose_population(participation=project.participation, by=team[Role.LEAD], said=said)
    unequal = InequalityFields(
        dimension="access",
        statement="They wait longer until they are first seen, and more of them never are.",
        evidence_source="Waiting-list data by group, and four conversations with people concerned",
        size_words="Nearly twice as long",
    )
    say_inequality(population=population, by=team[Role.PARTNER], said=unequal)


def _ask(scene: Scene, note: str) -> Design:
    lead = scene.team[Role.LEAD]
    rows = design_rows(team_access(lead, scene.project.participation), scene.project)
    content = contents_json(contents(rows))
    return ask_for_signatures(project=scene.project, by=lead, content=content, seen=0, note=note)


def _comments(scene: Scene, answered: bool) -> None:
    lead, coach = scene.team[Role.LEAD], scene.coach
    first = comment_on_design(
        project=scene.project, by=coach, part="measures", text="What would tell you that something else gets worse?"
    )
    comment_on_design(
        project=scene.project, by=coach, part="theory", text="Which driver do you start with, and why that one?"
    )
    if answered:
        words = "Complaints and staff overtime: we have talked about both and start with complaints."
        answer_comment(comment=first, by=lead, text=words)


def _others(scene: Scene) -> list[User]:
    """Who signs besides the one of each role that the story is about."""
    told = {scene.team[role].pk for role in (Role.LEAD, Role.SPONSOR, Role.PARTNER)}
    return [one.user for one in signers_of(scene.project) if one.user.pk not in told]


def _signed(scene: Scene) -> None:
    """Commented and answered; the partner did not sign at first and did when she had been heard."""
    team, began = scene.team, scene.today - timedelta(days=40)
    with on(began - timedelta(days=6)):
        _comments(scene, answered=True)
    with on(began):
        row = _ask(scene, "Thank you all. Please read it once more and sign by the end of the month.")
    with on(began, 50):
        answer_design(design=row, by=team[Role.LEAD], answer="signed")
    with on(began + timedelta(days=2)):
        words = "The young people’s group has not seen the measures yet. I sign when they have."
        answer_design(design=row, by=team[Role.PARTNER], answer="dissent", words=words)
    with on(began + timedelta(days=5)):
        answer_design(design=row, by=team[Role.SPONSOR], answer="signed")
    for days, user in enumerate(_others(scene), 6):
        with on(began + timedelta(days=days)):
            answer_design(design=row, by=user, answer="signed")
    with on(began + timedelta(days=13)):
        words = "The group has read them and asked for one more. Now it is theirs too."
        answer_design(design=row, by=team[Role.PARTNER], answer="signed", words=words)


def _waits(scene: Scene) -> None:
    """Asked for three days ago: the lead alone has answered."""
    began = scene.today - timedelta(days=3)
    with on(began):
        _comments(scene, answered=False)
        row = _ask(scene, "")
    with on(began, 30):
        answer_design(design=row, by=scene.team[Role.LEAD], answer="signed")


def _not_signed(scene: Scene) -> None:
    """Everybody has answered, and the partner says why not."""
    began = scene.today - timedelta(days=15)
    with on(began):
        row = _ask(scene, "")
    for days, role in enumerate((Role.LEAD, Role.SPONSOR), 1):
        with on(began + timedelta(days=days)):
            answer_design(design=row, by=scene.team[role], answer="signed")
    with on(began + timedelta(days=4)):
        words = "This plans to count us. It does not say who of us decides what is tried first."
        answer_design(design=row, by=scene.team[Role.PARTNER], answer="dissent", words=words)


_STORIES: dict[str, Callable[[Scene], None]] = {"RV3": _signed, "RXT": _waits, "RQY": _not_signed}
