"""What partners say and need, their hours, and what became of what they said."""

from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from collaborative.http import go, page
from collaborative.roles import Action
from organisations.http import ScopedRequest, attempt, get_or_404, posted
from organisations.models import Participation, Project
from organisations.presenters.places import trail
from organisations.queries import participations_at
from phases.actions.coproduction import (
    answer_pulse,
    pulse_hash,
    record_time,
    reply,
    say_level,
    say_needs,
    sign_off,
)
from phases.forms.coproduction import LevelForm, NeedsForm, PulseForm, ReplyForm, SignOffForm, TimeForm
from phases.models import InvolvementTime
from phases.presenters.collisions import collision
from phases.queries import coproduction as query
from phases.queries.marks import time_mark
from phases.queries.theory import projects_to

page_or_form = require_http_methods(["GET", "HEAD", "POST"])


def _place(request: ScopedRequest, ods: str, *actions: Action) -> Participation:
    """The organisation, for who may do one of these there."""
    found = get_or_404(participations_at(request.access, Action.SEE_WORK), organisation__ods_code=ods)
    if not any(request.access.may(action, found.pk) for action in actions):
        raise Http404("Not for this person")
    return found


def _home(place: Participation) -> str:
    return reverse("partner-home", args=[place.collaborative.slug, place.organisation.ods_code])


def _work(project: Project) -> str:
    return reverse("coproduction", args=[project.collaborative.slug, project.pk])


def _form(
    request: ScopedRequest, place: Participation, form: forms.Form, words: dict[str, Any], back: str
) -> HttpResponse:
    context = {"form": form, "back": back, "trail": trail(request.access, place), **words}
    return page(request, "phases/partner_form.jinja", context, status=422 if form.is_bound else 200)


@page_or_form
def involvement_say(request: ScopedRequest, slug: str, pk: int) -> HttpResponse:
    """A partner says how much of a say they had."""
    row = get_or_404(query.involvements_to(request.access, Action.SAY_AS_PARTNER), pk=pk)
    about, said = row.about, {"level": row.level, "words": row.words} if row.said_by_id == request.user.pk else None
    form = LevelForm(posted(request), initial=said)
    if attempt(form, lambda: say_level(involvement=row, by=request.user, **form.cleaned_data)) is not None:
        messages.success(request, "Thank you. Your word stands on the record.")
        return go(request, _home(row.participation))
    lead = f"{row.who}. {row.what}" if row.what else row.who
    words = {"title": "How much of a say did you have?", "caption": about, "lead": lead, "submit": "Save my word"}
    return _form(request, row.participation, form, words, _home(row.participation))


@page_or_form
def sign_off_new(request: ScopedRequest, slug: str, pk: int) -> HttpResponse:
    """A partner agrees to a part of the work, or does not."""
    project = get_or_404(projects_to(request.access, Action.SAY_AS_PARTNER), pk=pk)
    form = SignOffForm(posted(request), initial={"about": request.GET.get("about", "")})
    if attempt(form, lambda: sign_off(project=project, by=request.user, **form.cleaned_data)) is not None:
        messages.success(request, "Thank you. What you said is kept, and the team answers you.")
        return go(request, _home(project.participation))
    words = {
        "title": "Do you agree?",
        "caption": project.name,
        "lead": "What you say stays as you said it. Nobody can change or remove it. You can say something else later.",
        "submit": "Say it",
        "elsewhere": ("Sign the whole design on its own page", reverse("design", args=[slug, project.pk])),
    }
    return _form(request, project.participation, form, words, _home(project.participation))


@page_or_form
def sign_off_reply(request: ScopedRequest, slug: str, pk: int) -> HttpResponse:
    """Tell a partner what became of what they said."""
    row = get_or_404(query.sign_offs_to(request.access, Action.ANSWER_PARTNERS), pk=pk)
    form, back = ReplyForm(posted(request)), _work(row.project)
    if attempt(form, lambda: reply(to=row, by=request.user, **form.cleaned_data)) is not None:
        messages.success(request, "Your answer stands beside what they said.")
        return go(request, back)
    said = f"{row.said_by}: {row.get_verdict_display()}. {row.words}"
    words = {"title": "What became of it?", "caption": row.get_about_display(), "lead": said, "submit": "Answer"}
    return _form(request, row.participation, form, words, back)


