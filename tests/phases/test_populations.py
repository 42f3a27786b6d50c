"""Populations of focus: described from published lists and own words, with what is unequal and how it is known."""

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from organisations.actions.system import system_user
from phases.actions.codes import load_codes
from phases.actions.populations import (
    InequalityFields,
    PopulationFields,
    choose_population,
    describe_population,
    end_population,
    say_inequality,
    set_population_limit,
)
from phases.models import Characteristic, Code, CodeMap, CodeSet, Inequality, Population
from phases.presenters.populations import evidence_of, intersection, size_of
from tests.cast import Cast


def code(key: str, which: str) -> Code:
    return Code.objects.get(code_set__key=key, code=which)


def mark(key: str, which: str) -> Characteristic:
    return Characteristic(code=code(key, which))


def choose(cast: Cast, name: str = "Young Black men", **more: Any) -> Population:
    said = PopulationFields(name=name)
    return choose_population(participation=cast.north, by=cast.lead, said=said, **more)


def test_the_lists_are_there_after_migrating_and_loading_again_changes_nothing(db: None) -> None:
    assert load_codes(by=system_user()) == 0
    ethnicity = CodeSet.objects.get(key="ethnicity-2001")
    codes = {row.code: row.kind for row in ethnicity.codes.all()}
    assert "".join(sorted(key for key, kind in codes.items() if kind == "value")) == "ABCDEFGHJKLMNPRS"
    assert (codes["Z"], codes["99"]) == ("not_stated", "not_known")
    assert all((row.source, row.version, row.dated) for row in CodeSet.objects.all())
    counts = {row.key: row.codes.count() for row in CodeSet.objects.all()}
    assert counts["ethnicity-2021"] == 19
    assert (counts["imd-2019"], counts["imd-2025"], counts["protected"]) == (10, 10, 9)


def test_a_list_that_was_put_otherwise_is_put_right(db: None) -> None:
    Code.objects.filter(code_set__key="protected", code="age").update(name="Years")
    assert load_codes(by=system_user()) == 1
    assert code("protected", "age").name == "Age"


@pytest.mark.parametrize(
    ("which", "target", "counts_as"),
    [
        ("R", "ethnicity-5", "asian"),
        ("R", "ethnicity-6", "chinese"),
        ("M", "ethnicity-5", "black"),
        ("L", "ethnicity-6", "asian"),
        ("R", "ethnicity-2021", "asian-chinese"),
        ("G", "ethnicity-2021", "mixed-other"),
    ],
)
def test_each_category_counts_as_one_of_every_other_list(db: None, which: str, target: str, counts_as: str) -> None:
    found = CodeMap.objects.get(source=code("ethnicity-2001", which), target__code_set__key=target)
    assert found.target.code == counts_as


def test_the_census_has_groups_that_the_national_list_has_not(db: None) -> None:
    maps = CodeMap.objects.filter(source__code_set__key="ethnicity-2021", target__code_set__key="ethnicity-2001")
    assert maps.count() == 19
    rough = {row.source.code: row.target.code for row in maps.filter(exact=False)}
    assert rough["white-traveller"] == rough["white-roma"] == "C"
    assert rough["other-arab"] == "S"
    assert not CodeMap.objects.filter(source__code__in=["Z", "99"]).exists()


def test_alternatives_and_what_is_true_at_the_same_time(db: None) -> None:
    black = [mark("ethnicity-2001", "M"), mark("ethnicity-2001", "N")]
    assert intersection(black) == "Caribbean or African"
    both = [Characteristic(words="aged 18 to 35"), mark("protected", "sex"), *black]
    assert intersection(both) == "(Caribbean or African) and at the same time Sex and at the same time aged 18 to 35"
    assert intersection([]) == ""


def test_more_than_the_collaborative_advises_needs_a_yes(cast: Cast) -> None:
    set_population_limit(collaborative=cast.amhe, by=cast.admin, most=2)
    with cast.scope():
        choose(cast, "One")
        two = choose(cast, "Two")
        with pytest.raises(ValidationError) as refused:
            choose(cast, "Three")
        assert "2 already" in refused.value.message_dict["beyond"][0]
        choose(cast, "Three", beyond=True)
        end_population(population=two, by=cast.lead, reason="Merged with another.")
        with pytest.raises(ValidationError, match="advises at most 2"):
            choose(cast, "Four")
        assert Population.objects.filter(ended_on=None).count() == 2


def test_a_population_that_was_ended_comes_back_with_all_that_was_said(client: Client, cast: Cast) -> None:
    with cast.scope():
        row = choose(cast)
        end_population(population=row, by=cast.lead, reason="Merged with another.")
        with pytest.raises(ValidationError, match="a button to work with it again"):
            choose(cast, row.name)
    client.force_login(cast.member)
    here = f"/c/amhe/population/{row.pk}/"
    assert "We work with them again" in client.get(here).content.decode()
    again = client.post(f"{here}end/", {"do": "again"}, follow=True).content.decode()
    assert "We work with them again" not in again
    assert "We no longer work with them" in again
    with cast.scope():
        row.refresh_from_db()
        assert row.ended_on is None


