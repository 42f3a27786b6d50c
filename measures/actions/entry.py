"""Recording numbers: one door for typing, pasting and files."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from collaborative.audit import recording
from collaborative.models import User
from measures import numbers, periods
from measures.actions.dated import Moved, carry, first_event, stranded, unsettled
from measures.actions.doubts import doubts_of
from measures.actions.stale import mark_stale
from measures.models import DataPoint, Import, Measure
from measures.queries.entry import Key, adds_up, groups_of, just_entered, points_by_key, shape_of
from measures.series import Group

LONGEST_REASON = 200
# Who puts their own number right so soon after first entering it mends a slip; nobody has relied on it yet.
AT_ONCE = timedelta(minutes=10)
MENDED = "Corrected at once"
# What a stored number says: equal in these, equal altogether.
SAID = (*numbers.FIELDS, "no_data_reason")


@dataclass(frozen=True)
class Seen:
    """What the person had on the screen when they typed; it tells a correction from a collision."""

    numerator: Decimal | None = None
    denominator: Decimal | None = None
    no_data_reason: str = ""
    deviation: Decimal | None = None

    @property
    def has_number(self) -> bool:
        return any(number is not None for number in (self.numerator, self.denominator, self.deviation))


@dataclass(frozen=True)
class Entry:
    """One period's numbers for one group (None: everyone), or the reason there are none. Empty clears it.

    unsure: a number that is far from what was entered before is asked about, not saved.
    """

    period: date
    stratum_id: int | None = None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    no_data_reason: str = ""
    seen: Seen | None = None
    deviation: Decimal | None = None
    unsure: bool = False

    @property
    def key(self) -> Key:
        return (self.stratum_id, self.period)

    @property
    def is_empty(self) -> bool:
        return not self.has_number and not self.no_data_reason

    @property
    def has_number(self) -> bool:
        return any(number is not None for number in (self.numerator, self.denominator, self.deviation))


@dataclass(frozen=True)
class Problem:
    """Why one entry cannot be saved. `field`: numerator, denominator, deviation, no_data_reason, period, group or
    reason.

    `collided`: somebody else stored something since this person looked. `doubtful`: nothing is wrong, but the person is
    asked whether it is right.
    """

    period: date
    stratum_id: int | None
    field: str
    message: str
    collided: bool = False
    doubtful: bool = False


@dataclass(frozen=True)
class Recorded:
    """How many entries were new, changed, the same as before, or cleared; and decisions that went with their events."""

    new: int = 0
    changed: int = 0
    same: int = 0
    cleared: int = 0
    carried: int = 0


class Refused(Exception):
    """Nothing was saved; `problems` says why, entry by entry."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("; ".join(problem.message for problem in problems))
        self.problems = tuple(problems)


@transaction.atomic
def record_points(
    *,
    measure: Measure,
    by: User,
    entries: Iterable[Entry],
    reason: str = "",
    source: str = DataPoint.Source.TYPED,
    source_import: Import | None = None,
) -> Recorded:
    """Save a set of entries, all or none; the charts they touch become stale in the same transaction.

    The same entries a second time change nothing. A changed or cleared number needs a `reason`, except where somebody
    puts their own right within ten minutes of first entering it and nobody else ever changed it. An event with a
    decision about the chart at its date is not cleared. Raises Refused.
    """
    entries = list(entries)
    # One writer at a time per measure, so that what is checked is what is replaced.
    Measure.objects.select_for_update().get(participation_id=measure.participation_id, pk=measure.pk)
    present = points_by_key(measure, {entry.period for entry in entries})
    groups = {group.id: group for group in groups_of(measure)}
    found = [problem for entry in entries for problem in check_entry(measure, groups, entry, present.get(entry.key))]
    changes = [entry for entry in entries if _changes(entry, present.get(entry.key))]
    corrected = [entry for entry in changes if entry.key in present]
    cleared = [entry for entry in corrected if entry.is_empty]
    if not reason.strip():
        # Who did not know of a number did not mean to change it: first they are told.
        told_first = {(problem.stratum_id, problem.period) for problem in found if problem.collided}
        own = [entry for entry in corrected if entry.key not in told_first]
        found += _unexplained(measure, own, present, by)
    if cleared and measure.is_dated_by_events:
        found += _dated(stranded(measure, {entry.period for entry in cleared}))
    found += _doubtful(measure, changes, entries, found)
    if found:
        raise Refused(found)
    new = [entry for entry in changes if entry.key not in present]
    # Apart, because what was entered for the first time has no reason to give.
    told = reason.strip() or MENDED
    for verb, why, part in (("entered numbers", "", new), ("corrected numbers", told, corrected)):
        if part:
            with recording(by=by, verb=verb, reason=why):
                _store(measure, by, part, present, source, source_import)
    if changes:
        mark_stale(measure=measure, by=by, strata={e.stratum_id for e in changes if e.stratum_id is not None})
    return Recorded(len(new), len(corrected) - len(cleared), len(entries) - len(changes), len(cleared))


