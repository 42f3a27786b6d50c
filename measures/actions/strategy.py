"""Writing a full operational definition, letting others use it, and making a measure from one."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from collaborative.audit import recording
from collaborative.models import User
from measures.actions.definitions import Origin, keep_first, show
from measures.actions.measures import DIFFERENTLY, WORDING, MeasureFields, define_measure, revise_measure
from measures.actions.programme import add_version, adopt
from measures.models import LibraryEntry, LibraryUse, Measure, ProgrammeVersion, SharedMeasure
from measures.queries.definitions import programme_said, sharing_of
from measures.queries.strategy import counted_in
from measures.strategy.catalogue import COUNTED_TEXTS, OWN, texts_of
from measures.strategy.compare import reworded
from organisations.models import Participation, Project

CLASH = "Somebody else changed this definition while you were writing."


def fields_of(measure: Measure) -> MeasureFields:
    """What the measure says now, as it is revised."""
    return MeasureFields(**{name: getattr(measure, name) for name in MeasureFields.__dataclass_fields__})


@transaction.atomic
def describe_measure(
    *,
    measure: Measure,
    by: User,
    columns: Mapping[str, Any],
    texts: Mapping[str, str],
    reason: str,
    version: int,
    counted: str = "",
    counted_from: date | None = None,
    follows: ProgrammeVersion | None = None,
) -> Measure:
    """Write the full definition: `columns` of the measure and `texts`, by the catalogue's keys.

    follows: the version of the programme's whose words are taken over; what the form does not ask is then taken too.
    The rest, and what is raised, is as in `revise_measure`.
    """
    groups = list(measure.strata.all())
    fields = replace(fields_of(measure), **columns)
    if follows is not None:
        programme = follows.programme_measure
        alike = ("measure_type", "direction", "rate_per")
        fields = replace(fields, **{name: getattr(programme, name) for name in alike})
    return revise_measure(
        measure=measure,
        by=by,
        fields=fields,
        groups=[group.name for group in groups],
        comparator=next((group.name for group in groups if group.is_comparator), ""),
        unknown=[group.name for group in groups if group.is_unknown],
        reason=reason,
        version=version,
        counted=counted,
        counted_from=counted_from,
        texts=texts,
        origin=Origin(programme_version=follows) if follows else None,
    )


@transaction.atomic
def share_definition(*, measure: Measure, by: User, shared: bool) -> LibraryEntry | None:
    """Let other organisations of the collaborative read and use this definition, or no longer. Its words only.

    A second press changes nothing. None where it never was shared and is not to be.
    """
    locked = Measure.objects.select_for_update().get(participation_id=measure.participation_id, pk=measure.pk)
    sharing = sharing_of(locked)
    entry = sharing.entry if sharing else None
    if (entry is not None and entry.withdrawn_at is None) == shared:
        return entry
    with recording(by=by, verb="shared a definition" if shared else "took a definition out of the library"):
        if entry is None:
            return _first_shared(locked, by)
        entry.withdrawn_at = None if shared else timezone.now()
        if shared:
            show(entry, keep_first(locked))
        else:
            entry.said = {}
            entry.save()
    return entry


def _first_shared(measure: Measure, by: User) -> LibraryEntry:
    latest = keep_first(measure)
    owner = {"collaborative_id": measure.collaborative_id, "participation_id": measure.participation_id}
    entry = LibraryEntry(**owner, shared_by=by)
    show(entry, latest)
    SharedMeasure.objects.create(**owner, measure=measure, entry=entry)
    return entry


@transaction.atomic
def use_entry(*, entry: LibraryEntry, project: Project, by: User, name: str, starts_on: date) -> Measure:
    """A measure of the project with the words another organisation shared, which it remembers.

    Raises ValidationError by field: name; `__all__` where it is no longer shared.
    """
    current = LibraryEntry.objects.filter(pk=entry.pk, withdrawn_at=None).first()
    if current is None or current.collaborative_id != project.collaborative_id:
        raise ValidationError("This definition is no longer shared.")
    with recording(by=by, verb="made a measure from a shared definition"):
        return _copy(project, by, current.said, name, starts_on, Origin(entry=current))


@transaction.atomic
def use_programme(*, version: ProgrammeVersion, project: Project, by: User, name: str, starts_on: date) -> Measure:
    """A measure of the project with the programme's words, which counts for it by this version from its first period.

    Where the organisation has said already in which measure it counts, that stands: its numbers are in the programme's
    total, and only who says so moves them. Raises ValidationError by field: name.
    """
    # As in `adopt`: what the organisation says of its counting is said one after the other.
    Participation.objects.select_for_update(no_key=True).get(pk=project.participation_id)
    programme = version.programme_measure
    if version.collaborative_id != project.collaborative_id:
        raise ValidationError("This is another collaborative’s measure.")
    with recording(by=by, verb="made a measure from the programme's definition"):
        said = programme_said(programme, version)
        counted = counted_in(project.participation_id, programme)
        made = _copy(project, by, said, name, starts_on, Origin(programme_version=version))
        if counted is None:
            adopt(measure=made, by=by, programme=programme, version=version, since=made.starts_on)
    return made


def _copy(project: Project, by: User, said: Mapping[str, str], name: str, starts_on: date, origin: Origin) -> Measure:
    words = {key: value for key, value in said.items() if key not in OWN}
    same = ("measure_type", "kind", "numerator_label", "denominator_label", "unit", "direction", "frequency")
    plain: dict[str, Any] = {key: words.get(key, "") for key in same}
    fields = MeasureFields(
        name=name,
        starts_on=starts_on,
        rate_per=int(words.get("rate_per") or 1000),
        definition=words.get("definition", ""),
        **plain,
    )
    LibraryUse.objects.create(
        collaborative_id=project.collaborative_id,
        participation_id=project.participation_id,
        entry=origin.entry,
        programme_version=origin.programme_version,
        used_by=by,
    )
    return define_measure(
        project=project,
        by=by,
        fields=fields,
        groups=words.get("groups", "").splitlines(),
        comparator=words.get("comparator", ""),
        unknown=words.get("unknown", "").splitlines(),
        texts=texts_of(words),
        origin=origin,
    )


@transaction.atomic
def describe_programme(
    *,
    version: ProgrammeVersion,
    by: User,
    texts: Mapping[str, str],
    seen: Mapping[str, str],
    counted: str = "",
    counted_from: date | None = None,
    reason: str = "",
) -> ProgrammeVersion:
    """Write the rest of a programme measure's definition; the version that says so is returned.

    seen: what it said when the writer began. Where what is said of who and what is counted changes, `counted` must say
    whether only the wording did (WORDING: this version is put right) or it is counted DIFFERENTLY since the period that
    holds `counted_from`: that is a new version. Either needs a reason. Who took the words over is shown the change.
    Raises ValidationError by field: counted, counted_from, reason; `__all__` where somebody else changed it since.
    """
    current = ProgrammeVersion.objects.select_for_update(no_key=True).get(pk=version.pk)
    if texts_of(current.texts) != texts_of(seen):
        raise ValidationError(CLASH)
    otherwise = reworded(current.texts, texts, COUNTED_TEXTS)
    _check_counted(otherwise or counted == DIFFERENTLY, counted, counted_from, reason)
    with recording(by=by, verb="described a programme measure", reason=reason):
        if counted == DIFFERENTLY and counted_from is not None:
            current = _counted_anew(current, by, counted_from, reason)
        current.texts = texts_of(texts)
        current.save(update_fields=["texts"])
    return current


def _check_counted(otherwise: bool, counted: str, since: date | None, reason: str) -> None:
    if not otherwise:
        return
    errors = {}
    if counted not in (WORDING, DIFFERENTLY):
        errors["counted"] = "Say whether it is counted differently, or whether only the wording changed."
    if counted == DIFFERENTLY and since is None:
        errors["counted_from"] = "Enter the first day it is counted differently."
    if not reason.strip():
        errors["reason"] = "Say what you changed, and why."
    if errors:
        raise ValidationError(errors)


def _counted_anew(current: ProgrammeVersion, by: User, since: date, reason: str) -> ProgrammeVersion:
    programme = current.programme_measure
    try:
        return add_version(
            programme=programme, by=by, effective_from=since, definition=current.definition, reason=reason
        )
    except ValidationError as refused:
        raise ValidationError({"counted_from": refused.messages}) from refused
