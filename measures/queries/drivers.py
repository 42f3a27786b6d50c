"""Which parts of theories of change have which measures."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from collaborative.tenancy.scope import require_scope
from measures.models import DriverMeasure, Measure
from phases.queries.theory import Held, held, project_theory
from phases.theory.graph import Node


def measures_by_box(theories: Sequence[Held]) -> dict[int, Counter[str]]:
    """How many measures each box has that is in a theory, by the theory's id and the box's key (one query)."""
    places = {one.row.participation_id for one in theories}  # type: ignore[union-attr]
    rows = DriverMeasure.objects.filter(participation__in=places, node__theory__in=[one.row.pk for one in theories])
    found: dict[int, Counter[str]] = defaultdict(Counter)
    for theory, key in rows.values_list("node__theory", "node__key"):
        found[theory][key] += 1
    return found


def boxes_for(measure: Measure) -> list[Node]:
    """The aim and the drivers of its project's theory, in order; none where no theory is begun."""
    theory = project_theory(measure.project)
    return [node for node in held(theory).graph.nodes if node.kind != "idea"] if theory else []


def boxes_of(measure: Measure) -> list[str]:
    """The keys of the boxes a measure is on."""
    rows = DriverMeasure.objects.filter(participation_id=measure.participation_id, measure=measure)
    return list(rows.order_by("pk").values_list("node__key", flat=True))


def boxes_of_measures(measures: Iterable[Measure]) -> dict[int, list[str]]:
    """The keys of the boxes each of these measures is on, by its id (one query)."""
    reach = {"participation_id__in": require_scope().participation_ids, "measure__in": [row.pk for row in measures]}
    found: dict[int, list[str]] = defaultdict(list)
    rows = DriverMeasure.objects.filter(**reach).order_by("pk")
    for measure, key in rows.values_list("measure_id", "node__key"):
        found[measure].append(key)
    return found
