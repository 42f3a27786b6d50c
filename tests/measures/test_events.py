"""Rare events: dates alone, or the cases since the one before, from the page and a table to the chart and back."""

import re
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db.models.functions import Now
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from collaborative.models import User
from measures import periods
from measures.actions import Entry, Refused, preview_import, record_points
from measures.models import DataPoint, Measure
from measures.periods import EVENT
from measures.queries import corrections_of, current_states, due_of
from tests.cast import Cast
from tests.measures.stage import JAN, north_measure
from tests.measures.test_pages_entry import enter_url, row_url, values_of
from tests.measures.test_pages_import import apply, bring, rows_of, words

THIRD, NINTH, LAST = date(2025, 1, 3), date(2025, 1, 9), date(2025, 2, 20)


@pytest.fixture
def lead(cast: Cast, client: Client) -> Client:
    client.force_login(cast.lead)
    return client


def falls(cast: Cast, kind: str = "days_between") -> Measure:
    changes = {"numerator_label": "Falls" if kind == "days_between" else "Admissions", "denominator_label": ""}
    return north_measure(cast, kind=kind, name=kind, direction="up", **changes)


def happened(cast: Cast, measure: Measure, *days: date, number: int = 1, by: User | None = None) -> None:
    with cast.scope():
        entries = [Entry(day, None, Decimal(number)) for day in days]
        record_points(measure=measure, by=by or cast.lead, entries=entries)


def stored(cast: Cast, measure: Measure) -> dict[date, Any]:
    with cast.scope():
        return dict(DataPoint.objects.filter(measure=measure).values_list("period", "numerator"))


def boxes(answer: HttpResponse) -> dict[str, str]:
    """What a browser sends of the page when nothing is touched: no box that is not ticked."""
    return {name: value for name, value in values_of(answer).items() if not name.startswith("remove-")}


def errors(answer: HttpResponse) -> list[tuple[str, str]]:
    """The error summary: where each leads and what it says."""
    assert answer.status_code == 422
    return re.findall(r'<a href="#((?:day|number|why)-[^"]*)">\s*(.*?)\s*</a>', answer.content.decode())


def test_they_are_entered_as_they_happen_whatever_was_said_of_how_often(cast: Cast) -> None:
    measure = falls(cast)
    assert (measure.frequency, measure.starts_on, measure.chart_kind) == ("event", JAN, "t")
    assert falls(cast, "cases_between").chart_kind == "g"


def test_nothing_else_is_entered_as_it_happens_and_they_have_no_groups(cast: Cast) -> None:
    with pytest.raises(ValidationError) as refused:
        north_measure(cast, frequency="event")
    assert refused.value.message_dict == {
        "frequency": ["Choose how often it is counted. Only rare events are entered each time they happen."]
    }
    with pytest.raises(ValidationError) as refused:
        north_measure(cast, groups=("A",), kind="days_between")
    assert refused.value.message_dict == {
        "groups": ["Rare events have too few for groups: define one measure for each group."]
    }


def test_dates_are_added_and_the_chart_tells_the_days_between(cast: Cast, lead: Client) -> None:
    measure = falls(cast)
    sent = boxes(lead.get(enter_url(measure)))
    assert [name for name in sent if name.startswith("day-")] == [f"day-new-{at}" for at in range(1, 6)]
    sent |= {"day-new-1": "9/1/2025", "day-new-2": "3 Jan 2025", "day-new-4": "2025-02-20"}
    answer = lead.post(enter_url(measure), sent)
    assert (answer.status_code, answer["Location"]) == (302, enter_url(measure, "?page=1"))
    assert stored(cast, measure) == {THIRD: 1, NINTH: 1, LAST: 1}
    with cast.scope():
        series = current_states([measure])[measure.pk][0].series
    assert (series.periods, series.values) == (("2025-01-03", "2025-01-09", "2025-02-20"), (2.0, 6.0, 42.0))
    page = lead.get(answer["Location"])
    assert "Saved: 3 events added." in words(page)
    shown = {name: value for name, value in boxes(page).items() if name.startswith("day-2")}
    assert list(shown.values()) == ["20 Feb 2025", "9 Jan 2025", "3 Jan 2025"]
    assert re.findall(r"Days since the one before</span> (\d+)", page.content.decode()) == ["42", "6", "2"]


