"""A locked prediction stays as it was, whatever door one comes through; the other rules the database keeps."""

from datetime import date

import pytest
from django.db import IntegrityError, InternalError, connection, transaction
from django.utils import timezone

from pdsa.actions import plan_cycle
from pdsa.models import Cycle, Prediction
from tests.cast import Cast
from tests.pdsa.conftest import make_cycle

CHANGES = [
    "UPDATE pdsa_prediction SET text = 'Ten of ten came' WHERE id = %s",
    "UPDATE pdsa_prediction SET question = 'Something else?' WHERE id = %s",
    "UPDATE pdsa_prediction SET locked_at = NULL WHERE id = %s",
    "UPDATE pdsa_prediction SET locked_at = now() + interval '1 day' WHERE id = %s",
    "DELETE FROM pdsa_prediction WHERE id = %s",
]


def run(statement: str, pk: int) -> int:
    """One statement in its own savepoint; the number of rows it touched."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, [pk])
        return cursor.rowcount


@pytest.mark.parametrize("statement", CHANGES)
def test_raw_sql_cannot_change_a_locked_prediction(cast: Cast, statement: str) -> None:
    with cast.scope():
        prediction = make_cycle(cast, "do").predictions.get()
        with pytest.raises(InternalError, match=r"Cannot (update|delete) rows from pdsa_prediction table"):
            run(statement, prediction.pk)
        stored = Prediction.objects.get(pk=prediction.pk)
        assert (stored.text, stored.question, stored.locked_at) == (
            "Eight of ten will come",
            "",
            prediction.locked_at,
        )


@pytest.mark.parametrize("statement", CHANGES)
def test_raw_sql_can_change_an_open_one(cast: Cast, statement: str) -> None:
    with cast.scope():
        assert run(statement, make_cycle(cast).predictions.get().pk) == 1


def test_a_locked_prediction_cannot_move_to_another_test(cast: Cast) -> None:
    with cast.scope():
        other = make_cycle(cast)
        prediction = make_cycle(cast, "do").predictions.get()
        with pytest.raises(InternalError, match="Cannot update"), transaction.atomic():
            Prediction.objects.filter(pk=prediction.pk).update(cycle=other)


NEW_ROW = """
    INSERT INTO pdsa_prediction
        (collaborative_id, participation_id, cycle_id, position, question, text, result, result_note)
    SELECT collaborative_id, participation_id, id, 9, '', 'As it turned out', '', '' FROM pdsa_cycle WHERE id = %s
"""


@pytest.mark.parametrize("stage", ["do", "study"])
def test_raw_sql_cannot_add_a_prediction_once_the_test_has_started(cast: Cast, stage: str) -> None:
    with cast.scope():
        cycle = make_cycle(cast, stage)
        with pytest.raises(InternalError, match="A test that has started takes no new prediction"):
            run(NEW_ROW, cycle.pk)
        assert cycle.predictions.get().text == "Eight of ten will come"


def test_raw_sql_can_add_a_prediction_to_a_plan(cast: Cast) -> None:
    with cast.scope():
        assert run(NEW_ROW, make_cycle(cast).pk) == 1


def test_an_open_prediction_cannot_move_to_a_started_test(cast: Cast) -> None:
    with cast.scope():
        started, prediction = make_cycle(cast, "do"), make_cycle(cast).predictions.get()
        with pytest.raises(InternalError, match="takes no new prediction"), transaction.atomic():
            Prediction.objects.filter(pk=prediction.pk).update(cycle=started)


def test_what_came_of_it_is_not_locked(cast: Cast) -> None:
    with cast.scope():
        prediction = make_cycle(cast, "do").predictions.get()
        assert run("UPDATE pdsa_prediction SET result = 'met', result_note = 'Eight' WHERE id = %s", prediction.pk) == 1


def test_a_prediction_cannot_point_into_another_organisation(cast: Cast) -> None:
    with cast.scope(cast.south, user=cast.south_lead):
        theirs = plan_cycle(project=cast.south_project, by=cast.south_lead, title="Theirs")
    with pytest.raises(IntegrityError), cast.scope():
        Prediction.objects.create(collaborative=cast.amhe, participation=cast.north, cycle_id=theirs.pk, text="Peep")


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"status": "complete"}, "cycle_complete_has_decision"),
        ({"status": "stopped"}, "cycle_stopped_has_reason"),
        ({"do_started_at": None}, "cycle_started_has_dates"),
        ({"starts_on": None}, "cycle_started_has_dates"),
        ({"ends_on": date(2001, 1, 1)}, "cycle_dates"),
    ],
)
def test_the_database_keeps_the_record_whole(cast: Cast, changes: dict, rule: str) -> None:
    with cast.scope():
        cycle = make_cycle(cast, "do")
        with pytest.raises(IntegrityError, match=rule), transaction.atomic():
            Cycle.objects.filter(pk=cycle.pk).update(**changes)


@pytest.mark.parametrize("field", ["series", "form_key"])
def test_places_and_form_keys_are_taken_once(cast: Cast, field: str) -> None:
    with cast.scope():
        first, second = make_cycle(cast), make_cycle(cast)
        Cycle.objects.filter(pk=first.pk).update(form_key=first.series, do_started_at=timezone.now())
        first.refresh_from_db()
        with pytest.raises(IntegrityError, match=r"cycle_number_once|cycle_form_once"), transaction.atomic():
            Cycle.objects.filter(pk=second.pk).update(**{field: getattr(first, field)})
