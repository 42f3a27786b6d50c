"""A child ends when it is told to, with everything it started, and cannot outlive a killed parent."""

import signal
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from devstack.process import LOG_BYTES, Child, rotate
from devstack.site import ROOT
from tests.devstack.conftest import MakeSpec, wait_until

PARENT_OF_ONE = """
import subprocess, sys, time
subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
time.sleep(60)
"""
DEAF = """
import signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
print("deaf", flush=True)
time.sleep(60)
"""
POLITE = """
import signal, sys, time
signal.signal(signal.SIGTERM, lambda *_: sys.exit("bye"))
print("up", flush=True)
time.sleep(60)
"""


def test_stop_lets_the_process_end_in_its_own_way(make_spec: MakeSpec) -> None:
    child = Child(make_spec(code=POLITE))
    child.start()
    wait_until(lambda: "up" in child.spec.log.read_text())
    child.stop()
    assert not child.alive()
    assert child.spec.log.read_text() == "up\nbye\n"


def test_stop_kills_a_process_that_does_not_listen(make_spec: MakeSpec) -> None:
    child = Child(make_spec(code=DEAF, stop_seconds=0.3))
    child.start()
    wait_until(lambda: "deaf" in child.spec.log.read_text())
    child.stop()
    assert child.wait() == -signal.SIGKILL


def test_kill_takes_along_what_the_process_started(make_spec: MakeSpec) -> None:
    child = Child(make_spec(code=PARENT_OF_ONE))
    child.start()
    wait_until(lambda: len(child.pids()) == 2)
    family = child.pids()
    child.kill()
    assert [pid for pid in family if psutil.pid_exists(pid)] == []


def test_orphans_of_an_ended_process_are_swept(make_spec: MakeSpec) -> None:
    child = Child(make_spec(code=PARENT_OF_ONE))
    child.start()
    wait_until(lambda: len(child.pids()) == 2)
    first, orphan = child.pids()
    psutil.Process(first).kill()
    assert child.wait() == -signal.SIGKILL
    assert psutil.pid_exists(orphan)
    child.sweep()
    wait_until(lambda: not running(orphan))


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the kernel's parent-death signal is Linux's")
def test_a_child_dies_with_its_killed_parent(tmp_path: Path) -> None:
    code = f"""
import sys, time
from pathlib import Path
from devstack.process import Child, Spec
child = Child(Spec("sleeper", [sys.executable, "-c", "import time; time.sleep(60)"], Path({str(tmp_path / "log")!r})))
child.start()
print(child.pid, flush=True)
time.sleep(60)
"""
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True, cwd=ROOT) as parent:
        assert parent.stdout is not None
        pid = int(parent.stdout.readline())
        wait_until(lambda: "sleep" in " ".join(psutil.Process(pid).cmdline()))
        parent.kill()
    wait_until(lambda: not running(pid))


def test_a_long_log_is_set_aside(tmp_path: Path) -> None:
    log = tmp_path / "web.log"
    log.write_bytes(b"x" * (LOG_BYTES + 1))
    rotate(log)
    assert not log.exists()
    assert (tmp_path / "web.log.1").stat().st_size == LOG_BYTES + 1


def running(pid: int) -> bool:
    """Whether the process exists and has not ended (an ended one may wait for its new parent to notice)."""
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
