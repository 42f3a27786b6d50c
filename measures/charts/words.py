"""The chart in words: a few for a table, a sentence for beneath it, a description for those who cannot see it."""

from measures.charts.reading import is_constant, read, times
from measures.charts.spec import ChartSpec, Mark
from measures.spc import MIN_USEFUL, Run

_SMALL_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_NO_CAUSE = "A chart does not show the cause."


def verdict(spec: ChartSpec) -> str:
    """ "better", "worse", "changed", "none" (no clear change), "few" (too few points to test) or "empty"."""
    return read(spec).verdict


def headline(spec: ChartSpec) -> str:
    """The verdict in the few words a table has room for."""
    return {
        "better": "Better",
        "worse": "Worse",
        "changed": "Changed",
        "none": "No clear change",
        "few": f"Too early to tell ({spec.analysis.n_useful} of {MIN_USEFUL} points)",
        "empty": spec.empty,
    }[verdict(spec)]


def sentence(spec: ChartSpec) -> str:
    """What the chart shows, in plain words, and no more than it shows."""
    found = verdict(spec)
    if found == "empty":
        return f"{spec.empty}."
    if found == "few":
        return _too_few(spec)
    if is_constant(spec):
        return f"Every value is {spec.number(spec.known[0][1])}: there is no variation to test."
    if found == "none":
        return "No clear change: the points show no more than chance would."
    if spec.analysis.long_runs:
        return f"{_long_run(spec, found)} {_NO_CAUSE}"
    return f"{_few_crossings(spec, found)} {_NO_CAUSE}"


def description(spec: ChartSpec) -> str:
    """The sentence with the latest value, the lines and the marks: the text of the picture."""
    said = [sentence(spec)]
    if spec.known:
        i, value = spec.known[-1]
        said.append(f"Latest: {spec.number(value)} in {spec.labels[i]}.")
    if spec.median_text:
        said.append(f"Median: {spec.median_text}.")
    if spec.target is not None:
        said.append(f"Target: {spec.number(spec.target)}.")
    said.extend(f"Mark {mark.number}: {mark.label}, {mark_period(spec, mark)}." for mark in spec.marks)
    return " ".join(said)


def better_is(spec: ChartSpec) -> str:
    """Which way is better, in words for the axis; "" where neither is."""
    return {"up": "Higher is better", "down": "Lower is better", "none": ""}[spec.direction]


def mark_period(spec: ChartSpec, mark: Mark) -> str:
    """When a mark was: "Mar 2027", "Mar 2027 to Jun 2027" or "since Mar 2027"."""
    first = spec.labels[mark.start]
    if mark.end is None:
        return f"since {first}" if mark.kind == "pdsa" else first
    return first if mark.end == mark.start else f"{first} to {spec.labels[mark.end]}"


def _too_few(spec: ChartSpec) -> str:
    n = spec.analysis.n_useful
    text = f"Too few points to test: {n} of the {MIN_USEFUL} needed so far"
    on_median = len(spec.known) - n
    if on_median == 0:
        return f"{text}."
    verb = "does" if on_median == 1 else "do"
    return f"{text}. {_count(on_median, 'point').capitalize()} on the median {verb} not count."


def _long_run(spec: ChartSpec, found: str) -> str:
    """The run that holds now, or else the longest (of equals the latest) of those that have ended."""
    long_runs = spec.analysis.long_runs
    if long_runs[-1] == spec.analysis.runs[-1]:
        return f"{_since(spec, long_runs[-1])}: unlikely to be chance{_and(found)}."
    run = max(reversed(long_runs), key=lambda candidate: candidate.length)
    when = f"From {_period(spec, run.start)} to {_period(spec, run.end)}"
    return f"{when}, {_in_a_row(spec, run)}: unlikely to be chance{_now(spec, found)}"


def _since(spec: ChartSpec, run: Run) -> str:
    return f"Since {_period(spec, run.start)}, {_in_a_row(spec, run)}"


def _now(spec: ChartSpec, found: str) -> str:
    """Where the series is after a signal that is not itself a run that holds: said only where the numbers show it."""
    if spec.analysis.change == 0:
        return ", but it does not show which way things are going now."
    return f". {_since(spec, spec.analysis.runs[-1])}{_and(found)}."


def _in_a_row(spec: ChartSpec, run: Run) -> str:
    """The run in words; of points, where gaps or points on the median lie within it, else of months (or weeks...)."""
    whole = run.end - run.start + 1 == run.length
    noun = spec.period_noun if whole else "point"
    return f"{_count(run.length, noun)} in a row {'above' if run.side > 0 else 'below'} the median"


def _few_crossings(spec: ChartSpec, found: str) -> str:
    crossed = times(spec.analysis.crossings or 0)
    only = "" if crossed == "never" else "only "
    expected = f"where chance would give {spec.analysis.crossings_min} or more"
    return f"The line crosses the median {only}{crossed}, {expected}: unlikely to be chance{_now(spec, found)}"


def _and(found: str) -> str:
    return {"better": ", and better", "worse": ", and worse"}.get(found, "")


def _count(n: int, noun: str) -> str:
    number = _SMALL_NUMBERS[n] if n < len(_SMALL_NUMBERS) else str(n)
    return f"{number} {noun}" if n == 1 else f"{number} {noun}s"


def _period(spec: ChartSpec, position: int) -> str:
    """A period within a sentence: months and days in full, the others as labelled."""
    day = spec.periods[position]
    if spec.period_noun == "month":
        return f"{day:%B %Y}"
    if spec.period_noun == "day":
        return f"{day.day} {day:%B %Y}"
    if spec.period_noun == "week":
        return f"the week of {day.day} {day:%B %Y}"
    return spec.labels[position]
