"""Defining the newer kinds of measure, who is not known, how the gap is told, and counting that changes."""

import re
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from measures.actions import Entry, MeasureFields, compute_charts, record_points, revise_measure
from measures.actions.measures import DIFFERENTLY, WORDING
from measures.forms.definition import looks_unknown
from measures.models import Chart, ChartDecision, Measure
from measures.queries import current_states
from tests.cast import Cast
from tests.measures.stage import FEB, JAN, MAR, north_measure, past_months, store
from tests.measures.test_pages_measure import DEFINITION, _edit, address, words


@pytest.fixture
def lead(cast: Cast, client: Client) -> Client:
    client.force_login(cast.lead)
    return client


def define(cast: Cast, client: Client, **changes: Any) -> HttpResponse:
    return client.post(reverse("measure-new", args=("amhe", cast.north_project.pk)), DEFINITION | changes)


def the_measure(cast: Cast) -> Measure:
    with cast.scope():
        return Measure.objects.prefetch_related("strata").get()


BARE = {"groups": "", "comparator": "", "target": ""}


@pytest.mark.parametrize(
    ("kind", "stored"),
    [
        ("average", ("average", "month", "run", MAR)),
        ("days_between", ("days_between", "event", "t", date(2025, 3, 15))),
        ("cases_between", ("cases_between", "event", "g", date(2025, 3, 15))),
    ],
)
def test_each_new_kind_is_defined_on_the_page(cast: Cast, lead: Client, kind: str, stored: tuple[Any, ...]) -> None:
    page = lead.get(reverse("measure-new", args=("amhe", cast.north_project.pk))).content.decode()
    assert f'value="{kind}"' in page
    assert define(cast, lead, kind=kind, **BARE).status_code == 302
    measure = the_measure(cast)
    assert (measure.kind, measure.frequency, measure.chart_kind, measure.starts_on) == stored


def test_how_often_is_not_asked_of_rare_events_and_never_answered_with_them(cast: Cast, lead: Client) -> None:
    page = lead.get(reverse("measure-new", args=("amhe", cast.north_project.pk))).content.decode()
    assert re.findall(r'name="frequency" type="radio" value="(\w+)"', page) == ["week", "month", "quarter"]
    refused = define(cast, lead, frequency="event")
    assert refused.status_code == 422
    assert "Choose how often it is counted. Only rare events are entered each time they happen." in words(refused)
    assert "Choose how often it is counted." in words(define(cast, lead, frequency=""))
    assert define(cast, lead, kind="days_between", frequency="", **BARE).status_code == 302


def test_rare_events_with_groups_are_refused_beside_the_groups(cast: Cast, lead: Client) -> None:
    answer = define(cast, lead, kind="cases_between", target="")
    said = "Rare events have too few for groups: define one measure for each group."
    assert (answer.status_code, words(answer).count(said)) == (422, 2)
    assert 'href="#id_groups"' in answer.content.decode()


def test_a_definition_of_events_can_be_changed_before_and_after_the_first(cast: Cast, lead: Client) -> None:
    define(cast, lead, kind="days_between", **BARE)
    measure = the_measure(cast)
    sent = DEFINITION | BARE | {"kind": "days_between", "version": "1", "reason": "x", "name": "Falls"}
    assert 'value="month" checked' in lead.get(address(measure, "measure-edit")).content.decode()
    assert lead.post(address(measure, "measure-edit"), sent).status_code == 302
    with cast.scope():
        record_points(measure=measure, by=cast.lead, entries=[Entry(date(2025, 4, 3), None, Decimal(1))])
    assert "How often is it counted? Each time it happens" in words(lead.get(address(measure, "measure-edit")))
    assert lead.post(address(measure, "measure-edit"), sent | {"version": "2", "name": "Any fall"}).status_code == 302
    measure = the_measure(cast)
    assert (measure.name, measure.frequency, measure.kind) == ("Any fall", "event", "days_between")


@pytest.mark.parametrize(
    ("name", "unknown"),
    [
        ("Not stated", True), ("NOT KNOWN", True), ("Unknown", True), ("Z", True), ("99", True), ("x", True),
        ("Ethnicity not recorded", True), ("Prefer not to say", True), ("Z: not stated", True), ("Declined", True),
        ("White British", False), ("Zambian", False), ("Known to services", False), ("199", False), ("", False),
    ],
)  # fmt: skip
def test_which_names_look_like_nobody_knows(name: str, unknown: bool) -> None:
    assert looks_unknown(name) is unknown


def _ticked(answer: HttpResponse) -> list[str]:
    boxes = re.findall(r'<input[^>]*name="unknown"[^>]*>', answer.content.decode())
    return [re.findall(r'value="([^"]*)"', box)[0] for box in boxes if "checked" in box]


