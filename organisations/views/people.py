"""The people of one organisation: team, coach, invitations."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from collaborative.http import go, page
from collaborative.roles import Action
from organisations.actions.invitations import withdraw_invitation
from organisations.actions.people import assign_coach, end_coach_assignment
from organisations.forms.people import TEAM_CHOICES, CoachForm, ConfirmForm, EndCoachForm, InviteForm
from organisations.http import ScopedRequest, attempt, get_or_404, posted, require
from organisations.models import Participation
from organisations.presenters.onboarding import facts_rows
from organisations.presenters.people import rings_partners
from organisations.presenters.places import trail
from organisations.queries.handover import past_handovers, standing_handovers
from organisations.queries.people import coach_assignments, coaches, open_invitations, team_of
from organisations.queries.places import participations_at
from organisations.views.confirming import Question, ask, ask_to_end
from organisations.views.inviting import invite_from, link_just_made


def _participation(request: ScopedRequest, ods: str, action: Action = Action.SEE_PEOPLE) -> Participation:
    return get_or_404(participations_at(request.access, action), organisation__ods_code=ods)


def _page(request: ScopedRequest, participation: Participation, status: int = 200, **forms: Any) -> HttpResponse:
    """The page with these bound forms; the others are empty."""
    access, collaborative = request.access, request.access.collaborative
    runs = access.may(Action.RUN_COLLABORATIVE)
    context = {
        "participation": participation,
        "trail": trail(access, participation),
        "team": team_of(participation.pk),
        "handovers": standing_handovers(collaborative, participation),
        "handed_over": past_handovers(participation),
        "facts": facts_rows(participation),
        "coaching": coach_assignments(collaborative.pk).filter(participation=participation),
        "may_invite": access.may(Action.INVITE, participation.pk),
        "may_run": runs,
        "rings_partners": rings_partners(access, participation.pk),
        "invitations": open_invitations(collaborative, participation),
        "just_made": link_just_made(request),
        "invite_form": InviteForm(roles=TEAM_CHOICES),
        "coach_form": CoachForm(coaches=coaches(collaborative.pk)) if runs else None,
    }
    return page(request, "organisations/people.jinja", context | forms, status=status)


def people(request: ScopedRequest, slug: str, ods: str) -> HttpResponse:
    """Who is in the team, who coaches it, who has been invited; POST invites."""
    if request.method != "POST":
        return _page(request, _participation(request, ods))
    participation = _participation(request, ods, Action.INVITE)
    form = InviteForm(request.POST, roles=TEAM_CHOICES)
    if not invite_from(request, form, participation):
        return _page(request, participation, status=422, invite_form=form)
    return go(request, "people", slug=slug, ods=ods)


def _back(request: ScopedRequest, participation: Participation) -> dict[str, Any]:
    """What the questions of this page share: the way back."""
    back = reverse("people", args=[request.access.collaborative.slug, participation.organisation.ods_code])
    return {"back": back, "trail": trail(request.access, participation, {"text": "People", "href": back})}


def end_role(request: ScopedRequest, slug: str, ods: str, pk: int) -> HttpResponse:
    """Ask for the reason, then end a person's role."""
    participation = _participation(request, ods, Action.INVITE)
    membership = get_or_404(team_of(participation.pk), pk=pk)
    role = membership.get_role_display()
    return ask_to_end(
        request,
        membership,
        text=f"{membership.user} will no longer be {role} at {participation.organisation}. What they recorded stays.",
        done=f"{membership.user} is no longer {role} here.",
        **_back(request, participation),
    )


def withdraw(request: ScopedRequest, slug: str, ods: str, pk: int) -> HttpResponse:
    """Ask, then withdraw an open invitation."""
    participation = _participation(request, ods, Action.INVITE)
    invitation = get_or_404(open_invitations(request.access.collaborative, participation), pk=pk)
    question = Question(
        title=f"Withdraw the invitation to {invitation.name}?",
        text=f"The link sent to {invitation.email} will no longer work.",
        submit="Withdraw the invitation",
        done=f"The invitation to {invitation.name} is withdrawn.",
        **_back(request, participation),
    )
    form = ConfirmForm(posted(request))
    return ask(request, form, lambda: withdraw_invitation(invitation=invitation, by=request.user), question)


@require_POST
def coach_assign(request: ScopedRequest, slug: str, ods: str) -> HttpResponse:
    """The national team gives the organisation a coach."""
    require(request, Action.RUN_COLLABORATIVE)
    participation = _participation(request, ods)
    form = CoachForm(request.POST, coaches=coaches(request.access.collaborative.pk))
    made = attempt(form, lambda: assign_coach(participation=participation, by=request.user, **form.cleaned_data))
    if made is None:
        return _page(request, participation, status=422, coach_form=form)
    messages.success(request, f"{made.coach} coaches {participation.organisation}.")
    return go(request, "people", slug=slug, ods=ods)


def coach_end(request: ScopedRequest, slug: str, ods: str, pk: int) -> HttpResponse:
    """Ask for the last day and the reason, then end a coach's assignment."""
    require(request, Action.RUN_COLLABORATIVE)
    participation = _participation(request, ods)
    held = coach_assignments(request.access.collaborative.pk).filter(participation=participation)
    assignment = get_or_404(held, pk=pk)
    form = EndCoachForm(posted(request))
    question = Question(
        title=f"When does {assignment.coach} stop coaching {participation.organisation}?",
        text="After the last day the coach no longer sees this organisation's work.",
        submit="End the coaching",
        done=f"The last day of {assignment.coach} here is noted.",
        **_back(request, participation),
    )
    return ask(
        request,
        form,
        lambda: end_coach_assignment(assignment=assignment, by=request.user, **form.cleaned_data),
        question,
    )
