"""The table beneath a chart says what the picture shows."""

from measures.charts import Mark, table
from measures.charts.table import Row
from tests.measures.chart_cases import cycle, make_spec


def test_one_row_a_period_with_everything_known_of_it() -> None:
    spec = make_spec(
        [10.0, None, 20.0, 15.0],
        notes=("", "Ward closed", "", ""),
        numerators=(100, None, 1.5, 3),
        denominators=(1000, None, 7.5, 20),
        marks=(cycle(1, 0, 2), cycle(2, 2, None), Mark(3, "New lead", 1, None, "note", "")),
    )
    assert table.rows(spec) == [
        Row("Jan 2026", "10.0%", "100", "1,000", "", "below", (1,)),
        Row("Feb 2026", "", "", "", "Ward closed", "", (1, 3)),
        Row("Mar 2026", "20.0%", "1.5", "7.5", "", "above", (1, 2)),
        Row("Apr 2026", "15.0%", "3", "20", "", "on", (2,)),
    ]


def test_a_measure_without_counts_has_empty_columns() -> None:
    (row,) = table.rows(make_spec([4.0], unit="days"))
    assert (row.value, row.numerator, row.denominator, row.where) == ("4.0", "", "", "on")


def test_no_periods_no_rows() -> None:
    assert table.rows(make_spec([])) == []
