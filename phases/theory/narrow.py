"""A theory for a phone: boxes from top to bottom, indented under what they stand under, like the outline."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from phases.theory.boxes import SIGN_LETTERS, Box, set_box
from phases.theory.faults import quoted
from phases.theory.graph import KIND_NAMES, Theory
from phases.theory.outline import Entry, outline
from phases.theory.signs import Sign

_INDENT = 1.15  # of each level, in letter sizes
_GAP = 0.55
_GROUP_GAP = 1.2  # before a driver
_SHOWN = 40


@dataclass(frozen=True, slots=True)
class Elbow:
    """A line from under a box down and over to one beneath it."""

    x: float
    top: float
    left: float
    y: float
    strength: str
    parent: str
    child: str


@dataclass(frozen=True, slots=True)
class Narrow:
    """Everything in its place, within 0, 0 and width, height. again: which of `boxes` only refer to one above."""

    width: float
    height: float
    size: float
    boxes: tuple[Box, ...]
    elbows: tuple[Elbow, ...]
    again: frozenset[int]


def arrange(theory: Theory, said: Mapping[str, Sequence[Sign]], *, width: float, size: float) -> Narrow:
    """The narrow layout. A node with several parents stands in full under the first; elsewhere a line refers to it."""
    boxes: list[Box] = []
    elbows: list[Elbow] = []
    again: set[int] = set()
    y = 0.0

    def put(entry: Entry, above: Box | None) -> None:
        nonlocal y
        left = entry.depth * _INDENT * size
        if boxes:
            y += (_GAP if entry.node.kind == "idea" or entry.again else _GROUP_GAP) * size
        box = _box(entry, said.get(entry.node.id, ()), width - left, size).moved(left, y)
        if above is not None:
            x = above.x + 0.45 * _INDENT * size
            middle = box.y + min(box.height / 2, 1.2 * size)
            bottom = above.y + above.height
            elbows.append(Elbow(x, bottom, left, middle, entry.strength, above.node, box.node))
        if entry.again:
            again.add(len(boxes))
        boxes.append(box)
        y += box.height
        for child in entry.children:
            put(child, box)

    for entry in outline(theory):
        put(entry, None)
    return Narrow(width, y, size, tuple(boxes), tuple(elbows), frozenset(again))


def _box(entry: Entry, said: Sequence[Sign], width: float, size: float) -> Box:
    """In full with its level named, or one line of small words that refer to where it stands in full."""
    node = entry.node
    level = KIND_NAMES[node.kind].capitalize()
    if entry.again:
        words = [Sign("also", f"{quoted(node.text, _SHOWN)}: see under {quoted(entry.also_under[0].text, _SHOWN)}")]
        return set_box(node, words, width, SIGN_LETTERS * size, wordless=True)
    words = [*said]
    if entry.also_under:
        others = ", ".join(quoted(other.text, _SHOWN) for other in entry.also_under)
        words.append(Sign("also", f"Also under {others}"))
    return set_box(node, words, width, size, label=level)
