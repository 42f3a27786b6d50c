"""What the command line refuses, in words that name the row, and what it does not."""

import io
import json
import subprocess
import sys

import pytest

from measures.spc.command import main
from tests.spc.test_command import ROOT, call
from tests.spc.test_command import run as run_it

ROW = {"x": 1, "y": 2}


def run(text: str, *arguments: str) -> list[dict]:
    """The answers, without starting a process; the exit code tells whether each of them is a result."""
    out = io.StringIO()
    code = main(("--strict", *arguments), io.StringIO(text, newline=""), out)
    answers = [json.loads(line) for line in out.getvalue().splitlines()]
    assert code == int(any("error" in answer for answer in answers))
    return answers


def said(row: dict, chart: str = "run", **options: object) -> str:
    """The error of a case whose second row is this one, "" where there is none."""
    case = {"id": 1, "chart": chart, "series": [{"x": 0, "y": 1, "n": 9, "sd": 1}, row], "options": options}
    (answer,) = run(json.dumps(case))
    return str(answer.get("error", ""))


def refused(series: list, chart: str = "run", tool: str | None = None, **options: object) -> str:
    (answer,) = run(json.dumps({"id": 1, "chart": chart, "tool": tool, "series": series, "options": options}))
    return str(answer.get("error", ""))


def found(series: list, chart: str = "run", tool: str | None = None, **options: object) -> dict:
    (answer,) = run(json.dumps({"id": 1, "chart": chart, "tool": tool, "series": series, "options": options}))
    assert "error" not in answer
    return dict(answer)


def dated(*texts: object) -> list[dict]:
    return [{"x": text, "y": place} for place, text in enumerate(texts)]


@pytest.mark.parametrize("row", [{"y": 2}, {"x": None, "y": 2}, {"x": " ", "y": 2}])
def test_a_row_without_x(row: dict) -> None:
    assert refused([ROW, row]) == "row 2 has no x"


def test_qicharts2_leaves_rows_out_whose_x_is_null() -> None:
    answer = found([ROW, {"x": None, "y": 7}], tool="qicharts2")
    assert (answer["x"], answer["notes"][0]) == ([1], "1 without x, left out")
    assert refused([ROW, {"y": 7}], tool="qicharts2") == "row 2 has no x"


@pytest.mark.parametrize(
    "text", ["03/04/2027", "3.4.27", "2027/04/03", "2027-4-3", "04/2027", "3 April 2027", "Apr-27", "April 3, 2027"]
)
def test_dates_that_do_not_sort_are_refused(text: str) -> None:
    assert refused(dated(text)) == (
        f"x of row 1 is {text!r}, a date that cannot be read for certain: write the day as 2027-03-31,"
        " or the month as 2027-03"
    )


@pytest.mark.parametrize("text", ["2024-13-45", "2023-02-29", "2027-01-01T25:00", "2027-01-011"])
def test_dates_that_do_not_exist_are_refused(text: str) -> None:
    assert refused(dated("2027-01-01", text)) == f"x of row 2 is {text!r}, a date that does not exist"


def test_a_month_that_does_not_exist_is_refused() -> None:
    assert refused(dated("2027-12", "2027-13")) == "x of row 2 is '2027-13', a month that does not exist"


def test_a_label_among_dates_is_refused() -> None:
    assert refused(dated("2027-01-01", "Total")) == (
        "x is written in more than one way: '2027-01-01' in row 1, 'Total' in row 2"
    )


@pytest.mark.parametrize(
    "texts", [("2027-02", "2027-01"), ("2013-14", "2012-13"), ("2027-01-01T09:00", "2027-01-01T08:30"), (10, 9.5)]
)
def test_what_sorts_is_sorted(texts: tuple) -> None:
    answer = found(dated(*texts))
    assert (answer["x"], answer["y"]) == ([texts[1], texts[0]], [1, 0])
    assert not [note for note in answer["notes"] if "labels" in note]


def test_labels_stay_in_the_order_given_and_are_noted() -> None:
    answer = found(dated("Ward 3", "Ward 1", "March", "10"))
    assert answer["x"] == ["Ward 3", "Ward 1", "March", "10"]
    assert answer["notes"][0] == (
        "x is labels, not dates: points stay in the order given, and Anhøj's rules are not applied"
    )


