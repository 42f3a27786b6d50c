"""What happens after a change of sets, bookings or tests: places are given on, people are written to, and what was
committed to stands as its test does."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models.signals import post_save
from django.dispatch import receiver

from collaborative.models import User
from learning_sets.actions.commitments import follow_test
from learning_sets.models import Booking, LearningSet
from learning_sets.queries.commitments import otherwise_than
from learning_sets.queries.talk import set_subject
from learning_sets.signals import bookings_made, place_freed, set_cancelled, set_changed
from learning_sets.tasks import ask_to_write, give_places
from organisations.actions.system import system_user
from organisations.tasks import enqueue
from pdsa.models import Cycle
from sharing.models import About
from sharing.queries.subjects import found_by

found_by(About.SET, set_subject)


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


@receiver(post_save, sender=Cycle, dispatch_uid="commitments_follow_tests")
def commitment_follows_its_test(sender: type[Cycle], instance: Cycle, created: bool, **_: Any) -> None:
    """A test moved, and with it how the commitment stands from which it was made."""
    if not created and otherwise_than(instance).exists():
        follow_test(cycle=instance, by=system_user())
