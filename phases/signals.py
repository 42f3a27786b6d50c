"""What this app tells others after a commit, and asks of those further right, which know more of a theory's boxes."""

from django.dispatch import Signal

# Sent with theories (queries.theory.Held): each receiver answers with queries.facts.Facts by the theory's id.
facts_wanted = Signal()
# Sent with `design` (Design) and `by` (User): who has still to sign is to be written to.
signatures_wanted = Signal()
