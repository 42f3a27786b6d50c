"""What happened to a set, for what is done about it away from the page (receivers).

They are sent within the transaction; receivers wait for its end.
"""

from django.dispatch import Signal

# learning_set: it may have a place for who waits.
place_freed = Signal()
# learning_set, by, bookings: these people are to be written to.
set_cancelled = Signal()
# learning_set, by, bookings: so are these, of another time or place.
set_changed = Signal()
# learning_set, by, bookings: and these, who are booked now.
bookings_made = Signal()
