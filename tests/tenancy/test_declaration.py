"""One declaration on the model makes the whole lock, in the first migration and in every later one."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, models, transaction
from django.test.utils import isolate_apps

from collaborative.models import Owned, OwnedForeignKey
from collaborative.tenancy.checks import problems_of
from collaborative.tenancy.policy import Tenancy
from measures.models import Measure
from pdsa.models import Cycle
from tests.conftest import connect_as
from tests.tenancy.catalogue import (
    VERBS,
    grant_problems,
    key_problems,
    policy_problems,
    problems,
    unique_problems,
)
from tests.tenancy.conftest import House
from tests.tenancy.rows import owned_models


@pytest.fixture
def migrating(live: House) -> Iterator[None]:
    """Django connected as the owner, in a transaction that is rolled back."""
    connect_as(live.url("DATABASE_OWNER_URL"))
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def declaration(model: type[models.Model]) -> Tenancy:
    (found,) = [constraint for constraint in model._meta.constraints if isinstance(constraint, Tenancy)]
    return found


def test_a_declaration_can_be_changed_where_other_tables_point_at_it(migrating: None) -> None:
    """A later migration that adds a parent takes the declaration away and puts the new one there.

    One table after another, and all are looked at again once: what one of them broke of another shows as well.
    """
    for model in owned_models():
        table = model._meta.db_table
        with connection.schema_editor() as editor:
            editor.remove_constraint(model, declaration(model))
        with connection.cursor() as cursor:
            (left,) = policy_problems(cursor, table)
            assert left.startswith(f"{table}: its policy is not the one declared: [")
            # What only takes away, where there is such a policy, stays.
            assert "PERMISSIVE" not in left
        with connection.schema_editor() as editor:
            editor.add_constraint(model, declaration(model))
    with connection.cursor() as cursor:
        assert problems(cursor) == []


@pytest.fixture
def passing() -> Iterator[None]:
    """Models that the test defines are forgotten after it."""
    before = dict(apps.all_models["measures"])
    yield
    apps.all_models["measures"].clear()
    apps.all_models["measures"].update(before)
    apps.clear_cache()


def test_a_new_table_has_every_lock_from_its_first_migration(migrating: None, passing: None) -> None:
    class Note(Owned):
        measure = OwnedForeignKey(Measure, related_name="+")
        cycle = OwnedForeignKey(Cycle, null=True, related_name="+")

        class Meta:
            app_label = "measures"
            constraints = [Tenancy(name="measures_note_tenancy", parents=["measure", "cycle"])]

    with connection.schema_editor() as editor:
        editor.create_model(Note)
    with connection.cursor() as cursor:
        for rule in (key_problems, policy_problems, unique_problems):
            assert rule(cursor, "measures_note") == []
        assert grant_problems(cursor, "measures_note", web=set(), tenant=VERBS) == []


@isolate_apps("measures")
def test_the_system_check_names_what_is_missing() -> None:
    class Forgot(Owned):
        class Meta:
            app_label = "measures"

    class Half(Owned):
        measure = OwnedForeignKey(Measure)

        class Meta:
            app_label = "measures"
            constraints = [Tenancy(name="half_tenancy")]

    class Plain(Owned):
        measure: Any = models.ForeignKey(Measure, models.PROTECT)

        class Meta:
            app_label = "measures"
            constraints = [Tenancy(name="plain_tenancy", parents=["measure"])]

    assert problems_of(Forgot) == ["measures.Forgot must declare exactly one Tenancy constraint"]
    assert problems_of(Half) == ["measures.Half: Tenancy(parents=...) must name ['measure']"]
    assert problems_of(Plain) == ["measures.Plain.measure must be an OwnedForeignKey"]


@pytest.mark.parametrize("model", owned_models(), ids=lambda model: model._meta.db_table)
def test_every_owned_model_is_declared(model: type[models.Model]) -> None:
    assert problems_of(model) == []
