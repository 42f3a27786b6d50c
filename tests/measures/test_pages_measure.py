"""The page of a measure, the list of measures, definitions, notes and when a group is reported."""

import re
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from measures.actions import Entry, annotate, compute_charts, record_points, set_reporting
from measures.models import Annotation, Chart, Measure, Stratum
from tests.cast import Cast
from tests.measures.stage import FEB, JAN, MAR, measure_in, north_measure, past_months, store


@pytest.fixture
def lead(cast: Cast, client: Client) -> Client:
    client.force_login(cast.lead)
    return client


def address(measure: Measure, name: str = "measure", *more: int) -> str:
    return reverse(name, args=("amhe", measure.pk, *more))


def words(answer: HttpResponse) -> str:
    """The page's text without its tags, on one line."""
    return " ".join(re.sub(r"<script.*?</script>|<[^>]+>", " ", answer.content.decode(), flags=re.S).split())


DEFINITION: dict[str, Any] = {
    "name": "Offered an evening appointment",
    "measure_type": "process",
    "kind": "percentage",
    "numerator_label": "People offered",
    "denominator_label": "People referred",
    "rate_per": "1000",
    "direction": "up",
    "frequency": "month",
    "starts_on_day": "15",
    "starts_on_month": "March",
    "starts_on_year": "2025",
    "target": "80",
    "groups": "White British\n\n  Black   African \n",
    "comparator": "white british",
}


def test_an_empty_measure_teaches(cast: Cast, lead: Client) -> None:
    text = words(lead.get(address(north_measure(cast))))
    assert "No numbers yet" in text
    assert "From ten points on, the chart can tell a real change from chance." in text
    assert "Enter the first numbers" in text


def test_the_page_says_what_the_chart_shows_and_no_more(cast: Cast, lead: Client) -> None:
    months = past_months(24)
    measure = north_measure(cast, starts_on=months[0])
    store(cast, measure, {month: (2 + at % 2, 10) for at, month in enumerate(months[:5])})
    few = lead.get(address(measure))
    assert "Too few points to test: 2 of the 10 needed so far." in words(few)
    store(cast, measure, {month: (2 + at % 2 + 4 * (at >= 7), 10) for at, month in enumerate(months[5:], 5)})
    answer = lead.get(address(measure))
    html = answer.content.decode()
    assert "in a row" in words(answer)
    assert html.count('class="chart-svg chart-svg--wide"') == html.count('class="chart-svg chart-svg--narrow"') == 1
    assert "data-chart-figure" in html
    assert not re.search(r"<[^>]+\s(style|on\w+)=", html)


def test_what_is_due_stands_at_the_top(cast: Cast, lead: Client) -> None:
    months = past_months(4)
    measure = north_measure(cast, starts_on=months[0])
    store(cast, measure, dict.fromkeys(months[:2], (1, 2)))
    text = words(lead.get(address(measure)))
    assert f"Overdue Numbers for 2 months are due, 1 of them overdue. The oldest is {months[2]:%b %Y}." in text


@pytest.mark.parametrize(
    ("who", "told"),
    [("lead", True), ("member", True), ("data_entry", True), ("partner", False), ("sponsor", False), ("coach", False)],
)
def test_what_is_due_is_told_to_those_who_can_enter_it(cast: Cast, client: Client, who: str, told: bool) -> None:
    months = past_months(4)
    measure = north_measure(cast, starts_on=months[0])
    store(cast, measure, dict.fromkeys(months[:2], (1, 2)))
    client.force_login(getattr(cast, who))
    for page in (address(measure), reverse("measures", args=("amhe", measure.project_id))):
        answer = client.get(page)
        assert answer.status_code == 200
        assert ("Numbers for 2 months are due" in words(answer)) is told
        assert ("Overdue" in words(answer)) is told


