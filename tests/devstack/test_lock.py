"""One instance a folder; what a killed instance left behind is noticed and ended."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from devstack.errors import DevstackError
from devstack.lock import InstanceLock
from devstack.site import ROOT

# Takes the lock, starts and notes a process that its own end will not end, and says so.
HOLDER = """
import subprocess, sys, time
from pathlib import Path
from devstack.lock import InstanceLock
lock = InstanceLock(Path(sys.argv[1]))
lock.acquire()
left = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"], stdout=subprocess.DEVNULL)
lock.note_children([left.pid])
print(left.pid, flush=True)
time.sleep(60)
"""


@pytest.fixture
def holder(tmp_path: Path) -> Iterator[tuple[subprocess.Popen[str], psutil.Process]]:
    """Another process that holds the lock of the folder, and the process that it has started."""
    command = [sys.executable, "-c", HOLDER, str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        assert process.stdout is not None
        left = psutil.Process(int(process.stdout.readline()))
        yield process, left
        process.kill()
    if left.is_running():
        left.kill()


def test_a_second_instance_is_told_who_runs(
    tmp_path: Path, holder: tuple[subprocess.Popen[str], psutil.Process]
) -> None:
    process, left = holder
    lock = InstanceLock(tmp_path)
    assert lock.held_by_another()
    with pytest.raises(DevstackError) as refused:
        lock.acquire()
    assert str(refused.value) == (
        f"It already runs from this folder (process {process.pid}): stop that one first, with Ctrl-C in its window."
    )
    assert left.is_running()


def test_a_killed_instance_is_taken_over_and_its_processes_ended(
    tmp_path: Path, holder: tuple[subprocess.Popen[str], psutil.Process]
) -> None:
    process, left = holder
    process.kill()
    process.wait()
    assert left.is_running()
    lock = InstanceLock(tmp_path)
    assert lock.acquire() is True
    assert not left.is_running()
    lock.release()


def test_a_process_that_got_an_old_id_is_left_alone(tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"]) as stranger:
        (tmp_path / "lock").write_text("1")
        created = psutil.Process(stranger.pid).create_time()
        (tmp_path / "children.json").write_text(f"[[{stranger.pid}, {created - 100}]]")
        lock = InstanceLock(tmp_path)
        assert lock.acquire() is True
        assert stranger.poll() is None
        lock.release()
        stranger.kill()


def test_a_clean_end_leaves_nothing_to_take_over(tmp_path: Path) -> None:
    first = InstanceLock(tmp_path)
    assert first.acquire() is False
    first.note_children([os.getpid()])
    first.release()
    assert not first.held_by_another()
    second = InstanceLock(tmp_path)
    assert second.acquire() is False
    second.release()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["lock"]
