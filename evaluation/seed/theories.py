"""The demonstration's theories of change: the programme's, and one at each organisation, adapted in its own way."""

from collections.abc import Sequence
from random import Random

from django.db import transaction

from collaborative.models import Collaborative, User
from collaborative.roles import Role
from collaborative.tenancy.scope import Scope, tenant_context
from evaluation.seed.drivers import AIM, ELSEWHERE, LEARNED, LOCALLY, NOT_HERE, OWN_IDEAS, SEEN, programme_theory
from measures.actions.drivers import put_on_drivers
from measures.queries import measures_of_projects
from organisations.models import Participation, Project
from organisations.queries import team_of
from organisations.queries.places import taking_part
from phases.actions import set_belief
from phases.actions.boxes import add_box, move_box, remove_box, reword_box
from phases.actions.keeping import bring_table, keep_version
from phases.actions.sharing import offer_idea
from phases.actions.start import start_programme_theory, start_theory
from phases.models import Theory, TheoryNode
from phases.queries.theory import Held, held, ideas_elsewhere, project_theory
from phases.queries.theory import programme_theory as found_theory

# Who has begun no theory; who wrote one without the programme's; who changed nothing.
_NOT_YET = ("R1L",)
_ALONE = ("RNU",)
_AS_IT_IS = ("RW4",)


def load(collaborative: Collaborative, admin: User) -> None:
    """Load what is not there yet."""
    with transaction.atomic(), tenant_context(Scope(admin.pk, (collaborative.pk,), ())):
        is_new = found_theory(collaborative) is None
        if is_new:
            theory = start_programme_theory(collaborative=collaborative, by=admin, aim=AIM)
            bring_table(theory=theory, by=admin, table=programme_theory(), revision=0)
            keep_version(theory=theory, by=admin, name="As agreed at the first learning set")
    for place in taking_part(collaborative):
        if place.organisation.ods_code not in _NOT_YET:
            _place(place)
    if is_new:
        _learn(collaborative, admin)


def _learn(collaborative: Collaborative, admin: User) -> None:
    """The programme puts a driver otherwise once the organisations have their copies."""
    with transaction.atomic(), tenant_context(Scope(admin.pk, (collaborative.pk,), ())):
        theory = found_theory(collaborative)
        assert theory is not None
        was, becomes = LEARNED
        reword_box(theory=theory, by=admin, key=_key(held(theory), was), text=becomes, seen=was)


@transaction.atomic
def _place(place: Participation) -> None:
    """The theory of an organisation's first project; another project of theirs has none yet."""
    team = {row.role: row.user for row in team_of(place.pk)}
    lead = team[Role.LEAD]
    with tenant_context(Scope(lead.pk, (place.collaborative_id,), (place.pk,))):
        project = Project.objects.filter(participation=place).select_related("collaborative").order_by("pk").first()
        if project is not None and project_theory(project) is None:
            _project(project, place.organisation.ods_code, lead, team.get(Role.PARTNER, lead))


def _project(project: Project, code: str, lead: User, partner: User) -> None:
    copied = code not in _ALONE
    theory = start_theory(project=project, by=lead, copy=copied)
    if not copied:
        _alone(theory, lead)
    elif code not in _AS_IT_IS:
        rng = Random(f"{code} {project.name}")
        _believe(_adapt(theory, lead, partner, rng), lead, rng)
        keep_version(theory=theory, by=lead, name="As agreed with our partners")
    _measure(theory, lead, Random(f"{code} measures"))


def _measure(theory: Theory, lead: User, rng: Random) -> None:
    """Outcomes are measured at the aim; every other measure tells of one or two drivers."""
    graph = held(theory).graph
    (aim,) = graph.of_kind("aim")
    drivers = sorted(node.id for kind in ("primary", "secondary") for node in graph.of_kind(kind))
    for measure in measures_of_projects([theory.project_id]):
        keys = [aim.id] if measure.measure_type == "outcome" else rng.sample(drivers, min(2, len(drivers)))
        put_on_drivers(measure=measure, by=lead, keys=keys)


def _alone(theory: Theory, lead: User) -> None:
    """A small theory of their own, with the ideas they test."""
    there = held(theory)
    aim = there.graph.of_kind("aim")[0].id
    driver = add_box(theory=theory, by=lead, kind="primary", text="Deaf people are understood at once", under=[aim])
    for idea in ideas_elsewhere(theory, there):
        add_box(theory=theory, by=lead, kind="idea", text=idea.title, under=[driver.key])


def _adapt(theory: Theory, lead: User, partner: User, rng: Random) -> Held:
    """Reworded, left out with reasons, hung elsewhere, added: so many of each as chance has it."""
    there = held(theory)
    for text in rng.sample(sorted(NOT_HERE), rng.randint(0, 3)):
        key = _key(there, text)
        if key:
            why = NOT_HERE[text]
            there = remove_box(theory=theory, by=lead, key=key, children="remove", reason=why).held
    for text in rng.sample(sorted(ELSEWHERE), rng.randint(0, 2)):
        key, old, new = (_key(there, one) for one in (text, *ELSEWHERE[text]))
        if key and old and new:
            there = move_box(theory=theory, by=partner, key=key, old=old, new=new).held
    for text in rng.sample(sorted(LOCALLY), rng.randint(1, 3)):
        key = _key(there, text)
        if key:
            there = reword_box(theory=theory, by=partner, key=key, text=LOCALLY[text], seen=text).held
    return _add(theory, there, lead, rng)


def _add(theory: Theory, there: Held, lead: User, rng: Random) -> Held:
    """An idea that is tested stands under a driver; some have another that nobody else has, and some offer it."""
    drivers = there.graph.of_kind("secondary")
    for idea in ideas_elsewhere(theory, there)[:2]:
        there = add_box(theory=theory, by=lead, kind="idea", text=idea.title, under=[rng.choice(drivers).id]).held
    text, under = rng.choice(OWN_IDEAS)
    key = _key(there, under)
    if key and rng.random() < 0.6:
        saved = add_box(theory=theory, by=lead, kind="idea", text=text, under=[key])
        row = saved.held.nodes[saved.key]
        if rng.random() < 0.5 and isinstance(row, TheoryNode):
            offer_idea(node=row, by=lead, offered=True)
        there = saved.held
    return there


def _believe(there: Held, lead: User, rng: Random) -> None:
    ideas = {node.id: there.ideas[node.id] for node in there.graph.of_kind("idea")}
    for key, belief in zip(rng.sample(sorted(ideas), 3), _beliefs(rng), strict=True):
        set_belief(idea=ideas[key], by=lead, belief=belief, reason=SEEN[belief])


def _beliefs(rng: Random) -> Sequence[str]:
    return rng.choices(sorted(SEEN), k=3)


def _key(there: Held, text: str) -> str:
    """The box with these words, "" where it is not there any more."""
    return next((node.id for node in there.graph.nodes if node.text == text), "")
