"""One test: its page, and each part of its record."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils import timezone

from collaborative.http import confirms_kept, page
from collaborative.roles import Action
from organisations.http import ScopedRequest
from pdsa import presenters
from pdsa.actions import (
    NEXT_AFTER,
    Conflict,
    decide,
    next_cycle,
    save_act,
    save_do,
    save_plan,
    save_study,
    start_act,
    start_study,
)
from pdsa.entry import StageEntry, arranged, differences, stage_entry
from pdsa.forms import NoteForm, refuse
from pdsa.models import Cycle, CycleMeasure, Decision
from pdsa.queries import ideas_of, last_saved, links_of, partners_in, ramp_of
from pdsa.queries.signs import record_of, records_of
from pdsa.signs import Record, helps, signs, told
from pdsa.states import OPEN, Stage
from pdsa.views.common import may_log, place, readable, to_cycle, writable

_SAVE: dict[Stage, Callable[..., Cycle]] = {
    Stage.PLAN: save_plan,
    Stage.DO: save_do,
    Stage.STUDY: save_study,
    Stage.ACT: save_act,
}


def cycle(request: ScopedRequest, slug: str, pk: int) -> HttpResponse:
    """The test on one page; the stage it is at opens with its form for those who may write."""
    row = readable(request, pk)
    links = links_of(row)
    context = _record_context(request, row, slug, links)
    context["may_log"] = may_log(request, row.participation_id)
    if context["may_log"] and row.status in OPEN:
        stage = Stage(row.status)
        context |= _entry_context(row, stage, stage_entry(row, stage, links=links))
    return page(request, "pdsa/cycle.jinja", context)


def _record_context(request: ScopedRequest, row: Cycle, slug: str, links: list[CycleMeasure]) -> dict[str, Any]:
    parts = presenters.sections(row)
    series = ramp_of(row)
    expected = presenters.predictions(row)
    notes = list(row.notes.select_related("made_by"))
    said = [(one.text, one.note) for one in expected]
    read = record_of(row, series=series, expected=said, measured=bool(links), noted=bool(notes))
    return {
        **place(row, slug),
        "tag": presenters.tag_of(row),
        "when": presenters.when(row),
        "parts": parts,
        "stage_line": presenters.stage_line(parts),
        "ramp": presenters.ramp(series, slug, row),
        "has_next": any(one.previous_id == row.pk for one in series),
        "branch_key": uuid4(),
        "predictions": expected,
        "measures": presenters.measures([link.measure for link in links], slug),
        "tasks": presenters.tasks(row.tasks.all(), timezone.localdate()),
        "people": list(row.took_part.all()),
        "partners": partners_in(request.access, row),
        "notes": notes,
        "note_form": NoteForm(),
        "files": list(row.files.select_related("made_by")),
        "saved": last_saved(row),
        "is_open": row.status in OPEN,
        "spread": presenters.summary(list(row.spreads.all())) if row.decision == Decision.ADOPT else "",
        **_signs_context(request, row, read),
    }


def _signs_context(request: ScopedRequest, row: Cycle, read: Record) -> dict[str, Any]:
    """Help beside the fields for who writes; the six signs in a list, what is missing for a coach after the team."""
    today, writes = timezone.localdate(), may_log(request, row.participation_id)
    coaches = request.access.may(Action.REVIEW_WORK, row.participation_id) and not writes
    answers = told(read, today) if coaches else signs(read)
    return {
        "helps": helps(read, today) if writes else {},
        "signs": presenters.signs_shown(answers) if coaches or writes else [],
    }


def _entry_context(row: Cycle, stage: Stage, entry: StageEntry) -> dict[str, Any]:
    return {
        "stage": stage,
        "form": entry.form,
        "formset": entry.formset,
        "current": row.status == stage,
        "ideas": ideas_of(row.project) if stage is Stage.PLAN else [],
        "predictions": presenters.predictions(row),
    }


@confirms_kept
def cycle_edit(request: ScopedRequest, slug: str, pk: int, stage: str) -> HttpResponse:
    """The form of one stage alone; also where the forms on the test's page are sent."""
    row = writable(request, pk)
    if stage not in row.stages:
        raise Http404("No such stage of this test")
    wish = request.POST.get("arrange", "")
    data = arranged(request.POST, wish) if wish else request.POST
    entry = stage_entry(row, Stage(stage), data if request.method == "POST" else None)
    if wish:
        # Nothing is saved by it: the form comes back as it was typed, its questions in their new order.
        context = {**place(row, slug), **_entry_context(row, entry.stage, entry), "adding": wish.startswith("add")}
        return page(request, "pdsa/edit.jinja", context)
    if request.method == "POST" and entry.is_valid():
        try:
            return _save(request, slug, row, entry)
        except Conflict as conflict:
            return _conflict(request, slug, conflict.current, entry)
        except ValidationError as error:
            refuse(entry.form, error)
    context = {**place(row, slug), **_entry_context(row, entry.stage, entry)}
    context["helps"] = helps(records_of([row])[row.pk], timezone.localdate())
    return page(request, "pdsa/edit.jinja", context, status=422 if entry.has_errors else 200)


def _save(request: ScopedRequest, slug: str, row: Cycle, entry: StageEntry) -> HttpResponse:
    """Save the stage and, where that button was pressed, go on to the next."""
    onward = request.POST.get("then") in ("next", "plan") and row.status == entry.stage
    if onward and entry.stage is Stage.ACT:
        return _decide(request, slug, row, entry)
    saved = _SAVE[entry.stage](cycle=row, by=request.user, **entry.entries())
    if onward and entry.stage is Stage.PLAN:
        return redirect("cycle-start", slug=slug, pk=row.pk)
    if onward and entry.stage is Stage.DO:
        start_study(cycle=saved, by=request.user)
        messages.success(request, "Saved. Now look at what the test showed.")
        return to_cycle(slug, row, "study")
    if onward and entry.stage is Stage.STUDY:
        start_act(cycle=saved, by=request.user)
        messages.success(request, "Saved. Now decide what to do with the change.")
        return to_cycle(slug, row, "act")
    messages.success(request, "Saved.")
    return to_cycle(slug, row, entry.stage)


def _decide(request: ScopedRequest, slug: str, row: Cycle, entry: StageEntry) -> HttpResponse:
    """Complete the test, and where that was asked for and the decision leads on, plan the next one at once."""
    done = decide(cycle=row, by=request.user, **entry.entries())
    if request.POST["then"] == "plan" and done.decision in NEXT_AFTER:
        planned = next_cycle(cycle=done, by=request.user)
        messages.success(request, f"The test is complete, and test {planned.number} is planned. What do you predict?")
        return to_cycle(slug, planned)
    messages.success(request, "The test is complete.")
    return to_cycle(slug, row, "decision")


def _conflict(request: ScopedRequest, slug: str, current: Cycle, entry: StageEntry) -> HttpResponse:
    """Both texts, and the form as it was typed; saved again, it replaces the other one knowingly."""
    data: QueryDict = request.POST.copy()
    data["version"] = str(current.version)
    if current.is_started:
        data.pop("predictions-TOTAL_FORMS", None)
    again = stage_entry(current, entry.stage, data)
    found = differences(current, entry)
    if not found:
        # The other save was this person's own, sent twice, or said the same.
        messages.success(request, "Saved already.")
        return to_cycle(slug, current)
    context = {
        **place(current, slug),
        **_entry_context(current, entry.stage, again),
        "saved": last_saved(current),
        "differences": found,
        "page_errors": [{"text": "Somebody else saved this while you were writing", "href": "#both"}],
    }
    return page(request, "pdsa/edit.jinja", context, status=409)
