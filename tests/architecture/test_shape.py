"""Size, words and places: what a reader may count on in every file."""

import ast
import json
import re
import tomllib
from pathlib import Path

import pytest

from tests.architecture.sources import files, functions, named, python, tree

FILE_LINES = 400
FUNCTION_LINES = 50
VIEW_LINES = 50
TEMPLATE_LINES = 100

# Put together here, so that this file does not hold them.
UNFINISHED = re.compile(r"\b(" + "|".join(("TO" + "DO", "FIX" + "ME", "XX" + "X", "HA" + "CK")) + r")\b")
OF_ONE_MACHINE = re.compile(
    r"(?<![\w.:/}>])/(" + "|".join(("ro" + "ot", "wo" + "rk", "ho" + "me/", "Us" + "ers/")) + r")\b"
)
ADDRESS = re.compile(r"https?://|git\+|--(?:extra-)?index-url|--find-links|registry\.")


def lines(path: Path) -> int:
    return len(path.read_text().splitlines())


def test_no_file_is_long() -> None:
    ours = [*python(), *files(".js", ".css", ".mjs", ".jinja", ".html")]
    assert [f"{named(path)}: {lines(path)}" for path in ours if lines(path) > FILE_LINES] == []


def test_no_template_is_long() -> None:
    assert [f"{named(path)}: {lines(path)}" for path in files(".jinja") if lines(path) > TEMPLATE_LINES] == []


def test_no_function_is_long() -> None:
    long = [
        f"{named(path)}: {function.name} {length}"
        for path in python()
        for function in functions(path)
        if (length := (function.end_lineno or 0) - function.lineno + 1) > FUNCTION_LINES
    ]
    assert long == []


def test_imports_stand_at_the_top() -> None:
    inside = [
        f"{named(path)}:{node.lineno}"
        for path in python()
        for function in functions(path)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    assert inside == []


def test_nothing_is_left_unfinished() -> None:
    text = files(".py", ".js", ".mjs", ".css", ".jinja", ".html", ".md", ".toml", ".yml", "Makefile", "Dockerfile")
    found = [
        f"{named(path)}:{number}"
        for path in text
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if UNFINISHED.search(line)
    ]
    assert found == []


def test_no_file_knows_one_machine() -> None:
    found = [
        f"{named(path)}:{number}: {line.strip()[:80]}"
        for path in files(".py", ".js", ".mjs", ".md", ".toml", ".yml", ".txt", ".json", "Makefile", ".npmrc")
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if OF_ONE_MACHINE.search(line)
    ]
    assert found == []


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ('open("/ro' + 'ot/x")', True),
        ("see /wo" + "rk/main", True),
        ("/ho" + "me/kim/project", True),
        ('path("c/<slug>/wo' + 'rk/")', False),
        ("https://example.org/ro" + "ot", False),
    ],
)
def test_the_search_for_machines_finds_them(line: str, found: bool) -> None:
    assert bool(OF_ONE_MACHINE.search(line)) is found


def test_lock_files_name_no_registry(project_root: Path) -> None:
    locks = [*sorted((project_root / "requirements").glob("*.txt")), project_root / "package-lock.json"]
    assert len(locks) >= 3
    for lock in locks:
        assert not ADDRESS.search(lock.read_text()), lock.name
    assert not (project_root / "uv.lock").exists()


def test_lock_files_hold_versions_and_hashes(project_root: Path) -> None:
    for lock in (project_root / "requirements").glob("*.txt"):
        entries = re.split(r"\n(?=\S)", re.sub(r"^#.*\n", "", lock.read_text(), flags=re.MULTILINE).strip())
        assert [entry.split()[0] for entry in entries if "==" not in entry or "--hash=sha256:" not in entry] == []
    packages = json.loads((project_root / "package-lock.json").read_text())["packages"]
    assert [name for name, entry in packages.items() if name and not entry.get("integrity")] == []


def test_every_dependency_says_why_it_is_there(project_root: Path) -> None:
    text = (project_root / "pyproject.toml").read_text()
    project = tomllib.loads(text)["project"]
    names = [*project["dependencies"], *(name for extra in project["optional-dependencies"].values() for name in extra)]
    silent = [name for name in names if not re.search(rf'^ +"{re.escape(name)}", +# \w', text, re.MULTILINE)]
    assert silent == []


def test_public_functions_say_what_they_do() -> None:
    """In the modules other modules call: actions, queries, and the platform's own."""
    shared = ("/actions", "/queries", "/tenancy/", "collaborative/audit", "collaborative/http", "/spc/")
    silent = [
        f"{named(path)}: {node.name}"
        for path in python()
        if not named(path).startswith("tests/") and any(part in path.as_posix() for part in shared)
        for node in tree(path).body
        if isinstance(node, ast.FunctionDef | ast.ClassDef)
        and not node.name.startswith("_")
        and not ast.get_docstring(node)
    ]
    assert silent == []
