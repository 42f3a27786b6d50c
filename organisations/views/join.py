"""The public way in: somebody tells that their organisation would like to join, and confirms their address."""

import logging

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from redis.exceptions import RedisError

from collaborative.http import error_page, go, page
from collaborative.models import Collaborative
from organisations.actions.joining import ask_to_confirm, confirm_interest, register_interest
from organisations.actions.system import system_user
from organisations.forms.joining import InterestForm, LookUpForm
from organisations.http import attempt, get_or_404, posted
from organisations.queries.joining import interest_to_confirm, joining_of, open_to_interest, to_confirm_with
from organisations.queries.ods import search_organisations
from organisations.views.limits import address_of, counted, is_too_often, is_used_up

logger = logging.getLogger(__name__)
HOUR, DAY = 60 * 60, 24 * 60 * 60
# Forms kept from one address an hour, mails to one mailbox a day, look-ups from one address an hour.
FORMS, MAILS, LOOKUPS = 20, 3, 600
OFFERED = 10


@login_not_required
@never_cache
def join(request: HttpRequest, programme: str) -> HttpResponse:
    """What joining asks of an organisation, and the form; POST keeps it and sends the mail to confirm."""
    collaborative = get_or_404(open_to_interest(), slug=programme)
    form = InterestForm(posted(request), address=reverse("join-organisations", args=[programme]))
    if request.method == "POST":
        try:
            answer = _answer(request, form, collaborative)
        except RedisError:
            answer = error_page(request, 503)
        if answer is not None:
            return answer
    context = {"form": form, "programme": collaborative, "settings": joining_of(collaborative)}
    return page(request, "organisations/join.jinja", context, status=422 if form.is_bound else 200)


def _answer(request: HttpRequest, form: InterestForm, collaborative: Collaborative) -> HttpResponse | None:
    """What the sender is told of a form that was kept, or came from a machine; None for one to be filled in again.

    Only what is kept counts: neither a refusal nor a stranger who mistypes uses up what somebody else may send.
    """
    thanked = go(request, "join-sent", programme=collaborative.slug)
    if form.is_trap_sprung:
        logger.info("an expression of interest was not kept: the hidden box was filled in")
        return thanked
    if is_used_up("join", address_of(request), FORMS):
        return _too_often(request)
    made = attempt(form, lambda: register_interest(by=system_user(), collaborative=collaborative, **form.told()))
    if made is None:
        return None
    counted("join", address_of(request), HOUR)
    if counted("join-mail", made.email, DAY) > MAILS:
        return page(request, "organisations/join_kept.jinja", {"programme": collaborative, "mails": MAILS}, status=429)
    ask_to_confirm(interest=made)
    return thanked


def _too_often(request: HttpRequest) -> HttpResponse:
    response = page(request, "organisations/join_too_often.jinja", status=429)
    response["Retry-After"] = str(HOUR)
    return response


@login_not_required
@require_safe
def sent(request: HttpRequest, programme: str) -> HttpResponse:
    """The link is in the mail."""
    collaborative = get_or_404(open_to_interest(), slug=programme)
    return page(request, "organisations/join_sent.jinja", {"programme": collaborative})


@login_not_required
@require_safe
def organisations(request: HttpRequest, programme: str) -> HttpResponse:
    """The organisations that fit what is being typed, as options; they are public knowledge."""
    get_or_404(open_to_interest(), slug=programme)
    try:
        if is_too_often(request, "lookup", limit=LOOKUPS, seconds=HOUR):
            return _too_often(request)
    except RedisError:
        return error_page(request, 503)
    return options(request)


def options(request: HttpRequest) -> HttpResponse:
    """The options for the text in `organisation`."""
    text = LookUpForm(request.GET).text()
    rows = search_organisations(text)[:OFFERED] if len(text) > 1 else []
    return page(request, "organisations/_options.jinja", {"rows": rows})


@login_not_required
@never_cache
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """The page behind the mailed link; POST confirms, because programs that read mail open every link in it."""
    interest = interest_to_confirm(token)
    if interest is None:
        return page(request, "organisations/join_closed.jinja", status=404)
    if request.method == "POST":
        confirm_interest(interest=interest, by=system_user())
        return go(request, "join-confirm", token=token)
    waiting = to_confirm_with(interest)
    response = page(request, "organisations/join_confirm.jinja", {"interest": interest, "waiting": waiting})
    # As for invitations: the address is a secret.
    response["Referrer-Policy"] = "strict-origin"
    return response
