"""Which measures, projects and tables a person may open."""

from collections.abc import Iterable

from django.db.models import Count, QuerySet

from collaborative.roles import Action
from measures.models import DataPoint, Import, Measure
from organisations.models import Project
from organisations.queries import Access, owned


def projects_to(access: Access, action: Action) -> QuerySet[Project]:
    """The projects on which this person may do this, with their organisation."""
    return owned(Project, access, action).select_related("participation__organisation")


def measures_to(access: Access, action: Action) -> QuerySet[Measure]:
    """The measures on which this person may do this, with project, organisation and groups (two queries)."""
    return (
        owned(Measure, access, action)
        .select_related("project", "collaborative", "participation__organisation")
        .prefetch_related("strata")
    )


def imports_to(access: Access, action: Action) -> QuerySet[Import]:
    """The tables brought to be imported that this person may work on, with their measure."""
    return (
        owned(Import, access, action)
        .select_related(
            "created_by",
            "measure__project",
            "measure__collaborative",
            "measure__participation__organisation",
        )
        .prefetch_related("measure__strata")
    )


def imports_of(measure: Measure) -> QuerySet[Import]:
    """The tables brought for this measure, latest first, without their text."""
    rows = Import.objects.filter(participation_id=measure.participation_id, measure=measure)
    return rows.defer("text", "refused").select_related("created_by").order_by("-created_at", "-pk")


def points_of(measure: Measure) -> QuerySet[DataPoint]:
    """Every number of this measure in time order, with who entered it and for which group."""
    rows = DataPoint.objects.filter(participation_id=measure.participation_id, measure=measure)
    return rows.select_related("stratum", "entered_by").order_by("period", "stratum__position", "pk")


def periods_entered(measures: Iterable[Measure]) -> dict[int, int]:
    """Of how many periods each measure has numbers, by its id (one query); a measure without any has no key."""
    places = {row.pk: row.participation_id for row in measures}
    rows = DataPoint.objects.filter(participation__in=set(places.values()), measure__in=list(places))
    return dict(rows.order_by().values_list("measure").annotate(Count("period", distinct=True)))
