"""Leading a gathering: ending the collection, putting like ideas together, the voting, and ideas for the theory."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.utils import timezone

from collaborative.http import go, page
from collaborative.roles import Action
from organisations.http import ScopedRequest, attempt, get_or_404
from phases.actions import gatherings as act
from phases.forms.gatherings import MergeForm, OneIdeaForm, UseForm, VotingForm
from phases.models import Gathering, Stage
from phases.presenters import gatherings as presenter
from phases.queries import gatherings as query
from phases.views.gatherings import desk_of, page_or_form

# What is done: its form, the action, and what is said afterwards.
Doing = tuple[forms.Form, Callable[[], object], str]


@page_or_form
def gathering_lead(request: ScopedRequest, slug: str, pk: int) -> HttpResponse:
    """What only who leads the gathering does."""
    row = get_or_404(query.gatherings_to(request.access, Action.LEAD_GATHERING), pk=pk)
    if request.method != "POST":
        return _shown(request, row)
    doing = _doing(request, row, request.POST.get("do", ""))
    if doing is None:
        return _shown(request, row, status=422)
    form, action, said = doing
    if attempt(form, lambda: (action(), True)) is None:
        return _shown(request, row, status=422, refused=form)
    messages.success(request, said)
    return go(request, "gathering-lead", slug=slug, pk=pk)


def _doing(request: ScopedRequest, row: Gathering, do: str) -> Doing | None:
    who: dict[str, Any] = {"gathering": row, "by": request.user}
    if do in ("end", "count"):
        action, said = {
            "end": (act.end_collecting, "No more ideas are taken, and everybody sees them."),
            "count": (act.count_votes, "The votes are counted and destroyed."),
        }[do]
        return forms.Form(request.POST), lambda: action(**who), said
    if do == "merge":
        merge = MergeForm(request.POST, query.pool_of(row))
        return merge, lambda: act.merge_ideas(**who, ideas=merge.cleaned_data["ideas"]), "They are together now."
    if do == "voting":
        voting = VotingForm(request.POST)
        much = ("dots", "most_on_one")
        return voting, lambda: act.open_voting(**who, until=voting.until, **_of(voting, *much)), "The voting is open."
    if do == "use":
        use = UseForm(request.POST)
        return use, lambda: act.use_idea(**who, **_of(use, "idea", "under")), "The idea is in your theory of change."
    one = OneIdeaForm(request.POST)
    if do == "separate":
        return one, lambda: act.separate_idea(**who, **_of(one, "idea")), "The idea stands alone again."
    if do == "remove":
        return one, lambda: act.remove_idea(**who, **_of(one, "idea", "reason")), "The idea is removed."
    return None


def _of(form: forms.Form, *names: str) -> dict[str, Any]:
    return {name: form.cleaned_data[name] for name in names}


def _shown(
    request: ScopedRequest, row: Gathering, *, status: int = 200, refused: forms.Form | None = None
) -> HttpResponse:
    desk, stage = desk_of(request, row), row.stage(timezone.now())
    pool = [] if stage == Stage.COLLECTING else query.pool_of(row)
    if presenter.has_result(row):
        pool = presenter.by_dots(pool)
    about = row.driver.key if row.driver and row.driver.key in desk.there.graph.by_id else ""
    context = {
        **desk.context("gatherings"),
        "gathering": row,
        "told": presenter.told(row, timezone.now()),
        "pool": pool,
        "has_result": presenter.has_result(row),
        "drivers": [node for node in desk.there.graph.nodes if node.kind in ("primary", "secondary")],
        "about": about,
        "voters": query.voters_in(row) if stage in (Stage.VOTING, Stage.COUNTING) else row.voters,
        "voting_form": refused if isinstance(refused, VotingForm) else VotingForm(),
        "refused": refused,
    }
    return page(request, "phases/gathering_lead.jinja", context, status=status)