def test_own_words_are_never_cut_off(client: Client, cast: Cast) -> None:
    client.force_login(cast.lead)
    refused = client.post("/c/amhe/o/RNN/populations/new/", {"name": "Men", "own_words": "short\n" + "x" * 201})
    assert refused.status_code == 422
    assert "has 201 characters. Use 200 or fewer on each line." in refused.content.decode()
    assert "x" * 201 in refused.content.decode()


def test_characteristics_are_replaced_and_own_words_stay_off_the_list(cast: Cast) -> None:
    before = Code.objects.count()
    with cast.scope():
        row = choose(cast, codes=[code("ethnicity-2001", "M")], words=["aged 18 to 35", " "])
        said = PopulationFields(name=row.name, comparator="rest", size=412, size_source="Caseload, March 2026")
        describe_population(
            population=row, by=cast.lead, said=said, codes=[code("protected", "sex")], words=["aged 18 to 35"]
        )
        held = {str(one) for one in Characteristic.objects.filter(population=row)}
        assert held == {"Sex", "aged 18 to 35"}
        assert Population.objects.get().size == 412
    assert Code.objects.count() == before


@pytest.mark.parametrize(
    ("said", "field"),
    [
        (PopulationFields(name="Young  Black men"), "name"),
        (PopulationFields(name="Others", comparator="named"), "comparator_name"),
    ],
)
def test_what_is_wrong_with_a_population_stands_by_its_field(cast: Cast, said: PopulationFields, field: str) -> None:
    with cast.scope():
        choose(cast)
        with pytest.raises(ValidationError) as refused:
            choose_population(participation=cast.north, by=cast.lead, said=said)
    assert list(refused.value.message_dict) == [field]


def test_an_inequality_has_its_evidence(cast: Cast) -> None:
    with cast.scope():
        row = choose(cast)
        said = InequalityFields(
            dimension="access",
            statement="They wait longer",
            evidence_source="Waiting list",
            evidence_date=date(2026, 3, 1),
            size_words="Twice as long",
            size_number=Decimal("2.1"),
            size_unit="times",
        )
        one = say_inequality(population=row, by=cast.partner, said=said)
        assert size_of(one) == "Twice as long (2.1 times)"
        assert evidence_of(one) == "Waiting list, 1 March 2026"
        late = timezone.localdate().replace(year=2100)
        wrong = InequalityFields(dimension="access", statement="x", size_number=Decimal(2), evidence_date=late)
        with pytest.raises(ValidationError) as refused:
            say_inequality(population=row, by=cast.lead, said=wrong)
        assert set(refused.value.message_dict) == {"size_unit", "evidence_date"}


def test_the_pages_from_nothing_to_a_described_population(client: Client, cast: Cast) -> None:
    client.force_login(cast.partner)
    home = "/c/amhe/o/RNN/populations/"
    assert "No population of focus yet" in client.get(home).content.decode()
    refused = client.post(f"{home}new/", {"name": ""})
    assert refused.status_code == 422
    assert "Enter a name for the population" in refused.content.decode()
    with cast.scope():
        black, sex = code("ethnicity-2001", "N").pk, code("protected", "sex").pk
    sent = {"name": "Black men", "codes_ethnicity_2001": [black], "codes_protected": [sex], "own_words": "men"}
    answer = client.post(f"{home}new/", sent)
    assert answer.status_code == 302
    there = client.get(answer["Location"]).content.decode()
    assert "African and at the same time Sex and at the same time men" in there
    say = f"{answer['Location']}inequality/"
    client.post(say, {"dimension": "outcomes", "statement": "They are detained more", "size_words": "4 times"})
    listed = client.get(home).content.decode()
    assert "They are detained more" in listed
    with cast.scope():
        one = Inequality.objects.get()
    asked = client.get(f"/c/amhe/inequality/{one.pk}/", {"do": "remove"}).content.decode()
    assert "Do you no longer say this?" in asked
    assert "“They are detained more”" in asked
    assert "They are detained more" in client.get(home).content.decode()
    mark = {"seen": seen_in(asked)}
    with cast.scope():
        Inequality.objects.update(size_words="5 times")
    assert client.post(f"/c/amhe/inequality/{one.pk}/", {"do": "remove"} | mark).status_code == 422
    client.post(f"/c/amhe/inequality/{one.pk}/", {"do": "remove"})
    assert "They are detained more" not in client.get(home).content.decode()
    edit = client.get(f"{answer['Location']}edit/").content.decode()
    assert f'value="{black}" checked' in edit.replace("  ", " ")


