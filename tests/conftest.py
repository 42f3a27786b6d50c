"""Fixtures for every test: a real database reached as the web role, and a small cast.

Tests connect as the role the product uses, which row-level security binds; a superuser's tests would prove nothing.
Fixtures build directory rows without a scope; whatever a participation owns is made and read inside one.
"""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from pathlib import Path
from typing import Any

import dj_database_url
import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connections, transaction
from hypothesis import settings as generated

from devstack.postgres import Postgres
from devstack.stack import folder_at, prepare
from tests.cast import Cast, make_cast

ROOT = Path(__file__).resolve().parent.parent
SHARED = "COLLABORATIVE_TEST_RUN"

# How long one example takes depends on what else the machine does; speed is measured in bench/.
generated.register_profile("untimed", deadline=None)
generated.load_profile("untimed")


def pytest_configure(config: pytest.Config) -> None:
    """One folder for what all workers of this run share, made and removed by the process that has no master."""
    if not hasattr(config, "workerinput"):
        # Not under pytest's own folder: it takes other users' way in, and as root PostgreSQL runs as another user.
        os.environ[SHARED] = tempfile.mkdtemp(prefix="collaborative-run-")


def pytest_xdist_auto_num_workers() -> int:
    """One more than the processors: a good part of a worker's time goes by waiting for a browser or a server."""
    return (os.cpu_count() or 1) + 1


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What needs no database comes second: the others have it to do while one worker makes the first database."""
    if items:
        first, kernel = items[0].path, ROOT / "tests" / "spc"
        items.sort(key=lambda item: (item.path != first, not item.path.is_relative_to(kernel)))


def pytest_unconfigure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        shutil.rmtree(os.environ.pop(SHARED), ignore_errors=True)


@pytest.fixture(scope="session")
def prepared() -> Path:
    """A folder of the product, migrated and empty, to start servers from a copy of; made once for all workers."""
    shared = Path(os.environ[SHARED])
    shared.chmod(0o711)
    with (shared / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (shared / "ready").exists():
            prepare(shared / "product")
            (shared / "ready").touch()
    return shared / "product"


@pytest.fixture(scope="session")
def django_db_setup(request: pytest.FixtureRequest, django_db_blocker: Any) -> Iterator[None]:
    """A fresh migrated database of the server that DATABASE_ADMIN_URL names, or of an embedded one for this worker.

    The tests' own connection is the web role's.
    """
    with django_db_blocker.unblock():
        if os.environ.get("DATABASE_ADMIN_URL"):
            migrate_fresh()
            yield
        else:
            with embedded(request.getfixturevalue("prepared")) as server:
                os.environ.update(server.env())
                connect_as(server.web_url())
                yield
        connections["default"].close()


@contextmanager
def embedded(prepared: Path) -> Iterator[Postgres]:
    """A server of our own that begins with what was prepared."""
    with folder_at(None, prepared) as folder:
        server = Postgres(folder.path, fsync=False)
        try:
            server.start()
            yield server
        finally:
            server.stop()


def migrate_fresh() -> None:
    """A database of this process's own on a server that others use too."""
    name = f"test_collaborative_{os.getpid()}"
    for variable in ("DATABASE_OWNER_URL", "DATABASE_URL"):
        os.environ[variable] = os.environ[variable].rsplit("/", 1)[0] + "/" + name
    call_command("prepare_database", recreate=True)
    connect_as(os.environ["DATABASE_OWNER_URL"])
    call_command("migrate", verbosity=0)
    connect_as(os.environ["DATABASE_URL"])


def connect_as(url: str) -> None:
    """Point Django's default connection at another role or database."""
    connection = connections["default"]
    connection.close()
    parts = dj_database_url.parse(url)
    connection.settings_dict.update(parts)
    settings.DATABASES["default"].update(parts)


@pytest.fixture(scope="module")
def _everybody(django_db_setup: None, django_db_blocker: Any) -> Iterator[Cast]:
    """Made once for the tests of a file: the transaction of each lies within this one, and is undone in it."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield make_cast()
        transaction.set_rollback(True)


@pytest.fixture
def cast(_everybody: Cast, db: None) -> Cast:
    """Two collaboratives, three organisations, and a person in every role (see tests/cast.py)."""
    return deepcopy(_everybody)


@pytest.fixture
def project_root() -> Path:
    """The checkout."""
    return ROOT


@contextmanager
def no_queries() -> Iterator[None]:
    """Fail where the body touches the database."""
    with connections["default"].execute_wrapper(_refuse):
        yield


def _refuse(*_: Any) -> None:
    raise AssertionError("a query was made where none is needed")
