"""Consent: kept by the team that asked, withdrawn by it or by the person themselves."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from collaborative.http import confirms_kept, go, page, paginate
from collaborative.roles import Action
from organisations.http import ScopedRequest, SignedInRequest, attempt, get_or_404, posted
from organisations.presenters.places import trail
from organisations.queries import participations_at, team_of
from sharing.actions.consent import evidence_path, give_consent, widen_consent, withdraw_consent, withdraw_mine
from sharing.forms.consents import ConsentForm, WidenForm, WithdrawForm
from sharing.models import Channel, Consent
from sharing.presenters import consents as presenter
from sharing.queries import consent as query
from sharing.views.common import PER_PAGE, bytes_of, page_or_form, way


@require_safe
def consents(request: ScopedRequest, slug: str, ods: str) -> HttpResponse:
    """Who agreed to what in one organisation."""
    participation = get_or_404(participations_at(request.access, Action.PUBLISH), organisation__ods_code=ods)
    shown = paginate(request, query.consents_at(request.access, participation), PER_PAGE)
    context = {
        "participation": participation,
        "page_obj": shown,
        "rows": [presenter.line(row) for row in shown],
        "trail": trail(request.access, participation),
    }
    return page(request, "sharing/consents.jinja", context)


@page_or_form
@confirms_kept
def consent_new(request: ScopedRequest, slug: str, ods: str) -> HttpResponse:
    """Keep that somebody agreed."""
    participation = get_or_404(participations_at(request.access, Action.PUBLISH), organisation__ods_code=ods)
    team = {row.user_id: row.user for row in team_of(participation.pk)}.values()
    form = ConsentForm(posted(request), request.FILES or None, team=team)
    made = attempt(form, lambda: give_consent(participation=participation, by=request.user, **form.said))
    if made is not None:
        messages.success(request, "The consent is kept.")
        return go(request, "consent", slug=slug, pk=made.pk)
    context = {
        "form": form,
        "participation": participation,
        "trail": way(request, participation, "consents", "Consents"),
    }
    context |= {"title": "Keep a consent", "back": reverse("consents", args=[slug, ods])}
    return page(request, "sharing/consent_form.jinja", context, status=422 if form.is_bound else 200)


def _row(request: ScopedRequest, pk: int) -> Consent:
    return get_or_404(query.consents_to(request.access), pk=pk)


@require_safe
def consent(request: ScopedRequest, slug: str, pk: int) -> HttpResponse:
    """One consent: how far it goes, what rests on it, and where that had been when it was withdrawn."""
    row = _row(request, pk)
    context = {
        "line": presenter.line(row),
        "resting": query.resting_on(row),
        "whom": query.whom_to_ask(row.collaborative_id) if presenter.was_outside(row) else [],
        "participation": row.participation,
        "trail": way(request, row.participation, "consents", "Consents"),
    }
    return page(request, "sharing/consent.jinja", context)


@page_or_form
def consent_widen(request: ScopedRequest, slug: str, pk: int) -> HttpResponse:
    """Keep that somebody agreed to more."""
    row = _row(request, pk)
    missing = presenter.line(row).missing
    form = WidenForm(posted(request), request.FILES or None, missing=missing)
    made = attempt(
        form,
        lambda: widen_consent(
            consent=row, by=request.user, channel=form.cleaned_data["channel"], given=form.given, file=form.sent_file
        ),
    )
    if made is not None:
        messages.success(request, "The consent is kept.")
        return go(request, "consent", slug=slug, pk=pk)
    context = {"form": form, "participation": row.participation, "title": f"{row} agreed to more"}
    context |= {"trail": way(request, row.participation, "consents", "Consents")}
    context |= {"back": reverse("consent", args=[slug, pk])}
    return page(request, "sharing/consent_form.jinja", context, status=422 if form.is_bound else 200)


@page_or_form
def consent_withdraw(request: ScopedRequest, slug: str, pk: int) -> HttpResponse:
    """Asks before a consent is withdrawn on somebody's word, and says what goes with it."""
    row = _row(request, pk)
    form = WithdrawForm(posted(request), standing=presenter.line(row).standing)
    if attempt(form, lambda: withdraw_consent(consent=row, by=request.user, **form.cleaned_data)) is not None:
        messages.success(request, "It is withdrawn. Below is where it had been.")
        return go(request, "consent", slug=slug, pk=pk)
    context = {"form": form, "row": row, "resting": query.resting_on(row), "participation": row.participation}
    context |= {"trail": way(request, row.participation, "consents", "Consents")}
    return page(request, "sharing/consent_withdraw.jinja", context, status=422 if form.is_bound else 200)


@require_safe
def consent_file(request: ScopedRequest, slug: str, pk: int) -> HttpResponse:
    """The form or letter beside a consent."""
    row = get_or_404(query.files_to(request.access), pk=pk)
    return bytes_of(evidence_path(row), row.file_kind, "consent")


@page_or_form
def my_consents(request: SignedInRequest) -> HttpResponse:
    """Everything somebody has agreed to, wherever they are or were; sent to, one of it is taken back."""
    if request.method == "POST":
        _withdraw_mine(request)
        return go(request, "my-consents")
    lines = [presenter.line(row) for row in query.consents_about(request.user)]
    context = {"lines": lines, "title": "What you agreed to", "managing": True}
    return page(request, "sharing/my_consents.jinja", context)


def _withdraw_mine(request: SignedInRequest) -> None:
    sent = [request.POST.get(name, "") for name in ("place", "consent")]
    channel = request.POST.get("channel", "")
    if not all(text.isascii() and text.isdigit() and len(text) < 19 for text in sent) or channel not in Channel.values:
        raise Http404("No such consent")
    try:
        withdraw_mine(by=request.user, participation_id=int(sent[0]), consent_id=int(sent[1]), channel=channel)
    except Consent.DoesNotExist as missing:
        raise Http404("No such consent") from missing
    messages.success(request, "You have taken it back. It is gone from every page; below is where it had been.")
