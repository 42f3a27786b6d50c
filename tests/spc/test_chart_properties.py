"""What must hold for any series on any chart under any rules: shifted, scaled, mirrored, in a batch, in JSON."""

import json
import math
from dataclasses import dataclass, replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from measures.spc import CHARTS, RULE_SETS, Analysis, Points, analyse, analyse_many
from measures.spc.catalogue import needs_denominator, takes_denominator

SUBGROUPS = ("xbar", "s")
COUNTS = ("p", "pp", "u", "up", "c", "g")
# Charts on which adding to every value, or turning its sign, only moves the picture.
LOCATION = ("run", "xmr", "i", "ip", "xbar")
# Charts on which a factor for every value only stretches the picture.
SCALED = (*LOCATION, "mr", "t", "s")

FLAGS = ("outside", "close", "trend", "shift", "two_of_three", "special_side", "side")
LINES = ("y", "cl", "lcl", "ucl", "lcl_95", "ucl_95")
FACTS = ("n_used", "n_useful", "longest_run", "longest_run_max", "crossings", "crossings_min", "long_run")
MORE_FACTS = ("few_crossings", "runs_lower", "runs_upper", "n_trends", "raw_signal", "tested", "signal", "trial")


@dataclass(frozen=True)
class Asked:
    """One call of `analyse`."""

    chart: str
    rules: str
    values: list[float | None]
    denominators: list[float | None] | None
    deviations: list[float | None] | None
    options: dict[str, Any]

    def answer(self) -> Analysis:
        return analyse(
            self.values, self.chart, self.rules,
            denominators=self.denominators, deviations=self.deviations, **self.options,
        )  # fmt: skip


def rules_for(chart: str) -> st.SearchStrategy[str]:
    fit = [
        name
        for name, rules in RULE_SETS.items()
        if (chart == "run" or not rules.runs_table) and (chart != "run" or name != "shewhart")
    ]
    return st.sampled_from(fit)


def column(numbers: st.SearchStrategy[float], n: int) -> st.SearchStrategy[list[float | None]]:
    return st.lists(st.one_of(st.none(), numbers), min_size=n, max_size=n)


def whole(low: int, high: int) -> st.SearchStrategy[float]:
    return st.integers(low, high).map(float)


_baselines = st.one_of(
    st.just({}),
    st.integers(1, 40).map(lambda points: {"freeze": points}),
    st.integers(0, 40).map(lambda last: {"baselines": [last]}),
)
_others: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries(
    {},
    optional={
        "parts": st.lists(st.integers(0, 40), max_size=2),
        "excluded": st.lists(st.integers(0, 40), max_size=4),
        "screened": st.booleans(),
        "direction": st.sampled_from(["up", "down", "none"]),
    },
)
options = st.tuples(_baselines, _others).map(lambda said: said[0] | said[1])


@st.composite
def asked(draw: st.DrawFn, charts: tuple[str, ...] = CHARTS, *, finite: bool = False) -> Asked:
    """A call with numbers that suit the chart; `finite`: with any finite numbers at all."""
    chart = draw(st.sampled_from(charts))
    n = draw(st.integers(0, 32))
    anything = st.floats(allow_nan=False, allow_infinity=False)
    values = whole(0 if chart in COUNTS or chart == "s" else -20, 20)
    sizes, spread = whole(0, 30), whole(0, 9)
    if finite:
        values = sizes = spread = anything
    if chart == "t":
        values = st.floats(0.0, exclude_min=True, allow_infinity=False) if finite else whole(1, 20)
    ratio = needs_denominator(chart) or (takes_denominator(chart) and draw(st.booleans()))
    return Asked(
        chart=chart,
        rules=draw(rules_for(chart)),
        values=draw(column(values, n)),
        denominators=draw(column(sizes, n)) if ratio else None,
        deviations=draw(column(spread, n)) if chart in SUBGROUPS else None,
        options=draw(options),
    )


def near(found: tuple[float | None, ...], expected: list[float | None]) -> None:
    size = 1e-8 * max((abs(value) for value in expected if value is not None), default=0.0)
    assert [value is None for value in found] == [value is None for value in expected]
    pairs = zip(found, expected, strict=True)
    assert all(math.isclose(*pair, rel_tol=1e-8, abs_tol=size) for pair in pairs if None not in pair)  # type: ignore[arg-type]


