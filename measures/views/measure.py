"""A measure's page, for everyone or for one group, and the list of a project's measures."""

from typing import Any

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from collaborative.http import page, paginate
from collaborative.roles import Action
from measures.forms import NoteForm
from measures.models import Line, Measure
from measures.presenters import page as presenter
from measures.presenters.adoption import prompts
from measures.presenters.charts import chart_spec
from measures.presenters.decisions import about
from measures.presenters.definition import definition_rows
from measures.presenters.equity import equity
from measures.queries import (
    all_decisions_of,
    annotations_of,
    corrections_of,
    current_states,
    due_of,
    imports_of,
    measures_of_projects,
    measures_to,
    projects_to,
)
from measures.queries.programme import outdated
from organisations.http import ScopedRequest, get_or_404

CORRECTIONS = 20
IMPORTS = 10


@require_safe
def measure(request: ScopedRequest, slug: str, pk: int, stratum_id: int | None = None) -> HttpResponse:
    """The chart with its sentence, groups, notes, numbers, definition and history."""
    row = get_or_404(measures_to(request.access, Action.SEE_WORK), pk=pk)
    return page(request, "measures/measure.jinja", measure_context(request, row, stratum_id, NoteForm()))


def measure_context(
    request: ScopedRequest, row: Measure, stratum_id: int | None, note_form: NoteForm
) -> dict[str, Any]:
    """What the measure's page shows; shared with the note form, which comes back on the same page."""
    states = current_states([row], groups=True, gaps=True)[row.pk]
    everyone, *groups = (state for state in states if state.line == Line.VALUE)
    shown = next((state for state in (everyone, *groups) if state.stratum_id == stratum_id), None)
    if shown is None:
        raise Http404("No such group")
    notes = annotations_of([row.pk]).get(row.pk, [])
    decided = all_decisions_of([row.pk]).get(row.pk, [])
    decisions = [one for one in decided if one.is_about(Line.VALUE, stratum_id)]
    spec = chart_spec(shown, notes, decisions=decisions)
    history, corrected = corrections_of(row, CORRECTIONS)
    today = timezone.localdate()
    due = due_of([row], today, row.collaborative.entry_days)[row.pk]
    may_enter = request.access.may(Action.ENTER_DATA, row.participation_id)
    may_define = request.access.may(Action.DEFINE_MEASURE, row.participation_id)
    return {
        "measure": row,
        "trail": presenter.trail(request, row.project, row if stratum_id else None),
        "state": shown,
        "chart": presenter.large_chart(spec, row),
        "decided": about(shown, spec, decisions, may_define=may_define),
        "groups": presenter.small_multiples(groups, decided, stratum_id),
        "equity": equity(states, notes, decided, stratum_id),
        "marks": presenter.numbered(spec, notes),
        "corrections": presenter.corrections(row, history),
        "corrected": corrected,
        "imports": list(imports_of(row)[:IMPORTS]),
        "due": due,
        "due_text": presenter.due_text(row, due) if may_enter else "",
        "not_begun": presenter.first_due(row, today),
        "may_enter": may_enter,
        "may_define": may_define,
        "new_versions": prompts(row, outdated(row)) if may_define else [],
        "note_form": note_form,
        "definition": definition_rows(row),
    }


@require_safe
def measures(request: ScopedRequest, slug: str, pk: int) -> HttpResponse:
    """A project's measures, each with its small chart."""
    project = get_or_404(projects_to(request.access, Action.SEE_WORK), pk=pk)
    shown = paginate(request, measures_of_projects([project.pk]), 12)
    rows = list(shown.object_list)
    states = current_states(rows)
    decided = all_decisions_of([row.pk for row in rows])
    may_enter = request.access.may(Action.ENTER_DATA, project.participation_id)
    # What is due is told to those who can enter it.
    due = due_of(rows if may_enter else [], timezone.localdate(), request.access.collaborative.entry_days)
    cards = [
        {
            "measure": row,
            "chart": presenter.small_chart(states[row.pk][0], decided.get(row.pk, [])),
            "due": presenter.due_text(row, due[row.pk]) if may_enter else "",
            "overdue": may_enter and bool(due[row.pk].missing and due[row.pk].overdue),
        }
        for row in rows
    ]
    context = {
        "project": project,
        "trail": presenter.trail(request, project)[:-1],
        "cards": cards,
        "page_obj": shown,
        "may_define": request.access.may(Action.DEFINE_MEASURE, project.participation_id),
        "may_enter": may_enter,
    }
    return page(request, "measures/measures.jinja", context)
