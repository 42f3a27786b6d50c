"""Who took part in what, the partners' monthly pulse, and a partner's own page."""

from datetime import timedelta
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from collaborative.http import confirms_kept, go, page
from collaborative.nhsuk.filters import date_long
from collaborative.roles import Action
from evaluation.presenters import coproduction as presenter
from evaluation.presenters import partner
from evaluation.presenters.pulse import charts
from evaluation.queries.coproduction import record_of
from evaluation.queries.partner import partner_work
from measures.queries import projects_to
from organisations.http import ScopedRequest, attempt, get_or_404, posted
from organisations.presenters.places import invited_to, trail
from organisations.queries import participations_at
from organisations.queries.people import invitations_of
from organisations.views.confirming import Question, ask_seen, asks
from phases.actions.coproduction import correct_involvement, record_involvement, withdraw_involvement
from phases.forms.coproduction import InvolvementForm
from phases.presenters.collisions import collision
from phases.queries.coproduction import FEWEST_ANSWERS, involvements_to, looks_after, may_correct, pulses
from phases.queries.marks import involvement_mark


def _trail(request: ScopedRequest, project: Any) -> list[dict[str, Any]]:
    step = {"text": project.name, "href": reverse("project", args=[request.access.collaborative.slug, project.pk])}
    return trail(request.access, project.participation, step)


@require_safe
def record(request: ScopedRequest, slug: str, pk: int) -> HttpResponse:
    """Each part of a project's work with who took part in it, and what partners agreed to or not."""
    project = get_or_404(projects_to(request.access, Action.SEE_WORK), pk=pk)
    may = partial(request.access.may, participation_id=project.participation_id)
    context = {
        "project": project,
        "may_correct": partial(may_correct, request.access),
        "may_record": may(Action.RECORD_INVOLVEMENT),
        "may_say": may(Action.SAY_AS_PARTNER),
        "may_answer": may(Action.ANSWER_PARTNERS),
        "trail": _trail(request, project),
    }
    shown = presenter.context(record_of(request.access, project), slug)
    return page(request, "evaluation/coproduction.jinja", context | shown)


@require_http_methods(["GET", "HEAD", "POST"])
@confirms_kept
def involvement_new(request: ScopedRequest, slug: str, pk: int) -> HttpResponse:
    """Record who took part in something; a partner then says how much of a say they had."""
    project = get_or_404(projects_to(request.access, Action.RECORD_INVOLVEMENT), pk=pk)
    offered = presenter.offered(record_of(request.access, project))
    form = InvolvementForm(posted(request), offered, chosen=request.GET.get("about", ""))
    made = attempt(form, lambda: record_involvement(project=project, by=request.user, said=form.said))
    if made is not None:
        messages.success(request, "It is recorded. A partner says how much of a say they had.")
        if request.access.may(Action.SAY_AS_PARTNER, project.participation_id):
            return go(request, "involvement-say", slug=slug, pk=made.pk)
        return go(request, "coproduction", slug=slug, pk=pk)
    return _who(request, project, form)


def _who(request: ScopedRequest, project: Any, form: InvolvementForm, **more: Any) -> HttpResponse:
    context = {
        "form": form,
        "title": "Who took part?",
        "caption": project.name,
        "submit": "Save",
        "keeps": True,
        "back": reverse("coproduction", args=[request.access.collaborative.slug, project.pk]),
        "trail": _trail(request, project),
    }
    return page(request, "phases/partner_form.jinja", context | more, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@confirms_kept
def involvement_edit(request: ScopedRequest, slug: str, pk: int) -> HttpResponse:
    """Put right who took part in what, or take the record back. A partner's own word of it is not touched."""
    row = get_or_404(involvements_to(request.access, Action.RECORD_INVOLVEMENT), pk=pk)
    if not (may_correct(request.access, row) or looks_after(request.access, row)):
        raise Http404("Somebody else recorded this")
    if asks(request, "withdraw") and (request.method == "POST" or may_correct(request.access, row)):
        return _withdraw(request, row)
    there = record_of(request.access, row.project)
    form = InvolvementForm(posted(request), presenter.offered(there, row), presenter.key_of(row), row)
    save = partial(correct_involvement, involvement=row, by=request.user, seen=request.POST.get("seen", ""))
    if attempt(form, lambda: save(said=form.said)) is not None:
        messages.success(request, "The record is put right.")
        return go(request, "coproduction", slug=slug, pk=row.project_id)
    told = collision(form, involvement_mark(row), request.POST)
    if not (may_correct(request.access, row) or form.is_bound):
        told["done"] = f"{row.said_by} has said how much of a say they had in this. Only they can put it right."
    return _who(request, row.project, form, withdraw="Take this record back", **told)


def _withdraw(request: ScopedRequest, row: Any) -> HttpResponse:
    question = Question(
        title="Take this record back?",
        text=f"{row.who}, {date_long(row.happened_on)}: {row.about}. The history keeps it.",
        submit="Take this record back",
        done="The record is taken back.",
        back=reverse("coproduction", args=[request.access.collaborative.slug, row.project_id]),
        trail=_trail(request, row.project),
    )
    withdraw = partial(withdraw_involvement, involvement=row, by=request.user)
    return ask_seen(request, "withdraw", withdraw, question, seen=involvement_mark(row))


@require_safe
def pulse(request: ScopedRequest, slug: str, ods: str) -> HttpResponse:
    """Whether partners were heard, and whether something changed, month by month."""
    place = get_or_404(participations_at(request.access, Action.SEE_WORK), organisation__ods_code=ods)
    month = timezone.localdate().replace(day=1)
    context = {
        "participation": place,
        "charts": charts(pulses(place, month), (month - timedelta(days=1)).replace(day=1)),
        "fewest": FEWEST_ANSWERS,
        "may_say": request.access.may(Action.SAY_AS_PARTNER, place.pk),
        "shows_method": any(request.access.may(one, place.pk) for one in (Action.ANSWER_PARTNERS, Action.REVIEW_GATE)),
        "trail": trail(request.access, place),
    }
    return page(request, "evaluation/pulse.jinja", context)


@require_safe
def partner_home(request: ScopedRequest, slug: str, ods: str) -> HttpResponse:
    """What is asked of a partner, what became of what they said, and what is next."""
    place = get_or_404(participations_at(request.access, Action.SEE_WORK), organisation__ods_code=ods)
    if not request.access.may(Action.SAY_AS_PARTNER, place.pk):
        raise Http404("Only partners have this page")
    work = partner_work(request.access, place, timezone.localdate())
    context = {
        "participation": place,
        "work": work,
        "invited": invited_to(invitations_of(request.user)),
        **partner.shown(work, slug, timezone.now()),
        "short": presenter.short,
        "trail": trail(request.access, place),
    }
    return page(request, "evaluation/partner_home.jinja", context)
