"""The project's own files, as git knows them, and their syntax."""

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
APPS = ("organisations", "phases", "measures", "pdsa", "coaching", "sharing", "learning_sets", "evaluation")
Function = ast.FunctionDef | ast.AsyncFunctionDef


@cache
def files(*endings: str) -> tuple[Path, ...]:
    """Every file that is, or is about to be, in the repository, with one of these endings (all where none is given)."""
    told = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    found = [ROOT / line for line in sorted(told.stdout.splitlines())]
    return tuple(path for path in found if path.is_file() and (not endings or path.name.endswith(endings)))


def named(path: Path) -> str:
    """The path as seen from the project's root."""
    return path.relative_to(ROOT).as_posix()


@cache
def tree(path: Path) -> ast.Module:
    """A Python file's syntax."""
    return ast.parse(path.read_text())


def python() -> list[Path]:
    """Every Python file that somebody wrote: migrations are made by a command."""
    return [path for path in files(".py") if "/migrations/" not in path.as_posix()]


def of_kind(*kinds: str) -> list[Path]:
    """The modules of these kinds in every app: `views` is views.py, or all files of the folder views."""
    return [
        path
        for path in python()
        if path.relative_to(ROOT).parts[0] in APPS and path.relative_to(ROOT).with_suffix("").parts[1] in kinds
    ]


def functions(path: Path) -> Iterator[Function]:
    """Every function of a file, nested ones included."""
    return (node for node in ast.walk(tree(path)) if isinstance(node, Function))