@pytest.mark.parametrize(
    ("chart", "row", "words"),
    [
        ("p", {"y": 7, "n": 5}, "y of row 2 is 7, more than its n of 5: a P chart shows parts of a whole"),
        ("pp", {"y": 7, "n": 5}, "y of row 2 is 7, more than its n of 5: a P chart shows parts of a whole"),
        ("p", {"y": -1, "n": 5}, "y of row 2 is -1: on this chart y is not below 0"),
        ("u", {"y": -1, "n": 5}, "y of row 2 is -1: on this chart y is not below 0"),
        ("up", {"y": -1, "n": 5}, "y of row 2 is -1: on this chart y is not below 0"),
        ("c", {"y": -1}, "y of row 2 is -1: on this chart y is not below 0"),
        ("g", {"y": -1}, "y of row 2 is -1: on this chart y is not below 0"),
        ("t", {"y": 0}, "y of row 2 is 0: a time between events must be greater than zero"),
        ("u", {"y": 1, "n": -5}, "n of row 2 is -5, below 0"),
        ("xbar", {"y": 1, "n": -5}, "n of row 2 is -5, below 0"),
        ("s", {"y": 1, "n": 5, "sd": -2}, "sd of row 2 is -2: a standard deviation is not below 0"),
        ("run", {"y": "3,5"}, "y of row 2 is not a number: '3,5' (decimals are written with a point)"),
        ("run", {"y": "1,234"}, "y of row 2 is not a number: '1,234' (leave out the commas)"),
        ("run", {"y": "12"}, "y of row 2 is not a number: '12' (it is text: leave out the quotation marks)"),
        ("run", {"y": 1e200}, "y of row 2 is too large to calculate with: 1e+200"),
        ("run", {"y": 1, "N": 5}, "row 2 has 'N': a row has x, y and where there are such n and sd"),
    ],
)
def test_numbers_that_cannot_be(chart: str, row: dict, words: str) -> None:
    assert said({"x": 1} | row, chart) == words


@pytest.mark.parametrize(("chart", "row"), [("u", {"y": 7, "n": 5}), ("run", {"y": -1, "n": 5}), ("g", {"y": 0})])
def test_numbers_that_can(chart: str, row: dict) -> None:
    assert said({"x": 1} | row, chart) == ""


@pytest.mark.parametrize("tool", ["qicharts2 0.8.1", "controlchartspy 0.1.3 (PowerBI-SPC engine)"])
def test_what_no_counting_gives_is_computed_with_and_noted_for_a_tool(tool: str) -> None:
    answer = found([{"x": 0, "y": 1, "n": 2}, {"x": 1, "y": 7, "n": 5}], "p", tool)
    assert answer["y"] == [0.5, 1.4]
    assert "y of row 2 is 7, more than its n of 5: a P chart shows parts of a whole" in answer["notes"]
    answer = found([{"x": 0, "y": 4}, {"x": 1, "y": -1}], "c", tool)
    assert (answer["y"], answer["cl"]) == ([4, -1], [1.5, 1.5])
    assert "y of row 2 is -1: on this chart y is not below 0" in answer["notes"]


def test_a_missing_value_keeps_its_denominator() -> None:
    answer = found([{"x": 1, "y": None, "n": 12}, {"x": 2, "y": 3, "n": None}, {"x": 3, "y": 3, "n": 4}], "p")
    assert (answer["y"], answer["n"]) == ([None, None, 0.75], [12, None, 4])
    assert answer["notes"][0] == "1 without n, treated as missing"


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"freez": 3}, "there is no option 'freez'; allowed are rules, freeze, "),
        ({"freeze": float("nan")}, "freeze must be a whole number, not nan"),
        ({"freeze": 10**40}, "freeze must be a whole number, not one of so many digits"),
        ({"target": "5"}, "target must be a number, not '5'"),
        ({"rephase": "yes"}, "rephase must be true or false, not 'yes'"),
        ({"run_length": 0}, "run_length must be at least 1, not 0"),
        ({"method": "magic"}, "method must be one of anhoej, bestbox, cutbox, not 'magic'"),
        ({"part": [3]}, "part 3: there are 2 points, counted from 1"),
        ({"exclude": [0]}, "exclude 0: there are 2 points, counted from 1"),
        ({"rebase": [7]}, "rebase 7: no point of the series has this x"),
    ],
)
def test_options_that_are_not_offered(options: dict, words: str) -> None:
    assert said(ROW, **options).startswith(words)


