"""What stands in a team's way: said, asked of the sponsor, answered, closed."""

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from coaching.actions import blockers as act
from coaching.blocking import State, Step
from coaching.forms import blockers as forms
from coaching.models import Blocker, Reply
from coaching.presenters import blockers as presenter
from coaching.queries import blockers as query
from coaching.queries.followups import who_can
from coaching.views.visits import page_or_form
from collaborative.http import confirms_kept, go, page, paginate
from collaborative.roles import Action
from organisations.http import ScopedRequest, attempt, get_or_404, posted
from organisations.presenters.places import trail
from organisations.queries import participations_at
from phases.presenters.collisions import collision
from phases.queries.populations import projects_at

PER_PAGE = 25


@page_or_form
@confirms_kept
def blockers(request: ScopedRequest, slug: str, ods: str) -> HttpResponse:
    """What stands in the way of one organisation, oldest first, with one field to say what does."""
    action = Action.RAISE_BLOCKER if request.method == "POST" else Action.SEE_WORK
    participation = get_or_404(participations_at(request.access, action), organisation__ods_code=ods)
    form, key = _form(request, participation), _key(request)
    put = partial(act.raise_blocker, participation=participation, by=request.user, form_key=key)
    if attempt(form, lambda: put(said=form.said)) is not None:
        messages.success(request, "Saved. Your team, its sponsor, its coach and any expert you asked for can read it.")
        return go(request, "blockers", slug=slug, ods=ods)
    today, rows = timezone.localdate(), query.blockers_at(request.access, participation)
    ended = paginate(request, rows.filter(state=State.CLOSED).order_by("-raised_at", "-pk"), PER_PAGE)
    open_now = list(rows.exclude(state=State.CLOSED))
    steps, waits = query.steps_of([*open_now, *ended]), query.waits_at(participation)
    context = {
        "form": form,
        "key": key,
        "participation": participation,
        "lines": presenter.lines_of(open_now, steps, today),
        "ended": presenter.lines_of(list(ended), steps, today),
        "page_obj": ended,
        "answering": presenter.answering(waits, today),
        "chart": presenter.waits_chart(waits, today),
        "may_raise": request.access.may(Action.RAISE_BLOCKER, participation.pk),
        "trail": trail(request.access, participation),
    }
    return page(request, "coaching/blockers.jinja", context, status=422 if form.is_bound else 200)


def _form(request: ScopedRequest, participation: Any, row: Blocker | None = None) -> forms.BlockerForm:
    people = {one.pk: one for one in [*who_can(participation), *([row.owner] if row else [])]}
    return forms.BlockerForm(
        posted(request),
        people=list(people.values()),
        projects=projects_at(request.access, participation),
        by=row.owner if row else request.user,
        initial=forms.initial_of(row) if row else None,
    )


def _key(request: ScopedRequest) -> UUID:
    """What makes a form that is sent twice one blocker."""
    try:
        return UUID(request.POST.get("key", ""))
    except ValueError:
        return uuid4()


@require_safe
def blocker(request: ScopedRequest, slug: str, pk: int) -> HttpResponse:
    """One blocker with all that happened to it."""
    row: Blocker = get_or_404(query.blockers_to(request.access, Action.SEE_WORK), pk=pk)
    steps = query.steps_of([row]).get(row.pk, [])
    may = partial(request.access.may, participation_id=row.participation_id)
    context = {
        "row": row,
        "line": presenter.line_of(row, steps, timezone.localdate()),
        "story": presenter.story_of(row, steps),
        "may_see_to": may(Action.SEE_TO_BLOCKER),
        "may_answer": may(Action.ANSWER_BLOCKER) and row.state in (State.WITH_SPONSOR, State.ANSWERED),
        "no_sponsor": row.state == State.WITH_SPONSOR and not query.sponsors_of(row.participation),
        **_place(request, row),
    }
    return page(request, "coaching/blocker.jinja", context)


def _place(request: ScopedRequest, row: Blocker) -> dict[str, Any]:
    """Where a page about one blocker stands."""
    here = reverse("blockers", args=[request.access.collaborative.slug, row.participation.organisation.ods_code])
    way = trail(request.access, row.participation, {"text": "Blockers", "href": here})
    return {"participation": row.participation, "trail": way}


@page_or_form
@confirms_kept
def blocker_edit(request: ScopedRequest, slug: str, pk: int) -> HttpResponse:
    """Put a blocker otherwise."""
    row: Blocker = get_or_404(query.blockers_to(request.access, Action.SEE_TO_BLOCKER), pk=pk)
    form = _form(request, row.participation, row)
    change = partial(act.change_blocker, blocker=row, by=request.user, seen=request.POST.get("seen", ""))
    said = {"title": "Change the blocker", "submit": "Save the blocker"}
    return _answered(request, row, form, lambda: change(said=form.said), said)


