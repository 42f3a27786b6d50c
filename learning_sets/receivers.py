"""What happens after a change of sets or bookings: places are given on, and people are written to."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from django.db import transaction
from django.dispatch import receiver

from collaborative.models import User
from learning_sets.models import Booking, LearningSet
from learning_sets.signals import bookings_made, place_freed, set_cancelled, set_changed
from learning_sets.tasks import ask_to_write, give_places
from organisations.actions.system import system_user
from organisations.tasks import enqueue


@receiver(place_freed)
def give_the_place_on(learning_set: LearningSet, **_: Any) -> None:
    """Have who waits moved up, by the system: they may be of another organisation. A periodic job does it again."""
    if learning_set.waiting and learning_set.places_left != 0:
        here = {"actor_id": system_user().pk, "collaborative_id": learning_set.collaborative_id}
        transaction.on_commit(partial(enqueue, give_places, set_id=learning_set.pk, **here))


@receiver(bookings_made)
def write_to_booked(learning_set: LearningSet, by: User, bookings: Sequence[Booking], **_: Any) -> None:
    """Have people written to who are booked."""
    if bookings:
        transaction.on_commit(partial(ask_to_write, learning_set, by, "booked", [one.pk for one in bookings]))


@receiver(set_cancelled)
def write_to_all(learning_set: LearningSet, by: User, bookings: Sequence[Booking], **_: Any) -> None:
    """Have everybody written to when a set is called off."""
    if bookings:
        transaction.on_commit(partial(ask_to_write, learning_set, by, "cancelled", [one.pk for one in bookings]))


@receiver(set_changed)
def write_of_change(learning_set: LearningSet, by: User, bookings: Sequence[Booking], **_: Any) -> None:
    """Have everybody written to when a set is at another time or place."""
    if bookings:
        transaction.on_commit(partial(ask_to_write, learning_set, by, "changed", [one.pk for one in bookings]))
