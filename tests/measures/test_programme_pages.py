"""Pages of programme measures: what each person sees, what they can say, and what is never told to anybody."""

import csv
import html
import io
import json
import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from collaborative.nhsuk.filters import date_long
from measures.models import Adoption, ProgrammeChart, ProgrammeMeasure, ProgrammeVersion
from measures.pooling import ONE_LARGE, SMALL_NUMBERS
from tests.cast import Cast
from tests.measures.programme_stage import Programme, make_programme

# No two organisations' numbers, nor sums of them, are alike, and none is a period's number or a year.
SIZES = {"north": (3137, 5231), "south": (2719, 4801), "west": (1913, 3607), "mid": (2243, 4127), "coast": (1733, 3907)}
EVERYBODY = ("lead", "member", "data_entry", "partner", "sponsor", "coach", "other_coach", "south_lead", "admin")


@pytest.fixture
def programme(cast: Cast) -> Programme:
    """Five organisations of which one counts differently, with a chart that is computed."""
    made = make_programme(cast)
    for name, place in made.places.items():
        n, d = SIZES[name]
        place.enter({month: (n + at, d + at) for at, month in enumerate(made.months)})
        made.say(name, None if name == "coast" else made.first)
    made.compute()
    return made


def address(name: str, *args: object) -> str:
    return reverse(name, args=("amhe", *args))


def seen(client: Client, person: Any, path: str) -> str:
    client.force_login(person)
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.content.decode()


def numbers_of(programme: Programme) -> re.Pattern[str]:
    """Any numerator, denominator or sum of them, with or without a separator, in any of the periods."""
    counted = [SIZES[name] for name in ("north", "south", "west", "mid")]
    found = [number for pair in SIZES.values() for number in pair]
    found += [sum(column) for column in zip(*counted, strict=True)]
    spelled = {f"{number + at * step}" for number in found for at in range(12) for step in (1, 4)}
    return re.compile(r"(?<![\d.])(" + "|".join(f"{n[:-3]},?{n[-3:]}" for n in sorted(spelled)) + r")(?![\d.])")


@pytest.mark.parametrize("person", EVERYBODY)
def test_everybody_in_the_collaborative_reads_the_total_and_nobody_s_numbers(
    programme: Programme, client: Client, cast: Cast, person: str
) -> None:
    hidden = numbers_of(programme)
    for name, args in (
        ("programme", ()),
        ("programme-measure", [programme.measure.pk]),
        ("programme-csv", [programme.measure.pk]),
    ):
        said = seen(client, getattr(cast, person), address(name, *args))
        assert "57." in said or "56." in said, name
        assert not hidden.search(said), name
        for place in programme.places:
            assert f"{place}canary" not in said


def test_the_national_team_sees_names_and_versions_and_the_others_do_not(
    programme: Programme, client: Client, cast: Cast
) -> None:
    second = programme.renew(programme.months[8])
    programme.say("south", second, programme.months[8], reason="southcanary reason")
    programme.compute()
    path = address("programme-measure", programme.measure.pk)
    said = seen(client, cast.admin, path)
    rows = re.findall(r'<th role="rowheader" scope="row">(.*?)</th>\s*<td role="cell">(.*?)</td>', said)
    assert dict(rows)["South Trust"].startswith("Version 2, since")
    assert dict(rows)["North Trust"].startswith("Version 1, since")
    assert dict(rows)["Coast Trust"].startswith("Counts differently, since")
    assert "southcanary" not in said
    for person in (cast.lead, cast.coach, cast.sponsor):
        other = seen(client, person, path)
        assert "West Trust" not in other
        assert "Who counts by which version" not in other


def test_what_is_said_for_the_future_does_not_hold_now(programme: Programme, client: Client, cast: Cast) -> None:
    programme.say("north", None, timezone.localdate() + timedelta(days=62))
    said = seen(client, cast.admin, address("programme-measure", programme.measure.pk))
    assert re.search(r'scope="row">North Trust</th>\s*<td role="cell">Version 1, since', said)


def test_who_has_not_said_or_reported_is_named_to_the_national_team(cast: Cast, client: Client) -> None:
    programme = make_programme(cast, places=("north", "south"))
    programme.say("north", programme.first)
    said = seen(client, cast.manager, address("programme-measure", programme.measure.pk))
    rows = dict(re.findall(r'scope="row">(\w+ Trust)</th>((?:\s*<td role="cell">.*?</td>)+)', said))
    assert "Nothing yet" in rows["North Trust"]
    assert "Overdue" in rows["North Trust"]
    assert "Has not said" in rows["South Trust"]


