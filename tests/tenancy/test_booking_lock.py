"""Two organisations that book the last place of a learning set at the same moment."""

import pytest
from django.db import OperationalError, connection, transaction

from collaborative.tenancy.scope import Scope, tenant_context
from learning_sets.actions.bookings import Guest, book
from learning_sets.models import BookingState, LearningSet
from tests.tenancy.conftest import House


def test_who_books_second_waits_for_the_first_and_for_a_place(live: House) -> None:
    cast = live.cast
    scope = Scope(cast.south_lead.pk, (cast.amhe.pk,), (cast.south.pk,))
    with transaction.atomic():
        with tenant_context(scope):
            row = LearningSet.objects.get()
            taken = row.taken
        with live.scoped(cast.north) as cursor:
            cursor.execute("SELECT set_config('app.collaborative_ids', %s, true)", [f"{{{cast.amhe.pk}}}"])
            cursor.execute("SELECT id FROM learning_sets_learningset WHERE id = %s FOR NO KEY UPDATE", [row.pk])
            connection.cursor().execute("SET LOCAL lock_timeout = '200ms'")
            with pytest.raises(OperationalError, match="lock timeout"), tenant_context(scope):
                _book(live, row)
        with tenant_context(scope):
            # As the first has left it.
            LearningSet.objects.filter(pk=row.pk).update(capacity=taken)
            assert _book(live, row) == BookingState.WAITING
            assert LearningSet.objects.get().taken == taken
        transaction.set_rollback(True)


def _book(live: House, row: LearningSet) -> str:
    guest = Guest(name="Wes West", email="wes@example.nhs.uk")
    cast = live.cast
    (made,) = book(learning_set=row, participation=cast.south, by=cast.south_lead, guests=[guest])
    return made.state