def lines_moved(before: Points, after: Points, move: Any) -> None:
    for name in LINES:
        near(getattr(after, name), [None if value is None else move(value) for value in getattr(before, name)])


def same_flags(before: Analysis, after: Analysis) -> None:
    for name in FLAGS:
        assert getattr(after.points, name) == getattr(before.points, name), name
    for one, other in zip(before.parts, after.parts, strict=True):
        for name in (*FACTS, *MORE_FACTS, "change", "runs", "no_variation"):
            assert getattr(other, name) == getattr(one, name), name


def moved(given_call: Asked, **changes: Any) -> Analysis:
    return replace(given_call, **changes).answer()


def each(values: list[float | None] | None, function: Any) -> list[float | None] | None:
    return None if values is None else [None if value is None else function(value) for value in values]


@given(asked(LOCATION), st.integers(-500, 500))
def test_shifting_moves_lines_and_no_flag(call: Asked, by: int) -> None:
    call = replace(call, denominators=call.denominators if call.chart == "xbar" else None)
    before, after = call.answer(), moved(call, values=each(call.values, lambda value: value + by))
    lines_moved(before.points, after.points, lambda value: value + by)
    same_flags(before, after)


@given(asked(SCALED), st.integers(-40, 40).map(lambda power: 2.0**power))
def test_scaling_stretches_lines_and_moves_no_flag(call: Asked, by: float) -> None:
    before = call.answer()
    after = moved(
        call,
        values=each(call.values, lambda value: value * by),
        deviations=each(call.deviations, lambda value: value * by),
    )
    lines_moved(before.points, after.points, lambda value: value * by)
    same_flags(before, after)


@given(asked(("u", "up")), st.integers(-20, 20).map(lambda power: 2.0**power))
def test_a_larger_unit_of_exposure_makes_smaller_rates(call: Asked, by: float) -> None:
    before, after = call.answer(), moved(call, denominators=each(call.denominators, lambda value: value * by))
    lines_moved(before.points, after.points, lambda value: value / by)
    same_flags(before, after)


def mirrored(before: Analysis, after: Analysis, mirror: Any) -> None:
    swap = {"lcl": "ucl", "ucl": "lcl", "lcl_95": "ucl_95", "ucl_95": "lcl_95"}
    for name in LINES:
        near(
            getattr(after.points, name),
            [None if value is None else mirror(value) for value in getattr(before.points, swap.get(name, name))],
        )
    for name in FLAGS:
        turned = [None if sign is None else -sign for sign in getattr(before.points, name)]
        assert list(getattr(after.points, name)) == turned, name
    for one, other in zip(before.parts, after.parts, strict=True):
        assert [getattr(other, name) for name in (*FACTS, *MORE_FACTS)] == [
            getattr(one, name) for name in (*FACTS, *MORE_FACTS)
        ]
        assert other.change == -one.change


@given(asked(LOCATION))
def test_mirroring_turns_everything_upside_down(call: Asked) -> None:
    mirrored(call.answer(), moved(call, values=each(call.values, lambda value: -value)), lambda value: -value)


@given(asked(("p", "pp")))
def test_counting_the_others_turns_a_proportion_upside_down(call: Asked) -> None:
    assert call.denominators is not None
    pairs = [
        (None, n) if y is None or n is None else (min(y, n), n)
        for y, n in zip(call.values, call.denominators, strict=True)
    ]
    call = replace(call, values=[y for y, _ in pairs])
    others = [None if y is None or n is None else n - y for y, n in pairs]
    mirrored(call.answer(), moved(call, values=others), lambda value: 1 - value)


