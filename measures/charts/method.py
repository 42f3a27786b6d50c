"""How a chart was made, in one plain line for beneath it."""

from measures.charts.lines import baselines, draws_limits
from measures.charts.phrases import counted
from measures.charts.signals import uses_runs
from measures.charts.spec import ChartSpec

NAMES = {
    "run": "Run chart",
    "xmr": "XmR chart",
    "i": "I chart",
    "ip": "I′ chart",
    "mr": "Moving range chart",
    "p": "P chart",
    "pp": "P′ chart",
    "u": "U chart",
    "up": "U′ chart",
    "c": "C chart",
    "g": "G chart (between events)",
    "t": "T chart (time between events)",
    "xbar": "X-bar chart",
    "s": "S chart",
}

_LIMITS = {
    "xmr": "the mean ± 2.66 times the average moving range",
    "i": "3 sigma either side of the mean, sigma from the average moving range",
    "ip": "3 sigma either side of the mean, wider where the denominator is smaller",
    "mr": "up to 3.267 times the average moving range",
    "p": "3 sigma for a share of each denominator (binomial), wider where it is smaller",
    "pp": "those of a P chart, fitted to the variation there really is (Laney)",
    "u": "3 sigma for a rate over each denominator (Poisson), wider where it is smaller",
    "up": "those of a U chart, fitted to the variation there really is (Laney)",
    "c": "3 sigma for a count (Poisson)",
    "g": "3 sigma either side of the mean of a geometric distribution; the line drawn is the median",
    "t": "those of an I chart of the times to the power 1/3.6",
    "xbar": "3 sigma either side of the mean, sigma from the spread within the subgroups",
    "s": "3 sigma either side of the mean standard deviation",
}

# Said where it is used, so that a signal is not taken for more than it is (docs/charts-compared.md).
_CAUTION = {"ihi": "About 1 in 3 stable charts of 24 points show a signal by these rules"}


def method_line(spec: ChartSpec) -> str:
    """Kind of chart, rules, how the limits are made, what they are made of, and what the reader should know."""
    analysis = spec.analysis
    said = [f"{NAMES[analysis.chart]}; {spec.rules.title}{_untested(spec)}"]
    if analysis.chart in _LIMITS and draws_limits(spec, analysis.latest):
        said.append(f"Limits: {_LIMITS[analysis.chart]}{_screening(spec)}")
    if stretches := baselines(spec):
        lines = "lines" if spec.has_limits else f"the {spec.centre_word}"
        when = " and ".join(f"{spec.labels[first]} to {spec.labels[last]}" for first, last in stretches)
        said.append(f"Baseline of {lines}: {when}")
    if borders := spec.borders:
        said.append("Drawn anew at " + ", ".join(f"{note.letter} ({spec.labels[note.start]})" for note in borders))
    if left_out := spec.left_out:
        said.append(f"{counted(len(left_out), 'point')} left out".capitalize())
    if analysis.rules in _CAUTION:
        said.append(_CAUTION[analysis.rules])
    drawn = draws_limits(spec, analysis.latest)
    said.extend(note[0].upper() + note[1:] for note in analysis.notes if drawn or not note.startswith("trial limits"))
    return " ".join(f"{words}." for words in said)


def _untested(spec: ChartSpec) -> str:
    """Which of its rule set's tests this chart is not put to."""
    if spec.rules.anhoej and not uses_runs(spec):
        return ", the limits alone: moves that share a value make runs by themselves"
    return ""


def _screening(spec: ChartSpec) -> str:
    """Whether large moving ranges were left out, "" where the limits are not made of them."""
    if spec.analysis.screened is None:
        return ""
    if spec.analysis.screened:
        return "; unusually large moving ranges are left out (Nelson)"
    return "; no moving range is left out"
