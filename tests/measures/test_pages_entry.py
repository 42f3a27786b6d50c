"""Entering numbers without JavaScript, and the row endpoint the page's script uses."""

import json
import re
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from measures.actions import Entry, record_points, set_reporting
from measures.models import DataPoint, Measure
from tests.cast import Cast
from tests.measures.stage import FEB, JAN, MAR, north_measure, past_months, store


def enter_url(measure: Measure, query: str = "") -> str:
    return reverse("measure-enter", args=("amhe", measure.pk)) + query


def row_url(measure: Measure) -> str:
    return reverse("measure-enter-row", args=("amhe", measure.pk))


def values_of(answer: HttpResponse) -> dict[str, str]:
    """Every box of the page with what it holds, as a browser would send it."""
    boxes = re.findall(r'<input[^>]*\bname="([^"]+)"[^>]*\bvalue="([^"]*)"', answer.content.decode())
    return {name: value for name, value in boxes if name != "csrfmiddlewaretoken"}


def stored(cast: Cast, measure: Measure) -> dict[tuple[date, int | None], tuple[Any, Any, str]]:
    with cast.scope():
        return {
            (p.period, p.stratum_id): (p.numerator, p.denominator, p.no_data_reason)
            for p in DataPoint.objects.filter(measure=measure)
        }


@pytest.fixture
def lead(cast: Cast, client: Client) -> Client:
    client.force_login(cast.lead)
    return client


def test_it_opens_on_the_page_with_the_oldest_missing_period(cast: Cast, lead: Client) -> None:
    months = past_months(30)
    measure = north_measure(cast, starts_on=months[0])
    store(cast, measure, {month: (1, 2) for month in months if month != months[14]})
    text = lead.get(enter_url(measure)).content.decode()
    shown = re.findall(r'data-row="([^"]+)"', text)
    assert shown == [str(month) for month in months[12:24]]
    assert re.findall(r'entry-row--focus" data-row="([^"]+)"', text) == [str(months[14])]
    assert f'href="?from={months[0]}"' in text
    assert f'href="?from={months[24]}"' in text
    assert lead.get(enter_url(measure, "?from=nonsense")).status_code == 200


def test_every_box_says_what_it_is_for(cast: Cast, lead: Client) -> None:
    measure = north_measure(cast, groups=("White British", "Black African"))
    text = lead.get(enter_url(measure, "?from=2025-01-01")).content.decode()
    labels = dict(re.findall(r'<label[^>]*for="([^"]+)">(.*?)</label>', text))
    boxes = re.findall(r'<input[^>]*\bid="([ndr][^"]+)"', text)
    with cast.scope():
        black = measure.strata.get(name="Black African")
    assert set(boxes) <= set(labels)
    said = re.sub("<[^>]+>", "", labels[f"d-2025-01-01-{black.pk}"])
    assert said == "People referred, Black African, Jan 2025"


def test_a_page_of_numbers_is_saved_and_shows_what_it_comes_to(cast: Cast, lead: Client) -> None:
    measure = north_measure(cast)
    sent = values_of(lead.get(enter_url(measure, "?from=2025-01-01")))
    sent |= {"n-2025-01-01-0": "30", "d-2025-01-01-0": "1,200", "reason-2025-02-01": "Clinic closed"}
    answer = lead.post(enter_url(measure), sent)
    assert (answer.status_code, answer["Location"]) == (302, enter_url(measure, "?from=2025-01-01"))
    assert stored(cast, measure) == {
        (JAN, None): (Decimal(30), Decimal(1200), ""),
        (FEB, None): (None, None, "Clinic closed"),
    }
    text = lead.get(answer["Location"]).content.decode()
    assert "Saved: 2 new numbers." in text
    assert '<td class="entry-sum" data-share data-heading="%">2.5</td>' in text
    assert "Too few points to test" in text


def test_one_mistake_saves_nothing_loses_nothing_and_is_marked(cast: Cast, lead: Client) -> None:
    measure = north_measure(cast)
    sent = values_of(lead.get(enter_url(measure, "?from=2025-01-01")))
    sent |= {"n-2025-01-01-0": "3", "d-2025-01-01-0": "10", "n-2025-02-01-0": "12", "d-2025-02-01-0": "10"}
    sent |= {"n-2025-03-01-0": "ten", "d-2025-03-01-0": "20", "reason-2025-04-01": "x" * 201}
    answer = lead.post(enter_url(measure), sent)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert stored(cast, measure) == {}
    assert {name: value for name, value in values_of(answer).items() if name in sent} == sent
    assert re.findall(r'<a href="#([nr][^"]*)">\s*(.*?)\s*</a>', text) == [
        ("n-2025-02-01-0", "Feb 2025: 12 out of 10 is more than all of them."),
        ("n-2025-03-01-0", "Mar 2025: ‘ten’ is not a number."),
        ("reason-2025-04-01", "Apr 2025: Use no more than 200 characters."),
    ]
    assert 'aria-describedby="n-2025-02-01-0-error" aria-invalid="true"' in text
    assert "<title>Error: " in text


