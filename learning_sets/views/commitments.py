"""What teams will test before the next set, and what came of what they said at the last one."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from collaborative.http import confirms_kept, go, page, paginate
from learning_sets.actions import commitments as act
from learning_sets.forms.commitments import CommitmentForm, OutcomeForm
from learning_sets.models import Commitment, LearningSet
from learning_sets.presenters import commitments as presenter
from learning_sets.queries import commitments as query
from learning_sets.queries.sets import sets_seen
from organisations.http import ScopedRequest, attempt, get_or_404, posted
from organisations.presenters.places import trail
from pdsa.queries import ideas_of
from phases.presenters.collisions import collision

page_or_form = require_http_methods(["GET", "HEAD", "POST"])
PER_PAGE = 30


def _way(request: ScopedRequest, learning_set: LearningSet) -> list[dict[str, Any]]:
    slug = request.access.collaborative.slug
    here = {"text": learning_set.title, "href": reverse("set", args=[slug, learning_set.pk])}
    sets = {"text": "Learning sets", "href": reverse("sets", args=[slug])}
    return [*trail(request.access)[:1], sets, here]


def _set(request: ScopedRequest, pk: int) -> LearningSet:
    return get_or_404(sets_seen(request.access), pk=pk)


@require_safe
def commitments(request: ScopedRequest, slug: str, pk: int) -> HttpResponse:
    """What every team said at this set that it will test."""
    learning_set = _set(request, pk)
    rows = query.commitments_seen(request.access).filter(learning_set=learning_set)
    context = {
        "learning_set": learning_set,
        "shown": paginate(request, rows, PER_PAGE),
        "became": presenter.became(rows),
        "presenter": presenter,
        "following": query.set_after(learning_set),
        "takes": query.takes_commitments(learning_set) and bool(query.projects_to_commit(request.access)),
        "trail": _way(request, learning_set),
    }
    return page(request, "learning_sets/commitments.jinja", context)


@require_safe
def since(request: ScopedRequest, slug: str, pk: int) -> HttpResponse:
    """What happened with what teams committed to at the set before this one."""
    learning_set = _set(request, pk)
    before = query.set_before(learning_set)
    rows = query.commitments_seen(request.access).filter(learning_set=before)
    context = {
        "learning_set": learning_set,
        "before": before,
        "shown": paginate(request, rows, PER_PAGE),
        "became": presenter.became(rows),
        "presenter": presenter,
        "trail": _way(request, learning_set),
    }
    return page(request, "learning_sets/since.jinja", context)


@page_or_form
@confirms_kept
def commit(request: ScopedRequest, slug: str, pk: int) -> HttpResponse:
    """Say what a team will test before the next set."""
    learning_set = _set(request, pk)
    projects = query.projects_to_commit(request.access)
    if not projects:
        raise Http404("No project to commit for")
    ideas = sorted({title for project in projects for title in ideas_of(project)})
    form = CommitmentForm(posted(request), projects=projects, ideas=ideas)
    say = partial(act.commit_to, learning_set=learning_set, by=request.user)
    made = attempt(form, lambda: say(project=form.project, **form.said))
    if made is not None:
        messages.success(request, "It is there, for everybody in the collaborative to read.")
        return go(request, "commitment", slug=slug, pk=made.pk)
    context = {
        "learning_set": learning_set,
        "form": form,
        "takes": query.takes_commitments(learning_set),
        "trail": _way(request, learning_set),
    }
    return page(request, "learning_sets/commit.jinja", context, status=422 if form.is_bound else 200)


@page_or_form
def commitment(request: ScopedRequest, slug: str, pk: int) -> HttpResponse:
    """One commitment. Its team makes a test of it, says what came of it, or takes it back."""
    access = request.access
    row = get_or_404(query.commitments_seen(access), pk=pk)
    own = query.own_commitments(access).filter(pk=pk).exists()
    if request.method == "POST" and not own:
        raise Http404("Not their commitment")
    form = OutcomeForm(posted(request) if "outcome" in request.POST else None, initial={"outcome": row.outcome})
    if request.method == "POST":
        answer = _done(request, slug, row, form)
        if answer is not None:
            return answer
    context = {
        "row": row,
        "tag": presenter.tag_of(row),
        "own": own,
        "form": form,
        "may_change": own and query.takes_commitments(row.learning_set),
        "test": query.own_test(access, row) if own else None,
        "trail": _way(request, row.learning_set),
    }
    status = 422 if request.method == "POST" else 200
    return page(request, "learning_sets/commitment.jinja", context, status=status)


def _done(request: ScopedRequest, slug: str, row: Commitment, form: OutcomeForm) -> HttpResponse | None:
    match request.POST.get("do"):
        case "plan":
            project = next((one for one in query.projects_to_commit(request.access) if one.pk == row.project_key), None)
            try:
                if project is None:
                    raise ValidationError("This project is closed.")
                cycle = act.plan_committed(commitment=row, project=project, by=request.user)
            except ValidationError as refused:
                messages.error(request, refused.messages[0])
                return go(request, "commitment", slug=slug, pk=row.pk)
            messages.success(request, "The test is planned. Add your question and your prediction.")
            return go(request, "cycle", slug=slug, pk=cycle.pk)
        case "outcome":
            tell = partial(act.tell_outcome, commitment=row, by=request.user)
            if attempt(form, lambda: tell(outcome=form.cleaned_data["outcome"])) is None:
                return None
            messages.success(request, "Saved. Everybody in the collaborative reads it.")
            return go(request, "commitment", slug=slug, pk=row.pk)
        case "withdraw":
            act.withdraw_commitment(commitment=row, by=request.user)
            messages.success(request, "It is taken back.")
            return go(request, "commitments", slug=slug, pk=row.learning_set_id)
    return None


@page_or_form
@confirms_kept
def commitment_edit(request: ScopedRequest, slug: str, pk: int) -> HttpResponse:
    """Say otherwise what will be tested, until a week after the set."""
    row = get_or_404(query.own_commitments(request.access), pk=pk)
    projects = [one for one in query.projects_to_commit(request.access) if one.pk == row.project_key]
    ideas = {row.idea, *(title for project in projects for title in ideas_of(project))} - {""}
    form = CommitmentForm(posted(request), ideas=sorted(ideas), initial=CommitmentForm.initial_of(row))
    change = partial(act.change_commitment, commitment=row, by=request.user, seen=request.POST.get("seen", ""))
    if attempt(form, lambda: change(**form.said)) is not None:
        messages.success(request, "Saved.")
        return go(request, "commitment", slug=slug, pk=pk)
    takes = query.takes_commitments(row.learning_set, timezone.now())
    context = {"form": form, "row": row, "learning_set": row.learning_set, "takes": takes}
    context |= {"trail": _way(request, row.learning_set)} | collision(form, query.commitment_mark(row), request.POST)
    return page(request, "learning_sets/commit.jinja", context, status=422 if form.is_bound else 200)
