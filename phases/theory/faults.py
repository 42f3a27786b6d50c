"""What is wrong with a theory, in sentences that name the boxes meant and say what to do."""

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from phases.theory.graph import KIND_NAMES, OVER, Link, Node, Problem, Theory, same_words

_QUOTED = 60  # letters of a text that a sentence repeats
_WHERE = {
    "primary": "the aim",
    "secondary": "a primary driver",
    "idea": "a driver",
}


def problems(theory: Theory) -> list[Problem]:
    """Everything that is wrong, the aim first; empty for a theory that may be kept. Asked of any nodes and links."""
    circles = list(_circles(theory))
    turning = {frozenset((a, b)) for circle in circles for a, b in _steps(circle)}
    return [
        *_aims(theory),
        *_texts(theory),
        *_ends(theory),
        *(_circle(theory, circle) for circle in circles),
        *_levels(theory, turning),
        *_orphans(theory),
        *_twins(theory),
    ]


def quoted(text: str, longest: int = _QUOTED) -> str:
    """A node's text within a sentence: in quotation marks, and not at length."""
    words = " ".join(text.split())
    short = words if len(words) <= longest else words[: longest - 1].rstrip() + "…"
    return f"“{short}”"


def a(kind: str) -> str:
    """What a kind is called, with its article."""
    return ("an " if kind == "aim" else "a ") + KIND_NAMES[kind]


def level_problem(parent: Node, child: Node) -> Problem | None:
    """Why one may not stand under the other, if it may not."""
    if parent.kind in OVER[child.kind]:
        return None
    over, under = quoted(parent.text), quoted(child.text)
    both = (parent.id, child.id)
    if parent.kind == child.kind:
        text = f"{over} and {under} are both {KIND_NAMES[child.kind]}s: neither can stand under the other."
        return Problem("level", both, text)
    if parent.level > child.level:
        text = f"{under} is {a(child.kind)} and cannot stand under {over}, which is {a(parent.kind)}."
        return Problem("reversed", both, text)
    text = f"{under} is {a(child.kind)} and stands right under the aim. Put it under {_WHERE[child.kind]}."
    return Problem("skipped", both, text)


def orphan(node: Node) -> Problem:
    """The sentence for a node that nothing stands over."""
    text = f"{quoted(node.text)} ({KIND_NAMES[node.kind]}) stands under nothing. Put it under {_WHERE[node.kind]}."
    return Problem("orphan", (node.id,), text)


def twin(parent: Node, first: Node, second: Node) -> Problem:
    """The sentence for two nodes of the same words under one parent."""
    text = f"{quoted(first.text)} stands twice under {quoted(parent.text)}. Keep one, or reword the other."
    return Problem("duplicate", (first.id, second.id), text)


def idea_twice(first: Node) -> Problem:
    """The sentence for an idea that would become two boxes, which tests and belief could not tell apart."""
    text = f"{quoted(first.text)} is in the theory already. Use “also under” there to put it under another driver too."
    return Problem("idea twice", (first.id,), text)


def ideas_twice(theory: Theory) -> Iterator[Problem]:
    """Ideas of the same words wherever they stand. Not asked by `problems`: on paper it may be so."""
    first: dict[str, Node] = {}
    for node in theory.of_kind("idea"):
        before = first.setdefault(same_words(node.text), node)
        if before is not node:
            yield idea_twice(before)


def second_aim(first: Node, second: Node) -> Problem:
    """The sentence for an aim too many."""
    text = f"A theory has one aim, and this has two: {quoted(first.text)} and {quoted(second.text)}."
    return Problem("second aim", (first.id, second.id), text)


def empty_text(node: Node) -> Problem:
    """The sentence for a node without words."""
    return Problem("empty", (node.id,), f"{a(node.kind).capitalize()} has no words yet. Say what it is.")


def _aims(theory: Theory) -> Iterator[Problem]:
    aims = theory.of_kind("aim")
    if not aims:
        yield Problem("no aim", (), "There is no aim. Say what is to change, how much, for whom and by when.")
    yield from (second_aim(aims[0], other) for other in aims[1:])


