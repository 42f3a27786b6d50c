"""Writes about whether changes last: factors, rounds of answers, and the plan to keep what was won."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from coaching.models import SustainAnswer, SustainFactor, SustainItem, SustainRound
from coaching.queries.sustaining import factor_mark, factors_of, item_mark
from coaching.sustaining import DEFAULT, LEVELS, Factor, kept
from collaborative.audit import recording
from collaborative.models import Collaborative, User
from measures.models import Measure
from organisations.models import Participation, Project
from phases.actions.collisions import refuse_older, refuse_unseen


@transaction.atomic
def open_round(*, project: Project, by: User) -> SustainRound:
    """Ask the team of a project whether its change will last; the round that is open, where one is.

    The factors are kept as they are today.
    """
    Participation.objects.select_for_update(no_key=True).get(pk=project.participation_id)
    row = SustainRound.objects.filter(
        participation_id=project.participation_id, project=project, closed_at__isnull=True
    ).first()
    if row is not None:
        return row
    with recording(by=by, verb="opened a sustainability assessment"):
        return SustainRound.objects.create(
            collaborative_id=project.collaborative_id,
            participation_id=project.participation_id,
            project=project,
            factors=kept(factors_of(project.collaborative)),
            opened_by=by,
            opened_at=timezone.now(),
        )


@transaction.atomic
def answer_round(*, held: SustainRound, by: User, levels: Mapping[str, str]) -> SustainAnswer:
    """What one person says of every factor, a level by code; said again, it is put otherwise.

    Raises ValidationError where the round is closed, or by factor where one is not answered.
    """
    row = _round(held)
    if row.closed_at is not None:
        raise ValidationError("This assessment was closed. What you wrote is not counted.")
    codes = [one["code"] for one in row.factors]
    missing = {code: "Choose what fits best" for code in codes if levels.get(code, "") not in (*LEVELS,)}
    if missing:
        raise ValidationError(missing)
    owner = {"participation_id": row.participation_id, "round": row, "person": by}
    answer, _ = SustainAnswer.objects.update_or_create(
        **owner,
        defaults={"levels": {code: levels[code] for code in codes}},
        create_defaults={
            "levels": {code: levels[code] for code in codes},
            "collaborative_id": row.collaborative_id,
        },
    )
    return answer


@transaction.atomic
def close_round(*, held: SustainRound, by: User) -> SustainRound:
    """End the answering and compare. A round that is closed stays as it is.

    Raises ValidationError where nobody has answered.
    """
    row = _round(held)
    if row.closed_at is not None:
        return row
    if not row.answers.exists():
        raise ValidationError("Nobody has answered yet, so there is nothing to compare.")
    with recording(by=by, verb="closed a sustainability assessment"):
        row.closed_at, row.closed_by = timezone.now(), by
        row.save()
    return row


def _round(held: SustainRound) -> SustainRound:
    rows = SustainRound.objects.select_for_update(of=("self",))
    return rows.get(participation_id=held.participation_id, pk=held.pk)


@dataclass(frozen=True, kw_only=True)
class ItemFields:
    """What a team says of one thing that must hold; see coaching.models.SustainItem."""

    must_hold: str
    person: User
    review_on: date
    falls_back: str
    factor: str = ""
    check_words: str = ""
    measure: Measure | None = None


@transaction.atomic
def plan_item(*, project: Project, by: User, said: ItemFields) -> SustainItem:
    """One more thing that must hold. Sent again as it was, before anybody has looked at it, it is the one it made the
    first time. Raises ValidationError by field.
    """
    Participation.objects.select_for_update(no_key=True).get(pk=project.participation_id)
    row = SustainItem(
        collaborative_id=project.collaborative_id, participation_id=project.participation_id, project=project
    )
    _fill(row, said)
    for made in SustainItem.objects.filter(participation_id=project.participation_id, project=project):
        if item_mark(made) == item_mark(row):
            return made
    with recording(by=by, verb="planned what must hold"):
        _write(row, said)
    return row


@transaction.atomic
def change_item(*, item: SustainItem, by: User, said: ItemFields, seen: str = "") -> SustainItem:
    """Put a point of the plan otherwise. seen: its mark when this person began."""
    row = _item(item)
    refuse_older(seen, item_mark(row))
    with recording(by=by, verb="changed what must hold"):
        _write(row, said)
    return row


@transaction.atomic
def look_at_item(
    *, item: SustainItem, by: User, holding: str, found: str, review_on: date, seen: str = ""
) -> SustainItem:
    """Say how it stands today and when it is looked at again. What was found before is in the history.

    seen: its mark when this person began. Raises ValidationError by field: review_on, found; or where somebody else
    has looked at it or changed it since.
    """
    row, today = _item(item), timezone.localdate()
    refuse_older(seen, item_mark(row))
    errors = {}
    if review_on <= today:
        errors["review_on"] = "The day must be in the future"
    if holding != "holds" and not found.strip():
        errors["found"] = "Say what you found, and what you do about it"
    if errors:
        raise ValidationError(errors)
    with recording(by=by, verb="looked at what must hold", reason=found.strip()):
        row.holding, row.found, row.looked_on, row.review_on = holding, found.strip(), today, review_on
        row.save()
    return row


@transaction.atomic
def remove_item(*, item: SustainItem, by: User, seen: str = "") -> None:
    """Take a point out of the plan; history keeps it."""
    row = _item(item)
    refuse_unseen(seen, item_mark(row))
    with recording(by=by, verb="took back what must hold"):
        row.delete()


def _item(item: SustainItem) -> SustainItem:
    rows = SustainItem.objects.select_for_update(no_key=True, of=("self",))
    return rows.get(participation_id=item.participation_id, pk=item.pk)


def _fill(row: SustainItem, said: ItemFields) -> None:
    for one in fields(said):
        value = getattr(said, one.name)
        setattr(row, one.name, value.strip() if isinstance(value, str) else value)


def _write(row: SustainItem, said: ItemFields) -> None:
    if said.measure is not None and said.measure.project_id != row.project_id:
        raise ValidationError({"measure": "Choose a measure of this project"})
    if said.measure is None and not said.check_words.strip():
        raise ValidationError({"check_words": "Say how it is checked, or choose a measure"})
    _fill(row, said)
    row.save()


@transaction.atomic
def put_factor(*, collaborative: Collaborative, by: User, factor: Factor, seen: str = "") -> SustainFactor:
    """A factor in the collaborative's own words and values. seen: the mark of both when this person began.

    Rounds that were opened before keep theirs. Raises ValidationError by field where a worse level counts more, or
    where other values than the model's would bear its source.
    """
    Collaborative.objects.select_for_update(no_key=True).get(pk=collaborative.pk)
    now = next(one for one in factors_of(collaborative) if one.code == factor.code)
    refuse_older(seen, factor_mark(now))
    for at, name in enumerate("bcd", start=1):
        if factor.values[at] > factor.values[at - 1]:
            raise ValidationError({f"value_{name}": "This must not be more than the level above it"})
    model = next(one for one in DEFAULT if one.code == factor.code)
    if factor.source == model.source and factor.values != model.values:
        raise ValidationError({"source": "Say where your values are from. This is the source of the values before"})
    row = SustainFactor.objects.filter(collaborative=collaborative, code=factor.code).first()
    row = row or SustainFactor(collaborative=collaborative, code=factor.code)
    row.name, row.question, row.source = factor.name, factor.question, factor.source
    for at, level in enumerate(LEVELS):
        setattr(row, f"words_{level}", factor.words[at])
        setattr(row, f"value_{level}", factor.values[at])
    with recording(by=by, verb="worded a factor of sustainability"):
        row.save()
    return row
