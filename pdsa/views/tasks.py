"""The tasks of a test: add, tick, remove."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.utils import timezone

from collaborative.http import confirms_kept, page
from collaborative.roles import Action
from organisations.http import ScopedRequest, get_or_404
from organisations.queries import owned
from pdsa import presenters
from pdsa.actions import add_task, remove_task, tick_task
from pdsa.forms import TaskForm, refuse
from pdsa.models import Task
from pdsa.queries import team_at
from pdsa.views.common import place, to_cycle, writable


@confirms_kept
def cycle_tasks(request: ScopedRequest, slug: str, pk: int) -> HttpResponse:
    """The tasks with what can be done to them, and a form for one more."""
    row = writable(request, pk)
    form = TaskForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            add_task(cycle=row, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            refuse(form, error)
        else:
            return to_cycle(slug, row, "tasks")
    context = {
        **place(row, slug),
        "form": form,
        "tasks": presenters.tasks(row.tasks.all(), timezone.localdate()),
        "team": team_at(row.participation_id),
    }
    return page(request, "pdsa/tasks.jinja", context, status=422 if form.errors else 200)


def cycle_task(request: ScopedRequest, slug: str, pk: int, task: int) -> HttpResponse:
    """Ticks, unticks or removes one task; an address opened by hand only shows the test."""
    row = writable(request, pk)
    one = get_or_404(owned(Task, request.access, Action.LOG_CYCLE), pk=task, cycle_id=row.pk)
    wish = request.POST.get("do", "")
    if wish in ("tick", "untick"):
        tick_task(task=one, by=request.user, done=wish == "tick")
    elif wish == "remove":
        remove_task(task=one, by=request.user)
        messages.success(request, f"Removed “{one.what}”.")
    return to_cycle(slug, row, "tasks")