def test_what_tools_leave_out_is_noted() -> None:
    answer = found([{"x": 0, "y": 1}, ROW], tool="qicharts2", exclude=[9], part=[2], freeze=50)
    assert answer["notes"][0] == "exclude 9: there are 2 points, counted from 1; left out"
    answer = found([{"x": 0, "y": 1}, ROW], freeze=50, shift_points=7)
    assert answer["notes"][:2] == [
        "shift_points is not used: rules anhoej have no such rule",
        "freeze is 50, and there are 2 points: all are the baseline",
    ]
    assert answer["baseline"] == [True, True]


def test_rows_taken_together_and_columns_not_used_are_noted() -> None:
    assert found([ROW, {"x": 1, "y": 4}])["notes"][0] == "2 rows became 1 points: those of one x by their mean"
    assert found([ROW | {"n": 3}], "c")["notes"][0] == "n is not used on a chart of kind c"


def test_a_known_centre_line_where_no_share_lies_is_refused() -> None:
    assert said({"x": 1, "y": 2, "n": 9}, "p", cl=12, multiply=100) == (
        "cl is 12: on a P chart it is a share between 0 and 1 (before multiply)"
    )
    assert said({"x": 1, "y": 2}, "c", cl=-1) == "cl is -1: on this chart it is not below 0"


def test_lines_that_are_no_cases_are_named_and_the_rest_is_answered() -> None:
    good = json.dumps({"id": "Łódź", "chart": "run", "series": [ROW]})
    lines = [
        "\ufeff" + good, "", "x,y", '{"id": NaN}', '{"id": 5, "chart": "run", "series": [{"x": 1, "y": 1, "y": 2}]}',
        '{"chart": "run"}', '{"id": 7, "chart": "run", "rules": "ihi", "series": []}', "[" * 100_000,
        json.dumps({"id": 9, "chart": "run", "series": [{"x": 1, "y": 0}]}).replace("0}", "9" * 5000 + "}"),
    ]  # fmt: skip
    answers = run_it("\r\n".join(lines).encode() + b'\r\n{"id": "\xff"}\r\n' + good.encode())
    assert [(answer["id"], answer.get("error")) for answer in answers] == [
        ("Łódź", None),
        (None, "line 3 is not JSON: Expecting value at character 1; a table needs --csv"),
        (None, "line 4: id must not be NaN or infinite"),
        (5, "the key 'y' comes twice in one object"),
        (None, "line 6: series must be a list of rows"),
        (7, "'rules' is an option: it belongs inside options"),
        (None, "line 8 is nested too deeply to be a case"),
        (9, "y of row 1 must be finite"),
        (None, "line 10 is not UTF-8 text"),
        ("Łódź", None),
    ]


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ("", "the table is empty"),
        ("x,y\n", "the table has a header and no rows"),
        ('x,y\n1,"1,234"\n', "y of line 2 is not a number: '1,234' (leave out the commas)"),
        ("x,y\n1,45%\n", "y of line 2 is not a number: '45%' (leave out the %)"),
        ("x;y\n1;3,5\n", "y of line 2 is not a number: '3,5' (decimals are written with a point)"),
        ("x,y\n1,1_000\n", "y of line 2 is not a number: '1_000'"),
        ("x,y\n1,1,234\n", "line 2 is not as wide as the header: 3 and 2 columns (a ',' inside a cell needs"),
        ("x,y\n1\n", "line 2 is not as wide as the header: 1 and 2 columns"),
        ('x,y\n1,"2\n', "line 2 cannot be read: "),
        ("x,y\n\n,2\n", "line 3 has no x"),
        ("date,y\n01/02/2027,2\n", "x of line 2 is '01/02/2027', a date that cannot be read for certain"),
        ("date,value,numerator,n\n1,2,3,4\n", "columns 'value' and 'numerator' could both be y: give one of them"),
    ],
)
def test_tables_that_cannot_be_read_say_where(table: str, words: str) -> None:
    (answer,) = run(table, "--csv")
    assert answer["error"].startswith(words)


