"""What happened to a set, for what is done about it away from the page (receivers).

They are sent within the transaction; receivers wait for its end.
"""

from django.dispatch import Signal

# learning_set: it may have a place for who waits.
place_freed = Signal()
# learning_set, by: who is booked is to be told.
set_cancelled = Signal()
