"""Edits of a theory. Each takes a theory and returns the new one with what was done and how to take it back, or a
Problem with a sentence for the person. Nothing is changed in place, and no edit makes a right theory wrong."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

from phases.theory import aims
from phases.theory.faults import a, quoted, twin
from phases.theory.graph import KIND_NAMES, Link, Node, Problem, Strength, Theory, same_words
from phases.theory.patch import Edited, edited, missing

Children = Literal["refuse", "remove", "lift", "give"]


def add(
    theory: Theory, node: Node, under: Sequence[str] = (), *, strength: Strength = "solid", after: str | None = None
) -> Edited | Problem:
    """A new node under these parents (none for an aim).

    after: id of the node it follows in the order, "" for the first place; where None, it follows the last of its
    siblings. Refuses an id that is taken, and whatever would be wrong with the theory.
    """
    if node.id in theory.place:
        return Problem("same id", (node.id,), f"{quoted(theory.by_id[node.id].text)} has this reference already.")
    if any(parent not in theory.place for parent in under) or (after and after not in theory.place):
        return missing()
    siblings = theory.children(under[0]) if under else []
    follows = after if after is not None else (siblings[-1].id if siblings else None)
    nodes = list(theory.nodes)
    nodes.insert(len(nodes) if follows is None else theory.place[follows] + 1 if follows else 0, node)
    links = [Link(parent, node.id, strength) for parent in dict.fromkeys(under)]
    return edited(theory, Theory(tuple(nodes), (*theory.links, *links)))


def reword(theory: Theory, id: str, text: str) -> Edited | Problem:
    """Another text for a node, which an aim's parts no longer make; spaces around it are taken off."""
    node = theory.by_id.get(id)
    return missing() if node is None else revise(theory, replace(node, text=text.strip(), parts=()))


def say_aim(theory: Theory, id: str, parts: Sequence[str]) -> Edited | Problem:
    """An aim made of other parts (`aims.PARTS`), which make its words."""
    node = theory.by_id.get(id)
    told = tuple(part.strip() for part in parts)
    return missing() if node is None else revise(theory, replace(node, text=aims.words(told), parts=told))


def revise(theory: Theory, node: Node) -> Edited | Problem:
    """A node with other words, belief, status or counts; its level cannot be changed."""
    before = theory.by_id.get(node.id)
    if before is None:
        return missing()
    if before.kind != node.kind:
        text = f"{quoted(before.text)} is {a(before.kind)}. Add it on the other level and remove it here instead."
        return Problem("level", (node.id,), text)
    return edited(theory, Theory(tuple(node if other.id == node.id else other for other in theory.nodes), theory.links))


def reparent(theory: Theory, id: str, old: str, new: str) -> Edited | Problem:
    """A node, with all that is beneath it, from under one parent to under another; the link stays as strong."""
    link = _link(theory, old, id)
    if link is None or new not in theory.place:
        return missing()
    if old == new:
        return edited(theory, theory)
    if _link(theory, new, id):
        return _there_already(theory, id, new)
    kept = [other for other in theory.links if other != link]
    return edited(theory, Theory(theory.nodes, (*kept, Link(new, id, link.strength))))


def add_parent(theory: Theory, id: str, parent: str, strength: Strength = "solid") -> Edited | Problem:
    """A node under one more parent."""
    if id not in theory.place or parent not in theory.place:
        return missing()
    if _link(theory, parent, id):
        return _there_already(theory, id, parent)
    return edited(theory, Theory(theory.nodes, (*theory.links, Link(parent, id, strength))))


def remove_parent(theory: Theory, id: str, parent: str) -> Edited | Problem:
    """A node no longer under this parent; refused where it is the only one."""
    link = _link(theory, parent, id)
    if link is None:
        return missing()
    if len(theory.links_over(id)) == 1:
        node, over = theory.by_id[id], theory.by_id[parent]
        text = f"{quoted(node.text)} stands only under {quoted(over.text)}. Put it under another first, or remove it."
        return Problem("orphan", (id,), text)
    return edited(theory, Theory(theory.nodes, tuple(other for other in theory.links if other != link)))


def set_strength(theory: Theory, id: str, parent: str, strength: Strength) -> Edited | Problem:
    """A link made solid or dotted."""
    link = _link(theory, parent, id)
    if link is None:
        return missing()
    kept = [other for other in theory.links if other != link]
    return edited(theory, Theory(theory.nodes, (*kept, Link(parent, id, strength))))


