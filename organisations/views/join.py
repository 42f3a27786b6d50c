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
from organisations.actions.joining import confirm_interest, register_interest
from organisations.actions.system import system_user
from organisations.forms.joining import InterestForm
from organisations.http import attempt, get_or_404, posted
from organisations.models import ExpressionOfInterest
from organisations.queries.joining import interest_to_confirm, joining_of, open_to_interest
from organisations.queries.ods import search_organisations
from organisations.views.limits import counted, is_too_often

logger = logging.getLogger(__name__)
HOUR, DAY = 60 * 60, 24 * 60 * 60
# Forms from one address an hour, mails to one address a day, look-ups from one address an hour.
FORMS, MAILS, LOOKUPS = 10, 3, 600
OFFERED = 10


@login_not_required
@never_cache
def join(request: HttpRequest, programme: str) -> HttpResponse:
    """What joining asks of an organisation, and the form; POST keeps it and sends the mail to confirm."""
    collaborative = get_or_404(open_to_interest(), slug=programme)
    address = reverse("join-organisations", args=[programme])
    form = InterestForm(posted(request), address=address)
    if request.method == "POST":
        try:
            if is_too_often(request, "join", limit=FORMS, seconds=HOUR):
                return _too_often(request)
        except RedisError:
            return error_page(request, 503)
        if _taken(form, collaborative):
            return go(request, "join-sent", programme=programme)
    context = {"form": form, "programme": collaborative, "introduction": joining_of(collaborative).introduction}
    return page(request, "organisations/join.jinja", context, status=422 if form.is_bound else 200)


def _taken(form: InterestForm, collaborative: Collaborative) -> bool:
    """Whether to thank the sender: the answers are kept, or come from a machine, or mailed too often to one address."""
    if form.is_trap_sprung:
        logger.info("an expression of interest was not kept: the hidden box was filled in")
        return True
    if form.is_valid() and counted("join-mail", form.cleaned_data["email"].lower(), DAY) > MAILS:
        logger.info("an expression of interest was not kept: too many for one address")
        return True
    made = attempt(form, lambda: register_interest(by=system_user(), collaborative=collaborative, **form.told()))
    return made is not None


def _too_often(request: HttpRequest) -> HttpResponse:
    response = page(request, "organisations/join_too_often.jinja", status=429)
    response["Retry-After"] = str(HOUR)
    return response


@login_not_required
@require_safe
def sent(request: HttpRequest, programme: str) -> HttpResponse:
    """Look into your mail."""
    collaborative = get_or_404(open_to_interest(), slug=programme)
    return page(request, "organisations/join_sent.jinja", {"programme": collaborative})


@login_not_required
@require_safe
def organisations(request: HttpRequest, programme: str) -> HttpResponse:
    """The organisations that fit what is being typed, as options; they are public knowledge."""
    get_or_404(open_to_interest(), slug=programme)
    if is_too_often(request, "lookup", limit=LOOKUPS, seconds=HOUR):
        return _too_often(request)
    return options(request)


def options(request: HttpRequest) -> HttpResponse:
    """The options for the text in `organisation`."""
    text = request.GET.get("organisation", "")[:200]
    rows = search_organisations(text)[:OFFERED] if len(text.strip()) > 1 else []
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
    done = interest.state != ExpressionOfInterest.State.NEW
    response = page(request, "organisations/join_confirm.jinja", {"interest": interest, "done": done})
    # As for invitations: the address is a secret.
    response["Referrer-Policy"] = "strict-origin"
    return response
