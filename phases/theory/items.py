"""What stands in each column of a wide picture: boxes, grids of boxes, and room for links that pass."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from phases.theory.boxes import Box, set_box
from phases.theory.graph import Kind, Theory
from phases.theory.layers import Layers, Slot
from phases.theory.signs import Sign

_SHARES: dict[Kind, float] = {"aim": 1.0, "primary": 1.0, "secondary": 1.15, "idea": 1.75}
# No box is wider than this many letter sizes: long lines are hard to read.
_WIDEST: dict[Kind, float] = {"aim": 17, "primary": 18, "secondary": 21, "idea": 31}
_WIDEST_ALONE = 40  # of an idea beside grids, so that it keeps to one line
# Between boxes of the same parents, of different ones, and of different ones where grids set them off, in letter sizes.
_CLOSE, _APART, _APART_IN_GRIDS = 0.45, 1.0, 0.6
_INDENT = 0.7  # from the line at the left of a grid to its boxes, in letter sizes


@dataclass(frozen=True, slots=True)
class Style:
    """How a picture is laid out.

    width: of the whole. size: of a change idea's letters. channel: space between columns, for links, in letter sizes.
    tight: scales every space between boxes. grid: how many abreast the ideas that hang from one driver alone stand,
    with one link for them all; 0 for a link to each. brief: signs without the words that a key can say.
    """

    width: float
    size: float = 14.0
    channel: float = 6.0
    tight: float = 1.0
    grid: int = 0
    brief: bool = False


@dataclass(frozen=True, slots=True)
class Item:
    """What stands in a column as one: a box, several boxes in a grid, or a link that passes.

    boxes: placed from the item's own upper left corner. parents: what it hangs from; items that have the same stand
    closer together.
    """

    slots: tuple[Slot, ...]
    height: float
    boxes: tuple[Box, ...] = ()
    parents: tuple[str, ...] = ()

    @property
    def is_grid(self) -> bool:
        """Whether its boxes share one link."""
        return len(self.boxes) > 1


def widths(kinds: Sequence[Kind], style: Style) -> list[float]:
    """Of each column: its share of what the channels leave, within reason."""
    abreast = max(style.grid, 1)
    shares = {kind: _SHARES[kind] * (abreast**0.9 if kind == "idea" else 1) for kind in kinds}
    widest = {kind: _WIDEST[kind] * style.size * (abreast if kind == "idea" else 1) for kind in kinds}
    free = style.width - (len(kinds) - 1) * style.channel * style.size
    return [min(free * shares[kind] / sum(shares.values()), widest[kind]) for kind in kinds]


def items(
    theory: Theory, made: Layers, slots: Sequence[Slot], width: float, style: Style, said: Mapping[str, Sequence[Sign]]
) -> list[Item]:
    """The items of one column, in the order of its slots."""

    def box(slot: Slot, room: float) -> Box:
        signs = said.get(slot.node, ())
        if style.brief:
            signs = [replace(sign, words=sign.short) for sign in signs]
        return set_box(theory.by_id[slot.node], signs, room, style.size, tight=style.tight)

    found = []
    for group in _groups(made, slots, gather=style.grid > 0):
        parents = tuple(sorted({parent.node for slot in group for parent in made.before[slot]}))
        if group[0].link is not None:
            found.append(Item(tuple(group), 0.4 * style.size, parents=parents))
        elif len(group) == 1:
            only = box(group[0], min(width, _WIDEST_ALONE * style.size) if style.grid else width)
            found.append(Item(tuple(group), only.height, (only,), parents))
        else:
            boxes, height = _grid(group, box, width, style)
            found.append(Item(tuple(group), height, boxes, parents))
    return found


def gaps(column: Sequence[Item], style: Style) -> list[float]:
    """The least space between each item and the one before; less between those of the same parents."""
    apart = _APART_IN_GRIDS if style.grid else _APART
    space = style.tight * style.size

    def gap(before: Item, item: Item) -> float:
        close = before.parents == item.parents and not (before.is_grid or item.is_grid)
        return (_CLOSE if close else apart) * space

    return [0.0, *(gap(before, item) for before, item in pairwise(column))][: len(column)]


def _groups(made: Layers, slots: Sequence[Slot], *, gather: bool) -> list[list[Slot]]:
    """Neighbours that hang from one and the same driver alone, and equally strongly, together; all others singly."""
    groups: list[tuple[object, list[Slot]]] = []
    for slot in slots:
        key = _hanging(made, slot) if gather else None
        if groups and key is not None and groups[-1][0] == key:
            groups[-1][1].append(slot)
        else:
            groups.append((key, [slot]))
    return [group for _, group in groups]


def _hanging(made: Layers, slot: Slot) -> object:
    """What an idea, or a link on its way to one, hangs from alone; None for every other slot."""
    last = len(made.columns) - 1
    if made.kinds[-1] != "idea" or (slot.column != last and slot.link is None):
        return None
    end = Slot(slot.node, last)
    if len(made.before[end]) != 1:
        return None
    link = made.over[slot.node][0]
    return link.parent, link.strength


def _grid(
    group: Sequence[Slot], box: Callable[[Slot, float], Box], width: float, style: Style
) -> tuple[tuple[Box, ...], float]:
    """Boxes in rows, those of a row equally high; and how high the whole is."""
    space = 0.4 * style.tight * style.size
    indent = _INDENT * style.size
    abreast = min(style.grid, len(group))
    each = (width - indent - space * (style.grid - 1)) / style.grid
    boxes: list[Box] = []
    y = 0.0
    for first in range(0, len(group), abreast):
        row = [box(slot, each) for slot in group[first : first + abreast]]
        height = max(cell.height for cell in row)
        boxes.extend(cell.as_high_as(height).moved(indent + k * (each + space), y) for k, cell in enumerate(row))
        y += height + space
    return tuple(boxes), y - space
