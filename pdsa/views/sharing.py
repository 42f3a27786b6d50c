"""Plans shared by teams of the collaborative: let, taken back, found, taken up."""

from uuid import uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from collaborative.http import page, paginate
from collaborative.roles import Action
from organisations.http import ScopedRequest, attempt, get_or_404, posted
from pdsa import presenters
from pdsa.actions import share_plan, use_plan, withdraw_plan, words_of
from pdsa.forms import NextForm, SearchForm
from pdsa.queries import plan_shared_from, plans_of_others, projects_for, shared_plans
from pdsa.views.common import place, to_cycle, writable


def cycle_share(request: ScopedRequest, slug: str, pk: int) -> HttpResponse:
    """Shows exactly what others would read, and asks; or takes it back."""
    row = writable(request, pk)
    if request.method == "POST" and request.POST.get("do") == "withdraw":
        withdraw_plan(cycle=row, by=request.user)
        messages.success(request, "The plan is not shared any more.")
        return to_cycle(slug, row)
    if request.method == "POST":
        share_plan(cycle=row, by=request.user)
        messages.success(request, "Every team of the collaborative can now find and use this plan.")
        return to_cycle(slug, row)
    context = {
        **place(row, slug),
        "shared": plan_shared_from(row),
        "words": presenters.plan_words(row.title, words_of(row)),
    }
    return page(request, "pdsa/share.jinja", context)


def plans(request: ScopedRequest, slug: str, pk: int) -> HttpResponse:
    """Plans of other teams, to search and to take up in this project."""
    project = get_or_404(projects_for(request.access, Action.LOG_CYCLE), pk=pk)
    form = SearchForm(request.GET)
    words = form.cleaned_data["q"] if form.is_valid() else ""
    shown = paginate(request, plans_of_others(project, words), per_page=20)
    context = {"project": project, "slug": slug, "filters": form, "words": words, "shown": shown}
    return page(request, "pdsa/plans.jinja", context)


def plan_use(request: ScopedRequest, slug: str, pk: int, plan: int) -> HttpResponse:
    """One plan in full, and the button that plans a test from it."""
    project = get_or_404(projects_for(request.access, Action.LOG_CYCLE), pk=pk)
    found = get_or_404(shared_plans(project), pk=plan)
    form = NextForm(posted(request), initial={"form_key": uuid4()})
    key = {"form_key": form.cleaned_data["form_key"]} if form.is_valid() else {}
    made = attempt(form, lambda: use_plan(plan=found, project=project, by=request.user, **key))
    if made is not None:
        messages.success(request, f"Planned from {made.credit}. What do you predict?")
        return redirect("cycle", slug=slug, pk=made.pk)
    context = {
        "project": project,
        "slug": slug,
        "plan": found,
        "form": form,
        "words": presenters.plan_words(found.title, found.said),
    }
    return page(request, "pdsa/plan.jinja", context, status=422 if form.errors else 200)
