"""The way in, an organisation's home and a project's page."""

from functools import partial

from django.http import HttpResponse
from django.utils import timezone

from collaborative.http import go, page
from collaborative.roles import Action
from evaluation.presenters import home, people
from evaluation.presenters import project as project_page
from evaluation.presenters.next_set import next_set_card
from evaluation.presenters.reviews import question_ask
from evaluation.queries import organisation_work, project_work, still_theirs, team
from evaluation.queries.reviews import open_questions
from measures.periods import first_day
from measures.queries import annotations_of, projects_to
from organisations.http import ScopedRequest, get_or_404, require
from organisations.presenters.onboarding import progress_of
from organisations.presenters.places import invited_to, place_cards, trail
from organisations.queries import participations_at, places_of
from organisations.queries.onboarding import checklist_of
from organisations.queries.people import invitations_of, team_of
from pdsa.presenters import ramps
from pdsa.queries import cycles_of
from phases.queries.design import wanted_from
from phases.queries.journey import pause_now, pauses_at, spans_of


def collaborative_home(request: ScopedRequest, slug: str) -> HttpResponse:
    """On to the one page this person comes for, or a choice of them."""
    cards = place_cards(places_of(request.user, request.access.collaborative))
    if len(cards) == 1:
        return go(request, cards[0].url)
    return page(request, "collaborative/chooser.jinja", {"places": cards})


def organisation_home(request: ScopedRequest, slug: str, ods: str) -> HttpResponse:
    """What needs this person, then the projects and the people."""
    access = request.access
    participation = get_or_404(participations_at(access, Action.SEE_WORK), organisation__ods_code=ods)
    may = partial(access.may, participation_id=participation.pk)
    today = timezone.localdate()
    pauses = pauses_at(participation)
    projects, begun = organisation_work(access, participation, first_day("quarter", today), spans_of(pauses))
    crew = team(participation)
    questions = [question_ask(row, slug) for row in open_questions(access).filter(participation=participation)]
    context = {
        "participation": participation,
        "pause": pause_now(pauses, today),
        "invited": invited_to(invitations_of(request.user)),
        "to_sign": wanted_from(participation, request.user) if may(Action.SIGN_DESIGN) else [],
        "steps": home.first_steps(projects, crew, begun, slug, ods, may),
        "checklist": progress_of(checklist_of(participation)),
        "may_tick": may(Action.SEE_TO_JOINING),
        "next_set": next_set_card(access, participation),
        "coaches": people.coaches(crew),
        "members": people.members(crew, participation, access),
        "may_start": may(Action.EDIT_PROJECT),
        "trail": trail(access, participation)[:-1],
    }
    work = home.work_context(projects, slug, may)
    work["asks"] = questions + work["asks"]
    return page(request, "evaluation/organisation.jinja", context | work)


def still_in_name(request: ScopedRequest, slug: str, ods: str, pk: int) -> HttpResponse:
    """What is still to be done in the name of somebody of the team."""
    access = request.access
    participation = get_or_404(participations_at(access, Action.SEE_WORK), organisation__ods_code=ods)
    require(request, Action.SEE_PEOPLE, participation.pk)
    membership = get_or_404(team_of(participation.pk), pk=pk)
    context = {
        "participation": participation,
        "person": membership.user,
        "theirs": still_theirs(access, participation, membership.user),
        "trail": trail(access, participation),
    }
    return page(request, "evaluation/still_theirs.jinja", context)


def project(request: ScopedRequest, slug: str, pk: int) -> HttpResponse:
    """One population of focus: its charts, its tests and what was decided."""
    access = request.access
    found = get_or_404(projects_to(access, Action.SEE_WORK), pk=pk)
    may = partial(access.may, participation_id=found.participation_id)
    work = project_work(found, access.collaborative.entry_days)
    notes = annotations_of([one.measure.pk for one in work.measures[:1]])
    context = {
        "project": found,
        "buttons": project_page.buttons(work, slug, may),
        "trail": trail(access, found.participation),
        "ramps": ramps(cycles_of(found.pk), slug),
    }
    return page(request, "evaluation/project.jinja", context | project_page.work_context(work, notes, slug))
