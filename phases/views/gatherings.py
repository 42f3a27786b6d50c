"""Gathering ideas without names and voting on them: a theory's gatherings, and one of them."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from collaborative.http import go, page, paginate
from collaborative.roles import Action
from organisations.http import ScopedRequest, attempt, get_or_404, posted
from phases.actions import gatherings as act
from phases.forms.gatherings import BallotForm, IdeaForm, OpenForm, WithdrawForm
from phases.models import Gathering, Stage, Theory, TheoryNode
from phases.presenters import gatherings as presenter
from phases.queries import gatherings as query
from phases.views.desk import Desk, desk_to_read

page_or_form = require_http_methods(["GET", "HEAD", "POST"])


def desk_of(request: ScopedRequest, gathering: Gathering) -> Desk:
    """The theory that a gathering is about."""
    return Desk(request, gathering.theory.project, gathering.theory)


def may_lead(request: ScopedRequest, participation_id: int) -> bool:
    """Whether this person opens gatherings and leads them."""
    return request.access.may(Action.LEAD_GATHERING, participation_id)


def _theory(desk: Desk) -> Theory:
    assert isinstance(desk.theory, Theory)
    return desk.theory


@require_safe
def gatherings(request: ScopedRequest, slug: str, pk: int) -> HttpResponse:
    """A theory's gatherings, latest first."""
    desk = desk_to_read(request, pk)
    theory, now = _theory(desk), timezone.now()
    rows = paginate(request, query.gatherings_of(theory), 25)
    context = {
        **desk.context("gatherings"),
        "page_obj": rows,
        "gatherings": [presenter.told(row, now) for row in rows],
        "may_lead": may_lead(request, theory.participation_id),
    }
    return page(request, "phases/gatherings.jinja", context)


@page_or_form
def gathering_new(request: ScopedRequest, slug: str, pk: int) -> HttpResponse:
    """Open a gathering."""
    desk = desk_to_read(request, pk)
    theory = _theory(desk)
    if not may_lead(request, theory.participation_id):
        raise Http404("Not for this person")
    drivers = [node for node in desk.there.graph.nodes if node.kind in ("primary", "secondary")]
    form = OpenForm(posted(request), drivers)

    def act_now() -> Gathering:
        said = form.cleaned_data
        driver = desk.there.nodes.get(said["driver"])
        about = driver if isinstance(driver, TheoryNode) else None
        return act.open_gathering(
            theory=theory, by=request.user, question=said["question"], until=form.until, driver=about
        )

    made = attempt(form, act_now)
    if made is not None:
        messages.success(request, "The gathering is open. Tell your team and your partners.")
        return go(request, "gathering", slug=slug, pk=made.pk)
    context = {**desk.context("gatherings"), "form": form}
    return page(request, "phases/gathering_new.jinja", context, status=422 if form.is_bound else 200)


@page_or_form
def gathering(request: ScopedRequest, slug: str, pk: int) -> HttpResponse:
    """One gathering: put in an idea, take one back, vote, or see what came of it."""
    action = Action.TAKE_PART if request.method == "POST" else Action.SEE_WORK
    row = get_or_404(query.gatherings_to(request.access, action), pk=pk)
    if request.method != "POST":
        return _shown(request, row)
    done = {"idea": _put_in, "withdraw": _withdraw, "vote": _vote}.get(request.POST.get("do", ""))
    return done(request, row) if done else _shown(request, row, status=422)


def _put_in(request: ScopedRequest, row: Gathering) -> HttpResponse:
    form = IdeaForm(request.POST)
    said = form.data
    idea = attempt(form, lambda: act.put_in_idea(gathering=row, words=said["words"], code=said["code"]))
    if idea is None:
        form.renew()
        return _shown(request, row, status=422, idea_form=form)
    # Shown at once and not after a redirect: neither an address nor the session may hold the code.
    return _shown(request, row, put_in={"words": idea.words, "code": said["code"]})


def _withdraw(request: ScopedRequest, row: Gathering) -> HttpResponse:
    form = WithdrawForm(request.POST)
    code = request.POST.get("code", "")
    if attempt(form, lambda: act.withdraw_idea(gathering=row, code=code) or True) is None:
        return _shown(request, row, status=422, withdraw_form=form)
    messages.success(request, "The idea is gone. Nothing of it is kept.")
    return go(request, "gathering", slug=row.collaborative.slug, pk=row.pk)


def _vote(request: ScopedRequest, row: Gathering) -> HttpResponse:
    form = BallotForm(request.POST, query.pool_of(row), row.most_on_one, {})
    left = attempt(form, lambda: act.cast_vote(gathering=row, by=request.user, dots=form.given))
    if left is None:
        return _shown(request, row, status=422, ballot_form=form)
    more = f" You have {left} left." if left else ""
    messages.success(request, f"Your dots are saved.{more} You can change them until the voting ends.")
    return go(request, "gathering", slug=row.collaborative.slug, pk=row.pk)


def _shown(request: ScopedRequest, row: Gathering, *, status: int = 200, **more: Any) -> HttpResponse:
    desk, stage = desk_of(request, row), row.stage(timezone.now())
    takes_part = request.access.may(Action.TAKE_PART, row.participation_id)
    # Until ideas are no longer taken nobody sees them, so that the moment one appears cannot tell whose it is.
    pool = [] if stage == Stage.COLLECTING else query.pool_of(row)
    context = {
        **desk.context("gatherings"),
        "gathering": row,
        "told": presenter.told(row, timezone.now()),
        "pool": presenter.by_dots(pool) if presenter.has_result(row) else pool,
        "has_result": presenter.has_result(row),
        "takes_part": takes_part,
        "may_lead": may_lead(request, row.participation_id),
        "voters": query.voters_in(row) if stage in (Stage.VOTING, Stage.COUNTING) else row.voters,
        "here": reverse("gathering", args=[row.collaborative.slug, row.pk]),
        **_forms(request, row, stage, pool, more, takes_part=takes_part),
    }
    response = page(request, "phases/gathering.jinja", context, status=status)
    response["Cache-Control"] = "private, no-store"
    return response


def _forms(
    request: ScopedRequest, row: Gathering, stage: Stage, pool: list[query.Pooled], more: Any, *, takes_part: bool
) -> dict[str, Any]:
    """What this person can do now; a form that was refused, with what was typed."""
    if not takes_part:
        return {}
    shown: dict[str, Any] = {}
    if stage == Stage.COLLECTING:
        shown["idea_form"] = IdeaForm.empty()
    if stage in (Stage.COLLECTING, Stage.SORTING):
        shown["withdraw_form"] = WithdrawForm()
    if stage == Stage.VOTING:
        shown["ballot_form"] = BallotForm(None, pool, row.most_on_one, query.dots_of(row, request.user))
    return shown | more
