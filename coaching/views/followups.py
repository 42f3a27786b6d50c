"""Actions that follow up visits."""

from functools import partial

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse

from coaching.actions.followups import agree, change_follow_up, end_follow_up, reopen_follow_up
from coaching.forms.followups import EndForm, FollowUpForm
from coaching.models import FollowUp
from coaching.queries import followups as query
from coaching.views.visits import page_or_form, way
from collaborative.http import go, page
from collaborative.roles import Action
from organisations.http import ScopedRequest, attempt, get_or_404, posted
from organisations.queries import participations_at
from phases.presenters.collisions import collision


@page_or_form
def follow_up_new(request: ScopedRequest, slug: str, ods: str) -> HttpResponse:
    """Agree an action between two visits."""
    participation = get_or_404(participations_at(request.access, Action.FOLLOW_UP), organisation__ods_code=ods)
    form = FollowUpForm(posted(request), people=query.who_can(participation))
    if form.is_valid():
        agree(participation=participation, by=request.user, agreed=[form.agreed])
        messages.success(request, "The action is saved.")
        return go(request, "coaching", slug=slug, ods=ods)
    context = {
        "form": form,
        "title": "Agree an action",
        "participation": participation,
        "back": reverse("coaching", args=[slug, ods]),
        "trail": way(request, participation),
    }
    return page(request, "coaching/follow_up_form.jinja", context, status=422 if form.is_bound else 200)


@page_or_form
def follow_up(request: ScopedRequest, slug: str, pk: int) -> HttpResponse:
    """One action: say that it is done, or put it otherwise."""
    row: FollowUp = get_or_404(query.follow_ups_to(request.access, Action.FOLLOW_UP), pk=pk)
    back, do = reverse("coaching", args=[slug, row.participation.organisation.ods_code]), request.POST.get("do")
    if do == "again":
        reopen_follow_up(follow_up=row, by=request.user)
        messages.success(request, "The action is open again.")
        return go(request, back)
    end = EndForm(request.POST if do == "end" else None)
    people = {one.pk: one for one in [*query.who_can(row.participation), row.person]}
    said = {"what": row.what, "person": str(row.person_id), "due_on": row.due_on}
    form = FollowUpForm(
        request.POST if request.method == "POST" and do != "end" else None, people=list(people.values()), initial=said
    )
    change = partial(change_follow_up, follow_up=row, by=request.user, seen=request.POST.get("seen", ""))
    ended = attempt(end, lambda: end_follow_up(follow_up=row, by=request.user, **end.cleaned_data))
    if ended is not None or attempt(form, lambda: change(agreed=form.agreed)) is not None:
        messages.success(request, "The action is saved.")
        return go(request, back)
    context = {"form": form, "end": end, "row": row, "participation": row.participation, "back": back}
    context |= {"title": row.what, "trail": way(request, row.participation)}
    context |= collision(form, query.follow_up_mark(row), request.POST)
    return page(request, "coaching/follow_up_form.jinja", context, status=422 if request.method == "POST" else 200)