def test_a_new_version_starts_a_part_with_its_reason(programme: Programme, client: Client, cast: Cast) -> None:
    second = programme.renew(programme.months[6], reason="Not stated is not recorded")
    for name in ("north", "south", "west"):
        programme.say(name, second, programme.months[6])
    programme.compute()
    said = seen(client, cast.lead, address("programme-measure", programme.measure.pk))
    assert "Version 2" in said
    assert "Not stated is not recorded" in said
    figure = re.search(r"data-chart-figure>(.*?)</script>", said, re.DOTALL)
    assert figure
    line = json.loads(html.unescape(figure[1]))["data"][0]
    assert line["x"][5:8] == [5, None, 6]
    assert line["y"][6] is None
    # The data line is drawn in two pieces: each has its own median, and they are not joined.
    wide = said[said.index("app-chart__picture--wide") : said.index("app-chart__picture--narrow")]
    assert len(re.findall(r'<polyline[^>]*class="chart-line"', wide)) == 2
    assert "5 of 5 organisations reported. 2 of them count differently and are not in the total." in said


def test_small_numbers_are_in_no_page_and_no_file(cast: Cast, client: Client) -> None:
    programme = make_programme(cast, months=4, places=("north", "south", "west"))
    months = programme.months
    for place in programme.places.values():
        place.enter({months[0]: (50, 100), months[1]: (2, 97), months[2]: (98, 100), months[3]: (1, 3)})
    programme.places["north"].enter({months[3]: (4000, 9000)}, reason="All of it")
    for name in programme.places:
        programme.say(name, programme.first)
    assert programme.pooled().notes == ("", SMALL_NUMBERS, SMALL_NUMBERS, ONE_LARGE)
    said = seen(client, cast.admin, address("programme-measure", programme.measure.pk))
    assert "3 months are not shown, to protect people and organisations." in said
    file = seen(client, cast.admin, address("programme-csv", programme.measure.pk))
    stored = str(programme.measure.chart.series) + str(programme.measure.chart.analysis)
    # 6 of 291, 294 of 300 and 4,002 of 9,006 as they would be shown or computed with.
    for value in ("2.06", "2.1%", "98.0", "44.4"):
        for where in (said, file, stored):
            assert value not in where, value
    assert SMALL_NUMBERS in said
    assert SMALL_NUMBERS in file


def test_the_file_holds_rates_and_organisations_and_nothing_else(
    programme: Programme, client: Client, cast: Cast
) -> None:
    client.force_login(cast.sponsor)
    answer = client.get(address("programme-csv", programme.measure.pk))
    assert answer["Content-Disposition"] == 'attachment; filename="amhe-seen-within-four-weeks.csv"'
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows[0] == [
        "period",
        "percent",
        "not shown because",
        "organisations in the total",
        "organisations that count differently",
        "organisations that take part",
        "version",
    ]
    n, d = (sum(SIZES[name][at] for name in ("north", "south", "west", "mid")) for at in (0, 1))
    assert rows[1] == [programme.months[0].isoformat(), f"{100 * n / d:.1f}", "", "4", "1", "5", "1"]
    assert len(rows) == 13


def test_the_page_says_of_which_day_the_line_is(programme: Programme, client: Client, cast: Cast) -> None:
    path = address("programme-measure", programme.measure.pk)
    today = timezone.localdate()
    yesterday = today - timedelta(days=1)
    programme.places["north"].enter({programme.months[0]: (1, 9000)}, reason="Put right")
    for person in (cast.admin, cast.lead):
        said = seen(client, person, path)
        assert f"As of {date_long(today)}; the line is brought up to date at most once a day." in said
        assert "Being computed" not in said
        assert "Being computed" not in seen(client, person, address("programme"))
    with programme.national():
        ProgrammeChart.objects.update(computed_at=timezone.now() - timedelta(days=1))
    for person in (cast.admin, cast.lead):
        said = seen(client, person, path)
        assert f"As of {date_long(yesterday)}; the line is being brought up to date" in said
        assert "Being computed" in said
        assert "Being computed" in seen(client, person, address("programme"))


