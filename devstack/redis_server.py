"""Redis from a wheel, as a child process on a loopback port."""

from pathlib import Path

import redis

from devstack import network, wheels
from devstack.folder import Folder, write_private
from devstack.process import Child, Spec
from devstack.server import Server

# `everysec`: a killed server loses a second at most, and nothing that was queued before.
CONFIGURATION = """\
bind {host}
port {port}
requirepass {password}
dir {data}
daemonize no
save ""
appendonly yes
appendfsync everysec
maxmemory-policy noeviction
"""


class Redis(Server):
    """One Redis server that keeps its data in a folder."""

    title = "Redis"
    start_seconds = 30.0

    def __init__(self, path: Path, *, port: int = 0) -> None:
        self._folder = folder = Folder(path)
        self._data = folder.path / "redis"
        self._password = folder.credentials()["redis"]
        self.port = port or folder.port("redis")
        self._configuration = self._data / "redis.conf"
        self.child = Child(self._spec())

    def url(self) -> str:
        """The address with its password; database 0."""
        return f"redis://:{self._password}@{network.HOST}:{self.port}/0"

    def env(self) -> dict[str, str]:
        """The address by the name that the settings read."""
        return {"REDIS_URL": self.url()}

    def start(self) -> None:
        """Starts the server and returns when it answers."""
        self._data.mkdir(mode=0o700, exist_ok=True)
        # Last time's port when it is free.
        self.port = network.free_port(self.port)
        self._folder.keep_port("redis", self.port)
        # In a file of its owner's, because a command line can be read by every user of the machine.
        text = CONFIGURATION.format(host=network.HOST, port=self.port, password=self._password, data=f'"{self._data}"')
        write_private(self._configuration, text)
        self.child.start()
        self.wait_ready()

    def is_ready(self) -> bool:
        """Whether the server answers a ping now."""
        client = redis.Redis.from_url(self.url(), socket_timeout=3, retry=None)
        try:
            return bool(client.ping())
        except redis.RedisError:
            return False
        finally:
            client.close()

    def _spec(self) -> Spec:
        return Spec(
            name="redis",
            command=[str(wheels.redis_server()), str(self._configuration)],
            log=self._folder.log("redis"),
            cwd=self._folder.path,
            ready=self.is_ready,
        )
