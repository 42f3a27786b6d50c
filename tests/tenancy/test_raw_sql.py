"""What PostgreSQL answers to plain SQL of the web role, table by table, with no help from Django."""

import io
import re
from collections.abc import Callable
from typing import Any

import psycopg2
import pytest

from tests.tenancy.conftest import House
from tests.tenancy.rows import Rows, columns_to_owned, owned_models
from tests.tenancy.tables import DIRECTORY, DIRECTORY_HISTORY, FRAMEWORK, HISTORY, KEPT, OWNED, PROGRAMMES, WORDS

Refused = Callable[..., str]

NO_RIGHT = "42501"  # also what a policy's WITH CHECK answers
NO_VARIABLE = "42704"
MALFORMED = "22P02"
# A connection that never had a scope; one that had.
LOUD = {NO_VARIABLE, MALFORMED}
BROKEN_KEY = "23503"
NOT_SUPPORTED = "0A000"

BOUND = sorted(OWNED | HISTORY)
STATEMENTS = ("SELECT * FROM {}", "INSERT INTO {} DEFAULT VALUES", "UPDATE {} SET id = id", "DELETE FROM {}")


def pk_of(rows: Rows, table: str) -> int:
    return next(row.pk for model, row in rows.items() if model._meta.db_table == table)


def columns(cursor: Any, table: str) -> list[str]:
    """The columns of a table without its own generated key."""
    cursor.execute(
        "SELECT attname::text FROM pg_attribute WHERE attrelid = to_regclass(%s) AND attnum > 0"
        " AND NOT attisdropped AND attidentity = '' ORDER BY attnum",
        [table],
    )
    return [name for (name,) in cursor.fetchall()]


@pytest.mark.parametrize("table", BOUND)
@pytest.mark.parametrize("statement", [*STATEMENTS, "TRUNCATE {}", "COPY {} TO STDOUT", "LOCK TABLE {}"])
def test_without_a_scope_everything_is_refused(house: House, refused: Refused, table: str, statement: str) -> None:
    with house.raw() as web, web.cursor() as cursor:
        answer = refused(cursor, statement.format(table))
        assert answer.startswith(NO_RIGHT)
        assert f"permission denied for table {table}" in answer


@pytest.mark.parametrize("table", BOUND)
def test_the_tenant_role_without_ids_is_an_error_and_not_an_empty_page(
    house: House, refused: Refused, table: str
) -> None:
    with house.raw() as web, web.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE collaborative_tenant")
        assert refused(cursor, f"SELECT * FROM {table}")[:5] in LOUD


def test_the_ids_of_one_transaction_are_gone_in_the_next(house: House, refused: Refused) -> None:
    house.forget()
    with house.raw() as web, web.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE collaborative_tenant")
        assert refused(cursor, "SELECT name FROM organisations_project").startswith(NO_VARIABLE)
    with house.scoped(house.cast.north) as cursor:
        cursor.execute("SELECT name FROM organisations_project")
        assert cursor.fetchall() == [("northcanary project",)]
        cursor.connection.commit()
        assert refused(cursor, "SELECT name FROM organisations_project").startswith(NO_RIGHT)
        cursor.execute("SET LOCAL ROLE collaborative_tenant")
        assert refused(cursor, "SELECT name FROM organisations_project").startswith(MALFORMED)


@pytest.mark.parametrize("table", BOUND)
def test_a_scope_reads_its_own_rows_and_no_others(house: House, table: str) -> None:
    north, south, east = (place.pk for place in (house.cast.north, house.cast.south, house.cast.east))
    with house.raw("DATABASE_ADMIN_URL") as admin, admin.cursor() as cursor:
        cursor.execute(f"SELECT DISTINCT participation_id FROM {table}")
        assert {row[0] for row in cursor.fetchall()} == {north, south, east}
    with house.scoped(house.cast.north) as cursor:
        cursor.execute(f"SELECT DISTINCT participation_id FROM {table}")
        assert cursor.fetchall() == [(north,)]
        cursor.execute(f"SELECT count(*) FROM {table} WHERE participation_id IN (%s, %s)", [south, east])
        assert cursor.fetchone() == (0,)
    with house.scoped(house.cast.north, house.cast.east) as cursor:
        cursor.execute(f"SELECT DISTINCT participation_id FROM {table} ORDER BY 1")
        assert cursor.fetchall() == sorted([(north,), (east,)])


