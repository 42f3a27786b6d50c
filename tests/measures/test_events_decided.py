"""What was decided about a chart of rare events goes with an event whose date is put right, and is not left behind."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from measures.actions import Entry, Refused, compute_charts, draw_anew, fix_baseline, leave_out, record_points
from measures.models import Chart, ChartDecision, DataPoint, Measure
from measures.periods import EVENT, label
from tests.cast import Cast
from tests.measures.stage import JAN
from tests.measures.test_decisions import ANSWERS, shown
from tests.measures.test_events import boxes, errors, falls, happened, stored
from tests.measures.test_pages_entry import enter_url
from tests.measures.test_pages_import import words

DAYS = [JAN + timedelta(days=10 * at) for at in range(1, 7)]
LATER = JAN + timedelta(days=100)


@pytest.fixture
def lead(cast: Cast, client: Client) -> Client:
    client.force_login(cast.lead)
    return client


def decided(cast: Cast, measure: Measure, *said: tuple[Any, date]) -> None:
    """Decide about the chart of these events, and compute it."""
    with cast.scope():
        for call, day in said:
            call(measure=measure, by=cast.lead, period=day, reason="x", **(ANSWERS if call is draw_anew else {}))
        compute_charts(chart_ids=list(Chart.objects.values_list("pk", flat=True)))


def decisions(cast: Cast) -> list[tuple[str, date]]:
    with cast.scope():
        return list(ChartDecision.objects.order_by("period", "decision").values_list("decision", "period"))


def put_right(lead: Client, measure: Measure, changes: dict[date, date | None], **more: str) -> HttpResponse:
    """Send the page with these dates changed (None: removed), each with a reason."""
    sent = boxes(lead.get(enter_url(measure)))
    for was, now in changes.items():
        sent |= {f"why-{was}": "Read again"}
        sent |= {f"remove-{was}": "on"} if now is None else {f"day-{was}": label(EVENT, now)}
    return lead.post(enter_url(measure), sent | more)


def six(cast: Cast, *said: tuple[Any, date], kind: str = "days_between") -> Measure:
    measure = falls(cast, kind)
    happened(cast, measure, *DAYS)
    decided(cast, measure, *said)
    return measure


@pytest.mark.parametrize("call", [leave_out, draw_anew, fix_baseline])
def test_what_was_decided_goes_with_the_event_and_the_history_says_so(cast: Cast, lead: Client, call: Any) -> None:
    measure = six(cast, (call, DAYS[2]))
    now = DAYS[2] + timedelta(days=3)
    answer = put_right(lead, measure, {DAYS[2]: now})
    said = words(lead.get(answer["Location"]))
    assert "Saved: 1 event corrected. 1 decision about the chart went with the corrected dates." in said
    ((_, period),) = decisions(cast)
    assert period == now
    with cast.scope():
        assert Chart.objects.get().stale
        event = ChartDecision.pgh_event_model.objects.get(pgh_label="update")
        assert (event.period, event.pgh_context["verb"], event.pgh_context["reason"]) == (
            DAYS[2],
            "moved a decision about a chart with its event",
            "Read again",
        )
    analysis = shown(cast, measure)
    included = [True, True, call is not leave_out, True, True, True]
    assert [bool(one) for one in analysis.points.included] == included
    assert [part.start for part in analysis.parts] == ([0, 2] if call is draw_anew else [0])


def test_a_decision_about_another_event_stays_and_nothing_is_said_of_it(cast: Cast, lead: Client) -> None:
    measure = six(cast, (leave_out, DAYS[2]))
    answer = put_right(lead, measure, {DAYS[4]: DAYS[4] + timedelta(days=1)})
    assert "Saved: 1 event corrected." in (said := words(lead.get(answer["Location"])))
    assert "about the chart went" not in said
    assert decisions(cast) == [("exclude", DAYS[2])]


def test_each_decision_goes_with_its_own_event_where_these_take_each_others_dates(cast: Cast, lead: Client) -> None:
    measure = six(cast, (leave_out, DAYS[1]), (leave_out, DAYS[2]), (draw_anew, DAYS[3]))
    assert put_right(lead, measure, {DAYS[1]: DAYS[2], DAYS[2]: DAYS[3], DAYS[3]: LATER}).status_code == 302
    assert set(stored(cast, measure)) == {DAYS[0], *DAYS[2:], LATER}
    assert decisions(cast) == [("exclude", DAYS[2]), ("exclude", DAYS[3]), ("rebase", LATER)]


def test_events_that_change_places_take_what_was_decided_with_them(cast: Cast, lead: Client) -> None:
    measure = falls(cast, "cases_between")
    for at, day in enumerate(DAYS):
        happened(cast, measure, day, number=at + 1)
    decided(cast, measure, (leave_out, DAYS[1]))
    assert put_right(lead, measure, {DAYS[1]: DAYS[4], DAYS[4]: DAYS[1]}).status_code == 302
    assert stored(cast, measure)[DAYS[4]] == 2
    assert decisions(cast) == [("exclude", DAYS[4])]
    decided(cast, measure, (leave_out, DAYS[1]))
    refused = put_right(lead, measure, {DAYS[1]: DAYS[4], DAYS[4]: DAYS[1]})
    said = (
        "Another decision of this sort stands at the new date. Take one of the two back first, on the measure’s page."
    )
    assert [words for _, words in errors(refused)] == [f"{label(EVENT, day)}: {said}" for day in (DAYS[4], DAYS[1])]
    assert stored(cast, measure)[DAYS[4]] == 2


@pytest.mark.parametrize(
    ("call", "sort"),
    [
        (leave_out, "left out of the calculation"),
        (draw_anew, "centre line drawn anew"),
        (fix_baseline, "baseline fixed"),
    ],
)
def test_an_event_is_not_removed_from_under_a_decision(cast: Cast, lead: Client, call: Any, sort: str) -> None:
    measure = six(cast, (call, DAYS[2]))
    told = f"It was decided about the chart at this date: {sort}. Take that back first, on the measure’s page."
    assert errors(put_right(lead, measure, {DAYS[2]: None})) == [(f"day-{DAYS[2]}", f"{label(EVENT, DAYS[2])}: {told}")]
    # Nor while another event comes to its date, to which the decision would then be of.
    assert errors(put_right(lead, measure, {DAYS[2]: None, DAYS[3]: DAYS[2]}))[0][1].endswith(told)
    with cast.scope():
        with pytest.raises(Refused) as refused:
            record_points(measure=measure, by=cast.lead, entries=[Entry(DAYS[2])], reason="x")
        assert [(one.field, one.message) for one in refused.value.problems] == [("period", told)]
        assert DataPoint.objects.count() == 6
    assert [period for _, period in decisions(cast)] == [DAYS[2]]
    assert put_right(lead, measure, {DAYS[3]: None}).status_code == 302


@pytest.mark.parametrize(
    ("said", "changes", "where"),
    [
        # The event of the new part would come first.
        ([(draw_anew, DAYS[1])], {DAYS[1]: JAN}, DAYS[1]),
        # The only event before it goes.
        ([(draw_anew, DAYS[1])], {DAYS[0]: LATER}, DAYS[0]),
        ([(draw_anew, DAYS[1])], {DAYS[0]: None}, DAYS[0]),
    ],
)
def test_a_new_part_keeps_an_event_before_it(
    cast: Cast, lead: Client, said: Sequence[Any], changes: dict[date, date | None], where: date
) -> None:
    measure = six(cast, *said)
    ((box, told),) = errors(put_right(lead, measure, changes))
    assert box == f"day-{where}"
    assert told == (
        f"{label(EVENT, where)}: The line is drawn anew from {label(EVENT, DAYS[1])}, and no event would come before"
        " it. Take that back first, on the measure’s page."
    )
    assert (set(stored(cast, measure)), decisions(cast)) == (set(DAYS), [("rebase", DAYS[1])])


@pytest.mark.parametrize(("was", "now"), [(DAYS[2], LATER), (DAYS[4], DAYS[1] + timedelta(days=1))])
def test_a_baseline_does_not_come_to_reach_over_a_new_part(cast: Cast, lead: Client, was: date, now: date) -> None:
    measure = six(cast, (fix_baseline, DAYS[2]), (draw_anew, DAYS[4]))
    ((box, told),) = errors(put_right(lead, measure, {was: now}))
    assert box == f"day-{was}"
    assert "The fixed baseline would then reach over the place where a new part of the chart begins." in told
    assert decisions(cast) == [("baseline", DAYS[2]), ("rebase", DAYS[4])]
    assert set(stored(cast, measure)) == set(DAYS)


def test_where_it_is_refused_for_the_number_too_nothing_has_moved(cast: Cast, lead: Client) -> None:
    measure = six(cast, (leave_out, DAYS[2]))
    answer = put_right(lead, measure, {DAYS[2]: LATER}, **{f"why-{DAYS[2]}": ""})
    assert [box for box, _ in errors(answer)] == [f"why-{DAYS[2]}"]
    assert decisions(cast) == [("exclude", DAYS[2])]
