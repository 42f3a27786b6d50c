"""Coproduction across the work: who took part in what of a project, the pulse as charts, a partner's own page."""

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from collaborative.models import User
from evaluation.presenters.pulse import NOBODY, TOO_FEW, charts, specs
from phases.actions.coproduction import TookPart, answer_pulse, record_involvement, say_level, sign_off
from phases.actions.journey import set_dates, set_up_phases
from phases.models import Involvement
from phases.queries.coproduction import Pulse, steps
from tests.cast import Cast
from tests.measures.stage import north_measure

JAN, FEB, MAR, APR = (date(2026, month, 1) for month in range(1, 5))
DAY = date(2026, 5, 4)


@pytest.fixture
def address(cast: Cast) -> str:
    return f"/c/amhe/p/{cast.north_project.pk}/coproduction/"


def test_a_measure_is_one_of_the_things_people_take_part_in(client: Client, cast: Cast, address: str) -> None:
    measure = north_measure(cast, name="Waits over a month")
    client.force_login(cast.partner)
    empty = client.get(address).content.decode()
    assert "Nobody is recorded yet" in empty
    assert "Nobody is recorded for 1 measure." in empty
    form = client.get(f"{address}new/?about=measure-{measure.pk}").content.decode()
    assert f'<option value="measure-{measure.pk}" selected>Measure: Waits over a month</option>' in form
    sent = {
        "about": f"measure-{measure.pk}",
        "who": "Two carers",
        "happened_on_day": "4",
        "happened_on_month": "5",
        "happened_on_year": "2026",
        "what": "Chose what to count.",
    }
    assert client.post(f"{address}new/", sent | {"about": f"measure-{measure.pk + 1}"}).status_code == 422
    made = client.post(f"{address}new/", sent)
    with cast.scope():
        row = Involvement.objects.get()
        assert (row.thing, row.thing_key, row.thing_name) == ("measure", measure.pk, "Waits over a month")
    assert made["Location"] == f"/c/amhe/involvement/{row.pk}/"
    client.post(made["Location"], {"level": "equal", "words": "We decided together."})
    said = client.get(address).content.decode()
    assert "Equal partner" in said
    assert "“We decided together.”" in said
    assert "Nobody is recorded for 1 measure." not in said


def test_a_record_takes_as_many_queries_however_much_there_is(client: Client, cast: Cast, address: str) -> None:
    client.force_login(cast.lead)

    def fill(number: int) -> None:
        with cast.scope():
            for step in steps()[:number]:
                said = TookPart(who="Carers", happened_on=DAY, step=step)
                row = record_involvement(project=cast.north_project, by=cast.lead, said=said)
                say_level(involvement=row, by=cast.partner, level="involved")
                sign_off(project=cast.north_project, by=cast.partner, about="theory", verdict="agree")

    fill(1)
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    fill(8)
    with CaptureQueriesContext(connection) as more:
        client.get(address)
    assert len(more) == len(few) <= 30


def test_the_pulse_is_a_chart_whose_gaps_say_why() -> None:
    told = [Pulse(JAN, 3.0, 2.0), Pulse(FEB, None, None), Pulse(APR, 4.0, 3.5)]
    heard, changed = specs(told)
    assert (heard.periods, heard.values) == ((JAN, FEB, MAR, APR), (3.0, None, None, 4.0))
    assert heard.notes == ("", TOO_FEW, NOBODY, "")
    assert changed.values == (2.0, None, None, 3.5)
    assert heard.analysis.centre == 3.5
    assert charts(told)[0]["table"]["rows"][1][-1] == TOO_FEW
    assert charts([]) == []


def test_a_rise_in_being_heard_is_seen_like_any_other() -> None:
    months = [date(2024 + at // 12, at % 12 + 1, 1) for at in range(20)]
    told = [Pulse(month, 2.0 + at % 2 / 10 if at < 10 else 4.0 + at % 2 / 10, 3.0) for at, month in enumerate(months)]
    assert specs(told)[0].analysis.signal


def test_the_pulses_page_shows_months_that_are_over(client: Client, cast: Cast) -> None:
    client.force_login(cast.sponsor)
    assert "Nothing to show yet" in client.get("/c/amhe/o/RNN/pulse/").content.decode()
    with cast.scope():
        for number in range(5):
            person = User.objects.create_user(f"p{number}@example.nhs.uk", f"Partner {number}")
            answer_pulse(participation=cast.north, by=person, month=JAN, heard=4, changed=2)
    said = client.get("/c/amhe/o/RNN/pulse/").content.decode()
    assert "Were you heard?" in said
    assert "<td>4.0</td>" in said
    assert "Partner 0" not in said


def test_a_partners_page_says_what_is_asked_and_what_is_next(client: Client, cast: Cast) -> None:
    phases = set_up_phases(collaborative=cast.amhe, by=cast.admin)
    with cast.scope():
        days = {"actual_start": JAN, "forecast_end": date(2100, 1, 1)}
        set_dates(participation=cast.north, phase=phases[0], by=cast.lead, dates=days)
        said = TookPart(who="Carers", happened_on=DAY, step=steps()[0])
        row = record_involvement(project=cast.north_project, by=cast.lead, said=said)
    client.force_login(cast.partner)
    told = client.get("/c/amhe/o/RNN/partner/").content.decode()
    assert "Your page as a partner" in client.get("/c/amhe/o/RNN/").content.decode()
    assert f'href="/c/amhe/involvement/{row.pk}/"' in told
    assert "We are in phase 1: Local design" in told
    assert "until about 1 January 2100" in told
    with cast.scope():
        say_level(involvement=row, by=cast.partner, level="informed", words="A letter came.")
    told = client.get("/c/amhe/o/RNN/partner/").content.decode()
    assert f'href="/c/amhe/involvement/{row.pk}/"' not in told
    assert "“A letter came.”" in told
