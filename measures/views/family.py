"""A project's measurement strategy: the family of its measures, and the plan of their data."""

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from collaborative.http import page
from collaborative.roles import Action
from measures.presenters import strategy as presenter
from measures.presenters.page import trail
from measures.queries import measures_of_projects, projects_to
from measures.queries.definitions import latest_of_measures, said_of
from measures.queries.strategy import standings_of
from measures.strategy.catalogue import missing
from measures.strategy.family import family, is_family
from organisations.http import ScopedRequest, get_or_404


@require_safe
def strategy(request: ScopedRequest, slug: str, pk: int) -> HttpResponse:
    """Whether the measures are a family, how each can be compared, and what their definitions leave unsaid."""
    project = get_or_404(projects_to(request.access, Action.SEE_WORK), pk=pk)
    rows = list(measures_of_projects([project.pk]))
    latest = latest_of_measures(rows)
    stood = standings_of(rows, latest)
    said = {row.pk: said_of(row, latest.get(row.pk)) for row in rows}
    members = family(row.measure_type for row in rows)
    context = {
        "project": project,
        "family": members,
        "whole": is_family(members),
        "measures": [
            {
                "row": row,
                "standing": presenter.standing_words(stood[row.pk], row.frequency),
                "completeness": presenter.completeness(said[row.pk]),
                "unsaid": presenter.some_names(field.key for field in missing(said[row.pk])),
            }
            for row in rows
        ],
        "may_define": request.access.may(Action.DEFINE_MEASURE, project.participation_id),
        "trail": trail(request, project)[:-1],
    }
    return page(request, "measures/strategy.jinja", context)


@require_safe
def data_plan(request: ScopedRequest, slug: str, pk: int) -> HttpResponse:
    """What is collected of each measure, by whom, how, from what system and when, to read and to print."""
    project = get_or_404(projects_to(request.access, Action.SEE_WORK), pk=pk)
    rows = list(measures_of_projects([project.pk]))
    latest = latest_of_measures(rows)
    here = {"text": "Measurement strategy", "href": reverse("strategy", args=[slug, pk])}
    context = {
        "project": project,
        "plan": [presenter.plan_row(row, said_of(row, latest.get(row.pk))) for row in rows],
        "may_define": request.access.may(Action.DEFINE_MEASURE, project.participation_id),
        "trail": [*trail(request, project)[:-1], here],
    }
    return page(request, "measures/data_plan.jinja", context)