def test_groups_are_small_charts_on_one_scale_each_the_way_to_its_page(cast: Cast, lead: Client) -> None:
    measure = north_measure(cast, groups=("White British", "Black African"))
    with cast.scope():
        white, black = measure.strata.all()
    store(cast, measure, {JAN: (9, 10), FEB: (8, 10)}, white.pk)
    store(cast, measure, {JAN: (1, 10), FEB: (2, 10)}, black.pk)
    page = lead.get(address(measure)).content.decode()
    assert address(measure, "measure-group", black.pk) in page
    assert "Compared with" in page
    one = lead.get(address(measure, "measure-group", black.pk))
    assert "<h1" in one.content.decode()
    assert "Seen within four weeks: Black African" in words(one)
    assert "Jan 2025 1 10 10%" in words(one)
    assert 'aria-current="page">Black African</a>' in one.content.decode()


def test_a_correction_shows_old_and_new_who_and_why(cast: Cast, lead: Client) -> None:
    measure = north_measure(cast)
    store(cast, measure, {JAN: (3, 10), FEB: (4, 10)})
    with cast.scope():
        for n, why in ((5, "Late letters"), (6, "Recount")):
            record_points(
                measure=measure, by=cast.member, entries=[Entry(JAN, None, Decimal(n), Decimal(10))], reason=why
            )
        record_points(measure=measure, by=cast.lead, entries=[Entry(FEB)], reason="Wrong clinic")
    text = words(lead.get(address(measure)))
    assert "Feb 2025 4 out of 10 Cleared Wrong clinic Nora Lead" in text
    assert "Jan 2025 5 out of 10 6 out of 10 Recount Mia Member" in text
    assert "Jan 2025 3 out of 10 5 out of 10 Late letters Mia Member" in text
    assert text.index("Wrong clinic") < text.index("Recount") < text.index("Late letters")


def test_notes_are_put_on_the_chart_and_taken_off(cast: Cast, lead: Client) -> None:
    measure = north_measure(cast)
    store(cast, measure, {JAN: (3, 10), FEB: (4, 10)})
    day = {"starts_on_day": "3", "starts_on_month": "2", "starts_on_year": "2025"}
    refused = lead.post(address(measure, "measure-note"), {**day, "label": ""})
    assert refused.status_code == 422
    assert "Say what happened." in words(refused)
    assert lead.post(address(measure, "measure-note"), {**day, "label": "New <i>clinic</i>"}).status_code == 302
    page = lead.get(address(measure))
    assert "<i>clinic</i>" not in page.content.decode()
    assert "Mark 1" in words(page)
    assert "Note, 3 February 2025" in words(page)
    with cast.scope():
        note = Annotation.objects.get()
    assert lead.post(address(measure, "measure-note-remove", note.pk)).status_code == 302
    with cast.scope():
        assert Annotation.objects.count() == 0


def test_what_a_test_wrote_links_to_it_and_cannot_be_removed_here(cast: Cast, lead: Client) -> None:
    measure = north_measure(cast)
    with cast.scope():
        mark = annotate(
            measure=measure,
            by=cast.lead,
            label="Text reminder",
            starts_on=JAN,
            kind="pdsa",
            source="pdsa:7",
            url="/c/amhe/t/7/",
        )
    page = lead.get(address(measure)).content.decode()
    assert '<a href="/c/amhe/t/7/">Text reminder</a>' in page
    assert address(measure, "measure-note-remove", mark.pk) not in page
    assert lead.post(address(measure, "measure-note-remove", mark.pk)).status_code == 404
    with cast.scope():
        assert Annotation.objects.count() == 1


