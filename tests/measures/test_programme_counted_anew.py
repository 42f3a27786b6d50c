"""Who takes up another version of a programme's definition counts differently from then on: its own charts say so."""

import re
from datetime import date
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from measures.models import Adoption, ChartDecision
from measures.queries import chart_of
from tests.cast import Cast
from tests.measures.programme_stage import Programme, make_programme
from tests.measures.test_decisions import only_decision
from tests.measures.test_pages_measure import address, words

# Twelve months around 80%, then ten around 60% by the new definition.
LEVELS = (80, 82, 78, 81, 79, 83, 80, 78, 82, 81, 79, 80, 60, 62, 58, 61, 59, 60, 63, 58, 61, 60)
NEW = 12
WORDS = "Version 2 of the programme’s definition"


@pytest.fixture
def programme(cast: Cast) -> Programme:
    made = make_programme(cast, months=len(LEVELS), places=("north",))
    numbers = {month: (level, 100) for month, level in zip(made.months, LEVELS, strict=True)}
    made.places["north"].enter(numbers)
    made.renew(made.months[NEW])
    return made


@pytest.fixture
def lead(cast: Cast, client: Client) -> Client:
    client.force_login(cast.lead)
    return client


def where(programme: Programme) -> str:
    return address(programme.places["north"].measure, "measure-programme", programme.measure.pk)


def say(lead: Client, programme: Programme, since: date, **said: Any) -> HttpResponse:
    day = {"since_day": since.day, "since_month": since.month, "since_year": since.year}
    return lead.post(where(programme), {"counted": "2", "anew": "yes", **day, **said}, follow=True)


def parts(programme: Programme) -> list[tuple[int, float | None]]:
    """Where each part of the organisation's own chart begins, and its median."""
    place = programme.places["north"]
    with place.scope():
        state = chart_of(place.measure)
    assert state is not None
    return [(part.start, part.centre) for part in state.analysis.parts]


def test_another_version_begins_a_new_part_of_the_organisation_s_own_chart(
    programme: Programme, lead: Client, cast: Cast
) -> None:
    programme.say("north", programme.first, reason="")
    assert parts(programme) == [(0, 78.0)]
    since = programme.months[NEW]
    page = words(lead.get(where(programme)))
    assert "Is that another way of counting than before?" in page
    done = say(lead, programme, since)
    assert f"The measure’s charts begin a new part in {since:%b %Y}." in words(done)
    assert parts(programme) == [(0, 80.0), (NEW, 60.0)]
    row = only_decision(cast)
    assert (row.decision, row.every_chart, row.period, row.reason) == ("definition", True, since, WORDS)
    measure = programme.places["north"].measure
    text = words(lead.get(address(measure)))
    assert f"Counted differently from {since:%b %Y} . {WORDS} Nora Lead" in text
    history = words(lead.get(reverse("history", args=("amhe", "RNN"))))
    assert WORDS in history
    say(lead, programme, since)
    assert parts(programme) == [(0, 80.0), (NEW, 60.0)]
    back = lead.post(address(measure, "decision-take-back", row.pk), {"reason": "It was the same all along"})
    assert back.status_code == 302
    assert parts(programme) == [(0, 78.0)]


def test_counted_as_before_is_said_with_a_reason_that_is_kept(programme: Programme, lead: Client, cast: Cast) -> None:
    programme.say("north", programme.first, reason="")
    since = programme.months[NEW]
    refused = say(lead, programme, since, anew="no")
    assert refused.status_code == 422
    assert "Say why it is counted as before." in words(refused)
    done = say(lead, programme, since, anew="no", alike="We left out\nthe same people before")
    assert "begin a new part" not in words(done)[words(done).index("It is noted") :][:200]
    assert parts(programme) == [(0, 78.0)]
    with programme.places["north"].scope():
        latest = Adoption.objects.latest("since")
        assert latest.reason == "Counted as before: We left out the same people before"
        assert not ChartDecision.objects.exists()
    assert latest.reason in words(lead.get(where(programme)))
    assert latest.reason in words(lead.get(reverse("history", args=("amhe", "RNN"))))


def test_who_begins_with_a_later_version_than_the_first_counts_anew_too(programme: Programme, lead: Client) -> None:
    say(lead, programme, programme.months[NEW])
    assert [start for start, _ in parts(programme)] == [0, NEW]


@pytest.mark.parametrize(("version", "at"), [("1", 0), ("1", 5), ("2", 0)])
def test_what_changes_nothing_begins_no_part(programme: Programme, lead: Client, version: str, at: int) -> None:
    say(lead, programme, programme.months[at], counted=version)
    assert parts(programme) == [(0, 78.0)]
    say(lead, programme, programme.months[at + 3], counted=version)
    assert parts(programme) == [(0, 78.0)]


def test_a_part_that_was_begun_is_taken_back_before_it_is_called_as_before(
    programme: Programme, lead: Client, cast: Cast
) -> None:
    programme.say("north", programme.first, reason="")
    since = programme.months[NEW]
    say(lead, programme, since)
    refused = say(lead, programme, since, anew="no", alike="The same")
    assert f"The measure’s charts begin a new part in {since:%b %Y}. Take that back first" in words(refused)
    measure = programme.places["north"].measure
    with programme.places["north"].scope():
        latest = Adoption.objects.latest("since")
    gone = lead.post(address(measure, "measure-programme-remove", latest.pk), follow=True)
    assert f"The measure’s charts still begin a new part in {since:%b %Y}" in words(gone)
    lead.post(address(measure, "decision-take-back", only_decision(cast).pk), {"reason": "The same"})
    assert say(lead, programme, since, anew="no", alike="The same").status_code == 200
    assert parts(programme) == [(0, 78.0)]


def test_a_version_within_a_fixed_baseline_waits_until_that_is_taken_back(programme: Programme, lead: Client) -> None:
    measure = programme.places["north"].measure
    programme.say("north", programme.first, reason="")
    until = programme.months[NEW + 1]
    lead.post(address(measure, "decide-baseline"), {"period": until.isoformat(), "reason": "x"})
    refused = say(lead, programme, programme.months[NEW])
    assert refused.status_code == 422
    assert f"A baseline is fixed on the chart of everyone until {until:%b %Y}. Take it back first" in words(refused)
    with programme.places["north"].scope():
        assert Adoption.objects.count() == 1


# Whether it is another way than before is asked, and not presumed of who said nothing before.


def answered(page: HttpResponse) -> str | None:
    """Which answer is in place to the question whether it is another way than before."""
    radios = [tag for tag in re.findall(r"<input[^>]*>", page.content.decode()) if 'name="anew"' in tag]
    assert len(radios) == 2
    return next((re.findall(r'value="(\w+)"', tag)[0] for tag in radios if " checked" in tag), None)


def test_who_said_nothing_before_is_asked_without_an_answer_in_place(programme: Programme, lead: Client) -> None:
    months = programme.months
    page = lead.get(where(programme))
    assert "Numbers counted in two different ways should not be compared with one line." in words(page)
    assert "(optional)" not in words(page)
    assert answered(page) is None
    unanswered = say(lead, programme, months[NEW], anew="")
    assert unanswered.status_code == 422
    assert "Choose Yes or No." in words(unanswered)
    assert parts(programme) == [(0, 78.0)]
    for counted, at in (("1", NEW), ("2", 0)):
        with programme.places["north"].scope():
            Adoption.objects.all().delete()
        assert say(lead, programme, months[at], counted=counted, anew="").status_code == 200
    assert answered(lead.get(where(programme))) == "yes"
    assert say(lead, programme, months[NEW], anew="").status_code == 422
