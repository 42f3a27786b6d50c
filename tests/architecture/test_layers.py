"""The import contracts hold, and would notice a breach of each."""

import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.architecture.sources import APPS

PACKAGES = ("collaborative", *APPS, "devstack")
# One line in the wrong place for each contract, by the contract's name.
BREACHES = {
    "Apps import leftwards only": ("collaborative/roles.py", "import pdsa.states"),
    "Inside an app, each kind of module imports downwards only": ("measures/queries/due.py", "import measures.tasks"),
    "Inside the platform, pages stand above reads and rows": ("collaborative/models.py", "import collaborative.http"),
    "The statistics kernel knows nothing of the product": ("measures/spc/runs.py", "import django"),
    "What is pure knows nothing of Django": ("pdsa/states.py", "import django"),
    "The embedded servers know nothing of the product": ("devstack/errors.py", "import django"),
    "Pages of measures use no other app's models": ("measures/views/notes.py", "import organisations.models"),
    "Pages of tests of change use no other app's models": ("pdsa/views/tasks.py", "import measures.models"),
    "Pages of coaching use no other app's models": ("coaching/views/visits.py", "import pdsa.models"),
    "Pages of sharing use no other app's models": ("sharing/views/__init__.py", "import pdsa.models"),
    "Pages of learning sets use no other app's models": ("learning_sets/views/__init__.py", "import pdsa.models"),
    "Pages of evaluation use no models": ("evaluation/views/coach.py", "import pdsa.models"),
}


def lint(folder: Path) -> str:
    command = [Path(sys.executable).parent / "lint-imports", "--no-cache", "--no-logo"]
    env = {**os.environ, "PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1"}
    ended = subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, check=False)
    return f"{ended.returncode}\n{ended.stdout}{ended.stderr}"


def contracts(root: Path) -> list[str]:
    settings = tomllib.loads((root / "pyproject.toml").read_text())
    return [contract["name"] for contract in settings["tool"]["importlinter"]["contracts"]]


def test_every_contract_is_kept(project_root: Path) -> None:
    said = lint(project_root)
    assert said.startswith("0\n"), said
    assert f"Contracts: {len(contracts(project_root))} kept, 0 broken" in said


@pytest.fixture
def copy(project_root: Path, tmp_path: Path) -> Path:
    """A copy of the Python code to break."""
    for package in PACKAGES:
        shutil.copytree(project_root / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(project_root / "pyproject.toml", tmp_path)
    return tmp_path


def test_every_contract_notices_its_breach(copy: Path, project_root: Path) -> None:
    assert set(BREACHES) == set(contracts(project_root))
    for place, line in BREACHES.values():
        file = copy / place
        file.write_text(f"{file.read_text()}\n{line}\n")
    said = lint(copy)
    assert not said.startswith("0\n")
    assert [name for name in BREACHES if f"{name} BROKEN" not in said] == []


def test_a_module_of_no_known_kind_is_noticed(copy: Path) -> None:
    (copy / "pdsa" / "utilities.py").touch()
    assert "pdsa.utilities" in lint(copy)
