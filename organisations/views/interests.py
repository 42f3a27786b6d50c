"""The national team's desk: who would like to join, and what is decided."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from collaborative.http import go, page, paginate
from collaborative.nhsuk.errors import form_errors
from collaborative.roles import Action
from organisations.actions.enrolment import Enrolment, enrol_team, join_interest
from organisations.actions.joining import (
    decline_interest,
    edit_joining,
    note_interest,
    review_interest,
    withdraw_interest,
)
from organisations.forms.joining import (
    DeclineForm,
    EnrolmentForm,
    InterestFilter,
    JoiningForm,
    NoteForm,
    WithdrawForm,
)
from organisations.forms.people import ConfirmForm
from organisations.http import ScopedRequest, attempt, get_or_404, posted, require
from organisations.models import ExpressionOfInterest
from organisations.presenters.joining import STATE_COLOURS, facts_of, prefilled
from organisations.presenters.places import trail
from organisations.queries.joining import interests, joining_of, notes_of, steps_of
from organisations.queries.places import place_of, taking_part
from organisations.views.confirming import Question, ask
from organisations.views.join import options


def _trail(request: ScopedRequest, interest: ExpressionOfInterest | None = None) -> list[dict[str, Any]]:
    slug = request.access.collaborative.slug
    steps = [*trail(request.access), {"text": "Would like to join", "href": reverse("interests", args=[slug])}]
    if interest is None:
        return steps
    return [*steps, {"text": interest.organisation_name, "href": reverse("interest", args=[slug, interest.pk])}]


def _interest(request: ScopedRequest, pk: int) -> ExpressionOfInterest:
    require(request, Action.RUN_COLLABORATIVE)
    return get_or_404(interests(request.access.collaborative, state="all"), pk=pk)


@require_safe
def interest_list(request: ScopedRequest, slug: str) -> HttpResponse:
    """Everybody who would like to join and has confirmed it."""
    require(request, Action.RUN_COLLABORATIVE)
    form = InterestFilter(request.GET)
    chosen = form.chosen()
    context = {
        "filter_form": form,
        "filtered": any(chosen.values()),
        "rows": paginate(request, interests(request.access.collaborative, **chosen)),
        "colours": STATE_COLOURS,
        "joining": joining_of(request.access.collaborative),
        "trail": trail(request.access),
    }
    return page(request, "organisations/interests.jinja", context)


def interest(request: ScopedRequest, slug: str, pk: int) -> HttpResponse:
    """What one organisation told, the team's notes, and what to do; POST adds a note."""
    row = _interest(request, pk)
    form = NoteForm(posted(request))
    if attempt(form, lambda: note_interest(interest=row, by=request.user, **form.cleaned_data)) is not None:
        messages.success(request, "The note is saved.")
        return go(request, "interest", slug=slug, pk=pk)
    context = {
        "interest": row,
        "facts": facts_of(row),
        "colours": STATE_COLOURS,
        "notes": notes_of(row),
        "steps": steps_of(row),
        "form": form,
        "trail": _trail(request),
    }
    return page(request, "organisations/interest.jinja", context, status=422 if form.is_bound else 200)


@require_POST
def review(request: ScopedRequest, slug: str, pk: int) -> HttpResponse:
    """Say that the team is looking at it."""
    row = _interest(request, pk)
    if attempt(ConfirmForm(request.POST), lambda: review_interest(interest=row, by=request.user)) is None:
        messages.warning(request, f"This is {row.get_state_display().lower()} already.")
    return go(request, "interest", slug=slug, pk=pk)


def decline(request: ScopedRequest, slug: str, pk: int) -> HttpResponse:
    """Ask for the reason, then decline."""
    row = _interest(request, pk)
    form = DeclineForm(posted(request))
    question = Question(
        title=f"Decline {row.organisation_name}?",
        text=f"We tell {row.name} at {row.email}, with the reason you give.",
        submit="Decline and tell them",
        done=f"{row.organisation_name} is declined, and {row.name} is told why.",
        back=reverse("interest", args=[slug, pk]),
        trail=_trail(request, row),
    )
    return ask(request, form, lambda: decline_interest(interest=row, by=request.user, **form.cleaned_data), question)


