"""The product's own processes: management commands, web, worker and beat, and the environment they run in."""

import os
import signal
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from devstack import network
from devstack.errors import DevstackError
from devstack.folder import Folder
from devstack.postgres import Postgres
from devstack.process import Child, Spec, last_line
from devstack.redis_server import Redis

ROOT = Path(__file__).resolve().parent.parent

# Gunicorn's control socket lies in the user's home, one for all of a user's stacks, and is not used.
GUNICORN = ("--no-control-socket", "--graceful-timeout", "5")

# Talk between workers has no use here, and Celery 5.7 stumbles over restarting it when Redis has been away.
ALONE = ("--without-gossip", "--without-mingle")

DATABASE_NAMES = ("DATABASE_URL", "DATABASE_OWNER_URL", "DATABASE_ADMIN_URL")


@dataclass(frozen=True)
class Servers:
    """The embedded servers in use; one is None where the environment names a server to use instead."""

    postgres: Postgres | None
    redis: Redis | None

    def start(self) -> None:
        """Starts those that are ours."""
        if self.postgres is not None:
            self.postgres.start()
        if self.redis is not None:
            self.redis.start()

    def stop(self) -> None:
        """Stops those that are ours."""
        if self.redis is not None:
            self.redis.stop()
        if self.postgres is not None:
            self.postgres.stop()

    def children(self) -> list[Child]:
        """Their processes, in the order in which they start."""
        return [server.child for server in (self.postgres, self.redis) if server is not None]

    def env(self) -> dict[str, str]:
        """The addresses in use, by the names that the settings read: our servers', else the environment's."""
        env = {name: os.environ[name] for name in (*DATABASE_NAMES, "REDIS_URL") if os.environ.get(name)}
        if self.postgres is not None:
            env |= self.postgres.env()
        if self.redis is not None:
            env |= self.redis.env()
        return env


def servers_for(folder: Folder) -> Servers:
    """Embedded servers for what the environment does not name."""
    return Servers(
        postgres=None if os.environ.get("DATABASE_URL") else Postgres(folder.path),
        redis=None if os.environ.get("REDIS_URL") else Redis(folder.path),
    )


