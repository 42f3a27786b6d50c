"""Fixtures for every test: a real database reached as the web role, and a small cast.

Tests connect as the role the product uses, which row-level security binds; a superuser's tests would prove nothing.
Fixtures build directory rows without a scope; whatever a participation owns is made and read inside one.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import dj_database_url
import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connections
from hypothesis import settings as generated

from devstack.postgres import Postgres
from tests.cast import Cast, make_cast

ROOT = Path(__file__).resolve().parent.parent

# How long one example takes depends on what else the machine does; speed is measured in bench/.
generated.register_profile("untimed", deadline=None)
generated.load_profile("untimed")


@pytest.fixture(scope="session")
def database_server() -> Iterator[None]:
    """The server named by DATABASE_ADMIN_URL and its two companions, or an embedded one for this run."""
    if os.environ.get("DATABASE_ADMIN_URL"):
        yield
        return
    name = f"test_{os.getpid()}"
    # Not under pytest's own folder: it takes other users' way in, and as root PostgreSQL runs as another user.
    place = Path(tempfile.mkdtemp(prefix="collaborative-"))
    server = Postgres(place, fsync=False)
    server.start()
    os.environ["DATABASE_ADMIN_URL"] = server.admin_url()
    os.environ["DATABASE_OWNER_URL"] = server.owner_url(name)
    os.environ["DATABASE_URL"] = server.web_url(name)
    yield
    server.stop()
    shutil.rmtree(place, ignore_errors=True)


@pytest.fixture(scope="session")
def django_db_setup(database_server: None, django_db_blocker: Any) -> Iterator[None]:
    """A fresh database, migrated by the owner; the tests' own connection is the web role's."""
    name = f"test_collaborative_{os.getpid()}"
    for variable in ("DATABASE_OWNER_URL", "DATABASE_URL"):
        os.environ[variable] = os.environ[variable].rsplit("/", 1)[0] + "/" + name
    with django_db_blocker.unblock():
        call_command("prepare_database", recreate=True)
        connect_as(os.environ["DATABASE_OWNER_URL"])
        call_command("migrate", verbosity=0)
        connect_as(os.environ["DATABASE_URL"])
        yield
        connections["default"].close()


def connect_as(url: str) -> None:
    """Point Django's default connection at another role or database."""
    connection = connections["default"]
    connection.close()
    parts = dj_database_url.parse(url)
    connection.settings_dict.update(parts)
    settings.DATABASES["default"].update(parts)


@pytest.fixture
def cast(db: None) -> Cast:
    """Two collaboratives, three organisations, and a person in every role (see tests/cast.py)."""
    return make_cast()


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