def withdraw(request: ScopedRequest, slug: str, pk: int) -> HttpResponse:
    """Note that the organisation does not want to join any more."""
    row = _interest(request, pk)
    form = WithdrawForm(posted(request))
    question = Question(
        title=f"Has {row.organisation_name} withdrawn?",
        text="It is taken off the list of those to decide. Nobody is told.",
        submit="Note that it has withdrawn",
        done=f"It is noted that {row.organisation_name} has withdrawn.",
        back=reverse("interest", args=[slug, pk]),
        trail=_trail(request, row),
    )
    return ask(request, form, lambda: withdraw_interest(interest=row, by=request.user, **form.cleaned_data), question)


def enrolment(request: ScopedRequest, slug: str, pk: int) -> HttpResponse:
    """Accept: the form to enrol the organisation, filled in with what it told; or it turns out to take part already."""
    row = _interest(request, pk)
    if request.method == "POST" and "joined" in request.POST:
        return _joined(request, row)
    return _enrolment_page(request, row, prefilled(row), _trail(request, row))


def _joined(request: ScopedRequest, row: ExpressionOfInterest) -> HttpResponse:
    """What was told came from an organisation that takes part already: named by its ODS code."""
    slug = request.access.collaborative.slug
    places = taking_part(request.access.collaborative)
    place = get_or_404(places, organisation__ods_code=request.POST["joined"])
    form = ConfirmForm(request.POST)
    if attempt(form, lambda: join_interest(interest=row, participation=place, by=request.user)) is None:
        messages.warning(request, " ".join(error["text"] for error in form_errors(form)))
        return go(request, "interest", slug=slug, pk=row.pk)
    messages.success(request, f"{place.organisation} takes part already. Invite here whoever is to join its team.")
    return go(request, "people", slug=slug, ods=place.organisation.ods_code)


def enrolment_new(request: ScopedRequest, slug: str) -> HttpResponse:
    """Enrol an organisation that never asked by the public form."""
    require(request, Action.RUN_COLLABORATIVE)
    return _enrolment_page(request, None, {}, trail(request.access))


def _enrolment_page(
    request: ScopedRequest, row: ExpressionOfInterest | None, initial: dict[str, Any], steps: list[dict[str, Any]]
) -> HttpResponse:
    collaborative, slug = request.access.collaborative, request.access.collaborative.slug
    address = reverse("directory-search", args=[slug])
    form = EnrolmentForm(posted(request), initial=initial, collaborative=collaborative, address=address)
    made = attempt(
        form,
        lambda: enrol_team(
            collaborative=collaborative, by=request.user, facts=Enrolment(**form.cleaned_data), interest=row
        ),
    )
    if made is None:
        back = reverse("interest", args=[slug, row.pk]) if row else reverse("organisations", args=[slug])
        meant = getattr(form, "found", None) or (row.organisation if row else None)
        there = place_of(collaborative, meant) if row and row.is_open else None
        context = {"form": form, "interest": row, "there": there, "back": back, "trail": steps}
        return page(request, "organisations/enrolment.jinja", context, status=422 if form.is_bound else 200)
    participation, invitations = made
    names = " and ".join(invitation.name for invitation in invitations)
    told = f" We have invited {names}." if names else ""
    messages.success(request, f"{participation.organisation} takes part.{told} Now give it a coach.")
    return go(request, "people", slug=slug, ods=participation.organisation.ods_code)


@require_safe
def directory_search(request: ScopedRequest, slug: str) -> HttpResponse:
    """The organisations that fit what is being typed, as options."""
    require(request, Action.RUN_COLLABORATIVE)
    return options(request)


def joining_settings(request: ScopedRequest, slug: str) -> HttpResponse:
    """Open or close the public form, and say what stands on it."""
    require(request, Action.RUN_COLLABORATIVE)
    collaborative = request.access.collaborative
    present = joining_of(collaborative)
    form = JoiningForm(posted(request), initial={name: getattr(present, name) for name in JoiningForm.base_fields})
    saved = attempt(form, lambda: edit_joining(collaborative=collaborative, by=request.user, **form.cleaned_data))
    if saved is None:
        context = {"form": form, "trail": _trail(request)}
        return page(request, "organisations/joining_settings.jinja", context, status=422 if form.is_bound else 200)
    messages.success(request, "The settings are saved.")
    return go(request, "interests", slug=slug)
