"""What happens here when something happens elsewhere."""

from typing import Any

from django.db.models.signals import post_save
from django.dispatch import receiver

from learning_sets.actions.commitments import follow_test
from learning_sets.queries.talk import set_subject
from pdsa.models import Cycle
from sharing.models import About
from sharing.queries.subjects import found_by

found_by(About.SET, set_subject)


@receiver(post_save, sender=Cycle, dispatch_uid="commitments_follow_tests")
def commitment_follows_its_test(sender: type[Cycle], instance: Cycle, created: bool, **_: Any) -> None:
    """A test moved, and with it how the commitment stands from which it was made."""
    if not created:
        follow_test(cycle=instance)
