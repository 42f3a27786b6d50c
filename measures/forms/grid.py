"""The grid of numbers as a person sees and sends it: text in cells, what they saw there, and what is wrong with it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from measures import numbers, periods
from measures.actions import Entry, Problem, Seen
from measures.models import DataPoint, Measure
from measures.queries import groups_of

_SEPARATOR = "|"
Points = Mapping[tuple[int | None, date], DataPoint]


@dataclass(frozen=True)
class Column:
    """A group across the grid, or everyone (id None)."""

    stratum_id: int | None
    name: str


@dataclass
class Cell:
    """One group's numbers in one period, as text. `was`: what the person had on the screen when they typed."""

    column: Column
    period: date
    reports: bool
    numerator: str = ""
    denominator: str = ""
    was: Seen = field(default_factory=Seen)
    note: str = ""
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """What names this cell in a form, such as 2027-03-01-12 (0: everyone)."""
        return f"{self.period}-{self.column.stratum_id or 0}"

    @property
    def was_text(self) -> str:
        """`was` as one hidden text."""
        parts = (number_text(self.was.numerator), number_text(self.was.denominator), self.was.no_data_reason)
        return _SEPARATOR.join(parts)

    @property
    def is_blank(self) -> bool:
        return not self.numerator.strip() and not self.denominator.strip()

    def numbers(self) -> tuple[Decimal | None, Decimal | None]:
        """Both numbers as typed; what cannot be read is noted in `errors` and is None."""
        found: list[Decimal | None] = []
        for name, text in (("numerator", self.numerator), ("denominator", self.denominator)):
            try:
                found.append(numbers.read_number(text))
            except ValueError as error:
                self.errors[name] = str(error)
                found.append(None)
        return found[0], found[1]


@dataclass
class Row:
    """One period: its cells, why there are no numbers, and, for a correction, why they changed."""

    period: date
    label: str
    cells: list[Cell]
    reason: str = ""
    reason_was: str = ""
    reason_error: str = ""
    why: str = ""
    why_error: str = ""
    asks_why: bool = False

    @property
    def has_errors(self) -> bool:
        return bool(self.reason_error or self.why_error or any(cell.errors for cell in self.cells))

    def entries(self) -> list[Entry]:
        """The cells that were changed, as entries; notes what cannot be read in the cells' `errors`."""
        found = []
        changed_reason = self.reason != self.reason_was
        open_cells = [cell for cell in self.cells if cell.reports]
        if changed_reason and self.reason and open_cells and not any(cell.is_blank for cell in open_cells):
            self.reason_error = "There is a number in every place. Give either numbers or a reason, not both."
        for cell in open_cells:
            numerator, denominator = cell.numbers()
            if cell.errors:
                continue
            reason = self._reason_for(cell, changed_reason) if cell.is_blank else ""
            now = Seen(numerator, denominator, reason)
            if now != cell.was:
                found.append(Entry(self.period, cell.column.stratum_id, numerator, denominator, reason, seen=cell.was))
        return found

    def _reason_for(self, cell: Cell, changed: bool) -> str:
        """A reason counts for every empty cell of its row; one left as it was does not spread to others."""
        if changed or cell.was.numerator is not None:
            return self.reason
        return cell.was.no_data_reason

    def take(self, problem: Problem) -> None:
        """Note a problem where it belongs."""
        if problem.field == "reason":
            self.asks_why, self.why_error = True, problem.message
        elif problem.field == "no_data_reason":
            self.reason_error = problem.message
        else:
            cell = next(cell for cell in self.cells if cell.column.stratum_id == problem.stratum_id)
            cell.errors[problem.field if problem.field == "denominator" else "numerator"] = problem.message


def number_text(number: Decimal | None) -> str:
    """A stored number as one would type it: 3, 12.5; empty for None."""
    if number is None:
        return ""
    return f"{number:f}".rstrip("0").rstrip(".") if number % 1 else f"{number:.0f}"


