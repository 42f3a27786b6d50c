"""A theory's rows made what its graph has become: only what changed is written."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone

from collaborative.models import User
from organisations.actions.projects import reword_aim
from phases.actions.ideas import change_idea
from phases.models import (
    ChangeIdea,
    ProgrammeLink,
    ProgrammeNode,
    ProgrammeTheory,
    Theory,
    TheoryDrop,
    TheoryLink,
    TheoryNode,
)
from phases.queries.theory import AnyNode, Held, held_of_rows
from phases.theory.faults import quoted
from phases.theory.graph import KIND_NAMES, LONGEST, LONGEST_AIM, Link, Node
from phases.theory.graph import Theory as Graph
from phases.theory.patch import between

GAP = 1024


@dataclass(frozen=True)
class Why:
    """Why boxes of the programme's theory go. given: where an edit is taken back, the reasons that were given before it
    and by whom (id), by the key there; nobody is asked anew then."""

    reason: str = ""
    given: Mapping[str, tuple[str, int]] | None = None

    def of(self, key: str, by: User) -> tuple[str, int]:
        """Why this one goes and who says so (id); "" where nobody has ever said. Raises ValidationError."""
        if self.given is not None:
            return self.given.get(key, ("", by.pk))
        if not self.reason.strip():
            raise ValidationError({"reason": "Say why this part of the programme’s theory is not for you"})
        return self.reason.strip()[:500], by.pk


class Writer:
    """Writes one edit of a theory. `before` is the theory as it was read under its lock."""

    node_model: Any
    link_model: Any
    longest_aim = LONGEST["aim"]

    def __init__(self, before: Held, by: User) -> None:
        self.before, self.by = before, by
        self.rows: dict[str, Any] = dict(before.nodes)
        self.links: dict[tuple[str, str], Any] = dict(before.links)
        # Why boxes were not there that are back now, by their keys in the programme's theory.
        self.forgotten: dict[str, TheoryDrop] = {}

    def owner(self) -> dict[str, Any]:
        """The columns that say whose every row is."""
        raise NotImplementedError

    def words(self, row: Any, node: Node) -> None:
        """Put a node's words where they belong."""
        row.text, row.parts = node.text, list(node.parts)

    def settle(self, after: Graph, why: Why) -> None:
        """What follows from the edit."""

    def write(self, after: Graph, why: Why) -> None:
        """Write what differs. Raises ValidationError for words that are too long."""
        patch = between(self.before.graph, after)
        new = [place.node for place in patch.placed if place.new]
        _check_lengths([*new, *(node for _, node in patch.changed)], self.longest_aim)
        # First what goes, so that what comes may have its words.
        for node in patch.removed:
            row = self.rows[node.id]
            row.removed_at = timezone.now()
            row.save(update_fields=["removed_at"])
        for _, node in patch.changed:
            self.words(self.rows[node.id], node)
            self.rows[node.id].save()
        places = _positions(after, self.rows, {place.node.id for place in patch.placed})
        for node in new:
            self._put(node, places.pop(node.id))
        for key, position in places.items():
            self.rows[key].position = position
            self.rows[key].save(update_fields=["position"])
        self._link(patch.unlinked, patch.linked)
        self.settle(after, why)

    def written(self) -> Held:
        """The theory as it now is."""
        return held_of_rows(self.before.row, self.rows.values(), self.links)

    def _put(self, node: Node, position: int) -> None:
        row = self.rows.get(node.id)
        if row is None:
            row = self.rows[node.id] = self.node_model(
                **self.owner(), theory=self.before.row, key=node.id, kind=node.kind, **self.origin(node)
            )
        row.removed_at, row.position = None, position
        self.words(row, node)
        row.save()

    def origin(self, node: Node) -> dict[str, Any]:
        """Where a new box comes from."""
        return {}

    def _link(self, unlinked: Sequence[Link], linked: Sequence[Link]) -> None:
        kept = {(link.parent, link.child) for link in linked}
        for link in unlinked:
            if (link.parent, link.child) not in kept:
                row = self.links[link.parent, link.child]
                row.removed_at = timezone.now()
                row.save(update_fields=["removed_at"])
        for link in linked:
            between_keys = link.parent, link.child
            known = self.links.get(between_keys)
            if known is None:
                ends = {"parent": self.rows[link.parent], "child": self.rows[link.child]}
                made = self.link_model.objects.create(**self.owner(), **ends, strength=link.strength)
                self.links[between_keys] = made
            else:
                known.strength, known.removed_at = link.strength, None
                known.save(update_fields=["strength", "removed_at"])


