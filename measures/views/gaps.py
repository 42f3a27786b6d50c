"""The gap between one group and the one it is compared with: its page, and its numbers to take away."""

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from collaborative.http import csv_file, page
from collaborative.roles import Action
from measures.models import Line, Measure
from measures.presenters import equity
from measures.presenters import page as presenter
from measures.presenters.decisions import about
from measures.queries import all_decisions_of, annotations_of, current_states, measures_to
from organisations.http import ScopedRequest, get_or_404


def _found(row: Measure, stratum_id: int) -> tuple[list[equity.Found], equity.Found]:
    gaps = equity.gaps_of(current_states([row], groups=True, gaps=True)[row.pk])
    one = next((one for one in gaps if one.gap.stratum_id == stratum_id), None)
    if one is None:
        raise Http404("No such gap")
    return gaps, one


@require_safe
def gap(request: ScopedRequest, slug: str, pk: int, stratum_id: int) -> HttpResponse:
    """The verdict with its chart, who moved, what recording could do to it, its numbers and the other gaps."""
    row = get_or_404(measures_to(request.access, Action.SEE_WORK), pk=pk)
    gaps, one = _found(row, stratum_id)
    notes = annotations_of([row.pk]).get(row.pk, [])
    decided = all_decisions_of([row.pk]).get(row.pk, [])
    told = equity.telling(one, notes, decided)
    decisions = [each for each in decided if each.is_about(Line.GAP, stratum_id)]
    may_define = request.access.may(Action.DEFINE_MEASURE, row.participation_id)
    context = {
        "measure": row,
        "trail": presenter.trail(request, row.project, row),
        "gap": equity.gap_view(one, told, interactive=True),
        "rows": equity.gap_rows(one, told),
        "decided": about(one.gap, told.gap, decisions, may_define=may_define),
        "marks": [mark for mark in presenter.numbered(told.gap, notes) if mark.on_chart],
        "others": [equity.gap_label(other) for other in gaps if other is not one],
    }
    return page(request, "measures/gap.jinja", context)


@require_safe
def numbers(request: ScopedRequest, slug: str, pk: int, stratum_id: int) -> HttpResponse:
    """The gap period by period, beside the numbers of the two groups, as a CSV file."""
    row = get_or_404(measures_to(request.access, Action.SEE_WORK), pk=pk)
    _, one = _found(row, stratum_id)
    return csv_file(equity.gap_csv(one), row.participation.organisation.ods_code, row.name, "gap", one.focus.name)
