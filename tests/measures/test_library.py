"""The library, the programme's definitions and what the programme is told: words and days, never numbers."""

import html
import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import InternalError, ProgrammingError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from measures.actions.strategy import describe_measure, fields_of, use_programme
from measures.models import Adoption, Definition, LibraryEntry, LibraryUse, Measure, ProgrammeVersion
from tests.cast import Cast
from tests.measures.programme_stage import Programme, make_programme
from tests.measures.stage import JAN, north_measure
from tests.measures.test_definitions import address, asked, began, boxes, read, send

FIRST = {"starts_on_day": "1", "starts_on_month": "1", "starts_on_year": "2025"}


def share(client: Client, person: Any, measure: Measure, shared: str = "yes") -> Any:
    client.force_login(person)
    return client.post(address("definition-share", measure.pk), {"shared": shared})


def described(cast: Cast, client: Client) -> Measure:
    """A measure of North's, written in full."""
    measure = north_measure(cast, collected_by="Mrs Clerk", target="62.5", groups=("Everyone else", "Young men"))
    words = {
        "plain_name": "How long people wait",
        "inclusions": "Adults referred",
        "baseline_value": "41.7",
        "owner": "Dr Owner",
        "goal_date": "March 2028",
        "source": "Rio",
    }
    send(client, cast.lead, measure, began(client, cast.lead, measure) | words | {"reason": "In full"})
    return measure


def shelved(cast: Cast) -> LibraryEntry:
    """The one definition that is or was in the library."""
    with cast.scope():
        return LibraryEntry.objects.get()


def test_a_definition_is_shared_found_used_and_counted(cast: Cast, client: Client) -> None:
    measure = described(cast, client)
    assert "The library is empty" in read(client, cast.south_lead, address("library"))
    assert share(client, cast.coach, measure).status_code == 404
    assert share(client, cast.member, measure).status_code == 302
    entry = shelved(cast)
    for person in (cast.south_lead, cast.admin, cast.finance, cast.partner):
        shelf = read(client, person, address("library"))
        assert "Seen within four weeks" in shelf
        assert "Outcome · North" in shelf
        assert "Not used by others yet" in shelf
    page = read(client, cast.south_lead, address("library-entry", entry.pk))
    for words in ("How long people wait", "Adults referred", "Rio", "Everyone else, Young men"):
        assert words in page
    for words in ("62.5", "41.7", "Mrs Clerk", "Dr Owner", "March 2028", "Nora"):
        assert words not in page
    assert "Use this" not in read(client, cast.admin, address("library-entry", entry.pk))
    # A second press changes nothing.
    share(client, cast.member, measure)
    assert shelved(cast) == entry

    client.force_login(cast.south_lead)
    form = asked(client, cast.south_lead, address("library-use", entry.pk))
    assert form["project"] == str(cast.south_project.pk)
    answer = client.post(address("library-use", entry.pk), form | FIRST | {"name": "Our waits"})
    with cast.scope(cast.south):
        made = Measure.objects.get(name="Our waits")
        kept = Definition.objects.get(measure=made)
        groups = [(row.name, row.is_comparator) for row in made.strata.all()]
    assert answer.headers["Location"] == address("definition", made.pk)
    assert (made.starts_on, made.target, made.collected_by, made.created_by) == (JAN, None, "", cast.south_lead)
    assert (kept.entry_id, kept.said["inclusions"], "owner" in kept.said) == (entry.pk, "Adults referred", False)
    assert groups == [("Everyone else", True), ("Young men", False)]
    assert "Made from a definition that North" in read(client, cast.south_lead, address("definition", made.pk))
    assert "Copied by 1 organisation" in read(client, cast.admin, address("library"))
    # The owner is told how often, and not by whom.
    assert "1 organisation made a measure" in read(client, cast.lead, address("library-entry", entry.pk))


def test_the_library_shows_the_latest_version_and_nothing_that_was_taken_out(cast: Cast, client: Client) -> None:
    measure = described(cast, client)
    share(client, cast.lead, measure)
    entry = shelved(cast)
    change = began(client, cast.lead, measure) | {"inclusions": "Adults and young people", "reason": "More"}
    send(client, cast.lead, measure, change)
    page = read(client, cast.south_lead, address("library-entry", entry.pk))
    assert "Version 3 of their definition" in page
    assert "Adults and young people" in page
    assert "62.5" not in page
    share(client, cast.lead, measure, "no")
    client.force_login(cast.south_lead)
    assert client.get(address("library-entry", entry.pk)).status_code == 404
    assert client.post(address("library-use", entry.pk), FIRST).status_code == 404
    entry = shelved(cast)
    assert (entry.said, entry.withdrawn_at is None) == ({}, False)
    # What is changed meanwhile comes back only with a new decision to share.
    send(client, cast.lead, measure, began(client, cast.lead, measure) | {"limits": "Few", "reason": "Limits"})
    entry = shelved(cast)
    assert entry.said == {}
    share(client, cast.lead, measure)
    entry = shelved(cast)
    assert (entry.said["limits"], entry.number) == ("Few", 4)


