"""Rare events as a person sees and sends them: a row for each date, empty rows to add some, and what is wrong."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from measures import numbers, periods
from measures.actions import Entry, Moved, Problem, Seen
from measures.forms.grid import Points, read_text, seen_of
from measures.models import DataPoint, Measure
from measures.numbers import Shape, number_text
from measures.queries import shape_of

BLANK_ROWS = 5
MOST_NEW = 100
_STORED = re.compile(r"day-(\d{4}-\d{2}-\d{2})")
_NEW = re.compile(r"day-(new-\d{1,2})")
_ONE = Decimal(1)
_BOX_OF = {"numerator": "number", "reason": "why"}


@dataclass
class EventRow:
    """One date. `name` names its boxes in the form; `original`: the date it is stored at, None for a new one.

    `was`: what the person had on the screen. `just_entered`: by themselves, so that no reason is needed. `moved_to`:
    the other date it is put at, once that is read. `errors`: by box (day, number, why).
    """

    name: str
    shape: Shape
    frequency: str
    original: date | None = None
    was: Seen = field(default_factory=Seen)
    day: str = ""
    number: str = ""
    removed: bool = False
    moved_to: date | None = None
    why: str = ""
    since: str = ""
    just_entered: bool = False
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def label(self) -> str:
        """What the row is called: its stored date, or that it is new."""
        if self.original is None:
            return f"New event {self.name.removeprefix('new-')}"
        return periods.label(self.frequency, self.original)

    @property
    def was_text(self) -> str:
        """What was stored, as the number's box shows it."""
        return number_text(self.was.numerator) if self.shape.has_number else ""

    @property
    def is_touched(self) -> bool:
        """Whether anything was typed that is not stored."""
        if self.original is None:
            return bool(self.day or self.number)
        return self.removed or (self.day, self.number) != (self.label, self.was_text)

    @property
    def asks_why(self) -> bool:
        return bool(self.why or "why" in self.errors)

    @property
    def change(self) -> str:
        """What saving does with this row: added, corrected or removed."""
        return "added" if self.original is None else "removed" if self.removed else "corrected"

    def read_day(self) -> date | None:
        """The date as typed; what cannot be read is noted in `errors`."""
        try:
            return periods.parse(self.frequency, self.day)
        except ValueError as error:
            self.errors["day"] = str(error) if self.day else "Enter the date."
            return None

    def read_number(self) -> Decimal | None:
        """The number as typed, 1 where the date says everything; what cannot be read is noted in `errors`."""
        if not self.shape.has_number:
            return _ONE
        try:
            number = numbers.read_number(self.number)
        except ValueError as error:
            self.errors["number"] = str(error)
            return None
        if number is None:
            self.errors["number"] = f"Enter a number for {self.shape.numerator_label}."
        return number

    def begin_anew(self, name: str) -> None:
        """Somebody else removed what this row was of: what was typed becomes a new one, if it is sent again."""
        self.name, self.original, self.was, self.removed = name, None, Seen(), False
        self.errors["day"] = "Somebody else removed this event while you were typing. Save again to add it."


def stored_rows(measure: Measure, points: Iterable[DataPoint]) -> list[EventRow]:
    """The rows of these events as they are stored, and empty ones."""
    shape, frequency = shape_of(measure), measure.frequency
    rows = []
    for point in points:
        row = EventRow(str(point.period), shape, frequency, point.period, seen_of(point))
        row.day, row.number = row.label, row.was_text
        rows.append(row)
    return [*_blank_rows(measure, ()), *rows]


def _blank_rows(measure: Measure, taken: Sequence[str]) -> list[EventRow]:
    names = [f"new-{at}" for at in range(1, MOST_NEW) if f"new-{at}" not in taken]
    return [EventRow(name, shape_of(measure), measure.frequency) for name in names[:BLANK_ROWS]]


def typed_rows(measure: Measure, data: Mapping[str, str], points: Points) -> list[EventRow]:
    """The rows as they were sent, new ones first; an untouched one shows what is stored now, or goes with it."""
    names = [name for box in data if (name := _name_in(box))]
    rows = []
    for name in names:
        row = _typed(measure, name, data)
        stored = points.get((None, row.original)) if row.original else None
        if row.original is not None and not row.is_touched:
            if stored is None:
                continue
            row.was = seen_of(stored)
            row.number = row.was_text
        elif row.original is not None and stored is None:
            if row.removed:
                continue
            row.begin_anew(next(_free(names)))
            names.append(row.name)
        rows.append(row)
    return rows


def _name_in(box: str) -> str:
    """The name of the row whose date this box holds; empty where it is no such box."""
    if new := _NEW.fullmatch(box):
        return new[1]
    stored = _STORED.fullmatch(box)
    try:
        return date.fromisoformat(stored[1]).isoformat() if stored else ""
    except ValueError:
        return ""