def columns_of(measure: Measure) -> list[Column]:
    """The groups, or everyone; for measured numbers, whose groups cannot be summed, everyone and the groups."""
    groups = [Column(group.id, group.name) for group in groups_of(measure)]
    return groups if groups and measure.kind != "value" else [Column(None, "Everyone"), *groups]


def seen_of(point: DataPoint | None) -> Seen:
    """What a stored number shows."""
    return Seen() if point is None else Seen(point.numerator, point.denominator, point.no_data_reason)


def stored_rows(measure: Measure, shown: Iterable[date], points: Points) -> list[Row]:
    """The rows of these periods as they are stored."""
    groups = {group.id: group for group in groups_of(measure)}
    columns = columns_of(measure)
    rows = []
    for period in shown:
        cells = []
        for column in columns:
            point = points.get((column.stratum_id, period))
            group = groups.get(column.stratum_id or 0)
            seen = seen_of(point)
            cells.append(
                Cell(
                    column=column,
                    period=period,
                    reports=group is None or group.reports(period) or point is not None,
                    numerator=number_text(seen.numerator),
                    denominator=number_text(seen.denominator),
                    was=seen,
                )
            )
        rows.append(_with_reason(Row(period, periods.label(measure.frequency, period), cells)))
    return rows


def _with_reason(row: Row) -> Row:
    """One reason for the row where its cells agree; otherwise each cell shows its own."""
    reasons = {cell.was.no_data_reason for cell in row.cells if cell.was.no_data_reason}
    if len(reasons) == 1:
        row.reason = row.reason_was = reasons.pop()
    for cell in row.cells:
        cell.note = cell.was.no_data_reason
    return row


def typed_rows(stored: Sequence[Row], data: Mapping[str, str]) -> list[Row]:
    """The rows as they were sent, over what is stored: an untouched cell shows what is stored now."""
    for row in stored:
        _overlay(row, data)
    return list(stored)


def _overlay(row: Row, data: Mapping[str, str]) -> None:
    reason, reason_was = (data.get(f"{name}-{row.period}", "").strip() for name in ("reason", "reason-was"))
    for cell in row.cells:
        if f"was-{cell.key}" not in data:
            continue
        was = _read_was(data[f"was-{cell.key}"])
        sent = data.get(f"n-{cell.key}", "").strip(), data.get(f"d-{cell.key}", "").strip()
        typed_over = sent != (number_text(was.numerator), number_text(was.denominator))
        if typed_over or (sent == ("", "") and reason != reason_was):
            cell.was = was
            cell.numerator, cell.denominator = sent
    if reason != reason_was:
        row.reason, row.reason_was = reason, reason_was
    row.why = data.get(f"why-{row.period}", "").strip()
    row.asks_why = bool(row.why)


def _read_was(text: str) -> Seen:
    """The hidden text back; one that was tampered with reads as nothing seen, which can only be refused."""
    numerator, denominator, reason = (*text.split(_SEPARATOR, 2), "", "")[:3]
    try:
        return Seen(numbers.read_number(numerator), numbers.read_number(denominator), reason)
    except ValueError:
        return Seen()


def meet(rows: Iterable[Row], problems: Iterable[Problem], points: Points) -> None:
    """Put each problem where it belongs; after a collision the person has now seen what is stored."""
    by_period = {row.period: row for row in rows}
    for problem in problems:
        row = by_period[problem.period]
        row.take(problem)
        if problem.collided:
            cell = next(cell for cell in row.cells if cell.column.stratum_id == problem.stratum_id)
            cell.was = seen_of(points.get((problem.stratum_id, problem.period)))


def errors_of(rows: Iterable[Row]) -> Iterator[tuple[str, str]]:
    """Every error as (text that says where, id of the box)."""
    for row in rows:
        for cell in row.cells:
            where = row.label if cell.column.stratum_id is None else f"{row.label}, {cell.column.name}"
            for name, message in cell.errors.items():
                yield f"{where}: {message}", f"{name[0]}-{cell.key}"
        if row.reason_error:
            yield f"{row.label}: {row.reason_error}", f"reason-{row.period}"
        if row.why_error:
            yield f"{row.label}: {row.why_error}", f"why-{row.period}"