class ProgrammeWriter(Writer):
    """Writes the programme's theory."""

    node_model, link_model = ProgrammeNode, ProgrammeLink

    def owner(self) -> dict[str, Any]:
        return {"collaborative_id": self.before.row.collaborative_id}


class ProjectWriter(Writer):
    """Writes a project's theory: its aim and its ideas have their words elsewhere."""

    node_model, link_model = TheoryNode, TheoryLink
    longest_aim = LONGEST_AIM

    @property
    def theory(self) -> Theory:
        assert isinstance(self.before.row, Theory)
        return self.before.row

    def owner(self) -> dict[str, Any]:
        return {"collaborative_id": self.theory.collaborative_id, "participation_id": self.theory.participation_id}

    def words(self, row: TheoryNode, node: Node) -> None:
        if node.kind == "aim":
            row.text, row.parts = "", list(node.parts)
            self._aim(node.text)
        elif node.kind == "idea":
            row.text, row.idea = "", self._idea(row, node.text)
        else:
            super().words(row, node)

    def _aim(self, text: str) -> None:
        project = self.theory.project
        if project.aim != text:
            project.aim = reword_aim(project=project, by=self.by, aim=text).aim

    def _idea(self, row: TheoryNode, text: str) -> ChangeIdea:
        """The idea a box stands for: its own with these words, or the one that has them."""
        if row.idea is None:
            return change_idea(project=self.theory.project, by=self.by, title=text)
        if row.idea.title != text:
            mine = ChangeIdea.objects.filter(
                participation_id=self.theory.participation_id, project_id=self.theory.project_id
            )
            if mine.filter(title__iexact=text).exclude(pk=row.idea.pk).exists():
                raise ValidationError(
                    f"The project has another change idea {quoted(text)}. Choose other words, or put that one here."
                )
            row.idea.title = text
            row.idea.save(update_fields=["title"])
        return row.idea

    def origin(self, node: Node) -> dict[str, Any]:
        if not node.origin:
            return {}
        found = ProgrammeNode.objects.filter(collaborative_id=self.theory.collaborative_id, key=node.origin).first()
        if found is None:
            return {}
        over = ProgrammeLink.objects.filter(child=found, removed_at=None, parent__removed_at=None)
        under = list(over.order_by("pk").values_list("parent__key", flat=True))
        return {"origin": found, "copied_text": found.text, "copied_under": under}

    def settle(self, after: Graph, why: Why) -> None:
        """Keep why boxes of the programme's are gone, and forget it for those that are back."""
        had, has = ({node.origin for node in one.nodes if node.origin} for one in (self.before.graph, after))
        drops = TheoryDrop.objects.filter(participation_id=self.theory.participation_id, theory=self.theory)
        back = drops.filter(programme_node__key__in=has - had)
        self.forgotten = {drop.programme_node.key: drop for drop in back.select_related("programme_node")}
        back.delete()
        gone = had - has
        originals = {row.origin for row in self.before.nodes.values() if isinstance(row, TheoryNode) and row.origin}
        # Of what the programme has taken out itself nobody need say why it is not there.
        missed = sorted((one for one in originals if one.key in gone and not one.removed_at), key=lambda one: one.pk)
        for node in missed:
            said, who = why.of(node.key, self.by)
            if said:
                drops.update_or_create(
                    theory=self.theory,
                    programme_node=node,
                    defaults={**self.owner(), "reason": said, "made_by_id": who},
                )


def writer_for(before: Held, by: User) -> Writer:
    """The writer of this sort of theory."""
    return ProgrammeWriter(before, by) if isinstance(before.row, ProgrammeTheory) else ProjectWriter(before, by)


def _check_lengths(nodes: Sequence[Node], longest_aim: int) -> None:
    for node in nodes:
        longest = longest_aim if node.kind == "aim" else LONGEST[node.kind]
        if len(node.text) > longest:
            name = KIND_NAMES[node.kind].capitalize()
            raise ValidationError({"text": f"{name} must be {longest} characters or fewer"})


def _positions(after: Graph, rows: Mapping[str, AnyNode], placed: set[str]) -> dict[str, int]:
    """The positions to be written: of what was placed, between its neighbours; of all where there is no room."""
    found: dict[str, int] = {}
    keys = [node.id for node in after.nodes]
    at = 0
    left = 0
    while at < len(keys):
        group = list(takewhile(placed.__contains__, keys[at:]))
        if not group:
            left, at = rows[keys[at]].position, at + 1
            continue
        at += len(group)
        right = rows[keys[at]].position if at < len(keys) else left + GAP * (len(group) + 1)
        step = (right - left) // (len(group) + 1)
        if step < 1:
            return {key: GAP * number for number, key in enumerate(keys, 1)}
        found |= {key: left + step * number for number, key in enumerate(group, 1)}
    return found