def test_a_measure_is_defined_with_its_groups(cast: Cast, lead: Client) -> None:
    answer = lead.post(reverse("measure-new", args=("amhe", cast.north_project.pk)), DEFINITION)
    with cast.scope():
        measure = Measure.objects.get()
        assert answer["Location"] == address(measure)
        assert (measure.kind, measure.starts_on, measure.target, measure.created_by) == (
            "percentage",
            MAR,
            Decimal(80),
            cast.lead,
        )
        assert list(measure.strata.values_list("name", "is_comparator")) == [
            ("White British", True),
            ("Black African", False),
        ]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"name": ""}, "Give the measure a name."),
        ({"denominator_label": ""}, "Say out of how many, for example ‘Referrals received’."),
        ({"comparator": "Indian"}, "Write one of the groups you named: White British, Black African."),
        ({"groups": "A\na"}, "Each group needs a name of its own."),
        ({"groups": "", "comparator": "A"}, "Name the groups first, or leave this empty."),
        ({"starts_on_year": "1999"}, "must be 1 January 2000 or later"),
        ({"direction": ""}, "Choose which way is better."),
        ({"target": "many"}, "Target must be a number, like 12 or 3.5"),
    ],
)
def test_a_definition_that_cannot_be_is_refused_beside_its_field(
    cast: Cast, lead: Client, change: dict[str, str], said: str
) -> None:
    sent = DEFINITION | ({"comparator": ""} if "groups" in change else {}) | change
    answer = lead.post(reverse("measure-new", args=("amhe", cast.north_project.pk)), sent)
    assert answer.status_code == 422
    assert words(answer).count(said) == 2
    assert sent["numerator_label"] in answer.content.decode()
    with cast.scope():
        assert Measure.objects.count() == 0


def _edit(measure: Measure, **changes: str) -> dict[str, str]:
    return {
        "name": measure.name,
        "measure_type": "outcome",
        "numerator_label": "People seen",
        "denominator_label": "People referred",
        "direction": "up",
        "version": str(measure.version),
        "reason": "Agreed with partners",
        **changes,
    }


def test_what_numbers_have_fixed_is_told_and_cannot_be_changed(cast: Cast, lead: Client) -> None:
    measure = north_measure(cast)
    store(cast, measure, {JAN: (3, 10)})
    page = lead.get(address(measure, "measure-edit"))
    assert "These cannot change, because numbers are already entered in this way." in words(page)
    assert 'name="frequency"' not in page.content.decode()
    sent = _edit(measure, target="75", frequency="week", kind="count")
    assert lead.post(address(measure, "measure-edit"), sent).status_code == 302
    with cast.scope():
        measure.refresh_from_db()
        assert (measure.frequency, measure.kind, measure.target, measure.version) == ("month", "percentage", 75, 2)
        event = Measure.pgh_event_model.objects.filter(pgh_label="update").get()
        assert event.pgh_context["reason"] == "Agreed with partners"


def test_a_change_needs_a_reason(cast: Cast, lead: Client) -> None:
    measure = north_measure(cast)
    store(cast, measure, {JAN: (3, 10)})
    answer = lead.post(address(measure, "measure-edit"), _edit(measure, target="75", reason=""))
    assert answer.status_code == 422
    assert "Say why you are changing it." in words(answer)


def test_two_people_editing_see_both_versions_and_may_then_decide(cast: Cast, lead: Client) -> None:
    measure = north_measure(cast)
    store(cast, measure, {JAN: (3, 10)})
    lead.post(address(measure, "measure-edit"), _edit(measure, collected_by="Theo"))
    answer = lead.post(address(measure, "measure-edit"), _edit(measure, collected_by="Yara"))
    assert answer.status_code == 422
    assert "Who collects the numbers? Empty Theo Yara" in words(answer)
    assert 'name="version" value="2"' in answer.content.decode()
    with cast.scope():
        measure.refresh_from_db()
    assert measure.collected_by == "Theo"
    assert lead.post(address(measure, "measure-edit"), _edit(measure, collected_by="Yara")).status_code == 302
    with cast.scope():
        measure.refresh_from_db()
    assert (measure.collected_by, measure.version) == ("Yara", 3)