def _typed(measure: Measure, name: str, data: Mapping[str, str]) -> EventRow:
    row = EventRow(name, shape_of(measure), measure.frequency)
    if not name.startswith("new-"):
        row.original = date.fromisoformat(name)
        row.was = _read_was(row.shape, data.get(f"was-{name}", ""))
    row.day, row.number = (data.get(f"{box}-{name}", "").strip() for box in ("day", "number"))
    row.why, unkept = read_text(data, f"why-{name}")
    if unkept:
        row.errors["why"] = unkept
    row.removed = f"remove-{name}" in data
    return row


def _read_was(shape: Shape, text: str) -> Seen:
    """What the person had on the screen; what was tampered with reads as nothing seen, which can only be refused."""
    if not shape.has_number:
        return Seen(_ONE)
    try:
        return Seen(numbers.read_number(text))
    except ValueError:
        return Seen()


def _free(names: Sequence[str]) -> Iterator[str]:
    return (f"new-{at}" for at in range(1, MOST_NEW) if f"new-{at}" not in names)


def entries_of(rows: Sequence[EventRow], points: Points) -> list[tuple[EventRow, list[Entry]]]:
    """What saving the touched rows does; notes in their `errors` what cannot be read and dates that are given twice."""
    touched = [row for row in rows if row.is_touched and not row.errors]
    days = {row.name: None if row.removed else row.read_day() for row in touched}
    typed = {row.name: None if row.removed else row.read_number() for row in touched}
    held: dict[date | None, EventRow] = {row.original: row for row in rows if row.original and not row.is_touched}
    # Whoever stays at a date has it before those who come to it.
    for row in sorted(touched, key=lambda one: days[one.name] != one.original):
        day = days[row.name]
        if day is not None and _is_taken(row, day, held, rows, points):
            row.errors["day"] = (
                f"There is already an event on {periods.label(row.frequency, day)}. Enter each date once."
            )
        elif day is not None:
            held[day] = row
    seen = {row.original: row.was for row in rows if row.original}
    found = []
    for row in touched:
        day, number = days[row.name], typed[row.name]
        entries = [Entry(day, None, number, seen=seen.get(day, Seen()))] if day and not row.errors else []
        row.moved_to = day if entries and row.original is not None and day != row.original else None
        if row.original is not None and row.original not in held and not row.errors:
            entries.append(Entry(row.original, None, seen=row.was))
        found.append((row, [one for one in entries if Seen(one.numerator) != one.seen]))
    return found


def _is_taken(
    row: EventRow, day: date, held: Mapping[date | None, EventRow], rows: Sequence[EventRow], points: Points
) -> bool:
    """Whether another row has this date, or something stored that is not among these rows."""
    elsewhere = (None, day) in points and all(other.original != day for other in rows)
    return elsewhere or held.get(day, row) is not row


def moved_of(typed: Sequence[tuple[EventRow, Sequence[Entry]]]) -> list[Moved]:
    """The stored events that are put at another date or removed, each with its reason; none where nothing changes, as
    when two dates that say all there is have changed places."""
    if not any(entries for _, entries in typed):
        return []
    return [
        Moved(row.original, row.moved_to, row.why)
        for row, _ in typed
        if row.original and not row.errors and (row.removed or row.moved_to)
    ]


def meet(done: Sequence[tuple[EventRow, Sequence[Entry]]], problems: Iterable[Problem], points: Points) -> None:
    """Put each problem at its row; after a collision the person has now seen what is stored."""
    owners = {row.original: row for row, _ in done if row.original}
    owners |= {entry.period: row for row, entries in done for entry in entries}
    for problem in problems:
        row = owners[problem.period]
        box = _BOX_OF.get(problem.field, "day")
        if problem.collided or (box == "number" and not row.shape.has_number):
            box = "day"
        row.errors[box] = "Say why this event has changed." if box == "why" else problem.message
        if problem.collided:
            row.was = seen_of(points.get((None, problem.period)))


def with_blanks(measure: Measure, rows: Sequence[EventRow]) -> list[EventRow]:
    """These rows, the new ones first and followed by empty ones."""
    new = [row for row in rows if row.original is None and (row.is_touched or row.errors)]
    kept = [row for row in rows if row.original is not None]
    return [*new, *_blank_rows(measure, [row.name for row in new]), *kept]


def errors_of(rows: Iterable[EventRow]) -> list[dict[str, str]]:
    """Every error for the summary: where and what, with the box it leads to."""
    return [
        {"text": f"{row.label}: {message}", "href": f"#{box}-{row.name}"}
        for row in rows
        for box, message in row.errors.items()
    ]
