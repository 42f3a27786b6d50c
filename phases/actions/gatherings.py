"""Writes to gatherings of ideas.

Who leads a gathering is on record like everybody else who acts. Who puts in an idea or votes is not, on purpose: these
actions write rows without author, time and history (docs/decisions/anonymous-ideas.md).
"""

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, QuerySet, Sum
from django.utils import timezone

from collaborative.audit import recording
from collaborative.models import User
from phases.actions.boxes import add_box
from phases.actions.saving import Saved
from phases.models import Ballot, Gathering, PooledIdea, Stage, Theory, TheoryNode
from phases.models.gatherings import FEWEST_VOTERS
from phases.queries.gatherings import ballots_in, pool_of, proof_of, token_of, voters_in

LONGEST_IDEA = 200
# Without letters and digits that are taken for one another.
_LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
_GROUPS, _IN_GROUP = 4, 4

_TOO_EARLY = "Ideas are still being gathered."
_NO_LONGER = {
    Stage.COLLECTING: _TOO_EARLY,
    Stage.SORTING: "Ideas are no longer taken. The voting has not begun.",
    Stage.VOTING: "Ideas are no longer taken. The voting has begun.",
    Stage.COUNTING: "The voting has ended.",
    Stage.CLOSED: "The gathering is closed.",
}


def new_code() -> str:
    """A code with which whoever has it can take back one idea."""
    groups = ("".join(secrets.choice(_LETTERS) for _ in range(_IN_GROUP)) for _ in range(_GROUPS))
    return "-".join(groups)


def _locked(gathering: Gathering) -> tuple[Gathering, Stage]:
    """The gathering as it is now, held until the transaction ends, and how far it is."""
    rows = Gathering.objects.select_for_update(no_key=True, of=("self",)).select_related("theory")
    row = rows.get(participation_id=gathering.participation_id, pk=gathering.pk)
    return row, row.stage(timezone.now())


def _at(gathering: Gathering, *stages: Stage) -> Gathering:
    row, stage = _locked(gathering)
    if stage not in stages:
        raise ValidationError(_NO_LONGER[stage])
    return row


@transaction.atomic
def open_gathering(
    *, theory: Theory, by: User, question: str, until: datetime, driver: TheoryNode | None = None
) -> Gathering:
    """Ask the team and its partners for ideas, until then. Raises ValidationError by field."""
    words = " ".join(question.split())
    if not words:
        raise ValidationError({"question": "Enter the question"})
    with recording(by=by, verb="opened a gathering of ideas"):
        return Gathering.objects.create(
            collaborative_id=theory.collaborative_id,
            participation_id=theory.participation_id,
            theory=theory,
            driver=driver,
            question=words,
            ideas_until=until,
            opened_by=by,
        )


@transaction.atomic
def put_in_idea(*, gathering: Gathering, words: str, code: str) -> PooledIdea:
    """An idea into the pool, by nobody. The same words with the same code once more change nothing.

    Raises ValidationError by field, also for other words with a code that is used, or where ideas are not taken.
    """
    row = _at(gathering, Stage.COLLECTING)
    said, proof = " ".join(words.split()), proof_of(row, code)
    mine = PooledIdea.objects.filter(participation_id=row.participation_id, gathering=row)
    before = mine.filter(proof=proof).first()
    if not said:
        raise ValidationError({"words": "Enter your idea"})
    if len(said) > LONGEST_IDEA:
        raise ValidationError({"words": f"Your idea must be {LONGEST_IDEA} characters or fewer"})
    if before is not None:
        if before.words != said:
            raise ValidationError({"words": "An idea was put in from this page already. Put this one in as another"})
        return before
    owner = {"collaborative_id": row.collaborative_id, "participation_id": row.participation_id}
    made = PooledIdea(**owner, gathering=row, words=said, proof=proof)
    _mixed(mine, [made])
    return made


def _mixed(rows: QuerySet[Any], new: Sequence[Any]) -> None:
    """Write these rows anew together with new ones, in an order of chance: neither the place of a row in the database's
    files nor the transaction that it carries says then which was there before which."""
    every = [*rows, *new]
    secrets.SystemRandom().shuffle(every)
    rows.delete()
    rows.model.objects.bulk_create(every)


