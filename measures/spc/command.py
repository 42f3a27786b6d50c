"""The command line: one JSON case a line, or a plain table, to one JSON result a line."""

import argparse
import csv
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, TextIO

from measures.spc.cases import compute
from measures.spc.catalogue import CHARTS, DIRECTIONS, RULES
from measures.spc.results import fields_of

# What a column of a plain table may be called.
_COLUMNS = {
    "x": ("x", "date", "period", "month"),
    "y": ("y", "value", "numerator", "count"),
    "n": ("n", "denominator", "size"),
    "sd": ("sd", "deviation"),
    "series": ("series", "name", "group", "id"),
}


def main(arguments: Sequence[str], lines: TextIO, out: TextIO) -> int:
    """Read cases and write results, in order; a case that cannot be computed becomes a line with `error`."""
    options = _parser().parse_args(arguments)
    source = open(options.file, encoding="utf-8-sig", newline="") if options.file else lines  # noqa: SIM115
    try:
        cases = _table_cases(source, options) if options.csv else (line for line in source if line.strip())
        for case in cases:
            out.write(json.dumps(_answer(case), allow_nan=False) + "\n")
            out.flush()
    except _TableError as problem:
        out.write(json.dumps({"id": None, "error": str(problem)}) + "\n")
    finally:
        if options.file:
            source.close()
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m measures.spc",
        description="Analyse run and control charts. Reads one JSON case a line and writes one JSON result a line.",
    )
    parser.add_argument("file", nargs="?", help="read this file instead of standard input")
    table = parser.add_argument_group("a plain table instead of JSON")
    table.add_argument("--csv", action="store_true", help="columns x and y, and where there are such n, sd and series")
    table.add_argument("--chart", default="run", help=f"one of {', '.join(CHARTS)}; by default run")
    table.add_argument("--rules", help=f"one of {', '.join(RULES)}; by default what suits the chart")
    table.add_argument("--freeze", type=int, metavar="K", help="the lines come from the first K points")
    table.add_argument("--part", type=int, action="append", metavar="K", help="a part ends with point K (repeatable)")
    table.add_argument("--rebase", action="append", metavar="X", help="a part begins at X (repeatable)")
    table.add_argument("--exclude", type=int, action="append", metavar="K", help="leave point K out (repeatable)")
    table.add_argument("--cl", type=float, help="a known centre line")
    table.add_argument("--target", type=float)
    table.add_argument("--direction", help=f"which way is better, one of {', '.join(DIRECTIONS)}")
    table.add_argument("--multiply", type=float, help="a factor for values and lines, such as 100 or 1000")
    table.add_argument("--agg-fun", dest="agg_fun", help="how several values of one x become one")
    table.add_argument(
        "--screened", dest="screened_mr", action=argparse.BooleanOptionalAction, help="leave large moving ranges out"
    )
    return parser


def _answer(given: str | Mapping[str, Any]) -> dict[str, Any]:
    """The result of one case, or what is wrong with it."""
    name = None
    try:
        case = json.loads(given) if isinstance(given, str) else given
        if not isinstance(case, Mapping):
            raise ValueError("a case is a JSON object")
        name = case.get("id")
        return {"id": name} | fields_of(compute(case))
    except json.JSONDecodeError as problem:
        return {"id": None, "error": f"not JSON: {problem}"}
    except (ValueError, TypeError, OverflowError, RecursionError) as problem:
        return {"id": name, "error": str(problem) or type(problem).__name__}


class _TableError(Exception):
    """The table as a whole cannot be read."""


def _table_cases(source: Iterable[str], options: argparse.Namespace) -> Iterator[dict[str, Any]]:
    """One case for each series of the table, in the order in which they first come."""
    reader = csv.DictReader(source)
    names = {(name or "").strip().lower(): name for name in reader.fieldnames or ()}
    columns = {key: names[known] for key, words in _COLUMNS.items() for known in reversed(words) if known in names}
    if "x" not in columns or "y" not in columns:
        raise _TableError("the table needs columns x and y")
    wanted = ("rules", "freeze", "part", "rebase", "exclude", "cl", "target", "direction", "multiply", "agg_fun")
    shared = {name: getattr(options, name) for name in (*wanted, "screened_mr")}
    series: dict[str, list[dict[str, Any]]] = {}
    for row in reader:
        name = (row.get(columns.get("series", "")) or "").strip()
        series.setdefault(name, []).append(
            {key: _cell(row.get(columns[key])) for key in ("x", "y", "n", "sd") if key in columns}
        )
    for name, rows in series.items():
        yield {"id": name or None, "chart": options.chart, "series": rows, "options": shared}


def _cell(text: str | None) -> float | str | None:
    text = (text or "").strip()
    if not text:
        return None
    try:
        return float(text)
    except ValueError:
        return text
