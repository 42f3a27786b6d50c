"""Bringing in a pasted table or a file: look first, then take the good rows, all together."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from collaborative.audit import recording
from collaborative.models import User
from measures import numbers, periods, tabular
from measures.actions.doubts import doubts_of
from measures.actions.entry import LONGEST_REASON, SAID, Entry, Recorded, check_entry, record_points
from measures.models import DataPoint, Import, Measure
from measures.queries.entry import Key, adds_up, columns_for, groups_of, points_by_key, shape_of
from measures.series import Group

NEW, CHANGED, SAME, REFUSED = "new", "changed", "same", "refused"


@dataclass(frozen=True)
class PlannedRow:
    """One row of the table, and what importing it would do. doubt: a number in it is far from the others."""

    line: int
    raw: str
    outcome: str
    entry: Entry | None = None
    before: DataPoint | None = None
    message: str = ""
    doubt: str = ""


@dataclass(frozen=True)
class Plan:
    """Every row of a table, each accounted for."""

    rows: tuple[PlannedRow, ...]
    ignored: tuple[str, ...] = ()

    def of(self, outcome: str) -> list[PlannedRow]:
        return [row for row in self.rows if row.outcome == outcome]

    @property
    def doubtful(self) -> list[PlannedRow]:
        """The rows that would be imported and are worth a second look."""
        return [row for row in self.rows if row.doubt]

    def counts(self) -> dict[str, int]:
        """How many rows are new, changed, the same as stored, or refused."""
        return {outcome: len(self.of(outcome)) for outcome in (NEW, CHANGED, SAME, REFUSED)}

    def digest(self) -> str:
        """A short text that differs as soon as any row would do something else, or to another stored number."""
        shown = [
            (row.line, row.outcome, row.message, _key_text(row.entry), _stored_text(row.before)) for row in self.rows
        ]
        return hashlib.sha256(json.dumps(shown).encode()).hexdigest()


def _key_text(entry: Entry | None) -> str:
    return "" if entry is None else f"{entry.stratum_id} {entry.period}"


def _stored_text(point: DataPoint | None) -> list[str]:
    return [] if point is None else [f"{getattr(point, name)}" for name in SAID]


def plan_import(measure: Measure, text: str) -> Plan:
    """What importing this text into the measure would do, row by row. Raises tabular.Unreadable."""
    groups = groups_of(measure)
    table = tabular.read_table(text, columns_for(measure))
    present = points_by_key(measure)
    code = measure.participation.organisation.ods_code
    taken: dict[Key, int] = {}
    rows = [_plan_row(measure, groups, row, present, taken, code) for row in table.rows]
    return Plan(tuple(_with_doubts(measure, rows)), table.ignored)


def _with_doubts(measure: Measure, rows: Sequence[PlannedRow]) -> list[PlannedRow]:
    """The rows, those that change something held against the numbers that will then be there."""
    kept = {row.entry.key: row.entry for row in rows if row.entry is not None and row.outcome != REFUSED}
    asked = [row.entry for row in rows if row.entry is not None and row.outcome in (NEW, CHANGED)]
    doubts: dict[Key, str] = {}
    for key, _, words in doubts_of(measure, asked, list(kept.values())):
        doubts[key] = f"{doubts[key]} {words}" if key in doubts else words
    told = {row.line: doubts.get(row.entry.key, "") for row in rows if row.entry and row.outcome in (NEW, CHANGED)}
    return [replace(row, doubt=told.get(row.line, "")) for row in rows]


def _plan_row(
    measure: Measure,
    groups: Sequence[Group],
    row: tabular.TableRow,
    present: dict[Key, DataPoint],
    taken: dict[Key, int],
    code: str,
) -> PlannedRow:
    try:
        entry = _read_entry(measure, groups, row, code)
    except ValueError as error:
        return PlannedRow(row.line, row.raw, REFUSED, message=str(error))
    if entry.key in taken:
        what = "this date" if measure.is_dated_by_events else "a number for this period and group"
        message = f"Line {taken[entry.key]} already gives {what}."
        return PlannedRow(row.line, row.raw, REFUSED, entry, message=message)
    taken[entry.key] = row.line
    before = present.get(entry.key)
    wrong = check_entry(measure, {group.id: group for group in groups}, entry, before)
    if wrong:
        return PlannedRow(row.line, row.raw, REFUSED, entry, before, " ".join(p.message for p in wrong))
    if before is None:
        return PlannedRow(row.line, row.raw, NEW, entry)
    same = all(getattr(before, name) == getattr(entry, name) for name in SAID)
    return PlannedRow(row.line, row.raw, SAME if same else CHANGED, entry, before)


def _read_entry(measure: Measure, groups: Sequence[Group], row: tabular.TableRow, code: str) -> Entry:
    cells = row.cells
    organisation = cells.get(tabular.ORGANISATION, "")
    if organisation and organisation.upper() != code:
        raise ValueError(f"This row is for {organisation}, not for your organisation ({code}).")
    period: date = periods.parse(measure.frequency, cells.get(tabular.PERIOD, ""))
    stratum_id = _group_id(groups, cells.get(tabular.GROUP, ""), measure)
    if not shape_of(measure).has_number:
        return Entry(period, stratum_id, Decimal(1))
    meanings = (tabular.NUMERATOR, tabular.DENOMINATOR, tabular.DEVIATION)
    numerator, denominator, deviation = (numbers.read_number(cells.get(meaning, "")) for meaning in meanings)
    reason = cells.get(tabular.REASON, "")
    if numbers.nobody_measured(shape_of(measure), numerator, denominator):
        return Entry(period, stratum_id, no_data_reason=reason[:LONGEST_REASON] or numbers.NOBODY)
    if any(number is not None for number in (numerator, denominator, deviation)):
        return Entry(period, stratum_id, numerator, denominator, deviation=deviation)
    if not reason:
        raise ValueError("This row has neither a number nor a reason why there is none.")
    return Entry(period, stratum_id, no_data_reason=reason[:LONGEST_REASON])


def _group_id(groups: Sequence[Group], name: str, measure: Measure) -> int | None:
    if not groups or (not name and not adds_up(measure)):
        return None
    for group in groups:
        if group.name.casefold() == name.casefold():
            return group.id
    told = ", ".join(group.name for group in groups)
    raise ValueError(f"‘{name}’ is not one of this measure’s groups ({told})." if name else "This row names no group.")


@transaction.atomic
def preview_import(*, measure: Measure, by: User, text: str, filename: str = "") -> tuple[Import, Plan]:
    """Keep the table as it came and say what importing it would do. Nothing is imported. Raises tabular.Unreadable."""
    plan = plan_import(measure, text)
    with recording(by=by, verb="brought a table to check"):
        row = Import.objects.create(
            collaborative_id=measure.collaborative_id,
            participation_id=measure.participation_id,
            measure=measure,
            filename=filename[:200],
            sha256=hashlib.sha256(text.encode()).hexdigest(),
            text=text,
            created_by=by,
            **_counts(plan),
        )
    return row, plan


def _counts(plan: Plan) -> dict[str, object]:
    counts = plan.counts()
    return {
        "rows_total": len(plan.rows),
        "rows_new": counts[NEW],
        "rows_changed": counts[CHANGED],
        "rows_same": counts[SAME],
        "refused": [{"line": r.line, "row": r.raw, "reason": r.message} for r in plan.of(REFUSED)],
    }


@transaction.atomic
def apply_import(*, source_import: Import, by: User, reason: str = "", seen: str | None = None) -> Recorded:
    """Take every good row of a previewed table, all together; the refused ones stay listed with their reasons.

    The table is read again against today's numbers. `seen` is the digest of the plan the person looked at (None where
    nobody looked): raises ValidationError, and imports nothing, where the plan has become another. Changed numbers
    need a `reason`: raises ValidationError without one. A second press does nothing.
    """
    row = Import.objects.select_for_update().get(participation_id=source_import.participation_id, pk=source_import.pk)
    if row.status == Import.Status.DONE:
        return Recorded(same=row.rows_total)
    if row.status == Import.Status.CANCELLED:
        raise ValidationError("This table was put aside. Bring it again to import it.")
    # Nobody else writes numbers from here on, so what is compared is what is replaced.
    row.measure = Measure.objects.select_for_update().get(participation_id=row.participation_id, pk=row.measure_id)
    plan = plan_import(row.measure, row.text)
    if seen is not None and seen != plan.digest():
        raise ValidationError("Numbers changed since you looked. Check again.")
    if plan.of(CHANGED) and not reason.strip():
        raise ValidationError({"reason": "Say why these numbers have changed."})
    entries = [planned.entry for planned in plan.rows if planned.outcome != REFUSED and planned.entry is not None]
    with recording(by=by, verb="imported a table", reason=reason.strip()):
        recorded = record_points(
            measure=row.measure,
            by=by,
            entries=entries,
            reason=reason,
            source=DataPoint.Source.IMPORT,
            source_import=row,
        )
        for name, value in _counts(plan).items():
            setattr(row, name, value)
        row.status, row.done_at = Import.Status.DONE, timezone.now()
        row.save()
    return recorded


@transaction.atomic
def cancel_import(*, source_import: Import, by: User) -> None:
    """Put a previewed table aside; it stays in the list of what was brought."""
    with recording(by=by, verb="put a table aside"):
        waiting = Import.objects.filter(participation_id=source_import.participation_id, status=Import.Status.PREVIEW)
        waiting.filter(pk=source_import.pk).update(status=Import.Status.CANCELLED, done_at=timezone.now())
