"""What organisations pay: the list of finance and the national team, one fee, and an organisation's statement."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from collaborative.http import go, page, paginate
from collaborative.nhsuk.filters import plural
from collaborative.roles import Action
from organisations.actions.clashes import Clash
from organisations.actions.fees import edit_fee, edit_fee_settings, plan_fees, remove_fee
from organisations.forms.fees import FeeFilter, FeeForm, FeeSettingsForm, PlanForm
from organisations.forms.people import ReasonForm
from organisations.http import ScopedRequest, attempt, get_or_404, posted, require
from organisations.presenters.clashes import differences
from organisations.presenters.fees import fee_lines, fees_csv, planning, statement, total_lines
from organisations.presenters.places import trail
from organisations.queries.fees import (
    ARREARS,
    TO_INVOICE,
    chosen_fees,
    fee_mark,
    fee_settings_of,
    fees_for,
    last_change,
    settings_mark,
    terms_mark,
    without_fees,
)
from organisations.queries.places import participations_at
from organisations.views.confirming import Question, ask


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
    settings = fee_settings_of(request.access.collaborative)
    found = chosen_fees(request.access, settings, **chosen)
    rows = paginate(request, found)
    context = {
        "filter_form": form,
        "filtered": any(chosen.values()),
        "chosen": chosen["status"],
        "rows": rows,
        "lines": fee_lines(rows.object_list, today, settings.payment_days),
        "totals": total_lines(found),
        "behind": chosen_fees(request.access, settings, status=ARREARS).count(),
        "uninvoiced": chosen_fees(request.access, settings, status=TO_INVOICE).count(),
        "unplanned": without_fees(request.access, settings.years).count(),
        "query": request.GET.urlencode(),
        "trail": _trail(request, here=True),
    }
    return page(request, "organisations/fees.jinja", context)


@require_safe
def csv(request: ScopedRequest, slug: str) -> HttpResponse:
    """The chosen fees as a file."""
    require(request, Action.SEE_FEES)
    today = timezone.localdate()
    settings = fee_settings_of(request.access.collaborative)
    rows = chosen_fees(request.access, settings, **FeeFilter(request.GET).chosen())
    text = fees_csv(rows, today, settings.payment_days)
    name = f"fees-{slugify(slug)}-{today.isoformat()}.csv"
    return HttpResponse(
        text,
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"},
    )


def plan(request: ScopedRequest, slug: str) -> HttpResponse:
    """Show what planning the yearly fees of these organisations would write; POST plans them."""
    require(request, Action.EDIT_FEES)
    settings = fee_settings_of(request.access.collaborative)
    places = list(without_fees(request.access, settings.years))
    mark = settings_mark(settings)
    form = PlanForm(posted(request), places=places, initial={"seen": mark})
    if form.is_bound and form.data.get("seen") != mark:
        form.add_error(None, "What a year costs was changed meanwhile. Look at the amounts again.")
    if form.is_valid():
        chosen = [place for place in places if place.pk in form.cleaned_data["organisations"]]
        for place in chosen:
            plan_fees(participation=place, by=request.user)
        messages.success(request, f"The fees of {plural(len(chosen), 'organisation')} are planned.")
        return go(request, "fees", slug=slug)
    context = {"form": form, "mark": mark, "places": places, "trail": _trail(request), **planning(settings, places)}
    return page(request, "organisations/fees_plan.jinja", context, status=422 if form.is_bound else 200)


def fee(request: ScopedRequest, slug: str, pk: int) -> HttpResponse:
    """Say where one fee stands. Where somebody else did meanwhile, both are shown and nothing is lost."""
    row = get_or_404(fees_for(request.access, Action.EDIT_FEES), pk=pk)
    organisation = row.participation.organisation
    initial = {name: getattr(row, name) for name in FeeForm.base_fields if name != "seen"}
    is_planned = row.status == row.Status.PLANNED
    form = FeeForm(posted(request), is_planned=is_planned, initial=initial | {"seen": fee_mark(row)})
    context = {"form": form, "fee": row, "organisation": organisation, "trail": _trail(request), "mark": fee_mark(row)}
    try:
        saved = attempt(form, lambda: edit_fee(fee=row, by=request.user, **form.cleaned_data))
    except Clash as clash:
        who, when = last_change(row)
        context |= {"clash": differences(clash.row, form), "who": who, "when": when, "mark": fee_mark(clash.row)}
        return page(request, "organisations/fee.jinja", context, status=409)
    if saved is None:
        context["mark"] = form.data.get("seen", "") if form.is_bound else context["mark"]
        return page(request, "organisations/fee.jinja", context, status=422 if form.is_bound else 200)
    messages.success(request, f"Year {row.year} of {organisation} is saved.")
    return go(request, "fee-statement", slug=slug, ods=organisation.ods_code)


def remove(request: ScopedRequest, slug: str, pk: int) -> HttpResponse:
    """Ask for the reason, then take a planned fee away."""
    row = get_or_404(fees_for(request.access, Action.EDIT_FEES), pk=pk)
    organisation, form = row.participation.organisation, ReasonForm(posted(request))
    question = Question(
        title=f"Remove year {row.year} of {organisation}?",
        text="It was only planned. It can be planned again later.",
        submit="Remove the fee",
        done=f"Year {row.year} of {organisation} is removed.",
        back=reverse("fee-statement", args=[slug, organisation.ods_code]),
        trail=_trail(request),
    )
    return ask(request, form, lambda: remove_fee(fee=row, by=request.user, **form.cleaned_data), question)


@require_safe
def fee_statement(request: ScopedRequest, slug: str, ods: str) -> HttpResponse:
    """What one organisation has paid and has still to pay; made to be printed."""
    participation = get_or_404(participations_at(request.access, Action.SEE_FEES), organisation__ods_code=ods)
    rows = list(fees_for(request.access).filter(participation=participation))
    today = timezone.localdate()
    settings = fee_settings_of(request.access.collaborative)
    runs = request.access.may(Action.EDIT_FEES, participation.pk)
    context = {
        "participation": participation,
        "today": today,
        "settings": settings,
        "may_edit": runs,
        "trail": _trail(request) if runs else trail(request.access, participation),
    }
    return page(request, "organisations/statement.jinja", context | statement(rows, today, settings.payment_days))


def fee_settings(request: ScopedRequest, slug: str) -> HttpResponse:
    """Change what a year costs."""
    require(request, Action.EDIT_FEES)
    collaborative = request.access.collaborative
    present = fee_settings_of(collaborative)
    initial = {name: getattr(present, name) for name in FeeSettingsForm.base_fields if name != "seen"}
    form = FeeSettingsForm(posted(request), initial=initial)
    mark = form.data.get("seen", "") if form.is_bound else terms_mark(present)
    context = {"form": form, "trail": _trail(request), "mark": mark}
    save = partial(edit_fee_settings, collaborative=collaborative, by=request.user)
    try:
        saved = attempt(form, lambda: save(**form.cleaned_data))
    except Clash as clash:
        who, when = last_change(clash.row)
        context |= {"clash": differences(clash.row, form), "who": who, "when": when, "mark": terms_mark(clash.row)}
        return page(request, "organisations/fee_settings.jinja", context, status=409)
    if saved is None:
        return page(request, "organisations/fee_settings.jinja", context, status=422 if form.is_bound else 200)
    messages.success(request, "The fee is saved. Fees that are planned already keep their amounts.")
    return go(request, "fees", slug=slug)
