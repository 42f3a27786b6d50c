"""Writes about blockers: who says what stands in the way, asks the sponsor, answers, and says that it is over."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from coaching.blocking import State, Step
from coaching.models import Blocker, BlockerStep, Reply
from coaching.queries.blockers import blocker_mark, latest, sponsors_of, steps_of
from collaborative.audit import recording
from collaborative.models import User
from organisations.actions.notices import tell
from organisations.models import NoticeKind, Participation, Project
from phases.actions.collisions import refuse_older

_CLOSED = "It is closed. Open it again first."


@dataclass(frozen=True, kw_only=True)
class BlockerFields:
    """What is said of a blocker; see coaching.models.Blocker."""

    title: str
    owner: User
    needs: str = ""
    barrier: str = ""
    project: Project | None = None


@transaction.atomic
def raise_blocker(
    *, participation: Participation, by: User, said: BlockerFields, form_key: UUID | None = None
) -> Blocker:
    """Say that something stands in the way. The same `form_key` again gives the blocker it made the first time."""
    Participation.objects.select_for_update(no_key=True).get(pk=participation.pk)
    made = Blocker.objects.filter(participation=participation, form_key=form_key).first() if form_key else None
    if made is not None:
        return made
    row = Blocker(
        collaborative_id=participation.collaborative_id,
        participation=participation,
        raised_by=by,
        raised_at=timezone.now(),
        form_key=form_key,
    )
    with recording(by=by, verb="raised a blocker"):
        _write(row, said)
        _tell(row, [row.owner], by, NoticeKind.BLOCKER_OWNED, f"owner {row.owner_id}", "gave you a blocker to see to")
    return row


@transaction.atomic
def change_blocker(*, blocker: Blocker, by: User, said: BlockerFields, seen: str = "") -> Blocker:
    """Say otherwise what stands in the way. seen: its mark when this person began; refuses where it has changed."""
    row, _ = _locked(blocker, seen)
    with recording(by=by, verb="changed a blocker"):
        _write(row, said)
        _tell(row, [row.owner], by, NoticeKind.BLOCKER_OWNED, f"owner {row.owner_id}", "gave you a blocker to see to")
    return row


@transaction.atomic
def ask_sponsor(*, blocker: Blocker, by: User, words: str, by_when: date, seen: str = "") -> BlockerStep:
    """Ask the sponsor to take it away, by a day; while they have not answered, ask it otherwise: the time they take is
    still counted from the first. Raises ValidationError by field; where it is closed; or where it has changed."""
    row, steps = _locked(blocker, seen)
    if row.state == State.CLOSED:
        raise ValidationError(_CLOSED)
    if by_when < timezone.localdate():
        raise ValidationError({"by_when": "The day must be today or later"})
    step = latest(steps, Step.ASKED) if row.state == State.WITH_SPONSOR else None
    with recording(by=by, verb="asked the sponsor"):
        if step is None:
            step = _step(row, by, Step.ASKED, words=words, by_when=by_when)
            _move(row, State.WITH_SPONSOR)
        else:
            step.words, step.by_when = words, by_when
            step.save()
        told = "asks you to take away what stands in the way"
        _tell(row, sponsors_of(row.participation), by, NoticeKind.BLOCKER, f"asked {step.pk}", told)
    return step


@transaction.atomic
def answer_blocker(*, blocker: Blocker, by: User, reply: str, words: str, seen: str = "") -> BlockerStep:
    """The sponsor's answer; where there is one already, put otherwise. Raises ValidationError by field; where nothing
    is asked; or where it has changed."""
    row, steps = _locked(blocker, seen)
    if reply not in Reply.values:
        raise ValidationError({"reply": "Choose an answer"})
    if row.state not in (State.WITH_SPONSOR, State.ANSWERED):
        raise ValidationError("It no longer waits for an answer.")
    step = latest(steps, Step.ANSWERED) if row.state == State.ANSWERED else None
    with recording(by=by, verb="answered what the team asked"):
        if step is None:
            step = _step(row, by, Step.ANSWERED, words=words, reply=reply)
            _move(row, State.ANSWERED)
        else:
            step.words, step.reply, step.made_by = words, reply, by
            step.save()
        asked = latest(steps, Step.ASKED)
        people = [row.owner, row.raised_by, *([asked.made_by] if asked else [])]
        _tell(row, people, by, NoticeKind.BLOCKER_ANSWERED, f"answered {step.pk}", "answered what you asked")
    return step


@transaction.atomic
def close_blocker(*, blocker: Blocker, by: User, words: str, seen: str = "") -> BlockerStep:
    """It stands in the way no more, or nothing can be done about it; where it is closed already, said otherwise."""
    row, steps = _locked(blocker, seen)
    step = latest(steps, Step.CLOSED) if row.state == State.CLOSED else None
    with recording(by=by, verb="closed a blocker"):
        if step is None:
            step = _step(row, by, Step.CLOSED, words=words)
            _move(row, State.CLOSED)
        else:
            step.words, step.made_by = words, by
            step.save()
    return step


@transaction.atomic
def reopen_blocker(*, blocker: Blocker, by: User, words: str) -> Blocker:
    """It stands in the way again. What is open already stays as it is."""
    row, _ = _locked(blocker, "")
    if row.state != State.CLOSED:
        return row
    with recording(by=by, verb="opened a blocker again", reason=words):
        _step(row, by, Step.REOPENED, words=words)
        _move(row, State.OPEN)
    return row


def _locked(blocker: Blocker, seen: str) -> tuple[Blocker, list[BlockerStep]]:
    """The row as it is now, under a lock, with what was done about it. Refuses what an older state was meant for."""
    rows = Blocker.objects.select_for_update(no_key=True, of=("self",)).select_related("owner", "raised_by")
    row = rows.get(participation_id=blocker.participation_id, pk=blocker.pk)
    steps = steps_of([row]).get(row.pk, [])
    refuse_older(seen, blocker_mark(row, steps[-1] if steps else None))
    return row, steps


def _write(row: Blocker, said: BlockerFields) -> None:
    if said.project is not None and said.project.participation_id != row.participation_id:
        raise ValidationError({"project": "Choose a project of this organisation"})
    row.title, row.needs, row.barrier = said.title, said.needs, said.barrier
    row.owner, row.project = said.owner, said.project
    row.save()


def _step(
    row: Blocker, by: User, kind: Step, *, words: str, by_when: date | None = None, reply: str = ""
) -> BlockerStep:
    return BlockerStep.objects.create(
        collaborative_id=row.collaborative_id,
        participation_id=row.participation_id,
        blocker=row,
        kind=kind,
        words=words,
        by_when=by_when,
        reply=reply,
        made_by=by,
        made_at=timezone.now(),
    )


def _move(row: Blocker, state: State) -> None:
    row.state = state
    row.save(update_fields=["state"])


def _tell(row: Blocker, people: Iterable[User], by: User, kind: NoticeKind, key: str, text: str) -> None:
    tell(
        people=people,
        by=by,
        kind=kind,
        key=f"blocker {row.pk} {key}",
        text=text,
        to=("blocker", row.pk),
        collaborative=row.collaborative,
        participation=row.participation,
    )
