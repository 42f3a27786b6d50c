"""Numbers far from everything a series has shown, which are asked about before they are kept. Pure.

A number is asked about only where both hold:

- It is far from the middle: more than 3.5 robust standard deviations from the median, the cut-off of Iglewicz and
  Hoaglin for the modified z-score ("How to detect and handle outliers", ASQC Quality Press 1993, section 3.3). The
  deviation is 1.4826 times the median absolute deviation, or, where more than half of the numbers are equal, 1.2533
  times their mean absolute deviation; but never less than chance alone makes (Poisson for a count, binomial for a
  share), so that small and rare numbers are free to move.
- It is out of proportion, as a digit too many or too few makes it, which moves a number by ten: at least four times the
  largest or at most a quarter of the smallest so far. For a share its odds stand in place of the number, and eight in
  place of four, so that neither end of the scale is special. Of the numbers so far the one largest and the one smallest
  are left out, because one of them may itself be a slip.

Below six numbers nothing is known, and nothing is asked. A shift of an ordinary size, a slow trend and a rare event are
therefore not asked about. What is asked is a question, not a refusal: the number may be right.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean, median

ENOUGH = 6
CUT_OFF = 3.5
TIMES = 4.0
ODDS_TIMES = 8.0
# A few events more than none are no slip, however many times more they are.
FEW = 3.0
# Nor is a share that lies within five percentage points of the middle, however large the numbers are.
CLOSE = 0.05


@dataclass(frozen=True)
class Usual:
    """Where the numbers of a series usually lie, without its one smallest and one largest."""

    low: float
    high: float


def far_number(number: float, earlier: Sequence[float]) -> Usual | None:
    """Where the numbers usually lie, if this one is far from it; None if not, or if too little is known.

    For measurements of any sign. Of numbers below zero a quarter says nothing, and the largest counts by its size.
    """
    usual = _usual(earlier)
    if usual is None or not _is_far(number, earlier, 0.0):
        return None
    size = max(abs(usual.low), abs(usual.high))
    too_large = size > 0 and abs(number) >= TIMES * size
    too_small = usual.low > 0 and number <= usual.low / TIMES
    return usual if too_large or too_small else None


def far_count(count: float, earlier: Sequence[float]) -> Usual | None:
    """The same for counts, which are 0 or more and scatter by chance."""
    usual = _usual(earlier)
    if usual is None or not _is_far(count, earlier, math.sqrt(max(median(earlier), 1.0))):
        return None
    out = count >= TIMES * max(usual.high, FEW) or (usual.low > 0 and count <= usual.low / TIMES)
    return usual if out else None


def far_share(numerator: float, denominator: float, earlier: Sequence[float]) -> Usual | None:
    """The same for a share of `denominator`; `earlier` and the answer are shares, 0 to 1."""
    usual = _usual(earlier)
    if usual is None or denominator <= 0:
        return None
    least = 1 / (denominator + 2)
    middle = min(max(median(earlier), least), 1 - least)
    chance = math.sqrt(middle * (1 - middle) / denominator)
    share = numerator / denominator
    if abs(share - middle) <= CLOSE or not _is_far(share, earlier, chance):
        return None
    odds = _odds(share, denominator)
    low, high = _odds(usual.low, denominator), _odds(usual.high, denominator)
    return usual if odds >= ODDS_TIMES * high or odds <= low / ODDS_TIMES else None


def far_rate(numerator: float, denominator: float, earlier: Sequence[float]) -> Usual | None:
    """The same for events among `denominator` (hours, bed days); `earlier` and the answer are events for each of those.

    The events are held against those that the earlier rates would make among as many.
    """
    if denominator <= 0:
        return None
    found = far_count(numerator, [rate * denominator for rate in earlier])
    return None if found is None else Usual(found.low / denominator, found.high / denominator)


def _usual(earlier: Sequence[float]) -> Usual | None:
    if len(earlier) < ENOUGH:
        return None
    ordered = sorted(earlier)
    return Usual(ordered[1], ordered[-2])


def _is_far(number: float, earlier: Sequence[float], chance: float) -> bool:
    middle = median(earlier)
    away = [abs(one - middle) for one in earlier]
    deviation = 1.4826 * median(away) or 1.2533 * fmean(away)
    return abs(number - middle) > CUT_OFF * max(deviation, chance)


def _odds(share: float, denominator: float) -> float:
    """The odds of a share of so many, with half a person to either side so that all and none have odds, too."""
    return (share * denominator + 0.5) / ((1 - share) * denominator + 0.5)