def test_the_library_is_searched_by_every_word_and_by_sort(cast: Cast, client: Client) -> None:
    share(client, cast.lead, described(cast, client))
    share(client, cast.lead, north_measure(cast, name="Overtime", measure_type="balancing"))

    def names(question: str) -> list[str]:
        said = read(client, cast.south_lead, address("library") + question)
        return [name for name in ("Seen within four weeks", "Overtime") if name in said]

    assert names("") == ["Seen within four weeks", "Overtime"]
    assert names("?q=rio") == ["Seen within four weeks"]
    assert names("?q=WAIT+adults") == ["Seen within four weeks"]
    assert names("?q=wait+overtime") == []
    assert names("?sort=balancing") == ["Overtime"]
    assert "Nothing in the library says that" in read(client, cast.lead, address("library") + "?q=zebra")


def test_the_library_asks_as_much_for_many_definitions_as_for_few(cast: Cast, client: Client) -> None:
    counted = []
    for many in (1, 6):
        for at in range(many):
            share(client, cast.lead, north_measure(cast, name=f"Measure {many} {at}"))
        client.force_login(cast.south_lead)
        with CaptureQueriesContext(connection) as queries:
            client.get(address("library"))
        counted.append(len(queries))
    assert counted[0] == counted[1] <= 20


def test_another_collaborative_has_a_library_of_its_own(cast: Cast, client: Client) -> None:
    share(client, cast.lead, described(cast, client))
    client.force_login(cast.east_lead)
    assert "Seen within" not in client.get("/c/sexual-safety/measures/library/").content.decode()
    entry = shelved(cast)
    assert client.get(f"/c/sexual-safety/measures/library/{entry.pk}/").status_code == 404


# The programme's words.


@pytest.fixture
def programme(cast: Cast) -> Programme:
    return make_programme(cast)


def write(client: Client, cast: Cast, programme: Programme, **words: str) -> Any:
    path = address("programme-definition-edit", programme.measure.pk)
    sent = asked(client, cast.admin, path) | words
    return client.post(path, sent)


def use(client: Client, programme: Programme, name: str) -> Measure:
    """The place makes a measure from the programme's words, through the pages."""
    place = programme.places[name]
    path = address("programme-use", programme.measure.pk)
    form = asked(client, place.lead, path)
    answer = client.post(path, form | FIRST | {"name": "As the programme counts it", "project": place.project.pk})
    assert answer.status_code == 302, answer.content.decode()
    with place.scope():
        return Measure.objects.get(name="As the programme counts it")


def test_the_programme_s_words_are_used_and_what_changes_is_told_without_words(
    cast: Cast, client: Client, programme: Programme
) -> None:
    assert write(client, cast, programme, exclusions="Nobody", inclusions="Everybody referred").status_code == 302
    measure = use(client, programme, "north")
    with cast.scope():
        said = Adoption.objects.get(measure=measure)
        assert (said.version, said.since) == (programme.first, measure.starts_on)
    page = read(client, cast.lead, address("definition", measure.pk))
    assert "Everybody referred" in page
    assert re.search(r"Core</strong> Counted by the words of the programme’s", page)
    told = read(client, cast.admin, address("programme-definitions"))
    assert "<strong>1</strong> with the programme’s words" in told
    assert "Nobody has changed how it is counted." in told

    change = {"exclusions": "People in hospital", "collected_by": "Mrs Clerk", "reason": "We cannot see them"}
    assert send(client, cast.lead, measure, began(client, cast.lead, measure) | change).status_code == 302
    today = timezone.localdate()
    since = f"{today.day} {today:%B %Y}"
    team = read(client, cast.coach, address("definition", measure.pk))
    assert f"Who is left out (exclusions), since {since}" in team
    assert "Adapted" in team
    told = read(client, cast.admin, address("programme-definitions"))
    assert f"<li>Who is left out (exclusions), since {since}</li>" in told
    assert "<strong>1</strong> adapted" in told
    for hidden in ("People in hospital", "Mrs Clerk", "We cannot see them", "As the programme counts it"):
        assert hidden not in told
    strategy = read(client, cast.lead, address("strategy", cast.north_project.pk))
    assert f"Who is left out (exclusions), since {since}" in strategy
    # Changed back, it is the same again.
    back = began(client, cast.lead, measure) | {"exclusions": "Nobody", "reason": "As the others"}
    send(client, cast.lead, measure, back)
    assert "Nobody has changed how it is counted." in read(client, cast.admin, address("programme-definitions"))


