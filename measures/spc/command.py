"""The command line: one JSON case a line, or a plain table, to one JSON result a line."""

import argparse
import json
import os
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from typing import Any, TextIO

from measures.spc.cases import compute
from measures.spc.catalogue import CHARTS, DIRECTIONS, RULES
from measures.spc.results import fields_of
from measures.spc.sheet import Sheet, TableError, is_utf8, numbers_of, read
from measures.spc.table import AGGREGATES

# Exit codes: every line was answered, an answer is an error and that is asked about, nothing could be read, the
# reader went away, somebody stopped it.
DONE, FAILED, UNREADABLE, CLOSED, INTERRUPTED = 0, 1, 2, 141, 130

# Whole numbers of more digits are beyond the range of floats, and slow to read.
_MOST_DIGITS = 310

_DESCRIPTION = """\
Analyse run and control charts. Reads one JSON case a line and writes one JSON result a line, in order; a line that
cannot be computed gives {"id": ..., "error": ...}, which says what is wrong with it."""

_EPILOG = """\
a case, on one line:
  {"id": 1, "chart": "run", "series": [{"x": "2027-01", "y": 9}, {"x": "2027-02", "y": 4}], "options": {"target": 5}}
  Rows have x, y, and where the chart takes them n (denominator, size) and sd; null is missing.

a table, for --csv --chart p:
  date,numerator,denominator,series
  2027-01-01,3,40,Ward 1
  2027-02-01,5,52,Ward 1
  Empty or NA is missing. Columns may be separated by semicolons or tabs.

x is a number, a date (2027-03-31, 2027-03, 2027-W13) or, in every row, a label. Rows are sorted by x, dates out of
order too; labels stay in the order given. --freeze, --part and --exclude count points after that, from 1.

exit codes: 0 every line has its answer, an error among them or not; 1 with --strict, if one is an error; 2 nothing
could be read"""


def main(arguments: Sequence[str], lines: TextIO | None, out: TextIO) -> int:
    """Read cases and write results, in order; a case that cannot be computed becomes a line with `error`.

    The exit code: see `DONE` and those beside it. Nothing but answers is written to `out`; what keeps them all from
    being read goes to standard error, in one line.
    """
    parser = _parser()
    options = parser.parse_args(arguments)
    if not options.csv and (astray := [name for name in _table_options(options) if name is not None]):
        parser.error(f"--{astray[0]} is for a table: add --csv (a JSON case has its own chart and options)")
    try:
        opened = _open(options.file) if options.file else nullcontext(lines)
    except OSError as problem:
        return _complain(f"cannot read {options.file}: {problem.strerror}")
    try:
        with opened as source:
            if source is None:
                return _complain("there is nothing to read: name a file")
            answers = _of_table(source, options) if options.csv else _of_lines(source)
            failed = _write(answers, out)
            return FAILED if failed and options.strict else DONE
    except BrokenPipeError:
        # Whoever read the answers wants no more. What is still held back must not be written at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), out.fileno())
        return CLOSED
    except OSError as problem:
        return _complain(str(problem))
    except KeyboardInterrupt:
        return INTERRUPTED


def _open(name: str) -> TextIO:
    return open(name, encoding="utf-8-sig", errors="surrogateescape", newline="")


def _complain(words: str) -> int:
    sys.stderr.write(f"python -m measures.spc: {words}\n")
    return UNREADABLE


def _write(answers: Iterable[dict[str, Any]], out: TextIO) -> int:
    written = failed = 0
    for answer in answers:
        out.write(json.dumps(answer, allow_nan=False) + "\n")
        out.flush()
        written += 1
        failed += "error" in answer
    if not written:
        sys.stderr.write("python -m measures.spc: no case was read, the input is empty\n")
    elif failed:
        sys.stderr.write(f"python -m measures.spc: {failed} of {written} could not be computed\n")
    return failed


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m measures.spc",
        description=_DESCRIPTION,
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("file", nargs="?", help="read this file instead of standard input")
    parser.add_argument("--strict", action="store_true", help="exit with 1 if anything could not be computed")
    table = parser.add_argument_group("a plain table instead of JSON")
    table.add_argument("--csv", action="store_true", help="columns x and y, and where there are such n, sd and series")
    table.add_argument("--chart", help=f"one of {', '.join(CHARTS)}; by default run")
    table.add_argument("--rules", help=f"one of {', '.join(RULES)}; by default what suits the chart")
    table.add_argument("--freeze", type=int, metavar="K", help="the lines come from the first K points")
    table.add_argument("--part", type=int, action="append", metavar="K", help="a part ends with point K (repeatable)")
    table.add_argument("--rebase", action="append", metavar="X", help="a part begins at X (repeatable)")
    table.add_argument("--exclude", type=int, action="append", metavar="K", help="leave point K out (repeatable)")
    table.add_argument("--cl", type=float, help="a known centre line, before --multiply")
    table.add_argument("--target", type=float, help="on the scale of the chart, after --multiply")
    table.add_argument("--direction", help=f"which way is better, one of {', '.join(DIRECTIONS)}")
    table.add_argument("--multiply", type=float, help="a factor for values and lines, such as 100 or 1000")
    table.add_argument(
        "--agg-fun", dest="agg_fun", help=f"how several values of one x become one: {', '.join(AGGREGATES)}"
    )
    table.add_argument(
        "--screened", dest="screened_mr", action=argparse.BooleanOptionalAction, help="leave large moving ranges out"
    )
    return parser


