"""Tiny stand-ins for the processes that the supervisor watches."""

import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from devstack.process import Spec

SLEEPER = "import time; time.sleep(60)"

MakeSpec = Callable[..., Spec]


@pytest.fixture
def make_spec(tmp_path: Path) -> MakeSpec:
    """Makes the spec of a process that runs a line of Python; by default it sleeps for a minute."""

    def make(name: str = "sleeper", code: str = SLEEPER, **fields: object) -> Spec:
        return Spec(name=name, command=[sys.executable, "-c", code], log=tmp_path / f"{name}.log", **fields)

    return make


def wait_until(condition: Callable[[], object], seconds: float = 10.0) -> None:
    """Returns when the condition holds; fails the test when it does not in time."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.02)
