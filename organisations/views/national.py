"""What the team that runs the collaborative does: organisations, coaches, colleagues."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse

from collaborative.http import go, page, paginate
from collaborative.roles import Action
from organisations.actions.invitations import withdraw_invitation
from organisations.actions.places import enrol
from organisations.forms.people import COLLABORATIVE_CHOICES, ConfirmForm, InviteForm
from organisations.forms.places import EnrolForm, SearchForm
from organisations.http import ScopedRequest, attempt, get_or_404, posted, require
from organisations.presenters.places import trail
from organisations.queries.handover import standing_handovers
from organisations.queries.joining import waiting_to_decide
from organisations.queries.people import (
    coaches,
    collaborative_wide,
    current_coaches,
    experts,
    national_team,
    open_invitations,
)
from organisations.queries.places import taking_part
from organisations.views.confirming import Question, ask, ask_to_end
from organisations.views.inviting import invite_from, link_just_made


def organisations(request: ScopedRequest, slug: str) -> HttpResponse:
    """Everyone who takes part, with their coach and how many people they have."""
    require(request, Action.RUN_COLLABORATIVE)
    form = SearchForm(request.GET)
    search = form.cleaned_data["q"] if form.is_valid() else ""
    rows = paginate(request, taking_part(request.access.collaborative, search=search))
    context = {
        "search_form": form,
        "search": search,
        "rows": rows,
        "coaches": current_coaches(row.pk for row in rows),
        "waiting": waiting_to_decide(request.access.collaborative),
        "trail": trail(request.access)[:1],
    }
    return page(request, "organisations/organisations.jinja", context)


def organisation_new(request: ScopedRequest, slug: str) -> HttpResponse:
    """Let an organisation take part."""
    require(request, Action.RUN_COLLABORATIVE)
    form = EnrolForm(posted(request), collaborative=request.access.collaborative)
    made = attempt(
        form, lambda: enrol(collaborative=request.access.collaborative, by=request.user, **form.cleaned_data)
    )
    if made is None:
        context = {"form": form, "trail": trail(request.access)}
        return page(request, "organisations/organisation_new.jinja", context, status=422 if form.is_bound else 200)
    messages.success(request, f"{made.organisation} takes part. Now invite its project lead and give it a coach.")
    return go(request, "people", slug=slug, ods=made.organisation.ods_code)


def _team_page(request: ScopedRequest, form: InviteForm, status: int = 200) -> HttpResponse:
    collaborative = request.access.collaborative
    context: dict[str, Any] = {
        "team": national_team(collaborative.pk),
        "coaches": coaches(collaborative.pk),
        "experts": experts(collaborative.pk),
        "handovers": standing_handovers(collaborative),
        "may_invite": True,
        "invitations": open_invitations(collaborative, None),
        "just_made": link_just_made(request),
        "invite_form": form,
        "trail": trail(request.access)[:1],
    }
    return page(request, "organisations/team.jinja", context, status=status)


def team(request: ScopedRequest, slug: str) -> HttpResponse:
    """The national team and the coaches; POST invites."""
    require(request, Action.RUN_COLLABORATIVE)
    if request.method != "POST":
        return _team_page(request, InviteForm(roles=COLLABORATIVE_CHOICES))
    form = InviteForm(request.POST, roles=COLLABORATIVE_CHOICES)
    if not invite_from(request, form, None):
        return _team_page(request, form, status=422)
    return go(request, "team", slug=slug)


def _back(request: ScopedRequest) -> dict[str, Any]:
    """What the questions of this page share: the way back."""
    back = reverse("team", args=[request.access.collaborative.slug])
    return {"back": back, "trail": [*trail(request.access)[:1], {"text": "Team and coaches", "href": back}]}


def team_end(request: ScopedRequest, slug: str, pk: int) -> HttpResponse:
    """Ask for the reason, then end a colleague's or a coach's role."""
    require(request, Action.RUN_COLLABORATIVE)
    membership = get_or_404(collaborative_wide(request.access.collaborative.pk), pk=pk)
    role = membership.get_role_display()
    return ask_to_end(
        request,
        membership,
        text=f"{membership.user} will no longer be {role} in {request.access.collaborative}.",
        done=f"{membership.user} is no longer {role}.",
        **_back(request),
    )


def team_withdraw(request: ScopedRequest, slug: str, pk: int) -> HttpResponse:
    """Ask, then withdraw an open invitation to the national team or to coach."""
    require(request, Action.RUN_COLLABORATIVE)
    invitation = get_or_404(open_invitations(request.access.collaborative, None), pk=pk)
    question = Question(
        title=f"Withdraw the invitation to {invitation.name}?",
        text=f"The link sent to {invitation.email} will no longer work.",
        submit="Withdraw the invitation",
        done=f"The invitation to {invitation.name} is withdrawn.",
        **_back(request),
    )
    form = ConfirmForm(posted(request))
    return ask(request, form, lambda: withdraw_invitation(invitation=invitation, by=request.user), question)
