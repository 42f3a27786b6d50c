"""A database of its own whose rows are committed, so that raw connections of every role can try the locks."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import psycopg2
import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from coaching.actions.sustaining import put_factor
from coaching.models import CoachingSettings, ProgressLevel
from coaching.sustaining import DEFAULT
from collaborative.actions import begin_job
from collaborative.models import Job, User
from collaborative.roles import Role
from learning_sets.models import CalendarFeed
from measures.models import ChartDefaults
from organisations.models import (
    CoachAssignment,
    DigestChoice,
    ExpressionOfInterest,
    FeeSettings,
    Handover,
    InterestNote,
    Invitation,
    JoiningSettings,
    Membership,
    Participation,
    Succession,
)
from sharing.models import Post, Thread
from tests.access.talk import question_about
from tests.cast import Cast, make_cast
from tests.conftest import connect_as
from tests.tenancy.rows import Rows, make_rows
from tests.tenancy.set_rows import commitment

RawConnection = Any


@dataclass
class House:
    """The database with its people, and one row of every owned table for each participation."""

    name: str
    cast: Cast
    north: Rows
    south: Rows
    east: Rows
    coach: User
    connections: dict[str, RawConnection] = field(default_factory=dict)

    def url(self, variable: str) -> str:
        """The address of this database for the role of that environment variable."""
        return os.environ[variable].rsplit("/", 1)[0] + "/" + self.name

    @contextmanager
    def raw(self, variable: str = "DATABASE_URL") -> Iterator[RawConnection]:
        """A plain driver connection, kept for the next test of the same role; what was done on it is rolled back."""
        if variable not in self.connections or self.connections[variable].closed:
            self.connections[variable] = psycopg2.connect(self.url(variable))
        try:
            yield self.connections[variable]
        finally:
            self.connections[variable].rollback()

    def forget(self) -> None:
        """Close the connections; the next ones are fresh."""
        for raw in self.connections.values():
            raw.close()

    @contextmanager
    def scoped(self, *participations: Participation, user: User | None = None) -> Iterator[Any]:
        """A cursor of the web role in one transaction with the scope of these participations, set by hand.

        Without `user` as the coach of all, who reaches whatever anybody there can.
        """
        with self.raw() as made, made.cursor() as cursor:
            ids = ",".join(str(row.pk) for row in participations)
            cursor.execute("SELECT set_config('role', 'collaborative_tenant', true)")
            cursor.execute("SELECT set_config('app.participation_ids', %s, true)", [f"{{{ids}}}"])
            cursor.execute("SELECT set_config('app.user_id', %s, true)", [str((user or self.coach).pk)])
            yield cursor


@pytest.fixture(scope="package")
def house(django_db_setup: None, django_db_blocker: Any) -> Iterator[House]:
    """A copy of the migrated database, filled once for the tests of this folder."""
    plain = {name: os.environ[name] for name in ("DATABASE_OWNER_URL", "DATABASE_URL")}
    template = plain["DATABASE_URL"].rsplit("/", 1)[1]
    name = f"{template}_house"
    with django_db_blocker.unblock():
        connection.close()
        _administer(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        _administer(f'CREATE DATABASE "{name}" TEMPLATE "{template}" OWNER collaborative_owner')
        os.environ |= {variable: url.rsplit("/", 1)[0] + "/" + name for variable, url in plain.items()}
        call_command("prepare_database")
        connect_as(os.environ["DATABASE_URL"])
        made = _fill(name)
        os.environ |= plain
        connect_as(plain["DATABASE_URL"])
    yield made
    made.forget()
    _administer(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
def cast(db: None) -> Cast:
    """Made for each test: around these there is no transaction that could undo what all of a file share."""
    return make_cast()


@pytest.fixture
def live(house: House, django_db_blocker: Any) -> Iterator[House]:
    """Django itself connected to the house, with no transaction around the test: what it commits stays."""
    plain = os.environ["DATABASE_URL"]
    with django_db_blocker.unblock():
        connect_as(house.url("DATABASE_URL"))
        yield house
        connect_as(plain)


@pytest.fixture
def refused(house: House) -> Callable[[Any, str], str]:
    """Runs a statement that must fail and returns the error's words; the transaction goes on as before."""

    def run(cursor: Any, statement: str, *params: Any) -> str:
        cursor.execute("SAVEPOINT attempt")
        try:
            cursor.execute(statement, params or None)
        except psycopg2.Error as error:
            cursor.execute("ROLLBACK TO SAVEPOINT attempt")
            return f"{error.pgcode} {error}".strip()
        pytest.fail(f"not refused: {statement}")

    return run