def test_cases_between_ask_for_a_whole_number_beside_the_date(cast: Cast, lead: Client) -> None:
    measure = falls(cast, "cases_between")
    sent = boxes(lead.get(enter_url(measure)))
    sent |= {"day-new-1": "3 Jan 2025", "day-new-2": "9 Jan 2025", "number-new-2": "2.5"}
    sent |= {"number-new-3": "4", "day-new-4": "20 Feb 2025", "number-new-4": "-1"}
    assert errors(lead.post(enter_url(measure), sent)) == [
        ("number-new-1", "New event 1: Enter a number for Admissions."),
        ("number-new-2", "New event 2: Enter a whole number."),
        ("day-new-3", "New event 3: Enter the date."),
        ("number-new-4", "New event 4: Enter 0 or more."),
    ]
    assert stored(cast, measure) == {}
    sent |= {"number-new-1": "17", "number-new-2": "0", "number-new-3": "", "number-new-4": "1,204"}
    assert lead.post(enter_url(measure), sent).status_code == 302
    assert stored(cast, measure) == {THIRD: 17, NINTH: 0, LAST: 1204}
    with cast.scope():
        assert current_states([measure])[measure.pk][0].series.values == (17.0, 0.0, 1204.0)


def test_a_date_that_cannot_be_is_refused_beside_its_box_and_nothing_is_lost(cast: Cast, lead: Client) -> None:
    measure = falls(cast)
    happened(cast, measure, THIRD)
    tomorrow = timezone.localdate() + timedelta(days=1)
    sent = boxes(lead.get(enter_url(measure)))
    typed = {
        "day-new-1": periods.label(EVENT, tomorrow),
        "day-new-2": "31 Dec 2024",
        "day-new-3": "Mar 2025",
        "day-new-4": "3/1/2025",
        "day-new-5": "9 Jan 2025",
        "day-new-6": "9 Jan 2025",
    }
    answer = lead.post(enter_url(measure), sent | typed)
    assert sorted(errors(answer)) == [
        ("day-new-1", "New event 1: This date is in the future."),
        ("day-new-2", "New event 2: Counting began on 1 Jan 2025. Enter a date from then on."),
        ("day-new-3", "New event 3: ‘Mar 2025’ has no day. Write it like 3 Mar 2027 or 03/03/2027."),
        ("day-new-4", "New event 4: There is already an event on 3 Jan 2025. Enter each date once."),
        ("day-new-6", "New event 6: There is already an event on 9 Jan 2025. Enter each date once."),
    ]
    assert {name: value for name, value in boxes(answer).items() if name in typed} == typed
    assert 'aria-describedby="day-new-4-error" aria-invalid="true"' in answer.content.decode()
    assert stored(cast, measure) == {THIRD: 1}


def test_a_changed_date_asks_why_and_is_kept_with_its_reason(cast: Cast, lead: Client) -> None:
    measure = falls(cast)
    happened(cast, measure, THIRD, LAST, by=cast.member)
    sent = boxes(lead.get(enter_url(measure))) | {"day-2025-01-03": "9 January 2025"}
    answer = lead.post(enter_url(measure), sent)
    assert errors(answer) == [("why-2025-01-03", "3 Jan 2025: Say why this event has changed.")]
    assert stored(cast, measure) == {THIRD: 1, LAST: 1}
    again = boxes(answer) | {"why-2025-01-03": "Read the form again"}
    done = lead.post(enter_url(measure), again)
    assert "Saved: 1 event corrected." in words(lead.get(done["Location"]))
    assert stored(cast, measure) == {NINTH: 1, LAST: 1}
    with cast.scope():
        (found,), total = corrections_of(measure, 10)
        assert (total, found.period, found.after, found.reason) == (1, THIRD, None, "Read the form again")
    page = words(lead.get(reverse("measure", args=("amhe", measure.pk))))
    assert "3 Jan 2025 An event Cleared Read the form again Nora Lead" in page


