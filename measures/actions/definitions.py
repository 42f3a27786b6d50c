"""Keeping each version of a definition whole, within the change that makes it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from collaborative.models import User
from measures.models import Definition, LibraryEntry, Measure, ProgrammeVersion, SharedMeasure
from measures.queries.definitions import measured, programme_said
from measures.strategy.catalogue import TAKEN_OVER, shareable, texts_of


@dataclass(frozen=True)
class Origin:
    """Whose words a definition was made from: a version of the programme's, or what another team shared."""

    programme_version: ProgrammeVersion | None = None
    entry: LibraryEntry | None = None


@dataclass(frozen=True, kw_only=True)
class Change:
    """What is kept with a version. texts: what is no column of the measure (None: as before); counts_anew: see
    models.Definition; origin: taken over with this version (None: as before)."""

    effective_from: date
    reason: str = ""
    texts: Mapping[str, str] | None = None
    counts_anew: bool = False
    origin: Origin | None = None


def keep_first(measure: Measure) -> Definition:
    """The latest version; of a measure that has none yet, its first, made from what it says now. Hold the measure."""
    owner = {"collaborative_id": measure.collaborative_id, "participation_id": measure.participation_id}
    latest = Definition.objects.filter(**owner, measure=measure).order_by("-number").first()
    if latest is not None:
        return latest
    return Definition.objects.create(
        **owner,
        measure=measure,
        number=1,
        revision=measure.version,
        effective_from=measure.starts_on,
        said=measured(measure),
        made_by_id=measure.created_by_id,
        made_at=measure.created_at,
    )


def keep_definition(*, measure: Measure, by: User, before: Definition | None, change: Change) -> Definition:
    """Keep the definition as it is now, after `before` (None: it is the first), and show it where it is shared.

    Call it in the change's transaction, which holds the measure and names the change for the history.
    """
    owner = {"collaborative_id": measure.collaborative_id, "participation_id": measure.participation_id}
    texts = texts_of(before.said if change.texts is None and before else change.texts or {})
    row = Definition(
        **owner,
        measure=measure,
        number=before.number + 1 if before else 1,
        revision=measure.version,
        effective_from=change.effective_from,
        counts_anew=change.counts_anew,
        said=measured(measure) | texts,
        reason=change.reason,
        made_by=by,
        made_at=timezone.now(),
    )
    if change.origin is not None:
        row.programme_version, row.entry = change.origin.programme_version, change.origin.entry
        row.said[TAKEN_OVER] = "yes"
        if (version := change.origin.programme_version) is not None:
            row.taken = programme_said(version.programme_measure, version)
    elif before is not None:
        row.programme_version_id, row.entry_id = before.programme_version_id, before.entry_id
    row.save()
    _show_shared(row)
    return row


def _show_shared(row: Definition) -> None:
    mine = SharedMeasure.objects.filter(participation_id=row.participation_id, measure_id=row.measure_id)
    entry = LibraryEntry.objects.filter(pk__in=mine.values("entry"), withdrawn_at=None).first()
    if entry is not None:
        show(entry, row)


def show(entry: LibraryEntry, row: Definition) -> None:
    """Put what others may read of this version into the library."""
    entry.name, entry.measure_type, entry.number = row.said["name"], row.said["measure_type"], row.number
    entry.said = shareable(row.said)
    entry.save()
