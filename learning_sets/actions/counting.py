"""How many places of a set are booked, and how many people wait."""

from learning_sets.models import Booking, BookingState, LearningSet


def count_places(learning_set: LearningSet) -> None:
    """Count anew, over every organisation in the scope; the set must be locked by who asks."""
    rows = Booking.objects.filter(collaborative_id=learning_set.collaborative_id, learning_set=learning_set)
    held = list(rows.exclude(state=BookingState.CANCELLED).values_list("state", "mode"))
    learning_set.taken = sum(state == BookingState.BOOKED and learning_set.takes_place(mode) for state, mode in held)
    learning_set.waiting = sum(state == BookingState.WAITING for state, _ in held)
    learning_set.save(update_fields=["taken", "waiting"])
