"""What this app asks of those further right, which know more of a theory's boxes than it does."""

from django.dispatch import Signal

# Sent with theories (queries.theory.Held): each receiver answers with queries.facts.Facts by the theory's id.
facts_wanted = Signal()