def test_a_table_in_another_encoding_is_refused() -> None:
    (answer,) = run_it(b"x,y\nCaf\xe9,2\n", "--csv")
    assert answer["error"] == "line 2 is not UTF-8 text: save the table as CSV in UTF-8"


@pytest.mark.parametrize(
    "table", ["x;y\n2;3\n1;NA\n", "x\ty\r\n2\t3\r\n1\t\r\n", '"x", "y", n\n\n2, "3",\n1,n/a,\n,,\n']
)
def test_tables_as_programs_write_them(table: str) -> None:
    (answer,) = run(table, "--csv", "--rebase", "2")
    assert (answer["x"], answer["y"], answer["part"]) == ([1, 2], [None, 3], [1, 2])


def test_labels_of_a_table_may_look_like_numbers() -> None:
    (answer,) = run("x,y\n2A,1\n1,3\n", "--csv")
    assert answer["x"] == ["2A", "1"]


def test_one_series_in_error_leaves_the_others() -> None:
    first, second = run("x,y,n,series\n1,5,3,a\n1,2,3,b\n", "--csv", "--chart", "p")
    assert first["error"].startswith("y of line 2 is 5")
    assert second["y"] == [pytest.approx(2 / 3)]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["nowhere.jsonl"], "python -m measures.spc: cannot read nowhere.jsonl: No such file or directory\n"),
        ([str(ROOT)], f"python -m measures.spc: cannot read {ROOT}: Is a directory\n"),
    ],
)
def test_a_file_that_cannot_be_read_is_one_line(arguments: list[str], words: str) -> None:
    assert call("", *arguments) == (2, [], words)


def test_flags_of_a_table_are_not_passed_over_without_one() -> None:
    code, answers, words = call(json.dumps({"chart": "run", "series": []}), "--chart", "p")
    assert (code, answers) == (2, [])
    assert words.endswith("--chart is for a table: add --csv (a JSON case has its own chart and options)\n")


def test_nothing_to_read_is_said() -> None:
    assert call("\n") == (0, [], "python -m measures.spc: no case was read, the input is empty\n")


def test_a_reader_that_goes_away_ends_it_quietly() -> None:
    line = json.dumps({"id": 1, "chart": "run", "series": [ROW] * 200})
    process = subprocess.Popen(
        [sys.executable, "-m", "measures.spc"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT,
    )  # fmt: skip
    assert process.stdin is not None
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdin.write(f"{line}\n".encode())
    process.stdin.flush()
    assert json.loads(process.stdout.readline())["id"] == 1
    process.stdout.close()
    process.stdin.write(f"{line}\n".encode() * 5)
    process.stdin.close()
    assert (process.wait(), process.stderr.read()) == (141, b"")
    process.stderr.close()


def test_the_examples_of_the_help_are_answered() -> None:
    process = subprocess.run([sys.executable, "-m", "measures.spc", "-h"], capture_output=True, text=True, cwd=ROOT)
    shown = process.stdout
    case = shown[shown.index('{"id": 1') : shown.index("  Rows have x, y")]
    (answer,) = run(" ".join(case.split()))
    assert (answer["id"], answer["y"]) == (1, [9, 4])
    table = shown[shown.index("date,numerator") : shown.index("  Empty or NA")]
    (answer,) = run("\n".join(table.split("\n  ")), "--csv", "--chart", "p")
    assert (answer["id"], answer["n"]) == ("Ward 1", [40, 52])


def test_a_long_series_is_quick_by_every_rule() -> None:
    case = {"id": 1, "chart": "run", "options": {"rules": "ihi"}}
    answer = run(json.dumps(case | {"series": dated(*range(10_000))}))[0]
    assert (answer["n_runs"], answer["runs_verdict"]) == (2, "too few")
