"""Newsletters to be read: by people of the collaborative, and on the public page, where others ask for them too."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.mail import EmailMessage
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe
from redis.exceptions import RedisError

from collaborative.http import error_page, go, page, paginate
from collaborative.models import Collaborative
from collaborative.queries import all_collaboratives
from collaborative.tenancy.scope import Scope, tenant_context
from organisations.actions.system import system_user
from organisations.http import ScopedRequest, attempt, get_or_404, posted
from organisations.presenters.places import trail
from organisations.views.limits import address_of, counted, is_used_up
from sharing.actions.readers import ask_for_newsletters, confirm_reader, subscribe_again, unsubscribe
from sharing.forms.newsletters import SubscribeForm
from sharing.presenters.letters import pieces_of
from sharing.presenters.mail import confirm_mail
from sharing.queries import newsletters as query
from sharing.views.newsletters import page_or_form

logger = logging.getLogger(__name__)
PER_PAGE = 20
HOUR, DAY = 60 * 60, 24 * 60 * 60
# Forms taken from one address an hour, mails to one mailbox a day.
FORMS, MAILS = 20, 3


@require_safe
def newsletter_archive(request: ScopedRequest, slug: str) -> HttpResponse:
    """What has gone out, for everybody with a role, and whether they get the next by mail."""
    collaborative = request.access.collaborative
    shown = paginate(request, query.archive_of(collaborative, public=False), PER_PAGE)
    context = {"page_obj": shown, "none_wanted": query.wants_none(collaborative, request.user)}
    return page(request, "sharing/newsletter_archive.jinja", context | {"trail": trail(request.access)[:1]})


@require_POST
def newsletter_choice(request: ScopedRequest, slug: str) -> HttpResponse:
    """Get newsletters by mail, or none (`do`)."""
    if request.POST.get("do") == "stop":
        unsubscribe(
            collaborative=request.access.collaborative, by=request.user, email=request.user.email, has_role=True
        )
        messages.success(request, "You get no more newsletters by email. They still stand here.")
    else:
        subscribe_again(collaborative=request.access.collaborative, by=request.user)
        messages.success(request, "You get newsletters by email.")
    return go(request, "newsletter-archive", slug=slug)


@require_safe
def newsletter_issue(request: ScopedRequest, slug: str, number: int) -> HttpResponse:
    """One issue that has gone out. Its cards say what is published today."""
    row = get_or_404(query.archive_of(request.access.collaborative, public=False), number=number)
    context = {"row": row, "pieces": pieces_of(row, outside=False), "trail": trail(request.access)[:1]}
    return page(request, "sharing/newsletter_issue.jinja", context)


@contextmanager
def programme_page(request: HttpRequest, slug: str) -> Iterator[Collaborative]:
    """A page outside: the collaborative's own rows as the system reads them, and no organisation's. 404 where there is
    no such collaborative."""
    collaborative = get_or_404(all_collaboratives(), slug=slug)
    # Who is there is looked up first: sessions are out of reach inside a scope.
    request.user.is_authenticated  # noqa: B018
    with tenant_context(Scope(system_user().pk, (collaborative.pk,), ())):
        yield collaborative


@login_not_required
@never_cache
@page_or_form
def newsletters_public(request: HttpRequest, programme: str) -> HttpResponse:
    """Newsletters that everybody may read, and the form by which they are asked for."""
    with programme_page(request, programme) as collaborative:
        form = SubscribeForm(posted(request))
        if request.method == "POST":
            try:
                answer = _subscribe(request, form, collaborative)
            except RedisError:
                answer = error_page(request, 503)
            if answer is not None:
                return answer
        shown = paginate(request, query.archive_of(collaborative, public=True), PER_PAGE)
        context = {"form": form, "programme": collaborative, "page_obj": shown}
        return page(request, "sharing/newsletters_public.jinja", context, status=422 if form.is_bound else 200)


def _subscribe(request: HttpRequest, form: SubscribeForm, collaborative: Collaborative) -> HttpResponse | None:
    """The answer is the same for every address: whether it gets newsletters already is nobody else's business."""
    thanked = go(request, "newsletter-asked", programme=collaborative.slug)
    if form.is_trap_sprung:
        return thanked
    if is_used_up("newsletter", address_of(request), FORMS):
        return page(request, "sharing/newsletter_too_often.jinja", {"programme": collaborative}, status=429)
    system = system_user()
    asked = attempt(form, lambda: ask_for_newsletters(collaborative=collaborative, by=system, **_said(form)))
    if asked is None:
        return None
    counted("newsletter", address_of(request), HOUR)
    if counted("newsletter-mail", asked.email, DAY) <= MAILS:
        subject, body = confirm_mail(asked)
        try:
            EmailMessage(subject, body, to=[asked.email]).send()
        except Exception as failure:
            # What it says may hold the address.
            logger.error("mail to confirm reader %s was not sent: %s", asked.pk, type(failure).__name__)
            return error_page(request, 503)
    return thanked


def _said(form: SubscribeForm) -> dict[str, str]:
    return {"email": form.cleaned_data["email"]}


@login_not_required
@require_safe
def newsletter_asked(request: HttpRequest, programme: str) -> HttpResponse:
    """The link is in the mail."""
    with programme_page(request, programme) as collaborative:
        return page(request, "sharing/newsletter_asked.jinja", {"programme": collaborative})


@login_not_required
@require_safe
def newsletter_public(request: HttpRequest, programme: str, number: int) -> HttpResponse:
    """One public issue, with the cards that everybody may see."""
    with programme_page(request, programme) as collaborative:
        row = get_or_404(query.archive_of(collaborative, public=True), number=number)
        context = {"row": row, "pieces": pieces_of(row, outside=True), "programme": collaborative}
        return page(request, "sharing/newsletter_public.jinja", context)


@login_not_required
@never_cache
@page_or_form
def newsletter_confirm(request: HttpRequest, programme: str, token: str) -> HttpResponse:
    """The page behind the mailed link; POST confirms, because programs that read mail open every link in it."""
    with programme_page(request, programme) as collaborative:
        reader = query.reader_to_confirm(collaborative, token)
        if reader is None:
            return page(request, "sharing/newsletter_closed.jinja", {"programme": collaborative}, status=404)
        if request.method == "POST":
            confirm_reader(reader=reader, by=system_user())
        context = {"programme": collaborative, "done": request.method == "POST"}
        response = page(request, "sharing/newsletter_confirm.jinja", context)
        # As for invitations: the address is a secret.
        response["Referrer-Policy"] = "strict-origin"
        return response


# A mail program sends the link by itself when its reader asks for no more (RFC 8058): without cookies or a form's
# token. The link's own signature is what allows it, and ending newsletters is all it can do. Opening it ends nothing.
@csrf_exempt
@login_not_required
@never_cache
@page_or_form
def newsletter_stop(request: HttpRequest, programme: str, token: str) -> HttpResponse:
    """No more newsletters, for whoever holds the link."""
    with programme_page(request, programme) as collaborative:
        found = query.recipient_of_link(collaborative, token)
        if found is None:
            raise Http404("No such link")
        if request.method == "POST" and found.email:
            known = query.has_role(collaborative, found.email)
            unsubscribe(collaborative=collaborative, by=system_user(), email=found.email, has_role=known)
        done = request.method == "POST" or not found.email
        return page(request, "sharing/newsletter_stop.jinja", {"programme": collaborative, "done": done})
