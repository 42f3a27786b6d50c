"""Who changed what in one organisation."""

from django.core.paginator import Paginator
from django.http import HttpResponse

from collaborative.http import page
from collaborative.roles import Action
from organisations.forms.places import HistoryFilter
from organisations.http import ScopedRequest, get_or_404
from organisations.presenters.history import history_lines, history_steps, kind_choices
from organisations.presenters.places import trail
from organisations.queries.history import changes_of, history_kinds, history_of
from organisations.queries.places import participations_at

PER_PAGE = 50


def history(request: ScopedRequest, slug: str, ods: str) -> HttpResponse:
    """Every change on record, newest first, by kind and between two days."""
    participation = get_or_404(participations_at(request.access, Action.SEE_HISTORY), organisation__ods_code=ods)
    sees_work = request.access.may(Action.SEE_WORK, participation.pk)
    form = HistoryFilter(request.GET, kinds=kind_choices(history_kinds(sees_work=sees_work)))
    found = history_of(participation, sees_work=sees_work, **form.chosen())
    rows = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "participation": participation,
        "trail": trail(request.access, participation),
        "filter_form": form,
        "filtered": any(form.chosen().values()),
        "rows": rows,
        "steps": history_steps(history_lines(changes_of(rows), sees_work=sees_work)),
        "sees_work": sees_work,
    }
    return page(request, "organisations/history.jinja", context)
