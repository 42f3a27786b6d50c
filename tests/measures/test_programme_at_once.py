"""Two of the national team who change one thing at once: the second is shown both texts, and nothing is lost."""

import re
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from measures.actions import set_chart_defaults
from measures.actions.programme import correct_version, revise_programme
from measures.models import ChartDefaults, ProgrammeMeasure, ProgrammeVersion
from measures.queries.marks import defaults_mark, programme_mark, version_mark
from measures.queries.plans import defaults_of
from tests.cast import Cast
from tests.measures.programme_stage import Programme, make_programme
from tests.measures.stage import north_measure
from tests.measures.test_programme_daily import fields_of

CHANGED = "Somebody else has changed this since you opened the page."
ASKED = ("name", "measure_type", "numerator_label", "denominator_label", "rate_per", "direction", "chart_kind")
RULES = {"run_rules": "anhoej", "xmr_rules": "mdc7", "limits_rules": "anhoej"}


@pytest.fixture
def programme(cast: Cast) -> Programme:
    return make_programme(cast, places=("north",))


@pytest.fixture
def two(cast: Cast) -> tuple[Client, Client]:
    """Two of the national team, each at a screen of their own."""
    first, second = Client(), Client()
    first.force_login(cast.admin)
    second.force_login(cast.manager)
    return first, second


def address(name: str, *args: object) -> str:
    return reverse(name, args=("amhe", *args))


def seen_in(html: str) -> str:
    found = re.search(r'name="seen" value="(\w+)"', html)
    assert found is not None
    return found.group(1)


def begin(client: Client, path: str) -> str:
    return seen_in(client.get(path).content.decode())


def day(name: str, on: date) -> dict[str, int]:
    return {f"{name}_day": on.day, f"{name}_month": on.month, f"{name}_year": on.year}


def refused(client: Client, path: str, sent: dict[str, Any], *both: str) -> str:
    """The mark of the state that the second person is now shown, with both texts beside each other."""
    answer = client.post(path, sent)
    html = answer.content.decode()
    assert answer.status_code == 422
    beside = html[html.index("What is there now, and what you wrote") : html.index("What you save stands.")]
    assert CHANGED in html
    for words in both:
        assert words in beside
    return seen_in(html)


def test_a_programme_measure_changed_by_two(programme: Programme, two: tuple[Client, Client]) -> None:
    first, second = two
    path = address("programme-edit", programme.measure.pk)
    form = {name: getattr(programme.measure, name) for name in ASKED}
    old = begin(second, path)
    theirs = form | {"numerator_label": "Seen in time", "target": "100", "seen": begin(first, path)}
    assert first.post(path, theirs).status_code == 302
    mine = form | {"numerator_label": "Seen within a month", "target": "80"}
    now = refused(second, path, mine | {"seen": old}, "Seen in time", "Seen within a month", ">There now: </span>100<")
    # What both said alike is not listed, and a mistake made meanwhile does not make the older state pass.
    assert second.post(path, mine | {"seen": old}).content.decode().count(">Yours: <") == 2
    mistaken = second.post(path, mine | {"name": "", "seen": old}).content.decode()
    assert seen_in(mistaken) == old
    kept = ProgrammeMeasure.objects.get()
    assert (kept.numerator_label, kept.target) == ("Seen in time", 100)
    assert second.post(path, mine | {"seen": now}).status_code == 302
    kept.refresh_from_db()
    assert (kept.numerator_label, kept.target) == ("Seen within a month", 80)


def test_a_version_put_right_by_two(programme: Programme, two: tuple[Client, Client]) -> None:
    first, second = two
    path, start = address("programme-version", programme.measure.pk, 1), programme.months[0]
    old = begin(second, path)
    theirs = {"definition": "Everybody\nreferred", **day("effective_from", programme.months[1])}
    assert first.post(path, theirs | {"seen": begin(first, path)}).status_code == 302
    mine = {"definition": "Adults referred", **day("effective_from", start)}
    now = refused(second, path, mine | {"seen": old}, "Everybody\nreferred", "Adults referred")
    assert programme.first.definition == "Everybody\nreferred"
    assert programme.first.effective_from == programme.months[1]
    assert second.post(path, mine | {"seen": now}).status_code == 302
    assert (programme.first.definition, programme.first.effective_from) == ("Adults referred", start)


