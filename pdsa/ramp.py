"""A ramp of tests as people draw it: rising steps, one a test, the larger the scale the higher. Pure.

The picture is the one of testing on an increasing scale in Langley and others, The Improvement Guide (2nd edition,
2009, chapter 7): small tests first, each on what the one before taught. Presentation attributes and classes only, so
that it keeps to a page's Content-Security-Policy and prints; every state is a word as well as a colour.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from collaborative.drawing import colours
from collaborative.drawing.letters import text_width, wrap
from collaborative.drawing.svg import attribute, el, escape, line, text

SCALES = ("one", "few", "team", "teams", "organisation", "beyond")
NARROW = 338.0  # of a phone 390 wide, with the page's own margins
_WIDE = 660.0
_COLUMN = (132.0, 220.0)  # the least and the most of a step's width
_PER_SCALE = 34.0
_PER_TEST = 14.0  # of a further test on the same scale, twice at most
_PAD = 10.0
_SIZE = 14.0
_LINE = 18.0
_TREAD = 6.0
_LANE = 14.0  # of a branch's line above the steps
_TITLE_LINES = 4

# Ground and tread by tone; the words stand in ink on every ground.
_TONES: Mapping[str, tuple[str, str]] = {
    "open": (colours.PALE_BLUE, colours.BLUE),
    "planned": (colours.PAPER, colours.MUTED),
    "good": ("#e5f2ea", "#007f3b"),
    "over": (colours.PALE_GREY, colours.MUTED),
}


@dataclass(frozen=True, slots=True)
class Step:
    """One test of the series. after: the number of the test it came from. tone: planned, open, good or over."""

    number: int
    title: str
    scale: str  # one of SCALES
    scale_words: str
    state: str
    tone: str
    href: str = ""
    after: int | None = None
    current: bool = False


@dataclass(frozen=True, slots=True)
class Placed:
    """A step in the picture: its upper left corner, its size, and its words in lines."""

    step: Step
    x: float
    y: float
    width: float
    height: float
    lines: tuple[str, ...]


def levels(steps: Sequence[Step]) -> list[float]:
    """How high each step stands above the lowest, in order.

    The scale decides, from the smallest scale of the series up; a further test on the same scale as the one before it
    stands a little higher, so that learning on one scale still rises.
    """
    floor = min((SCALES.index(step.scale) for step in steps), default=0)
    found: list[float] = []
    same = 0
    for place, step in enumerate(steps):
        same = same + 1 if place and steps[place - 1].scale == step.scale else 0
        found.append((SCALES.index(step.scale) - floor) * _PER_SCALE + min(same, 2) * _PER_TEST)
    return found


def branches(steps: Sequence[Step]) -> list[tuple[int, int]]:
    """Pairs of places, from and to, of the steps that came from another test than the one before them."""
    at = {step.number: place for place, step in enumerate(steps)}
    found = []
    for place, step in enumerate(steps):
        origin = at.get(step.after) if step.after is not None else None
        if origin is not None and origin != place - 1:
            found.append((origin, place))
    return found


def _lines(step: Step, room: float) -> tuple[str, ...]:
    """The title and what is smaller under it, each in lines that fit."""
    title = wrap(step.title, room, _SIZE)
    if len(title) > _TITLE_LINES:
        title = [*title[: _TITLE_LINES - 1], title[_TITLE_LINES - 1].rstrip(",;:. ") + " …"]
    return (*title, *_small_lines(step, room))


def _small_lines(step: Step, room: float) -> list[str]:
    """The scale, and where the test came from if that is not the one before it."""
    origin = f"From test {step.after}" if step.after is not None and step.after != step.number - 1 else ""
    return [*wrap(step.scale_words, room, _SIZE - 1), *wrap(origin, room, _SIZE - 1)]


def place_wide(steps: Sequence[Step]) -> list[Placed]:
    """The steps side by side, first to last, their feet on one line."""
    least, most = _COLUMN
    width = min(most, max(least, _WIDE / max(len(steps), 1)))
    written = [_lines(step, width - 2 * _PAD) for step in steps]
    body = _TREAD + max((len(lines) for lines in written), default=0) * _LINE + 4 * _LINE
    high = levels(steps)
    top = max(high, default=0.0)
    rows = zip(steps, written, high, strict=True)
    return [
        Placed(step, place * width, top - height, width, body + height, lines)
        for place, (step, lines, height) in enumerate(rows)
    ]


def place_narrow(steps: Sequence[Step]) -> list[Placed]:
    """The steps one above the other, the first at the foot, each the further in the higher it stands."""
    high = levels(steps)
    top = max(high, default=0.0)
    y = 0.0
    found = []
    for step, level in reversed(list(zip(steps, high, strict=True))):
        x = (level / top if top else 0.0) * 64
        lines = _lines(step, NARROW - x - 2 * _PAD)
        height = _TREAD + (len(lines) + 3) * _LINE
        found.append(Placed(step, x, y, NARROW - x, height, lines))
        y += height
    return found[::-1]


def svg(steps: Sequence[Step], *, uid: str, title: str = "Ramp of tests", narrow: bool = False) -> str:
    """The picture. uid: unique for each picture of a page. It is a group of links where its steps lead anywhere."""
    placed = place_narrow(steps) if narrow else place_wide(steps)
    lanes = [] if narrow else branches(steps)
    above = len(lanes) * _LANE + (_PAD if lanes else 0)
    width = max((one.x + one.width for one in placed), default=0.0)
    height = max((one.y + one.height for one in placed), default=0.0)
    parts = [_drawn(one) for one in placed]
    parts += [part for lane, pair in enumerate(lanes) for part in _branch(placed, pair, -_PAD - lane * _LANE)]
    box = (-2.0, -above - 2, width + 4, height + above + 4)
    return el(
        "svg",
        el("title", escape(title), id=f"{uid}-title"),
        *parts,
        xmlns="http://www.w3.org/2000/svg",
        class_="pdsa-ramp__svg",
        role="group" if any(step.href for step in steps) else "img",
        aria_labelledby=f"{uid}-title",
        viewBox=" ".join(attribute(number) for number in box),
        width=box[2],
        height=box[3],
        font_family=colours.FONT,
    )


def _drawn(one: Placed) -> str:
    """One step with its words, a link where it leads anywhere."""
    inside = [*_shape(one), *_words(one)]
    step = one.step
    if not step.href or step.current:
        return el("g", *inside)
    return el("a", *inside, href=step.href, class_="pdsa-ramp__link")


def _shape(one: Placed) -> Iterator[str]:
    ground, tread = _TONES[one.step.tone]
    dashes = {"stroke_dasharray": "5 4"} if one.step.tone == "planned" else {}
    yield el("rect", x=one.x, y=one.y, width=one.width, height=one.height, fill=ground, stroke=colours.GRID)
    yield line(
        one.x, one.y + _TREAD / 2, one.x + one.width, one.y + _TREAD / 2, stroke=tread, stroke_width=_TREAD, **dashes
    )
    if one.step.current:
        x, y = one.x + 1.5, one.y + _TREAD
        size = {"width": one.width - 3, "height": one.height - _TREAD - 1.5}
        yield el("rect", x=x, y=y, fill="none", stroke=colours.DARK_BLUE, stroke_width=3, **size)


def _words(one: Placed) -> Iterator[str]:
    step, x = one.step, one.x + _PAD
    y = one.y + _TREAD + _LINE
    name = f"Test {step.number}"
    yield text(name, x, y, font_size=_SIZE + 1, font_weight="bold", fill=colours.INK, class_="pdsa-ramp__number")
    small = len(_small_lines(step, one.width - 2 * _PAD))
    for place, words in enumerate(one.lines):
        y += _LINE
        muted = place >= len(one.lines) - small
        yield text(words, x, y, font_size=_SIZE - 1 if muted else _SIZE, fill=colours.MUTED if muted else colours.INK)
    yield from _state(step, x, y + 9)


def _state(step: Step, x: float, y: float) -> Iterator[str]:
    """The state in a frame of its own."""
    size = _SIZE - 1
    width = text_width(step.state, size, bold=True) + 12
    yield el("rect", x=x, y=y, width=width, height=20, rx=2, fill=colours.PAPER, stroke=_TONES[step.tone][1])
    yield text(step.state, x + 6, y + 14.5, font_size=size, font_weight="bold", fill=colours.INK)


def _branch(placed: Sequence[Placed], pair: tuple[int, int], y: float) -> Iterator[str]:
    """A line over the steps between, from the middle of one tread to that of another, with a point at its end."""
    origin, end = placed[pair[0]], placed[pair[1]]
    x1, x2 = origin.x + origin.width / 2, end.x + end.width / 3
    path = f"M{attribute(x1)} {attribute(origin.y)}V{attribute(y)}H{attribute(x2)}V{attribute(end.y - 6)}"
    yield el("path", d=path, fill="none", stroke=colours.MUTED, stroke_width=1.5)
    corners = f"{attribute(x2 - 4)},{attribute(end.y - 7)} {attribute(x2 + 4)},{attribute(end.y - 7)}"
    yield el("polygon", points=f"{corners} {attribute(x2)},{attribute(end.y)}", fill=colours.MUTED)