def test_who_says_how_it_counts_without_the_words_stands_apart(
    cast: Cast, client: Client, programme: Programme
) -> None:
    programme.say("north", programme.first)
    programme.say("south", None)
    told = read(client, cast.admin, address("programme-definitions"))
    assert "<strong>0</strong> with the programme’s words, <strong>1</strong> that count by it" in told
    assert "<strong>1</strong> adapted" in told
    assert "Counted in a way of its own, since" in told
    north = programme.places["north"].measure
    page = read(client, cast.lead, address("definition", north.pk))
    assert "Core, in own words" in page
    # Taking over the words makes it core; its own are in the version before.
    write(client, cast, programme, exclusions="Nobody")
    path = address("definition-edit", north.pk) + f"?follow={programme.first.pk}"
    form = asked(client, cast.lead, path)
    assert (form["exclusions"], form["follows"]) == ("Nobody", str(programme.first.pk))
    assert client.post(address("definition-edit", north.pk), form).status_code == 302
    assert re.search(r"Core</strong> Counted by", read(client, cast.lead, address("definition", north.pk)))


def test_two_of_the_national_team_write_at_once_and_lose_nothing(
    cast: Cast, client: Client, programme: Programme
) -> None:
    path = address("programme-definition-edit", programme.measure.pk)
    mine, theirs = asked(client, cast.manager, path), asked(client, cast.admin, path)
    client.force_login(cast.admin)
    client.post(path, theirs | {"limits": "Theirs", "inclusions": "Adults"})
    client.force_login(cast.manager)
    clash = client.post(path, mine | {"limits": "Mine", "exclusions": "Nobody"})
    said = html.unescape(clash.content.decode())
    assert clash.status_code == 422
    table = said[said.index('id="clash"') : said.index("</table>")]
    assert re.findall(r"<td[^>]*>(.*?)</td>", table) == ["Empty", "Theirs", "Mine"]
    held = boxes(clash.content.decode())
    assert (held["limits"], held["inclusions"], held["exclusions"]) == ("Mine", "Adults", "Nobody")
    assert client.post(path, held).status_code == 302
    texts = ProgrammeVersion.objects.get(pk=programme.first.pk).texts
    assert texts == {"limits": "Mine", "inclusions": "Adults", "exclusions": "Nobody"}


def test_a_new_version_of_the_programme_s_keeps_its_words(cast: Cast, client: Client, programme: Programme) -> None:
    write(client, cast, programme, inclusions="Adults")
    later = programme.months[-1] + timedelta(days=1)
    day = {"day": later.day, "month": later.month, "year": later.year}
    sent = {f"effective_from_{part}": value for part, value in day.items()}
    path = address("programme-version-new", programme.measure.pk)
    answer = client.post(path, sent | {"definition": "Also by telephone", "reason": "Fairer"})
    assert answer.status_code == 302
    latest = ProgrammeVersion.objects.filter(programme_measure=programme.measure).latest("number")
    assert (latest.number, latest.texts) == (2, {"inclusions": "Adults"})
    page = read(client, cast.partner, address("programme-definition", programme.measure.pk))
    assert "Version 2" in page
    assert "Adults" in page


def test_uses_are_counted_by_organisation(cast: Cast, client: Client, programme: Programme) -> None:
    use(client, programme, "north")
    with cast.scope():
        use_programme(
            version=programme.first, project=cast.north_project, by=cast.lead, name="Once more", starts_on=JAN
        )
    use(client, programme, "south")
    with cast.scope():
        assert LibraryUse.objects.count() == 3
    assert "opied by 2 organisations" in read(client, cast.finance, address("library"))


def test_a_change_of_words_alone_keeps_what_it_counts_for(cast: Cast, client: Client, programme: Programme) -> None:
    measure = use(client, programme, "north")
    with cast.scope():
        row = Measure.objects.get(pk=measure.pk)
        texts = {"rationale": "Waiting harms"}
        describe_measure(measure=row, by=cast.lead, columns={}, texts=texts, reason="Why", version=row.version)
        assert fields_of(row).name == "As the programme counts it"
        assert Adoption.objects.get(measure=row).version == programme.first
        assert Definition.objects.filter(measure=row).latest("number").programme_version == programme.first


