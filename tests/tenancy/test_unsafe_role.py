"""The product does not run as a role that row-level security does not bind."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.db import connection

from collaborative.tenancy.guard import check_role, refuse_unsafe_role
from tests.conftest import connect_as
from tests.tenancy.conftest import House

SUPERUSER, OWNER, WEB = "DATABASE_ADMIN_URL", "DATABASE_OWNER_URL", "DATABASE_URL"
WSGI = [sys.executable, "-c", "import collaborative.wsgi"]
WORKER = [sys.executable, "-m", "celery", "-A", "collaborative", "worker", "--pool", "solo"]


def start(command: list[str], database_url: str, root: Path) -> subprocess.CompletedProcess[str]:
    """The process, as it would be started by hand, with nowhere to fetch work from."""
    env = {name: value for name, value in os.environ.items() if not name.startswith(("DATABASE_", "DJANGO_"))}
    env |= {"DATABASE_URL": database_url, "SECRET_KEY": "x", "DEBUG": "0", "REDIS_URL": "redis://127.0.0.1:1/0"}
    return subprocess.run(command, env=env, cwd=root, capture_output=True, text=True, timeout=60, check=False)


def test_a_superuser_gets_no_connection(live: House) -> None:
    connect_as(live.url(SUPERUSER))
    with pytest.raises(ImproperlyConfigured, match="is a superuser or may bypass row-level security"):
        connection.ensure_connection()
    assert connection.connection is None
    with pytest.raises(ImproperlyConfigured, match="is a superuser"):
        refuse_unsafe_role()


def test_a_role_that_may_become_unsafe_gets_no_connection(live: House) -> None:
    backup, visitor = f"backup_{os.getpid()}", f"visitor_{os.getpid()}"
    with live.raw(SUPERUSER) as admin, admin.cursor() as cursor:
        cursor.execute(f"CREATE ROLE {backup} BYPASSRLS; CREATE ROLE {visitor} LOGIN PASSWORD 'v'")
        cursor.execute(f"GRANT {backup} TO {visitor}; GRANT CONNECT ON DATABASE {live.name} TO {visitor}")
        admin.commit()
        try:
            connect_as(re.sub("//[^@]+@", f"//{visitor}:v@", live.url(WEB)))
            with pytest.raises(ImproperlyConfigured, match=f"'{visitor}' is a superuser or may bypass"):
                connection.ensure_connection()
        finally:
            cursor.execute(f"REVOKE ALL ON DATABASE {live.name} FROM {visitor}; DROP ROLE {visitor}, {backup}")
            admin.commit()


def test_the_owner_may_migrate_but_not_run_the_product(live: House) -> None:
    connect_as(live.url(OWNER))
    assert check_role(databases=["default"]) == []
    with pytest.raises(ImproperlyConfigured, match="owns the tables"):
        refuse_unsafe_role()


def test_the_web_role_runs_the_product(live: House) -> None:
    connect_as(live.url(WEB))
    refuse_unsafe_role()
    assert connection.connection is None
    call_command("check", databases=["default"])


def test_the_system_check_names_the_role(live: House) -> None:
    connect_as(live.url(SUPERUSER))
    with pytest.raises(SystemCheckError, match=r"tenancy\.E001\) The database role 'postgres' is a superuser"):
        call_command("check", databases=["default"])


@pytest.mark.parametrize(
    ("command", "variable"),
    [(WSGI, SUPERUSER), (WSGI, OWNER), (WORKER, SUPERUSER)],
    ids=["web as superuser", "web as owner", "worker as superuser"],
)
def test_web_and_worker_do_not_start(house: House, project_root: Path, command: list[str], variable: str) -> None:
    ended = start(command, house.url(variable), project_root)
    assert ended.returncode != 0
    assert "row-level security" in ended.stderr


def test_the_web_process_starts_as_the_web_role(house: House, project_root: Path) -> None:
    ended = start(WSGI, house.url(WEB), project_root)
    assert ended.returncode == 0
    assert "row-level security" not in ended.stderr
    assert "does not answer" not in ended.stderr


def test_the_web_process_starts_while_the_database_is_down(project_root: Path) -> None:
    ended = start(WSGI, "postgresql://collaborative_web@127.0.0.1:1/none", project_root)
    assert ended.returncode == 0
    assert "the database does not answer yet" in ended.stderr