def test_a_line_of_what_is_no_longer_counted_says_so(programme: Programme, client: Client, cast: Cast) -> None:
    programme.renew(programme.months[8])
    path = address("programme-measure", programme.measure.pk)
    assert "Being computed" in seen(client, cast.lead, path)
    programme.compute()
    assert "Being computed" not in seen(client, cast.lead, path)


def test_a_chart_never_computed_says_so(cast: Cast, client: Client) -> None:
    programme = make_programme(cast, places=())
    said = seen(client, cast.lead, address("programme-measure", programme.measure.pk))
    assert "This chart is being computed." in said
    assert "Nothing to show yet" in said


def test_the_page_asks_as_much_of_the_database_for_many_as_for_few(
    programme: Programme, client: Client, cast: Cast
) -> None:
    counted = []
    client.force_login(cast.admin)
    path = address("programme-measure", programme.measure.pk)
    client.get(path)
    for more in (None, "far", "away"):
        if more:
            other = make_programme(cast, places=(more,), name=f"Other {more}")
            other.compute()
            programme.places |= other.places
            programme.say(more, programme.first)
        with CaptureQueriesContext(connection) as asked:
            client.get(path)
            client.get(address("programme"))
        counted.append(len(asked))
    assert counted[0] == counted[1] == counted[2]
    assert not [
        one["sql"] for one in asked if "numerator" in one["sql"].partition("FROM")[0] and "datapoint" in one["sql"]
    ]


def _day(name: str, day: date) -> dict[str, object]:
    return {f"{name}_day": day.day, f"{name}_month": day.month, f"{name}_year": day.year}


def test_the_national_team_defines_edits_and_makes_versions(cast: Cast, client: Client) -> None:
    client.force_login(cast.manager)
    said = {
        "name": "Ethnicity recorded",
        "measure_type": "process",
        "kind": "percentage",
        "numerator_label": "Recorded",
        "denominator_label": "On the caseload",
        "direction": "up",
        "frequency": "month",
        "chart_kind": "run",
        "definition": "Everybody",
        **_day("effective_from", date(2026, 1, 15)),
    }
    answer = client.post(address("programme-new"), said)
    made = ProgrammeMeasure.objects.get()
    assert answer["Location"] == address("programme-measure", made.pk)
    again = client.post(address("programme-new"), said)
    assert again.status_code == 422
    assert "There is already a programme measure of that name." in again.content.decode()
    edited = {**said, "name": "Ethnicity is recorded", "target": "95"}
    assert client.post(address("programme-edit", made.pk), edited).status_code == 302
    made.refresh_from_db()
    assert (made.name, made.target, made.kind) == ("Ethnicity is recorded", 95, "percentage")
    version = {"definition": "Not ‘not stated’", **_day("effective_from", date(2026, 6, 20))}
    refused = client.post(address("programme-version-new", made.pk), version)
    assert "Say why it is counted differently." in refused.content.decode()
    assert client.post(address("programme-version-new", made.pk), {**version, "reason": "Hid it"}).status_code == 302
    rows = list(ProgrammeVersion.objects.order_by("number").values_list("number", "effective_from", "reason"))
    assert rows == [(1, date(2026, 1, 1), ""), (2, date(2026, 6, 1), "Hid it")]
    early = client.post(
        address("programme-version", made.pk, 1), {"definition": "All", **_day("effective_from", date(2026, 7, 1))}
    )
    assert "when version 2 begins" in early.content.decode()
    assert (
        client.post(
            address("programme-version", made.pk, 1), {"definition": "All", **_day("effective_from", date(2025, 12, 1))}
        ).status_code
        == 302
    )
    assert client.get(address("programme-version", made.pk, 3)).status_code == 404


def test_the_forms_say_what_cannot_be_pooled(cast: Cast, client: Client) -> None:
    said = seen(client, cast.admin, address("programme-new"))
    assert "Only these two can be added up over organisations." in said
    assert 'value="average"' not in said
    assert 'value="count"' not in said


