"""What ends by itself is started again, ever more slowly; what is stopped stays stopped."""

import os
import signal
from collections.abc import Iterator

import psutil
import pytest

from devstack.supervisor import BACK_OFF, Supervisor, Watch
from tests.devstack.conftest import MakeSpec, wait_until


@pytest.fixture
def supervisor() -> Iterator[Supervisor]:
    """A supervisor whose processes end with the test."""
    made = Supervisor()
    yield made
    made.stop_all()


def tick_until_alive(supervisor: Supervisor, name: str) -> None:
    """Ticks as the demo does until the service runs."""

    def alive() -> bool:
        supervisor.tick()
        return supervisor.child(name).alive()

    wait_until(alive)


def test_a_killed_process_is_started_again(supervisor: Supervisor, make_spec: MakeSpec) -> None:
    supervisor.add(make_spec())
    first = supervisor.child("sleeper").pid
    assert first is not None
    os.kill(first, signal.SIGKILL)
    wait_until(lambda: not supervisor.child("sleeper").alive())
    tick_until_alive(supervisor, "sleeper")
    assert supervisor.child("sleeper").pid != first


def test_a_process_that_ends_again_and_again_waits_longer_each_time(
    supervisor: Supervisor, make_spec: MakeSpec, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = [1000.0]
    monkeypatch.setattr("devstack.supervisor.time.monotonic", lambda: clock[0])
    supervisor.add(make_spec("broken", "raise SystemExit(1)"))
    child = supervisor.child("broken")
    waits = []
    for _ in range(len(BACK_OFF) + 1):
        child.wait()
        ended, before = clock[0], child.process
        while child.process is before:
            supervisor.tick()
            clock[0] += 0.1
        waits.append(clock[0] - ended - 0.1)
    assert waits == pytest.approx([*BACK_OFF, BACK_OFF[-1]], abs=0.11)
    assert supervisor.failing("broken")


def test_a_process_that_has_settled_is_started_again_at_once(
    supervisor: Supervisor, make_spec: MakeSpec, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = [1000.0]
    monkeypatch.setattr("devstack.supervisor.time.monotonic", lambda: clock[0])
    supervisor.add(make_spec())
    for _ in range(4):
        supervisor.kill("sleeper")
        supervisor.tick()
        clock[0] += BACK_OFF[-1]
        supervisor.tick()
    assert supervisor.failing("sleeper")
    clock[0] += 31
    supervisor.tick()
    assert not supervisor.failing("sleeper")


def test_a_stopped_service_stays_stopped_until_it_is_started(supervisor: Supervisor, make_spec: MakeSpec) -> None:
    supervisor.add(make_spec())
    supervisor.stop("sleeper")
    for _ in range(3):
        supervisor.tick()
    assert supervisor.child("sleeper").pids() == []
    supervisor.start("sleeper")
    assert supervisor.child("sleeper").alive()


def test_stop_all_ends_the_last_first_and_leaves_no_process(
    supervisor: Supervisor, make_spec: MakeSpec, tmp_path
) -> None:
    order = tmp_path / "order"
    for name in ("first", "second"):
        code = (
            "import signal, sys, time\n"
            f"signal.signal(signal.SIGTERM, lambda *_: (open({str(order)!r}, 'a').write('{name}\\n'), sys.exit()))\n"
            "print('up', flush=True)\n"
            "time.sleep(60)"
        )
        supervisor.add(make_spec(name, code))
        log = supervisor.child(name).spec.log
        wait_until(lambda log=log: "up" in log.read_text())
    pids = [pid for name in supervisor.names() for pid in supervisor.child(name).pids()]
    supervisor.stop_all()
    assert len(pids) == 2
    assert [pid for pid in pids if psutil.pid_exists(pid)] == []
    assert order.read_text() == "second\nfirst\n"


def test_a_watch_restarts_by_itself_and_stops_everything(make_spec: MakeSpec) -> None:
    supervisor = Supervisor()
    supervisor.add(make_spec())
    watch = Watch(supervisor, seconds=0.02)
    watch.start()
    first = supervisor.child("sleeper").pid
    supervisor.kill("sleeper")
    wait_until(supervisor.child("sleeper").alive)
    second = supervisor.child("sleeper").pid
    watch.stop()
    assert first != second
    assert not supervisor.child("sleeper").alive()
