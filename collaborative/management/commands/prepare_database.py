"""Make the database roles and the database. Idempotent; needs a superuser's address once."""

import os
from argparse import ArgumentParser
from typing import Any

import dj_database_url
import psycopg2
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from psycopg2 import sql

_LIMITS = {"statement_timeout": "30s", "lock_timeout": "10s", "idle_in_transaction_session_timeout": "60s"}


class Command(BaseCommand):
    help = "Create the owner, web and tenant roles and the database, from DATABASE_ADMIN_URL, _OWNER_URL and _URL."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--recreate", action="store_true", help="Drop the database first (tests only).")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            admin, owner, web = (
                _parts(os.environ[name]) for name in ("DATABASE_ADMIN_URL", "DATABASE_OWNER_URL", "DATABASE_URL")
            )
        except KeyError as missing:
            raise CommandError(f"Set {missing.args[0]}.") from missing
        connection = _connect(admin)
        connection.autocommit = True
        with connection.cursor() as cursor:
            _make_role(cursor, settings.DATABASE_OWNER_ROLE, owner["PASSWORD"])
            _make_role(cursor, settings.DATABASE_WEB_ROLE, web["PASSWORD"])
            _make_role(cursor, settings.DATABASE_TENANT_ROLE, None)
            for statement in (
                "GRANT {tenant} TO {web} WITH INHERIT FALSE, SET TRUE",
                "GRANT {tenant} TO {owner} WITH INHERIT TRUE, SET TRUE",
            ):
                cursor.execute(_named(statement))
            for name, value in _LIMITS.items():
                cursor.execute(_named("ALTER ROLE {web} SET " + name + " = '" + value + "'"))
            _make_database(cursor, owner["NAME"], recreate=options["recreate"])
        connection.close()
        inside = _connect({**admin, "NAME": owner["NAME"]})
        inside.autocommit = True
        with inside.cursor() as cursor:
            cursor.execute("REVOKE ALL ON SCHEMA public FROM PUBLIC")
            cursor.execute(_named("GRANT ALL ON SCHEMA public TO {owner}"))
            cursor.execute(_named("GRANT USAGE ON SCHEMA public TO {web}, {tenant}"))
        inside.close()


def _parts(url: str) -> dict[str, Any]:
    return dict(dj_database_url.parse(url))


def _connect(parts: dict[str, Any]) -> Any:
    return psycopg2.connect(
        dbname=parts["NAME"] or "postgres",
        user=parts["USER"],
        password=parts["PASSWORD"],
        host=parts["HOST"],
        port=parts["PORT"] or 5432,
    )


def _named(text: str) -> sql.Composed:
    return sql.SQL(text).format(
        owner=sql.Identifier(settings.DATABASE_OWNER_ROLE),
        web=sql.Identifier(settings.DATABASE_WEB_ROLE),
        tenant=sql.Identifier(settings.DATABASE_TENANT_ROLE),
    )


def _make_role(cursor: Any, name: str, password: str | None) -> None:
    cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [name])
    verb = "ALTER" if cursor.fetchone() else "CREATE"
    role = sql.Identifier(name)
    login = sql.SQL("NOLOGIN") if password is None else sql.SQL("LOGIN PASSWORD {}").format(sql.Literal(password))
    # NOINHERIT keeps the tenant role's rights out of reach until a scope takes them on.
    inherit = sql.SQL("INHERIT" if name == settings.DATABASE_OWNER_ROLE else "NOINHERIT")
    cursor.execute(
        sql.SQL(verb + " ROLE {} NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE {} {}").format(role, inherit, login)
    )


def _make_database(cursor: Any, name: str, *, recreate: bool) -> None:
    database = sql.Identifier(name)
    if recreate:
        cursor.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(database))
    cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
    if cursor.fetchone() is None:
        cursor.execute(
            sql.SQL("CREATE DATABASE {} OWNER {} ENCODING 'UTF8' TEMPLATE template0").format(
                database, sql.Identifier(settings.DATABASE_OWNER_ROLE)
            )
        )
    cursor.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(database))
    for role in (settings.DATABASE_OWNER_ROLE, settings.DATABASE_WEB_ROLE):
        cursor.execute(sql.SQL("GRANT CONNECT, TEMPORARY ON DATABASE {} TO {}").format(database, sql.Identifier(role)))
