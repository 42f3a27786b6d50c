"""What a box says beneath its words, each as a small shape and a word: neither colour nor shape speaks alone."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

from collaborative.drawing.colours import BLUE, BROWN, DARK_BLUE, MUTED, PAPER, PURPLE
from collaborative.drawing.svg import Attributes, el
from phases.theory.graph import Node

Relation = Literal["kept", "reworded", "moved", "added", "dropped"]


@dataclass(frozen=True, slots=True)
class Sign:
    """A shape by its name, and the words beside it; `short` is enough where a key tells what the shape means."""

    shape: str
    words: str
    short: str = ""


@dataclass(frozen=True, slots=True)
class Mark:
    """How a box differs from the programme's, in `words` ("Moved from Access", "Not used: no such ward")."""

    relation: Relation
    words: str


STATUS_WORDS = {"testing": "Being tested", "adopted": "Adopted", "abandoned": "Abandoned"}
KEY_WORDS = STATUS_WORDS | {
    "low": "Low",
    "moderate": "Moderate",
    "high": "High belief that it will help",
    "measure": "Has measures",
}
BELIEF_WORDS = {"low": "Low belief", "moderate": "Moderate belief", "high": "High belief"}
_COLOURS = {
    "measure": MUTED,
    "low": MUTED,
    "moderate": MUTED,
    "high": MUTED,
    "testing": PURPLE,
    "adopted": BLUE,
    "abandoned": BROWN,
    "kept": MUTED,
    "reworded": PURPLE,
    "moved": BLUE,
    "added": BLUE,
    "dropped": BROWN,
    "also": MUTED,
}


def signs(node: Node, marks: Iterable[Mark] = ()) -> list[Sign]:
    """What is said of a node: how it differs, how far its testing is, belief, measures."""
    said = [Sign(mark.relation, mark.words, mark.words) for mark in marks]
    if node.status:
        said.append(Sign(node.status, STATUS_WORDS[node.status]))
    if node.belief:
        said.append(Sign(node.belief, BELIEF_WORDS[node.belief]))
    if node.measures:
        words = f"{node.measures} measure{'s' if node.measures > 1 else ''}"
        said.append(Sign("measure", words, str(node.measures)))
    return said


def colour(shape: str) -> str:
    """Of a sign's shape and words, on paper."""
    return _COLOURS[shape]


def draw(shape: str, x: float, y: float, size: float, ink: str = "") -> str:
    """The shape in a square of this size whose upper left corner is at x, y. ink: another colour than its own."""
    scale = size / 12
    inside = _SHAPES[shape](ink or colour(shape), DARK_BLUE if ink == PAPER else PAPER)
    return el(
        "g",
        inside,
        class_=f"theory-sign theory-sign--{shape}",
        transform=f"translate({x:.1f} {y:.1f}) scale({scale:.3f})",
    )


def _path(d: str, colour: str, width: float = 1.8, **more: str | float) -> str:
    round_: Attributes = {"stroke_linecap": "round", "stroke_linejoin": "round"}
    return el("path", d=d, fill="none", stroke=colour, stroke_width=width, **round_, **more)


def _measure(ink: str, _: str) -> str:
    return _path("M1.5 1v9.5h9.5", ink, 1.3) + _path("M3.5 7.5l2.3-2.7 2 1.6 2.9-4", ink, 1.5)


def _belief(filled: int) -> Callable[[str, str], str]:
    def bars(ink: str, paper: str) -> str:
        return "".join(
            el(
                "rect",
                x=1 + 3.7 * i,
                y=7.5 - 2.7 * i,
                width=2.7,
                height=3.7 + 2.7 * i,
                fill=ink if i < filled else paper,
                stroke=ink,
                stroke_width=0.9,
            )
            for i in range(3)
        )

    return bars


def _testing(ink: str, paper: str) -> str:
    ring = el("circle", cx=6, cy=6, r=4.7, fill=paper, stroke=ink, stroke_width=1.6)
    return ring + el("path", d="M6 1.3a4.7 4.7 0 0 1 0 9.4z", fill=ink)


def _adopted(ink: str, paper: str) -> str:
    return el("rect", x=0.8, y=0.8, width=10.4, height=10.4, rx=2, fill=ink) + _path(
        "M3.2 6.3l2 2.1 3.8-4.6", paper, 1.7
    )


def _abandoned(ink: str, _: str) -> str:
    return _path("M2.2 2.2l7.6 7.6M9.8 2.2l-7.6 7.6", ink, 2.2)


def _kept(ink: str, _: str) -> str:
    return _path("M2 4.2h8M2 7.8h8", ink)


def _reworded(ink: str, paper: str) -> str:
    pencil = el("path", d="M1.2 10.8l.9-3.2 5.9-5.9 2.3 2.3-5.9 5.9z", fill=paper, stroke=ink, stroke_width=1.4)
    return pencil + _path("M6.6 3.1l2.3 2.3", ink, 1.2)


def _moved(ink: str, _: str) -> str:
    return _path("M2 1.5v5.2h8M7.2 3.6l3 3.1-3 3.1", ink)


def _added(ink: str, paper: str) -> str:
    return el("circle", cx=6, cy=6, r=5.4, fill=ink) + _path("M6 3.2v5.6M3.2 6h5.6", paper, 1.7)


def _dropped(ink: str, paper: str) -> str:
    ring = el("circle", cx=6, cy=6, r=4.7, fill=paper, stroke=ink, stroke_width=1.6)
    return ring + _path("M3.6 6h4.8", ink, 1.8)


def _also(ink: str, _: str) -> str:
    return _path("M1.5 3h2.5c3 0 2 6 5 6h1.5M1.5 9h2.5c3 0 2-6 5-6h1.5", ink, 1.4)


_SHAPES: dict[str, Callable[[str, str], str]] = {
    "measure": _measure,
    "low": _belief(1),
    "moderate": _belief(2),
    "high": _belief(3),
    "testing": _testing,
    "adopted": _adopted,
    "abandoned": _abandoned,
    "kept": _kept,
    "reworded": _reworded,
    "moved": _moved,
    "added": _added,
    "dropped": _dropped,
    "also": _also,
}
