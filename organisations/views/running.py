"""What the national team says of its collaborative, and the history of who runs it."""

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse

from collaborative.http import go, page
from collaborative.roles import Action
from organisations.actions.places import edit_collaborative
from organisations.forms.places import CollaborativeForm
from organisations.http import ScopedRequest, attempt, posted, require
from organisations.presenters.places import trail


def collaborative_settings(request: ScopedRequest, slug: str) -> HttpResponse:
    """Change what the collaborative is called, what stands on every page, and when numbers are overdue."""
    require(request, Action.RUN_COLLABORATIVE)
    collaborative = request.access.collaborative
    initial = {field: getattr(collaborative, field) for field in CollaborativeForm.base_fields}
    form = CollaborativeForm(posted(request), initial=initial)
    saved = attempt(form, lambda: edit_collaborative(collaborative=collaborative, by=request.user, **form.cleaned_data))
    if saved is None:
        context = {"form": form, "back": reverse("organisations", args=[slug]), "trail": trail(request.access)}
        return page(request, "organisations/settings.jinja", context, status=422 if form.is_bound else 200)
    messages.success(request, "The settings are saved.")
    return go(request, "collaborative-settings", slug=slug)
