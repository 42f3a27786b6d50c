"""Where everything of a wide picture stands: the aim on the left, change ideas on the right, no box over another.

Every length follows from the size of the letters and the width of the picture, in the picture's own units.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from phases.theory import ordering
from phases.theory import routes as ways
from phases.theory.boxes import LINE, Box, Line
from phases.theory.graph import Theory
from phases.theory.items import Item, Style, gaps, items, widths
from phases.theory.layers import Layers, Slot, layers
from phases.theory.placing import Column, centres
from phases.theory.routes import Route, Stop
from phases.theory.signs import Sign, signs

HEADINGS = {
    "aim": "Aim",
    "primary": "Primary drivers",
    "secondary": "Secondary drivers",
    "idea": "Change ideas",
}
_PORTS = 0.5  # space between the ends of links that come to one box, in letter sizes


@dataclass(frozen=True, slots=True)
class Spine:
    """The upright line at the left of ideas that share one link."""

    x: float
    top: float
    bottom: float
    strength: str


@dataclass(frozen=True, slots=True)
class Layout:
    """Everything in its place, within 0, 0 and width, height. size: of the base letters."""

    width: float
    height: float
    size: float
    headings: tuple[Line, ...]
    boxes: tuple[Box, ...]
    routes: tuple[Route, ...]
    spines: tuple[Spine, ...]


@dataclass(frozen=True, slots=True)
class Ordered:
    """A theory's layers and the order found for them, which do for laying it out several times."""

    made: Layers
    columns: list[list[Slot]]


def ordered(theory: Theory) -> Ordered:
    """The part of a layout that knows nothing of sizes."""
    made = layers(theory)
    return Ordered(made, ordering.order(made))


def arrange(
    theory: Theory, style: Style, said: Mapping[str, Sequence[Sign]] | None = None, known: Ordered | None = None
) -> Layout:
    """The wide layout.

    said: the signs of each node, its own where None. known: the order, where it was asked for before.
    """
    known = known or ordered(theory)
    told = {node.id: signs(node) for node in theory.nodes} if said is None else said
    return _laid(theory, style, told, known).layout()


def extent(theory: Theory, style: Style, said: Mapping[str, Sequence[Sign]], known: Ordered) -> tuple[float, float]:
    """Width and height that `arrange` would come to, for those who look for the size of letters: half its work."""
    laid = _laid(theory, style, said, known)
    return laid.width, laid.height()


def _laid(theory: Theory, style: Style, told: Mapping[str, Sequence[Sign]], known: Ordered) -> "_Laid":
    wide = widths(known.made.kinds, style)
    columns = [
        items(theory, known.made, slots, width, style, told) for slots, width in zip(known.columns, wide, strict=True)
    ]
    middles = centres(
        [Column([item.height for item in column], gaps(column, style)) for column in columns],
        _joins(known.made, columns),
    )
    return _Laid(known.made, columns, middles, wide, style)


def _joins(made: Layers, columns: list[list[Item]]) -> list[list[tuple[int, int]]]:
    """Which items of neighbouring columns are linked, by their numbers."""
    number = {slot: k for column in columns for k, item in enumerate(column) for slot in item.slots}
    joins: list[set[tuple[int, int]]] = [set() for _ in columns[1:]]
    for way in made.steps.values():
        for over, under in pairwise(way):
            joins[over.column].add((number[over], number[under]))
    return [sorted(pairs) for pairs in joins]


class _Laid:
    """Items whose heights down the picture are known, made into boxes and routes."""

    def __init__(
        self, made: Layers, columns: list[list[Item]], middles: list[list[float]], wide: list[float], style: Style
    ) -> None:
        self.made, self.columns, self.style, self.wide = made, columns, style, wide
        channel = style.channel * style.size
        self.left = [sum(wide[:i]) + channel * i for i in range(len(wide))]
        self.head = 1.9 * style.size if any(columns) else 0.0
        self.middle: dict[Slot, float] = {}
        self.item: dict[Slot, Item] = {}
        for column, ys in zip(columns, middles, strict=True):
            for item, y in zip(column, ys, strict=True):
                for slot in item.slots:
                    self.middle[slot], self.item[slot] = y + self.head, item

    @property
    def width(self) -> float:
        return self.left[-1] + self.wide[-1] if self.wide else 0.0

    def height(self) -> float:
        """Down to the last box, or to a link that passes beneath it."""
        size, ports = self.style.size, self._ports()
        tops = [(item, self.middle[item.slots[0]] - item.height / 2) for column in self.columns for item in column]
        ends = [top + box.y + box.height for item, top in tops for box in item.boxes]
        for link, way in self.made.steps.items():
            last = self.middle[way[-1]] + ports.get((link.parent, link.child), 0.0)
            ends.append(max(last, *(self.middle[slot] for slot in way[:-1])) + 0.5 * size)
        return max(ends, default=LINE * size)

    def layout(self) -> Layout:
        boxes = [
            box.moved(self.left[number], self.middle[item.slots[0]] - item.height / 2)
            for number, column in enumerate(self.columns)
            for item in column
            for box in item.boxes
        ]
        size = self.style.size
        headings = [
            Line(HEADINGS[kind], self.left[number], size, size, bold=True)
            for number, kind in enumerate(self.made.kinds)
        ]
        routes = ways.routes(self._lines(), size)
        spines = [
            Spine(line.stops[-1].left, *self._span(line.children[0]), line.strength)
            for line in routes
            if len(line.children) > 1
        ]
        sides = self.width, self.height()
        return Layout(*sides, size, tuple(headings), tuple(boxes), tuple(routes), tuple(spines))

    def _span(self, child: str) -> tuple[float, float]:
        slot = next(slot for slot in self.item if slot.node == child and slot.link is None)
        half = self.item[slot].height / 2
        return self.middle[slot] - half, self.middle[slot] + half

    def _lines(self) -> list[ways.Line]:
        """A line for each link, or for all links of a grid."""
        ports = self._ports()
        lines: list[ways.Line] = []
        for link, way in self.made.steps.items():
            item = self.item[way[-1]]
            if item.is_grid and item.slots[0] != way[-1]:
                continue
            children = [slot.node for slot in item.slots] if item.is_grid else [link.child]
            stops = [Stop(self.left[s.column], self.left[s.column] + self.wide[s.column], self.middle[s]) for s in way]
            last = stops[-1]
            stops[-1] = Stop(last.left, last.right, last.y + ports.get((link.parent, link.child), 0.0))
            lines.append(ways.Line(link.parent, tuple(children), link.strength, tuple(stops)))
        return lines

    def _ports(self) -> dict[tuple[str, str], float]:
        """How far from the middle of its child's edge each link ends, where several come to it."""
        coming: dict[Slot, list[tuple[float, str]]] = {}
        for link, way in self.made.steps.items():
            coming.setdefault(way[-1], []).append((self.middle[way[-2]], link.parent))
        ports = {}
        for child, ends in coming.items():
            if len(ends) > 1:
                step = min(_PORTS * self.style.size, 0.7 * self.item[child].height / len(ends))
                for k, (_, parent) in enumerate(sorted(ends)):
                    ports[parent, child.node] = (k - (len(ends) - 1) / 2) * step
        return ports
