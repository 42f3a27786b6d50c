"""Which Python and which Chromium the scripts settle on, among stand-ins in a folder."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from devstack.site import ROOT


def stand_in(folder: Path, name: str, body: str) -> None:
    """A program of that name that does what the shell lines say."""
    program = folder / name
    program.write_text(f"#!/bin/sh\n{body}\n")
    program.chmod(0o755)


def python_of(folder: Path, name: str, version: tuple[int, int], *, whole: bool = True) -> None:
    """A program that tries the line it is given under another version, perhaps without the modules for environments."""
    missing = "" if whole else "sys.modules['ensurepip'] = None; "
    stand_in(
        folder,
        name,
        f'[ "$1" = --version ] && {{ echo "Python {version[0]}.{version[1]}.0"; exit; }}\n'
        f'exec {sys.executable} -c "import sys; sys.version_info = {version}; {missing}exec(sys.argv[1])" "$2"',
    )


def run(script: str, folder: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Runs a script of the project where only the programs of a folder are found."""
    command = ["/bin/sh", str(ROOT / "scripts" / script), *arguments]
    env = {"PATH": str(folder), **environment}
    return subprocess.run(command, env=env, capture_output=True, text=True, timeout=60, check=False)


@pytest.mark.parametrize(
    ("there", "found"),
    [
        ({"python3": (3, 14), "python3.12": (3, 12), "python3.11": (3, 11)}, "python3.12"),
        ({"python3": (3, 13)}, "python3"),
        ({"python3": (3, 10), "python3.11": (3, 11)}, "python3.11"),
        ({"python3": (3, 14)}, "python3"),
        ({}, "python3"),
    ],
)
def test_the_newest_python_that_the_packages_are_for(
    tmp_path: Path, there: dict[str, tuple[int, int]], found: str
) -> None:
    for name, version in there.items():
        python_of(tmp_path, name, version)
    assert run("find-python", tmp_path).stdout == f"{found}\n"


def test_a_python_that_cannot_make_environments_is_passed_over(tmp_path: Path) -> None:
    python_of(tmp_path, "python3.13", (3, 13), whole=False)
    python_of(tmp_path, "python3.12", (3, 12))
    assert run("find-python", tmp_path).stdout == "python3.12\n"


def test_a_chromium_that_does_not_start_is_passed_over(tmp_path: Path) -> None:
    stand_in(tmp_path, "chromium", "exit 1")
    stand_in(tmp_path, "chromium-browser", "echo 'Install it from the shop' >&2; exit 10")
    stand_in(tmp_path, "google-chrome", "echo Chrome 140")
    assert run("ensure-chromium", tmp_path, "python").stdout == f"{tmp_path}/google-chrome\n"


def test_the_chromium_that_is_named_comes_first(tmp_path: Path) -> None:
    stand_in(tmp_path, "chromium", "echo Chromium 140")
    stand_in(tmp_path, "mine", "echo Chromium 139")
    named = os.fspath(tmp_path / "mine")
    assert run("ensure-chromium", tmp_path, "python", CHROMIUM=named).stdout == f"{named}\n"
