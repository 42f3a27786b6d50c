"""Finished tests and measures of each of the programme's drivers, counted from rows by another way."""

from collections.abc import Sequence

from measures.models import DriverMeasure
from pdsa.models import Cycle
from phases.models import ProgrammeNode, ProgrammeTheory, Theory, TheoryLink, TheoryNode


def recounted(programme: ProgrammeTheory, theories: Sequence[Theory]) -> dict[str, list[tuple[int, int]]]:
    """By the driver's words, (finished tests, measures) of each theory: walked upwards from tests and measures."""
    drivers = ProgrammeNode.objects.filter(theory=programme, kind__in=("primary", "secondary"), removed_at=None)
    return {driver.text: [_of(driver, theory) for theory in theories] for driver in drivers.order_by("position")}


def _of(driver: ProgrammeNode, theory: Theory) -> tuple[int, int]:
    tests = sum(
        driver.pk in _origins_above(node)
        for cycle in Cycle.objects.filter(participation_id=theory.participation_id, status="complete")
        for node in TheoryNode.objects.filter(theory=theory, idea=cycle.idea_id, removed_at=None)
    )
    measures = sum(
        driver.pk in _origins_above(row.node)
        for row in DriverMeasure.objects.filter(node__theory=theory, node__removed_at=None).select_related("node")
    )
    return tests, measures


def _origins_above(node: TheoryNode) -> set[int | None]:
    """Where the box and all it stands under, near or far, were copied from."""
    found = {node.origin_id}
    for link in TheoryLink.objects.filter(child=node, removed_at=None, parent__removed_at=None):
        found |= _origins_above(link.parent)
    return found
