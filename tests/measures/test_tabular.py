"""Reading tables: what separates their cells, which column is what, and tables that cannot be read."""

import pytest

from measures.tabular import MAX_BYTES, MAX_ROWS, Columns, Unreadable, read_table

PLAIN = Columns("Falls", "", has_groups=False, has_denominator=False)
SHARE = Columns("People seen", "People referred", has_groups=False, has_denominator=True)
GROUPED = Columns("People seen", "People referred", has_groups=True, has_denominator=True)


def cells(text: str, columns: Columns) -> list[dict[str, str]]:
    return [row.cells for row in read_table(text, columns).rows]


@pytest.mark.parametrize(
    ("text", "columns", "expected"),
    [
        ("Jan 2025\t3\t10", SHARE, {"period": "Jan 2025", "numerator": "3", "denominator": "10"}),
        ("Jan 2025,3,10", SHARE, {"period": "Jan 2025", "numerator": "3", "denominator": "10"}),
        ("Jan 2025;3,5;10", SHARE, {"period": "Jan 2025", "numerator": "3,5", "denominator": "10"}),
        ('Jan 2025,"1,204",2000', SHARE, {"period": "Jan 2025", "numerator": "1,204", "denominator": "2000"}),
        ("Jan 2025,3,,Closed", SHARE,
         {"period": "Jan 2025", "numerator": "3", "denominator": "", "reason": "Closed"}),
        ("Jan 2025,A,3,10", GROUPED, {"period": "Jan 2025", "group": "A", "numerator": "3", "denominator": "10"}),
        ("Jan 2025,3", PLAIN, {"period": "Jan 2025", "numerator": "3"}),
        ("\ufeffmonth,falls\nJan 2025, 3 ", PLAIN, {"period": "Jan 2025", "numerator": "3"}),
        ("PEOPLE REFERRED,Period,people seen\r\n10,Jan 2025,3\r\n", SHARE,
         {"period": "Jan 2025", "numerator": "3", "denominator": "10"}),
        ("period\tnumerator\tdenominator\tethnicity\nJan 2025\t3\t10\tA", GROUPED,
         {"period": "Jan 2025", "group": "A", "numerator": "3", "denominator": "10"}),
    ],
)  # fmt: skip
def test_which_cell_is_what(text: str, columns: Columns, expected: dict[str, str]) -> None:
    assert cells(text, columns) == [expected]


def test_rows_bear_their_line_and_empty_ones_are_left_out() -> None:
    table = read_table("period,falls,colour\n\nJan 2025,3,red\n,,\nFeb 2025,4\n", PLAIN)
    assert [(row.line, row.cells["numerator"], row.raw) for row in table.rows] == [
        (3, "3", "Jan 2025, 3, red"),
        (5, "4", "Feb 2025, 4"),
    ]
    assert table.ignored == ("colour",)


def test_of_two_columns_of_one_meaning_the_first_counts() -> None:
    table = read_table("period,value,count\nJan 2025,3,4", PLAIN)
    assert (table.rows[0].cells["numerator"], table.ignored) == ("3", ("count",))


@pytest.mark.parametrize(
    ("text", "columns", "words"),
    [
        ("", PLAIN, "There is nothing here yet."),
        (" \n,,\n", PLAIN, "There is nothing here yet."),
        ("a\x00b", PLAIN, "This is not a text file."),
        ("x" * (MAX_BYTES + 1), PLAIN, "larger than 2 MB"),
        ("1,2\n" * (MAX_ROWS + 1), PLAIN, "more than 20,000 rows"),
        ("period,colour\nJan 2025,3", PLAIN, "a column for ‘Falls’. Name one of your columns ‘numerator’."),
        ("period,people seen\nJan 2025,3", SHARE, "a column for ‘People referred’."),
        ("period,people seen,people referred\nJan 2025,3,4", GROUPED, "a column for ‘group’."),
    ],
)
def test_a_table_that_cannot_be_read_is_refused_in_words(text: str, columns: Columns, words: str) -> None:
    with pytest.raises(Unreadable, match=words):
        read_table(text, columns)
