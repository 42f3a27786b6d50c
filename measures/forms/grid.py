"""The grid of numbers as a person sees and sends it: text in cells, what they saw there, and what is wrong with it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from measures import numbers, periods
from measures.actions import Entry, Problem, Seen
from measures.models import DataPoint, Measure
from measures.numbers import FIELDS, Shape, number_text
from measures.queries import groups_of, shape_of
from measures.queries.entry import adds_up

_SEPARATOR = "|"
_BETWEEN = ";"
_BOTH = "A reason is for a period without any number. Clear the reason, or the numbers."
_ONE_GROUP = " To say why one group alone has none, import a table."
# The letter that a field's box begins with in the form.
LETTERS = {"numerator": "n", "denominator": "d", "deviation": "s"}
Points = Mapping[tuple[int | None, date], DataPoint]
_NUL = "\x00"
_NOT_KEPT = "This has a character that cannot be kept. Type it again."


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
    shape: Shape
    numerator: str = ""
    denominator: str = ""
    deviation: str = ""
    was: Seen = field(default_factory=Seen)
    note: str = ""
    errors: dict[str, str] = field(default_factory=dict)
    doubtful: bool = False

    @property
    def key(self) -> str:
        """What names this cell in a form, such as 2027-03-01-12 (0: everyone)."""
        return f"{self.period}-{self.column.stratum_id or 0}"

    @property
    def was_text(self) -> str:
        """`was` as one hidden text."""
        numerator, denominator, deviation = texts_of(self.was)
        spread = [deviation] if self.shape.has_deviation else []
        return _SEPARATOR.join([numerator, denominator, *spread, self.was.no_data_reason])

    @property
    def token(self) -> str:
        """What is asked about in this cell, so that a tick stands for these numbers and no others."""
        return f"{self.key}={_SEPARATOR.join(self.texts)}"

    @property
    def texts(self) -> tuple[str, str, str]:
        """What is in the boxes, in the order of FIELDS."""
        return self.numerator.strip(), self.denominator.strip(), self.deviation.strip()

    @property
    def typed_text(self) -> str:
        """What was typed, as one would say it: '1,200', '7 out of 100'; as it stands where it cannot be read."""
        try:
            found = [numbers.read_number(text) for text in self.texts]
        except ValueError:
            return " ".join(filter(None, self.texts))
        if self.shape.has_deviation:
            return numbers.said(self.shape, Seen(found[0], found[1], deviation=found[2]))
        return " out of ".join(numbers.grouped(number) for number in found if number is not None)

    @property
    def is_blank(self) -> bool:
        """Nothing was typed, or of an average that nobody was measured."""
        return not any(self.texts) or self.says_nobody

    @property
    def says_nobody(self) -> bool:
        """Whether an average's boxes say that nobody was measured."""
        return self.shape.has_deviation and self.texts == ("", "0", "")

    def numbers(self) -> dict[str, Decimal | None]:
        """The numbers as typed, by field; what cannot be read is noted in `errors` and is None."""
        found: dict[str, Decimal | None] = dict.fromkeys(FIELDS)
        for name, text in zip(FIELDS, self.texts, strict=True):
            try:
                found[name] = None if self.says_nobody else numbers.read_number(text)
            except ValueError as error:
                self.errors[name] = str(error)
        return found


@dataclass
class Row:
    """One period: its cells, why there are no numbers, and, for a correction, why they changed.

    right: what the person said is right, as tokens of cells.
    """

    period: date
    label: str
    cells: list[Cell]
    reason: str = ""
    reason_was: str = ""
    reason_error: str = ""
    why: str = ""
    why_error: str = ""
    asks_why: bool = False
    right: frozenset[str] = frozenset()

    @property
    def _doubted(self) -> list[Cell]:
        """The cells that are asked about, or were and are right."""
        return [cell for cell in self.cells if cell.doubtful or cell.token in self.right]

    @property
    def doubts(self) -> str:
        """The tokens of what is asked about, or was and is right; empty where there is nothing."""
        return _BETWEEN.join(cell.token for cell in self._doubted)

    @property
    def right_words(self) -> str:
        """What somebody says with the tick: '1,200 is right', '7 out of 100 (A) and 9 out of 80 (B) are right'."""
        named = len(self.cells) > 1
        told = [cell.typed_text + (f" ({cell.column.name})" if named else "") for cell in self._doubted]
        return f"{' and '.join(told)} {'is' if len(told) == 1 else 'are'} right" if told else ""

    @property
    def right_about(self) -> str:
        """The ids of the questions that the tick answers, as an attribute has them."""
        asked = [cell for cell in self.cells if cell.doubtful]
        return " ".join(
            f"{LETTERS[name]}-{cell.key}-error" for cell in asked for name in FIELDS if cell.errors.get(name)
        )

    @property
    def is_right(self) -> bool:
        """Whether the person said of all that was asked about that it is right."""
        return bool(self.doubts) and not any(cell.doubtful for cell in self.cells)

    @property
    def has_errors(self) -> bool:
        return bool(self.reason_error or self.why_error or any(cell.errors for cell in self.cells))

    def entries(self) -> list[Entry]:
        """The cells that were changed, as entries; notes what cannot be read in the cells' `errors`."""
        found = []
        changed_reason = self.reason != self.reason_was
        open_cells = [cell for cell in self.cells if cell.reports]
        if self._says_both(open_cells, changed_reason):
            self.reason_error = _BOTH + (_ONE_GROUP if len(self.cells) > 1 else "")
        for cell in open_cells:
            typed = cell.numbers()
            if cell.errors:
                continue
            reason = self._reason_for(cell, changed_reason) if cell.is_blank else ""
            if cell.says_nobody:
                reason = reason or numbers.NOBODY
            if Seen(**typed, no_data_reason=reason) != cell.was:
                n, d, spread = typed.values()
                unsure = cell.token not in self.right
                found.append(Entry(self.period, cell.column.stratum_id, n, d, reason, cell.was, spread, unsure))
        return found

    def _says_both(self, cells: Sequence[Cell], changed_reason: bool) -> bool:
        """Whether the person brings a reason and a number together; other groups may have had their reason before."""
        if self.reason in ("", numbers.NOBODY):
            return False
        return any(not cell.is_blank and (changed_reason or cell.was.no_data_reason) for cell in cells)

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
            cell.errors[problem.field if problem.field in LETTERS else "numerator"] = problem.message
            cell.doubtful = cell.doubtful or problem.doubtful


