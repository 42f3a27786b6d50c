"""What this app tells those further left when they ask."""

from collections.abc import Sequence
from typing import Any

from django.dispatch import receiver

from pdsa.queries import testing_of
from phases.queries.facts import Facts
from phases.queries.theory import Held
from phases.signals import facts_wanted


@receiver(facts_wanted)
def tell_of_tests(*, theories: Sequence[Held], **_: Any) -> dict[int, Facts]:
    """How many tests of each idea are finished, and how far its testing is."""
    known = testing_of([idea for one in theories for idea in one.ideas.values()])
    found = {}
    for one in theories:
        boxes = {key: known[idea.pk] for key, idea in one.ideas.items() if idea.pk in known}
        tests = {key: tested.finished for key, tested in boxes.items()}
        found[one.row.pk] = Facts(tests=tests, status={key: tested.status for key, tested in boxes.items()})
    return found