@transaction.atomic
def withdraw_idea(*, gathering: Gathering, code: str) -> None:
    """Destroy the idea that was put in with this code. Raises ValidationError if there is none or it is late."""
    row = _at(gathering, Stage.COLLECTING, Stage.SORTING)
    mine = PooledIdea.objects.filter(participation_id=row.participation_id, gathering=row)
    idea = mine.filter(proof=proof_of(row, code)).first()
    if idea is None:
        raise ValidationError({"code": "No idea here has this code. Check it and try again."})
    if idea.change_idea_id is not None:
        raise ValidationError({"code": "Your idea is in the theory of change by now. Ask for it to be removed there."})
    _destroy(idea)


def _destroy(idea: PooledIdea) -> None:
    """Take an idea out; of those put with it the first takes its place."""
    same = list(PooledIdea.objects.filter(participation_id=idea.participation_id, merged_into=idea).order_by("pk"))
    heir = same[0] if same else None
    for one in same:
        one.merged_into = None if one is heir else heir
        one.save(update_fields=["merged_into"])
    idea.delete()


@transaction.atomic
def end_collecting(*, gathering: Gathering, by: User) -> Gathering:
    """Take no more ideas, and show everybody the pool."""
    row = _at(gathering, Stage.COLLECTING)
    # So that not even when the last idea came can be told.
    _mixed(PooledIdea.objects.filter(participation_id=row.participation_id, gathering=row), [])
    with recording(by=by, verb="ended the gathering of ideas"):
        row.ideas_until = timezone.now()
        row.save(update_fields=["ideas_until"])
    return row


def _idea(row: Gathering, pk: int) -> PooledIdea:
    found = PooledIdea.objects.filter(participation_id=row.participation_id, gathering=row, pk=pk).first()
    if found is None:
        raise ValidationError("This idea is not there any more.")
    return found


def _arranged(row: Gathering, *more: str) -> None:
    """Count the change on the gathering itself, whose history says who made it: the ideas have none."""
    row.arranged = F("arranged") + 1  # type: ignore[assignment]
    row.save(update_fields=["arranged", *more])


@transaction.atomic
def merge_ideas(*, gathering: Gathering, by: User, ideas: Sequence[int]) -> None:
    """Put ideas (ids) that say the same together, under the first; all words are kept. Raises ValidationError."""
    row = _at(gathering, Stage.SORTING)
    found = [_idea(row, pk) for pk in dict.fromkeys(ideas)]
    if len(found) < 2:
        raise ValidationError({"ideas": "Choose at least two ideas that say the same"})
    head, *others = found
    with recording(by=by, verb="put ideas of a gathering together"):
        mine = PooledIdea.objects.filter(participation_id=row.participation_id, gathering=row)
        for other in others:
            mine.filter(merged_into=other).update(merged_into=head)
        mine.filter(pk__in=[other.pk for other in others]).update(merged_into=head)
        mine.filter(pk=head.pk).update(merged_into=None)
        _arranged(row)


@transaction.atomic
def separate_idea(*, gathering: Gathering, by: User, idea: int) -> None:
    """Let an idea that was put with another stand alone again. Raises ValidationError."""
    row = _at(gathering, Stage.SORTING)
    found = _idea(row, idea)
    with recording(by=by, verb="took ideas of a gathering apart"):
        found.merged_into = None
        found.save(update_fields=["merged_into"])
        _arranged(row)


@transaction.atomic
def remove_idea(*, gathering: Gathering, by: User, idea: int, reason: str) -> None:
    """Destroy an idea that may not stand there, such as one that names a person. History keeps the reason, not the
    words. Raises ValidationError by field, and for an idea whose words stand in the theory by now."""
    row = _at(gathering, Stage.SORTING)
    found = _idea(row, idea)
    if found.change_idea_id is not None:
        raise ValidationError(
            "This idea is in the theory of change by now: its words stand there, in its list of changes and in the "
            "history. Removing it here would not take them away."
        )
    why = " ".join(reason.split())
    if not why:
        raise ValidationError({"reason": "Say why this idea cannot stay"})
    with recording(by=by, verb="removed an idea from a gathering", reason=why[:500]):
        _destroy(found)
        row.removed = F("removed") + 1  # type: ignore[assignment]
        _arranged(row, "removed")


