"""The command line: one line in, one line out, whatever the line."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CASE = {"id": "one", "chart": "run", "series": [{"x": 1, "y": 2}, {"x": 2, "y": 4}]}


def call(text: str | bytes, *arguments: str) -> tuple[int, list[dict], str]:
    """Exit code, answers and standard error."""
    process = subprocess.run(
        [sys.executable, "-m", "measures.spc", *arguments],
        input=text.encode() if isinstance(text, str) else text,
        capture_output=True,
        cwd=ROOT,
    )
    return process.returncode, [json.loads(line) for line in process.stdout.splitlines()], process.stderr.decode()


def run(text: str | bytes, *arguments: str) -> list[dict]:
    """The answers; the exit code tells whether each of them is a result, and standard error how many are none."""
    code, answers, said = call(text, "--strict", *arguments)
    failed = sum("error" in answer for answer in answers)
    words = f"python -m measures.spc: {failed} of {len(answers)} could not be computed\n" if failed else ""
    assert (code, said) == (int(failed > 0), words)
    return answers


def test_bad_lines_say_what_is_wrong_and_the_others_are_answered_in_order() -> None:
    row = {"x": 1, "y": 2}
    bad = {
        "chart": {"id": 1, "chart": "pie", "series": [row]},
        "no chart": {"id": 2, "series": [row]},
        "series": {"id": 3, "chart": "run"},
        "row": {"id": 4, "chart": "run", "series": [7]},
        "text": {"id": 5, "chart": "run", "series": [{"x": 1, "y": "two"}]},
        "y": {"id": 6, "chart": "run", "series": [{"x": 1}]},
        "mixed": {"id": 7, "chart": "run", "series": [row, {"x": "a", "y": 1}]},
        "rules": {"id": 8, "chart": "run", "series": [row], "options": {"rules": "mine"}},
        "freeze": {"id": 9, "chart": "run", "series": [row], "options": {"freeze": "all"}},
        "huge": {"id": 10, "chart": "run", "series": [{"x": 1, "y": 10**400}]},
        "denominator": {"id": 11, "chart": "p", "series": [row]},
        "duplicate": {"id": 12, "chart": "xmr", "series": [row, row]},
        "options": {"id": 13, "chart": "run", "series": [row], "options": [1]},
        "aggregate": {"id": 14, "chart": "run", "series": [row], "options": {"agg_fun": "mode"}},
        "part": {"id": 15, "chart": "run", "series": [row], "options": {"part": ["second"]}},
    }
    lines = ["{not json", "[1]", *map(json.dumps, bad.values()), json.dumps(CASE)]
    answers = run("\n".join(lines))
    assert [answer["id"] for answer in answers] == [None, None, *range(1, 16), "one"]
    words = [answer.get("error", "") for answer in answers]
    expected = [
        "not JSON", "a case is a JSON object", "chart must be one of", "chart must be one of", "series must be a list",
        "row 1", "y of row 1 is not a number", "row 1 has no y", "x is text in some rows", "rules must be one of",
        "freeze must be a whole number", "must be finite", "needs denominators", "duplicate rows",
        "options must be an object", "aggregate must be one of", "part must be a whole number",
    ]  # fmt: skip
    assert [word in said for word, said in zip(expected, words, strict=False)] == [True] * len(expected)
    assert (answers[-1]["cl"], "error" in answers[-1]) == ([3, 3], False)


@pytest.mark.parametrize(
    ("tool", "field"), [("qicharts2 0.8.1", "sigma_signal"), ("NHSRplotthedots 0.2.2", "variation_icon"),
                        ("runchart (jsphdms) 0.2.0", "runs_verdict"), (None, "crossings_min")],
)  # fmt: skip
def test_the_tool_of_a_case_chooses_its_rules(tool: str | None, field: str) -> None:
    assert field in run(json.dumps(CASE | {"tool": tool}))[0]


def test_rules_that_are_asked_for_go_before_the_tool() -> None:
    (answer,) = run(json.dumps(CASE | {"tool": "qicharts2", "options": {"rules": "mdc6"}}))
    assert (answer["rules"], answer["special_cause_type"]) == ("mdc6", ["Common Cause", "Common Cause"])


def test_a_method_that_is_not_offered_is_said() -> None:
    (answer,) = run(json.dumps(CASE | {"tool": "qicharts2", "options": {"method": "cutbox"}}))
    assert answer["notes"][-1] == "runs are tested by Anhøj's rules, not by cutbox"


def test_a_plain_table_is_one_case_a_series() -> None:
    table = "Date,Series,Numerator,Denominator\n2026-02-01,a,3,10\n2026-01-01,a,2,10\n2026-01-01,b,1,\n"
    first, second = run(table, "--csv", "--chart", "p", "--multiply", "100", "--freeze", "1")
    assert (first["id"], first["x"], first["y"]) == ("a", ["2026-01-01", "2026-02-01"], [20, 30])
    assert (first["cl"], first["baseline"]) == ([20, 20], [True, False])
    assert (second["id"], second["y"]) == ("b", [None])


def test_a_table_without_columns_to_read_says_so() -> None:
    assert run("a,b\n1,2\n", "--csv") == [
        {"id": None, "error": "the table needs columns x and y; its first line has 'a', 'b'"}
    ]


def test_a_file_is_read_in_place_of_standard_input(tmp_path: Path) -> None:
    (tmp_path / "table.csv").write_text("\ufeffx,y\n1,5\n2,\n")
    (answer,) = run("", "--csv", "--no-screened", "--chart", "xmr", str(tmp_path / "table.csv"))
    assert (answer["id"], answer["y"]) == (None, [5, None])


def test_it_starts_without_django() -> None:
    code = "import sys, measures.spc.command; print(sorted({name.split('.')[0] for name in sys.modules}))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT).stdout
    assert "numpy" in loaded
    assert "django" not in loaded
    assert "pandas" not in loaded
