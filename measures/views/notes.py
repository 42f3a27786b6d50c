"""Notes on a measure's charts."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.views.decorators.http import require_POST

from collaborative.http import go, page
from collaborative.roles import Action
from measures.actions import annotate, remove_annotation
from measures.forms import NoteForm
from measures.queries import measures_to
from measures.views.measure import measure_context
from organisations.http import ScopedRequest, get_or_404


@require_POST
def note_add(request: ScopedRequest, slug: str, pk: int) -> HttpResponse:
    """Put a note on the measure's charts."""
    row = get_or_404(measures_to(request.access, Action.ENTER_DATA), pk=pk)
    form = NoteForm(request.POST)
    if not form.is_valid():
        return page(request, "measures/measure.jinja", measure_context(request, row, None, form), status=422)
    annotate(measure=row, by=request.user, **form.cleaned_data)
    messages.success(request, "Your note is on the chart.")
    return go(request, "measure", slug=slug, pk=pk)


@require_POST
def note_remove(request: ScopedRequest, slug: str, pk: int, annotation_id: int) -> HttpResponse:
    """Take a note off the measure's charts; what a test wrote there is not a note."""
    row = get_or_404(measures_to(request.access, Action.ENTER_DATA), pk=pk)
    if not remove_annotation(measure=row, by=request.user, annotation_id=annotation_id):
        raise Http404("No such note")
    messages.success(request, "The note was taken off the chart. The history keeps it.")
    return go(request, "measure", slug=slug, pk=pk)
