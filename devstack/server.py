"""What every embedded server does alike: stop, be killed, come back, be waited for."""

import time
from abc import ABC, abstractmethod

from devstack.errors import DevstackError
from devstack.process import Child, last_line


class Server(ABC):
    """A server that is one child process and can be asked whether it answers."""

    title: str
    start_seconds: float
    child: Child

    @abstractmethod
    def start(self) -> None:
        """Starts the server and returns when it answers."""

    @abstractmethod
    def is_ready(self) -> bool:
        """Whether the server answers now."""

    def stop(self) -> None:
        """Stops the server cleanly, ending its connections."""
        self.child.stop()

    def kill(self) -> None:
        """Kills the server with all its processes."""
        self.child.kill()

    def restart(self) -> None:
        """Stops and starts the server, on the same port."""
        self.stop()
        self.start()

    def wait_ready(self, seconds: float | None = None) -> None:
        """Returns when the server answers; `DevstackError` when it does not in time or has ended."""
        end = time.monotonic() + (self.start_seconds if seconds is None else seconds)
        while not self.is_ready():
            if not self.child.alive() or time.monotonic() > end:
                raise DevstackError(f"{self.title} does not start: {last_line(self.child.spec.log)}")
            time.sleep(0.05)
