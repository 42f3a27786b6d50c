"""A person's choice of how often they are written to, and the mailed link that ends it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from collaborative.http import go, page
from organisations.actions.digests import choose_digest, stop_digest
from organisations.forms.digests import DigestForm
from organisations.http import SignedInRequest, attempt, posted
from organisations.models import Letter
from organisations.queries.digests import choice_of, mail_of_link, sponsored_by


def notice_settings(request: SignedInRequest) -> HttpResponse:
    """How often what waits for this person comes by mail."""
    now = choice_of(request.user)
    said = {name: getattr(now, name) for name in ("how", "weekday", "time_zone", "monthly")}
    form = DigestForm(posted(request), initial=said, sponsors=bool(sponsored_by(request.user)))
    if attempt(form, lambda: choose_digest(by=request.user, **form.cleaned_data)) is not None:
        messages.success(request, "Saved.")
        return go(request, "notice-settings")
    context = {"form": form, "title": "Notices by email", "managing": True}
    return page(request, "organisations/notice_settings.jinja", context, status=422 if form.is_bound else 200)


# A mail program sends the link by itself when its reader asks for no more (RFC 8058): without cookies or a form's
# token. The link's own signature is what allows it, and ending a mail is all it can do. Opening it ends nothing,
# because programs that guard mailboxes open every link.
@csrf_exempt
@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def digest_off(request: HttpRequest, token: str) -> HttpResponse:
    """No more mails, for whoever holds the link."""
    found = mail_of_link(token)
    if found is None:
        raise Http404("No such link")
    person, letter = found
    if request.method == "POST":
        stop_digest(by=person, letter=letter)
    context = {"done": request.method == "POST", "monthly": letter == Letter.MONTHLY}
    return page(request, "organisations/digest_off.jinja", context)
