"""The demonstration's one-click sign-in. Its addresses exist only where settings.DEMO says so."""

from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from collaborative.http import go, page
from organisations.presenters.places import demo_people, home_of
from organisations.queries.places import demo_cast


@login_not_required
@never_cache
def demo(request: HttpRequest) -> HttpResponse:
    """The invented people to sign in as."""
    return page(request, "collaborative/demo.jinja", {"cast": demo_people(demo_cast())})


@login_not_required
@require_POST
def demo_sign_in(request: HttpRequest) -> HttpResponse:
    """Sign in as one of them, and as nobody else, and go where that role is at home."""
    chosen = [row for row in demo_cast() if str(row.pk) == request.POST.get("membership")]
    if not chosen:
        raise Http404("Not one of the demonstration's people")
    login(request, chosen[0].user)
    return go(request, home_of(chosen[0]))
