"""The table beneath a chart says what the picture shows."""

from measures.charts import Mark, table
from measures.charts.table import Row
from tests.measures.chart_cases import CALM, KINDS, SHAPES, SIGNALS, cycle, make_spec, of_kind


def test_one_row_a_period_with_everything_known_of_it() -> None:
    spec = make_spec(
        [10.0, None, 20.0, 15.0],
        notes=("", "Ward closed", "", ""),
        numerators=(100, None, 1.5, 3),
        denominators=(1000, None, 7.5, 20),
        marks=(cycle(1, 0, 2), cycle(2, 2, None), Mark(3, "New lead", 1, None, "note", "")),
    )
    assert table.rows(spec) == [
        Row("Jan 2026", "10.0%", "100", "1,000", "", "below", (1,), "15.0%"),
        Row("Feb 2026", "", "", "", "Ward closed", "", (1, 3), "15.0%"),
        Row("Mar 2026", "20.0%", "1.5", "7.5", "", "above", (1, 2), "15.0%"),
        Row("Apr 2026", "15.0%", "3", "20", "", "on", (2,), "15.0%"),
    ]


def test_a_measure_without_counts_has_empty_columns() -> None:
    (row,) = table.rows(make_spec([4.0], unit="days"))
    assert (row.value, row.numerator, row.denominator, row.where) == ("4.0", "", "", "on")


def test_no_periods_no_rows() -> None:
    assert table.rows(make_spec([])) == []


def test_lines_signals_and_points_left_out_are_in_the_table() -> None:
    left_out = table.rows(SHAPES["left out"])[8]
    assert (left_out.value, left_out.left_out, left_out.signal) == ("45.0", "Left out: Strike", "")
    assert (left_out.lower, left_out.centre, left_out.upper) == ("16.1", "20.2", "24.3")
    (signal,) = [row for row in table.rows(SIGNALS["outside now"]) if row.signal]
    assert (signal.period, signal.value, signal.upper, signal.signal) == (
        "Sep 2027", "30.0", "26.2", "Above the upper limit",
    )  # fmt: skip


def test_a_point_of_several_signals_has_the_words_of_all() -> None:
    assert table.rows(SIGNALS["all at once"])[24].signal == (
        "16 in a row below; Trend: 8 falling; Below the lower limit"
    )


def test_a_point_left_out_for_no_known_reason_is_left_out_all_the_same() -> None:
    assert [row.left_out for row in table.rows(SHAPES["several left out"]) if row.left_out] == [
        "Left out", "Left out: Strike", "Left out: Strike", "Left out",
    ]  # fmt: skip


def test_limits_that_are_not_drawn_are_not_in_the_table() -> None:
    assert {(row.lower, row.upper) for row in table.rows(SHAPES["no variation"])} == {("", "")}
    assert {(row.lower, row.upper) for row in table.rows(KINDS["run"])} == {("", "")}


def test_the_table_to_take_away_has_raw_numbers_and_iso_dates() -> None:
    spec = of_kind((*CALM[:8], 45, *CALM[9:], 30), "xmr", excluded=(8,), parts=(10,), spec={"ghosts": {8: "Strike"}})
    head, *body = table.csv_rows(spec)
    assert head == table.CSV_HEADER
    assert [len(row) for row in body] == [11] * 21
    points = spec.analysis.points
    assert body[8] == ("2026-09-01", 45, None, None, points.cl[8], points.lcl[8], points.ucl[8], 1, "Strike", "", "")
    assert body[20] == (
        "2027-09-01", 30, None, None, points.cl[20], points.lcl[20], points.ucl[20], 2, "", "Above the upper limit", "",
    )  # fmt: skip
    assert points.ucl[20] != round(points.ucl[20] or 0, 2)


def test_the_table_to_take_away_tells_counts_gaps_and_points_left_out_without_a_reason() -> None:
    spec = of_kind([3, None, 5], "p", sizes=[7, None, 9], excluded=(2,), spec={"notes": ("", "Ward closed", "")})
    rows = table.csv_rows(spec)[1:]
    assert [(row[1], row[2], row[3], row[8], row[10]) for row in rows] == [
        (3 / 7, 3, 7, "", ""), (None, None, None, "", "Ward closed"), (5 / 9, 5, 9, "yes", ""),
    ]  # fmt: skip
