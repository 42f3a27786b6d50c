"""What this app tells others after a commit."""

from django.dispatch import Signal

# Sent with `design` (Design) and `by` (User): who has still to sign is to be written to.
signatures_wanted = Signal()
