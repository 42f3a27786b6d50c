"""A line of numbers over time, as it may be drawn outside the organisation that counted it."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto

from collaborative.disclosure.counts import Number, average, count, rate
from collaborative.disclosure.rules import Rules


class Kind(Enum):
    """What the numbers of a line are.

    COUNT: of people. RATE: of so many people. AVERAGE: of so many people, the number beside its numerator being how
    many. EVENT: each point is one event, which is one person. PLAIN: not of people at all.
    """

    COUNT = auto()
    RATE = auto()
    AVERAGE = auto()
    EVENT = auto()
    PLAIN = auto()


@dataclass(frozen=True, slots=True)
class Disclosed:
    """A line as it may be shown: values, numerators and denominators by period, None where there is none or it is
    hidden; hidden: positions whose number is there and not shown. rule: by which."""

    values: tuple[float | None, ...]
    numerators: tuple[float | None, ...]
    denominators: tuple[float | None, ...]
    hidden: tuple[int, ...]
    rule: str


Pair = tuple[Number | None, Number | None]


def series(points: Sequence[Pair], rules: Rules, *, kind: Kind, per: float = 100) -> Disclosed:
    """The line that may be shown of these (number, of how many) by period.

    Every period is decided by itself and rounded by itself. Whatever is reckoned over the line (a median, a limit, a
    signal) has to be reckoned from what this returns: from the true numbers it would tell what is hidden.
    """
    shown = [_point(pair, rules, kind, per) for pair in points]
    hidden = tuple(at for at, ((n, _), one) in enumerate(zip(points, shown, strict=True)) if _is_hidden(n, one, kind))
    columns = list(zip(*shown, strict=True)) if shown else [(), (), ()]
    return Disclosed(columns[0], columns[1], columns[2], hidden, rules.label)


_Row = tuple[float | None, float | None, float | None]
_NOTHING: _Row = (None, None, None)


def _point(pair: Pair, rules: Rules, kind: Kind, per: float) -> _Row:
    number, of = pair
    if number is None or kind is Kind.EVENT:
        return _NOTHING
    if kind is Kind.PLAIN:
        return float(number), None, None
    if kind is Kind.AVERAGE:
        value = average(number, of, rules).value
        return value, None, None if of is None else count(of, rules).value
    if kind is Kind.COUNT:
        value = count(number, rules).value
        return value, value, None
    if not of:
        return _NOTHING
    found = rate(number, of, rules, per=per)
    return found.value, found.numerator.value, found.denominator.value


def _is_hidden(number: Number | None, shown: _Row, kind: Kind) -> bool:
    return number is not None and shown[0] is None and kind is not Kind.PLAIN
