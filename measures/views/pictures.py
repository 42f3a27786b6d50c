"""The chart that a page shows, taken away as a picture or a table, or framed by another page of ours."""

from csp.constants import SELF
from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from collaborative.http import csv_file, page
from collaborative.roles import Action
from measures.charts import ChartSpec, export
from measures.models import Measure
from measures.presenters.charts import chart_spec
from measures.presenters.pictures import chart_csv, embedded, source_of
from measures.queries import annotations_of, chart_of, decisions_of, measures_to
from organisations.http import ScopedRequest, get_or_404


def _shown(request: ScopedRequest, pk: int, stratum_id: int | None) -> tuple[Measure, ChartSpec]:
    """The measure and its chart (of everyone or of a group) as the page shows it."""
    row = get_or_404(measures_to(request.access, Action.SEE_WORK), pk=pk)
    state = chart_of(row, stratum_id=stratum_id)
    if state is None:
        raise Http404("No such group")
    notes = annotations_of([row.pk]).get(row.pk, [])
    return row, chart_spec(state, notes, decisions=decisions_of(row, stratum_id=stratum_id))


def _picture(content: bytes | str, kind: str, ending: str, row: Measure, spec: ChartSpec) -> HttpResponse:
    """A file to save, named after organisation and chart."""
    name = slugify(f"{row.participation.organisation.ods_code} {spec.title}") or "chart"
    headers = {
        "Content-Disposition": f'attachment; filename="{name}.{ending}"',
        "Cache-Control": "private, no-store",
    }
    return HttpResponse(content, content_type=kind, headers=headers)


@require_safe
def svg(request: ScopedRequest, slug: str, pk: int, stratum_id: int | None = None) -> HttpResponse:
    """The chart as a picture that scales, with its sentence and how it was made."""
    row, spec = _shown(request, pk, stratum_id)
    picture = export.svg_file(spec, source_of(row, timezone.localdate()))
    return _picture(picture, "image/svg+xml; charset=utf-8", "svg", row, spec)


@require_safe
def png(request: ScopedRequest, slug: str, pk: int, stratum_id: int | None = None) -> HttpResponse:
    """The same picture as PNG, for slides and documents. A browser that has it is told so, and nothing is drawn."""
    row, spec = _shown(request, pk, stratum_id)
    picture = export.svg_file(spec, source_of(row, timezone.localdate()))
    answer = _picture(b"", "image/png", "png", row, spec)
    # It may be kept, and is asked about each time: whoever may no longer see the chart is not told that it is the same.
    answer["Cache-Control"], answer["ETag"] = "private, no-cache", f'"{export.png_tag(picture)}"'
    kept = get_conditional_response(request, etag=answer["ETag"], response=answer)
    if kept is not None and kept is not answer:
        return kept
    answer.content = export.png(picture)
    return answer


@require_safe
def numbers(request: ScopedRequest, slug: str, pk: int, stratum_id: int | None = None) -> HttpResponse:
    """The chart's numbers, lines and signals as a table."""
    row, spec = _shown(request, pk, stratum_id)
    return csv_file(chart_csv(spec), row.participation.organisation.ods_code, spec.title)


@require_safe
def embed(request: ScopedRequest, slug: str, pk: int, stratum_id: int | None = None) -> HttpResponse:
    """The chart alone, for a frame: picture, sentence, how it was made, whose it is, and the way to its page."""
    row, spec = _shown(request, pk, stratum_id)
    context = {"chart": embedded(spec, row, timezone.localdate(), stratum_id)}
    return _framable(page(request, "measures/embed.jinja", context))


def _framable(response: HttpResponse) -> HttpResponse:
    """Let this one page stand in a frame, of our own pages alone; every other page refuses to."""
    response["X-Frame-Options"] = "SAMEORIGIN"
    response._csp_replace = {"frame-ancestors": [SELF]}  # type: ignore[attr-defined]
    return response
