"""What the national team says of its collaborative, and the history of who runs it."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.urls import reverse

from collaborative.http import go, page
from collaborative.roles import Action
from organisations.actions.places import edit_collaborative
from organisations.forms.places import CollaborativeForm, HistoryFilter
from organisations.http import ScopedRequest, attempt, posted, require
from organisations.presenters.history import history_lines, history_steps, kind_choices
from organisations.presenters.places import trail
from organisations.queries.history import changes_of, team_history_kinds, team_history_of

PER_PAGE = 50


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


def team_history(request: ScopedRequest, slug: str) -> HttpResponse:
    """Who came to the national team and the coaches, who went, and what was changed in the settings."""
    require(request, Action.RUN_COLLABORATIVE)
    form = HistoryFilter(request.GET, kinds=kind_choices(team_history_kinds()))
    found = team_history_of(request.access.collaborative, **form.chosen())
    rows = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "trail": [*trail(request.access), {"text": "Team and coaches", "href": reverse("team", args=[slug])}],
        "here": reverse("team-history", args=[slug]),
        "filter_form": form,
        "filtered": any(form.chosen().values()),
        "rows": rows,
        "steps": history_steps(history_lines(changes_of(rows), sees_work=False)),
    }
    return page(request, "organisations/team_history.jinja", context)