def test_a_new_version_made_by_two(programme: Programme, two: tuple[Client, Client]) -> None:
    first, second = two
    path = address("programme-version-new", programme.measure.pk)
    old = begin(second, path)
    theirs = {"definition": "Without those who declined", "reason": "They hid it", "seen": begin(first, path)}
    assert first.post(path, theirs | day("effective_from", programme.months[3])).status_code == 302
    mine = {"definition": "With a second clinic", "reason": "It opened", **day("effective_from", programme.months[6])}
    both = ("Without those who declined", "With a second clinic", "They hid it", "It opened")
    now = refused(second, path, mine | {"seen": old}, *both)
    assert ProgrammeVersion.objects.count() == 2
    assert second.post(path, mine | {"seen": now}).status_code == 302
    assert list(ProgrammeVersion.objects.order_by("number").values_list("definition", flat=True))[1:] == [*both[:2]]


def test_how_charts_are_read_chosen_by_two(cast: Cast, two: tuple[Client, Client]) -> None:
    first, second = two
    path = address("chart-defaults")
    old = begin(second, path)
    assert first.post(path, RULES | {"screened": "out", "seen": begin(first, path)}).status_code == 302
    mine = RULES | {"xmr_rules": "anhoej", "screened": "in"}
    now = refused(second, path, mine | {"seen": old}, "Leave very large ones out", "Leave them in")
    assert ChartDefaults.objects.get().screened is True
    assert second.post(path, mine | {"seen": now}).status_code == 302
    assert ChartDefaults.objects.get().screened is False


def test_when_a_group_is_reported_said_by_two(cast: Cast, client: Client) -> None:
    measure = north_measure(cast, name="Seen", groups=("A", "B"))
    with cast.scope():
        group = measure.strata.get(name="B")
    path = address("measure-group-reporting", measure.pk, group.pk)
    other = Client()
    client.force_login(cast.lead)
    other.force_login(cast.member)
    old = begin(other, path)
    theirs = {"reason": "It opened", "seen": begin(client, path), **day("active_from", date(2025, 2, 20))}
    assert client.post(path, theirs).status_code == 302
    mine = {"reason": "It closed", **day("active_until", date(2025, 3, 20))}
    now = refused(other, path, mine | {"seen": old}, "1 February 2025", "20 March 2025")
    with cast.scope():
        group.refresh_from_db()
        assert (group.active_from, group.active_until) == (date(2025, 2, 1), None)
    assert other.post(path, mine | {"seen": now}).status_code == 302


def test_what_was_read_before_another_s_change_is_held_against_the_row_as_it_is(programme: Programme) -> None:
    stale, version, by = programme.measure, programme.first, programme.cast.manager
    marks = programme_mark(ProgrammeMeasure.objects.get()), version_mark(version)
    fields = fields_of(programme)
    with programme.national():
        collaborative = programme.cast.amhe
        rules = defaults_mark(defaults_of([collaborative.pk])[collaborative.pk])
        ProgrammeMeasure.objects.update(numerator_label="Seen in time")
        ProgrammeVersion.objects.update(definition="Everybody")
        ChartDefaults.objects.create(collaborative=collaborative, run_rules="anhoej", screened=True)
        with pytest.raises(ValidationError, match="Somebody else"):
            revise_programme(programme=stale, by=by, fields=fields, seen=marks[0])
        said = {"effective_from": version.effective_from, "definition": "Adults", "reason": "", "seen": marks[1]}
        with pytest.raises(ValidationError, match="Somebody else"):
            correct_version(version=version, by=by, **said)
        with pytest.raises(ValidationError, match="Somebody else"):
            set_chart_defaults(collaborative=collaborative, by=by, **RULES, screened=False, seen=rules)
    assert ProgrammeMeasure.objects.get().numerator_label == "Seen in time"
    assert programme.first.definition == "Everybody"
