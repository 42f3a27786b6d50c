"""Planning a year of sets: in one go, around the days to avoid, by the collaborative's settings."""

from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone

from collaborative.http import go, page, paginate
from collaborative.roles import Action
from learning_sets.actions.sets import schedule_year
from learning_sets.actions.year import change_days, put_bank_holidays, put_days, save_settings, take_out_days
from learning_sets.clashes import spread
from learning_sets.forms.sets import USUAL_END, USUAL_START, AllForm, ProposedForm, YearForm, year_of
from learning_sets.forms.year import DaysForm, PasteForm, SettingsForm, initial_of_days, initial_of_settings
from learning_sets.models import Mode
from learning_sets.queries.sets import next_number, settings_of
from learning_sets.queries.year import calendar_of, days_off, to_avoid, warnings_on
from learning_sets.views.common import page_or_form, way
from organisations.http import ScopedRequest, attempt, get_or_404, posted, require

PER_PAGE = 50
# The first set of a year is proposed for so many days from today.
_AHEAD = timedelta(days=42)


@page_or_form
def sets_year(request: ScopedRequest, slug: str) -> HttpResponse:
    """Propose the days of a year's sets, let them be changed, and plan them all."""
    require(request, Action.RUN_COLLABORATIVE)
    collaborative = request.access.collaborative
    calendar = to_avoid(collaborative)
    usual: dict[str, Any] = {"first": timezone.localdate() + _AHEAD, "many": settings_of(collaborative).per_year}
    asked = YearForm(request.GET if "many" in request.GET else None, initial=usual)
    said = asked.cleaned_data if asked.is_valid() else usual
    days = spread(said["first"], said["many"], days_off(calendar))
    common = AllForm(posted(request), initial={"starts": USUAL_START, "ends": USUAL_END, "mode": Mode.IN_PERSON})
    rows = _proposed(request, days)
    made = None
    # Each, so that every mistake is shown at once.
    valid = [one.is_valid() for one in rows]
    if all(valid):
        made = attempt(
            common,
            lambda: schedule_year(collaborative=collaborative, by=request.user, said=year_of(common, rows)),
        )
    if made is not None:
        messages.success(request, f"{len(made)} learning sets are planned. Open their booking when they are ready.")
        return go(request, "sets", slug=slug)
    shown = [(one, warnings_on(request.access, _day_of(one, day))) for one, day in zip(rows, days, strict=False)]
    context: dict[str, Any] = {"asked": asked, "common": common, "rows": shown, "many": len(days)}
    context |= {"action": request.get_full_path(), "trail": way(request)} | {str(one.prefix): one for one in rows}
    return page(request, "learning_sets/year.jinja", context, status=422 if request.method == "POST" else 200)


def _proposed(request: ScopedRequest, days: list[date]) -> list[ProposedForm]:
    number = next_number(request.access.collaborative)
    return [
        ProposedForm(posted(request), prefix=f"set{at}", initial={"title": f"Learning set {number + at}", "day": day})
        for at, day in enumerate(days)
    ]


def _day_of(form: ProposedForm, proposed: date) -> date:
    """The day as it was typed, or as it is proposed."""
    return form.cleaned_data.get("day", proposed) if form.is_bound and form.is_valid() else proposed


@page_or_form
def sets_calendar(request: ScopedRequest, slug: str) -> HttpResponse:
    """Bank holidays, school holidays and terms: add some, paste a table, or take over what is known by rule."""
    require(request, Action.RUN_COLLABORATIVE)
    collaborative, do = request.access.collaborative, request.POST.get("do", "")
    write: dict[str, Any] = {"collaborative": collaborative, "by": request.user}
    form = DaysForm(posted(request) if do not in ("bank", "paste") else None)
    paste = PasteForm(posted(request) if do == "paste" else None)
    added = None
    if do == "bank":
        year = timezone.localdate().year
        added = put_bank_holidays(**write, years=(year, year + 1, year + 2))
    elif do == "paste":
        added = attempt(paste, lambda: put_days(**write, said=paste.cleaned_data["table"]))
    else:
        added = attempt(form, lambda: put_days(**write, said=[form.said]))
    if added is not None:
        messages.success(request, "1 date is added." if added == 1 else f"{added} dates are added.")
        return go(request, "sets-calendar", slug=slug)
    shown = paginate(request, calendar_of(collaborative), PER_PAGE)
    context = {"form": form, "paste": paste, "page_obj": shown, "rows": list(shown), "trail": way(request)}
    status = 422 if request.method == "POST" else 200
    return page(request, "learning_sets/calendar.jinja", context, status=status)


@page_or_form
def sets_day(request: ScopedRequest, slug: str, pk: int) -> HttpResponse:
    """Change days of the calendar, or take them out."""
    require(request, Action.RUN_COLLABORATIVE)
    row = get_or_404(calendar_of(request.access.collaborative), pk=pk)
    if request.POST.get("do") == "remove":
        take_out_days(days=row, by=request.user)
        messages.success(request, f"{row.name} is taken out.")
        return go(request, "sets-calendar", slug=slug)
    form = DaysForm(posted(request), initial=initial_of_days(row))
    if attempt(form, lambda: change_days(days=row, by=request.user, said=form.said)) is not None:
        messages.success(request, "The dates are saved.")
        return go(request, "sets-calendar", slug=slug)
    context = {"form": form, "row": row, "trail": way(request), "back": reverse("sets-calendar", args=[slug])}
    return page(request, "learning_sets/day.jinja", context, status=422 if form.is_bound else 200)


@page_or_form
def sets_settings(request: ScopedRequest, slug: str) -> HttpResponse:
    """How the collaborative holds its sets."""
    require(request, Action.RUN_COLLABORATIVE)
    collaborative = request.access.collaborative
    form = SettingsForm(posted(request), initial=initial_of_settings(settings_of(collaborative)))
    saved = attempt(form, lambda: save_settings(collaborative=collaborative, by=request.user, **form.said))
    if saved is not None:
        messages.success(request, "The settings are saved.")
        return go(request, "sets", slug=slug)
    context = {"form": form, "trail": way(request), "back": reverse("sets", args=[slug])}
    return page(request, "learning_sets/settings.jinja", context, status=422 if form.is_bound else 200)
