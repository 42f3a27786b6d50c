"""Pooled charts belong to nobody's participation: who reaches them in plain SQL, and that nobody waits for another."""

from collections.abc import Callable, Iterator
from contextlib import closing
from typing import Any

import psycopg2
import pytest

from organisations.models import Participation
from tests.tenancy.conftest import House
from tests.tenancy.tables import DERIVED

Refused = Callable[..., str]

NO_RIGHT = "42501"
BROKEN_KEY = "23503"
ADD = "INSERT INTO measures_programmechange (chart_id, at) SELECT id, now() FROM measures_programmechart"


def one(cursor: Any, statement: str, *params: Any) -> Any:
    cursor.execute(statement, params or None)
    return cursor.fetchone()[0]


@pytest.mark.parametrize("table", sorted(DERIVED))
@pytest.mark.parametrize("statement", ["SELECT * FROM {}", "UPDATE {} SET id = id", "DELETE FROM {}", "TRUNCATE {}"])
def test_without_a_scope_pooled_charts_are_refused(house: House, refused: Refused, table: str, statement: str) -> None:
    with house.raw() as web, web.cursor() as cursor:
        assert refused(cursor, statement.format(table)).startswith(NO_RIGHT)


@pytest.mark.parametrize("table", sorted(DERIVED))
def test_a_scope_has_just_the_rights_listed(house: House, refused: Refused, table: str) -> None:
    with house.scoped(house.cast.north) as cursor:
        for verb, statement in (("UPDATE", f"UPDATE {table} SET id = id"), ("DELETE", f"DELETE FROM {table}")):
            if verb not in DERIVED[table]:
                assert refused(cursor, statement).startswith(NO_RIGHT)


@pytest.mark.parametrize("column", ["programme_measure_id", "version_id"])
def test_a_foreign_programme_measure_looks_like_a_missing_one(house: House, column: str) -> None:
    parent = "measures_programmemeasure" if column == "programme_measure_id" else "measures_programmeversion"
    other = "collaborative_id" if parent.endswith("measure") else "programme_measure_id"
    answers = []
    with house.scoped(house.cast.north) as cursor:
        own = one(cursor, f"SELECT {column} FROM measures_adoption")
        theirs = one(
            cursor,
            f"SELECT id FROM {parent} WHERE {other} <> (SELECT {other} FROM {parent} WHERE id = %s)",
            own,
        )
        for target in (theirs, 10**12):
            cursor.execute("SAVEPOINT attempt")
            with pytest.raises(psycopg2.IntegrityError) as caught:
                cursor.execute(f"UPDATE measures_adoption SET {column} = %s", [target])
            cursor.execute("ROLLBACK TO SAVEPOINT attempt")
            answers.append((caught.value.pgcode, caught.value.diag.constraint_name, caught.value.diag.message_primary))
    assert answers[0] == answers[1]
    assert answers[0][0] == BROKEN_KEY


@pytest.fixture
def two(house: House) -> Iterator[tuple[Any, Any]]:
    """Two organisations' own connections, each in a transaction in its scope, that wait for nobody longer than 1 s."""
    with (
        closing(psycopg2.connect(house.url("DATABASE_URL"))) as a,
        closing(psycopg2.connect(house.url("DATABASE_URL"))) as b,
    ):
        yield _enter(a, house.cast.north), _enter(b, house.cast.south)
        a.rollback()
        b.rollback()


def _enter(link: Any, participation: Participation) -> Any:
    cursor = link.cursor()
    cursor.execute("SET LOCAL lock_timeout = '1s'")
    cursor.execute("SELECT set_config('role', 'collaborative_tenant', true)")
    cursor.execute(
        "SELECT set_config('app.participation_ids', %s, true), set_config('app.user_id', '0', true)",
        [f"{{{participation.pk}}}"],
    )
    return cursor


def test_two_organisations_that_save_at_once_do_not_wait_for_each_other(two: tuple[Any, Any]) -> None:
    first, second = two
    first.execute(ADD)
    second.execute(ADD)
    assert first.rowcount == second.rowcount > 0


def test_who_saves_does_not_wait_for_the_computation(two: tuple[Any, Any]) -> None:
    computing, saving = two
    computing.execute("SELECT id FROM measures_programmechart FOR NO KEY UPDATE")
    computing.execute("UPDATE measures_programmechart SET computed_at = now()")
    saving.execute(ADD)
    assert saving.rowcount > 0


def test_two_computations_of_one_chart_follow_each_other(two: tuple[Any, Any]) -> None:
    first, second = two
    first.execute("SELECT id FROM measures_programmechart FOR NO KEY UPDATE")
    with pytest.raises(psycopg2.errors.LockNotAvailable):
        second.execute("SELECT id FROM measures_programmechart FOR NO KEY UPDATE")