def test_an_event_is_removed_with_a_reason(cast: Cast, lead: Client) -> None:
    measure = falls(cast)
    happened(cast, measure, THIRD, NINTH, by=cast.member)
    sent = boxes(lead.get(enter_url(measure))) | {"remove-2025-01-03": "on"}
    assert lead.post(enter_url(measure), sent | {"why-2025-01-03": ""}).status_code == 422
    done = lead.post(enter_url(measure), sent | {"why-2025-01-03": "It was a visitor"})
    assert "Saved: 1 event removed." in words(lead.get(done["Location"]))
    assert stored(cast, measure) == {NINTH: 1}
    with cast.scope():
        event = DataPoint.pgh_event_model.objects.get(pgh_label="delete")
    assert (event.period, event.pgh_context["reason"]) == (THIRD, "It was a visitor")


def test_ones_own_event_is_put_right_at_once_without_a_reason(cast: Cast, lead: Client) -> None:
    measure = falls(cast)
    happened(cast, measure, THIRD, LAST)
    sent = boxes(lead.get(enter_url(measure))) | {"day-2025-01-03": "9 January 2025"}
    assert lead.post(enter_url(measure), sent).status_code == 302
    assert stored(cast, measure) == {NINTH: 1, LAST: 1}
    with cast.scope():
        (found,), _ = corrections_of(measure, 10)
    assert (found.period, found.reason) == (THIRD, "Corrected at once")


def test_the_page_asks_why_only_of_events_that_take_a_reason(cast: Cast, lead: Client) -> None:
    measure = falls(cast)
    happened(cast, measure, THIRD, by=cast.member)
    happened(cast, measure, NINTH, LAST)
    with cast.scope():
        DataPoint.objects.filter(period=LAST).update(entered_at=Now() - timedelta(minutes=11))
    rows = re.findall(r'<li class="event"[^>]*>.*?</li>', lead.get(enter_url(measure)).content.decode(), re.DOTALL)
    asked = {re.findall(r'name="day-([^"]+)"', row)[0]: "data-asks" in row for row in rows}
    assert asked == {str(LAST): True, str(NINTH): False, str(THIRD): True}


def test_a_number_is_corrected_and_dates_may_change_places(cast: Cast, lead: Client) -> None:
    measure = falls(cast, "cases_between")
    happened(cast, measure, THIRD, number=4)
    happened(cast, measure, NINTH, number=7)
    sent = boxes(lead.get(enter_url(measure)))
    sent |= {"day-2025-01-03": "9 Jan 2025", "day-2025-01-09": "3 Jan 2025", "number-2025-01-09": "8"}
    sent |= {"why-2025-01-03": "Mixed up", "why-2025-01-09": "Mixed up"}
    assert lead.post(enter_url(measure), sent).status_code == 302
    assert stored(cast, measure) == {THIRD: 8, NINTH: 4}


def test_nothing_typed_changes_nothing(cast: Cast, lead: Client) -> None:
    measure = falls(cast)
    happened(cast, measure, THIRD)
    sent = boxes(lead.get(enter_url(measure)))
    for day in ("3 Jan 2025", "03/01/2025"):
        done = lead.post(enter_url(measure), sent | {"day-2025-01-03": day})
        assert "Nothing was changed." in words(lead.get(done["Location"]))
    assert stored(cast, measure) == {THIRD: 1}


def test_of_two_people_the_second_is_told(cast: Cast, lead: Client) -> None:
    measure = falls(cast, "cases_between")
    happened(cast, measure, THIRD, number=4)
    sent = boxes(lead.get(enter_url(measure)))
    with cast.scope():
        changed = [Entry(THIRD, None, Decimal(5)), Entry(NINTH, None, Decimal(6))]
        record_points(measure=measure, by=cast.member, entries=changed, reason="Recount")
    sent |= {"number-2025-01-03": "9", "why-2025-01-03": "x", "day-new-1": "9 Jan 2025", "number-new-1": "1"}
    answer = lead.post(enter_url(measure), sent)
    (first, said), (second, also) = sorted(errors(answer), reverse=True)
    assert (first, second) == ("day-new-1", "day-2025-01-03")
    assert said == "New event 1: There is already an event on 9 Jan 2025. Enter each date once."
    assert "Mia Member saved ‘5’ here at" in also
    assert boxes(answer)["was-2025-01-03"] == "5"
    assert stored(cast, measure) == {THIRD: 5, NINTH: 6}


