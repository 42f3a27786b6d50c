"""What a coach and a team see of their visits."""

from functools import partial
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from coaching.actions.visits import change_visit, write_visit
from coaching.forms.followups import rows_of_visit
from coaching.forms.visits import VisitForm, initial_of
from coaching.models import Visit
from coaching.presenters import visits as presenter
from coaching.queries import visits as query
from coaching.queries.followups import carried_to, follow_ups_to, open_at, who_can
from coaching.queries.scores import scored_in
from collaborative.http import go, page, paginate
from collaborative.roles import Action
from organisations.http import ScopedRequest, attempt, get_or_404, posted
from organisations.presenters.places import trail
from organisations.queries import participations_at
from phases.presenters.collisions import collision
from phases.queries.journey import phases_of
from phases.queries.populations import projects_at

page_or_form = require_http_methods(["GET", "HEAD", "POST"])
PER_PAGE = 10


def way(request: ScopedRequest, participation: Any, *pages: dict[str, Any]) -> list[dict[str, Any]]:
    """Breadcrumbs of a page below the coaching of an organisation."""
    here = reverse("coaching", args=[request.access.collaborative.slug, participation.organisation.ods_code])
    return trail(request.access, participation, {"text": "Coaching", "href": here}, *pages)


@require_safe
@never_cache
def coaching(request: ScopedRequest, slug: str, ods: str) -> HttpResponse:
    """The coaching of one organisation, visit by visit."""
    participation = get_or_404(participations_at(request.access, Action.SEE_WORK), organisation__ods_code=ods)
    rows = query.visits_to(request.access, Action.SEE_WORK).filter(participation=participation)
    shown = paginate(request, rows, PER_PAGE)
    context = {
        "participation": participation,
        "page_obj": shown,
        "visits": list(shown),
        "follow_ups": list(open_at(request.access, participation)),
        "may_follow_up": request.access.may(Action.FOLLOW_UP, participation.pk),
        "today": timezone.localdate(),
        "private": query.private_of(request.access, shown),
        "presenter": presenter,
        "may_coach": request.access.may(Action.COACH, participation.pk),
        "trail": trail(request.access, participation),
    }
    return page(request, "coaching/coaching.jinja", context)


@require_safe
@never_cache
def visit(request: ScopedRequest, slug: str, pk: int) -> HttpResponse:
    """One visit."""
    row = get_or_404(query.visits_to(request.access, Action.SEE_WORK), pk=pk)
    may_coach = request.access.may(Action.COACH, row.participation_id)
    context = {
        "visit": row,
        "participation": row.participation,
        "parts": presenter.parts_of(row),
        "agreed": list(follow_ups_to(request.access, Action.SEE_WORK).filter(visit=row)),
        "carried": list(carried_to(request.access, row)),
        "may_follow_up": request.access.may(Action.FOLLOW_UP, row.participation_id),
        "today": timezone.localdate(),
        "private": query.private_of(request.access, [row]).get(row.pk, ""),
        "presenter": presenter,
        "may_coach": may_coach,
        "to_score": may_coach and not scored_in(row.participation, timezone.localdate()),
        "trail": way(request, row.participation),
    }
    return page(request, "coaching/visit.jinja", context)


@page_or_form
@never_cache
def visit_new(request: ScopedRequest, slug: str, ods: str) -> HttpResponse:
    """Write a note of a visit."""
    participation = get_or_404(participations_at(request.access, Action.COACH), organisation__ods_code=ods)
    form = _form(request, participation, _usual(request, participation))
    key, still_open = _key(request), list(open_at(request.access, participation))
    agreed = rows_of_visit(posted(request), who_can(participation))
    ticked = {*request.POST.getlist("done")}
    write = partial(write_visit, participation=participation, by=request.user, form_key=key)
    made = None
    valid = [one.is_valid() for one in agreed]
    if all(valid):
        said = [one.agreed for one in agreed if one.has_changed()]
        done = [one for one in still_open if str(one.pk) in ticked]
        made = attempt(
            form, lambda: write(said=form.said, private=form.cleaned_data["private"], agreed=said, done=done)
        )
    if made is not None:
        messages.success(request, "The visit note is saved. The team can read it, but not what is for coaches only.")
        return go(request, "visit", slug=slug, pk=made.pk)
    context = {"title": "Write a visit note", "back": reverse("coaching", args=[slug, ods]), "key": key}
    context |= {"agreed": agreed, "open": still_open, "ticked": ticked, "today": timezone.localdate()}
    # Named one by one, so that the summary of mistakes leads to them.
    context |= {str(one.prefix): one for one in agreed}
    return _form_page(request, form, participation, context)


def _form(request: ScopedRequest, participation: Any, initial: dict[str, Any]) -> VisitForm:
    projects = projects_at(request.access, participation)
    return VisitForm(
        posted(request), projects=projects, phases=phases_of(request.access.collaborative), initial=initial
    )


def _usual(request: ScopedRequest, participation: Any) -> dict[str, Any]:
    """What a note of today mostly says: the day, the phase, and a meeting like the last one."""
    phase = query.phase_now(participation)
    last = query.visits_to(request.access, Action.COACH).filter(participation=participation).first()
    return {
        "happened_on": timezone.localdate(),
        "mode": last.mode if last else "",
        "phase": str(phase.pk) if phase else "",
    }


def _key(request: ScopedRequest) -> UUID:
    """What makes a form that is sent twice one note."""
    try:
        return UUID(request.POST.get("key", ""))
    except ValueError:
        return uuid4()


def _form_page(request: ScopedRequest, form: VisitForm, participation: Any, context: dict[str, Any]) -> HttpResponse:
    shown = {"form": form, "participation": participation, "trail": way(request, participation), **context}
    return page(request, "coaching/visit_form.jinja", shown, status=422 if form.is_bound else 200)


@page_or_form
@never_cache
def visit_edit(request: ScopedRequest, slug: str, pk: int) -> HttpResponse:
    """Change a note of a visit."""
    row: Visit = get_or_404(query.visits_to(request.access, Action.COACH), pk=pk)
    private = query.private_of(request.access, [row]).get(row.pk, "")
    form = _form(request, row.participation, initial_of(row, private))
    change = partial(change_visit, visit=row, by=request.user, seen=request.POST.get("seen", ""))
    if attempt(form, lambda: change(said=form.said, private=form.cleaned_data["private"])) is not None:
        messages.success(request, "The visit note is saved.")
        return go(request, "visit", slug=slug, pk=pk)
    context = {"title": "Change the visit note", "back": reverse("visit", args=[slug, pk]), "key": ""}
    return _form_page(
        request, form, row.participation, context | collision(form, query.visit_mark(row, private), request.POST)
    )
