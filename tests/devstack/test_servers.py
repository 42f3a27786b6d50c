"""The embedded servers: passwords are needed, and data outlives a stop and a kill."""

from collections.abc import Iterator
from contextlib import closing
from typing import Any

import psycopg2
import pytest
import redis

from devstack import network, servers
from devstack.site import Servers


@pytest.fixture(scope="module")
def pair() -> Iterator[Servers]:
    """PostgreSQL and Redis of this module's own."""
    with servers() as started:
        yield started


def query(url: str, statement: str) -> list[tuple[Any, ...]]:
    """Runs a statement on a connection of its own; its rows, if it has any."""
    with closing(psycopg2.connect(url)) as connection, connection, connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall() if cursor.description else []


def test_postgres_is_version_18_and_sorts_alike_everywhere(pair: Servers) -> None:
    assert pair.postgres is not None
    url = pair.postgres.admin_url()
    assert query(url, "SELECT current_setting('server_version_num')::int / 10000")[0][0] == 18
    provider = "SELECT datlocprovider, datlocale FROM pg_database WHERE datname = 'postgres'"
    assert query(url, provider) == [("b", "C.UTF-8")]


def test_postgres_refuses_a_wrong_password(pair: Servers) -> None:
    assert pair.postgres is not None
    wrong = f"postgresql://postgres:wrong@127.0.0.1:{pair.postgres.port}/postgres"
    with pytest.raises(psycopg2.OperationalError, match="password authentication failed"):
        psycopg2.connect(wrong)


def test_redis_refuses_a_missing_password(pair: Servers) -> None:
    assert pair.redis is not None
    with closing(redis.Redis(port=pair.redis.port, retry=None)) as client, pytest.raises(redis.AuthenticationError):
        client.ping()


def test_postgres_keeps_committed_rows_over_restart_and_kill(pair: Servers) -> None:
    postgres = pair.postgres
    assert postgres is not None
    port = postgres.port
    query(postgres.admin_url(), "CREATE TABLE kept AS SELECT 1 AS number")
    postgres.restart()
    query(postgres.admin_url(), "INSERT INTO kept VALUES (2)")
    postgres.kill()
    assert network.is_free(port)
    postgres.start()
    assert postgres.port == port
    assert query(postgres.admin_url(), "SELECT number FROM kept ORDER BY 1") == [(1,), (2,)]


def test_redis_keeps_its_queue_over_restart(pair: Servers) -> None:
    assert pair.redis is not None
    with closing(redis.Redis.from_url(pair.redis.url())) as client:
        client.rpush("queue", "a", "b")
        pair.redis.restart()
        assert client.lrange("queue", 0, -1) == [b"a", b"b"]


def test_redis_writes_at_least_every_second(pair: Servers) -> None:
    assert pair.redis is not None
    with closing(redis.Redis.from_url(pair.redis.url())) as client:
        assert client.config_get("append*")["appendfsync"] == "everysec"
        assert client.config_get("append*")["appendonly"] == "yes"