def test_a_correction_comes_back_asking_why_and_then_is_kept_with_its_reason(cast: Cast, lead: Client) -> None:
    measure = north_measure(cast)
    store(cast, measure, {JAN: (3, 10), FEB: (4, 10)}, by=cast.member)
    sent = values_of(lead.get(enter_url(measure, "?from=2025-01-01")))
    sent |= {"n-2025-01-01-0": "5", "n-2025-03-01-0": "1", "d-2025-03-01-0": "9"}
    answer = lead.post(enter_url(measure), sent)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert stored(cast, measure)[JAN, None] == (3, 10, "")
    assert (MAR, None) not in stored(cast, measure)
    assert re.findall(r'<tr class="entry-why" data-why( hidden)?>', text)[:3] == ["", " hidden", " hidden"]
    assert "It was 3 out of 10" in text
    again = values_of(answer) | {"why-2025-01-01": "Late letters"}
    assert (again["n-2025-01-01-0"], again["n-2025-03-01-0"]) == ("5", "1")
    assert lead.post(enter_url(measure), again).status_code == 302
    assert stored(cast, measure)[JAN, None] == (5, 10, "")
    assert stored(cast, measure)[MAR, None] == (1, 9, "")
    with cast.scope():
        event = DataPoint.pgh_event_model.objects.exclude(pgh_label="insert").get()
    assert (event.numerator, event.pgh_context["reason"]) == (3, "Late letters")


def test_each_row_keeps_its_own_reason(cast: Cast, lead: Client) -> None:
    measure = north_measure(cast)
    store(cast, measure, {JAN: (3, 10), FEB: (4, 10)})
    sent = values_of(lead.get(enter_url(measure, "?from=2025-01-01")))
    sent |= {"n-2025-01-01-0": "5", "why-2025-01-01": "Letters", "n-2025-02-01-0": "", "d-2025-02-01-0": ""}
    sent |= {"why-2025-02-01": "Wrong clinic"}
    assert lead.post(enter_url(measure), sent).status_code == 302
    with cast.scope():
        events = DataPoint.pgh_event_model.objects.exclude(pgh_label="insert").order_by("period")
        assert [(e.pgh_label, e.pgh_context["reason"]) for e in events] == [
            ("update", "Letters"),
            ("delete", "Wrong clinic"),
        ]


def test_a_collision_tells_both_values_and_the_second_try_is_a_decision(cast: Cast, lead: Client) -> None:
    measure = north_measure(cast)
    sent = values_of(lead.get(enter_url(measure, "?from=2025-01-01")))
    with cast.scope():
        record_points(measure=measure, by=cast.member, entries=[Entry(JAN, None, Decimal(7), Decimal(10))])
    answer = lead.post(enter_url(measure), sent | {"n-2025-01-01-0": "5", "d-2025-01-01-0": "10"})
    assert answer.status_code == 422
    assert "Mia Member saved ‘7 out of 10’ here" in answer.content.decode()
    again = values_of(answer)
    assert (again["n-2025-01-01-0"], again["was-2025-01-01-0"]) == ("5", "7|10|")
    assert stored(cast, measure)[JAN, None] == (7, 10, "")
    assert lead.post(enter_url(measure), again | {"why-2025-01-01": "Counted again"}).status_code == 302
    assert stored(cast, measure)[JAN, None] == (5, 10, "")


def test_what_somebody_else_saved_is_left_alone_where_nothing_was_typed(cast: Cast, lead: Client) -> None:
    measure = north_measure(cast)
    sent = values_of(lead.get(enter_url(measure, "?from=2025-01-01")))
    store(cast, measure, {JAN: (7, 10)})
    sent |= {"n-2025-02-01-0": "1", "d-2025-02-01-0": "2"}
    assert lead.post(enter_url(measure), sent).status_code == 302
    assert stored(cast, measure) == {(JAN, None): (7, 10, ""), (FEB, None): (1, 2, "")}