class Site:
    """The product on given servers, listening on a port of the loopback address."""

    def __init__(self, folder: Folder, addresses: Mapping[str, str], port: int, *, demo: bool) -> None:
        self.folder = folder
        self.port = port
        self._addresses = dict(addresses)
        self._demo = demo

    @property
    def base_url(self) -> str:
        """The address that a browser opens, without a slash at its end."""
        return f"http://{network.HOST}:{self.port}"

    @property
    def env(self) -> dict[str, str]:
        """What the running product gets: the web role's address and none with more rights."""
        outer = {name: value for name, value in os.environ.items() if name not in DATABASE_NAMES}
        own = {
            "DATABASE_URL": self._addresses["DATABASE_URL"],
            "REDIS_URL": self._addresses["REDIS_URL"],
            "DEMO": "1" if self._demo else "0",
            # The product's own, also when a test runner set its own for itself.
            "DJANGO_SETTINGS_MODULE": "collaborative.settings",
            "DEBUG": os.environ.get("DEBUG", "0"),
            "SECRET_KEY": os.environ.get("SECRET_KEY") or self.folder.credentials()["secret_key"],
            "BASE_URL": self.base_url,
            "ALLOWED_HOSTS": os.environ.get("ALLOWED_HOSTS") or f"{network.HOST},localhost",
            "CSRF_TRUSTED_ORIGINS": f"{self.base_url},http://localhost:{self.port}",
            "STATIC_ROOT": str(self._static_root),
            "FILES_ROOT": str(self.folder.path / "files"),
            "PYTHONUNBUFFERED": "1",
        }
        return outer | own

    def env_as_owner(self) -> dict[str, str]:
        """The environment of a command that changes tables: the owner in the place of the web role."""
        owner = self._addresses.get("DATABASE_OWNER_URL", self._addresses["DATABASE_URL"])
        return self.env | {"DATABASE_URL": owner}

    def env_as_admin(self) -> dict[str, str]:
        """The environment of the command that makes roles and database: all three addresses."""
        return self.env | self._addresses

    def prepare(self) -> None:
        """Roles and database (where a superuser's address is known), tables, static files."""
        if "DATABASE_ADMIN_URL" in self._addresses:
            run(self.command("prepare_database", env=self.env_as_admin()))
        run(self.command("migrate", "--noinput", env=self.env_as_owner()))
        self.collect_static()

    def prepare_once(self) -> None:
        """The same, where the folder's own database is as the same migrations left it."""
        mark = f"schema-{self.schema_state()}"
        if not self.folder.done(mark):
            self.prepare()
            self.folder.mark_done(mark)
        self.collect_static()

    def collect_static(self) -> None:
        """Gathers the static files, unless they are there as they are now."""
        collected = self._static_root / ".collected"
        state = self._static_state()
        if not collected.exists() or collected.read_text() != state:
            run(self.command("collectstatic", "--noinput", "--clear"))
            collected.write_text(state)

    def command(self, *arguments: str, env: Mapping[str, str] | None = None) -> Spec:
        """A management command as a process, as the web role unless another environment is given."""
        return Spec(
            name=arguments[0],
            command=[sys.executable, "manage.py", *arguments],
            log=self.folder.log(arguments[0]),
            env=self.env if env is None else env,
            cwd=ROOT,
        )

    def env_for(self, command: str) -> dict[str, str]:
        """The environment with the least rights under which a management command can do its work."""
        if command == "prepare_database":
            return self.env_as_admin()
        if command in {"migrate", "sqlmigrate", "showmigrations", "makemigrations", "flush", "dbshell"}:
            return self.env_as_owner()
        return self.env

    def web(self) -> Spec:
        """The web server process."""
        command = ["gunicorn", "collaborative.wsgi", "--bind", f"{network.HOST}:{self.port}", "--workers", "2"]
        return self._service("web", *command, "--threads", "4", "--timeout", "60", *GUNICORN)

    def worker(self) -> Spec:
        """The process that does the background jobs."""
        return self._service(
            "worker", "celery", "-A", "collaborative", "worker", "--concurrency", "2", "--loglevel", "INFO", *ALONE
        )

    def beat(self) -> Spec:
        """The process that enqueues the scheduled jobs."""
        schedule = str(self.folder.path / "beat-schedule")
        return self._service("beat", "celery", "-A", "collaborative", "beat", "--schedule", schedule, "--pidfile=")

    def answers(self) -> bool:
        """Whether the product says that all is ready."""
        return network.answers_200(self.port, "/healthz")

    def _service(self, name: str, *module: str) -> Spec:
        return Spec(
            name=name,
            command=[sys.executable, "-m", *module],
            log=self.folder.log(name),
            env=self.env,
            cwd=ROOT,
            # Gunicorn and Celery leave their work at once on this one; on SIGTERM they finish it first.
            death_signal=signal.SIGTERM if name == "beat" else signal.SIGQUIT,
        )

    @property
    def _static_root(self) -> Path:
        return self.folder.path / "static"

    def _static_state(self) -> str:
        """Changes when a static file or a package (the locks) changes."""
        state = sha256((ROOT / "requirements" / "run.txt").read_bytes())
        for file in sorted((ROOT / "static").rglob("*")):
            if file.is_file():
                stat = file.stat()
                state.update(f"{file.relative_to(ROOT)} {stat.st_size} {stat.st_mtime_ns}\n".encode())
        return state.hexdigest()[:16]

    def schema_state(self) -> str:
        """Changes when a migration, the command that makes the roles, or a package (the locks) changes."""
        state = sha256((ROOT / "requirements" / "run.txt").read_bytes())
        for file in sorted([*ROOT.glob("*/migrations/*.py"), *ROOT.glob("*/management/commands/prepare_database.py")]):
            state.update(file.read_bytes())
        return state.hexdigest()[:16]


def run(spec: Spec) -> None:
    """Runs a process to its end; `DevstackError` with the last line of its log when it fails.

    An exception meanwhile (Ctrl-C) stops it.
    """
    child = Child(spec)
    try:
        child.start()
        code = child.wait()
    finally:
        child.stop()
    if code != 0:
        raise DevstackError(f"`{spec.name}` failed: {last_line(spec.log)}")