_FLAGS = {
    "chart": "chart", "rules": "rules", "freeze": "freeze", "part": "part", "rebase": "rebase", "exclude": "exclude",
    "cl": "cl", "target": "target", "direction": "direction", "multiply": "multiply", "agg_fun": "agg-fun",
    "screened_mr": "screened",
}  # fmt: skip


def _table_options(options: argparse.Namespace) -> list[str]:
    """The flags that were given and that only a table takes."""
    return [flag for name, flag in _FLAGS.items() if getattr(options, name) is not None]


def _of_lines(source: Iterable[str]) -> Iterator[dict[str, Any]]:
    """The answers to JSON cases; empty lines are none."""
    for number, line in enumerate(source, start=1):
        if line.strip():
            yield _of_line(line, f"line {number}")


def _of_line(line: str, place: str) -> dict[str, Any]:
    if not is_utf8(line):
        return {"id": None, "error": f"{place} is not UTF-8 text"}
    try:
        case = json.loads(line, parse_int=_whole)
    except json.JSONDecodeError as problem:
        table = "" if line.lstrip().startswith(("{", "[")) else "; a table needs --csv"
        words = f"{place} is not JSON: {problem.msg} at character {problem.pos + 1}{table}"
        return {"id": None, "error": words}
    except RecursionError:
        return {"id": None, "error": f"{place} is nested too deeply to be a case"}
    if not isinstance(case, Mapping):
        return {"id": None, "error": f"{place}: a case is a JSON object"}
    name = case.get("id")
    try:
        json.dumps(name, allow_nan=False)
    except ValueError:
        return {"id": None, "error": f"{place}: id must not be NaN or infinite"}
    twice = _twice(line)
    answer = {"id": name, "error": twice} if twice else _answer(name, case)
    if name is None and "error" in answer:
        answer["error"] = f"{place}: {answer['error']}"
    return answer


def _whole(text: str) -> float:
    """A whole number; one of more digits than a float can hold as an infinite one, for the case to refuse."""
    return int(text) if len(text) <= _MOST_DIGITS else float(text)


def _twice(line: str) -> str:
    """What is wrong with a line that has a key twice in one object, which of the values is meant unknown; or ""."""
    found = []

    def look(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        one = dict(pairs)
        if len(one) < len(pairs):
            keys = [key for key, _ in pairs]
            found.append(next(key for key in keys if keys.count(key) > 1))
        return one

    json.loads(line, object_pairs_hook=look, parse_int=_whole)
    return f"the key {found[0]!r} comes twice in one object" if found else ""


def _answer(name: Any, case: Mapping[str, Any], places: Sequence[str] | None = None) -> dict[str, Any]:
    """The result of one case, or what is wrong with it."""
    try:
        return {"id": name} | fields_of(compute(case, places))
    except (ValueError, TypeError, OverflowError, RecursionError) as problem:
        return {"id": name, "error": str(problem) or type(problem).__name__}


def _of_table(source: Iterable[str], options: argparse.Namespace) -> Iterator[dict[str, Any]]:
    """The answers to the series of a table, or what is wrong with the whole of it."""
    try:
        sheets = read(source)
    except TableError as problem:
        yield {"id": None, "error": str(problem)}
        return
    shared = {name: getattr(options, name) for name in _FLAGS if name not in ("chart", "rebase")}
    for sheet in sheets:
        asked = shared | {"rebase": _like(sheet, options.rebase)}
        case = {"chart": options.chart or "run", "series": sheet.rows, "options": asked}
        yield _answer(sheet.name, case, sheet.places)


def _like(sheet: Sheet, rebase: list[str] | None) -> list[Any] | None:
    """The x of new parts, as numbers where those of the series are."""
    numeric = any(isinstance(row["x"], float) for row in sheet.rows)
    return numbers_of(rebase) if rebase and numeric else rebase