def test_the_form_asks_once_more_beyond_the_limit(client: Client, cast: Cast) -> None:
    with cast.scope():
        for name in ("One", "Two", "Three"):
            choose(cast, name)
    client.force_login(cast.lead)
    asked = client.post("/c/amhe/o/RNN/populations/new/", {"name": "Four"})
    assert asked.status_code == 422
    assert "Tick the box if you want one more" in asked.content.decode()
    assert client.post("/c/amhe/o/RNN/populations/new/", {"name": "Four", "beyond": "on"}).status_code == 302
    assert "You work with 4 populations" in client.get("/c/amhe/o/RNN/populations/").content.decode()


def test_pages_ask_few_questions_however_many_there_are(client: Client, cast: Cast) -> None:
    client.force_login(cast.lead)

    def asked(path: str) -> int:
        with CaptureQueriesContext(connection) as found:
            assert client.get(path).status_code == 200
        return len(found)

    with cast.scope():
        row = choose(cast, "First", codes=[code("ethnicity-2001", "M")])
    paths = ["/c/amhe/o/RNN/populations/", f"/c/amhe/population/{row.pk}/", f"/c/amhe/population/{row.pk}/edit/"]
    [asked(path) for path in paths]
    before = [asked(path) for path in paths]
    with cast.scope():
        for number in range(6):
            more = choose(cast, f"More {number}", codes=list(Code.objects.all()[:9]), words=["a", "b"], beyond=True)
            say_inequality(population=more, by=cast.lead, said=InequalityFields(dimension="access", statement="x"))
    assert [asked(path) for path in paths] == before
    assert max(before) <= 24


def test_the_national_team_sets_the_number(client: Client, cast: Cast) -> None:
    client.force_login(cast.manager)
    assert client.post("/c/amhe/programme/populations/", {"most": "5"}).status_code == 302
    assert 'value="5"' in client.get("/c/amhe/programme/populations/").content.decode()


def seen_in(html: str) -> str:
    found = re.search(r'name="seen" value="(\w+)"', html)
    assert found is not None
    return found.group(1)


def test_two_who_describe_a_population_at_once_lose_nothing(client: Client, cast: Cast) -> None:
    with cast.scope():
        row = choose(cast, words=["aged 18 to 35"])
        black = code("ethnicity-2001", "N").pk
    edit = f"/c/amhe/population/{row.pk}/edit/"
    client.force_login(cast.member)
    seen = seen_in(client.get(edit).content.decode())
    # Somebody else describes them meanwhile: a field, and what they have in common.
    first = {"name": row.name, "setting": "Crisis team", "own_words": "aged 18 to 40", "seen": seen}
    assert client.post(edit, first | {"codes_ethnicity_2001": [black]}).status_code == 302
    mine = {"name": row.name, "geography": "Three wards", "own_words": "aged 18 to 35", "seen": seen}
    refused = client.post(edit, mine)
    told = refused.content.decode()
    assert refused.status_code == 422
    for words in ("Somebody else has changed this", "Crisis team", "Three wards", "aged 18 to 40", "African"):
        assert words in told
    with cast.scope():
        row.refresh_from_db()
        assert (row.setting, row.geography) == ("Crisis team", "")
    # Told of theirs, the second saves once more.
    assert client.post(edit, mine | {"setting": "Crisis team", "seen": seen_in(told)}).status_code == 302
    with cast.scope():
        row.refresh_from_db()
        assert (row.setting, row.geography) == ("Crisis team", "Three wards")


def test_a_page_refused_for_a_mistake_still_speaks_of_the_state_it_began_with(client: Client, cast: Cast) -> None:
    with cast.scope():
        row = choose(cast)
    edit = f"/c/amhe/population/{row.pk}/edit/"
    client.force_login(cast.member)
    seen = seen_in(client.get(edit).content.decode())
    assert client.post(edit, {"name": row.name, "setting": "Crisis team", "seen": seen}).status_code == 302
    mistaken = client.post(edit, {"name": "", "seen": seen}).content.decode()
    assert seen_in(mistaken) == seen
    assert client.post(edit, {"name": row.name, "seen": seen}).status_code == 422


def test_two_who_put_an_inequality_otherwise_at_once_lose_nothing(client: Client, cast: Cast) -> None:
    with cast.scope():
        row = choose(cast)
        said = InequalityFields(dimension="access", statement="They wait longer", size_number=Decimal("2.10"))
        one = say_inequality(population=row, by=cast.lead, said=replace(said, size_unit="times"))
    edit = f"/c/amhe/inequality/{one.pk}/"
    client.force_login(cast.lead)
    seen = seen_in(client.get(edit).content.decode())
    sent = {"dimension": "access", "size_number": "2.1", "size_unit": "times", "seen": seen}
    assert client.post(edit, sent | {"statement": "They wait twice as long"}).status_code == 302
    told = client.post(edit, sent | {"statement": "They are not seen at all"})
    assert told.status_code == 422
    assert "They wait twice as long" in told.content.decode()
    assert "They are not seen at all" in told.content.decode()
    # What both agree on is not listed.
    assert told.content.decode().count(">Yours: <") == 1
