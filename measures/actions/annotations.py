"""What stands on a measure's charts beside its numbers."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction

from collaborative.audit import recording
from collaborative.models import User
from measures.models import Annotation, Measure


@transaction.atomic
def annotate(
    *,
    measure: Measure,
    by: User,
    label: str,
    starts_on: date,
    ends_on: date | None = None,
    kind: str = Annotation.AnnotationKind.NOTE,
    source: str = "",
    url: str = "",
) -> Annotation:
    """Note something on the measure's charts. The same `source` again changes its note instead of adding one."""
    if ends_on is not None and ends_on < starts_on:
        raise ValidationError({"ends_on": "This is before the start date."})
    with recording(by=by, verb="noted something on a chart"):
        values = {"label": label[:200], "starts_on": starts_on, "ends_on": ends_on, "kind": kind, "url": url}
        owner = {"collaborative_id": measure.collaborative_id, "participation_id": measure.participation_id}
        if source:
            found = Annotation.objects.filter(
                participation_id=measure.participation_id, measure=measure, source=source
            ).first()
            if found is not None:
                for name, value in values.items():
                    setattr(found, name, value)
                found.save()
                return found
        return Annotation.objects.create(**owner, measure=measure, source=source, created_by=by, **values)


@transaction.atomic
def remove_annotation(*, measure: Measure, by: User, source: str = "", annotation_id: int | None = None) -> int:
    """Take a note off the charts, by what wrote it or by its id; returns how many were removed. History keeps it."""
    with recording(by=by, verb="took a note off a chart"):
        rows = Annotation.objects.filter(participation_id=measure.participation_id, measure=measure)
        chosen = rows.filter(source=source) if source else rows.filter(pk=annotation_id or 0, source="")
        return chosen.delete()[0]