def _unexplained(
    measure: Measure, corrected: Sequence[Entry], present: Mapping[Key, DataPoint], by: User
) -> list[Problem]:
    """The corrections that need a reason."""
    points = [present[entry.key] for entry in corrected]
    own = just_entered(measure, points, by, AT_ONCE) if points else set()
    return [
        Problem(entry.period, entry.stratum_id, "reason", "Say why this number has changed.")
        for entry in corrected
        if present[entry.key].pk not in own
    ]


def _doubtful(
    measure: Measure, changes: Sequence[Entry], entries: Sequence[Entry], found: Sequence[Problem]
) -> list[Problem]:
    """What is to be asked of numbers with which nothing is wrong."""
    wrong = {(problem.stratum_id, problem.period) for problem in found if problem.field != "reason"}
    asked = [entry for entry in changes if entry.unsure and entry.key not in wrong]
    return [
        Problem(period, stratum_id, doubt.field, f"{doubt.words} Save it if it is right.", doubtful=True)
        for doubt in doubts_of(measure, asked, entries)
        for stratum_id, period in (doubt.key,)
    ]


@transaction.atomic
def record_rows(
    *, measure: Measure, by: User, rows: Iterable[tuple[Sequence[Entry], str]], moved: Sequence[Moved] = ()
) -> Recorded:
    """Save several sets of entries, each with the reason its corrections have; all or none. Raises Refused for all.

    moved: events of which the date is put right by these entries, or that are removed. What was decided about the chart
    goes with an event, and an event of which something was decided is not removed.
    """
    Measure.objects.select_for_update().get(participation_id=measure.participation_id, pk=measure.pk)
    first = first_event(measure) if measure.is_dated_by_events else None
    needed = stranded(measure, {one.was for one in moved if one.now is None})
    carried, stuck = carry(measure=measure, by=by, moved=moved)
    if needed or stuck:
        raise Refused(_dated(needed | stuck))
    done = Recorded(carried=carried)
    found: list[Problem] = []
    for entries, reason in rows:
        try:
            one = record_points(measure=measure, by=by, entries=entries, reason=reason)
        except Refused as refused:
            found += refused.problems
            continue
        done = Recorded(
            done.new + one.new, done.changed + one.changed, done.same + one.same, done.cleared + one.cleared, carried
        )
    if first is not None and not found:
        found += _dated(unsettled(measure, moved, first))
    if found:
        raise Refused(found)
    return done


def _dated(told: Mapping[date, str]) -> list[Problem]:
    return [Problem(day, None, "period", words) for day, words in told.items()]


def _same(one: Entry | Seen | DataPoint, other: Entry | Seen | DataPoint) -> bool:
    return all(getattr(one, name) == getattr(other, name) for name in SAID)


