"""The ramp: how high each step stands, where a branch begins, and its picture for a page and for a phone."""

import re
from itertools import pairwise
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from pdsa.actions import decide, next_cycle, start_act, start_do, start_study
from pdsa.models import Cycle
from pdsa.ramp import NARROW, SCALES, Step, branches, levels, place_narrow, place_wide, svg
from tests.cast import Cast
from tests.pdsa.browsing import at, text_of
from tests.pdsa.conftest import days_ago, make_cycle


def steps(*scales: str, **after: int) -> list[Step]:
    """Steps numbered from 1 on these scales; t3=1 says that test 3 came from test 1."""
    origins = {number: after.get(f"t{number}", number - 1 or None) for number in range(1, len(scales) + 1)}
    return [
        Step(
            number,
            f"Ring the day before, try {number}",
            scale,
            scale,
            "Adapted",
            "over",
            f"/t/{number}/",
            origins[number],
        )
        for number, scale in enumerate(scales, start=1)
    ]


@pytest.mark.parametrize(
    ("scales", "high"),
    [
        (("one",), [0]),
        (("one", "few", "team"), [0, 34, 68]),
        (("one", "one", "one", "one"), [0, 14, 28, 28]),
        (("few", "few", "team", "one"), [34, 48, 68, 0]),
        (("beyond", "beyond"), [0, 14]),
        ((), []),
    ],
)
def test_the_larger_the_scale_the_higher_the_step(scales: tuple[str, ...], high: list[float]) -> None:
    assert levels(steps(*scales)) == high


def test_every_pair_of_scales_rises() -> None:
    for smaller, larger in pairwise(SCALES):
        low, lower, higher = levels(steps(smaller, smaller, larger))
        assert low < lower < higher


def test_wide_steps_stand_side_by_side_on_one_foot() -> None:
    placed = place_wide(steps("one", "few", "few", "team"))
    assert [one.x for one in placed] == [place * placed[0].width for place in range(4)]
    assert len({one.y + one.height for one in placed}) == 1
    assert [one.y for one in placed] == sorted((one.y for one in placed), reverse=True)


def test_narrow_steps_climb_within_a_phone() -> None:
    placed = place_narrow(steps("one", "few", "few", "team", "organisation"))
    for below, above in pairwise(placed):
        assert above.y + above.height == pytest.approx(below.y)
        assert above.x > below.x
    assert all(one.x + one.width == NARROW for one in placed)


def test_a_branch_is_a_line_over_the_steps_between() -> None:
    forked = steps("one", "few", "few", t3=1)
    assert branches(forked) == [(0, 2)]
    assert branches(steps("one", "few", "few")) == []
    drawn = svg(forked, uid="x")
    assert drawn.count("<polygon") == 1
    assert "From test 1" in drawn
    assert "<path" not in svg(steps("one", "few"), uid="x")
    assert "From test 1" in svg(forked, uid="x", narrow=True)


@pytest.mark.parametrize("narrow", [False, True])
def test_the_picture_says_each_test_in_words_and_nothing_inline(narrow: bool) -> None:
    drawn = svg(
        [*steps("one"), Step(2, "<b>& more " * 30, "few", "A few", "Planned", "planned", "/t/2/", 1)],
        uid="x",
        narrow=narrow,
    )
    assert re.findall(r">(Test \d)<", drawn) == ["Test 1", "Test 2"]
    assert drawn.count('<a href="/t/') == 2
    assert "&lt;b&gt;&amp;" in drawn
    assert "<b>" not in drawn
    assert "style=" not in drawn
    assert 'role="group"' in drawn
    # A title too long for its step is shortened; the words beside the picture have it whole.
    assert "…" in drawn


def decided(cast: Cast, decision: str, **fields: str) -> Cycle:
    cycle = start_do(cycle=make_cycle(cast, **fields), by=cast.lead, starts_on=days_ago(9))
    cycle = start_act(cycle=start_study(cycle=cycle, by=cast.lead), by=cast.lead)
    return decide(cycle=cycle, by=cast.lead, decision=decision, rationale="It helped")


def test_one_test_can_have_two_next_ones(cast: Cast, lead: Client) -> None:
    with cast.scope():
        first = decided(cast, "expand")
        second = next_cycle(cycle=first, by=cast.lead)
        assert next_cycle(cycle=first, by=cast.lead) == second
    page = lead.get(at("cycle", first.pk)).content.decode()
    key = re.search(r'name="form_key" value="([0-9a-f-]{36})"', page)
    assert key is not None
    answers = {lead.post(at("cycle-next", first.pk), {"form_key": key[1]})["Location"] for _ in range(2)}
    with cast.scope():
        third = Cycle.objects.get(number=3)
        assert answers == {at("cycle", third.pk)}
        assert (third.previous_id, third.series, third.scale) == (first.pk, first.series, "few")
        with pytest.raises(ValidationError):
            next_cycle(cycle=second, by=cast.lead, form_key=uuid4())
    assert "It came from test 1" in text_of(lead.get(at("cycle", second.pk)))


def test_a_decision_plans_the_next_test_in_the_same_press(cast: Cast, lead: Client) -> None:
    with cast.scope():
        cycle = make_cycle(cast, "act")
    data = {"version": cycle.version, "decision": "adapt", "rationale": "Evenings", "next_steps": "Ring at six"}
    answer = lead.post(at("cycle-edit", cycle.pk, stage="act"), {**data, "then": "plan"})
    with cast.scope():
        planned = Cycle.objects.get(previous=cycle)
    assert answer["Location"] == at("cycle", planned.pk)
    assert "What test 1 taught you Evenings Ring at six" in text_of(lead.get(answer["Location"]))
    with cast.scope():
        kept = make_cycle(cast, "act")
    data = {"version": kept.version, "decision": "adopt", "rationale": "It works", "then": "plan"}
    assert lead.post(at("cycle-edit", kept.pk, stage="act"), data)["Location"].endswith("#decision")
    with cast.scope():
        assert not Cycle.objects.filter(previous=kept).exists()


@pytest.mark.parametrize("series", [1, 3])
def test_the_projects_page_draws_its_ramps(cast: Cast, lead: Client, series: int, django_assert_num_queries) -> None:
    with cast.scope():
        for number in range(series):
            next_cycle(cycle=decided(cast, "expand", idea_title=f"Idea {number}"), by=cast.lead)
    address = at("project", cast.north_project.pk)
    lead.get(address)
    with django_assert_num_queries(25):
        page = lead.get(address)
    html = page.content.decode()
    assert html.count('class="pdsa-ramp__wide"') == min(series, 2)
    assert ("1 further ramp" in text_of(page)) is (series == 3)
