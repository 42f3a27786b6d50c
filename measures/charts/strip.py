"""The words above the plot: of the chart as a whole, and of each stretch that is pointed out, kept apart."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from collaborative.drawing.letters import take_row, text_width, wrap
from measures.charts.reading import Reading
from measures.charts.signals import Band

# More rows of labels than this push the chart off the page: the table has the rest.
_MOST_ROWS = 3
_RANK = {"run": 3, "shift": 3, "outside": 2, "trend": 1, "two_of_three": 0}


@dataclass(frozen=True, slots=True)
class BandLabel:
    """The label of a stretch: its words, where it begins, how wide it is and in which row from the top.

    of_present: not of a part that is over.
    """

    band: Band
    words: str
    x: float
    wide: float
    row: int
    of_present: bool


@dataclass(frozen=True, slots=True)
class Strip:
    """lines: words and tone, over the whole width, from the top. labels: beneath them, in so many `rows`."""

    lines: tuple[tuple[str, str], ...]
    labels: tuple[BandLabel, ...]
    rows: int


def make_strip(
    reading: Reading,
    *,
    latest: int,
    bounds: tuple[float, float],
    middle_of: Callable[[Band], float],
    size: float,
    narrow: bool = False,
) -> Strip:
    """Lay out the words. latest: number of the latest part. bounds: left and right border. middle_of: where the middle
    of a stretch stands. narrow: labels do without what a signal means, which colour and sentence say."""
    left, right = bounds
    shown = list(reading.stretches)
    place = partial(
        _placed, bands=reading.bands, latest=latest, bounds=bounds, middle_of=middle_of, size=size, narrow=narrow
    )
    labels, rows = place(shown)
    while rows > _MOST_ROWS:
        shown.remove(min(shown, key=lambda band: (band.part == latest, _RANK[band.kind], band.end)))
        labels, rows = place(shown)
    said = [(line.words, line.tone) for line in reading.strip]
    if dropped := len(reading.stretches) - len(shown):
        said.append((f"and {dropped} more {'signal' if dropped == 1 else 'signals'}: see the table", ""))
    lines = [(words, tone) for text, tone in said for words in wrap(text, right - left, size, bold=True)]
    return Strip(tuple(lines), tuple(labels), rows)


def _words(band: Band, bands: Sequence[Band], room: float, size: float, *, narrow: bool) -> str:
    """The words of a stretch; those of a run say, where there is room, how many of its points are beyond
    the limit."""
    beyond = sum(one.length for one in bands if one.kind == "outside" and band.holds(one))
    meant = f": {band.meaning}" if band.meaning and not narrow else ""
    words = f"{band.words}, {beyond} beyond the limit{meant}"
    return words if beyond and text_width(words, size, bold=True) <= room else f"{band.words}{meant}"


def _placed(
    shown: Sequence[Band],
    *,
    bands: Sequence[Band],
    latest: int,
    bounds: tuple[float, float],
    middle_of: Callable[[Band], float],
    size: float,
    narrow: bool,
) -> tuple[list[BandLabel], int]:
    """Each label over its stretch; one that would overlap another goes a row lower. And how many rows that takes."""
    left, right = bounds
    wanted = []
    for band in shown:
        words = _words(band, bands, right - left, size, narrow=narrow)
        wide = text_width(words, size, bold=True)
        wanted.append((max(min(middle_of(band) - wide / 2, right - wide), left), wide, words, band))
    ends: list[float] = []
    labels = [
        BandLabel(band, words, x, wide, take_row(ends, x, x + wide, size), band.part == latest)
        for x, wide, words, band in sorted(wanted, key=lambda label: label[:2])
    ]
    return labels, len(ends)
