"""Setting words into a box of a given width: where each line and each sign stands, and how high the box becomes."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from collaborative.drawing.letters import text_width, wrap
from phases.theory.graph import Kind, Node
from phases.theory.signs import Sign

LINE = 1.22  # height of a line, in letter sizes
_ICON = 1.0  # width of a sign's shape
_AFTER_ICON = 0.35
_BETWEEN_SIGNS = 0.9
_BETWEEN_SHAPES = 0.5
# Letter sizes of each kind beside the base, which is that of change ideas; and which are bold.
_LETTERS: dict[Kind, tuple[float, bool]] = {
    "aim": (1.15, True),
    "primary": (1.05, True),
    "secondary": (1.0, False),
    "idea": (1.0, False),
}
SIGN_LETTERS = 0.88


@dataclass(frozen=True, slots=True)
class Line:
    """Words whose baseline begins at x, y. label: they name the box's level and are not its own words."""

    words: str
    x: float
    y: float
    size: float
    bold: bool = False
    label: bool = False

    @property
    def width(self) -> float:
        """How far the words reach."""
        return text_width(self.words, self.size, bold=self.bold)


@dataclass(frozen=True, slots=True)
class PlacedSign:
    """A shape in a square of `size` with its upper left corner at x, y, and the lines of its words."""

    shape: str
    x: float
    y: float
    size: float
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle with everything in it; all places are of the whole picture. `tag`: a word above a phone's box."""

    node: str
    kind: Kind
    x: float
    y: float
    width: float
    height: float
    lines: tuple[Line, ...]
    signs: tuple[PlacedSign, ...] = ()

    def moved(self, dx: float, dy: float) -> "Box":
        """The same box elsewhere."""
        signs = tuple(
            PlacedSign(sign.shape, sign.x + dx, sign.y + dy, sign.size, _moved(sign.lines, dx, dy))
            for sign in self.signs
        )
        place = self.x + dx, self.y + dy, self.width, self.height
        return Box(self.node, self.kind, *place, _moved(self.lines, dx, dy), signs)

    def as_high_as(self, height: float) -> "Box":
        """The same box at least this high, its words kept in the middle."""
        more = height - self.height
        return self if more <= 0 else replace(self.moved(0, more / 2), y=self.y, height=self.height + more)


def _moved(lines: tuple[Line, ...], dx: float, dy: float) -> tuple[Line, ...]:
    # Built anew rather than by `replace`, which takes four times as long: a picture is laid out dozens of times.
    return tuple(Line(line.words, line.x + dx, line.y + dy, line.size, line.bold, line.label) for line in lines)


def padding(kind: Kind, size: float, tight: float = 1.0) -> tuple[float, float]:
    """Space between a box's edge and its words, at the sides and above, for letters of the base size."""
    return (0.85 if kind in ("aim", "primary") else 0.7) * size, (0.6 if kind == "aim" else 0.4) * size * tight


def letters(kind: Kind, size: float) -> tuple[float, bool]:
    """Letter size of a kind's words for a base size, and whether they are bold."""
    factor, bold = _LETTERS[kind]
    return factor * size, bold


def set_box(
    node: Node,
    said: Sequence[Sign],
    width: float,
    size: float,
    *,
    tight: float = 1.0,
    label: str = "",
    wordless: bool = False,
) -> Box:
    """A box at 0, 0 of this width and of the height it needs.

    size: of the base letters. tight: scales the space above and beneath. label: a first, small line. wordless: with
    its signs alone.

    Signs follow the last words where they fit beside them, else stand beneath.
    """
    side, above = padding(node.kind, size, tight)
    letter, bold = letters(node.kind, size)
    room = width - 2 * side
    lines: list[Line] = []
    y = above
    small = SIGN_LETTERS * size
    if label:
        lines.append(Line(label, side, y + 0.9 * small, small, label=True))
        y += LINE * small
    for words in () if wordless else wrap(node.text, room, letter, bold=bold):
        lines.append(Line(words, side, y + _baseline(letter), letter, bold))
        y += LINE * letter
    last = lines[-1].width if lines and not label else room
    placed, y = _signs(said, side, y, room, small, beside=(last, LINE * letter))
    return Box(node.id, node.kind, 0.0, 0.0, width, y + above, tuple(lines), tuple(placed))


def _baseline(size: float) -> float:
    """From the top of a line down to where its letters stand."""
    return (LINE + 0.72) / 2 * size


def _signs(
    said: Sequence[Sign], left: float, top: float, room: float, size: float, *, beside: tuple[float, float]
) -> tuple[list[PlacedSign], float]:
    """Signs in rows from `top` down, and where they end.

    beside: how far the last line of words reaches, and its height: the first row stands there if all signs fit.
    """
    if not said:
        return [], top
    widths = [
        _ICON * size + (_AFTER_ICON * size + text_width(sign.words, size) if sign.words else 0.0) for sign in said
    ]
    between = (_BETWEEN_SIGNS if all(sign.words for sign in said) else _BETWEEN_SHAPES) * size
    taken, height = beside
    step = LINE * size
    if taken + 1.4 * between + sum(widths) + between * (len(said) - 1) <= room:
        x, y, step = left + taken + 1.4 * between, top - height, height
    else:
        x, y = left, top + 0.2 * size
    placed = []
    for sign, width in zip(said, widths, strict=True):
        if x > left and x + width > left + room + 0.01:
            x, y = left, y + step
        sign_at, lower = _set(sign, x, y, left + room - x, size, step)
        placed.append(sign_at)
        x, y = (left + room, lower) if lower > y else (x + width + between, y)
    return placed, max(top, y + step)


def _set(sign: Sign, x: float, y: float, room: float, size: float, step: float) -> tuple[PlacedSign, float]:
    """One sign, its words broken over lines where they are wider than the room; and the top of its last line."""
    after = (_ICON + _AFTER_ICON) * size
    lines = []
    last = y
    for number, words in enumerate(wrap(sign.words, room - after, size)):
        last = y + number * step
        lines.append(Line(words, x + after, last + (step + 0.72 * size) / 2, size))
    icon = 0.95 * size
    return PlacedSign(sign.shape, x, y + (step - icon) / 2, icon, tuple(lines)), last