def test_words_taken_over_and_changed_in_the_form_are_adapted_and_the_programme_is_told(
    cast: Cast, client: Client, programme: Programme
) -> None:
    programme.say("north", programme.first)
    write(client, cast, programme, exclusions="Nobody", inclusions="Seen within 28 days")
    measure = programme.places["north"].measure
    path = address("definition-edit", measure.pk) + f"?follow={programme.first.pk}"
    form = asked(client, cast.lead, path) | {"inclusions": "Seen within 56 days"}
    assert client.post(address("definition-edit", measure.pk), form).status_code == 302
    today = timezone.localdate()
    since = f"Who is counted in (inclusions), since {today.day} {today:%B %Y}"
    page = read(client, cast.lead, address("definition", measure.pk))
    assert since in page
    assert "Adapted" in page
    assert "as everywhere" not in page
    told = read(client, cast.admin, address("programme-definitions"))
    assert f"<li>{since}</li>" in told
    assert "56 days" not in told


def test_what_is_counted_is_changed_for_everybody_only_knowingly(
    cast: Cast, client: Client, programme: Programme
) -> None:
    write(client, cast, programme, exclusions="Nobody")
    measure = use(client, programme, "north")
    refused = write(client, cast, programme, exclusions="People in hospital")
    assert refused.status_code == 422
    said = html.unescape(refused.content.decode())
    assert "Say whether it is counted differently" in said
    assert "Say what you changed, and why." in said
    wording = {"counted": "wording", "reason": "Plainer"}
    assert write(client, cast, programme, exclusions="No one", **wording).status_code == 302
    page = read(client, cast.lead, address("definition", measure.pk))
    assert "The programme has put its words right since." in page
    assert f"?follow={programme.first.pk}" in page

    later = programme.months[-1] + timedelta(days=1)
    day = {f"counted_from_{part}": str(getattr(later, part)) for part in ("day", "month", "year")}
    anew = {"counted": "differently", "reason": "Wards keep a record of their own", **day}
    assert write(client, cast, programme, exclusions="People in hospital", **anew).status_code == 302
    first, second = ProgrammeVersion.objects.filter(programme_measure=programme.measure).order_by("number")
    assert (first.texts["exclusions"], second.texts["exclusions"]) == ("No one", "People in hospital")
    assert second.reason == "Wards keep a record of their own"
    page = read(client, cast.lead, address("definition", measure.pk))
    assert "Core, older version" in page
    assert "version 1: an older version. The programme is at version 2 by now." in page
    assert f"?follow={second.pk}" in page
    assert "as everywhere" not in page


def test_a_second_measure_with_the_programme_s_words_does_not_take_the_first_out_of_the_total(
    cast: Cast, client: Client, programme: Programme
) -> None:
    programme.say("north", programme.first)
    counted = programme.places["north"].measure
    made = use(client, programme, "north")
    with cast.scope():
        assert [row.measure_id for row in Adoption.objects.filter(programme_measure=programme.measure)] == [counted.pk]
    page = read(client, programme.places["north"].lead, address("definition", made.pk))
    assert f"already said that it counts for ‘{programme.measure.name}’ in ‘{counted.name}’" in page
    assert "Core" in page


def test_shared_words_are_out_of_reach_of_other_collaboratives_and_of_other_writers(cast: Cast, client: Client) -> None:
    share(client, cast.lead, described(cast, client))
    entry = shelved(cast)
    assert not LibraryEntry.objects.exists()
    with cast.scope(cast.east, user=cast.east_lead):
        assert not LibraryEntry.objects.exists()
        assert LibraryEntry.objects.update(name="Mine") == 0
    with cast.scope(cast.south, user=cast.south_lead):
        assert LibraryEntry.objects.get() == entry
        assert LibraryEntry.objects.update(name="Mine") == 0
    with cast.scope(), pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        LibraryEntry.objects.update(participation=cast.south)


def test_a_kept_version_is_never_changed_or_deleted(cast: Cast, client: Client) -> None:
    described(cast, client)
    with cast.scope():
        for change in (lambda rows: rows.update(said={}), lambda rows: rows.delete()):
            with pytest.raises(InternalError, match=r"Cannot (update|delete)"), transaction.atomic():
                change(Definition.objects.all())
