"""Writes about a team's meetings. Who was there is added and taken away name by name, so that two who say so at once
lose nobody; every other thing is refused where somebody else has changed it meanwhile."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from collaborative.audit import recording
from collaborative.models import User
from organisations.models import Project
from pdsa.actions.people import Taker
from pdsa.models import Attendance, Meeting, MeetingAction, MeetingDecision
from pdsa.queries import named_in_team
from pdsa.queries.meetings import action_mark, decision_mark, meeting_mark
from phases.actions.collisions import refuse_older, refuse_unseen

_OWNED_BY = ("collaborative", "participation", "meeting", "person", "made_by")


@transaction.atomic
def start_meeting(*, project: Project, by: User, held_on: date, place: str = "") -> Meeting:
    """The record of a project's meeting on a day: a new one, or that which somebody has begun already, whose place is
    kept where it has one."""
    _lock_days(project.participation_id, project.pk)
    found = Meeting.objects.filter(
        participation_id=project.participation_id, project_id=project.pk, held_on=held_on
    ).first()
    if found is not None and (found.place or not place.strip()):
        return found
    if found is not None:
        with recording(by=by, verb="changed the record of a meeting"):
            found.place = place.strip()
            found.save(update_fields=["place"])
        return found
    with recording(by=by, verb="began the record of a meeting"):
        return Meeting.objects.create(
            collaborative_id=project.collaborative_id,
            participation_id=project.participation_id,
            project=project,
            held_on=held_on,
            place=place.strip(),
            made_by=by,
        )


@transaction.atomic
def change_meeting(
    *, meeting: Meeting, by: User, held_on: date, place: str, notes: str, next_on: date | None, seen: str = ""
) -> Meeting:
    """Say otherwise what there is to say of a meeting as a whole. seen: its mark when this person began.

    Raises ValidationError by field, and where somebody else has changed it since.
    """
    _lock_days(meeting.participation_id, meeting.project_id)
    row = _locked(meeting)
    refuse_older(seen, meeting_mark(row))
    others = Meeting.objects.filter(participation_id=row.participation_id, project_id=row.project_id, held_on=held_on)
    errors = {}
    if others.exclude(pk=row.pk).exists():
        errors["held_on"] = "There is a meeting on that day already"
    if next_on is not None and next_on <= held_on:
        errors["next_on"] = "The next meeting must be after this one"
    if errors:
        raise ValidationError(errors)
    with recording(by=by, verb="changed the record of a meeting"):
        row.held_on, row.place, row.notes, row.next_on = held_on, place.strip(), notes.strip(), next_on
        row.save()
    return row


@transaction.atomic
def remove_meeting(*, meeting: Meeting, by: User) -> None:
    """Take away a meeting that did not take place. Raises ValidationError where something was decided or agreed."""
    row = _locked(meeting)
    if row.decisions.exists() or row.actions.exists():
        raise ValidationError("Something was decided or agreed at this meeting, so its record stays")
    with recording(by=by, verb="removed the record of a meeting"):
        Attendance.objects.filter(participation_id=row.participation_id, meeting=row).delete()
        row.delete()


@transaction.atomic
def record_attendance(*, meeting: Meeting, by: User, add: Iterable[Taker] = (), remove: Iterable[str] = ()) -> None:
    """Add people to those who were there and take names away; all others stay, whoever wrote them meanwhile."""
    row = _locked(meeting)
    rows = Attendance.objects.filter(participation_id=row.participation_id, meeting=row)
    with recording(by=by, verb="recorded who was at a meeting"):
        rows.filter(name__in=list(remove)).delete()
        there = set(rows.values_list("name", flat=True))
        for one in add:
            name = one.name.strip()
            if name and name not in there:
                Attendance.objects.create(**_owner(row), name=name, person=one.person)
                there.add(name)


@transaction.atomic
def add_decision(*, meeting: Meeting, by: User, text: str, form_key: UUID | None = None) -> MeetingDecision:
    """What was decided; the same `form_key` again gives what it made the first time."""
    row = _locked(meeting)
    made = MeetingDecision.objects.filter(participation_id=row.participation_id, form_key=form_key).first()
    if form_key is not None and made is not None:
        return made
    with recording(by=by, verb="wrote down what a meeting decided"):
        return MeetingDecision.objects.create(**_owner(row), text=text.strip(), form_key=form_key, made_by=by)


@transaction.atomic
def change_decision(*, decision: MeetingDecision, by: User, text: str, seen: str = "") -> MeetingDecision:
    """Put a decision otherwise. seen: its mark when this person began."""
    row = MeetingDecision.objects.select_for_update().get(participation_id=decision.participation_id, pk=decision.pk)
    refuse_older(seen, decision_mark(row))
    with recording(by=by, verb="changed what a meeting decided"):
        row.text = text.strip()
        row.save()
    return row


@transaction.atomic
def remove_decision(*, decision: MeetingDecision, by: User, seen: str = "") -> None:
    """Take a decision off the record; history keeps it. seen: its mark when this person looked at it.

    Raises ValidationError where somebody has put it otherwise since.
    """
    rows = MeetingDecision.objects.filter(participation_id=decision.participation_id, pk=decision.pk)
    row = rows.select_for_update().first()
    if row is None:
        return
    refuse_unseen(seen, decision_mark(row))
    with recording(by=by, verb="removed what a meeting decided"):
        row.delete()


@transaction.atomic
def agree_action(
    *, meeting: Meeting, by: User, what: str, who: str, due_on: date, form_key: UUID | None = None
) -> MeetingAction:
    """Who does what until a day; the same `form_key` again gives what it made the first time.

    A name that one person of the team has is that person. Raises ValidationError by field.
    """
    row = _locked(meeting)
    made = MeetingAction.objects.filter(participation_id=row.participation_id, form_key=form_key).first()
    if form_key is not None and made is not None:
        return made
    action = MeetingAction(**_owner(row), form_key=form_key)
    with recording(by=by, verb="agreed an action"):
        return _put(action, what, who, due_on)


@transaction.atomic
def change_action(
    *, action: MeetingAction, by: User, what: str, who: str, due_on: date, seen: str = ""
) -> MeetingAction:
    """Put an action otherwise. seen: its mark when this person began."""
    row = _locked_action(action)
    refuse_older(seen, action_mark(row))
    with recording(by=by, verb="changed an action"):
        return _put(row, what, who, due_on)


@transaction.atomic
def end_action(*, action: MeetingAction, by: User, ending: str, outcome: str = "") -> MeetingAction:
    """It is done, or no longer needed (then `outcome` says why); the same again changes nothing.

    Raises ValidationError by field, and where it has ended otherwise already.
    """
    row = _locked_action(action)
    if row.ending:
        if row.ending == ending and outcome.strip() in ("", row.outcome):
            return row
        raise ValidationError("Somebody else has ended this action already. What you wrote is not saved.")
    if ending == MeetingAction.Ending.DROPPED and not outcome.strip():
        raise ValidationError({"outcome": "Say why it is no longer needed"})
    with recording(by=by, verb="ended an action", reason=outcome.strip()):
        row.ending, row.outcome, row.ended_at = ending, outcome.strip(), timezone.now()
        row.save()
    return row


@transaction.atomic
def reopen_action(*, action: MeetingAction, by: User) -> MeetingAction:
    """It is to be done after all, and why it ended holds no longer; history keeps it."""
    row = _locked_action(action)
    if not row.ending:
        return row
    with recording(by=by, verb="opened an action again"):
        row.ending, row.outcome, row.ended_at = MeetingAction.Ending.OPEN, "", None
        row.save()
    return row


def _put(row: MeetingAction, what: str, who: str, due_on: date) -> MeetingAction:
    row.what, row.who, row.due_on = what.strip(), who.strip(), due_on
    row.person = named_in_team(row.participation_id, who)
    row.clean_fields(exclude=_OWNED_BY)
    row.save()
    return row


def _owner(meeting: Meeting) -> dict[str, object]:
    return {
        "collaborative_id": meeting.collaborative_id,
        "participation_id": meeting.participation_id,
        "meeting": meeting,
    }


def _lock_days(participation_id: int, project_id: int) -> None:
    """Of two who give a project's meeting the same day at once, the second waits here, and is then told."""
    Project.objects.select_for_update(no_key=True).get(participation_id=participation_id, pk=project_id)


def _locked(meeting: Meeting) -> Meeting:
    rows = Meeting.objects.select_for_update(no_key=True)
    return rows.get(participation_id=meeting.participation_id, pk=meeting.pk)


def _locked_action(row: MeetingAction) -> MeetingAction:
    return MeetingAction.objects.select_for_update().get(participation_id=row.participation_id, pk=row.pk)
