"""Starting a test, stopping it, and making the next one from it."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import HttpResponse
from django.utils import timezone

from collaborative.http import confirms_kept, page
from organisations.http import ScopedRequest
from pdsa import presenters
from pdsa.actions import Conflict, Refused, next_cycle, start_do, stop
from pdsa.forms import NextForm, StartForm, StopForm, refuse
from pdsa.models import Cycle
from pdsa.states import Move, can
from pdsa.views.common import place, to_cycle, writable

_CHANGED = "Somebody else changed this test meanwhile. Check what it says now, then try again."


def _make(request: ScopedRequest, slug: str, row: Cycle, form: Form, work: Callable[[], Cycle]) -> HttpResponse | None:
    """Make a move; None where the form must be shown again."""
    try:
        work()
    except Conflict:
        messages.warning(request, _CHANGED)
        return to_cycle(slug, row)
    except Refused as refused:
        messages.warning(request, refused.messages[0])
        return to_cycle(slug, row)
    except ValidationError as error:
        refuse(form, error)
        return None
    return to_cycle(slug, row)


def cycle_start(request: ScopedRequest, slug: str, pk: int) -> HttpResponse:
    """Asks for the day, says that predictions lock, and starts the test."""
    row = writable(request, pk)
    if not can(row.status, Move.START_DO):
        return to_cycle(slug, row)
    initial = {"version": row.version, "starts_on": timezone.localdate(), "ends_on": row.ends_on}
    form = StartForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        done = _make(request, slug, row, form, lambda: start_do(cycle=row, by=request.user, **form.cleaned_data))
        if done is not None:
            return done
    context = {**place(row, slug), "form": form, "predictions": presenters.predictions(row)}
    return page(request, "pdsa/start.jinja", context, status=422 if form.errors else 200)


@confirms_kept
def cycle_stop(request: ScopedRequest, slug: str, pk: int) -> HttpResponse:
    """Asks why, and stops the test."""
    row = writable(request, pk)
    if not can(row.status, Move.STOP):
        return to_cycle(slug, row)
    form = StopForm(request.POST or None, initial={"version": row.version})
    if request.method == "POST" and form.is_valid():
        done = _make(request, slug, row, form, lambda: stop(cycle=row, by=request.user, **form.cleaned_data))
        if done is not None:
            return done
    return page(request, "pdsa/stop.jinja", {**place(row, slug), "form": form}, status=422 if form.errors else 200)


def cycle_next(request: ScopedRequest, slug: str, pk: int) -> HttpResponse:
    """Makes the next test of the ramp; an address opened by hand only shows the test."""
    row = writable(request, pk)
    if request.method != "POST":
        return to_cycle(slug, row)
    form = NextForm(request.POST)
    key = form.cleaned_data["form_key"] if form.is_valid() else None
    try:
        planned = next_cycle(cycle=row, by=request.user, form_key=key)
    except Refused as refused:
        messages.warning(request, refused.messages[0])
        return to_cycle(slug, row)
    messages.success(request, f"Test {planned.number} is planned from this one. Say what you predict this time.")
    return to_cycle(slug, planned)
