"""What can be wrong before anything starts is said in one line, with exit code 1."""

import os
import shutil
import socket
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from devstack.errors import DevstackError
from devstack.folder import Folder
from devstack.preflight import check_disk
from devstack.site import ROOT


def demo(**env: str) -> subprocess.CompletedProcess[str]:
    """Runs `python -m devstack demo` in an environment; for cases in which it ends by itself."""
    command = [sys.executable, "-m", "devstack", "demo"]
    return subprocess.run(
        command, env=os.environ | env, cwd=ROOT, capture_output=True, text=True, timeout=30, check=False
    )


def test_a_taken_port_is_one_line() -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        port = listener.getsockname()[1]
        ended = demo(PORT=str(port))
    assert ended.returncode == 1
    assert ended.stdout == ""
    assert ended.stderr == (
        f"Port {port} is taken: stop what uses it, or choose another, as in `make demo PORT={port + 1}`.\n"
    )


@pytest.mark.parametrize("port", ["eighty", "0", "65536", "-1"])
def test_a_port_that_is_none_is_one_line(port: str) -> None:
    ended = demo(PORT=port)
    assert (ended.returncode, ended.stderr) == (1, f"PORT is {port}: it must be a number from 1 to 65535.\n")


def test_a_full_disk_is_one_line(tmp_path: Path) -> None:
    free = shutil.disk_usage(tmp_path).free
    with pytest.raises(DevstackError, match=r"^The disk is full: \d+ MB free, and the demo needs \d+ MB\.$"):
        check_disk(tmp_path, needed=free * 2)


@pytest.mark.parametrize(
    ("present", "line"),
    [
        ([], "Python is missing: install Python 3.11 or newer."),
        (["python"], "Node is missing: install Node.js 20 or newer."),
        (["python", "node"], "npm is missing: install npm (it comes with Node.js 20 or newer)."),
    ],
)
def test_a_missing_tool_is_one_line(tmp_path: Path, present: list[str], line: str) -> None:
    tools = {"python": sys.executable, "node": shutil.which("node")}
    for name in present:
        (tmp_path / name).write_text(f'#!/bin/sh\nexec "{tools[name]}" "$@"\n')
        (tmp_path / name).chmod(0o755)
    ended = check_tools(tmp_path, "python")
    assert (ended.returncode, ended.stderr) == (1, line + "\n")


def test_an_old_python_is_one_line(tmp_path: Path) -> None:
    old = tmp_path / "python3"
    old.write_text('#!/bin/sh\nif [ "$1" = --version ]; then echo "Python 3.9.2"; else exit 1; fi\n')
    old.chmod(0o755)
    ended = check_tools(tmp_path, "python3")
    assert ended.stderr == "Python is too old: Python 3.9.2, and 3.11 or newer is needed.\n"
    assert ended.returncode == 1


def check_tools(path: Path, python: str) -> subprocess.CompletedProcess[str]:
    """Runs scripts/check-tools where only the tools of a folder are found."""
    command = ["/bin/sh", str(ROOT / "scripts" / "check-tools"), python]
    return subprocess.run(command, env={"PATH": str(path)}, capture_output=True, text=True, timeout=30, check=False)


def test_passwords_are_random_kept_and_private(tmp_path: Path) -> None:
    first = Folder(tmp_path / "one").credentials()
    again = Folder(tmp_path / "one").credentials()
    other = Folder(tmp_path / "two").credentials()
    assert first == again
    assert sorted(first) == ["owner", "postgres", "redis", "secret_key", "web"]
    assert all(len(value) >= 40 for value in first.values())
    assert not set(first.values()) & set(other.values())
    assert stat.S_IMODE((tmp_path / "one" / "credentials.json").stat().st_mode) == 0o600
