"""A test in north's project at each stage, and measures it can move."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from measures.actions import MeasureFields, define_measure
from measures.models import Measure
from pdsa.actions import decide, plan_cycle, start_act, start_do, start_study, stop
from pdsa.models import Cycle
from tests.cast import Cast


def days_ago(count: int) -> date:
    """The day so many days before today."""
    return timezone.localdate() - timedelta(days=count)


def make_measure(cast: Cast, name: str, project: Any = None) -> Measure:
    """A monthly count in north's project (or another); call it inside a scope."""
    fields = MeasureFields(
        name=name,
        measure_type="process",
        kind="count",
        numerator_label="People seen",
        frequency="month",
        starts_on=date(2025, 1, 1),
    )
    return define_measure(project=project or cast.north_project, by=cast.lead, fields=fields)


def make_cycle(cast: Cast, status: str = "plan", **fields: Any) -> Cycle:
    """A test of north's brought to a status, started ten days ago; call it inside a scope."""
    options = {"title": "Ring the day before", "prediction": "Eight of ten will come", **fields}
    cycle = plan_cycle(project=cast.north_project, by=cast.lead, **options)
    if status == "plan":
        return cycle
    cycle = start_do(cycle=cycle, by=cast.lead, starts_on=days_ago(10))
    if status == "stopped":
        return stop(cycle=cycle, by=cast.lead, reason="The clinic moved")
    if status in ("study", "act", "complete"):
        cycle = start_study(cycle=cycle, by=cast.lead)
    if status in ("act", "complete"):
        cycle = start_act(cycle=cycle, by=cast.lead)
    if status == "complete":
        cycle = decide(cycle=cycle, by=cast.lead, decision="adapt", rationale="Call in the evening instead")
    return cycle


@pytest.fixture
def made(cast: Cast) -> Callable[..., Cycle]:
    """Makes a test of north's at a status, opening the scope itself."""

    def make(status: str = "plan", **fields: Any) -> Cycle:
        with cast.scope():
            return make_cycle(cast, status, **fields)

    return make


@pytest.fixture
def lead(cast: Cast, client: Client) -> Client:
    """A browser in which north's lead is signed in."""
    client.force_login(cast.lead)
    return client
