"""A team's meetings: the list of them, and what is written down. The page of one, with its agenda, shows several apps
and stands to the right of this one."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from collaborative.http import confirms_kept, go, page, paginate
from collaborative.roles import Action
from organisations.http import ScopedRequest, attempt, get_or_404, posted
from pdsa import actions
from pdsa.forms import (
    AttendanceForm,
    DecisionForm,
    EndActionForm,
    MeetingActionForm,
    MeetingForm,
    NewMeetingForm,
)
from pdsa.models import Meeting, MeetingAction, MeetingDecision
from pdsa.queries import meetings as query
from pdsa.queries import projects_for, team_at
from pdsa.views.common import may_log
from phases.presenters.collisions import collision

page_or_form = require_http_methods(["GET", "HEAD", "POST"])
PER_PAGE = 20


@require_safe
def meetings(request: ScopedRequest, slug: str, pk: int) -> HttpResponse:
    """The meetings of a project's team, latest first."""
    project = get_or_404(projects_for(request.access, Action.SEE_WORK), pk=pk)
    shown = paginate(request, query.meetings_of(project), PER_PAGE)
    context = {"project": project, "slug": slug, "page_obj": shown, "at_list": True}
    return page(request, "pdsa/meetings.jinja", context | {"may_log": may_log(request, project.participation_id)})


@page_or_form
@confirms_kept
def meeting_new(request: ScopedRequest, slug: str, pk: int) -> HttpResponse:
    """Say when the team meets; whoever says the same day comes to the same record."""
    project = get_or_404(projects_for(request.access, Action.LOG_CYCLE), pk=pk)
    today = timezone.localdate()
    form = NewMeetingForm(posted(request), initial={"held_on": query.next_day(project, today)})
    made = attempt(form, lambda: actions.start_meeting(project=project, by=request.user, **form.cleaned_data))
    if made is not None:
        if made.place != (form.cleaned_data["place"].strip() or made.place):
            messages.warning(request, f"This meeting was prepared already, at “{made.place}”. That place stays.")
        return go(request, "meeting", slug=slug, pk=made.pk)
    context = {"project": project, "slug": slug, "form": form, "title": "When do you meet?"}
    context |= {"save": "Prepare the meeting", "back": reverse("meetings", args=[slug, pk])}
    context["prepared"] = query.prepared(project, today)
    return page(request, "pdsa/meeting_form.jinja", context, status=422 if form.is_bound else 200)


@page_or_form
@confirms_kept
def meeting_edit(request: ScopedRequest, slug: str, pk: int) -> HttpResponse:
    """What there is to say of a meeting as a whole."""
    row = _writable(request, pk)
    said = {name: getattr(row, name) for name in MeetingForm.base_fields}
    form = MeetingForm(posted(request), initial=said)
    seen = request.POST.get("seen", "")
    change = partial(actions.change_meeting, meeting=row, by=request.user, seen=seen)
    if attempt(form, lambda: change(**form.cleaned_data)) is not None:
        messages.success(request, "The meeting is saved.")
        return _to(slug, row.pk)
    context = _place(row, slug) | {"form": form, "title": "What did you talk about?", "save": "Save"}
    context |= collision(form, query.meeting_mark(row), request.POST)
    return page(request, "pdsa/meeting_form.jinja", context, status=422 if form.is_bound else 200)


@page_or_form
@confirms_kept
def meeting_people(request: ScopedRequest, slug: str, pk: int) -> HttpResponse:
    """Ticks for the team, and lines for others."""
    row = _writable(request, pk)
    form = AttendanceForm(posted(request), team=team_at(row.participation_id), recorded=row.attended.all())
    if form.is_valid():
        actions.record_attendance(meeting=row, by=request.user, **form.changes())
        messages.success(request, "Who was there is saved.")
        return _to(slug, row.pk, "people")
    context = _place(row, slug) | {"form": form, "title": "Who was there?", "save": "Save"}
    return page(request, "pdsa/meeting_form.jinja", context, status=422 if form.is_bound else 200)


@page_or_form
def meeting_remove(request: ScopedRequest, slug: str, pk: int) -> HttpResponse:
    """Asks before a meeting that did not take place is taken away."""
    row = _writable(request, pk)
    project = row.project
    stays = row.decisions.exists() or row.actions.exists()
    if request.method == "POST" and not stays:
        actions.remove_meeting(meeting=row, by=request.user)
        messages.success(request, "The meeting is removed.")
        return go(request, "meetings", slug=slug, pk=project.pk)
    context = _place(row, slug) | {"stays": stays}
    return page(request, "pdsa/meeting_remove.jinja", context, status=422 if request.method == "POST" else 200)


