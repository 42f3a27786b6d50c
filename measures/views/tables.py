"""Bringing a table: paste or file, look at what it would do, then take the good rows."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from collaborative.http import go, page
from collaborative.roles import Action
from measures.actions import apply_import, cancel_import, plan_import, preview_import
from measures.forms import ReasonForm, TableForm
from measures.models import Import
from measures.presenters import tables as presenter
from measures.presenters.page import trail
from measures.queries import groups_of, imports_to, measures_to, shape_of
from measures.tabular import Unreadable
from organisations.http import ScopedRequest, get_or_404


@require_http_methods(["GET", "HEAD", "POST"])
def bring(request: ScopedRequest, slug: str, pk: int) -> HttpResponse:
    """Paste a table or choose a file; nothing is imported yet."""
    measure = get_or_404(measures_to(request.access, Action.ENTER_DATA), pk=pk)
    form = TableForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        text, filename = form.text_and_name()
        try:
            row, _ = preview_import(measure=measure, by=request.user, text=text, filename=filename)
        except Unreadable as unreadable:
            form.add_error("file" if filename else "table", str(unreadable))
        else:
            return go(request, "import", slug=slug, pk=pk, import_pk=row.pk)
    context = {
        "measure": measure,
        "form": form,
        "shape": shape_of(measure),
        "groups": groups_of(measure),
        "trail": trail(request, measure.project, measure),
    }
    return page(request, "measures/import.jinja", context, status=422 if form.errors else 200)


def _import(request: ScopedRequest, pk: int, import_pk: int) -> Import:
    return get_or_404(imports_to(request.access, Action.ENTER_DATA), pk=import_pk, measure_id=pk)


@require_safe
def check(request: ScopedRequest, slug: str, pk: int, import_pk: int) -> HttpResponse:
    """What importing a table would do, or what it did."""
    return _show(request, _import(request, pk, import_pk), ReasonForm())


def _show(request: ScopedRequest, row: Import, form: ReasonForm) -> HttpResponse:
    plan, unreadable = None, ""
    if row.status == Import.Status.PREVIEW:
        try:
            plan = plan_import(row.measure, row.text)
        except Unreadable as error:  # It could be read when it came: the measure's columns have changed since.
            unreadable = str(error)
    context = {
        "measure": row.measure,
        "row": row,
        "form": form,
        "unreadable": unreadable,
        "trail": trail(request, row.measure.project, row.measure),
        "seen": plan.digest() if plan else "",
        "counts": plan.counts() if plan else presenter.counts_of(row),
        "ignored": plan.ignored if plan else (),
        "doubtful": presenter.doubtful(row.measure, plan) if plan else None,
        "outcomes": presenter.outcomes(row.measure, plan) if plan else {"refused": presenter.refused_rows(row)},
    }
    return page(request, "measures/preview.jinja", context, status=422 if form.errors else 200)


@require_POST
def apply(request: ScopedRequest, slug: str, pk: int, import_pk: int) -> HttpResponse:
    """Take the good rows."""
    row = _import(request, pk, import_pk)
    form = ReasonForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    try:
        apply_import(source_import=row, by=request.user, reason=reason, seen=request.POST.get("seen", ""))
    except Unreadable as unreadable:
        form.add_error(None, str(unreadable))
        return _show(request, row, form)
    except ValidationError as refused:
        if not hasattr(refused, "error_dict"):
            form.errors.clear()
            form.add_error(None, refused)
        return _show(request, row, form)
    return go(request, "import", slug=slug, pk=pk, import_pk=import_pk)


@require_POST
def cancel(request: ScopedRequest, slug: str, pk: int, import_pk: int) -> HttpResponse:
    """Put a table aside."""
    cancel_import(source_import=_import(request, pk, import_pk), by=request.user)
    messages.success(request, "The table was put aside. No number was changed.")
    return go(request, "measure", slug=slug, pk=pk)