def _offered(answer: HttpResponse) -> str:
    (value,) = re.findall(r'name="unknown_offered" value="([^"]*)"', answer.content.decode())
    return value


GROUPS = "White British\nBlack African\nNot stated\nAsian\n99"


def test_a_name_that_looks_like_it_is_ticked_and_the_person_decides(cast: Cast, lead: Client) -> None:
    answer = define(cast, lead, groups=GROUPS)
    assert answer.status_code == 422
    assert (
        "Is this right? We ticked what looks like not stated or not known. Untick what is not, and save again."
        in words(answer)
    )
    assert _ticked(answer) == ["Not stated", "99"]
    assert _offered(answer) == GROUPS
    sent = {"groups": GROUPS, "unknown_offered": _offered(answer), "unknown": ["Not stated"]}
    assert define(cast, lead, **sent).status_code == 302
    measure = the_measure(cast)
    assert [(group.name, group.is_unknown) for group in measure.strata.all()] == [
        ("White British", False),
        ("Black African", False),
        ("Not stated", True),
        ("Asian", False),
        ("99", False),
    ]
    text = words(lead.get(address(measure)))
    assert "Not stated or not known Not stated" in text
    assert "Gap Difference: the group’s number less the other’s" in text


def test_who_is_not_known_is_compared_with_nobody(cast: Cast, lead: Client) -> None:
    sent = {"groups": GROUPS, "unknown_offered": GROUPS, "unknown": ["White British"]}
    answer = define(cast, lead, **sent)
    assert answer.status_code == 422
    assert words(answer).count("‘White British’ is the group the others are compared with.") == 2
    gone = {"groups": "White British\nAsian", "unknown_offered": GROUPS, "unknown": ["Not stated"]}
    assert define(cast, lead, **gone).status_code == 302
    assert not any(group.is_unknown for group in the_measure(cast).strata.all())


def test_editing_shows_and_changes_who_is_not_known_and_how_the_gap_is_told(cast: Cast, lead: Client) -> None:
    define(cast, lead, groups=GROUPS, unknown_offered=GROUPS, unknown=["99"], gap_scale="ratio")
    measure = the_measure(cast)
    assert measure.gap_scale == "ratio"
    with cast.scope():
        compute_charts(chart_ids=list(Chart.objects.values_list("pk", flat=True)))
        assert Chart.objects.filter(line="unknown").count() == 1
        assert not Chart.objects.filter(stale=True).exists()
    page = lead.get(address(measure, "measure-edit"))
    assert _ticked(page) == ["99"]
    assert re.findall(r'value="(\w+)" checked', page.content.decode())[-1] == "ratio"
    sent = DEFINITION | {"groups": GROUPS, "unknown_offered": GROUPS, "version": "1", "reason": "Agreed"}
    answer = lead.post(address(measure, "measure-edit"), sent | {"gap_scale": "difference"})
    assert answer.status_code == 302
    measure = the_measure(cast)
    assert (measure.gap_scale, [g.name for g in measure.strata.all() if g.is_unknown]) == ("difference", [])
    with cast.scope():
        assert Chart.objects.filter(line="unknown").count() == 0
        assert not Chart.objects.filter(stale=False).exists()


def test_counts_say_why_they_have_no_gap(cast: Cast, lead: Client) -> None:
    define(cast, lead, kind="count", target="")
    measure = the_measure(cast)
    assert "Gap Not drawn from counts: a group of more people has more of everything." in words(
        lead.get(address(measure))
    )
    with cast.scope():
        assert not Chart.objects.filter(line="gap").exists()


def test_a_chart_that_no_longer_fits_gives_way_to_the_first_of_its_kind(cast: Cast) -> None:
    measure = north_measure(cast)
    with cast.scope():
        Measure.objects.update(chart_kind="p", rules="mdc7")
        assert _revise(cast, measure, target=Decimal(80)).chart_kind == "p"
        changed = _revise(cast, measure, version=2, kind="count")
        assert (changed.chart_kind, changed.rules) == ("run", "")
        assert _revise(cast, measure, version=3, kind="days_between").chart_kind == "run"
        Measure.objects.update(chart_kind="u")
        assert _revise(cast, measure, version=4, kind="days_between").chart_kind == "t"


def _revise(cast: Cast, measure: Measure, version: int = 1, **changes: Any) -> Measure:
    said = {name: changes.pop(name) for name in ("counted", "counted_from") if name in changes}
    fields = {name: getattr(measure, name) for name in MeasureFields.__dataclass_fields__} | changes
    return revise_measure(
        measure=measure, by=cast.lead, fields=MeasureFields(**fields), groups=(), reason="New rules", version=version,
        **said,
    )  # fmt: skip