@transaction.atomic
def open_voting(*, gathering: Gathering, by: User, until: datetime, dots: int, most_on_one: int) -> Gathering:
    """Let everybody give their dots, until then. Also once more where too few took part. Raises ValidationError."""
    row, stage = _locked(gathering)
    again = stage == Stage.CLOSED and (row.voters or 0) < FEWEST_VOTERS
    if stage != Stage.SORTING and not again:
        raise ValidationError(_NO_LONGER[stage])
    if len(pool_of(row)) < 2:
        raise ValidationError("There is nothing to choose between: voting needs two ideas.")
    if not 1 <= most_on_one <= dots:
        raise ValidationError({"most_on_one": "This cannot be more than the dots each person has"})
    with recording(by=by, verb="opened the voting on gathered ideas"):
        row.votes_until, row.counted_at, row.voters = until, None, None
        row.dots, row.most_on_one, row.ballot_key = dots, most_on_one, secrets.token_hex(32)
        row.save()
    return row


@transaction.atomic
def cast_vote(*, gathering: Gathering, by: User, dots: Mapping[int, int]) -> int:
    """This person's dots by idea (id), in place of any they gave before; how many they have left.

    `by` becomes a token and is written nowhere. Raises ValidationError where they are too many, or no votes are taken.
    """
    row = _at(gathering, Stage.VOTING)
    given = {idea: many for idea, many in dots.items() if many}
    if any(many < 0 or many > row.most_on_one for many in given.values()):
        raise ValidationError(f"Give one idea at most {row.most_on_one} dots.")
    left = row.dots - sum(given.values())
    if left < 0:
        raise ValidationError(f"You have {row.dots} dots and gave {row.dots - left}. Take {-left} back.")
    if not set(given) <= {one.row.pk for one in pool_of(row)}:
        raise ValidationError("The ideas have changed. Look at them again.")
    token = token_of(row, by)
    ballots_in(row).filter(token=token).delete()
    owner = {"collaborative_id": row.collaborative_id, "participation_id": row.participation_id}
    mine = [Ballot(**owner, gathering=row, idea_id=idea, token=token, dots=many) for idea, many in given.items()]
    _mixed(ballots_in(row), mine)
    return left


@transaction.atomic
def count_votes(*, gathering: Gathering, by: User) -> Gathering:
    """End the voting: add up the dots, then destroy the votes and the key that told whose they were.

    Of fewer than FEWEST_VOTERS only how many they were is kept.
    """
    row = _at(gathering, Stage.VOTING, Stage.COUNTING)
    voters = voters_in(row)
    with recording(by=by, verb="closed the voting on gathered ideas"):
        if voters >= FEWEST_VOTERS:
            totals = dict(ballots_in(row).order_by().values_list("idea").annotate(Sum("dots")))
            for one in pool_of(row):
                one.row.dots = totals.get(one.row.pk, 0)
                one.row.save(update_fields=["dots"])
        ballots_in(row).delete()
        row.ballot_key, row.voters, row.counted_at = "", voters, timezone.now()
        row.save()
    return row


@transaction.atomic
def count_if_over(*, gathering: Gathering, by: User) -> bool:
    """Close a voting whose time is over; whether it was still to be done."""
    row, stage = _locked(gathering)
    if stage != Stage.COUNTING:
        return False
    count_votes(gathering=row, by=by)
    return True


@transaction.atomic
def use_idea(*, gathering: Gathering, by: User, idea: int, under: str) -> Saved:
    """A gathered idea into the theory, under a driver (its key). Raises ValidationError where it would be wrong."""
    row = _at(gathering, Stage.SORTING, Stage.CLOSED)
    found = _idea(row, idea)
    if found.change_idea_id is not None:
        raise ValidationError("This idea is in the theory already.")
    with recording(by=by, verb="put a gathered idea into the theory of change"):
        saved = add_box(theory=row.theory, by=by, kind="idea", text=found.words, under=[under])
        box = saved.held.nodes[saved.key]
        assert isinstance(box, TheoryNode)
        found.change_idea = box.idea
        found.save(update_fields=["change_idea"])
    return saved
