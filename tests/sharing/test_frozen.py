"""A chart as others see it: nothing of the true numbers is in it."""

import json
import re
from datetime import date
from decimal import Decimal

import pytest

from collaborative.disclosure import NHS_2018
from measures.actions import Entry, MeasureFields, annotate, define_measure, record_points
from measures.models import Measure
from sharing.queries.frozen import EVENTS_STAY, chart_piece
from tests.cast import Cast

# Seen of referred: shown as 10 of 40, hidden (3), hidden (of 12), 30 of 55.
NUMBERS = [(12, 41), (3, 38), (6, 12), (31, 53)]


@pytest.fixture
def measure(cast: Cast) -> Measure:
    fields = MeasureFields(
        name="Seen in time", measure_type="outcome", kind="percentage", numerator_label="People seen",
        denominator_label="People referred", frequency="month", starts_on=date(2026, 1, 1), direction="up",
    )  # fmt: skip
    with cast.scope():
        row = define_measure(project=cast.north_project, by=cast.lead, fields=fields)
        entries = [
            Entry(date(2026, month, 1), numerator=Decimal(n), denominator=Decimal(of))
            for month, (n, of) in enumerate(NUMBERS, 1)
        ]
        reason = Entry(date(2026, 5, 1), no_data_reason="Reasoncanary was away")
        record_points(measure=row, by=cast.lead, entries=[*entries, reason])
        annotate(measure=row, by=cast.lead, label="Notecanary", starts_on=date(2026, 2, 2))
    return row


def test_a_frozen_chart_is_made_of_disclosed_numbers_alone(cast: Cast, measure: Measure) -> None:
    with cast.scope():
        piece = chart_piece(measure, NHS_2018)
    assert [row[1:] for row in piece["table"]["rows"]] == [
        ["25%", ""],
        ["*", "Not shown: a small number of people"],
        ["*", "Not shown: a small number of people"],
        ["55%", ""],
        ["", "No number"],
    ]
    assert (piece["hidden"], piece["rule"]) == (2, "NHS England 2018, version 1")
    whole = json.dumps(piece)
    assert "canary" not in whole
    assert "Median" in piece["svg"]
    # What the true numbers come to: 29.3, 7.9, 50 and 58.5 of a hundred, and their median 39.6; 40 is the one shown.
    assert not re.search(r"29\.3|7\.9%|58\.5|39\.6|\b53\b", whole)
    assert "40%" in piece["description"]


def test_rare_events_are_not_drawn_outside(cast: Cast, measure: Measure) -> None:
    with cast.scope():
        Measure.objects.filter(pk=measure.pk).update(kind="days_between", chart_kind="t", frequency="event")
        measure.refresh_from_db()
        piece = chart_piece(measure, NHS_2018)
    assert (piece["svg"], piece["table"]["rows"], piece["sentence"]) == ("", [], EVENTS_STAY)
    assert "2026" not in json.dumps(piece)