@pytest.mark.parametrize("table", BOUND)
def test_copying_out_takes_only_own_rows(house: House, table: str) -> None:
    with house.scoped(house.cast.north) as cursor:
        out = io.StringIO()
        cursor.copy_expert(f"COPY (SELECT t::text FROM {table} t) TO STDOUT", out)
        whole = out.getvalue()
        assert whole
        assert "southcanary" not in whole
        assert "eastcanary" not in whole
        direct = io.StringIO()
        cursor.copy_expert(f"COPY {table} TO STDOUT", direct)
        assert len(direct.getvalue().splitlines()) == len(whole.splitlines())


@pytest.mark.parametrize("table", sorted(OWNED))
def test_a_scope_changes_and_removes_its_own_rows_only(house: House, table: str) -> None:
    with house.scoped(house.cast.north) as cursor:
        cursor.execute(f"UPDATE {table} SET id = id WHERE id = %s", [pk_of(house.north, table)])
        assert cursor.rowcount == 1
        for other in (house.south, house.east):
            cursor.execute(f"UPDATE {table} SET id = id WHERE id = %s", [pk_of(other, table)])
            assert cursor.rowcount == 0
            cursor.execute(f"DELETE FROM {table} WHERE id = %s", [pk_of(other, table)])
            assert cursor.rowcount == 0
        cursor.execute(f"UPDATE {table} SET id = id")
        assert cursor.rowcount == 1


@pytest.mark.parametrize("table", sorted(OWNED))
def test_a_row_cannot_be_moved_to_another_participation(house: House, refused: Refused, table: str) -> None:
    with house.scoped(house.cast.north) as cursor:
        for other in (house.cast.south, house.cast.east):
            answer = refused(
                cursor,
                f"UPDATE {table} SET participation_id = {other.pk}, collaborative_id = {other.collaborative_id}",
            )
            assert "Cannot update rows" in answer if table in KEPT else answer.startswith(NO_RIGHT)
            assert table in KEPT or "violates row-level security policy" in answer


@pytest.mark.parametrize("table", BOUND)
def test_a_row_cannot_be_added_to_another_participation(house: House, refused: Refused, table: str) -> None:
    # INSERT ... SELECT without RETURNING: the one form that a policy without WITH CHECK would let through.
    with house.scoped(house.cast.north) as cursor:
        names = [name for name in columns(cursor, table) if name not in {"participation_id", "collaborative_id"}]
        for other in (house.cast.south, house.cast.east):
            answer = refused(
                cursor,
                f"INSERT INTO {table} (participation_id, collaborative_id, {', '.join(names)})"
                f" SELECT {other.pk}, {other.collaborative_id}, {', '.join(names)} FROM {table}",
            )
            assert answer.startswith(NO_RIGHT)
            assert "violates row-level security policy" in answer


# People took part in a population or in a box of the theory, and a review is of one thing: these rows have another.
EITHER = {
    ("phases_involvement", "population_id"): ", node_id = NULL",
    ("evaluation_review", "cycle_id"): ", measure_id = NULL",
    ("evaluation_review", "design_id"): ", measure_id = NULL",
}


@pytest.mark.parametrize(
    ("table", "column"),
    [(table, column) for table in sorted(OWNED - KEPT) for column in sorted(columns_to_owned(table))],
)
def test_a_foreign_parent_looks_like_a_missing_one(house: House, table: str, column: str) -> None:
    parent = _parent_table(table, column)
    answers = []
    with house.scoped(house.cast.north) as cursor:
        for target in (pk_of(house.south, parent), pk_of(house.east, parent), 10**12):
            cursor.execute("SAVEPOINT attempt")
            with pytest.raises(psycopg2.IntegrityError) as caught:
                cursor.execute(f"UPDATE {table} SET {column} = %s{EITHER.get((table, column), '')}", [target])
            cursor.execute("ROLLBACK TO SAVEPOINT attempt")
            told = caught.value.diag
            answers.append((caught.value.pgcode, told.constraint_name, told.message_primary, _masked(told)))
    assert answers[0][0] == BROKEN_KEY
    assert answers[0] == answers[1] == answers[2]


def _masked(told: Any) -> str:
    """The error's detail with its ids taken out, which the asker knew already."""
    return re.sub(r"\d+", "N", told.message_detail or "")


def _parent_table(table: str, column: str) -> str:
    (model,) = [model for model in owned_models() if model._meta.db_table == table]
    (field,) = [field for field in model._meta.fields if field.column == column]
    return field.related_model._meta.db_table


@pytest.mark.parametrize("table", sorted(OWNED - KEPT))
def test_a_key_in_the_wrong_collaborative_is_refused(house: House, refused: Refused, table: str) -> None:
    with house.scoped(house.cast.north) as cursor:
        answer = refused(cursor, f"UPDATE {table} SET collaborative_id = {house.cast.safety.pk}")
        assert answer.startswith(BROKEN_KEY)


