"""What a team will test before the next set: said, made into a test, and followed to what came of it."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from collaborative.audit import recording
from collaborative.disclosure import screen
from collaborative.models import User
from learning_sets.models import Commitment, CommitmentState, LearningSet
from learning_sets.queries.commitments import commitment_mark, otherwise_than, state_of, takes_commitments
from organisations.models import Participation, Project
from pdsa.actions.planning import plan_cycle
from pdsa.models import Cycle
from phases.actions.collisions import refuse_older

_LATE = "The week after the set is over, so this stays as it is."


@transaction.atomic
def commit_to(
    *, learning_set: LearningSet, project: Project, by: User, words: str, idea: str = "", by_when: date | None = None
) -> Commitment:
    """Say at a set what a project's team will test before the next. The same words again are what they made first.

    Raises ValidationError by field, and where the set takes no more.
    """
    Participation.objects.select_for_update(no_key=True).get(pk=project.participation_id)
    if learning_set.collaborative_id != project.collaborative_id:
        raise ValidationError({"project": "Choose a project of this collaborative"})
    if not takes_commitments(learning_set):
        raise ValidationError(_LATE)
    _check(learning_set, words, by_when)
    said = {
        "participation_id": project.participation_id,
        "learning_set": learning_set,
        "project_key": project.pk,
        "words": words.strip(),
        "withdrawn_at": None,
    }
    before = Commitment.objects.filter(**said).first()
    if before is not None:
        return before
    with recording(by=by, verb="committed to a test at a learning set"):
        return Commitment.objects.create(
            **said, collaborative_id=project.collaborative_id, idea=idea.strip(), by_when=by_when, made_by=by
        )


@transaction.atomic
def change_commitment(
    *, commitment: Commitment, by: User, words: str, idea: str = "", by_when: date | None = None, seen: str = ""
) -> Commitment:
    """Say otherwise what is to be tested, until a week after the set. seen: its mark when this person began."""
    row = _locked(commitment)
    refuse_older(seen, commitment_mark(row))
    if not takes_commitments(row.learning_set):
        raise ValidationError(_LATE)
    _check(row.learning_set, words, by_when)
    row.words, row.idea, row.by_when = words.strip(), idea.strip(), by_when
    with recording(by=by, verb="changed what they committed to"):
        row.save()
    return row


@transaction.atomic
def withdraw_commitment(*, commitment: Commitment, by: User) -> None:
    """Take it back: its words are gone. A test that was made of it stays."""
    row = _locked(commitment)
    row.words, row.idea, row.outcome, row.withdrawn_at = "Withdrawn", "", "", timezone.now()
    with recording(by=by, verb="took back what they committed to"):
        row.save()


@transaction.atomic
def plan_committed(*, commitment: Commitment, project: Project, by: User) -> Cycle:
    """A test in Plan, with the commitment's words and credit to the set. Pressed again it is the same test."""
    row = _locked(commitment)
    if row.withdrawn_at is not None or (row.project_key, row.participation_id) != (
        project.pk,
        project.participation_id,
    ):
        raise ValidationError("This was taken back.")
    made = Cycle.objects.filter(participation_id=row.participation_id, pk=row.cycle_key or 0).first()
    if made is not None:
        return made
    with recording(by=by, verb="planned a test from what they committed to"):
        cycle = plan_cycle(
            project=project,
            by=by,
            title=row.words[:200],
            idea_title=row.idea,
            objective=row.words,
            credit=f"Learning set “{row.learning_set.title}”"[:200],
        )
        row.cycle_key = cycle.pk
        _stand(row, state_of(cycle))
    return cycle


@transaction.atomic
def tell_outcome(*, commitment: Commitment, by: User, outcome: str) -> Commitment:
    """The team's own sentence on what came of it, which everybody in the collaborative reads."""
    row = _locked(commitment)
    _screen("outcome", outcome)
    row.outcome = " ".join(outcome.split())
    with recording(by=by, verb="said what came of what they committed to"):
        row.save()
    return row


@transaction.atomic
def follow_test(*, cycle: Cycle, by: User) -> None:
    """What was committed to stands as its test now does. Nothing else of the test is told."""
    with recording(by=by, verb="brought up what came of a commitment"):
        for row in otherwise_than(cycle).select_for_update():
            _stand(row, state_of(cycle))


@transaction.atomic
def bring_up(*, participation: Participation, by: User) -> int:
    """Bring every commitment of an organisation to how its test stands; how many stood otherwise."""
    rows = Commitment.objects.filter(participation=participation, cycle_key__isnull=False, withdrawn_at=None)
    standing = {row.pk: row for row in Cycle.objects.filter(participation_id=participation.pk)}
    moved = 0
    with recording(by=by, verb="brought up what came of commitments"):
        for row in rows.select_for_update():
            cycle = standing.get(row.cycle_key or 0)
            if cycle is not None and row.state != state_of(cycle):
                _stand(row, state_of(cycle))
                moved += 1
    return moved


def _stand(row: Commitment, state: CommitmentState) -> None:
    row.state, row.state_at = state, timezone.now()
    row.save(update_fields=["state", "state_at", "cycle_key"])


def _locked(commitment: Commitment) -> Commitment:
    Participation.objects.select_for_update(no_key=True).get(pk=commitment.participation_id)
    rows = Commitment.objects.select_related("learning_set")
    return rows.get(participation_id=commitment.participation_id, pk=commitment.pk)


def _check(learning_set: LearningSet, words: str, by_when: date | None) -> None:
    if not words.strip():
        raise ValidationError({"words": "Say what you will test"})
    _screen("words", words)
    if by_when is not None and by_when < timezone.localdate(learning_set.starts_at):
        raise ValidationError({"by_when": "The day must be after the set began"})


def _screen(field: str, words: str) -> None:
    # How many people are to be asked is a plan and says nothing of anybody; the rest of what is found would.
    found = [one.text for one in screen(words) if one.blocks]
    if found:
        told = ", ".join(f"“{text}”" for text in found)
        raise ValidationError({field: f"Everybody in the collaborative reads this, so take out {told}"})
