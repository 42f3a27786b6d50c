"""Theories of change from their rows, the programme's and a project's alike."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from django.db.models import QuerySet

from collaborative.models import Collaborative
from collaborative.roles import Action
from organisations.models import Project
from organisations.queries import Access, owned
from phases.models import (
    ChangeIdea,
    ProgrammeLink,
    ProgrammeNode,
    ProgrammeTheory,
    Theory,
    TheoryLink,
    TheoryNode,
)
from phases.theory import aims
from phases.theory.diff import Copied
from phases.theory.graph import Link, Node
from phases.theory.graph import Theory as Graph

AnyTheory = Theory | ProgrammeTheory
AnyNode = TheoryNode | ProgrammeNode
AnyLink = TheoryLink | ProgrammeLink


@dataclass(frozen=True)
class Held:
    """A theory as a graph, with the rows it was read from.

    graph: what is in it now; ids are keys. An idea says nothing of belief there: that is no part of how a theory is
    built, and no edit takes it back (`believed` has it). nodes: by key; links: by the keys of parent and child; what
    was taken out is among both.
    """

    row: AnyTheory
    graph: Graph
    nodes: Mapping[str, AnyNode]
    links: Mapping[tuple[str, str], AnyLink]

    @property
    def believed(self) -> Graph:
        """The graph with the degree of belief in each idea."""
        told = {key: node.idea.belief for key, node in self.nodes.items() if isinstance(node, TheoryNode) and node.idea}
        nodes = [replace(node, belief=told.get(node.id, "")) for node in self.graph.nodes]  # type: ignore[arg-type]
        return Graph(tuple(nodes), self.graph.links)

    @property
    def copied(self) -> dict[str, Copied]:
        """What boxes were when they were copied from the programme's theory, by key; of what was taken out too."""
        rows = [row for row in self.nodes.values() if isinstance(row, TheoryNode) and row.origin]
        return {
            row.key: Copied(row.origin.key, row.kind, row.copied_text, tuple(row.copied_under))  # type: ignore[union-attr,arg-type]
            for row in rows
        }

    @property
    def shared(self) -> set[str]:
        """The keys of the boxes that stand for one which the programme's theory has today."""
        rows = {key: row.origin for key, row in self.nodes.items() if isinstance(row, TheoryNode)}
        return {key for key, origin in rows.items() if origin and not origin.removed_at}

    @property
    def ideas(self) -> dict[str, ChangeIdea]:
        """The change idea of each box that is one, by key; of those that were taken out too."""
        return {key: row.idea for key, row in self.nodes.items() if isinstance(row, TheoryNode) and row.idea}


def projects_to(access: Access, action: Action) -> QuerySet[Project]:
    """The projects on which this person may do this, each with its organisation."""
    return owned(Project, access, action).select_related("participation__organisation", "collaborative")


def project_theory(project: Project) -> Theory | None:
    """The project's theory, if it has begun one."""
    rows = Theory.objects.filter(participation_id=project.participation_id, project=project)
    return rows.select_related("project__participation__organisation", "collaborative").first()


def project_theories(access: Access, action: Action) -> QuerySet[Theory]:
    """The theories of every project on which this person may do this, by organisation and project."""
    rows = owned(Theory, access, action).select_related("project__participation__organisation")
    return rows.order_by("project__participation__organisation__name", "project__name", "pk")


def programme_theory(collaborative: Collaborative) -> ProgrammeTheory | None:
    """The theory of the whole collaborative, if it has begun one."""
    return ProgrammeTheory.objects.select_related("collaborative").filter(collaborative=collaborative).first()


def held(row: AnyTheory) -> Held:
    """The theory of this row: two queries."""
    return held_many([row])[0]


def held_many(rows: Sequence[AnyTheory]) -> list[Held]:
    """The theories of these rows, which are all of projects or all of programmes: two queries."""
    if not rows:
        return []
    ids = [row.pk for row in rows]
    if isinstance(rows[0], ProgrammeTheory):
        nodes: Iterable[AnyNode] = ProgrammeNode.objects.filter(theory__in=ids).select_related("credited_to")
        links: Iterable[AnyLink] = ProgrammeLink.objects.filter(parent__theory__in=ids)
    else:
        places = {row.participation_id for row in rows if isinstance(row, Theory)}
        mine = TheoryNode.objects.filter(participation__in=places, theory__in=ids)
        nodes = mine.select_related("idea", "origin")
        links = TheoryLink.objects.filter(participation__in=places, parent__theory__in=ids)
    nodes_of, key_of = defaultdict(list), {}
    for node in nodes:
        nodes_of[node.theory_id].append(node)
        key_of[node.pk] = (node.theory_id, node.key)
    links_of: dict[int, dict[tuple[str, str], AnyLink]] = defaultdict(dict)
    for link in links:
        theory, parent = key_of[link.parent_id]
        links_of[theory][parent, key_of[link.child_id][1]] = link
    return [_held(row, nodes_of[row.pk], links_of[row.pk]) for row in rows]


def held_of_rows(row: AnyTheory, nodes: Iterable[AnyNode], links: Mapping[tuple[str, str], AnyLink]) -> Held:
    """The theory that these rows make, which somebody has just written: no query."""
    return _held(row, sorted(nodes, key=lambda node: (node.position, node.pk)), links)


def _held(row: AnyTheory, nodes: Sequence[AnyNode], links: Mapping[tuple[str, str], AnyLink]) -> Held:
    there = [_node(node, row) for node in nodes if node.removed_at is None]
    keys = {node.id for node in there}
    lines = [
        Link(parent, child, link.strength)  # type: ignore[arg-type]
        for (parent, child), link in links.items()
        if link.removed_at is None and {parent, child} <= keys
    ]
    return Held(row, Graph(tuple(there), tuple(lines)), {node.key: node for node in nodes}, links)


def _node(node: AnyNode, row: AnyTheory) -> Node:
    text, origin = node.text, ""
    if isinstance(node, TheoryNode):
        origin = node.origin.key if node.origin else ""
        if node.idea:
            text = node.idea.title
        elif node.kind == "aim" and isinstance(row, Theory):
            # The aim is the project's, wherever it was last put.
            text = row.project.aim
    parts = aims.kept(node.parts, text) if node.kind == "aim" else ()
    return Node(node.key, node.kind, text, origin=origin, parts=parts)  # type: ignore[arg-type]


def ideas_elsewhere(theory: Theory, there: Held) -> list[ChangeIdea]:
    """The project's change ideas that stand nowhere in its theory, by title."""
    placed = {there.ideas[node.id].pk for node in there.graph.of_kind("idea")}
    rows = ChangeIdea.objects.filter(participation_id=theory.participation_id, project_id=theory.project_id)
    return [idea for idea in rows if idea.pk not in placed]