def test_a_reason_counts_for_every_group_of_its_period(cast: Cast, lead: Client) -> None:
    measure = north_measure(cast, groups=("A", "B"))
    with cast.scope():
        a, b = (group.pk for group in measure.strata.all())
    sent = values_of(lead.get(enter_url(measure, "?from=2025-01-01"))) | {"reason-2025-01-01": "Closed"}
    assert lead.post(enter_url(measure), sent).status_code == 302
    assert stored(cast, measure) == {(JAN, a): (None, None, "Closed"), (JAN, b): (None, None, "Closed")}


@pytest.mark.parametrize("first", ["reason", "number", "together"])
def test_a_reason_and_a_number_do_not_meet_in_one_period(cast: Cast, lead: Client, first: str) -> None:
    measure = north_measure(cast, groups=("A", "B"))
    with cast.scope():
        a = measure.strata.get(name="A").pk
    number, reason = {f"n-2025-01-01-{a}": "1", f"d-2025-01-01-{a}": "2"}, {"reason-2025-01-01": "Too few people"}
    steps = {"reason": [reason, number], "number": [number, reason], "together": [number | reason]}[first]
    for step in steps[:-1]:
        sent = values_of(lead.get(enter_url(measure, "?from=2025-01-01"))) | step
        assert lead.post(enter_url(measure), sent).status_code == 302
    before = stored(cast, measure)
    sent = values_of(lead.get(enter_url(measure, "?from=2025-01-01"))) | steps[-1]
    answer = lead.post(enter_url(measure), sent)
    assert answer.status_code == 422
    said = "A reason is for a period without any number. Clear the reason, or the numbers. To say why one group alone"
    assert re.findall(r'<a href="#(reason[^"]*)">\s*(.*?) has none', answer.content.decode()) == [
        ("reason-2025-01-01", f"Jan 2025: {said}")
    ]
    kept = values_of(answer)
    assert (kept[f"n-2025-01-01-{a}"], kept["reason-2025-01-01"]) == ("1", "Too few people")
    assert stored(cast, measure) == before
    row = lead.post(row_url(measure), {"row": "2025-01-01", **kept})
    assert row.status_code == 422
    assert json.loads(row.content)["reason"]["error"].startswith(said)
    assert stored(cast, measure) == before
    assert lead.post(enter_url(measure), kept | {"reason-2025-01-01": ""}).status_code == 302
    assert stored(cast, measure) == {(JAN, a): (1, 2, "")}


def test_a_number_beside_groups_that_have_their_reason_is_corrected(cast: Cast, lead: Client) -> None:
    measure = north_measure(cast, groups=("A", "B"))
    with cast.scope():
        a, b = (group.pk for group in measure.strata.all())
        entries = [Entry(JAN, a, Decimal(1), Decimal(2)), Entry(JAN, b, no_data_reason="Too few people")]
        record_points(measure=measure, by=cast.lead, entries=entries)
    sent = values_of(lead.get(enter_url(measure, "?from=2025-01-01")))
    assert lead.post(enter_url(measure), sent | {f"n-2025-01-01-{a}": "2"}).status_code == 302
    assert stored(cast, measure) == {(JAN, a): (2, 2, ""), (JAN, b): (None, None, "Too few people")}


def test_the_reason_of_one_group_stays_and_is_not_spread_by_a_later_save(cast: Cast, lead: Client) -> None:
    measure = north_measure(cast, groups=("A", "B", "C"))
    with cast.scope():
        a, b, c = (group.pk for group in measure.strata.all())
        record_points(measure=measure, by=cast.lead, entries=[Entry(FEB, b, no_data_reason="Too few people")])
    sent = values_of(lead.get(enter_url(measure, "?from=2025-01-01")))
    assert sent["reason-2025-02-01"] == "Too few people"
    number = {f"n-2025-02-01-{a}": "3", f"d-2025-02-01-{a}": "4"}
    assert lead.post(enter_url(measure), sent | number).status_code == 302
    expected = {(FEB, a): (3, 4, ""), (FEB, b): (None, None, "Too few people")}
    assert stored(cast, measure) == expected
    number = {f"n-2025-02-01-{c}": "1", f"d-2025-02-01-{c}": "4"}
    sent = values_of(lead.get(enter_url(measure, "?from=2025-01-01"))) | number
    assert lead.post(row_url(measure), {"row": "2025-02-01", **sent}).status_code == 200
    assert stored(cast, measure) == expected | {(FEB, c): (1, 4, "")}


