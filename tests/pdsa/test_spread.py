"""Where what was adopted is spread: planned, started on the charts, reached, taken back."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from measures.models import Annotation, Measure
from organisations.queries import team_access
from pdsa.actions import Refused, SpreadFields, change_spread, decide, remove_spread, save_plan, spread_to
from pdsa.models import Cycle, Spread
from pdsa.queries import spreads_due
from tests.cast import Cast
from tests.coaching.test_visits import seen_in
from tests.pdsa.browsing import at, boxes, text_of
from tests.pdsa.conftest import days_ago, make_cycle, make_measure


def adopted(cast: Cast, **fields: Any) -> Cycle:
    """A test of north's whose decision is to adopt; call it inside a scope."""
    return decide(cycle=make_cycle(cast, "act", **fields), by=cast.lead, decision="adopt")


def marks(measure: Measure) -> set[tuple[str, Any]]:
    """What of the scale-up is noted on a measure's charts, and on which day."""
    rows = Annotation.objects.filter(measure=measure, source__startswith="spread:")
    return set(rows.values_list("label", "starts_on"))


def test_each_start_stands_on_the_charts_and_is_taken_off_when_it_is_taken_back(cast: Cast) -> None:
    with cast.scope():
        one, two = make_measure(cast, "Visits"), make_measure(cast, "Calls")
        cycle = adopted(cast, measures=[one])
        ward = spread_to(cycle=cycle, by=cast.lead, said=SpreadFields(place="Ash ward"))
        assert marks(one) == set()
        ward = change_spread(
            spread=ward, by=cast.lead, said=SpreadFields(place="Ash ward", started_on=days_ago(3), reached=4)
        )
        on_chart = {("Spread to Ash ward: Ring the day before", days_ago(3))}
        assert marks(one) == on_chart
        # It leads to what everybody reads, not to the form of those who log tests.
        drawn = Annotation.objects.get(measure=one, source=f"spread:{ward.pk}")
        assert drawn.url == f"{at('spreads', cast.north_project.pk)}#place-{ward.pk}"
        # Another measure is chosen, and the title changed, afterwards.
        save_plan(cycle=cycle, by=cast.lead, measures=[two], title="Ring twice")
        assert (marks(one), marks(two)) == (set(), {("Spread to Ash ward: Ring twice", days_ago(3))})
        change_spread(spread=ward, by=cast.lead, said=SpreadFields(place="Ash ward"))
        assert marks(two) == set()
        other = spread_to(cycle=cycle, by=cast.lead, said=SpreadFields(place="Elm", started_on=days_ago(1)))
        assert len(marks(two)) == 1
        remove_spread(spread=other, by=cast.lead)
        assert marks(two) == set()
        assert list(Spread.objects.values_list("place", flat=True)) == ["Ash ward"]


@pytest.mark.parametrize(
    ("said", "wrong"),
    [
        ({"place": "ash WARD"}, "place"),
        ({"started_on": days_ago(-1)}, "started_on"),
        ({"done_on": days_ago(1)}, "started_on"),
        ({"started_on": days_ago(1), "done_on": days_ago(2)}, "done_on"),
        ({"fidelity": "changed", "changed_how": " "}, "changed_how"),
    ],
)
def test_what_does_not_fit_is_told_at_its_field(cast: Cast, said: dict[str, Any], wrong: str) -> None:
    with cast.scope():
        cycle = adopted(cast)
        spread_to(cycle=cycle, by=cast.lead, said=SpreadFields(place="Ash ward"))
        with pytest.raises(ValidationError) as refused:
            spread_to(cycle=cycle, by=cast.lead, said=SpreadFields(**{"place": "Elm", **said}))
        assert set(refused.value.message_dict) == {wrong}
        with pytest.raises(Refused):
            spread_to(cycle=make_cycle(cast, "complete"), by=cast.lead, said=SpreadFields(place="Elm"))


def test_the_plan_sums_whom_it_reaches_and_says_what_is_due(cast: Cast, lead: Client) -> None:
    here = at("spreads", cast.north_project.pk)
    assert "Nothing is adopted yet" in text_of(lead.get(here))
    with cast.scope():
        cycle = adopted(cast)
    assert "Who should have it next?" in text_of(lead.get(at("cycle", cycle.pk)))
    new = at("spread-new", cycle.pk)
    said = {"place": "Ash ward", "who": "mia member", "aimed": "1,200", "reached": "40", **boxes("due_on", 2)}
    key = {"form_key": "5c6a3d0e-7d9f-4a9e-8a42-0a2d6f9a1b11"}
    assert [lead.post(new, said | key).status_code for _ in range(2)] == [302, 302]
    # Gone back to, the page makes another place: what was typed is not taken for the first.
    assert lead.post(new, {"place": "Oak"} | key).status_code == 302
    with cast.scope():
        assert list(Spread.objects.order_by("pk").values_list("place", flat=True)) == ["Ash ward", "Oak"]
        remove_spread(spread=Spread.objects.get(place="Oak"), by=cast.lead)
    changed = {"fidelity": "changed", "changed_how": "They text", **boxes("started_on", 9), **boxes("done_on", 1)}
    assert lead.post(new, {"place": "Elm", "aimed": "30", "reached": "2", **changed}).status_code == 302
    html = text_of(lead.get(here))
    assert "2 places: in place in 1. 42 of 1,230 people reached." in html
    assert "40 of 1,200 people reached" in html
    assert "Overdue" in html
    assert "Differently: They text" in html
    with cast.scope():
        access = team_access(cast.lead, cast.north)
        (due,) = spreads_due(access, until=timezone.localdate())
        assert (due.place, due.person) == ("Ash ward", cast.member)
        assert spreads_due(access, cast.north_project, until=timezone.localdate() - timedelta(days=3)) == []


def test_two_who_change_a_place_are_shown_both_texts(cast: Cast, lead: Client) -> None:
    with cast.scope():
        ward = spread_to(cycle=adopted(cast), by=cast.lead, said=SpreadFields(place="Ash ward"))
    here = at("spread", ward.pk)
    seen = seen_in(lead.get(here).content.decode())
    with cast.scope():
        change_spread(spread=ward, by=cast.member, said=SpreadFields(place="Ash ward", reached=31))
    refused = lead.post(here, {"place": "Ash ward", "reached": "12", "seen": seen})
    assert refused.status_code == 422
    html = refused.content.decode()
    compared = re.findall(r'role="rowheader">([^<]+)<', html)
    assert compared == ["How many people has it reached so far?"]
    assert "31" in text_of(refused)
    assert lead.post(here, {"place": "Ash ward", "reached": "12", "seen": seen_in(html)}).status_code == 302
    gone = at("spread-remove", ward.pk)
    # Somebody else changed it again while the question stood open.
    assert lead.post(gone, {"seen": seen}).status_code == 422
    assert lead.post(gone, {"seen": seen_in(lead.get(gone).content.decode())}).status_code == 302


@pytest.mark.parametrize("many", [1, 4])
def test_the_plan_asks_no_more_for_many(cast: Cast, lead: Client, many: int, django_assert_num_queries: Any) -> None:
    with cast.scope():
        for number in range(many):
            cycle = adopted(cast, title=f"Try {number}")
            for ward in range(many):
                spread_to(cycle=cycle, by=cast.lead, said=SpreadFields(place=f"Ward {ward}"))
    here = at("spreads", cast.north_project.pk)
    lead.get(here)
    with django_assert_num_queries(22):
        lead.get(here)
