"""Small pieces of sentences: counts, periods, what a stretch of points is called."""

from measures.charts.spec import COUNTED_DIFFERENTLY, ChartSpec

_SMALL_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


def counted(n: int, noun: str) -> str:
    """ "nine months", "one point", "12 weeks"."""
    number = _SMALL_NUMBERS[n] if n < len(_SMALL_NUMBERS) else str(n)
    return f"{number} {noun}" if n == 1 else f"{number} {noun}s"


def period(spec: ChartSpec, position: int) -> str:
    """A period within a sentence: months, days and events with their date in full, the others as labelled."""
    day = spec.periods[position]
    if spec.period_noun == "month":
        return f"{day:%B %Y}"
    if spec.period_noun in ("day", "event"):
        return f"{day.day} {day:%B %Y}"
    if spec.period_noun == "week":
        return f"the week of {day.day} {day:%B %Y}"
    return spec.labels[position]


def in_period(spec: ChartSpec, position: int) -> str:
    """ "in March 2027", "on 3 March 2027", "in the week of 3 March 2027"."""
    return f"{'on' if spec.period_noun in ('day', 'event') else 'in'} {period(spec, position)}"


def one_period(spec: ChartSpec, position: int) -> str:
    """A period that a sentence begins with: "March 2027", "The event of 3 March 2027"."""
    words = period(spec, position)
    return f"The event of {words}" if spec.period_noun == "event" else words[0].upper() + words[1:]


def from_to(spec: ChartSpec, start: int, end: int) -> str:
    """ "From March 2027 to May 2027"."""
    return f"From {period(spec, start)} to {period(spec, end)}"


def since_border(spec: ChartSpec) -> str:
    """What began the latest part: "Since the median was drawn anew in March 2027", "Since it began to be counted
    differently in March 2027", "Since version 2 began in March 2027"; "" where the series has one part."""
    if not spec.borders:
        return ""
    label = spec.borders[-1].label
    began = {
        f"New {spec.centre_word}": f"the {spec.centre_word} was drawn anew",
        COUNTED_DIFFERENTLY: "it began to be counted differently",
    }.get(label, f"{label[0].lower()}{label[1:]} began")
    return f"Since {began} {in_period(spec, spec.analysis.latest.start)}"


def side_of(spec: ChartSpec, side: int) -> str:
    """ "above the median"."""
    return f"{'above' if side > 0 else 'below'} the {spec.centre_word}"


def noun_for(spec: ChartSpec, start: int, end: int, length: int) -> str:
    """What a stretch is counted in: months (or weeks...), or points where gaps or points on the line lie within it."""
    return spec.period_noun if end - start + 1 == length else "point"
