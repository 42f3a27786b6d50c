"""The demonstration's designs, signed near the end of phase one: one after a dissent, one that a partner does not sign,
and one whose second version waits."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
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
from phases.design import Contents, Fact, contents_json
from phases.models import Design, PhasePlan
from phases.queries.design import signers_of

# How long before the end of phase one signatures were asked for.
ASKED_BEFORE = timedelta(days=30)


@dataclass(frozen=True)
class Scene:
    """One organisation's project, who is in its team by role, its coach, the day on which signatures were asked for
    near the end of phase one, and today."""

    project: Project
    team: Mapping[str, User]
    coach: User
    began: date
    today: date


def load(collaborative: Collaborative, today: date) -> None:
    """Load what is not there yet: whoever is past phase one has signed a design near its end."""
    for place in taking_part(collaborative).select_related("collaborative", "organisation"):
        _place(place, today)


@transaction.atomic
def _place(place: Participation, today: date) -> None:
    team = {row.role: row.user for row in team_of(place.pk)}
    access = team_access(team[Role.LEAD], place)
    with tenant_context(access.scope()):
        ended = PhasePlan.objects.filter(phase__number=1).values_list("actual_end", flat=True).first()
        project = Project.objects.filter(participation=place).order_by("pk").first()
        if ended is None or project is None or Design.objects.filter(project=project).exists():
            return
        began = ended - ASKED_BEFORE
        coach = current_coaches([place.pk])[place.pk][0].coach
        story = _STORIES.get(place.organisation.ods_code, _quiet)
        story(Scene(project, team, coach, began, today))


def _ask(scene: Scene, note: str, *, then: bool = True) -> Design:
    lead = scene.team[Role.LEAD]
    found = contents(design_rows(team_access(lead, scene.project.participation), scene.project))
    content = contents_json(_as_it_was(found) if then else found)
    return ask_for_signatures(project=scene.project, by=lead, content=content, seen=0 if then else 1, note=note)


def _as_it_was(found: Contents) -> Contents:
    """The design without what came after phase one: tests and what they taught, later dates and definitions."""
    dates = [Fact(one.key, one.value.splitlines()[0]) for one in found.dates if one.key not in ("Ends", "Pauses")]
    measures = [
        replace(one, facts=tuple(fact for fact in one.facts if fact.key not in ("Version", "Compared with others")))
        for one in found.measures
    ]
    return replace(found, beliefs=(), dates=tuple(dates), measures=tuple(measures), tests=())


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


def _all_sign(scene: Scene, row: Design, roles: Sequence[Role] = (Role.LEAD, Role.SPONSOR, Role.PARTNER)) -> None:
    """One after the other, in the first days."""
    users = [scene.team[role] for role in roles if role in scene.team] + _others(scene)
    for days, user in enumerate(users):
        with on(scene.began + timedelta(days=days), 50):
            answer_design(design=row, by=user, answer="signed")


def _quiet(scene: Scene) -> None:
    """Signed by all."""
    with on(scene.began):
        row = _ask(scene, "")
    _all_sign(scene, row)


def _signed(scene: Scene) -> None:
    """Commented and answered; the partner did not sign at first and did when she had been heard."""
    team, began = scene.team, scene.began
    with on(began - timedelta(days=6)):
        _comments(scene, answered=True)
    with on(began):
        row = _ask(scene, "Thank you all. Please read it once more and sign by the end of the month.")
    with on(began + timedelta(days=2)):
        words = "The young people’s group has not seen the measures yet. I sign when they have."
        answer_design(design=row, by=team[Role.PARTNER], answer="dissent", words=words)
    _all_sign(scene, row, (Role.LEAD, Role.SPONSOR))
    with on(began + timedelta(days=13)):
        words = "The group has read them and asked for one more. Now it is theirs too."
        answer_design(design=row, by=team[Role.PARTNER], answer="signed", words=words)


def _asked_again(scene: Scene) -> None:
    """Signed by all; two years on the lead asks for signatures to what has become of it, and alone has answered."""
    _quiet(scene)
    with on(scene.today - timedelta(days=3)):
        _comments(scene, answered=False)
        row = _ask(scene, "We have learnt a lot since the first version. Please read what has changed.", then=False)
    with on(scene.today - timedelta(days=3), 30):
        answer_design(design=row, by=scene.team[Role.LEAD], answer="signed")


def _not_signed(scene: Scene) -> None:
    """Everybody has answered, and the partner says why not."""
    with on(scene.began):
        row = _ask(scene, "")
    _all_sign(scene, row, (Role.LEAD, Role.SPONSOR))
    with on(scene.began + timedelta(days=10)):
        words = "This plans to count us. It does not say who of us decides what is tried first."
        answer_design(design=row, by=scene.team[Role.PARTNER], answer="dissent", words=words)


_STORIES: dict[str, Callable[[Scene], None]] = {"RV3": _signed, "RXT": _asked_again, "RQY": _not_signed}
