"""Writes about which part of the theory of change a measure shows."""

from collections.abc import Collection

from django.core.exceptions import ValidationError
from django.db import transaction

from collaborative.audit import recording
from collaborative.models import User
from measures.models import DriverMeasure, Measure
from measures.queries.drivers import boxes_for
from phases.models import TheoryNode
from phases.queries.theory import held, project_theory


@transaction.atomic
def put_on_drivers(*, measure: Measure, by: User, keys: Collection[str], seen: Collection[str] | None = None) -> None:
    """Let a measure stand on these boxes (keys) of its project's theory and on no others of it.

    seen: those it stood on when the person began, where that is known: then only what they ticked or unticked is
    changed, and what somebody else did meanwhile stays. What is taken out of the theory keeps its measures, for when it
    is put back. Raises ValidationError for a box that is neither the aim nor a driver there.
    """
    there = {node.id for node in boxes_for(measure)}
    if not set(keys) <= there:
        raise ValidationError("The theory has changed. Look at it again.")
    Measure.objects.select_for_update(no_key=True).get(participation_id=measure.participation_id, pk=measure.pk)
    mine = DriverMeasure.objects.filter(participation_id=measure.participation_id, measure=measure)
    before = {row.node.key: row for row in mine.select_related("node") if row.node.key in there}
    wanted = set(keys) if seen is None else (set(before) | (set(keys) - set(seen))) - (set(seen) - set(keys))
    theory = project_theory(measure.project)
    nodes = {key: node for key, node in held(theory).nodes.items() if isinstance(node, TheoryNode)} if theory else {}
    with recording(by=by, verb="said which drivers a measure shows"):
        for key, row in before.items():
            if key not in wanted:
                row.delete()
        for key in sorted(wanted - set(before)):
            DriverMeasure.objects.create(
                collaborative_id=measure.collaborative_id,
                participation_id=measure.participation_id,
                measure=measure,
                node=nodes[key],
            )