def test_what_somebody_else_removed_becomes_a_new_one_only_if_it_is_sent_again(cast: Cast, lead: Client) -> None:
    measure = falls(cast)
    happened(cast, measure, THIRD, NINTH)
    sent = boxes(lead.get(enter_url(measure)))
    with cast.scope():
        record_points(measure=measure, by=cast.member, entries=[Entry(THIRD), Entry(NINTH)], reason="Not falls")
    answer = lead.post(enter_url(measure), sent | {"day-2025-01-09": "20 Feb 2025", "why-2025-01-09": "x"})
    ((box, said),) = errors(answer)
    assert said.endswith("Somebody else removed this event while you were typing. Save again to add it.")
    again = boxes(answer)
    assert again[box] == "20 Feb 2025"
    assert "day-2025-01-03" not in again
    assert lead.post(enter_url(measure), again).status_code == 302
    assert stored(cast, measure) == {LAST: 1}


def test_a_long_list_comes_in_pages_and_saving_stays_on_its_page(cast: Cast, lead: Client) -> None:
    measure = falls(cast)
    happened(cast, measure, *(JAN + timedelta(days=at) for at in range(60)))
    page = lead.get(enter_url(measure, "?page=2"))
    days = [name for name in boxes(page) if name.startswith("day-2")]
    assert (len(days), days[0]) == (25, "day-2025-02-04")
    sent = boxes(page)
    answer = lead.post(enter_url(measure), sent | {"day-2025-02-04": "1 Jan 2025", "why-2025-02-04": "x"})
    assert errors(answer) == [
        ("day-2025-02-04", "4 Feb 2025: There is already an event on 1 Jan 2025. Enter each date once.")
    ]
    done = lead.post(enter_url(measure), sent | {"day-2025-02-04": "1 Jun 2025", "why-2025-02-04": "x"})
    assert done["Location"] == enter_url(measure, "?page=2")


def test_a_row_of_the_grid_is_no_event(cast: Cast, lead: Client) -> None:
    measure = falls(cast)
    assert lead.post(row_url(measure), {"row": "2025-01-03", "n-2025-01-03-0": "1"}).status_code == 400
    assert stored(cast, measure) == {}


def test_an_event_is_its_date_and_needs_no_reason(cast: Cast) -> None:
    measure = falls(cast)
    with cast.scope():
        for wrong, field in (
            (Entry(THIRD, None, Decimal(2)), "numerator"),
            (Entry(THIRD, None, no_data_reason="Closed"), "no_data_reason"),
        ):
            with pytest.raises(Refused) as refused:
                record_points(measure=measure, by=cast.lead, entries=[wrong])
            assert [problem.field for problem in refused.value.problems] == [field]


def test_they_are_never_due(cast: Cast, lead: Client) -> None:
    measure = falls(cast)
    happened(cast, measure, THIRD)
    with cast.scope():
        state = due_of([measure], date(2027, 1, 1), 30)[measure.pk]
    assert (state.missing, state.overdue, state.last_entered) == ((), (), THIRD)
    for name, args in (
        ("measure", [measure.pk]),
        ("measures", [cast.north_project.pk]),
        ("organisation-home", ["RNN"]),
    ):
        page = lead.get(reverse(name, args=("amhe", *args)))
        assert page.status_code == 200
        assert "days_between" in words(page)
        assert "are due" not in words(page)
    lead.force_login(cast.coach)
    assert lead.get(reverse("coach-dashboard", args=("amhe",))).status_code == 200


