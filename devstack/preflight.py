"""What is looked at before anything starts, each with one clear line when it is not as it must be."""

import shutil
from pathlib import Path

from devstack import network
from devstack.errors import DevstackError

FREE_BYTES = 500_000_000


def check_port(port: int) -> None:
    """`DevstackError` when something else listens on the port."""
    if not network.is_free(port):
        raise DevstackError(
            f"Port {port} is taken: stop what uses it, or choose another, as in `make demo PORT={port + 1}`."
        )


def check_disk(path: Path, needed: int = FREE_BYTES) -> None:
    """`DevstackError` when the disk has too little room for the databases."""
    free = shutil.disk_usage(path).free
    if free < needed:
        raise DevstackError(
            f"The disk is full: {free // 1_000_000} MB free, and the demo needs {needed // 1_000_000} MB."
        )
