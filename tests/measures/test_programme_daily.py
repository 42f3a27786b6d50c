"""A pooled line moves at most once a day, whoever saves, unless what it counts is changed."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from measures.actions import set_chart_defaults
from measures.actions.programme import ProgrammeFields, correct_version, revise_programme
from measures.models import ProgrammeChart
from measures.pooling import Pooled
from measures.queries.programme import programmes_of, states_of
from measures.spc import ENGINE_VERSION
from tests.cast import Cast
from tests.measures.programme_stage import Programme, make_programme

SIZES = {"north": (30, 100), "south": (60, 200), "west": (36, 120), "mid": (90, 300)}
# Together 216 of 720; with 90 of 100 for north, 276 of 720.
BEFORE, AFTER = (30.0,) * 4, (30.0, 38.3, 30.0, 30.0)


@pytest.fixture
def programme(cast: Cast) -> Programme:
    """Four that count, one that has not said so, and a line of today."""
    made = make_programme(cast, months=4)
    for name, numbers in SIZES.items():
        made.places[name].enter(dict.fromkeys(made.months, numbers))
        made.say(name, made.first)
    made.places["coast"].enter(dict.fromkeys(made.months, (99, 100)))
    made.compute()
    assert made.stored().values == BEFORE
    return made


def put_right(programme: Programme) -> None:
    programme.places["north"].enter({programme.months[1]: (90, 100)}, reason="Put right")


def fields_of(programme: Programme) -> ProgrammeFields:
    return ProgrammeFields(**{name: getattr(programme.measure, name) for name in ProgrammeFields.__dataclass_fields__})


def revise(programme: Programme, **changes: Any) -> None:
    with programme.national():
        revise_programme(
            programme=programme.measure, by=programme.cast.admin, fields=replace(fields_of(programme), **changes)
        )


def correct(programme: Programme, *, months_back: int, definition: str) -> None:
    with programme.national():
        version = programme.first
        correct_version(
            version=version,
            by=programme.cast.admin,
            effective_from=programme.months[months_back],
            definition=definition,
            reason="",
        )


def read_by(programme: Programme, rules: str) -> None:
    with programme.national():
        set_chart_defaults(
            collaborative=programme.cast.amhe,
            by=programme.cast.admin,
            run_rules=rules,
            xmr_rules="mdc7",
            limits_rules="anhoej",
            screened=None,
        )


def test_whoever_saves_moves_nothing_before_the_next_day(programme: Programme) -> None:
    shown = programme.stored()
    put_right(programme)
    assert programme.compute() == 0
    assert programme.stored() == shown
    assert programme.waiting() == 1
    programme.a_day_passes()
    assert programme.compute() == 1
    assert programme.stored().values == AFTER
    assert programme.waiting() == 0


def test_whoever_enters_or_leaves_is_not_in_the_line_before_the_next_day(programme: Programme) -> None:
    shown = programme.stored()
    assert (shown.counted, shown.differently) == ((4,) * 4, (0,) * 4)
    programme.say("coast", programme.first)
    programme.say("mid", None)
    assert programme.compute() == 0
    assert programme.stored() == shown
    programme.a_day_passes()
    programme.compute()
    after = programme.stored()
    assert (after.values, after.differently) == ((43.3,) * 4, (1,) * 4)  # 225 of 520


@pytest.mark.parametrize(
    "change",
    [
        lambda it: it.renew(it.months[3]),
        lambda it: correct(it, months_back=1, definition="Everybody referred"),
        lambda it: revise(it, rate_per=10),
    ],
    ids=["a version", "its first period", "for every"],
)
def test_what_it_counts_is_changed_and_it_is_made_at_once(
    programme: Programme, change: Callable[[Programme], None]
) -> None:
    put_right(programme)
    change(programme)
    assert programme.compute() == 1
    assert 38.3 in programme.stored().values
    assert programme.waiting() == 0
    assert programme.compute() == 0


@pytest.mark.parametrize(
    "change",
    [
        lambda it: correct(it, months_back=0, definition="Everybody referred to us"),
        lambda it: revise(it, name="Seen", target=Decimal(80), chart_kind="xmr"),
        lambda it: read_by(it, "ihi"),
        lambda it: ProgrammeChart.objects.update(engine="older"),
    ],
    ids=["words", "target and chart", "rules", "engine"],
)
def test_a_line_that_is_read_anew_keeps_its_values(programme: Programme, change: Callable[[Programme], None]) -> None:
    shown = programme.stored()
    computed_at = programme.measure.chart.computed_at
    put_right(programme)
    with programme.national():
        change(programme)
    assert programme.compute() == 1
    assert programme.stored() == shown
    chart = programme.measure.chart
    assert (chart.engine, chart.computed_at) == (ENGINE_VERSION, computed_at)
    assert programme.waiting() == 1
    assert programme.compute() == 0


def test_a_page_reads_by_the_new_rules_before_the_worker_has(programme: Programme) -> None:
    read_by(programme, "ihi")
    with programme.national():
        (state,) = states_of(list(programmes_of(programme.cast.amhe)))
    assert (state.analysis.rules, state.pooled.values, state.is_stale) == ("ihi", BEFORE, False)
    programme.compute()
    assert programme.stored().values == BEFORE
    assert programme.measure.chart.analysis["rules"] == "ihi"


def test_a_line_without_a_value_follows_every_change_until_it_has_one(cast: Cast) -> None:
    programme = make_programme(cast, months=2)
    seen: list[Pooled] = []
    for name in ("north", "south", "west", "mid"):
        programme.places[name].enter(dict.fromkeys(programme.months, SIZES[name]))
        programme.say(name, programme.first)
        programme.compute()
        seen.append(programme.stored())
    assert [one.values for one in seen] == [(None,) * 2, (None,) * 2, (30.0,) * 2, (30.0,) * 2]
    assert [one.counted for one in seen] == [(1,) * 2, (2,) * 2, (3,) * 2, (3,) * 2]
