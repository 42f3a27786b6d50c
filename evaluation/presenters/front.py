"""The chart on the public front page: a small invented series, drawn by the same code as everybody's charts. Pure."""

from datetime import date

from measures import periods
from measures.charts import ChartSpec, Mark, static
from measures.charts.words import sentence
from measures.spc import analyse

# An invented team's months: what it could look like, never somebody's numbers.
_SERIES = (41, 46, 38, 44, 49, 40, 43, 47, 39, 45, 42, 50, 56, 61, 58, 66, 63, 70, 68, 72, 69, 75, 71, 77)
_START = date(2024, 1, 1)


def example_spec() -> ChartSpec:
    """Twenty-four months of an example measure with two tests on it."""
    starts = tuple(periods.between("month", _START, date(2025, 12, 1)))
    return ChartSpec(
        title="Example: people seen within four weeks",
        y_label="Example: people seen within four weeks, out of all referred",
        unit="%",
        decimals=0,
        direction="up",
        periods=starts,
        labels=tuple(periods.label("month", start) for start in starts),
        values=tuple(float(value) for value in _SERIES),
        notes=("",) * len(_SERIES),
        numerators=None,
        denominators=None,
        target=80.0,
        marks=(
            Mark(1, "Test 1: a call before the letter", 11, 12, "pdsa", ""),
            Mark(2, "Test 2: evening appointments", 14, 16, "pdsa", ""),
        ),
        analysis=analyse(_SERIES),
    )


def example_chart() -> dict[str, str]:
    """Wide and narrow picture and the sentence, which says that it is an example."""
    spec = example_spec()
    return {
        "svg": static.svg(spec, uid="example", width=680, height=400),
        "svg_narrow": static.svg(spec, uid="example", narrow=True),
        "sentence": f"An example with invented numbers. {sentence(spec)}",
    }