def test_a_reason_that_came_for_another_group_meanwhile_does_not_stand_in_the_way(cast: Cast, lead: Client) -> None:
    measure = north_measure(cast, groups=("A", "B"))
    sent = values_of(lead.get(enter_url(measure, "?from=2025-01-01")))
    with cast.scope():
        a, b = (group.pk for group in measure.strata.all())
        record_points(measure=measure, by=cast.member, entries=[Entry(JAN, b, no_data_reason="Too few people")])
    sent |= {f"n-2025-01-01-{a}": "3", f"d-2025-01-01-{a}": "4"}
    answer = lead.post(row_url(measure), {"row": "2025-01-01", **sent})
    assert answer.status_code == 200
    # What the script puts into the box of the reason, where nobody typed.
    assert json.loads(answer.content)["reason"] == {"was": "Too few people", "error": ""}
    assert stored(cast, measure) == {(JAN, a): (3, 4, ""), (JAN, b): (None, None, "Too few people")}


def test_a_reason_that_came_for_the_group_itself_is_told_and_then_shown(cast: Cast, lead: Client) -> None:
    measure = north_measure(cast)
    sent = values_of(lead.get(enter_url(measure, "?from=2025-01-01")))
    with cast.scope():
        record_points(measure=measure, by=cast.member, entries=[Entry(JAN, None, no_data_reason="Closed")])
    sent |= {"row": "2025-01-01", "n-2025-01-01-0": "3", "d-2025-01-01-0": "4"}
    said = json.loads(lead.post(row_url(measure), sent).content)
    assert "Mia Member saved ‘Closed’ here" in said["cells"][0]["errors"]["n"]
    assert (said["cells"][0]["was"], said["reason"]["was"]) == ("||Closed", "Closed")
    now = sent | {"was-2025-01-01-0": "||Closed", "reason-2025-01-01": "Closed", "reason-was-2025-01-01": "Closed"}
    said = json.loads(lead.post(row_url(measure), now).content)
    assert said["reason"]["error"].startswith("A reason is for a period without any number.")
    now |= {"reason-2025-01-01": "", "why-2025-01-01": "It was open"}
    assert lead.post(row_url(measure), now).status_code == 200
    assert stored(cast, measure) == {(JAN, None): (3, 4, "")}


def test_groups_with_different_reasons_keep_them(cast: Cast, lead: Client) -> None:
    measure = north_measure(cast, groups=("A", "B"))
    with cast.scope():
        a, b = (group.pk for group in measure.strata.all())
        entries = [Entry(JAN, a, no_data_reason="Flood"), Entry(JAN, b, no_data_reason="Too few")]
        record_points(measure=measure, by=cast.lead, entries=entries)
    sent = values_of(lead.get(enter_url(measure, "?from=2025-01-01")))
    assert sent["reason-2025-01-01"] == ""
    sent |= {f"n-2025-02-01-{a}": "3", f"d-2025-02-01-{a}": "4"}
    assert lead.post(enter_url(measure), sent).status_code == 302
    assert stored(cast, measure)[JAN, a] == (None, None, "Flood")
    assert stored(cast, measure)[JAN, b] == (None, None, "Too few")


def test_a_reason_beside_a_full_row_is_refused(cast: Cast, lead: Client) -> None:
    measure = north_measure(cast)
    sent = values_of(lead.get(enter_url(measure, "?from=2025-01-01")))
    sent |= {"n-2025-01-01-0": "1", "d-2025-01-01-0": "2", "reason-2025-01-01": "Closed"}
    answer = lead.post(enter_url(measure), sent)
    assert answer.status_code == 422
    assert "A reason is for a period without any number." in answer.content.decode()
    assert "one group" not in answer.content.decode()
    assert stored(cast, measure) == {}


def test_groups_that_are_not_reported_have_no_boxes_and_the_total_does_not_wait(cast: Cast, lead: Client) -> None:
    measure = north_measure(cast, groups=("A", "B"))
    with cast.scope():
        a, b = measure.strata.all()
        set_reporting(group=b, by=cast.lead, active_from=date(2025, 2, 20), active_until=None, reason="New clinic")
    store(cast, measure, {JAN: (1, 4)}, a.pk)
    text = lead.get(enter_url(measure, "?from=2025-01-01")).content.decode()
    assert f'name="n-2025-01-01-{b.pk}"' not in text
    assert f'name="n-2025-02-01-{b.pk}"' in text
    assert "Not reported" in text
    assert "1 of 4" in text


