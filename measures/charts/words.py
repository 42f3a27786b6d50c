"""The chart in words: a few for a table, a sentence for beneath it, a description for those who cannot see it."""

from measures.charts.lines import latest_limits
from measures.charts.method import method_line
from measures.charts.palette import TONES
from measures.charts.phrases import counted, since_border
from measures.charts.reading import is_constant, read, used_in
from measures.charts.signals import Band, uses_runs
from measures.charts.spec import ChartSpec, Mark
from measures.charts.telling import since as since_of
from measures.charts.telling import told
from measures.spc import MIN_USEFUL

_NO_CAUSE = "A chart does not show the cause."
_NONE = {
    True: "every point is within the limits.",
    False: "the points show no more than chance would.",
}


def verdict(spec: ChartSpec) -> str:
    """ "better", "worse", "changed", "none" (no clear change), "few" (too few points to test) or "empty"."""
    return read(spec).verdict


def headline(spec: ChartSpec) -> str:
    """The verdict in the few words a table has room for."""
    found = verdict(spec)
    if found in TONES:
        return TONES[found].word
    return {
        "none": "No clear change",
        "few": f"Too early to tell ({spec.analysis.n_useful} of {MIN_USEFUL} points)",
        "empty": spec.empty,
    }[found]


def since(spec: ChartSpec) -> int | None:
    """Position of the period from which on the verdict better, worse or changed holds; None where none is shown."""
    return since_of(spec, read(spec))


def method(spec: ChartSpec) -> str:
    """How the chart was made, in one line: kind, rules, limits, and what the reader should know of the numbers."""
    return method_line(spec)


def sentence(spec: ChartSpec) -> str:
    """What the chart shows, in plain words, and no more than it shows."""
    reading = read(spec)
    if reading.verdict == "empty":
        return f"{spec.empty}."
    if reading.verdict == "few":
        return _too_few(spec)
    if is_constant(spec):
        value = spec.number(next(y for i, y in reversed(spec.known) if spec.analysis.points.included[i]))
        return _after_border(spec, f"Every value is {value}: there is no variation to test.")
    if not spec.analysis.signal:
        limits_only = not (uses_runs(spec) or spec.rules.shift or spec.rules.runs_table)
        return _after_border(spec, f"No clear change: {_NONE[limits_only]}")
    return f"{told(spec, reading)} {_NO_CAUSE}"


def description(spec: ChartSpec) -> str:
    """The sentence with the latest value, the lines, what is pointed out and the marks: the text of the picture."""
    said = [sentence(spec)]
    if spec.known:
        i, value = spec.known[-1]
        since = f", {spec.since_then}" if spec.ended else ""
        said.append(f"Latest: {spec.number(value)} in {spec.labels[i]}{since}.")
    said.extend(_of_lines(spec))
    reading = read(spec)
    if reading.bands:
        said.append(f"Pointed out: {'; '.join(_where(spec, band) for band in reading.bands)}.")
    said.extend(f"{line.words}." for line in reading.strip)
    said.extend(_of_points(spec))
    said.extend(f"Mark {mark.number}: {mark.label}, {mark_period(spec, mark)}." for mark in spec.marks)
    return " ".join(said)


def _of_lines(spec: ChartSpec) -> list[str]:
    said = []
    if spec.analysis.centre is not None:
        said.append(f"{spec.centre_name}: {spec.line_text(spec.analysis.centre)}.")
    lower, upper = latest_limits(spec)
    if upper is not None:
        said.append(f"Upper limit: {spec.line_text(upper)}.")
    if lower is not None:
        said.append(f"Lower limit: {spec.line_text(lower)}.")
    if spec.target is not None:
        said.append(f"Target: {spec.number(spec.target)}.")
    if spec.reference is not None:
        value, name = spec.reference
        said.append(f"{name}: {spec.number(value)}.")
    return said


def _where(spec: ChartSpec, band: Band) -> str:
    first, last = spec.labels[band.start], spec.labels[band.end]
    return f"{band.words}, {first if band.start == band.end else f'{first} to {last}'}"


def _of_points(spec: ChartSpec) -> list[str]:
    """Where lines begin anew, and which points are left out."""
    said = [
        f"{note.letter}: {note.label}, {spec.labels[note.start]}{f', {note.reason}' if note.reason else ''}."
        for note in spec.borders
    ]
    said.extend(f"Left out: {spec.labels[i]}{f', {reason}' if reason else ''}." for i, reason in spec.left_out.items())
    return said


def better_is(spec: ChartSpec) -> str:
    """Which way is better, in words for the axis; "" where neither is."""
    return {"up": "Higher is better", "down": "Lower is better", "none": ""}[spec.direction]


def mark_period(spec: ChartSpec, mark: Mark) -> str:
    """When a mark was: "Mar 2027", "Mar 2027 to Jun 2027" or "since Mar 2027"."""
    first = spec.labels[mark.start]
    if mark.end is None:
        return f"since {first}" if mark.kind == "pdsa" else first
    return first if mark.end == mark.start else f"{first} to {spec.labels[mark.end]}"


def _after_border(spec: ChartSpec, words: str) -> str:
    """A sentence about the latest part, saying since when where it is not the only one."""
    since_then = since_border(spec)
    return f"{since_then}, {words[0].lower()}{words[1:]}" if since_then else words


def _too_few(spec: ChartSpec) -> str:
    n = spec.analysis.n_useful
    since_then = since_border(spec)
    if since_then:
        said = f"{since_then} there are too few points to test: {n} of {MIN_USEFUL}"
    else:
        said = f"Too few points to test: {n} of the {MIN_USEFUL} needed so far"
    on_line = 0 if spec.analysis.centre is None else used_in(spec, spec.analysis.latest) - n
    if on_line == 0:
        return f"{said}."
    verb = "does" if on_line == 1 else "do"
    return f"{said}. {counted(on_line, 'point').capitalize()} on the {spec.centre_word} {verb} not count."