def reorder(theory: Theory, id: str, after: str) -> Edited | Problem:
    """A node right after another of its level in the order, or before all of them where `after` is ""."""
    node = theory.by_id.get(id)
    if node is None or (after and after not in theory.place):
        return missing()
    if after and theory.by_id[after].kind != node.kind:
        other = theory.by_id[after]
        text = f"{quoted(node.text)} is {a(node.kind)} and {quoted(other.text)} {a(other.kind)}: they have no order."
        return Problem("level", (id, after), text)
    if after == id:
        return edited(theory, theory)
    rest = [other for other in theory.nodes if other.id != id]
    same = [k for k, other in enumerate(rest) if other.kind == node.kind]
    first = same[0] if same else len(rest)
    at = next(k for k, other in enumerate(rest, 1) if other.id == after) if after else first
    return edited(theory, Theory((*rest[:at], node, *rest[at:]), theory.links))


def remove(theory: Theory, id: str, children: Children = "refuse", *, heir: str = "") -> Edited | Problem:
    """A node taken away. What also stands elsewhere stays there; for what would hang from nothing, `children` says:

    refuse (the default) removes nothing and says why; remove takes it away too, and so on down; lift puts it under the
    parents of what is removed; give puts all children under `heir`.
    """
    if id not in theory.place or (children == "give" and heir not in theory.place):
        return missing()
    bereft = [child for child in theory.children(id) if len(theory.links_over(child.id)) == 1]
    if children == "refuse" and bereft:
        return _refused(theory, id, bereft)
    away = _falling(theory, id) if children == "remove" else {id}
    kept = [link for link in theory.links if not {link.parent, link.child} & away]
    there = {(link.parent, link.child) for link in kept}
    moved: list[Link] = []
    for link in theory.links_under(id):
        if children == "give" and (heir, link.child) not in there and link.child != heir:
            moved.append(Link(heir, link.child, link.strength))
        elif children == "lift" and link.child in {child.id for child in bereft}:
            moved.extend(Link(over.parent, link.child, link.strength) for over in theory.links_over(id))
    clash = _clash(theory, moved, away)
    nodes = tuple(node for node in theory.nodes if node.id not in away)
    return clash or edited(theory, Theory(nodes, (*kept, *moved)))


def _clash(theory: Theory, moved: Sequence[Link], away: set[str]) -> Problem | None:
    """A child that would come to stand beside another of the same words."""
    for link in moved:
        child = theory.by_id[link.child]
        for other in theory.children(link.parent):
            if other.id not in away | {child.id} and same_words(other.text) == same_words(child.text):
                return twin(theory.by_id[link.parent], other, child)
    return None


def _falling(theory: Theory, id: str) -> set[str]:
    """A node and everything that hangs from it alone."""
    away = {id}
    waiting = [id]
    while waiting:
        for child in theory.children(waiting.pop()):
            if child.id not in away and all(link.parent in away for link in theory.links_over(child.id)):
                away.add(child.id)
                waiting.append(child.id)
    return away


def counted(nodes: Sequence[Node]) -> str:
    """How many nodes of each kind, in words: "1 secondary driver and 2 change ideas"."""
    counts = {kind: sum(node.kind == kind for node in nodes) for kind in KIND_NAMES}
    return " and ".join(f"{many} {KIND_NAMES[kind]}{'s' if many > 1 else ''}" for kind, many in counts.items() if many)


def _refused(theory: Theory, id: str, bereft: Sequence[Node]) -> Problem:
    stand = "stands" if len(bereft) == 1 else "stand"
    text = (
        f"{counted(bereft)} {stand} only under {quoted(theory.by_id[id].text)}. "
        "Say whether to remove what is beneath it too, or where to put it."
    )
    return Problem("children", (id, *(node.id for node in bereft)), text)


def _link(theory: Theory, parent: str, child: str) -> Link | None:
    return next((link for link in theory.links_over(child) if link.parent == parent), None)


def _there_already(theory: Theory, id: str, parent: str) -> Problem:
    text = f"{quoted(theory.by_id[id].text)} stands under {quoted(theory.by_id[parent].text)} already."
    return Problem("link twice", (parent, id), text)
