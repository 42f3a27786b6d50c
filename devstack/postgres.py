"""PostgreSQL from a wheel, as a child process on a loopback port."""

import signal
import subprocess
import tempfile
from pathlib import Path
from urllib.parse import quote

import psycopg2

from devstack import network, system_user, wheels
from devstack.errors import DevstackError
from devstack.folder import Folder
from devstack.process import Child, Spec, last_line, wrapped
from devstack.server import Server

SUPERUSER = "postgres"
OWNER = "collaborative_owner"
WEB = "collaborative_web"
DATABASE = "collaborative"

# What PostgreSQL keeps in memory: little, as on an old laptop.
SMALL = "128MB"
SETTINGS = {
    "listen_addresses": network.HOST,
    # A socket's path may not be longer than 107 characters, which a project's folder easily is.
    "unix_socket_directories": "",
    "max_connections": "60",
    "logging_collector": "off",
    "log_line_prefix": "%m [%p] ",
}
# For tests: data need not survive a power cut, but does survive `kill -9` (so synchronous_commit stays on).
UNSAFE_SETTINGS = {"fsync": "off", "full_page_writes": "off"}


class Postgres(Server):
    """One database cluster in a folder. Its roles other than the superuser are made by `manage.py prepare_database`."""

    title = "PostgreSQL"
    start_seconds = 60.0

    def __init__(
        self, path: Path, *, port: int = 0, fsync: bool = True, database: str = DATABASE, memory: str = SMALL
    ) -> None:
        self.database = database
        self._folder = folder = Folder(path)
        self._data = folder.path / "postgres"
        self._fsync = fsync
        self._memory = memory
        self._binaries = wheels.postgres_binaries()
        self._user = system_user.needed()
        self._passwords = folder.credentials()
        self.port = port or folder.port("postgres")
        self.child = Child(self._spec())

    def url(self, role: str, database: str | None = None) -> str:
        """The address for a role: `SUPERUSER`, `OWNER` or `WEB`."""
        key = {SUPERUSER: "postgres", OWNER: "owner", WEB: "web"}[role]
        return (
            f"postgresql://{role}:{quote(self._passwords[key])}@{network.HOST}:{self.port}/{database or self.database}"
        )

    def admin_url(self) -> str:
        """The superuser's address, of the database that is always there."""
        return self.url(SUPERUSER, "postgres")

    def owner_url(self, database: str | None = None) -> str:
        """The address of the role that owns and changes tables."""
        return self.url(OWNER, database)

    def web_url(self, database: str | None = None) -> str:
        """The address of the role that the running product uses."""
        return self.url(WEB, database)

    def env(self) -> dict[str, str]:
        """The three addresses by the names that the settings read."""
        return {
            "DATABASE_URL": self.web_url(),
            "DATABASE_OWNER_URL": self.owner_url(),
            "DATABASE_ADMIN_URL": self.admin_url(),
        }

    def start(self) -> None:
        """Starts the server, making its files the first time, and returns when it answers."""
        self._let_user_in()
        if not (self._data / "PG_VERSION").exists():
            self._make_cluster()
        self._choose_port()
        self.child.start()
        self.wait_ready()

    def is_ready(self) -> bool:
        """Whether the superuser can connect now."""
        try:
            psycopg2.connect(self.admin_url(), connect_timeout=3).close()
        except psycopg2.OperationalError:
            return False
        return True

    def _spec(self) -> Spec:
        settings = (
            SETTINGS
            | {"shared_buffers": self._memory, "port": str(self.port)}
            | ({} if self._fsync else UNSAFE_SETTINGS)
        )
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        return Spec(
            name="postgres",
            command=[str(self._binaries / "postgres"), "-D", str(self._data), *options],
            log=self._folder.log("postgres"),
            cwd=self._folder.path,
            user=self._user,
            # "Fast" shutdown: ends connections and leaves a clean cluster. SIGTERM would wait for clients to go.
            stop_signal=signal.SIGINT,
            death_signal=signal.SIGINT,
            stop_seconds=20.0,
            ready=self.is_ready,
        )

    def _choose_port(self) -> None:
        """Keeps last time's port when it is free."""
        port = network.free_port(self.port)
        if port != self.port:
            self.port = port
            self.child = Child(self._spec())
        self._folder.keep_port("postgres", port)

    def _let_user_in(self) -> None:
        if self._user:
            system_user.make_reachable(self._data)
            system_user.make_reachable(self._binaries)
            system_user.make_runnable(self._binaries.parent)

    def _make_cluster(self) -> None:
        self._folder.forget_done()
        self._data.mkdir(mode=0o700, exist_ok=True)
        with tempfile.NamedTemporaryFile("w", dir=self._folder.path, prefix="first-") as password:
            password.write(self._passwords["postgres"])
            password.flush()
            if self._user:
                system_user.own(self._data, self._user)
                system_user.own(Path(password.name), self._user)
            self._initdb(password.name)

    def _initdb(self, password_file: str) -> None:
        command = [
            str(self._binaries / "initdb"),
            f"--pgdata={self._data}",
            f"--username={SUPERUSER}",
            f"--pwfile={password_file}",
            "--auth=scram-sha-256",
            "--encoding=UTF8",
            # The same order and upper case on every machine, whatever its own language.
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
            "--locale=C",
            *([] if self._fsync else ["--no-sync"]),
        ]
        log = self._folder.log("postgres")
        spec = Spec("initdb", command, log, user=self._user)
        with log.open("ab") as output:
            made = subprocess.run(
                wrapped(spec),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                cwd=self._folder.path,
                check=False,
            )
        if made.returncode != 0:
            raise DevstackError(f"PostgreSQL's files could not be made: {last_line(log)}")
