"""One child process: started, asked whether it lives, stopped with everything it started."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

CHILD_PROGRAM = Path(__file__).with_name("child.py")

# A log that has grown beyond this is set aside when its process starts.
LOG_BYTES = 5_000_000


@dataclass(frozen=True)
class Spec:
    """What to run and how to end it."""

    name: str
    command: Sequence[str]
    log: Path
    env: Mapping[str, str] | None = None
    cwd: Path | None = None
    user: str = ""
    stop_signal: signal.Signals = signal.SIGTERM
    # Sent by the kernel when the parent is killed and can send nothing itself.
    death_signal: signal.Signals = signal.SIGTERM
    stop_seconds: float = 10.0
    ready: Callable[[], bool] | None = None


class Child:
    """A process of a `Spec`. It has a session of its own, so Ctrl-C in the terminal reaches the parent only."""

    def __init__(self, spec: Spec) -> None:
        self.spec = spec
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Starts the process; its output goes to the log."""
        rotate(self.spec.log)
        with self.spec.log.open("ab") as log:
            self.process = subprocess.Popen(
                wrapped(self.spec),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env=None if self.spec.env is None else dict(self.spec.env),
                cwd=self.spec.cwd,
                start_new_session=True,
            )

    @property
    def pid(self) -> int | None:
        """The process id while it runs."""
        return self.process.pid if self.process is not None and self.alive() else None

    def alive(self) -> bool:
        """Whether it was started and has not ended."""
        return self.process is not None and self.process.poll() is None

    def wait(self) -> int:
        """Waits for its end; its exit code."""
        if self.process is None:
            raise RuntimeError(f"{self.spec.name} was not started")
        return self.process.wait()

    def pids(self) -> list[int]:
        """The process and all that it started, itself first."""
        if self.pid is None:
            return []
        with suppress(psutil.NoSuchProcess):
            return [self.pid, *(found.pid for found in psutil.Process(self.pid).children(recursive=True))]
        return []

    def stop(self) -> None:
        """Asks it to end, waits `stop_seconds`, then kills what is left of it."""
        family = self._family()
        if self.process is not None and self.alive():
            self.process.send_signal(self.spec.stop_signal)
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(self.spec.stop_seconds)
        self._end(family)

    def sweep(self) -> None:
        """Kills what an ended process has left of its process group: orphans would hold its port or its work."""
        if self.process is not None and not self.alive():
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, signal.SIGKILL)

    def kill(self) -> None:
        """Kills it and all that it started at once, as `kill -9` does."""
        self._end(self._family())

    def _family(self) -> list[psutil.Process]:
        found = []
        for pid in self.pids():
            with suppress(psutil.NoSuchProcess):
                found.append(psutil.Process(pid))
        return found

    def _end(self, family: list[psutil.Process]) -> None:
        # psutil compares creation times, so a process that got the id of an ended one is left alone.
        for process in family:
            with suppress(psutil.NoSuchProcess):
                process.kill()
        if self.process is not None:
            self.process.wait()
            self.sweep()
        psutil.wait_procs(family, timeout=5)


def wrapped(spec: Spec) -> list[str]:
    """The command line that runs the spec's command through `child.py`."""
    parent = str(os.getpid())
    death_signal = str(int(spec.death_signal))
    return [sys.executable, "-I", "-S", str(CHILD_PROGRAM), parent, death_signal, spec.user, "--", *spec.command]


def rotate(log: Path) -> None:
    """Makes the log's folder, and sets a log aside that has grown too long."""
    log.parent.mkdir(parents=True, exist_ok=True)
    if log.exists() and log.stat().st_size > LOG_BYTES:
        log.replace(log.with_suffix(".log.1"))


def last_line(log: Path) -> str:
    """The last line of a log that says something (indented ones go on from another), and where the log is."""
    text = log.read_text(errors="replace") if log.exists() else ""
    lines = [line for line in text.splitlines() if line.strip() and not line[0].isspace()]
    return f"{lines[-1].strip()} (see {log})" if lines else f"see {log}"