NEW = {"definition": "Everyone referred, the self-referred too"}


@pytest.mark.parametrize(
    "change", [NEW, {"numerator_label": "People seen or called"}, {"denominator_label": "People asked"}]
)
def test_a_change_of_what_is_counted_must_be_told_from_one_of_wording(
    cast: Cast, lead: Client, change: dict[str, str]
) -> None:
    measure = north_measure(cast)
    store(cast, measure, {JAN: (3, 10), FEB: (4, 10), MAR: (5, 10)})
    answer = lead.post(address(measure, "measure-edit"), _edit(measure, **change))
    said = "Say whether it is counted differently, or whether only the wording changed."
    assert (answer.status_code, words(answer).count(said)) == (422, 2)
    assert lead.post(address(measure, "measure-edit"), _edit(measure, counted=WORDING, **change)).status_code == 302
    with cast.scope():
        assert ChartDecision.objects.count() == 0


def test_counted_differently_begins_a_new_part_of_every_chart(cast: Cast, lead: Client) -> None:
    months = past_months(30)
    measure = north_measure(cast, starts_on=months[0])
    store(cast, measure, {month: (2 + at % 2 + 4 * (at >= 15), 10) for at, month in enumerate(months)})
    with cast.scope():
        compute_charts(chart_ids=list(Chart.objects.values_list("pk", flat=True)))
    day = months[15] + timedelta(days=9)
    since = {f"counted_from_{part}": str(getattr(day, part)) for part in ("day", "month", "year")}
    sent = _edit(measure, counted=DIFFERENTLY, **NEW, **since)
    assert lead.post(address(measure, "measure-edit"), sent).status_code == 302
    with cast.scope():
        row = ChartDecision.objects.get()
        assert (row.decision, row.every_chart, row.line, row.stratum_id, row.period, row.reason) == (
            *("definition", True, "value", None),
            *(months[15], "Agreed with partners"),
        )
        assert row.created_by == cast.lead
        assert Chart.objects.get().stale
        analysis = current_states([measure])[measure.pk][0].analysis
    assert [(part.start, part.stop, part.centre) for part in analysis.parts] == [(0, 15, 20.0), (15, 30, 70.0)]
    history = words(lead.get(reverse("history", args=("amhe", "RNN"))))
    assert "Decision on a chart" in history
    assert "Counted differently" in history
    assert "Agreed with partners" in history


@pytest.mark.parametrize(
    ("since", "said"),
    [
        (None, "Enter the first day it is counted differently."),
        (date(2999, 1, 1), "This is in the future. Change the definition when it is counted so."),
        (date(2025, 1, 31), "Counting began in Jan 2025. Enter a day of a later period."),
        (date(2020, 1, 1), "Counting began in Jan 2025. Enter a day of a later period."),
    ],
)
def test_the_new_part_begins_in_one_of_the_measures_periods(cast: Cast, since: date | None, said: str) -> None:
    measure = north_measure(cast)
    store(cast, measure, {JAN: (3, 10)})
    with cast.scope():
        with pytest.raises(ValidationError) as refused:
            _revise(cast, measure, counted=DIFFERENTLY, counted_from=since, **NEW)
        assert refused.value.message_dict == {"counted_from": [said]}
        measure.refresh_from_db()
        assert (measure.definition, measure.version, ChartDecision.objects.count()) == ("", 1, 0)


def test_the_present_period_may_be_the_first_and_a_second_time_changes_nothing(cast: Cast) -> None:
    measure = north_measure(cast)
    store(cast, measure, {JAN: (3, 10)})
    today = timezone.localdate()
    with cast.scope():
        for version in (1, 2):
            _revise(cast, measure, version, counted=DIFFERENTLY, counted_from=today, **NEW)
        assert ChartDecision.objects.get().period == today.replace(day=1)


def test_nothing_is_asked_of_what_only_scales_or_names_or_is_spaced_otherwise(cast: Cast) -> None:
    measure = north_measure(cast, kind="rate", definition="Everyone\nreferred")
    store(cast, measure, {JAN: (3, 10)})
    with cast.scope():
        done = _revise(cast, measure, name="Falls", rate_per=100, unit="x", definition="Everyone\r\nreferred ")
        assert (done.rate_per, done.version) == (100, 2)


def test_nothing_is_asked_before_there_are_numbers(cast: Cast, lead: Client) -> None:
    measure = north_measure(cast)
    assert "counted differently from now on" not in words(lead.get(address(measure, "measure-edit")))
    with cast.scope():
        assert _revise(cast, measure, **NEW).definition == NEW["definition"]
