"""What is open to an expert for a time: PostgreSQL itself opens and closes it, whatever a scope names."""

from typing import Any

import psycopg2
import pytest

from collaborative.models import User
from tests.tenancy.conftest import House
from tests.tenancy.tables import HISTORY, OWNED, PRIVATE

# In a scope that names North all the while: from, to, and whether rows are there.
TIMES = {
    "before": ("1 hour", "2 hours", False),
    "to the moment": ("0 seconds", "2 hours", True),
    "during": ("-1 hour", "1 hour", True),
    "over": ("-2 hours", "0 seconds", False),
    "taken back before it began": ("1 hour", "1 hour", False),
}
_ROLE = (
    "INSERT INTO organisations_membership (user_id, collaborative_id, role, started_at)"
    " VALUES (%s, %s, 'expert', now())"
)
_OPEN = (
    "INSERT INTO organisations_expertassignment (expert_id, collaborative_id, participation_id, starts_at, ends_at)"
    " VALUES (%s, %s, %s, statement_timestamp() + %s::interval, statement_timestamp() + %s::interval)"
)


def opened(house: House, cursor: Any, user: User, first: str, last: str) -> None:
    north = house.cast.north
    cursor.execute(_ROLE, [user.pk, north.collaborative_id])
    cursor.execute(_OPEN, [user.pk, north.collaborative_id, north.pk, first, last])


def there(cursor: Any, table: str = "organisations_project") -> bool:
    cursor.execute(f"SELECT EXISTS (SELECT 1 FROM {table})")
    return bool(cursor.fetchone()[0])


@pytest.mark.parametrize(("first", "last", "is_open"), TIMES.values(), ids=TIMES)
def test_every_table_of_the_organisation_is_there_in_its_time_and_not_else(
    house: House, first: str, last: str, is_open: bool
) -> None:
    with house.scoped(house.cast.north, user=house.cast.stranger) as cursor:
        opened(house, cursor, house.cast.stranger, first, last)
        found = {table for table in OWNED | HISTORY if there(cursor, table)}
    assert found == (OWNED | HISTORY) - PRIVATE if is_open else found == set()


def test_it_closes_at_the_hour_in_the_midst_of_a_transaction_and_when_it_is_ended_early(house: House) -> None:
    stranger = house.cast.stranger
    with house.scoped(house.cast.north, user=stranger) as cursor:
        opened(house, cursor, stranger, "-1 hour", "400 milliseconds")
        assert there(cursor)
        cursor.execute("SELECT pg_sleep(0.5)")
        assert not there(cursor)
        cursor.execute("UPDATE organisations_expertassignment SET ends_at = now() + interval '1 day'")
        assert there(cursor)
        cursor.execute("UPDATE organisations_membership SET ended_at = now() WHERE user_id = %s", [stranger.pk])
        assert not there(cursor)


def test_outside_its_time_nothing_is_written_either(house: House) -> None:
    with house.scoped(house.cast.north, user=house.cast.stranger) as cursor:
        opened(house, cursor, house.cast.stranger, "-2 hours", "-1 hour")
        for statement in ("UPDATE organisations_project SET name = 'x'", "DELETE FROM coaching_scorecomment"):
            cursor.execute(statement)
            assert cursor.rowcount == 0
        with pytest.raises(psycopg2.Error, match='policy "in_time"'):
            cursor.execute(
                "INSERT INTO coaching_scorecomment (collaborative_id, participation_id, words, made_by_id, made_at)"
                " VALUES (%s, %s, 'x', %s, now())",
                [house.cast.north.collaborative_id, house.cast.north.pk, house.cast.stranger.pk],
            )


@pytest.mark.parametrize("who", ["lead", "coach", "admin"])
def test_who_has_another_right_to_the_place_is_not_shut_out_of_it(house: House, who: str) -> None:
    user = getattr(house.cast, who)
    with house.scoped(house.cast.north, user=user) as cursor:
        opened(house, cursor, user, "-2 hours", "-1 hour")
        cursor.execute("UPDATE organisations_expertassignment SET ends_at = starts_at WHERE expert_id = %s", [user.pk])
        assert there(cursor)
        cursor.execute(
            "UPDATE organisations_membership SET ended_at = now() WHERE user_id = %s AND role <> 'expert'", [user.pk]
        )
        assert not there(cursor)