def texts_of(told: Seen) -> tuple[str, str, str]:
    """Stored numbers as one would type them, in the order of FIELDS."""
    return number_text(told.numerator), number_text(told.denominator), number_text(told.deviation)


def columns_of(measure: Measure) -> list[Column]:
    """The groups, or everyone; for averages, whose groups cannot be summed, everyone and the groups."""
    groups = [Column(group.id, group.name) for group in groups_of(measure)]
    return groups if groups and adds_up(measure) else [Column(None, "Everyone"), *groups]


def seen_of(point: DataPoint | None) -> Seen:
    """What a stored number shows."""
    if point is None:
        return Seen()
    return Seen(point.numerator, point.denominator, point.no_data_reason, point.deviation)


def stored_rows(measure: Measure, shown: Iterable[date], points: Points) -> list[Row]:
    """The rows of these periods as they are stored."""
    groups = {group.id: group for group in groups_of(measure)}
    columns, shape = columns_of(measure), shape_of(measure)
    rows = []
    for period in shown:
        cells = []
        for column in columns:
            point = points.get((column.stratum_id, period))
            group = groups.get(column.stratum_id or 0)
            seen = seen_of(point)
            reports = group is None or group.reports(period) or point is not None
            cells.append(Cell(column, period, reports, shape, *texts_of(seen), was=seen))
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


def read_text(data: Mapping[str, str], box: str) -> tuple[str, str]:
    """The words in a box and what is wrong with them: "", or that they have a character the database cannot keep."""
    text = data.get(box, "")
    return text.replace(_NUL, "").strip(), _NOT_KEPT if _NUL in text else ""


def _overlay(row: Row, data: Mapping[str, str]) -> None:
    reason, row.reason_error = read_text(data, f"reason-{row.period}")
    reason_was, _ = read_text(data, f"reason-was-{row.period}")
    for cell in row.cells:
        if f"was-{cell.key}" not in data:
            continue
        was = _read_was(data[f"was-{cell.key}"], cell.shape)
        sent = tuple(data.get(f"{LETTERS[name]}-{cell.key}", "").strip() for name in FIELDS)
        if sent != texts_of(was) or (not any(sent) and reason != reason_was):
            cell.was = was
            cell.numerator, cell.denominator, cell.deviation = sent
    if reason != reason_was:
        row.reason, row.reason_was = reason, reason_was
    row.why, row.why_error = read_text(data, f"why-{row.period}")
    row.asks_why = bool(row.why or row.why_error)
    row.right = frozenset(data.get(f"right-{row.period}", "").split(_BETWEEN))


def _read_was(text: str, shape: Shape) -> Seen:
    """The hidden text back; one that was tampered with reads as nothing seen, which can only be refused."""
    count = 3 if shape.has_deviation else 2
    *texts, reason = (*text.replace(_NUL, "").split(_SEPARATOR, count), "", "", "")[: count + 1]
    try:
        return Seen(**dict(zip(FIELDS, map(numbers.read_number, texts), strict=False)), no_data_reason=reason)
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
                yield f"{where}: {message}", f"{LETTERS[name]}-{cell.key}"
        if row.reason_error:
            yield f"{row.label}: {row.reason_error}", f"reason-{row.period}"
        if row.why_error:
            yield f"{row.label}: {row.why_error}", f"why-{row.period}"