def test_when_a_group_is_reported_is_kept_with_its_reason(cast: Cast, lead: Client) -> None:
    measure = north_measure(cast, groups=("A", "B"))
    with cast.scope():
        group = measure.strata.get(name="B")
    where = address(measure, "measure-group-reporting", group.pk)
    sent = {"active_from_day": "20", "active_from_month": "2", "active_from_year": "2025", "reason": "New clinic"}
    assert lead.post(where, sent | {"reason": ""}).status_code == 422
    assert lead.post(where, sent).status_code == 302
    with cast.scope():
        group.refresh_from_db()
        assert (group.active_from, group.active_until) == (FEB, None)
        event = Stratum.pgh_event_model.objects.filter(pgh_label="update").get()
        assert event.pgh_context["reason"] == "New clinic"


def test_no_number_is_hidden_by_when_a_group_is_reported(cast: Cast) -> None:
    measure = north_measure(cast, groups=("A",))
    with cast.scope():
        group = measure.strata.get()
    store(cast, measure, {JAN: (1, 2), MAR: (1, 2)}, group.pk)
    with cast.scope():
        for dates, field in (((FEB, None), "active_from"), ((None, date(2025, 2, 27)), "active_until")):
            with pytest.raises(ValidationError) as refused:
                set_reporting(group=group, by=cast.lead, active_from=dates[0], active_until=dates[1], reason="x")
            assert list(refused.value.message_dict) == [field]
        with pytest.raises(ValidationError, match="before the first"):
            set_reporting(group=group, by=cast.lead, active_from=MAR, active_until=JAN, reason="x")
        set_reporting(group=group, by=cast.lead, active_from=JAN, active_until=date(2025, 3, 31), reason="x")
        assert group.active_until == MAR
        assert Chart.objects.get(stratum=group).stale


def test_the_list_has_outcomes_first(cast: Cast, lead: Client) -> None:
    for kind in ("balancing", "process", "outcome"):
        north_measure(cast, name=f"A {kind}", measure_type=kind)
    text = words(lead.get(reverse("measures", args=("amhe", cast.north_project.pk))))
    assert text.index("A outcome") < text.index("A process") < text.index("A balancing")


def test_a_project_without_measures_teaches(cast: Cast, lead: Client) -> None:
    text = words(lead.get(reverse("measures", args=("amhe", cast.north_project.pk))))
    assert "A good set has at least three:" in text
    assert "Define the first measure" in text


def queries(client: Client, where: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as seen:
        assert client.get(where).status_code == 200
    return len(seen)


def test_the_list_asks_as_much_for_thirty_as_for_one(cast: Cast, lead: Client) -> None:
    where, counts = reverse("measures", args=("amhe", cast.north_project.pk)), []
    for made, total in ((0, 1), (1, 3), (3, 30)):
        with cast.scope():
            for number in range(made, total):
                row = measure_in(cast.north_project, cast.lead, name=f"Measure {number}", groups=("A", "B"))
                entries = [Entry(JAN, group.pk, Decimal(1), Decimal(2)) for group in row.strata.all()]
                record_points(measure=row, by=cast.lead, entries=entries)
            compute_charts(chart_ids=list(Chart.objects.values_list("pk", flat=True)))
        counts.append(queries(lead, where))
    assert counts[0] == counts[1] == counts[2]


@pytest.mark.parametrize("name", ["measure", "measure-enter", "measure-csv"])
def test_a_page_asks_as_much_for_many_groups_and_corrections_as_for_few(cast: Cast, lead: Client, name: str) -> None:
    counts = []
    for number in (1, 8):
        measure = north_measure(cast, name=f"With {number}", groups=tuple(f"Group {at}" for at in range(number)))
        with cast.scope():
            for group in measure.strata.all():
                for n in (1, 2, 3):
                    record_points(
                        measure=measure,
                        by=cast.lead,
                        entries=[Entry(JAN, group.pk, Decimal(n), Decimal(9))],
                        reason="x",
                    )
                annotate(measure=measure, by=cast.lead, label="Note", starts_on=JAN)
            compute_charts(chart_ids=list(Chart.objects.values_list("pk", flat=True)))
        counts.append(queries(lead, address(measure, name)))
    assert counts[0] == counts[1]