@pytest.mark.parametrize("table", sorted(HISTORY))
def test_history_is_read_and_added_to_but_never_changed(house: House, refused: Refused, table: str) -> None:
    with house.scoped(house.cast.north) as cursor:
        for statement in (f"UPDATE {table} SET pgh_label = 'x'", f"DELETE FROM {table}", f"TRUNCATE {table}"):
            assert refused(cursor, statement).startswith(NO_RIGHT)


@pytest.mark.parametrize("table", sorted(HISTORY | DIRECTORY_HISTORY))
def test_not_even_the_owner_changes_history(house: House, refused: Refused, table: str) -> None:
    with house.raw("DATABASE_OWNER_URL") as owner, owner.cursor() as cursor:
        everybody = f"{{{house.cast.north.pk},{house.cast.south.pk}}}"
        cursor.execute(
            "SELECT set_config('app.participation_ids', %s, true), set_config('app.user_id', '0', true)", [everybody]
        )
        cursor.execute(f"SELECT count(*) FROM {table}")
        assert cursor.fetchone()[0] > 0
        for statement in (f"UPDATE {table} SET pgh_label = 'x'", f"DELETE FROM {table}"):
            assert "Cannot update or delete rows" in refused(cursor, statement)


@pytest.mark.parametrize("table", BOUND)
def test_the_owner_without_a_scope_reads_nothing_by_mistake(house: House, refused: Refused, table: str) -> None:
    with house.raw("DATABASE_OWNER_URL") as owner, owner.cursor() as cursor:
        assert refused(cursor, f"SELECT * FROM {table}")[:5] in LOUD


@pytest.mark.parametrize("table", sorted(DIRECTORY))
@pytest.mark.parametrize("in_scope", [False, True])
def test_nobody_is_deleted_from_the_directory(house: House, refused: Refused, table: str, in_scope: bool) -> None:
    with house.raw() as web, web.cursor() as cursor:
        if in_scope:
            cursor.execute("SET LOCAL ROLE collaborative_tenant")
        assert refused(cursor, f"DELETE FROM {table}").startswith(NO_RIGHT)
        assert refused(cursor, f"TRUNCATE {table}").startswith(NO_RIGHT)


@pytest.mark.parametrize("table", sorted(WORDS))
def test_an_organisation_s_words_are_read_in_its_collaborative_and_written_by_itself(house: House, table: str) -> None:
    amhe, safety, count = house.cast.amhe.pk, house.cast.safety.pk, f"SELECT count(*) FROM {table}"
    with house.scoped(house.cast.south) as cursor:
        seen = []
        for places in ((amhe,), (safety,), (amhe, safety), ()):
            ids = ",".join(str(pk) for pk in places)
            cursor.execute("SELECT set_config('app.collaborative_ids', %s, true)", [f"{{{ids}}}"])
            cursor.execute(count)
            seen.append(cursor.fetchone()[0])
        assert min(seen[:2]) > 0
        assert seen[2:] == [seen[0] + seen[1], 0]
        cursor.execute("SELECT set_config('app.collaborative_ids', %s, true)", [f"{{{amhe}}}"])
        cursor.execute(f"UPDATE {table} SET id = id WHERE participation_id <> %s", [house.cast.south.pk])
        assert cursor.rowcount == 0
    with house.raw() as web, web.cursor() as cursor:
        cursor.execute(count)
        assert cursor.fetchone() == (0,)


@pytest.mark.parametrize("table", sorted(PROGRAMMES))
def test_a_programme_s_rows_are_read_and_written_in_its_collaborative_alone(
    house: House, refused: Refused, table: str
) -> None:
    amhe, safety, count = house.cast.amhe.pk, house.cast.safety.pk, f"SELECT count(*) FROM {table}"
    with house.scoped(house.cast.south) as cursor:
        seen = []
        for places in ((amhe,), (safety,), (amhe, safety), ()):
            ids = ",".join(str(pk) for pk in places)
            cursor.execute("SELECT set_config('app.collaborative_ids', %s, true)", [f"{{{ids}}}"])
            cursor.execute(count)
            seen.append(cursor.fetchone()[0])
        assert min(seen[:2]) > 0
        assert seen[2:] == [seen[0] + seen[1], 0]
        cursor.execute("SELECT set_config('app.collaborative_ids', %s, true)", [f"{{{amhe}}}"])
        cursor.execute(f"UPDATE {table} SET id = id")
        assert cursor.rowcount == seen[0]
        assert "violates row-level security policy" in refused(
            cursor, f"UPDATE {table} SET collaborative_id = {safety}"
        )
    with house.raw() as web, web.cursor() as cursor:
        cursor.execute(count)
        assert cursor.fetchone() == (0,)


