"""The words that coaches keep to themselves, asked for in plain SQL by everybody else."""

from datetime import timedelta

import psycopg2
import pytest
from django.utils import timezone

from tests.tenancy.conftest import House

TABLE = "coaching_privatewords"
NOT_COACHES = ("lead", "member", "data_entry", "partner", "sponsor", "admin", "manager", "finance", "other_coach")


def read(house: House, who: str) -> list[str]:
    """What this person reads with the scope of North, whatever the application thinks of that."""
    with house.scoped(house.cast.north, user=getattr(house.cast, who)) as cursor:
        cursor.execute(f"SELECT words FROM {TABLE}")
        return [words for (words,) in cursor.fetchall()]


def test_the_coach_of_the_organisation_reads_them(house: House) -> None:
    assert read(house, "coach") == ["northcanary private words"]


@pytest.mark.parametrize("who", NOT_COACHES)
def test_nobody_else_reads_changes_removes_or_adds_any(house: House, who: str) -> None:
    assert read(house, who) == []
    north = house.cast.north
    with house.scoped(north, user=getattr(house.cast, who)) as cursor:
        cursor.execute(f"UPDATE {TABLE} SET words = 'x'")
        assert cursor.rowcount == 0
        cursor.execute(f"DELETE FROM {TABLE}")
        assert cursor.rowcount == 0
        with pytest.raises(psycopg2.Error, match="violates row-level security policy") as caught:
            cursor.execute(
                f"INSERT INTO {TABLE} (collaborative_id, participation_id, visit_id, words, written_by_id, written_at)"
                f" SELECT collaborative_id, participation_id, id, 'secret', coach_id, now() FROM coaching_visit"
            )
        assert "secret" not in str(caught.value)


def test_they_are_gone_for_a_coach_whose_assignment_or_role_has_ended(house: House) -> None:
    yesterday = timezone.localdate() - timedelta(days=2)
    coach, north = house.cast.coach, house.cast.north
    for statement in (
        f"UPDATE organisations_coachassignment SET ends_on = '{yesterday}' WHERE coach_id = {coach.pk}",
        f"UPDATE organisations_coachassignment SET starts_on = '2999-01-01' WHERE coach_id = {coach.pk}",
        f"UPDATE organisations_membership SET ended_at = now() WHERE user_id = {coach.pk}",
    ):
        with house.scoped(north, user=coach) as cursor:
            cursor.execute(statement)
            cursor.execute(f"SELECT count(*) FROM {TABLE}")
            assert cursor.fetchone() == (0,), statement


def test_no_other_table_holds_them(house: House) -> None:
    """Every text of the whole database, histories and their context among them, as the superuser reads it."""
    with house.raw("DATABASE_ADMIN_URL") as admin, admin.cursor() as cursor:
        cursor.execute("SELECT tablename::text FROM pg_tables WHERE schemaname = 'public'")
        holding = []
        for (table,) in cursor.fetchall():
            cursor.execute(f'SELECT count(*) FROM "{table}" t WHERE t::text LIKE %s', ["%canary private words%"])
            holding += [table] * (cursor.fetchone()[0] > 0)
        assert holding == [TABLE]


def test_without_somebody_at_work_there_is_an_error_and_not_an_empty_page(house: House) -> None:
    house.forget()
    with house.raw() as web, web.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE collaborative_tenant")
        cursor.execute("SELECT set_config('app.participation_ids', %s, true)", [f"{{{house.cast.north.pk}}}"])
        with pytest.raises(psycopg2.Error, match=r"app\.user_id"):
            cursor.execute(f"SELECT * FROM {TABLE}")
