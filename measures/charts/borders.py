"""What is drawn of parts and baselines: a rule and a letter where lines begin anew, a bracket over a baseline."""

from collections.abc import Iterator
from dataclasses import dataclass

from collaborative.drawing.letters import fit, text_width, wrap
from measures.charts import palette
from measures.charts.frame import ROW, SIZE, Frame
from measures.charts.lines import baselines
from measures.charts.scale import spread
from measures.charts.spec import ChartSpec, PartNote
from measures.charts.svgtags import Attributes, el, halo, text

_SIZE = SIZE - 1
_HALF = 9.0  # of a letter's flag


@dataclass(frozen=True, slots=True)
class Flag:
    """The letter of a new part at x, over its rule or moved off a letter beside it, and its words ("" has none)."""

    note: PartNote
    rule_x: float
    x: float
    words: str
    words_x: float


def flags(spec: ChartSpec, frame: Frame) -> list[Flag]:
    """Where the letters stand. Words come after their letter, where there is room before the next, or before it."""
    notes = spec.borders
    borders = [frame.plot.along(note.start - 0.5) for note in notes]
    places = spread(borders, 2 * _HALF + 2, frame.plot.left, frame.width - _HALF)
    found: list[Flag] = []
    taken = 0.0
    for k, (note, rule_x, x) in enumerate(zip(notes, borders, places, strict=True)):
        after, room_to = x + _HALF + 5, places[k + 1] - _HALF - 5 if k + 1 < len(places) else frame.width
        wide = text_width(note.label, _SIZE)
        begin, words = after, fit(note.label, room_to - after, _SIZE)
        if words != note.label and x - _HALF - 5 - wide > taken:
            begin, words = x - _HALF - 5 - wide, note.label
        words = "" if frame.narrow else words
        found.append(Flag(note, rule_x, x, words, begin))
        taken = max(x + _HALF, begin + text_width(words, _SIZE)) + 5
    return found


def rules(spec: ChartSpec, frame: Frame) -> Iterator[str]:
    """The rule at each border, behind the data."""
    for flag in flags(spec, frame):
        place: Attributes = {"class_": "chart-border", "fill": "none", "stroke": palette.MEDIAN, "stroke_width": 1}
        down = (
            f"M{flag.x:.1f},{frame.borders_y:.1f}L{flag.rule_x:.1f},{frame.borders_y + ROW:.1f}V{frame.plot.bottom:.1f}"
        )
        yield el("path", d=down, **place)


def letters(spec: ChartSpec, frame: Frame, centres: dict[int, str]) -> Iterator[str]:
    """The letters on their rules, with the words of each; and before a letter, where they have room, the `centres` of
    parts (by number) whose words would have covered data."""
    free = frame.plot.left
    for number, flag in enumerate(flags(spec, frame)):
        begin = min(flag.x - _HALF, flag.words_x if flag.words else flag.x) - 6
        words = centres.get(number, "")
        if words and begin - text_width(words, _SIZE - 1) >= free:
            small: Attributes = {"fill": palette.MUTED, "font_size": _SIZE - 1, "text_anchor": "end"}
            yield text(words, begin, frame.borders_y + 5, class_="chart-muted", **small)
        free = max(flag.x + _HALF, flag.words_x + text_width(flag.words, _SIZE)) + 10
        yield badge(flag.note.letter, flag.x, frame.borders_y)
        if flag.words:
            y = frame.borders_y + 5
            muted: Attributes = {"class_": "chart-muted chart-halo", "fill": palette.MUTED, "font_size": _SIZE}
            yield halo(flag.words, flag.words_x, y, **muted)


def badge(letter: str, x: float, y: float) -> str:
    """The letter of a part: white on a grey square."""
    square = el(
        "rect", x=x - _HALF, y=y - _HALF, width=2 * _HALF, height=2 * _HALF, class_="chart-flag", fill=palette.MUTED
    )
    paper: Attributes = {"class_": "chart-badge-text", "fill": palette.PAPER, "text_anchor": "middle"}
    return square + text(letter, x, y + 4.4, font_size=12, font_weight="bold", **paper)


def baseline(spec: ChartSpec, frame: Frame) -> Iterator[str]:
    """A bracket over each baseline and, where there is room, its name."""
    stretches = [frame.plot.band(first, last) for first, last in baselines(spec)]
    y = frame.baseline_y + ROW * 0.75
    for k, (x1, x2) in enumerate(stretches):
        bracket = f"M{x1 + 1:.1f},{y + 5:.1f}V{y:.1f}H{x2 - 1:.1f}V{y + 5:.1f}"
        yield el("path", d=bracket, class_="chart-baseline", fill="none", stroke=palette.LIMIT, stroke_width=1.2)
        room = (stretches[k + 1][0] if k + 1 < len(stretches) else frame.plot.right) - x1
        if text_width("Baseline", _SIZE) + 8 <= room:
            words: Attributes = {"class_": "chart-muted", "fill": palette.MUTED, "font_size": _SIZE}
            yield text("Baseline", x1 + 2, y - 5, **words)


def listed(spec: ChartSpec, frame: Frame, top: float) -> tuple[list[str], float]:
    """The new parts in words, one under the other, for a picture too narrow for words beside the letters; and where
    they end."""
    left, y = frame.plot.left + _HALF, top + 12
    parts: list[str] = []
    for note in spec.borders if frame.narrow else ():
        parts.append(badge(note.letter, left, y))
        indent = left + _HALF + 8
        for words in wrap(f"{note.label}, {spec.labels[note.start]}", frame.width - indent, _SIZE):
            parts.append(text(words, indent, y + 5, class_="chart-text", fill=palette.INK, font_size=_SIZE))
            y += _SIZE * 1.3
        y += 8
    return parts, y if parts else top
