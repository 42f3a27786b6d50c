"""A team's meeting on one page: its agenda out of all apps, and its record."""

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from collaborative.http import page
from collaborative.roles import Action
from evaluation.presenters import agenda as due
from evaluation.presenters import meetings as presenter
from evaluation.queries.meetings import brief_of
from organisations.http import ScopedRequest, get_or_404
from organisations.presenters.places import trail
from pdsa.forms import DecisionForm, MeetingActionForm
from pdsa.queries import team_at
from pdsa.queries.meetings import meetings_to


@require_safe
def meeting(request: ScopedRequest, slug: str, pk: int) -> HttpResponse:
    """What was agreed last time, what moved since, what is due; then who was there, what was decided and agreed."""
    access, today = request.access, timezone.localdate()
    row = get_or_404(meetings_to(access, Action.SEE_WORK), pk=pk)
    brief = brief_of(access, row, today)
    may_write = access.may(Action.LOG_CYCLE, row.participation_id)
    lines = due.lines(brief.due, access, today, one_project=True) if brief.due else []
    way = [
        {"text": row.project.name, "href": reverse("project", args=[slug, row.project_id])},
        {"text": "Meetings", "href": reverse("meetings", args=[slug, row.project_id])},
    ]
    context = {
        "meeting": row,
        "project": row.project,
        "is_over": row.held_on < today,
        "brief": brief,
        "carried": [presenter.action_shown(one, today) for one in brief.carried],
        "points": presenter.points(brief, slug),
        "groups": due.groups(lines, today),
        "people": list(row.attended.all()),
        "decisions": list(row.decisions.all()),
        "agreed": [presenter.action_shown(one, today) for one in row.actions.all()],
        "may_write": may_write,
        "decision_form": DecisionForm(auto_id="decision_%s") if may_write else None,
        "action_form": MeetingActionForm(auto_id="action_%s") if may_write else None,
        "team": team_at(row.participation_id) if may_write else [],
        "trail": trail(access, row.participation, *way),
    }
    return page(request, "evaluation/meeting.jinja", context)
