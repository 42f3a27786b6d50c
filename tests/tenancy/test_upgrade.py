"""A database of the first release, with numbers in it, takes every later migration and loses nothing."""

import os
from collections.abc import Iterator
from datetime import date
from typing import Any

import psycopg2
import pytest
from django.core.management import call_command
from django.db import connection

from tests.conftest import connect_as

FIRST_RELEASE = "0001_initial"
# The history's triggers want no context; every column is one that the first release had.
_FILL = """
    INSERT INTO collaborative_user (id, email, name, phone, password, is_active, is_system, date_joined)
        VALUES (1, 'lead@example.nhs.uk', 'Lee Lead', '', '!', true, false, now());
    SELECT setval(pg_get_serial_sequence('collaborative_user', 'id'), 1);
    INSERT INTO collaborative_collaborative (id, slug, name, description, data_notice, entry_days, created_at)
        VALUES (1, 'amhe', 'Equality', '', '', 30, now());
    INSERT INTO organisations_organisation (id, ods_code, name, region) VALUES (1, 'RX1', 'North', '');
    INSERT INTO organisations_participation (id, collaborative_id, organisation_id, wave, joined_on)
        VALUES (1, 1, 1, 1, '2025-01-01');
    SELECT set_config('app.participation_ids', '{1}', false);
    INSERT INTO organisations_project (id, collaborative_id, participation_id, name, population, aim, starts_on,
                                       created_by_id, created_at)
        VALUES (1, 1, 1, 'Waits', '', '', '2025-01-01', 1, now());
    INSERT INTO measures_measure (id, collaborative_id, participation_id, project_id, name, measure_type, kind,
                                  chart_kind, numerator_label, denominator_label, rate_per, unit, direction, frequency,
                                  starts_on, definition, collected_by, version, created_by_id, created_at)
        VALUES (1, 1, 1, 1, 'Seen', 'outcome', 'percentage', 'run', 'Seen', 'Referred', 1000, '', 'up', 'month',
                '2025-01-01', '', '', 1, 1, now());
    INSERT INTO measures_stratum (id, collaborative_id, participation_id, measure_id, name, position, is_comparator)
        VALUES (1, 1, 1, 1, 'Everyone else', 0, true), (2, 1, 1, 1, 'Young men', 1, false);
    INSERT INTO measures_chart (collaborative_id, participation_id, measure_id, stratum_id, stale, stale_at, engine,
                                input_hash, series, analysis)
        VALUES (1, 1, 1, NULL, false, now(), '2.1', 'x', '{}', '{}'),
               (1, 1, 1, 1, false, now(), '2.1', 'x', '{}', '{}'),
               (1, 1, 1, 2, false, now(), '2.1', 'x', '{}', '{}');
    INSERT INTO measures_datapoint (collaborative_id, participation_id, measure_id, stratum_id, period, numerator,
                                    denominator, no_data_reason, source, entered_by_id, entered_at)
        VALUES (1, 1, 1, 1, '2025-01-01', 8, 10, '', 'typed', 1, now()),
               (1, 1, 1, 2, '2025-01-01', 1, 5, '', 'typed', 1, now());
"""


@pytest.fixture
def first_release(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Django's connection as the owner of a database that the first release made."""
    plain = {name: os.environ[name] for name in ("DATABASE_OWNER_URL", "DATABASE_URL")}
    name = plain["DATABASE_URL"].rsplit("/", 1)[1] + "_upgrade"
    os.environ |= {variable: url.rsplit("/", 1)[0] + "/" + name for variable, url in plain.items()}
    with django_db_blocker.unblock():
        call_command("prepare_database", recreate=True)
        connect_as(os.environ["DATABASE_OWNER_URL"])
        for app in ("measures", "pdsa"):
            call_command("migrate", app, FIRST_RELEASE, verbosity=0)
        with connection.cursor() as cursor:
            cursor.execute(_FILL)
        yield
        os.environ |= plain
        connect_as(plain["DATABASE_URL"])
    admin = psycopg2.connect(os.environ["DATABASE_ADMIN_URL"])
    admin.autocommit = True
    admin.cursor().execute(f'DROP DATABASE "{name}" WITH (FORCE)')
    admin.close()


def rows(query: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('app.participation_ids', '{1}', false), set_config('app.user_id', '1', false)"
        )
        cursor.execute(query)
        return list(cursor.fetchall())


def test_the_first_releases_data_survives_and_gets_its_gap_charts(first_release: None) -> None:
    call_command("migrate", verbosity=0)
    assert rows("SELECT line, stratum_id, stale FROM measures_chart ORDER BY line DESC, stratum_id NULLS FIRST") == [
        ("value", None, False),
        ("value", 1, False),
        ("value", 2, False),
        ("gap", 2, True),
    ]
    assert rows("SELECT numerator, denominator, deviation FROM measures_datapoint ORDER BY stratum_id") == [
        (8, 10, None),
        (1, 5, None),
    ]
    assert rows("SELECT name, rules, screened, gap_scale FROM measures_measure") == [("Seen", "", None, "difference")]
    first = rows(
        "SELECT number, revision, effective_from, said->>'name', said->>'groups', said->>'target', reason"
        " FROM measures_definition"
    )
    assert first == [(1, 1, date(2025, 1, 1), "Seen", "Everyone else\nYoung men", "", "")]
    assert (
        rows(
            "SELECT relname FROM pg_class WHERE relname IN ('measures_chart', 'measures_stratum', 'measures_measure',"
            " 'measures_definition', 'measures_definitionevent')"
            " AND NOT (relrowsecurity AND relforcerowsecurity)"
        )
        == []
    )