@page_or_form
@confirms_kept
def meeting_decisions(request: ScopedRequest, slug: str, pk: int) -> HttpResponse:
    """Write down what was decided; also where the form on the meeting's page is sent."""
    row = _writable(request, pk)
    form = DecisionForm(posted(request))
    if attempt(form, lambda: actions.add_decision(meeting=row, by=request.user, **form.cleaned_data)) is not None:
        return _to(slug, row.pk, "decisions")
    context = _place(row, slug) | {"form": form, "title": "What did you decide?", "save": "Save the decision"}
    return page(request, "pdsa/meeting_form.jinja", context, status=422 if form.is_bound else 200)


@page_or_form
@confirms_kept
def meeting_actions(request: ScopedRequest, slug: str, pk: int) -> HttpResponse:
    """Agree who does what; also where the form on the meeting's page is sent."""
    row = _writable(request, pk)
    form = MeetingActionForm(posted(request))
    if attempt(form, lambda: actions.agree_action(meeting=row, by=request.user, **form.cleaned_data)) is not None:
        return _to(slug, row.pk, "actions")
    context = _place(row, slug) | {"form": form, "title": "Agree an action", "save": "Save the action"}
    context |= {"team": team_at(row.participation_id)}
    return page(request, "pdsa/meeting_form.jinja", context, status=422 if form.is_bound else 200)


@page_or_form
@confirms_kept
def meeting_decision(request: ScopedRequest, slug: str, pk: int) -> HttpResponse:
    """Put a decision otherwise, or take it off the record."""
    row = get_or_404(query.decisions_to(request.access, Action.LOG_CYCLE), pk=pk)
    seen = request.POST.get("seen", "")
    if request.POST.get("do") == "remove":
        return _remove_decision(request, slug, row, seen)
    form = DecisionForm(posted(request), initial={"text": row.text, "form_key": None})
    change = partial(actions.change_decision, decision=row, by=request.user, seen=seen)
    if attempt(form, lambda: change(text=form.cleaned_data["text"])) is not None:
        return _to(slug, row.meeting_id, "decisions")
    context = _place(row.meeting, slug) | {"form": form, "title": "Change the decision", "row": row}
    context |= collision(form, query.decision_mark(row), request.POST)
    return page(request, "pdsa/meeting_decision.jinja", context, status=422 if form.is_bound else 200)


def _remove_decision(request: ScopedRequest, slug: str, row: MeetingDecision, seen: str) -> HttpResponse:
    try:
        actions.remove_decision(decision=row, by=request.user, seen=seen)
    except ValidationError as refused:
        messages.warning(request, refused.messages[0])
        return go(request, "meeting-decision", slug=slug, pk=row.pk)
    messages.success(request, "The decision is removed.")
    return _to(slug, row.meeting_id, "decisions")


@page_or_form
@confirms_kept
def meeting_action(request: ScopedRequest, slug: str, pk: int) -> HttpResponse:
    """One action: say what came of it, open it again, or put it otherwise."""
    row = get_or_404(query.actions_to(request.access, Action.LOG_CYCLE), pk=pk)
    do, at = request.POST.get("do"), _asked_at(request, row)
    if do == "again":
        actions.reopen_action(action=row, by=request.user)
        return _to(slug, at, "carried" if at != row.meeting_id else "actions")
    end = EndActionForm(request.POST if do == "end" else None)
    said = {"what": row.what, "who": row.who, "due_on": row.due_on, "form_key": None}
    form = MeetingActionForm(request.POST if request.method == "POST" and do != "end" else None, initial=said)
    seen = request.POST.get("seen", "")
    ended = attempt(end, lambda: actions.end_action(action=row, by=request.user, **end.cleaned_data))
    put = attempt(form, lambda: actions.change_action(action=row, by=request.user, seen=seen, **form.said))
    if ended is not None or put is not None:
        return _to(slug, at, "carried" if at != row.meeting_id else "actions")
    context = _place(row.meeting, slug) | {"row": row, "form": form, "end": end, "at": at, "title": row.what}
    context |= {"team": team_at(row.participation_id), **collision(form, query.action_mark(row), request.POST)}
    return page(request, "pdsa/meeting_action.jinja", context, status=422 if request.method == "POST" else 200)


def _writable(request: ScopedRequest, pk: int) -> Meeting:
    return get_or_404(query.meetings_to(request.access, Action.LOG_CYCLE), pk=pk)


def _to(slug: str, pk: int, part: str = "") -> HttpResponse:
    address = reverse("meeting", args=[slug, pk])
    return redirect(f"{address}#{part}" if part else address)


def _place(row: Meeting, slug: str) -> dict[str, Any]:
    back = reverse("meeting", args=[slug, row.pk])
    return {"meeting": row, "project": row.project, "slug": slug, "back": back}


def _asked_at(request: ScopedRequest, row: MeetingAction) -> int:
    """The later meeting of the same project at which somebody looks at an action, else its own."""
    said = request.POST.get("at", request.GET.get("at", ""))
    rows = query.meetings_to(request.access, Action.SEE_WORK).filter(project_id=row.meeting.project_id)
    found = rows.filter(pk=int(said)).first() if said.isascii() and said.isdecimal() else None
    return found.pk if found else row.meeting_id
