"""Handing a role over: in a team, and among coaches."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from collaborative.http import go, page
from collaborative.nhsuk.filters import date_long
from collaborative.roles import Action
from organisations.actions.handover import cancel_handover, renew_handover, start_handover
from organisations.forms.handover import HandoverForm
from organisations.forms.people import ConfirmForm
from organisations.http import ScopedRequest, attempt, get_or_404, posted, require
from organisations.models import Handover, Membership, Participation
from organisations.presenters.places import trail
from organisations.queries.handover import coaches_of, open_handovers
from organisations.queries.people import coach_assignments, team_of
from organisations.queries.places import participations_at
from organisations.views.confirming import Question, ask


def _participation(request: ScopedRequest, ods: str) -> Participation:
    return get_or_404(participations_at(request.access, Action.INVITE), organisation__ods_code=ods)


def _steps(request: ScopedRequest) -> list[dict[str, Any]]:
    back = reverse("team", args=[request.access.collaborative.slug])
    return [*trail(request.access)[:1], {"text": "Team and coaches", "href": back}]


def handover(request: ScopedRequest, slug: str, ods: str, pk: int) -> HttpResponse:
    """Somebody of a team leaves their role."""
    participation = _participation(request, ods)
    team = team_of(participation.pk)
    membership = get_or_404(team, pk=pk)
    people = team.exclude(user=membership.user).order_by("user_id").distinct("user_id")
    form = HandoverForm(posted(request), people=people, may_invite=True)
    back = reverse("people", args=[slug, ods])
    steps = trail(request.access, participation, {"text": "People", "href": back})
    return _answer(request, membership, form, {"where": participation.organisation, "back": back, "trail": steps})


def team_handover(request: ScopedRequest, slug: str, pk: int) -> HttpResponse:
    """A coach leaves: all of their organisations pass to another coach."""
    require(request, Action.RUN_COLLABORATIVE)
    collaborative = request.access.collaborative
    membership = get_or_404(coaches_of(collaborative), pk=pk)
    form = HandoverForm(
        posted(request), people=coaches_of(collaborative).exclude(user=membership.user), may_invite=False
    )
    held = coach_assignments(collaborative.pk).filter(coach=membership.user)
    back = reverse("team", args=[slug])
    context = {
        "where": collaborative,
        "held": held.select_related("participation__organisation"),
        "back": back,
        "trail": _steps(request),
    }
    return _answer(request, membership, form, context)


def _answer(
    request: ScopedRequest, membership: Membership, form: HandoverForm, context: dict[str, Any]
) -> HttpResponse:
    made = attempt(form, lambda: start_handover(membership=membership, by=request.user, **form.cleaned_data))
    if made is None:
        shown = {"form": form, "membership": membership, **context}
        return page(request, "organisations/handover.jinja", shown, status=422 if form.is_bound else 200)
    until = date_long(made.ends_on)
    messages.success(request, f"{membership.user} hands over to {made.successor_name}. Last day: {until}.")
    return go(request, context["back"])


def cancel(request: ScopedRequest, slug: str, ods: str, pk: int) -> HttpResponse:
    """Ask, then call a handover in a team off."""
    participation = _participation(request, ods)
    row = get_or_404(open_handovers(request.access.collaborative, participation), pk=pk)
    back = reverse("people", args=[slug, ods])
    steps = trail(request.access, participation, {"text": "People", "href": back})
    return _ask_to_cancel(
        request, row, "An invitation that was sent stays open until you withdraw it.", back=back, trail=steps
    )


def team_cancel(request: ScopedRequest, slug: str, pk: int) -> HttpResponse:
    """Ask, then call a coach's handover off: their organisations stay theirs."""
    require(request, Action.RUN_COLLABORATIVE)
    row = get_or_404(open_handovers(request.access.collaborative), pk=pk)
    text = f"Organisations that were to pass on to {row.successor_name} stay with them."
    return _ask_to_cancel(request, row, text, back=reverse("team", args=[slug]), trail=_steps(request))


def _ask_to_cancel(
    request: ScopedRequest, row: Handover, text: str, *, back: str, trail: list[dict[str, Any]]
) -> HttpResponse:
    who, has_left = row.membership.user, row.membership.ended_at is not None
    told = f"The role of {who} has ended already, and stays so." if has_left else f"{who} keeps the role."
    question = Question(
        title=f"Call off the handover to {row.successor_name}?",
        text=f"{told} {text}",
        submit="Call it off",
        done=f"The handover is called off. {told}",
        back=back,
        trail=trail,
    )
    form = ConfirmForm(posted(request))
    return ask(request, form, lambda: cancel_handover(handover=row, by=request.user), question)


@require_POST
def again(request: ScopedRequest, slug: str, ods: str, pk: int) -> HttpResponse:
    """Invite the successor in a team again."""
    participation = _participation(request, ods)
    row = get_or_404(open_handovers(request.access.collaborative, participation), pk=pk)
    return _renewed(request, row, f"{row.successor_name} is invited again.", reverse("people", args=[slug, ods]))


@require_POST
def team_again(request: ScopedRequest, slug: str, pk: int) -> HttpResponse:
    """Pass on what a leaving coach was given since."""
    require(request, Action.RUN_COLLABORATIVE)
    row = get_or_404(open_handovers(request.access.collaborative), pk=pk)
    return _renewed(request, row, f"Everything passes on to {row.successor_name}.", reverse("team", args=[slug]))


def _renewed(request: ScopedRequest, row: Handover, done: str, back: str) -> HttpResponse:
    try:
        renew_handover(handover=row, by=request.user)
    except ValidationError as refused:
        messages.warning(request, " ".join(refused.messages))
    else:
        messages.success(request, done)
    return go(request, back)
