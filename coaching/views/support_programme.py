"""Expert support for who runs the collaborative: what is asked for, who comes, and in what there are experts."""

from functools import partial

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from coaching.actions.support import match_support, save_kind, set_up_kinds
from coaching.forms.support import KindForm, MatchForm
from coaching.models import SupportKind, SupportRequest
from coaching.presenters import support as presenter
from coaching.queries import support as query
from coaching.views.support import way
from coaching.views.visits import page_or_form
from collaborative.http import go, page, paginate
from collaborative.roles import Action
from organisations.http import ScopedRequest, attempt, get_or_404, posted, require
from organisations.presenters.places import trail
from organisations.queries.people import experts
from phases.presenters.collisions import collision

PER_PAGE = 50


@require_safe
def support_requests(request: ScopedRequest, slug: str) -> HttpResponse:
    """Every request, those that wait first."""
    require(request, Action.RUN_COLLABORATIVE)
    now = timezone.now()
    shown = paginate(request, query.queue(request.access), PER_PAGE)
    context = {
        "page_obj": shown,
        "rows": [(row, row.state(now), presenter.story(row, now)) for row in shown],
        "presenter": presenter,
        "trail": trail(request.access)[:1],
    }
    return page(request, "coaching/support_requests.jinja", context)


@page_or_form
def support_match(request: ScopedRequest, slug: str, pk: int) -> HttpResponse:
    """Find an expert for a request, and say from when to when."""
    row: SupportRequest = get_or_404(query.requests_to(request.access, Action.RUN_COLLABORATIVE), pk=pk)
    people = list(experts(request.access.collaborative.pk))
    form, back = MatchForm(posted(request), experts=people), reverse("support-request", args=[slug, pk])
    match = partial(match_support, request=row, by=request.user, seen=request.POST.get("seen", ""))
    made = attempt(form, lambda: match(**form.said))
    if made is not None and made.assignment is not None:
        messages.success(request, f"{made.assignment.expert} is asked to support {row.participation.organisation}.")
        return go(request, back)
    context = {"form": form, "row": row, "people": people, "back": back, "participation": row.participation}
    context |= {"trail": way(request, row.participation)} | collision(form, query.request_mark(row), request.POST)
    return page(request, "coaching/match_form.jinja", context, status=422 if form.is_bound else 200)


@page_or_form
def support_kinds(request: ScopedRequest, slug: str) -> HttpResponse:
    """In what there are experts; one more, or the usual ones to begin with."""
    require(request, Action.RUN_COLLABORATIVE)
    collaborative = request.access.collaborative
    if request.POST.get("do") == "usual":
        set_up_kinds(collaborative=collaborative, by=request.user)
        messages.success(request, "The usual kinds of support are there. Change them as you like.")
        return go(request, "support-kinds", slug=slug)
    rows = list(query.kinds_of(collaborative))
    following = max((row.position for row in rows), default=0) + 1
    form = KindForm(posted(request), initial={"position": following})
    new = SupportKind(collaborative=collaborative)
    if attempt(form, lambda: save_kind(kind=new, by=request.user, **form.cleaned_data)) is not None:
        messages.success(request, "The kind of support is added.")
        return go(request, "support-kinds", slug=slug)
    context = {"rows": rows, "usual": query.offered(collaborative), "form": form, "trail": way(request, None)}
    return page(request, "coaching/support_kinds.jinja", context, status=422 if form.is_bound else 200)


@page_or_form
def support_kind(request: ScopedRequest, slug: str, pk: int) -> HttpResponse:
    """Change a kind of support."""
    require(request, Action.RUN_COLLABORATIVE)
    row = get_or_404(query.kinds_of(request.access.collaborative), pk=pk)
    initial = {name: getattr(row, name) for name in KindForm.base_fields}
    form, back = KindForm(posted(request), initial=initial), reverse("support-kinds", args=[slug])
    save = partial(save_kind, kind=row, by=request.user, seen=request.POST.get("seen", ""))
    if attempt(form, lambda: save(**form.cleaned_data)) is not None:
        messages.success(request, "The kind of support is saved.")
        return go(request, back)
    context = {"form": form, "row": row, "back": back, "trail": way(request, None)}
    context |= collision(form, query.kind_mark(row), request.POST)
    return page(request, "coaching/support_kind.jinja", context, status=422 if form.is_bound else 200)