@given(asked(), st.randoms(use_true_random=False))
def test_a_batch_of_any_chart_is_equal_to_one_by_one(call: Asked, random: Any) -> None:
    order = list(range(len(call.values)))
    rows = [order, *(random.sample(order, len(order)) for _ in range(3))]

    def columns(values: list[float | None] | None) -> list[list[float | None]] | None:
        return None if values is None else [[values[place] for place in row] for row in rows]

    batch = analyse_many(
        columns(call.values) or [], call.chart, call.rules,
        denominators=columns(call.denominators), deviations=columns(call.deviations), **call.options,
    )  # fmt: skip
    one_by_one = [
        moved(
            call,
            values=each_at(call.values, row),
            denominators=each_at(call.denominators, row),
            deviations=each_at(call.deviations, row),
        )
        for row in rows
    ]
    for found, expected in zip(batch, one_by_one, strict=True):
        if call.chart == "t":  # numpy rounds the last bit of a power by where in memory the number stands
            lines_moved(expected.points, found.points, lambda value: value)
            same_flags(expected, found)
        else:
            assert found == expected
    assert batch.signal.tolist() == [one.signal for one in one_by_one]
    assert batch.n_useful.tolist() == [one.n_useful for one in one_by_one]
    assert batch.change.tolist() == [one.change for one in one_by_one]


PER_POINT = tuple(name for name in Points.__dataclass_fields__ if name not in ("n", "part"))


@given(asked(), st.integers(1, 31), st.data())
def test_each_part_has_its_own_baseline_and_is_computed_as_if_alone(call: Asked, cut: int, data: st.DataObject) -> None:
    n = len(call.values)
    cut = min(cut, max(n - 1, 0))
    if cut == 0:
        return
    last: dict[int, int] = {}
    for start, stop in ((0, cut), (cut, n)):
        if data.draw(st.booleans()):
            last[start] = data.draw(st.integers(start, stop - 1))
    plain = {name: call.options[name] for name in ("screened", "direction") if name in call.options}
    whole_series = moved(call, options={**plain, "parts": [cut], "baselines": list(last.values())})
    for number, (start, stop) in enumerate(((0, cut), (cut, n))):
        alone = moved(
            call,
            values=call.values[start:stop],
            denominators=None if call.denominators is None else call.denominators[start:stop],
            deviations=None if call.deviations is None else call.deviations[start:stop],
            options=plain | ({"freeze": last[start] - start + 1} if start in last else {}),
        )
        part = whole_series.parts[number]
        for name in (*FACTS, *MORE_FACTS, "change", "no_variation"):
            assert getattr(part, name) == getattr(alone.latest, name), name
        near((part.centre,), [alone.centre])
        for name in PER_POINT:
            found, expected = getattr(whole_series.points, name)[start:stop], getattr(alone.points, name)
            if name in LINES:
                near(found, list(expected))
            else:
                assert found == expected, name
    assert of_part(whole_series) == of_part(alone)


def of_part(analysis: Analysis) -> list[str]:
    """The notes that are about the latest part, not about numbers anywhere in the series."""
    return [note for note in analysis.notes if not note[0].isdigit()]


def each_at(values: list[float | None] | None, places: list[int]) -> list[float | None] | None:
    return None if values is None else [values[place] for place in places]


@given(asked(finite=True))
def test_any_finite_numbers_have_an_answer_that_json_can_hold(call: Asked) -> None:
    analysis = call.answer()
    stored = json.dumps(analysis.to_dict(), allow_nan=False)
    assert Analysis.from_dict(json.loads(stored)) == analysis
    assert {len(getattr(analysis.points, name)) for name in (*LINES, *FLAGS, "kind", "part")} == {len(call.values)}


@given(asked())
def test_limits_stand_on_their_sides_of_the_line(call: Asked) -> None:
    points = analyse(
        call.values, call.chart, call.rules,
        denominators=call.denominators, deviations=call.deviations, **call.options,
    ).points  # fmt: skip
    for low, near_low, near_high, high in zip(points.lcl, points.lcl_95, points.ucl_95, points.ucl, strict=True):
        drawn = [line for line in (low, near_low, near_high, high) if line is not None]
        assert drawn == sorted(drawn)
    if call.chart in COUNTS:
        assert all(line >= 0 for line in (*points.lcl, *points.lcl_95) if line is not None)
    if call.chart in ("p", "pp"):
        assert all(line <= 1 for line in (*points.ucl, *points.ucl_95) if line is not None)
