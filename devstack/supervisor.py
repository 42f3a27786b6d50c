"""Keeps a set of child processes running: one that ends by itself is started again, ever more slowly."""

import threading
import time
from dataclasses import dataclass

from devstack.process import Child, Spec

# Seconds to wait before a start, by how often the process has ended shortly after one.
BACK_OFF = (0.2, 0.5, 1.0, 2.0, 5.0, 10.0)
# A process that has run this long starts afresh at the first wait.
SETTLED_SECONDS = 30.0


@dataclass
class Service:
    """A supervised child and what is known of its ends."""

    child: Child
    wanted: bool = True
    started_at: float = 0.0
    failures: int = 0
    restart_at: float | None = None


class Supervisor:
    """Starts, watches and stops services; safe to call from several threads."""

    def __init__(self) -> None:
        self._services: dict[str, Service] = {}
        self._lock = threading.RLock()

    def add(self, spec: Spec) -> None:
        """Takes the process of the spec under supervision and starts it."""
        self.adopt(Child(spec))
        self.start(spec.name)

    def adopt(self, child: Child) -> None:
        """Takes a child under supervision that may already run."""
        with self._lock:
            self._services[child.spec.name] = Service(child, started_at=time.monotonic())

    def names(self) -> list[str]:
        """The services in the order in which they were added."""
        return list(self._services)

    def child(self, name: str) -> Child:
        """The process of that name."""
        return self._services[name].child

    def start(self, name: str) -> None:
        """Starts a service that does not run."""
        with self._lock:
            service = self._services[name]
            service.wanted = True
            if not service.child.alive():
                self._start(service)

    def stop(self, name: str) -> None:
        """Stops a service, which then stays stopped."""
        with self._lock:
            service = self._services[name]
            service.wanted = False
            service.child.stop()

    def kill(self, name: str) -> None:
        """Kills a service and all that it started; the next `tick` sees to its restart."""
        with self._lock:
            self._services[name].child.kill()

    def stop_all(self) -> None:
        """Stops every service, the last added first."""
        for name in reversed(self.names()):
            self.stop(name)

    def failing(self, name: str) -> bool:
        """Whether the service has ended by itself again and again without settling."""
        return self._services[name].failures > len(BACK_OFF) // 2

    def tick(self) -> None:
        """Looks at every service once; starts again what has ended and has waited long enough."""
        with self._lock:
            now = time.monotonic()
            for service in self._services.values():
                self._look_at(service, now)

    def _look_at(self, service: Service, now: float) -> None:
        if not service.wanted:
            return
        if service.child.alive():
            if now - service.started_at > SETTLED_SECONDS:
                service.failures = 0
            return
        if service.restart_at is None:
            service.child.sweep()
            service.restart_at = now + BACK_OFF[min(service.failures, len(BACK_OFF) - 1)]
            service.failures += 1
        if now >= service.restart_at:
            self._start(service)

    def _start(self, service: Service) -> None:
        service.restart_at = None
        service.started_at = time.monotonic()
        service.child.start()


class Watch:
    """Ticks a supervisor from a thread of its own, for tests, which have something else to do meanwhile.

    The thread lives until the services are stopped: the kernel ends a child when the *thread* that started it ends.
    """

    def __init__(self, supervisor: Supervisor, seconds: float = 0.1) -> None:
        self._supervisor = supervisor
        self._seconds = seconds
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._run, name="devstack-watch", daemon=True)

    def start(self) -> None:
        """Starts watching."""
        self._thread.start()

    def stop(self) -> None:
        """Stops every service, then the watching."""
        self._supervisor.stop_all()
        self._done.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._done.wait(self._seconds):
            self._supervisor.tick()
