"""A newsletter on its way: looked at as it will be, tried out, sent, watched."""

from django.contrib import messages
from django.core.mail import get_connection
from django.db import transaction
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from collaborative.http import go, page, paginate
from collaborative.roles import Action
from organisations.forms.people import ConfirmForm
from organisations.http import ScopedRequest, get_or_404, posted, require
from organisations.views.confirming import Question, ask
from sharing.actions.readers import try_address_again
from sharing.actions.sending import control_sending, send_again, start_sending
from sharing.letters import CLIPPED_AT, breaches
from sharing.models import Delivery, Newsletter
from sharing.presenters.letters import letter_of, pieces_of
from sharing.presenters.newsletters import COLOURS
from sharing.presenters.papers import newsletter_pdf
from sharing.presenters.postbox import message_to_oneself
from sharing.queries import newsletters as query
from sharing.tasks import ask_for_a_worker
from sharing.views.newsletters import composed, page_or_form, way

PER_PAGE = 50
VIEWS = ("page", "email", "plain")


@require_safe
def newsletter_preview(request: ScopedRequest, slug: str, pk: int) -> HttpResponse:
    """The newsletter as a page, as e-mail or as plain text (`?as=`), for people of the collaborative or outside
    (`?for=outside`)."""
    row, outside = composed(request, pk), request.GET.get("for") == "outside"
    shown = request.GET.get("as") if request.GET.get("as") in VIEWS else VIEWS[0]
    letter = letter_of(row, outside=outside)
    context = {
        "row": row,
        "shown": shown,
        "outside": outside,
        "pieces": pieces_of(row, outside=outside) if shown == "page" else [],
        "letter": letter,
        "breaches": breaches(letter),
        "size": len(letter.html.encode()) // 1024 + 1,
        "limit": CLIPPED_AT // 1024,
        "trail": way(request, row),
    }
    return page(request, "sharing/newsletter_preview.jinja", context)


@require_safe
def newsletter_email(request: ScopedRequest, slug: str, pk: int) -> HttpResponse:
    """The e-mail's HTML alone, for the frame of the preview."""
    row = composed(request, pk)
    letter = letter_of(row, outside=request.GET.get("for") == "outside", pictures_inside=True)
    response = HttpResponse(letter.html, headers={"X-Frame-Options": "SAMEORIGIN"})
    # A mail's styles stand in its tags. The frame is sandboxed besides, so nothing in it can act.
    response._csp_replace = {  # type: ignore[attr-defined]
        "default-src": ["'none'"],
        "style-src": ["'unsafe-inline'"],
        "img-src": ["data:"],
        "frame-ancestors": ["'self'"],
    }
    return response


@require_safe
def newsletter_print(request: ScopedRequest, slug: str, pk: int) -> HttpResponse:
    """The newsletter as a PDF on A4."""
    row = composed(request, pk)
    return pdf_of(row, outside=False)


def pdf_of(row: Newsletter, *, outside: bool) -> HttpResponse:
    """The newsletter as a PDF to open in the browser."""
    headers = {
        "Content-Disposition": f'inline; filename="newsletter-{row.number}.pdf"',
        "Cache-Control": "private, no-store",
    }
    return HttpResponse(newsletter_pdf(row, outside=outside), content_type="application/pdf", headers=headers)


@require_POST
def newsletter_test(request: ScopedRequest, slug: str, pk: int) -> HttpResponse:
    """Send it to oneself, as it reads now."""
    row = composed(request, pk)
    letter = letter_of(row, outside=request.POST.get("for") == "outside")
    try:
        get_connection(timeout=10).send_messages([message_to_oneself(letter, request.user.email, timezone.now())])
        messages.success(request, f"A test is on its way to {request.user.email}.")
    except OSError:
        messages.error(request, "The mail server cannot be reached. Try again later.")
    return go(request, "newsletter-preview", slug=slug, pk=pk)


@page_or_form
def newsletter_send(request: ScopedRequest, slug: str, pk: int) -> HttpResponse:
    """Ask, then send."""
    row = composed(request, pk)
    people = query.audience(row)
    outside = sum(one.is_outside for one in people)
    words = (
        f"It goes to {len(people):,} addresses: {len(people) - outside:,} of people with a role, {outside:,} of readers"
        " outside."
    )
    question = Question(
        title=f"Send “{row.subject}”?",
        text=f"{words} It cannot be called back, and its words can no longer be changed.",
        submit="Send it",
        done="The newsletter is being sent.",
        back=reverse("newsletter", args=[slug, pk]),
        trail=way(request, row),
    )
    form = ConfirmForm(posted(request))
    return ask(request, form, lambda: _send(request, row), question)


def _send(request: ScopedRequest, row: Newsletter) -> Newsletter:
    started = start_sending(newsletter=row, by=request.user)
    transaction.on_commit(lambda: ask_for_a_worker(started.pk, started.collaborative_id))
    return started


@require_POST
def newsletter_control(request: ScopedRequest, slug: str, pk: int) -> HttpResponse:
    """Pause, go on, stop for good, or send again what was never confirmed (`do`)."""
    row, do = composed(request, pk), request.POST.get("do", "")
    if do == "again":
        number = send_again(newsletter=row, by=request.user)
        messages.success(request, f"{number} will be sent again.")
    else:
        control_sending(newsletter=row, by=request.user, do=do)
    if do in ("again", "resume"):
        transaction.on_commit(lambda: ask_for_a_worker(row.pk, row.collaborative_id))
    return go(request, "newsletter", slug=slug, pk=pk)


@page_or_form
def newsletter_recipients(request: ScopedRequest, slug: str, pk: int) -> HttpResponse:
    """To whom it went, by how it went; POST sends one message again."""
    row, state = composed(request, pk), request.GET.get("state", "")
    if request.method == "POST":
        found = get_or_404(query.recipients_of(row), pk=_number(request.POST.get("recipient", "")))
        send_again(newsletter=row, by=request.user, recipient=found)
        messages.success(request, f"It will be sent to {found.email} again.")
        transaction.on_commit(lambda: ask_for_a_worker(row.pk, row.collaborative_id))
        return go(request, "newsletter-recipients", slug=slug, pk=pk)
    state = state if state in Delivery.values else ""
    shown = paginate(request, query.recipients_of(row, state), PER_PAGE)
    context = {"row": row, "page_obj": shown, "state": state, "states": Delivery, "colours": COLOURS}
    return page(request, "sharing/newsletter_recipients.jinja", context | {"trail": way(request, row)})


@page_or_form
def newsletter_bounces(request: ScopedRequest, slug: str) -> HttpResponse:
    """The addresses that nothing is sent to any more because mail came back; POST takes one up again."""
    require(request, Action.COMPOSE)
    rows = query.bounced_readers(request.access.collaborative)
    if request.method == "POST":
        found = get_or_404(rows, pk=_number(request.POST.get("reader", "")))
        try_address_again(reader=found, by=request.user)
        messages.success(request, f"The next newsletter goes to {found.email} again.")
        return go(request, "newsletter-bounces", slug=slug)
    shown = paginate(request, rows, PER_PAGE)
    return page(request, "sharing/newsletter_bounces.jinja", {"page_obj": shown, "trail": way(request)})


def _number(text: str) -> int:
    return int(text) if text.isdigit() and len(text) < 19 else 0
