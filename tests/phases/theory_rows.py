"""Theories in the database for tests: a small programme theory and a project's, reached by their words."""

from collaborative.models import Collaborative, User
from phases.actions.boxes import add_box, put_also_under
from phases.actions.start import start_programme_theory, start_theory
from phases.models import ProgrammeTheory, Theory
from phases.queries.theory import AnyTheory, Held, held
from phases.theory.graph import Node
from tests.cast import Cast

AIM = "Fewer people are detained"
# Primary drivers, each with its secondary drivers, each with its change ideas.
SMALL = {
    "Access": {"Early help": ["Drop-in", "Phone line"], "Right place": ["Peer worker"]},
    "Trust": {"Listening": []},
}


def programme(collaborative: Collaborative, by: User) -> ProgrammeTheory:
    """The programme's theory of AIM and SMALL; the peer worker also stands under “Listening”."""
    theory = start_programme_theory(collaborative=collaborative, by=by, aim=AIM)
    grow(theory, by)
    put_also_under(theory=theory, by=by, key=key(theory, "Peer worker"), parent=key(theory, "Listening"))
    return theory


def grow(theory: AnyTheory, by: User) -> None:
    """SMALL beneath the aim."""
    (aim,) = held(theory).graph.of_kind("aim")
    for primary, seconds in SMALL.items():
        over = add_box(theory=theory, by=by, kind="primary", text=primary, under=[aim.id]).key
        for secondary, ideas in seconds.items():
            under = add_box(theory=theory, by=by, kind="secondary", text=secondary, under=[over]).key
            for idea in ideas:
                add_box(theory=theory, by=by, kind="idea", text=idea, under=[under])


def own(cast: Cast) -> Theory:
    """North's theory with SMALL, not copied. Call it inside North's scope."""
    theory = start_theory(project=cast.north_project, by=cast.lead, copy=False)
    grow(theory, cast.lead)
    return theory


def now(theory: AnyTheory) -> Held:
    """The theory as the next request will find it."""
    return held(type(theory).objects.get(pk=theory.pk))


def box(theory: AnyTheory, text: str) -> Node:
    """The box with these words."""
    (node,) = [node for node in now(theory).graph.nodes if node.text == text]
    return node


def key(theory: AnyTheory, text: str) -> str:
    return box(theory, text).id


def shape(theory: AnyTheory) -> list[str]:
    """Every link as "child < parent", "child ~ parent" where it is the weaker sort, in order."""
    graph = now(theory).graph
    sign = {"solid": "<", "dotted": "~"}
    return [
        f"{graph.by_id[link.child].text} {sign[link.strength]} {graph.by_id[link.parent].text}" for link in graph.links
    ]


def words(theory: AnyTheory) -> list[str]:
    """The words of every box, in order."""
    return [node.text for node in now(theory).graph.nodes]
