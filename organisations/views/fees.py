"""What organisations pay: the list of finance and the national team, one fee, and an organisation's statement."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.http import require_POST, require_safe

from collaborative.http import go, page, paginate
from collaborative.nhsuk.filters import plural
from collaborative.roles import Action
from organisations.actions.fees import edit_fee, edit_fee_settings, plan_fees
from organisations.forms.fees import FeeFilter, FeeForm, FeeSettingsForm
from organisations.http import ScopedRequest, attempt, get_or_404, posted, require
from organisations.presenters.fees import fee_lines, fees_csv, statement, total_lines
from organisations.presenters.places import trail
from organisations.queries.fees import ARREARS, chosen_fees, fee_settings_of, fees_for, without_fees
from organisations.queries.places import participations_at


def _trail(request: ScopedRequest, *, here: bool = False) -> list[dict[str, Any]]:
    steps = [step for step in trail(request.access) if step["text"] != "Fees"]
    return (
        steps if here else [*steps, {"text": "Fees", "href": reverse("fees", args=[request.access.collaborative.slug])}]
    )


@require_safe
def fees(request: ScopedRequest, slug: str) -> HttpResponse:
    """Every fee, with who is behind and what it comes to."""
    require(request, Action.SEE_FEES)
    today = timezone.localdate()
    form = FeeFilter(request.GET)
    chosen = form.chosen()
    found = chosen_fees(request.access, **chosen)
    rows = paginate(request, found)
    context = {
        "filter_form": form,
        "filtered": any(chosen.values()),
        "arrears_only": chosen["status"] == ARREARS,
        "rows": rows,
        "lines": fee_lines(rows.object_list, today),
        "totals": total_lines(found),
        "behind": chosen_fees(request.access, status=ARREARS).count(),
        "unplanned": without_fees(request.access).count(),
        "query": request.GET.urlencode(),
        "trail": _trail(request, here=True),
    }
    return page(request, "organisations/fees.jinja", context)


@require_safe
def csv(request: ScopedRequest, slug: str) -> HttpResponse:
    """The chosen fees as a file."""
    require(request, Action.SEE_FEES)
    today = timezone.localdate()
    text = fees_csv(chosen_fees(request.access, **FeeFilter(request.GET).chosen()), today)
    name = f"fees-{slugify(slug)}-{today.isoformat()}.csv"
    return HttpResponse(
        text,
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"},
    )


@require_POST
def plan(request: ScopedRequest, slug: str) -> HttpResponse:
    """Plan the yearly fees of every organisation that has none."""
    require(request, Action.EDIT_FEES)
    places = list(without_fees(request.access).select_related("collaborative"))
    for place in places:
        plan_fees(participation=place, by=request.user)
    messages.success(request, f"The fees of {plural(len(places), 'organisation')} are planned.")
    return go(request, "fees", slug=slug)


def fee(request: ScopedRequest, slug: str, pk: int) -> HttpResponse:
    """Say where one fee stands."""
    row = get_or_404(fees_for(request.access, Action.EDIT_FEES), pk=pk)
    organisation = row.participation.organisation
    form = FeeForm(posted(request), initial={name: getattr(row, name) for name in FeeForm.base_fields})
    if attempt(form, lambda: edit_fee(fee=row, by=request.user, **form.cleaned_data)) is not None:
        messages.success(request, f"Year {row.year} of {organisation} is saved.")
        return go(request, "fee-statement", slug=slug, ods=organisation.ods_code)
    context = {"form": form, "fee": row, "organisation": organisation, "trail": _trail(request)}
    return page(request, "organisations/fee.jinja", context, status=422 if form.is_bound else 200)


@require_safe
def fee_statement(request: ScopedRequest, slug: str, ods: str) -> HttpResponse:
    """What one organisation has paid and has still to pay; made to be printed."""
    participation = get_or_404(participations_at(request.access, Action.SEE_FEES), organisation__ods_code=ods)
    rows = list(fees_for(request.access).filter(participation=participation))
    today = timezone.localdate()
    runs = request.access.may(Action.EDIT_FEES, participation.pk)
    context = {
        "participation": participation,
        "today": today,
        "settings": fee_settings_of(request.access.collaborative),
        "may_edit": runs,
        "trail": _trail(request) if runs else trail(request.access, participation),
    }
    return page(request, "organisations/statement.jinja", context | statement(rows, today))


def fee_settings(request: ScopedRequest, slug: str) -> HttpResponse:
    """Change what a year costs."""
    require(request, Action.EDIT_FEES)
    collaborative = request.access.collaborative
    present = fee_settings_of(collaborative)
    form = FeeSettingsForm(
        posted(request), initial={name: getattr(present, name) for name in FeeSettingsForm.base_fields}
    )
    saved = attempt(form, lambda: edit_fee_settings(collaborative=collaborative, by=request.user, **form.cleaned_data))
    if saved is None:
        context = {"form": form, "trail": _trail(request)}
        return page(request, "organisations/fee_settings.jinja", context, status=422 if form.is_bound else 200)
    messages.success(request, "The fee is saved. Fees that are planned already keep their amounts.")
    return go(request, "fees", slug=slug)
