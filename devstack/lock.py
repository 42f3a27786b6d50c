"""One instance a folder, and the clearing up after one that was killed."""

import fcntl
import json
import os
from contextlib import suppress
from pathlib import Path

import psutil

from devstack.errors import DevstackError

SAME_PROCESS_SECONDS = 2.0


class InstanceLock:
    """A lock that the kernel lets go of when its holder ends, however it ends.

    The file keeps the holder's process id, and beside it stand the processes it started: what is still written
    there when the lock is free was left by an instance that was killed.
    """

    def __init__(self, folder: Path) -> None:
        self._path = folder / "lock"
        self._children = folder / "children.json"
        self._fd: int | None = None
        self._noted: list[int] = []

    def acquire(self) -> bool:
        """Takes the lock; true when a killed instance had left it, whose processes are then ended.

        Raises `DevstackError` when an instance runs.
        """
        # Python does not hand the descriptor on to child processes, so none of them can hold the lock.
        fd = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.read(fd, 32).decode().strip()
            os.close(fd)
            raise DevstackError(
                f"It already runs from this folder (process {holder}): stop that one first, with Ctrl-C in its window."
            ) from None
        self._fd = fd
        stale = bool(os.read(fd, 32).strip())
        if stale:
            self._end_left_over()
        os.ftruncate(fd, 0)
        os.pwrite(fd, str(os.getpid()).encode(), 0)
        return stale

    def held_by_another(self) -> bool:
        """Whether an instance runs now."""
        try:
            fd = os.open(self._path, os.O_RDWR)
        except FileNotFoundError:
            return False
        try:
            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        finally:
            os.close(fd)
        return False

    def note_children(self, pids: list[int]) -> None:
        """Writes down which processes run, with the time each was created (ids are used again)."""
        if pids == self._noted:
            return
        self._noted = pids
        noted = []
        for pid in pids:
            with suppress(psutil.NoSuchProcess):
                noted.append([pid, psutil.Process(pid).create_time()])
        draft = self._children.with_suffix(".new")
        draft.write_text(json.dumps(noted))
        draft.replace(self._children)

    def release(self) -> None:
        """Lets go, with nothing left behind."""
        if self._fd is not None:
            self._children.unlink(missing_ok=True)
            os.ftruncate(self._fd, 0)
            os.close(self._fd)
            self._fd = None

    def _end_left_over(self) -> None:
        noted = json.loads(self._children.read_text()) if self._children.exists() else []
        left = []
        for pid, created in noted:
            with suppress(psutil.NoSuchProcess):
                process = psutil.Process(pid)
                # The clock may have been set meanwhile, which moves the reported time a little.
                if abs(process.create_time() - created) < SAME_PROCESS_SECONDS:
                    left.append(process)
        for process in left:
            with suppress(psutil.NoSuchProcess):
                process.terminate()
        _, alive = psutil.wait_procs(left, timeout=5)
        for process in alive:
            with suppress(psutil.NoSuchProcess):
                process.kill()
        psutil.wait_procs(alive, timeout=5)
