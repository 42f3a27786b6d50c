"""The page on which numbers are entered: which periods it shows, what each row comes to, what waits."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from collaborative.nhsuk.filters import plural
from measures import numbers, periods
from measures.actions import Recorded
from measures.forms.grid import LETTERS, Column, Points, Row, columns_of, errors_of, texts_of
from measures.models import Kind, Measure
from measures.numbers import number_text
from measures.queries import DueState, shape_of
from measures.queries.entry import adds_up

PER_PAGE = 12


@dataclass(frozen=True)
class PeriodPage:
    """Twelve periods of a measure, and the first ones of the pages before and after."""

    shown: tuple[date, ...]
    older: date | None
    newer: date | None


@dataclass(frozen=True)
class Box:
    """One of the boxes each cell has: the letter it begins with in the form, its field and what it is called."""

    letter: str
    name: str
    label: str


@dataclass
class GridView:
    """Everything the grid's template needs."""

    measure: Measure
    page: PeriodPage
    columns: Sequence[Column]
    rows: Sequence[Row]
    focus: date | None
    due: DueState
    running: date | None = None
    sums: Mapping[date, tuple[str, str]] = field(default_factory=dict)
    befores: Mapping[date, str] = field(default_factory=dict)
    errors: Sequence[dict[str, str]] = ()

    @property
    def has_total(self) -> bool:
        """Whether the groups of a row add up to something."""
        return adds_up(self.measure) and self.columns[0].stratum_id is not None

    @property
    def has_share(self) -> bool:
        return self.measure.kind in (Kind.PERCENTAGE, Kind.RATE)

    @property
    def boxes(self) -> list[Box]:
        """The boxes of a cell, from left to right."""
        shape = shape_of(self.measure)
        every = (
            (True, "numerator", shape.numerator_label),
            (shape.has_denominator, "denominator", shape.denominator_label),
            (shape.has_deviation, "deviation", "Standard deviation"),
        )
        return [Box(LETTERS[name], name, label) for there, name, label in every if there]

    @property
    def share_heading(self) -> str:
        return "%" if self.measure.kind == Kind.PERCENTAGE else f"Per {self.measure.rate_per:,}"

    @property
    def caption(self) -> str:
        first, last = (periods.label(self.measure.frequency, at) for at in (self.page.shown[0], self.page.shown[-1]))
        return f"Numbers from {first} to {last}"

    @property
    def for_script(self) -> dict[str, Any]:
        """What the page's script needs to work out totals as the server does."""
        return {"kind": self.measure.kind, "per": self.measure.rate_per, "focus": self.focus and str(self.focus)}


def period_page(measure: Measure, today: date, asked: date | None, due: DueState) -> PeriodPage:
    """The page holding the period asked for, else the oldest missing one, else the latest. Empty before the start."""
    every = periods.between(measure.frequency, measure.starts_on, today)
    if not every:
        return PeriodPage((), None, None)
    wanted = asked or due.oldest or every[-1]
    at = max((i for i, period in enumerate(every) if period <= wanted), default=0)
    first = at - at % PER_PAGE
    after = first + PER_PAGE
    return PeriodPage(
        shown=tuple(every[first:after]),
        older=every[first - PER_PAGE] if first else None,
        newer=every[after] if after < len(every) else None,
    )


def grid_view(
    measure: Measure,
    shown: PeriodPage,
    rows: Sequence[Row],
    points: Points,
    due: DueState,
    asked: date | None,
    today: date,
) -> GridView:
    """The grid, as stored or as sent."""
    missing = [row.period for row in rows if row.period in due.missing]
    mistaken = [row.period for row in rows if row.has_errors]
    return GridView(
        measure=measure,
        page=shown,
        columns=columns_of(measure),
        rows=rows,
        focus=next(iter(mistaken or missing), asked if asked in shown.shown else None),
        due=due,
        running=next((p for p in shown.shown if periods.last_day(measure.frequency, p) >= today), None),
        sums={row.period: sum_of(measure, row, points) for row in rows},
        befores={row.period: before_text(row) for row in rows},
        errors=[{"text": text, "href": f"#{box}"} for text, box in errors_of(rows)],
    )


def sum_of(measure: Measure, row: Row, points: Points) -> tuple[str, str]:
    """What a row comes to: its total ('45 of 120') and its share or rate ('37.5'); empty where a number lacks."""
    everyone = points.get((None, row.period))
    pairs = [(cell.numerator, cell.denominator) for cell in row.cells if cell.reports]
    if row.cells[0].column.stratum_id is not None and everyone is not None and everyone.numerator is not None:
        pairs = [(number_text(everyone.numerator), number_text(everyone.denominator))]
    if not adds_up(measure):
        return "", ""
    try:
        read = [(numbers.read_number(n), numbers.read_number(d)) for n, d in pairs]
    except ValueError:
        return "", ""
    if not read or any(n is None or (measure.has_denominator and d is None) for n, d in read):
        return "", ""
    numerator = sum((n for n, _ in read if n is not None), Decimal(0))
    if not measure.has_denominator:
        return numbers.grouped(numerator), ""
    denominator = sum((d for _, d in read if d is not None), Decimal(0))
    value = numbers.value_of(measure.kind, measure.rate_per, numerator, denominator)
    return f"{numbers.grouped(numerator)} of {numbers.grouped(denominator)}", "" if value is None else f"{value:,.1f}"


def row_state(measure: Measure, row: Row, points: Points) -> dict[str, Any]:
    """One row for the page's script: what is now stored or wrong in each box, and what the row comes to."""
    total, share = sum_of(measure, row, points)
    return {
        "total": total,
        "share": share,
        "reason": {"was": row.reason_was, "error": row.reason_error},
        "why": {"asked": row.asks_why, "error": row.why_error, "before": before_text(row)},
        "right": {
            "asked": row.doubts,
            "ticked": row.is_right,
            "words": row.right_words,
            "about": row.right_about,
        },
        "cells": [
            {
                "key": cell.key,
                "was": cell.was_text,
                "note": cell.note,
                "errors": {LETTERS[name]: message for name, message in cell.errors.items()},
            }
            for cell in row.cells
        ],
    }


def before_text(row: Row) -> str:
    """What a row's changed numbers were, for the question why: 'Black African was 3 out of 10'."""
    said = []
    for cell in row.cells:
        text = numbers.said(cell.shape, cell.was)
        changed = cell.texts != texts_of(cell.was)
        if text and (changed or (cell.is_blank and row.reason != row.reason_was)):
            said.append(f"{cell.column.name} was {text}" if cell.column.stratum_id else f"It was {text}")
    return "; ".join(said)


def done_text(done: Recorded) -> str:
    """What saving did: 'Saved: 12 new numbers, 1 corrected.'"""
    parts = [
        plural(done.new, "new number") if done.new else "",
        f"{done.changed} corrected" if done.changed else "",
        f"{done.cleared} cleared" if done.cleared else "",
    ]
    said = ", ".join(part for part in parts if part)
    return f"Saved: {said}." if said else "Nothing was changed."
