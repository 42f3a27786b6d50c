"""Writes about populations of focus and what is unequal for them."""

from collections.abc import Collection
from dataclasses import asdict, dataclass, fields
from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from collaborative.audit import recording
from collaborative.models import Collaborative, User
from organisations.models import Participation, Project
from phases.actions.collisions import refuse_older, refuse_unseen
from phases.models import Characteristic, Code, Inequality, PhaseSettings, Population
from phases.queries.marks import inequality_mark, population_mark
from phases.queries.populations import limit_of

_COME_BACK = " You no longer work with it: its page has a button to work with it again."


@dataclass(frozen=True, kw_only=True)
class PopulationFields:
    """What a team says of a population; see phases.models.Population."""

    name: str
    description: str = ""
    why_chosen: str = ""
    project: Project | None = None
    geography: str = ""
    setting: str = ""
    size: int | None = None
    size_source: str = ""
    comparator: str = ""
    comparator_name: str = ""
    pcref: str = ""
    core20: bool = False
    plus_group: str = ""
    clinical_area: Code | None = None


@dataclass(frozen=True, kw_only=True)
class InequalityFields:
    """What a team says of an inequality; see phases.models.Inequality."""

    dimension: str
    statement: str
    evidence_source: str = ""
    evidence_date: date | None = None
    size_words: str = ""
    size_number: Decimal | None = None
    size_unit: str = ""


@transaction.atomic
def choose_population(
    *,
    participation: Participation,
    by: User,
    said: PopulationFields,
    codes: Collection[Code] = (),
    words: Collection[str] = (),
    beyond: bool = False,
) -> Population:
    """A new population of focus; `beyond` confirms that it is one more than the collaborative advises.

    Raises ValidationError by field: name, comparator_name, project or beyond.
    """
    Participation.objects.select_for_update(no_key=True).get(pk=participation.pk)
    limit = limit_of(participation.collaborative)
    current = Population.objects.filter(participation=participation, ended_on=None).count()
    if current >= limit and not beyond:
        told = f"You work with {current} already, and the collaborative advises at most {limit} to start with."
        raise ValidationError({"beyond": f"{told} Tick the box if you want one more."})
    row = Population(collaborative_id=participation.collaborative_id, participation=participation, created_by=by)
    with recording(by=by, verb="chose a population of focus"):
        return _write(row, said, codes, words)


@transaction.atomic
def describe_population(
    *,
    population: Population,
    by: User,
    said: PopulationFields,
    codes: Collection[Code],
    words: Collection[str],
    seen: str = "",
) -> Population:
    """Change what is said of a population. seen: its mark when this person began.

    Raises ValidationError by field: name, comparator_name or project; or where somebody else has changed it since.
    """
    Participation.objects.select_for_update(no_key=True).get(pk=population.participation_id)
    row = Population.objects.get(participation_id=population.participation_id, pk=population.pk)
    refuse_older(seen, population_mark(row))
    with recording(by=by, verb="described a population of focus"):
        return _write(row, said, codes, words)


def _write(row: Population, said: PopulationFields, codes: Collection[Code], words: Collection[str]) -> Population:
    # Read by name, because a copy of the rows a field holds is not wanted.
    values = {field.name: getattr(said, field.name) for field in fields(said)}
    values["name"] = " ".join(said.name.split())
    errors = {}
    twins = Population.objects.filter(participation_id=row.participation_id, name=values["name"])
    if twins.exclude(pk=row.pk).exists():
        gone = twins.filter(ended_on__isnull=False).exists()
        errors["name"] = f"You already have a population of this name.{_COME_BACK if gone else ''}"
    if said.comparator == "named" and not said.comparator_name.strip():
        errors["comparator_name"] = "Say which group they are compared with."
    if said.project is not None and said.project.participation_id != row.participation_id:
        errors["project"] = "Choose a project of this organisation."
    if errors:
        raise ValidationError(errors)
    for name, value in values.items():
        setattr(row, name, value)
    row.save()
    _characterise(row, codes, words)
    return row


def _characterise(row: Population, codes: Collection[Code], words: Collection[str]) -> None:
    owner = {"collaborative_id": row.collaborative_id, "participation_id": row.participation_id, "population": row}
    wanted = {(code.pk, "") for code in codes} | {(None, text) for one in words if (text := " ".join(one.split()))}
    there = {
        (one.code_id, one.words): one
        for one in Characteristic.objects.filter(participation_id=row.participation_id, population=row)
    }
    for key, one in there.items():
        if key not in wanted:
            one.delete()
    for code_id, text in sorted(wanted - set(there), key=str):
        Characteristic.objects.create(**owner, code_id=code_id, words=text)


@transaction.atomic
def end_population(*, population: Population, by: User, reason: str, ended_on: date | None = None) -> Population:
    """The team no longer works with this population; without a day, from today. It stays on record."""
    if not reason.strip():
        raise ValidationError({"reason": "Say why you no longer work with them"})
    with recording(by=by, verb="ended the work with a population of focus", reason=reason.strip()):
        population.ended_on = ended_on or timezone.localdate()
        population.save(update_fields=["ended_on"])
    return population


@transaction.atomic
def resume_population(*, population: Population, by: User) -> Population:
    """The team works again with a population it had ended its work with."""
    with recording(by=by, verb="worked with a population of focus again"):
        population.ended_on = None
        population.save(update_fields=["ended_on"])
    return population


@transaction.atomic
def say_inequality(
    *,
    population: Population,
    by: User,
    said: InequalityFields,
    inequality: Inequality | None = None,
    seen: str = "",
) -> Inequality:
    """What is unequal for a population: a new statement, or one of its own put otherwise (seen: its mark before).

    Raises ValidationError by field: size_unit, evidence_date; or where somebody else has changed it since.
    """
    errors = {}
    if said.size_number is not None and not said.size_unit.strip():
        errors["size_unit"] = "Say what the number counts, such as “times as many” or “percentage points”."
    if said.evidence_date is not None and said.evidence_date > timezone.localdate():
        errors["evidence_date"] = "This date is still to come."
    if errors:
        raise ValidationError(errors)
    if inequality is not None:
        rows = Inequality.objects.select_for_update(of=("self",))
        inequality = rows.get(participation_id=inequality.participation_id, pk=inequality.pk)
        refuse_older(seen, inequality_mark(inequality))
    row = inequality or Inequality(
        collaborative_id=population.collaborative_id,
        participation_id=population.participation_id,
        population=population,
        created_by=by,
    )
    with recording(by=by, verb="said what is unequal"):
        for name, value in asdict(said).items():
            setattr(row, name, value)
        row.save()
    return row


@transaction.atomic
def remove_inequality(*, inequality: Inequality, by: User, seen: str = "") -> None:
    """No longer say this. The row and its history stay.

    seen: its mark when this person was asked. Raises ValidationError where it is no longer what they saw.
    """
    rows = Inequality.objects.select_for_update(of=("self",))
    row = rows.get(participation_id=inequality.participation_id, pk=inequality.pk)
    refuse_unseen(seen, inequality_mark(row))
    with recording(by=by, verb="took back what was said of an inequality"):
        row.removed_at = timezone.now()
        row.save(update_fields=["removed_at"])


@transaction.atomic
def set_population_limit(*, collaborative: Collaborative, by: User, most: int) -> PhaseSettings:
    """How many populations an organisation may choose without being asked again."""
    with recording(by=by, verb="set how many populations to start with"):
        row, _ = PhaseSettings.objects.update_or_create(
            collaborative=collaborative, defaults={"populations_at_start": most}
        )
    return row