def test_a_measured_number_is_entered_for_everyone_and_for_groups(cast: Cast, lead: Client) -> None:
    measure = north_measure(cast, groups=("A",), kind="value", denominator_label="", unit="days")
    with cast.scope():
        group = measure.strata.get().pk
    sent = values_of(lead.get(enter_url(measure, "?from=2025-01-01")))
    assert lead.post(enter_url(measure), sent | {"n-2025-01-01-0": "12.5", f"n-2025-01-01-{group}": "-2"}).status_code
    assert stored(cast, measure) == {(JAN, None): (Decimal("12.5"), None, ""), (JAN, group): (-2, None, "")}


def test_before_it_begins_there_is_nothing_to_enter(cast: Cast, lead: Client) -> None:
    measure = north_measure(cast, starts_on=date(2999, 1, 1))
    answer = lead.get(enter_url(measure))
    assert answer.status_code == 200
    assert "This measure begins in Jan 2999." in answer.content.decode()


def send_row(client: Client, measure: Measure, **fields: str) -> tuple[int, dict[str, Any]]:
    sent = {name.replace("__", "-"): value for name, value in fields.items()}
    answer = client.post(row_url(measure), {"row": "2025-01-01", **sent})
    return answer.status_code, json.loads(answer.content)


def jan(n: str, d: str, was: str = "||", why: str = "", reason: str = "") -> dict[str, str]:
    return {
        "n-2025-01-01-0": n,
        "d-2025-01-01-0": d,
        "was-2025-01-01-0": was,
        "why-2025-01-01": why,
        "reason-2025-01-01": reason,
        "reason-was-2025-01-01": "",
    }


def test_a_row_is_saved_alone_and_answers_with_the_chart(cast: Cast, lead: Client) -> None:
    measure = north_measure(cast)
    status, said = send_row(lead, measure, **jan("3", "12"))
    assert status == 200
    assert stored(cast, measure) == {(JAN, None): (3, 12, "")}
    assert (said["total"], said["share"]) == ("3 of 12", "25.0")
    assert said["cells"] == [{"key": "2025-01-01-0", "was": "3|12|", "note": "", "errors": {}}]
    assert re.fullmatch(r"\d\d:\d\d", said["at"])
    assert said["chart"]["svg"].startswith("<svg")
    assert said["waiting"] is False


def test_a_row_says_what_is_wrong_at_its_box(cast: Cast, lead: Client) -> None:
    measure = north_measure(cast)
    status, said = send_row(lead, measure, **jan("30", "12"))
    assert status == 422
    assert said["cells"][0]["errors"] == {"n": "30 out of 12 is more than all of them."}
    assert stored(cast, measure) == {}


def test_a_row_asks_why_a_number_changed(cast: Cast, lead: Client) -> None:
    measure = north_measure(cast)
    store(cast, measure, {JAN: (3, 10)}, by=cast.member)
    status, said = send_row(lead, measure, **jan("4", "10", was="3|10|"))
    assert (status, said["why"]["asked"], said["why"]["before"]) == (422, True, "It was 3 out of 10")
    status, said = send_row(lead, measure, **jan("4", "10", was="3|10|", why="Recount"))
    assert (status, said["why"]["asked"]) == (200, False)
    assert stored(cast, measure) == {(JAN, None): (4, 10, "")}


def test_a_row_tells_a_collision_and_what_is_now_stored(cast: Cast, lead: Client) -> None:
    measure = north_measure(cast)
    store(cast, measure, {JAN: (3, 10)})
    status, said = send_row(lead, measure, **jan("4", "10"))
    assert status == 422
    assert "Nora Lead saved ‘3 out of 10’" in said["cells"][0]["errors"]["n"]
    assert said["cells"][0]["was"] == "3|10|"


def test_a_row_that_is_none_is_refused(cast: Cast, lead: Client) -> None:
    measure = north_measure(cast, starts_on=FEB)
    assert send_row(lead, measure, **jan("1", "2"))[0] == 422
    assert lead.post(row_url(measure), {"row": "yesterday"}).status_code == 400
    assert lead.get(row_url(measure)).status_code == 405
    assert stored(cast, measure) == {}


def test_tampering_with_what_was_seen_cannot_overwrite(cast: Cast, lead: Client) -> None:
    measure = north_measure(cast)
    store(cast, measure, {JAN: (3, 10)})
    status, _ = send_row(lead, measure, **jan("4", "10", was="<script>|x", why="x"))
    assert status == 422
    assert stored(cast, measure) == {(JAN, None): (3, 10, "")}
