"""Words within the plot: the centre lines of parts that are over, and the points left out. They keep off each other and
off the data."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from collaborative.drawing.letters import text_width
from measures.charts.plot import Plot
from measures.charts.spec import ChartSpec

Box = tuple[float, float, float, float]  # left, top, right, bottom
LEFT_OUT = "Left out"
_OVERLAP = 1000  # worse than any number of points behind the words


@dataclass(frozen=True, slots=True)
class Label:
    """Words whose baseline begins at x, y."""

    words: str
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Inside:
    """labels: the words with their places. homeless: words of earlier centre lines that would cover data, by number of
    the part. all_said: whether every point left out has words (else a footnote must say it)."""

    labels: tuple[Label, ...]
    homeless: dict[int, str]
    all_said: bool


def place_labels(spec: ChartSpec, plot: Plot, size: float) -> Inside:
    """The words with their places."""
    data = _data(spec, plot)
    taken: list[Box] = []
    ghosts = [_best(words, places, data, taken, size, most=_OVERLAP - 1) for words, places in _ghosts(spec, plot, size)]
    found = [label for label in ghosts if label]
    homeless = {}
    for number, words, places in _centres(spec, plot, size):
        label = _best(words, places, data, taken, size, most=0)
        if label:
            found.append(label)
        else:
            homeless[number] = words
    return Inside(tuple(found), homeless, len(ghosts) == sum(label is not None for label in ghosts))


def _data(spec: ChartSpec, plot: Plot) -> list[tuple[float, float]]:
    """Places that words had better not cover: the points, and every few units of the lines between them."""
    places = [(plot.x(i), plot.y(value)) for i, value in spec.known]
    between: list[tuple[float, float]] = []
    for (x1, y1), (x2, y2) in pairwise(places):
        steps = max(int(max(abs(x2 - x1), abs(y2 - y1)) / 8), 1)
        between.extend((x1 + (x2 - x1) * k / steps, y1 + (y2 - y1) * k / steps) for k in range(1, steps))
    return places + between


def _centres(spec: ChartSpec, plot: Plot, size: float) -> Iterator[tuple[int, str, list[tuple[float, float]]]]:
    """Number of the part and words of each earlier centre line, and where they may stand: over or under it, at either
    end or between."""
    for number, part in enumerate(spec.analysis.earlier):
        if part.centre is None:
            continue
        left, right = plot.along(part.start - 0.5) + 4, plot.along(part.stop - 0.5) - 4
        value = spec.line_text(part.centre)
        options = (f"{spec.centre_word.capitalize()} {value}", value)
        words = next((words for words in options if text_width(words, size) <= right - left), "")
        if not words:
            continue
        last = right - text_width(words, size)
        y = plot.within(part.centre)
        heights = [height for height in (y - 5, y + size + 1) if plot.top + size <= height <= plot.bottom - 3]
        yield number, words, [(x, height) for x in (left, last, (left + last) / 2) for height in heights]


def _ghosts(spec: ChartSpec, plot: Plot, size: float) -> Iterator[tuple[str, list[tuple[float, float]]]]:
    """The words of each point left out, of several close together once."""
    groups: list[list[int]] = []
    room = text_width(f"99 {LEFT_OUT.lower()}", size) / max(plot.spacing, 0.1)
    for i in spec.left_out:
        if groups and i - groups[-1][-1] <= room:
            groups[-1].append(i)
        else:
            groups.append([i])
    for group in groups:
        words = LEFT_OUT if len(group) == 1 else f"{len(group)} {LEFT_OUT.lower()}"
        half = text_width(words, size) / 2
        middle = (plot.x(group[0]) + plot.x(group[-1])) / 2
        x = max(min(middle, plot.right - half), plot.left + half) - half
        ys = [plot.y(value) for i in group if (value := spec.values[i]) is not None]
        heights = [min(ys) - 9, max(ys) + size + 5, min(ys) - 9 - size, max(ys) + 2 * size + 5]
        yield words, [(x, height) for height in heights if plot.top + size <= height <= plot.bottom - 3]


def _best(
    words: str,
    places: list[tuple[float, float]],
    data: list[tuple[float, float]],
    taken: list[Box],
    size: float,
    *,
    most: int,
) -> Label | None:
    """The place with the least beneath it, which is then taken; None where there is more than `most` everywhere."""
    wide = text_width(words, size)
    scored = []
    for rank, (x, y) in enumerate(places):
        box = (x, y - size * 0.85, x + wide, y + size * 0.25)
        covered = sum(box[0] - 4 < px < box[2] + 4 and box[1] - 4 < py < box[3] + 4 for px, py in data)
        overlaps = any(_overlap(box, other) for other in taken)
        scored.append((covered + _OVERLAP * overlaps, rank, box))
    if not scored or min(scored)[0] > most:
        return None
    _, rank, box = min(scored)
    taken.append(box)
    return Label(words, *places[rank])


def _overlap(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
