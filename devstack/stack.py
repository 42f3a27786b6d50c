"""The product and its servers for a test: in a temporary folder, gone afterwards."""

import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from devstack import network
from devstack.errors import DevstackError
from devstack.folder import Folder
from devstack.postgres import DATABASE, SMALL, Postgres
from devstack.process import last_line
from devstack.python import Python
from devstack.redis_server import Redis
from devstack.site import ROOT, Servers, Site
from devstack.supervisor import Supervisor, Watch

READY_SECONDS = 90.0


@contextmanager
def folder_at(path: Path | None, like: Path | None = None) -> Iterator[Folder]:
    """The folder at the path, or a temporary one that is removed afterwards; it begins as a copy of `like`."""
    made = path is None
    place = Path(tempfile.mkdtemp(prefix="collaborative-")) if path is None else path
    try:
        if like is not None:
            # Not Python's copying, which gives PostgreSQL's files to whoever copies them.
            subprocess.run(["cp", "-Rp", f"{like}/.", str(place)], check=True)
        yield Folder(place)
    finally:
        if made:
            shutil.rmtree(place, ignore_errors=True)


@contextmanager
def servers(path: Path | None = None, *, database: str = DATABASE, memory: str = SMALL) -> Iterator[Servers]:
    """Embedded PostgreSQL (without fsync) and Redis, running. `.env()` has their addresses.

    memory: what PostgreSQL keeps in memory, as its `shared_buffers`.
    """
    with folder_at(path) as folder:
        pair = Servers(Postgres(folder.path, fsync=False, database=database, memory=memory), Redis(folder.path))
        try:
            pair.start()
            yield pair
        finally:
            pair.stop()


def prepare(path: Path) -> None:
    """Make a folder of the product, migrated, empty and stopped, for `like` of others that spare that work."""
    with servers(path) as pair:
        folder = Folder(path)
        Site(folder, pair.env(), 0, demo=False).prepare_once()
    # Else every copy would want the same ports at first.
    folder.forget_ports()


class Stack:
    """A running product. Services: `postgres`, `redis`, `web`, `worker`, `beat`."""

    def __init__(self, site: Site, pair: Servers, supervisor: Supervisor) -> None:
        self.site = site
        self.servers = pair
        self._supervisor = supervisor
        self._python = Python(site.env)

    @property
    def base_url(self) -> str:
        """The address that a browser opens, without a slash at its end."""
        return self.site.base_url

    @property
    def env(self) -> dict[str, str]:
        """The environment of the running product, connected as the web role."""
        return self.site.env

    @property
    def addresses(self) -> dict[str, str]:
        """The addresses of the database for each role, and of Redis, by the settings' names."""
        return self.servers.env()

    def pids(self, name: str) -> list[int]:
        """The processes of a service, its first process first; empty while it is down."""
        return self._supervisor.child(name).pids()

    def kill(self, name: str) -> None:
        """`kill -9` of a service with all its processes; it comes back by itself."""
        self._supervisor.kill(name)

    def stop_service(self, name: str) -> None:
        """Stops a service cleanly; it stays down until `start_service`."""
        self._supervisor.stop(name)

    def start_service(self, name: str) -> None:
        """Starts a stopped service and returns when it answers (where it has a way to)."""
        self._supervisor.start(name)
        ready = self._supervisor.child(name).spec.ready
        if ready is not None:
            self.wait_for(ready, f"{name} to answer")

    def wait_for(self, condition: Callable[[], bool], what: str, seconds: float = READY_SECONDS) -> None:
        """Returns when the condition holds; `DevstackError` when it does not in time."""
        end = time.monotonic() + seconds
        while not condition():
            if time.monotonic() > end:
                raise DevstackError(f"Waited {seconds:.0f} seconds in vain for {what}.")
            time.sleep(0.1)

    def wait_until_ready(self, seconds: float = READY_SECONDS) -> None:
        """Returns when `/healthz` answers."""
        log = self.site.folder.log("web")
        self.wait_for(self.site.answers, f"the web process: {last_line(log)}", seconds)

    def run(self, code: str) -> str:
        """Runs Python with the product's own settings and rights; returns what it printed."""
        return self._python.run(code)

    def forget(self) -> None:
        """Ends the process of `run`."""
        self._python.stop()

    def manage(self, *arguments: str) -> str:
        """Runs a management command and returns what it printed; `DevstackError` when it fails."""
        ended = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            env=self.site.env_for(arguments[0]),
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        if ended.returncode != 0:
            raise DevstackError(f"`{' '.join(arguments)}` failed: {ended.stderr.strip()}")
        return ended.stdout


@contextmanager
def stack(*, demo: bool = False, like: Path | None = None) -> Iterator[Stack]:
    """The whole product, migrated and empty, on servers of its own; ready when it is handed over.

    `demo` turns the one-click sign-in on; data is the caller's matter (`manage("seed_demo")`). `like` is a folder that
    `prepare` made.
    """
    supervisor = Supervisor()
    watch = Watch(supervisor)
    with folder_at(None, like) as folder, servers(folder.path) as pair:
        site = Site(folder, pair.env(), network.free_port(0), demo=demo)
        site.prepare_once()
        running = Stack(site, pair, supervisor)
        try:
            for child in pair.children():
                supervisor.adopt(child)
            for spec in [site.web(), site.worker(), site.beat()]:
                supervisor.add(spec)
            watch.start()
            running.wait_until_ready()
            yield running
        finally:
            running.forget()
            watch.stop()