def _changes(entry: Entry, point: DataPoint | None) -> bool:
    return not entry.is_empty if point is None else not _same(entry, point)


def check_entry(
    measure: Measure, groups: dict[int, Group], entry: Entry, point: DataPoint | None, today: date | None = None
) -> list[Problem]:
    """What is wrong with one entry, against its measure, its groups and what is stored."""

    def problem(field: str, message: str) -> Problem:
        return Problem(entry.period, entry.stratum_id, field, message)

    if point is not None and _same(entry, point):
        return []
    if not entry.is_empty and (misplaced := _misplaced(measure, groups, entry, today or timezone.localdate())):
        return [problem(*misplaced)]
    wrong = numbers.problems(shape_of(measure), entry.numerator, entry.denominator, entry.deviation)
    found = [problem(field, message) for field, message in wrong.items()]
    if entry.no_data_reason and entry.has_number:
        found.append(problem("no_data_reason", "Give either a number or a reason why there is none, not both."))
    if entry.no_data_reason and measure.is_dated_by_events:
        found.append(problem("no_data_reason", "Only what happened is entered: give its date, or leave it out."))
    if len(entry.no_data_reason) > LONGEST_REASON:
        found.append(problem("no_data_reason", f"Use no more than {LONGEST_REASON} characters."))
    if entry.seen is not None and not found and not _same(entry.seen, point or Seen()) and _changes(entry, point):
        found.append(Problem(entry.period, entry.stratum_id, "numerator", _collision(measure, point), collided=True))
    return found


def _misplaced(measure: Measure, groups: dict[int, Group], entry: Entry, today: date) -> tuple[str, str] | None:
    if periods.first_day(measure.frequency, entry.period) != entry.period:
        return "period", "This is not the first day of a period."
    begun, is_day = periods.label(measure.frequency, measure.starts_on), measure.is_dated_by_events
    if entry.period < measure.starts_on:
        told = f"Counting began on {begun}. Enter a date from then on."
        return "period", told if is_day else f"This measure starts in {begun}."
    if entry.period > today:
        return "period", "This date is in the future." if is_day else "This period has not begun yet."
    if entry.stratum_id is None:
        if groups and adds_up(measure):
            return "group", "Enter numbers for each group; the total is worked out."
        return None
    if entry.stratum_id not in groups:
        return "group", "This measure has no such group."
    if not groups[entry.stratum_id].reports(entry.period):
        return "group", f"{groups[entry.stratum_id].name} is not reported in this period."
    return None


def _collision(measure: Measure, point: DataPoint | None) -> str:
    if point is None:
        return "Somebody else cleared this while you were typing. Check, and save again."
    stored = numbers.said(shape_of(measure), point)
    at = timezone.localtime(point.entered_at)
    return f"{point.entered_by} saved ‘{stored}’ here at {at:%H:%M} while you were typing. Check, and save again."


def _store(
    measure: Measure,
    by: User,
    entries: Sequence[Entry],
    present: dict[Key, DataPoint],
    source: str,
    source_import: Import | None,
) -> None:
    now = timezone.now()
    new: list[DataPoint] = []
    for entry in entries:
        point = present.get(entry.key)
        if point is not None and entry.is_empty:
            point.delete()
            continue
        if point is None:
            point = DataPoint(
                collaborative_id=measure.collaborative_id,
                participation_id=measure.participation_id,
                measure=measure,
                stratum_id=entry.stratum_id,
                period=entry.period,
            )
            new.append(point)
        for name in SAID:
            setattr(point, name, getattr(entry, name))
        point.source, point.source_import = source, source_import
        point.entered_by, point.entered_at = by, now
    DataPoint.objects.bulk_create(new)
    kept = [present[entry.key] for entry in entries if entry.key in present and not entry.is_empty]
    DataPoint.objects.bulk_update(kept, [*SAID, "source", "source_import", "entered_by", "entered_at"])