def test_a_team_says_how_it_counts_and_takes_it_back(programme: Programme, client: Client, cast: Cast) -> None:
    place = programme.places["north"]
    programme.renew(programme.months[8])
    listed = seen(client, cast.member, address("measure-programmes", place.measure.pk))
    assert "New version" in listed
    assert "The programme counts by version 2 from" in listed
    path = address("measure-programme", place.measure.pk, programme.measure.pk)
    own = seen(client, cast.member, address("measure", place.measure.pk))
    assert "The programme counts by version 2 from" in own
    assert path in own
    page = seen(client, cast.member, path)
    assert "Counted anew" in page
    since = programme.months[8]
    refused = client.post(path, {"counted": "differently", **_day("since", since)})
    assert refused.status_code == 422
    assert "Say how you count differently." in refused.content.decode()
    unsaid = client.post(path, {"counted": "2", **_day("since", since)})
    assert "Choose Yes or No." in unsaid.content.decode()
    for _ in range(2):
        sent = {"counted": "2", "anew": "yes", "reason": "", **_day("since", since)}
        assert client.post(path, sent).status_code == 302
    with place.scope():
        latest = Adoption.objects.latest("since")
        assert Adoption.objects.count() == 2
    assert (latest.since, latest.version.number) == (since, 2)
    for name in ("measure-programmes", "measure"):
        assert "New version" not in seen(client, cast.member, address(name, place.measure.pk))
    assert client.post(address("measure-programme-remove", place.measure.pk, latest.pk)).status_code == 302
    with place.scope():
        assert Adoption.objects.count() == 1


def test_who_will_read_the_reason_is_said_beside_it_and_is_so(programme: Programme, client: Client, cast: Cast) -> None:
    programme.say("north", None, reason="northcanary reason")
    where = address("measure-programme", programme.places["north"].measure.pk, programme.measure.pk)
    said = seen(client, cast.lead, where)
    assert "Your team and your coach can read this. The programme sees only that you count" in said
    for person in (cast.lead, cast.coach):
        assert "northcanary reason" in seen(client, person, where)
    client.force_login(cast.admin)
    assert client.get(where).status_code == 404


def test_a_reader_of_the_team_is_shown_and_not_asked(programme: Programme, client: Client, cast: Cast) -> None:
    place = programme.places["north"]
    path = address("measure-programme", place.measure.pk, programme.measure.pk)
    for person in (cast.sponsor, cast.data_entry, cast.coach):
        said = seen(client, person, path)
        assert "From when and by which version" in said
        assert "How do you count?" not in said
        assert "Take back" not in said
        assert client.post(path, {"counted": "1", **_day("since", programme.months[0])}).status_code == 404


def test_another_organisation_s_words_are_not_there(programme: Programme, client: Client, cast: Cast) -> None:
    south = programme.places["south"]
    client.force_login(cast.lead)
    with south.scope():
        said = Adoption.objects.get()
    assert client.get(address("measure-programmes", south.measure.pk)).status_code == 404
    assert client.get(address("measure-programme", south.measure.pk, programme.measure.pk)).status_code == 404
    own = programme.places["north"].measure.pk
    assert client.post(address("measure-programme-remove", own, said.pk)).status_code == 404
    assert client.post(address("measure-programme-remove", south.measure.pk, said.pk)).status_code == 404
    for page in ("measure-programmes", "measure-programme"):
        args = [own] if page == "measure-programmes" else [own, programme.measure.pk]
        assert "southcanary" not in client.get(address(page, *args)).content.decode()
    with south.scope():
        assert Adoption.objects.count() == 1


def test_another_collaborative_s_programme_measure_is_not_there(
    programme: Programme, client: Client, cast: Cast
) -> None:
    client.force_login(cast.east_lead)
    for name in ("programme-measure", "programme-csv"):
        assert client.get(reverse(name, args=("safety", programme.measure.pk))).status_code == 404
        assert client.get(address(name, programme.measure.pk)).status_code == 404
    assert "Seen within" not in client.get(reverse("programme", args=("safety",))).content.decode()


def test_what_cannot_be_added_up_is_explained(programme: Programme, client: Client, cast: Cast) -> None:
    rate = make_programme(cast, places=(), name="Complaints", kind="rate")
    own = programme.places["north"].measure.pk
    told = "The programme counts a rate and this measure is a percentage, so they cannot be added up."
    assert told in seen(client, cast.lead, address("measure-programmes", own))
    said = seen(client, cast.lead, address("measure-programme", own, rate.measure.pk))
    assert told in said
    assert "How do you count?" not in said
