"""The one page of an organisation's sponsor."""

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from collaborative.http import page
from collaborative.roles import Action
from evaluation.presenters.sponsor import shown
from evaluation.queries.sponsor import sponsor_work
from organisations.http import ScopedRequest, get_or_404
from organisations.presenters.places import invited_to, trail
from organisations.queries import participations_at
from organisations.queries.people import invitations_of


@require_safe
def sponsor_home(request: ScopedRequest, slug: str, ods: str) -> HttpResponse:
    """What moved, what is stuck, and what the team needs; the team and its coach see what the sponsor sees."""
    access, today = request.access, timezone.localdate()
    participation = get_or_404(participations_at(access, Action.SEE_WORK), organisation__ods_code=ods)
    answers = access.may(Action.ANSWER_BLOCKER, participation.pk)
    work = sponsor_work(access, participation, today)
    context = {
        "participation": participation,
        "answers": answers,
        "work": work,
        "today": today,
        "invited": invited_to(invitations_of(request.user)),
        "trail": trail(access, participation),
    }
    return page(request, "evaluation/sponsor.jinja", context | shown(work, slug, today, answers=answers))