def _texts(theory: Theory) -> Iterator[Problem]:
    counted = Counter(node.id for node in theory.nodes)
    for id in sorted(id for id, times in counted.items() if times > 1):
        meant = theory.by_id[id]
        yield Problem("same id", (id,), f"{quoted(meant.text)} has a reference that another box has too: {id}.")
    yield from (empty_text(node) for node in theory.nodes if not node.text.strip())


def _ends(theory: Theory) -> Iterator[Problem]:
    """Links from or to nothing, to the node itself, or there twice."""
    seen: set[tuple[str, str]] = set()
    for link in theory.links:
        over, under = theory.by_id.get(link.parent), theory.by_id.get(link.child)
        if over is None and under is None:
            yield Problem("missing", (), f"A link joins two boxes that are not there: {link.parent} and {link.child}.")
        elif over is None and under is not None:
            yield Problem("missing", (under.id,), f"{quoted(under.text)} is under {link.parent}, which is not there.")
        elif under is None and over is not None:
            yield Problem("missing", (over.id,), f"{quoted(over.text)} is over {link.child}, which is not there.")
        elif link.parent == link.child and over is not None:
            yield Problem("self", (over.id,), f"{quoted(over.text)} cannot stand under itself.")
        elif (link.parent, link.child) in seen and over is not None and under is not None:
            text = f"{quoted(under.text)} is linked to {quoted(over.text)} twice. Keep one of the links."
            yield Problem("link twice", (over.id, under.id), text)
        seen.add((link.parent, link.child))


def _levels(theory: Theory, turning: set[frozenset[str]]) -> Iterator[Problem]:
    """Links between levels that may not be joined; those of a circle are told of already."""
    for link in dict.fromkeys(Link(link.parent, link.child) for link in theory.links):
        over, under = theory.by_id.get(link.parent), theory.by_id.get(link.child)
        if over and under and over != under and frozenset((over.id, under.id)) not in turning:
            problem = level_problem(over, under)
            if problem:
                yield problem


def _orphans(theory: Theory) -> Iterator[Problem]:
    for node in theory.nodes:
        above = [link for link in theory.links_over(node.id) if link.parent != node.id]
        if node.kind != "aim" and not above:
            yield orphan(node)


def _twins(theory: Theory) -> Iterator[Problem]:
    """Siblings of the same words, each pair once however many parents they share."""
    told: set[tuple[str, str]] = set()
    for parent in theory.nodes:
        first: dict[str, Node] = {}
        for child in theory.children(parent.id):
            before = first.setdefault(same_words(child.text), child)
            if before.id != child.id and child.text.strip() and (before.id, child.id) not in told:
                told.add((before.id, child.id))
                yield twin(parent, before, child)


def _circle(theory: Theory, circle: list[str]) -> Problem:
    names = [quoted(theory.by_id[id].text) for id in circle]
    way = ", ".join(f"{over} stands over {under}" for over, under in pairwise(names))
    back = f"{names[-1]} over {names[0]}"
    text = f"These go round in a circle: {way}, and {back}. Take one of these links away."
    return Problem("circle", tuple(circle), text)


def _steps(circle: list[str]) -> Iterator[tuple[str, str]]:
    return zip(circle, [*circle[1:], circle[0]], strict=True)


def _circles(theory: Theory) -> Iterator[list[str]]:
    """One circle for each tangle of nodes that lead back to themselves, in the order of the nodes."""
    done: set[str] = set()
    for node in theory.nodes:
        if node.id in done:
            continue
        circle = _way_back(theory, node.id)
        if circle:
            done.update(circle)
            yield circle


def _way_back(theory: Theory, start: str) -> list[str]:
    """The shortest way from a node down to itself, without the self-link; empty where there is none."""
    came: dict[str, str] = {}
    waiting = [start]
    for id in waiting:
        for link in theory.links_under(id):
            if link.child == start and id != start:
                way = [id]
                while way[-1] != start:
                    way.append(came[way[-1]])
                return way[::-1]
            if link.child != start and link.child not in came:
                came[link.child] = id
                waiting.append(link.child)
    return []