@page_or_form
def pulse_answer(request: ScopedRequest, slug: str, ods: str) -> HttpResponse:
    """Two questions a month, answered without a name."""
    place, month = _place(request, ods, Action.SAY_AS_PARTNER), timezone.localdate().replace(day=1)
    done = query.has_answered(place, month, pulse_hash(request.user, month))
    form = PulseForm(posted(request))

    def answer() -> bool:
        answer_pulse(participation=place, by=request.user, month=month, **form.cleaned_data)
        return True

    if attempt(form, answer):
        messages.success(request, "Thank you. Your answers are counted without your name.")
        return go(request, _home(place))
    words = {
        "title": "Two questions this month",
        "caption": place.organisation.name,
        "lead": "Nobody sees who answered what. The answers of a month are shown once it is over, as an average, and "
        f"only where at least {query.FEWEST_ANSWERS} people answered.",
        "submit": "Send my answers",
        "done": "You have answered this month. Thank you." if done and not form.is_bound else "",
    }
    return _form(request, place, form, words, _home(place))


@page_or_form
def access_needs(request: ScopedRequest, slug: str, ods: str) -> HttpResponse:
    """What a partner needs; for who sees to it, what all of them need."""
    place = _place(request, ods, Action.SAY_AS_PARTNER, Action.ANSWER_PARTNERS)
    if not request.access.may(Action.SAY_AS_PARTNER, place.pk):
        if request.method == "POST":
            raise Http404("Nobody says this for somebody else")
        return _needs(request, place)
    said = query.needs_from(place, request.user)
    form = NeedsForm(posted(request), initial={"needs": said.needs if said else ""})
    if attempt(form, lambda: say_needs(participation=place, by=request.user, **form.cleaned_data)) is not None:
        messages.success(request, "Saved. Only you and the project lead see it.")
        return go(request, _home(place))
    if request.access.may(Action.ANSWER_PARTNERS, place.pk):
        return _needs(request, place, form)
    words = {
        "title": "What you need",
        "caption": place.organisation.name,
        "lead": "Only you and the project lead see this. It is in no list, no history and no download.",
        "submit": "Save what I need",
    }
    return _form(request, place, form, words, _home(place))


def _needs(request: ScopedRequest, place: Participation, form: NeedsForm | None = None) -> HttpResponse:
    """What all partners need, for who sees to it; form: where this person is a partner too and says their own."""
    context = {
        "participation": place,
        "rows": query.needs_of(request.access, place),
        "form": form,
        "trail": trail(request.access, place),
    }
    return page(request, "phases/access_needs.jinja", context, status=422 if form and form.is_bound else 200)


@page_or_form
def involvement_hours(request: ScopedRequest, slug: str, ods: str) -> HttpResponse:
    """Hours that partners gave and where the payment stands: a partner's own, or all for who sees to it."""
    place = _place(request, ods, Action.SAY_AS_PARTNER, Action.ANSWER_PARTNERS)
    pays = request.access.may(Action.ANSWER_PARTNERS, place.pk)
    people = query.partners_at(place) if pays else [request.user]
    form = TimeForm(posted(request), people, pays=pays)
    if people and _keep_time(request, place, form):
        return go(request, "involvement-hours", slug=slug, ods=ods)
    rows = list(query.times_of(request.access, place))
    context = {
        "participation": place,
        "form": form if people else None,
        "rows": rows,
        "sums": query.hours_in_all(rows),
        "pays": pays,
        "trail": trail(request.access, place),
    }
    return page(request, "phases/hours.jinja", context, status=422 if form.is_bound else 200)


def _keep_time(
    request: ScopedRequest, place: Participation, form: TimeForm, current: InvolvementTime | None = None
) -> bool:
    save = partial(
        record_time, participation=place, by=request.user, current=current, seen=request.POST.get("seen", "")
    )
    if attempt(form, lambda: save(**form.said)) is None:
        return False
    messages.success(request, "The hours are saved.")
    return True


@page_or_form
def involvement_time(request: ScopedRequest, slug: str, pk: int) -> HttpResponse:
    """Put hours right, or say where their payment stands."""
    row = get_or_404(query.times_to(request.access, Action.ANSWER_PARTNERS), pk=pk)
    place, ods = row.participation, row.participation.organisation.ods_code
    people = {person.pk: person for person in (*query.partners_at(place), row.person)}
    form = TimeForm(posted(request), people.values(), pays=True, current=row)
    if _keep_time(request, place, form, row):
        return go(request, "involvement-hours", slug=slug, ods=ods)
    words = {"title": "Hours of involvement", "caption": place.organisation.name, "submit": "Save"}
    words |= collision(form, time_mark(row), request.POST)
    return _form(request, place, form, words, reverse("involvement-hours", args=[slug, ods]))