@page_or_form
@confirms_kept
def blocker_ask(request: ScopedRequest, slug: str, pk: int) -> HttpResponse:
    """Ask the sponsor, or ask it otherwise."""
    row: Blocker = get_or_404(query.blockers_to(request.access, Action.SEE_TO_BLOCKER), pk=pk)
    asked = query.latest(query.steps_of([row]).get(pk, ()), Step.ASKED)
    now = asked if row.state == State.WITH_SPONSOR else None
    initial = {"words": now.words, "by_when": now.by_when} if now else {"words": row.needs}
    said = {
        "title": "Change what you ask" if now else "Ask the sponsor",
        "submit": "Save" if now else "Ask the sponsor",
        "no_sponsor": not query.sponsors_of(row.participation),
    }
    return _move(request, row, forms.AskForm(posted(request), initial=initial), act.ask_sponsor, said)


@page_or_form
@confirms_kept
def blocker_answer(request: ScopedRequest, slug: str, pk: int) -> HttpResponse:
    """The sponsor answers."""
    row: Blocker = get_or_404(query.blockers_to(request.access, Action.ANSWER_BLOCKER), pk=pk)
    steps = query.steps_of([row]).get(pk, [])
    asked, now = query.latest(steps, Step.ASKED), query.latest(steps, Step.ANSWERED)
    if asked is None:
        raise Http404("Nothing is asked")
    given = now if row.state == State.ANSWERED else None
    chosen = request.GET.get("reply", "")
    initial = {"reply": chosen if chosen in Reply.values else ""}
    initial |= {"reply": given.reply, "words": given.words} if given else {}
    said = {"title": "Change your answer" if given else "Answer your team", "submit": "Save the answer", "asked": asked}
    said["done"] = "Saved. Who asked you is told."
    return _move(request, row, forms.AnswerForm(posted(request), initial=initial), act.answer_blocker, said)


@page_or_form
@confirms_kept
def blocker_close(request: ScopedRequest, slug: str, pk: int) -> HttpResponse:
    """It stands in the way no more."""
    row: Blocker = get_or_404(query.blockers_to(request.access, Action.SEE_TO_BLOCKER), pk=pk)
    now = query.latest(query.steps_of([row]).get(pk, ()), Step.CLOSED) if row.state == State.CLOSED else None
    said = {
        "title": "Change what came of it" if now else "Close the blocker",
        "submit": "Save" if now else "Close the blocker",
        "unanswered": row.state == State.WITH_SPONSOR,
    }
    form = forms.CloseForm(posted(request), initial={"words": now.words if now else ""})
    return _move(request, row, form, act.close_blocker, said)


@page_or_form
@confirms_kept
def blocker_reopen(request: ScopedRequest, slug: str, pk: int) -> HttpResponse:
    """It stands in the way again."""
    row: Blocker = get_or_404(query.blockers_to(request.access, Action.SEE_TO_BLOCKER), pk=pk)
    form = forms.ReopenForm(posted(request))
    said = {"title": "Open the blocker again", "submit": "Open it again"}
    again = partial(act.reopen_blocker, blocker=row, by=request.user)
    return _answered(request, row, form, lambda: again(**form.cleaned_data), said)


def _move(
    request: ScopedRequest, row: Blocker, form: Form, action: Callable[..., object], said: dict[str, Any]
) -> HttpResponse:
    """A step about a blocker, by what the form holds."""
    move = partial(action, blocker=row, by=request.user, seen=request.POST.get("seen", ""))
    return _answered(request, row, form, lambda: move(**form.cleaned_data), said)


def _answered(
    request: ScopedRequest, row: Blocker, form: Form, done: Callable[[], object], said: dict[str, Any]
) -> HttpResponse:
    """The form's page, or, once it is done, the blocker."""
    slug = request.access.collaborative.slug
    if attempt(form, done) is not None:
        messages.success(request, said.get("done", "Saved."))
        return go(request, "blocker", slug=slug, pk=row.pk)
    steps = query.steps_of([row]).get(row.pk, [])
    mark = query.blocker_mark(row, steps[-1] if steps else None)
    context = {
        "form": form,
        "row": row,
        "back": reverse("blocker", args=[slug, row.pk]),
        **said,
        **_place(request, row),
    }
    context |= collision(form, mark, request.POST)
    return page(request, "coaching/blocker_form.jinja", context, status=422 if form.is_bound else 200)
