"""Finished tests and measures of each of the programme's drivers, counted from rows by another way."""

from collections import Counter
from collections.abc import Sequence

from measures.models import DriverMeasure
from pdsa.models import Cycle
from phases.models import ProgrammeNode, ProgrammeTheory, Theory, TheoryLink, TheoryNode


def recounted(programme: ProgrammeTheory, theories: Sequence[Theory]) -> dict[str, list[tuple[int, int]]]:
    """By the driver's words, (finished tests, measures) of each theory: walked upwards from tests and measures."""
    counted = [_of(theory) for theory in theories]
    drivers = ProgrammeNode.objects.filter(theory=programme, kind__in=("primary", "secondary"), removed_at=None)
    return {
        driver.text: [(tests[driver.pk], measures[driver.pk]) for tests, measures in counted]
        for driver in drivers.order_by("position")
    }


def _of(theory: Theory) -> tuple[Counter[int | None], Counter[int | None]]:
    """How many finished tests and measures stand beneath what was copied from each box of the programme's."""
    origin = dict(TheoryNode.objects.filter(theory=theory, removed_at=None).values_list("pk", "origin"))
    above: dict[int, list[int]] = {}
    for child, parent in TheoryLink.objects.filter(child__in=origin, parent__in=origin, removed_at=None).values_list(
        "child", "parent"
    ):
        above.setdefault(child, []).append(parent)

    def origins(box: int) -> set[int | None]:
        return {origin[box]}.union(*(origins(parent) for parent in above.get(box, [])))

    done = Cycle.objects.filter(participation=theory.participation_id, status="complete")
    boxes = TheoryNode.objects.filter(theory=theory, removed_at=None, idea__cycles__in=done).values_list(
        "pk", flat=True
    )
    measured = DriverMeasure.objects.filter(node__in=origin).values_list("node", "measure")
    tests = Counter(found for box in boxes for found in origins(box))
    once = {(found, measure) for box, measure in measured for found in origins(box)}
    return tests, Counter(found for found, _ in once)