def test_a_table_of_dates_is_imported_and_taken_away(cast: Cast, lead: Client) -> None:
    measure = falls(cast)
    happened(cast, measure, THIRD)
    where = bring(lead, measure, "Event date,Ward\n3 Jan 2025,A\n09/01/2025,A\n9 Jan 2025,B\nFeb 2025,A\n")
    text = words(lead.get(where))
    assert "1 new 0 changed 1 already here 2 refused" in text
    assert "Line Date Number 3 9 Jan 2025 An event" in text
    assert "Line 3 already gives this date." in text
    assert "‘Feb 2025’ has no day." in text
    assert apply(lead, where).status_code == 302
    assert stored(cast, measure) == {THIRD: 1, NINTH: 1}
    rows = rows_of(lead.get(reverse("measure-csv", args=("amhe", measure.pk))))
    assert [row[:3] for row in rows] == [
        ["date", "days since the one before", "entered by"],
        ["2025-01-03", "2", "Nora Lead"],
        ["2025-01-09", "6", "Nora Lead"],
    ]
    assert rows_of(lead.get(reverse("measure-template", args=("amhe", measure.pk)))) == [["date"]]
    with cast.scope():
        _, plan = preview_import(measure=measure, by=cast.lead, text="\n".join(",".join(row) for row in rows))
    assert plan.counts() == {"new": 0, "changed": 0, "same": 2, "refused": 0}


def test_a_bare_list_of_dates_can_be_pasted(cast: Cast) -> None:
    measure = falls(cast)
    with cast.scope():
        _, plan = preview_import(measure=measure, by=cast.lead, text="3 Jan 2025\n9 Jan 2025\n")
    assert [(row.outcome, row.entry.period) for row in plan.rows if row.entry] == [("new", THIRD), ("new", NINTH)]


def test_a_table_of_cases_between_has_its_number(cast: Cast, lead: Client) -> None:
    measure = falls(cast, "cases_between")
    said = bring(lead, measure, "date\n3 Jan 2025")
    assert "We could not find a column for ‘Admissions’." in said
    apply(lead, bring(lead, measure, "date,admissions\n3 Jan 2025,12\n"))
    assert stored(cast, measure) == {THIRD: 12}
    rows = rows_of(lead.get(reverse("measure-csv", args=("amhe", measure.pk))))
    assert [row[:2] for row in rows] == [["date", "numerator"], ["2025-01-03", "12"]]
    assert rows_of(lead.get(reverse("measure-template", args=("amhe", measure.pk)))) == [["date", "Admissions"]]


@pytest.mark.parametrize("text", ["3 Mar 2027", "03/03/2027", "2027-03-03", "3-Mar-27", " 3 March 2027 "])
def test_the_date_of_an_event(text: str) -> None:
    assert periods.parse(EVENT, text) == date(2027, 3, 3)
    assert periods.label(EVENT, date(2027, 3, 3)) == "3 Mar 2027"


@pytest.mark.parametrize("text", ["Mar 2027", "2027-03", "Q1 2027"])
def test_a_month_is_no_date_of_an_event(text: str) -> None:
    with pytest.raises(ValueError, match=f"‘{text}’ has no day"):
        periods.parse(EVENT, text)


def test_a_reason_that_cannot_be_kept_is_refused_and_a_box_of_no_date_is_nothing(cast: Cast, lead: Client) -> None:
    measure = falls(cast)
    happened(cast, measure, THIRD, by=cast.member)
    sent = boxes(lead.get(enter_url(measure))) | {"day-2025-01-03": "9 Jan 2025", "why-2025-01-03": "late\x00"}
    assert errors(lead.post(enter_url(measure), sent)) == [
        ("why-2025-01-03", "3 Jan 2025: This has a character that cannot be kept. Type it again.")
    ]
    assert stored(cast, measure) == {THIRD: 1}
    sent |= {"why-2025-01-03": "Letters", "day-2026-02-30": "1 Mar 2026", "day-２０２６-02-01": "1 Mar 2026"}
    assert lead.post(enter_url(measure), sent).status_code == 302
    assert stored(cast, measure) == {NINTH: 1}
