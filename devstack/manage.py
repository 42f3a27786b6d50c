"""Runs a management command on the demo's servers, which are started for it when they do not run."""

import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from devstack.folder import Folder
from devstack.lock import InstanceLock
from devstack.site import ROOT, Servers, Site, servers_for


def manage(local: Path, arguments: Sequence[str], port: int) -> int:
    """Runs the command in the terminal; its exit code."""
    folder = Folder(local)
    lock = InstanceLock(folder.path)
    with running_servers(folder, lock) as pair:
        site = Site(folder, pair.env(), port, demo=True)
        ended = subprocess.run(
            [sys.executable, "manage.py", *arguments], env=site.env_for(arguments[0]), cwd=ROOT, check=False
        )
    return ended.returncode


@contextmanager
def running_servers(folder: Folder, lock: InstanceLock) -> Iterator[Servers]:
    """The servers of the demo that runs from the folder, else our own for the time being."""
    if lock.held_by_another():
        yield servers_for(folder)
        return
    lock.acquire()
    pair = servers_for(folder)
    try:
        pair.start()
        lock.note_children([child.pid for child in pair.children() if child.pid])
        yield pair
    finally:
        pair.stop()
        lock.release()
