"""`make demo`: servers, set-up, web, worker and beat in one foreground command, until Ctrl-C."""

import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from types import FrameType

from devstack.errors import DevstackError
from devstack.folder import Folder
from devstack.lock import InstanceLock
from devstack.preflight import check_disk, check_port
from devstack.process import Child, last_line
from devstack.site import ROOT, Site, run, servers_for
from devstack.supervisor import Supervisor

LOCAL = ROOT / ".local"
READY_SECONDS = 120.0

# Published figures that a person may have beside the project; COLLABORATIVE_EXAMPLE names another place.
EXAMPLE = ROOT.parent / "shared" / "data" / "ae_attendances.csv"


class Stopped(Exception):
    """Someone asked us to end."""


def say(text: str) -> None:
    """One line to the person who waits."""
    print(text, flush=True)


def demo(port: int) -> None:
    """Runs the demo until it is asked to end. `DevstackError` says in one line why it cannot."""
    check_port(port)
    check_disk(ROOT)
    folder = Folder(LOCAL)
    lock = InstanceLock(folder.path)
    if lock.acquire():
        say("The last run was killed before it could clean up: taking over from it.")
    try:
        with signals_raise():
            Demo(folder, lock, port).run()
    except Stopped:
        say("Stopped.")
    finally:
        lock.release()


class Demo:
    """The processes of one run, in a folder whose lock is held."""

    def __init__(self, folder: Folder, lock: InstanceLock, port: int) -> None:
        self._folder = folder
        self._lock = lock
        self._port = port
        self._servers = servers_for(folder)
        self._supervisor = Supervisor()
        self._import: Child | None = None

    def run(self) -> None:
        """Starts everything and watches over it; returns only by an exception, with nothing left running."""
        try:
            site = self._start()
            self._import = self._start_import(site)
            while True:
                self._look()
                time.sleep(0.2)
        finally:
            if self._import is not None:
                self._import.stop()
            self._supervisor.stop_all()
            self._servers.stop()

    def _start(self) -> Site:
        first = not self._folder.done("first-start")
        say("Setting up for the first time, which takes a minute or two ..." if first else "Starting ...")
        self._servers.start()
        for child in self._servers.children():
            self._supervisor.adopt(child)
        self._note_children()
        site = Site(self._folder, self._servers.env(), self._port, demo=True)
        self._prepare(site)
        self._seed_once(site)
        # The web process first, so that it has all of the machine while someone waits for it.
        self._supervisor.add(site.web())
        self._wait_until_ready(site)
        self._supervisor.add(site.worker())
        self._supervisor.add(site.beat())
        self._folder.mark_done("first-start")
        say(f"Collaborative runs at {site.base_url} (Ctrl-C stops it).")
        say(f"Sign in at {site.base_url}/demo/ with one click.")
        return site

    def _prepare(self, site: Site) -> None:
        """Our own database is as we left it, so a later start with the same migrations need not look again."""
        if self._servers.postgres is None:
            site.prepare()
        else:
            site.prepare_once()

    def _seed_once(self, site: Site) -> None:
        mark = f"seed-{self._mark_of_database()}"
        if not self._folder.done(mark):
            run(site.command("seed_demo"))
            self._folder.mark_done(mark)

    def _wait_until_ready(self, site: Site) -> None:
        end = time.monotonic() + READY_SECONDS
        while not site.answers():
            self._look()
            if self._supervisor.failing("web") or time.monotonic() > end:
                raise DevstackError(f"The web process does not start: {last_line(self._folder.log('web'))}")
            time.sleep(0.1)

    def _start_import(self, site: Site) -> Child | None:
        """Starts loading the example, once, where its file is; the site can be used meanwhile."""
        file = example_file()
        if not file.is_file() or self._folder.done(self._import_mark(file)):
            return None
        say("Loading real A&E figures as a second collaborative, in the background ...")
        child = Child(site.command("import_example", str(file)))
        child.start()
        return child

    def _look(self) -> None:
        self._supervisor.tick()
        if self._import is not None and not self._import.alive():
            self._finish_import(self._import)
            self._import = None
        self._note_children()

    def _finish_import(self, ended: Child) -> None:
        if ended.wait() == 0:
            self._folder.mark_done(self._import_mark(example_file()))
            say("The real A&E figures are loaded.")
        else:
            say(f"The real A&E figures could not be loaded: {last_line(ended.spec.log)}")

    def _note_children(self) -> None:
        children = [self._supervisor.child(name) for name in self._supervisor.names()]
        self._lock.note_children([child.pid for child in [*children, self._import] if child and child.pid])

    def _import_mark(self, file: Path) -> str:
        return f"example-{short(str(file))}-{self._mark_of_database()}"

    def _mark_of_database(self) -> str:
        """One mark a database: the embedded one, though its port may change, or the one that is named to us."""
        return "own" if self._servers.postgres is not None else short(os.environ["DATABASE_URL"])


def example_file() -> Path:
    """Where the example of real figures would be."""
    return Path(os.environ.get("COLLABORATIVE_EXAMPLE") or EXAMPLE).resolve()


def short(text: str) -> str:
    """A short name for a longer text, to mark what was done for it."""
    return sha256(text.encode()).hexdigest()[:12]


@contextmanager
def signals_raise() -> Iterator[None]:
    """Ctrl-C, SIGTERM and a closed window raise `Stopped`, once; while we clean up they are ignored."""
    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

    def ignore() -> None:
        for number in numbers:
            signal.signal(number, signal.SIG_IGN)

    def stop(number: int, frame: FrameType | None) -> None:
        ignore()
        raise Stopped

    for number in numbers:
        signal.signal(number, stop)
    try:
        yield
    finally:
        ignore()
