"""What this app tells others after a commit."""

from django.dispatch import Signal

# Sent with `invitation` (Invitation) and `token` (str, never stored): somebody has been invited.
invitation_made = Signal()

# Sent with `interest` (ExpressionOfInterest) and `what` (confirm, arrived, accepted or declined): mail is to be sent.
interest_changed = Signal()
