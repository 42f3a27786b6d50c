"""Writes about progress scores, their scale, and what a collaborative sets for coaching."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from coaching.models import CoachingSettings, ProgressLevel, Score, ScoreComment, Voice
from coaching.queries.scores import level_mark, levels_of, score_mark, suggested
from coaching.scale import Level
from collaborative.audit import recording
from collaborative.models import Collaborative, User
from organisations.models import Participation
from phases.actions.collisions import refuse_older


@transaction.atomic
def give_score(
    *, participation: Participation, by: User, voice: str, tenths: int, reason: str, month: date, seen: str = ""
) -> Score:
    """What the team or its coach says of a month (its first day); said again, it is put otherwise.

    The suggestion of the record is kept beside it. seen: the mark of what was said when this person began. Raises
    ValidationError where a coach gives no reason, or where somebody has said otherwise since.
    """
    Participation.objects.select_for_update(no_key=True).get(pk=participation.pk)
    if voice == Voice.COACH and not reason.strip():
        raise ValidationError({"reason": "Say what you base the score on"})
    row = Score.objects.filter(participation=participation, month=month, voice=voice).first()
    refuse_older(seen, score_mark(row))
    with recording(by=by, verb="scored progress"):
        row = row or _new(participation, month, voice)
        row.tenths, row.reason, row.made_by, row.made_at = tenths, reason.strip(), by, timezone.now()
        row.save()
        if not _kept_today(participation):
            keep_suggestion(participation=participation, by=by, day=timezone.localdate())
    return row


def _kept_today(participation: Participation) -> bool:
    rows = Score.objects.filter(participation=participation, voice=Voice.SUGGESTED)
    today = timezone.localdate()
    return rows.filter(month=today.replace(day=1), made_at__date=today).exists()


@transaction.atomic
def keep_suggestion(*, participation: Participation, by: User, day: date) -> Score:
    """What the record speaks for on a day becomes the suggestion of that month, with its evidence."""
    found = suggested(participation, day)
    evidence = [{"tenths": one.tenths, "reached": one.reached, "words": one.words} for one in found.rungs]
    month = day.replace(day=1)
    row = Score.objects.filter(participation=participation, month=month, voice=Voice.SUGGESTED).first()
    row = row or _new(participation, month, Voice.SUGGESTED)
    if row.pk is None or (row.tenths, row.reason, row.evidence) != (found.tenths, found.project, evidence):
        row.tenths, row.reason, row.evidence = found.tenths, found.project, evidence
        row.made_by, row.made_at = by, timezone.now()
        with recording(by=by, verb="kept the suggested score of a month"):
            row.save()
    return row


def _new(participation: Participation, month: date, voice: str) -> Score:
    return Score(collaborative_id=participation.collaborative_id, participation=participation, month=month, voice=voice)


@transaction.atomic
def comment_on_score(*, participation: Participation, by: User, words: str) -> ScoreComment:
    """Say something of the scores."""
    with recording(by=by, verb="commented on progress"):
        return ScoreComment.objects.create(
            collaborative_id=participation.collaborative_id,
            participation=participation,
            words=words,
            made_by=by,
            made_at=timezone.now(),
        )


@transaction.atomic
def put_level(*, collaborative: Collaborative, by: User, level: Level, seen: str = "") -> ProgressLevel:
    """A level of the scale in the collaborative's own words. seen: the mark of the words when this person began."""
    Collaborative.objects.select_for_update(no_key=True).get(pk=collaborative.pk)
    now = next(one for one in levels_of(collaborative) if one.tenths == level.tenths)
    refuse_older(seen, level_mark(now))
    row = ProgressLevel.objects.filter(collaborative=collaborative, tenths=level.tenths).first()
    row = row or ProgressLevel(collaborative=collaborative, tenths=level.tenths)
    row.label, row.definition, row.source = level.label, level.definition, level.source
    row.prompts = "\n".join(level.prompts)
    with recording(by=by, verb="worded a level of the progress scale"):
        row.save()
    return row


@transaction.atomic
def set_stalled_weeks(*, collaborative: Collaborative, by: User, stalled_weeks: int) -> CoachingSettings:
    """After how many weeks of silence an organisation is called stalled."""
    row = CoachingSettings.objects.select_for_update().filter(collaborative=collaborative).first()
    row = row or CoachingSettings(collaborative=collaborative)
    with recording(by=by, verb="set when an organisation is stalled"):
        row.stalled_weeks = stalled_weeks
        row.save()
    return row
