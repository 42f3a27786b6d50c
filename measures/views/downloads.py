"""Tables people take away."""

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from collaborative.http import csv_file
from collaborative.roles import Action
from measures.presenters.tables import data_csv, refused_csv, template_csv
from measures.queries import columns_for, due_of, imports_to, measures_to, points_of
from organisations.http import ScopedRequest, get_or_404


@require_safe
def data(request: ScopedRequest, slug: str, pk: int) -> HttpResponse:
    """Every number of the measure."""
    row = get_or_404(measures_to(request.access, Action.SEE_WORK), pk=pk)
    return csv_file(data_csv(row, points_of(row)), row.participation.organisation.ods_code, row.name)


@require_safe
def template(request: ScopedRequest, slug: str, pk: int) -> HttpResponse:
    """A table to fill in, with the periods and groups that wait."""
    row = get_or_404(measures_to(request.access, Action.ENTER_DATA), pk=pk)
    today = timezone.localdate()
    due = due_of([row], today, row.collaborative.entry_days)[row.pk]
    return csv_file(template_csv(row, due, today), row.name, "to-fill-in")


@require_safe
def refused(request: ScopedRequest, slug: str, pk: int, import_pk: int) -> HttpResponse:
    """The rows an import would leave out or left out, to be mended and brought again."""
    row = get_or_404(imports_to(request.access, Action.ENTER_DATA), pk=import_pk, measure_id=pk)
    return csv_file(refused_csv(row, columns_for(row.measure)), row.measure.name, "refused-rows")