def _fill(name: str) -> House:
    cast = make_cast()
    coach = _coach_of_all(cast)
    Invitation.objects.create(
        email="new.person@example.nhs.uk",
        name="New Person",
        collaborative=cast.amhe,
        participation=cast.north,
        role=Role.MEMBER,
        token_hash="0" * 64,
        invited_by=cast.lead,
        expires_at=timezone.now(),
    )
    ChartDefaults.objects.create(collaborative=cast.amhe)
    DigestChoice.objects.create(user=cast.lead)
    CalendarFeed.objects.create(user=cast.lead, token_hash="2" * 64)
    begin_job(collaborative=cast.amhe, kind=Job.Kind.ANEW, title="Charts", total=1, by=cast.admin)
    _joining(cast)
    north = make_rows(cast.north, cast.lead, "northcanary", cast.north_project)
    south = make_rows(cast.south, cast.south_lead, "southcanary", cast.south_project)
    east = make_rows(cast.east, cast.east_lead, "eastcanary", cast.east_project)
    _talk(cast)
    return House(name, cast, north, south, east, coach)


def _talk(cast: Cast) -> None:
    """A question with an answer in each organisation, and one that all of each collaborative read."""
    leads = ((cast.north, cast.lead), (cast.south, cast.south_lead), (cast.east, cast.east_lead))
    for place, by in leads:
        with cast.scope(place, user=by):
            commitment(place, by)
            question_about(cast.north_project, place, by)
            whole: dict[str, Any] = {"collaborative_id": place.collaborative_id, "said_by": by, "words": "For all"}
            thread = Thread.objects.create(**whole, about="programme-theory", about_key=1, title="For all")
            Post.objects.create(**whole, thread=thread)


def _coach_of_all(cast: Cast) -> User:
    """Somebody who coaches every organisation of both collaboratives."""
    coach = User.objects.create_user("cleo@example.nhs.uk", "Cleo Coachall")
    for collaborative in (cast.amhe, cast.safety):
        Membership.objects.create(user=coach, role=Role.COACH, collaborative=collaborative)
    for place in (cast.north, cast.south, cast.east):
        CoachAssignment.objects.create(
            coach=coach, collaborative_id=place.collaborative_id, participation=place, starts_on=date(2025, 1, 6)
        )
    return coach


def _joining(cast: Cast) -> None:
    """One row in each directory table about joining."""
    told = ExpressionOfInterest.objects.create(collaborative=cast.amhe, organisation_text="West")
    InterestNote.objects.create(interest=told, text="Ask about time", author=cast.admin)
    JoiningSettings.objects.create(collaborative=cast.amhe)
    FeeSettings.objects.create(collaborative=cast.amhe)
    CoachingSettings.objects.create(collaborative=cast.amhe)
    ProgressLevel.objects.create(collaborative=cast.amhe, tenths=10, label="Begun", definition="It has begun")
    put_factor(collaborative=cast.amhe, by=cast.admin, factor=DEFAULT[0])
    Succession.objects.create(
        predecessor=cast.south.organisation, successor=cast.north.organisation, kind=Succession.Kind.MERGED
    )
    Handover.objects.create(
        collaborative=cast.amhe,
        participation=cast.north,
        membership=Membership.objects.get(user=cast.lead),
        successor_name="Mia Member",
        successor_email=cast.member.email,
        ends_on=timezone.localdate(),
        created_by=cast.admin,
    )


def _administer(statement: str) -> None:
    admin = psycopg2.connect(os.environ["DATABASE_ADMIN_URL"])
    admin.autocommit = True
    with admin.cursor() as cursor:
        cursor.execute(statement)
    admin.close()