@pytest.mark.parametrize("table", sorted(FRAMEWORK))
def test_a_scope_reaches_no_account_and_no_session(house: House, refused: Refused, table: str) -> None:
    with house.scoped(house.cast.north) as cursor:
        assert refused(cursor, f"SELECT * FROM {table}").startswith(NO_RIGHT)


ESCAPES = {
    "become the owner": ("SET ROLE collaborative_owner", NO_RIGHT),
    "become the owner by a variable": ("SELECT set_config('role', 'collaborative_owner', true)", NO_RIGHT),
    "become the superuser": ("SET ROLE postgres", NO_RIGHT),
    "become another session": ("SET SESSION AUTHORIZATION postgres", NO_RIGHT),
    "switch row security off": ("SET LOCAL row_security = off; SELECT * FROM pdsa_cycle", NO_RIGHT),
    "switch triggers off": ("SET LOCAL session_replication_role = replica", NO_RIGHT),
    "disable the policies": ("ALTER TABLE pdsa_cycle DISABLE ROW LEVEL SECURITY", NO_RIGHT),
    "unforce the policies": ("ALTER TABLE pdsa_cycle NO FORCE ROW LEVEL SECURITY", NO_RIGHT),
    "drop a policy": ("DROP POLICY cycle_tenancy ON pdsa_cycle", NO_RIGHT),
    "add a policy": ("CREATE POLICY mine ON pdsa_cycle USING (true)", NO_RIGHT),
    "disable a trigger": ("ALTER TABLE pdsa_cycleevent DISABLE TRIGGER ALL", NO_RIGHT),
    "make a table": ("CREATE TABLE mine (id int)", NO_RIGHT),
    "make a view": ("CREATE VIEW mine AS SELECT 1", NO_RIGHT),
    "make a function": ("CREATE FUNCTION mine() RETURNS int LANGUAGE sql AS 'SELECT 1'", NO_RIGHT),
    "make a schema": ("CREATE SCHEMA mine", NO_RIGHT),
    "make a role": ("CREATE ROLE mine", NO_RIGHT),
    "get a role": ("GRANT collaborative_owner TO collaborative_web", NO_RIGHT),
    "copy from a file": ("COPY pdsa_cycle FROM '/etc/passwd'", NO_RIGHT),
    "copy to a file": ("COPY (SELECT 1) TO '/nowhere/out'", NO_RIGHT),
    "run a program": ("COPY (SELECT 1) TO PROGRAM 'true'", NO_RIGHT),
    "read a file": ("SELECT pg_read_file('/etc/passwd')", NO_RIGHT),
    "turn a sequence back": ("SELECT setval('organisations_project_id_seq', 1)", NO_RIGHT),
    "see how far a sequence is": ("SELECT last_value FROM organisations_project_id_seq", NO_RIGHT),
    "read the planner's samples": ("SELECT * FROM pg_statistic", NO_RIGHT),
    "read the passwords": ("SELECT * FROM pg_authid", NO_RIGHT),
}


@pytest.mark.parametrize("in_scope", [False, True])
@pytest.mark.parametrize(("statement", "code"), ESCAPES.values(), ids=ESCAPES)
def test_there_is_no_way_out(house: House, refused: Refused, statement: str, code: str, in_scope: bool) -> None:
    if in_scope:
        with house.scoped(house.cast.north) as cursor:
            assert refused(cursor, statement).startswith(code)
    else:
        with house.raw() as web, web.cursor() as cursor:
            assert refused(cursor, statement).startswith(code)


def test_copying_in_is_not_possible_past_the_policies(house: House) -> None:
    with house.scoped(house.cast.north) as cursor, pytest.raises(psycopg2.Error) as caught:
        cursor.copy_expert("COPY organisations_project FROM STDIN", io.StringIO(""))
    assert caught.value.pgcode == NOT_SUPPORTED


def test_a_probe_that_fails_on_foreign_rows_sees_none(house: House) -> None:
    # Were the probe asked before the policy, another participation's row would divide by zero and tell of itself.
    with house.scoped(house.cast.north) as cursor:
        cursor.execute(
            "SELECT count(*) FROM organisations_project WHERE 1 / (CASE WHEN name LIKE 'south%' THEN 0 ELSE 1 END) = 1"
        )
        assert cursor.fetchone() == (1,)
