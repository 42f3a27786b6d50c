"""Who took part in a test, and notes on the way."""

from django.contrib import messages
from django.http import HttpResponse

from collaborative.http import confirms_kept, page
from collaborative.roles import Action
from organisations.http import ScopedRequest, attempt, get_or_404, posted
from organisations.queries import owned
from pdsa.actions import add_note, record_people, remove_note
from pdsa.forms import NoteForm, PeopleForm
from pdsa.models import Note
from pdsa.queries import partners_in, team_at
from pdsa.views.common import place, to_cycle, writable


@confirms_kept
def cycle_people(request: ScopedRequest, slug: str, pk: int) -> HttpResponse:
    """Ticks for the team, and lines for others."""
    row = writable(request, pk)
    form = PeopleForm(posted(request), team=team_at(row.participation_id), recorded=row.took_part.all())
    if attempt(form, lambda: record_people(cycle=row, by=request.user, **form.changes())) is not None:
        messages.success(request, "Who took part is saved.")
        return to_cycle(slug, row, "people")
    context = {**place(row, slug), "form": form, "partners": partners_in(request.access, row)}
    return page(request, "pdsa/people.jinja", context, status=422 if form.errors else 200)


@confirms_kept
def cycle_notes(request: ScopedRequest, slug: str, pk: int) -> HttpResponse:
    """All notes of a test, and a form for one more; also where the form on the test's page is sent."""
    row = writable(request, pk)
    form = NoteForm(posted(request))
    if attempt(form, lambda: add_note(cycle=row, by=request.user, **form.cleaned_data)) is not None:
        messages.success(request, "The note is saved.")
        return to_cycle(slug, row, "notes")
    context = {**place(row, slug), "form": form, "notes": row.notes.select_related("made_by")}
    return page(request, "pdsa/notes.jinja", context, status=422 if form.errors else 200)


def cycle_note(request: ScopedRequest, slug: str, pk: int, note: int) -> HttpResponse:
    """Asks before a note is taken away."""
    row = writable(request, pk)
    one = get_or_404(owned(Note, request.access, Action.LOG_CYCLE).select_related("made_by"), pk=note, cycle_id=row.pk)
    if request.method == "POST":
        remove_note(note=one, by=request.user)
        messages.success(request, "The note is removed.")
        return to_cycle(slug, row, "notes")
    return page(request, "pdsa/note.jinja", {**place(row, slug), "note": one})
