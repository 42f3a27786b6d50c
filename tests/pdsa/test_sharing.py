"""A team's plan, shared on purpose, found by another team, taken up with credit, and taken back."""

import re

import pytest
from django.test import Client

from pdsa.actions import Expected, Refused, save_plan, share_plan, use_plan, withdraw_plan
from pdsa.models import Cycle, SharedPlan
from tests.cast import Cast
from tests.pdsa.browsing import at, text_of
from tests.pdsa.conftest import make_cycle


def planned(cast: Cast) -> Cycle:
    cycle = make_cycle(
        cast, objective="Do more come?", scale="few", data_plan="Calls", led_by="Northcanary", setting="Secret ward"
    )
    asked = [Expected("Will they come?", "Eight of ten"), Expected("", "Only expected")]
    return save_plan(cycle=cycle, by=cast.lead, predictions=asked)


@pytest.fixture
def south(cast: Cast) -> Client:
    client = Client()
    client.force_login(cast.south_lead)
    return client


def test_another_team_finds_a_shared_plan_and_plans_from_it_with_credit(
    cast: Cast, lead: Client, south: Client
) -> None:
    with cast.scope():
        cycle = planned(cast)
    assert "No team has shared a plan yet" in text_of(south.get(at("plans", cast.south_project.pk)))
    shown = text_of(lead.get(at("cycle-share", cycle.pk)))
    words = shown[shown.index("Share this plan?") :]
    assert "Do more come?" in words
    assert "Will they come?" in words
    for kept in ("Eight of ten", "Only expected", "Northcanary", "Secret ward"):
        assert kept not in words
    assert lead.post(at("cycle-share", cycle.pk), {"do": "share"}).status_code == 302
    with cast.scope():
        plan = SharedPlan.objects.get()
    assert "Ring the day before" in text_of(south.get(at("plans", cast.south_project.pk) + "?q=day+more"))
    assert "No plan matches" in text_of(south.get(at("plans", cast.south_project.pk) + "?q=nothing"))
    assert "Ring the day before" not in text_of(lead.get(at("plans", cast.north_project.pk)))
    address = at("plan-use", cast.south_project.pk, plan=plan.pk)
    key = re.search(r'name="form_key" value="([0-9a-f-]{36})"', south.get(address).content.decode())
    assert key is not None
    places = {south.post(address, {"form_key": key[1]})["Location"] for _ in range(2)}
    with cast.scope(cast.south):
        made = Cycle.objects.get(participation=cast.south)
        assert places == {at("cycle", made.pk)}
        assert (made.title, made.objective, made.scale, made.status, made.setting) == (
            "Ring the day before", "Do more come?", "few", "plan", "",
        )  # fmt: skip
        assert [(row.question, row.text) for row in made.predictions.all()] == [("Will they come?", "")]
    assert f"Made from a plan of {cast.north.organisation.name}" in text_of(south.get(at("cycle", made.pk)))


def test_a_withdrawn_plan_leaves_no_word_behind(cast: Cast, lead: Client, south: Client) -> None:
    with cast.scope():
        cycle = planned(cast)
        plan = share_plan(cycle=cycle, by=cast.lead)
        again = share_plan(cycle=save_plan(cycle=cycle, by=cast.lead, title="Ring twice"), by=cast.member)
        assert (again.pk, again.title, again.shared_by) == (plan.pk, "Ring twice", cast.lead)
    lead.post(at("cycle-share", cycle.pk), {"do": "withdraw"})
    assert south.get(at("plan-use", cast.south_project.pk, plan=plan.pk)).status_code == 404
    with cast.scope(cast.north, cast.south):
        plan.refresh_from_db()
        assert (plan.title, plan.said) == ("Withdrawn", {})
        with pytest.raises(Refused):
            use_plan(plan=plan, project=cast.south_project, by=cast.south_lead)
        withdraw_plan(cycle=cycle, by=cast.lead)
        assert share_plan(cycle=cycle, by=cast.lead).pk != plan.pk


@pytest.mark.parametrize("many", [1, 4])
def test_the_list_of_plans_asks_no_more_for_many(
    cast: Cast, south: Client, many: int, django_assert_num_queries
) -> None:
    with cast.scope():
        for number in range(many):
            share_plan(cycle=make_cycle(cast, title=f"Try {number}"), by=cast.lead)
    south.get(at("plans", cast.south_project.pk))
    with django_assert_num_queries(22):
        south.get(at("plans", cast.south_project.pk))
