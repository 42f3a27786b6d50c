"""A table brought to be imported: what it would do or did, row by row, and the tables people take away."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from collaborative.csvfile import csv_text
from measures import periods, tabular
from measures.actions import Plan, PlannedRow
from measures.models import DataPoint, Import, Kind, Measure
from measures.numbers import Told, said, value_of
from measures.queries import DueState, columns_for, groups_of, shape_of
from measures.queries.entry import counting_of
from measures.series import build

SHOWN = 100
_WHY = "why it was refused"
_WHO = ("entered by", "entered at", "source")


@dataclass(frozen=True)
class RowView:
    """One row of a preview: where it stands, what it says and what it would do."""

    line: int
    period: str
    group: str
    before: str
    after: str
    raw: str
    message: str


@dataclass(frozen=True)
class OutcomeView:
    """The rows of one outcome: the first hundred, and how many more there are."""

    outcome: str
    count: int
    rows: Sequence[RowView]

    @property
    def more(self) -> int:
        return self.count - len(self.rows)


def outcomes(measure: Measure, plan: Plan) -> dict[str, OutcomeView]:
    """A plan's rows by outcome."""
    names = {group.id: group.name for group in groups_of(measure)}
    found = {}
    for outcome in plan.counts():
        rows = plan.of(outcome)
        found[outcome] = OutcomeView(outcome, len(rows), [_row(measure, names, row) for row in rows[:SHOWN]])
    return found


def doubtful(measure: Measure, plan: Plan) -> OutcomeView:
    """A plan's rows with a number that is far from the others, each with what is to be thought of."""
    names = {group.id: group.name for group in groups_of(measure)}
    rows = plan.doubtful
    return OutcomeView("doubtful", len(rows), [_row(measure, names, row) for row in rows[:SHOWN]])


def _row(measure: Measure, names: dict[int, str], row: PlannedRow) -> RowView:
    entry = row.entry
    return RowView(
        line=row.line,
        period="" if entry is None else periods.label(measure.frequency, entry.period),
        group="" if entry is None else names.get(entry.stratum_id or 0, ""),
        before="" if row.before is None else _said(measure, row.before),
        after="" if entry is None else _said(measure, entry),
        raw=row.raw,
        message=row.message or row.doubt,
    )


def _said(measure: Measure, told: Told) -> str:
    return f"{'No data: ' if told.no_data_reason else ''}{said(shape_of(measure), told)}"


def refused_rows(row: Import) -> OutcomeView:
    """The rows that an import left out, as they were kept with it."""
    kept = row.refused
    shown = [RowView(one["line"], "", "", "", "", one["row"], one["reason"]) for one in kept[:SHOWN]]
    return OutcomeView("refused", len(kept), shown)


def refused_csv(row: Import, columns: tabular.Columns) -> str:
    """The refused rows with every cell as it came and why it was refused, to be mended and brought again.

    Under the table's own headings where it no longer has the columns of the measure.
    """
    refused = {one["line"]: one["reason"] for one in row.refused}
    try:
        table = tabular.read_table(row.text, columns)
    except tabular.Unreadable:
        return _refused_as_it_came(row.text, refused)
    lines = [line for line in table.rows if line.line in refused]
    order = (
        *(tabular.ORGANISATION, tabular.PERIOD, tabular.GROUP, tabular.NUMERATOR, tabular.DENOMINATOR),
        *(tabular.DEVIATION, tabular.REASON),
    )
    used = [name for name in order if any(name in line.cells for line in lines)]
    body = [[*(line.cells.get(name, "") for name in used), refused[line.line]] for line in lines]
    return csv_text([[*used, _WHY], *body])


def _refused_as_it_came(text: str, refused: Mapping[int, str]) -> str:
    (_, heading), *lines = tabular.filled_lines(text)
    width = max(len(cells) for cells in (heading, *(cells for _, cells in lines)))
    body = [[*cells, *[""] * (width - len(cells)), refused[line]] for line, cells in lines if line in refused]
    return csv_text([[*heading, *[""] * (width - len(heading)), _WHY], *body])


def data_csv(measure: Measure, points: Iterable[DataPoint]) -> str:
    """Every number of a measure. It can be imported as it is: its headings are ones the import knows."""
    if measure.is_dated_by_events:
        return _events_csv(measure, list(points))
    spread = ["standard deviation"] if measure.has_deviation else []
    heading = ("period", "group", "numerator", "denominator", *spread, "value", "reason", *_WHO)
    rows = [
        (
            point.period.isoformat(),
            point.stratum.name if point.stratum else "",
            point.numerator,
            point.denominator,
            *([point.deviation] if measure.has_deviation else []),
            _value(measure, point),
            point.no_data_reason,
            *_who(point),
        )
        for point in points
    ]
    return csv_text([heading, *rows])


def _events_csv(measure: Measure, points: Sequence[DataPoint]) -> str:
    series = build(counting_of(measure), [], points)[None]
    value = dict(zip(series.periods, series.values, strict=True))
    heading = ["days since the one before"] if measure.kind == Kind.DAYS_BETWEEN else ["numerator"]
    days = [point.period.isoformat() for point in points]
    rows = [(day, value[day], *_who(point)) for day, point in zip(days, points, strict=True)]
    return csv_text([("date", *heading, *_WHO), *rows])


def _who(point: DataPoint) -> tuple[str, str, str]:
    by, at = point.entered_by.get_full_name(), point.entered_at.isoformat(timespec="seconds")
    return by, at, point.get_source_display()


def _value(measure: Measure, point: DataPoint) -> float | None:
    return value_of(measure.kind, measure.rate_per, point.numerator, point.denominator)


def template_csv(measure: Measure, due: DueState, today: date) -> str:
    """A table to fill in: a row for each period that waits and each group, or for the latest; none for rare events."""
    groups, wanted = groups_of(measure), [label for _, label in columns_for(measure).numbers]
    if measure.is_dated_by_events:
        return csv_text([["date", *wanted]])
    latest = periods.between(measure.frequency, measure.starts_on, today)[-1:] or [measure.starts_on]
    heading = ["period", *(["group"] if groups else []), *wanted]
    blank = [""] * len(wanted)
    rows: list[list[str]] = []
    for period in due.missing or latest:
        label = periods.label(measure.frequency, period)
        reporting = [group.name for group in groups if group.reports(period)] if groups else []
        starts = [[label, name] for name in reporting] if groups else [[label]]
        rows += [[*start, *blank, ""] for start in starts]
    return csv_text([[*heading, "no data because"], *rows])


def counts_of(row: Import) -> dict[str, int]:
    """How many rows were new, changed, the same as stored, or refused, as kept with the import."""
    return {
        "new": row.rows_new,
        "changed": row.rows_changed,
        "same": row.rows_same,
        "refused": len(row.refused),
    }
