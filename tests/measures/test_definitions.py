"""Full operational definitions through the pages: read, written, kept version by version, and by two people at once."""

import html
import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from measures.models import ChartDecision, Definition, Measure
from measures.strategy.catalogue import FIELDS, TEXTS
from tests.cast import Cast
from tests.measures.stage import FEB, JAN, MAR, north_measure, store


def address(name: str, *args: object) -> str:
    return reverse(name, args=("amhe", *args))


def read(client: Client, person: Any, path: str) -> str:
    client.force_login(person)
    answer = client.get(path)
    assert answer.status_code == 200, path
    return html.unescape(answer.content.decode())


def asked(client: Client, person: Any, path: str) -> dict[str, str]:
    """What the form of a page holds."""
    client.force_login(person)
    return boxes(client.get(path).content.decode())


def boxes(said: str) -> dict[str, str]:
    """What a page's form holds, as a browser would send it back; `said` as it was answered."""
    found = {}
    for tag in re.findall(r"<input[^>]*>", said):
        names = dict(re.findall(r'(\w+)="([^"]*)"', tag))
        if names.get("type") in {"radio", "checkbox"}:
            if re.search(r"\schecked", tag):
                found[names["name"]] = names["value"]
        elif "name" in names:
            found[names["name"]] = names.get("value", "")
    for name, text in re.findall(r'<textarea[^>]*name="(\w+)"[^>]*>(.*?)</textarea>', said, re.DOTALL):
        found[name] = text.removeprefix("\n")
    return {name: html.unescape(value) for name, value in found.items() if name not in {"csrfmiddlewaretoken", "q"}}


def began(client: Client, person: Any, measure: Measure) -> dict[str, str]:
    return asked(client, person, address("definition-edit", measure.pk))


def send(client: Client, person: Any, measure: Measure, sent: dict[str, str]) -> Any:
    client.force_login(person)
    return client.post(address("definition-edit", measure.pk), sent)


def kept(cast: Cast, measure: Measure) -> list[Definition]:
    with cast.scope():
        return list(Definition.objects.filter(measure=measure).order_by("number"))


def test_a_new_measure_has_version_one_and_says_what_is_missing(cast: Cast, client: Client) -> None:
    measure = north_measure(cast, definition="Everyone referred by a GP", collected_by="Ward clerk")
    (first,) = kept(cast, measure)
    assert (first.number, first.revision, first.effective_from, first.made_by) == (1, 1, JAN, cast.lead)
    assert first.said["definition"] == "Everyone referred by a GP"
    said = read(client, cast.coach, address("definition", measure.pk))
    assert "Version 1, in force from 1 January 2025" in said
    assert "Everyone referred by a GP" in said
    assert "Two people would count two different groups." in said
    assert "1 of 21 filled in" in said
    assert "A measure of your own" in said
    assert "Write the definition" not in said


def test_every_field_is_said_on_the_page_and_kept_whole(cast: Cast, client: Client) -> None:
    measure = north_measure(cast)
    sent = began(client, cast.lead, measure)
    assert set(TEXTS) - {"dimension"} <= set(sent)
    words = {key: f"Words of {key}" for key in TEXTS if key != "dimension"} | {"dimension": "access", "target": "75.5"}
    answer = send(client, cast.lead, measure, sent | words | {"reason": "Written in full"})
    assert answer.status_code == 302, html.unescape(answer.content.decode())
    first, second = kept(cast, measure)
    assert (second.number, second.revision, second.reason, second.counts_anew) == (2, 2, "Written in full", False)
    assert second.effective_from == timezone.localdate()
    assert "limits" not in first.said
    said = read(client, cast.partner, address("definition", measure.pk))
    for key in TEXTS:
        assert (f"Words of {key}" if key != "dimension" else "Access: whether people get to care") in said, key
    assert "75.5%" in said
    for name in {
        field.name for field in FIELDS if field.key not in {"name", "definition", "rate_per", "unit", "groups"}
    }:
        assert name in said, name
    assert "collected_by" not in said


def test_earlier_versions_are_read_and_compared_side_by_side(cast: Cast, client: Client) -> None:
    measure = north_measure(cast)
    for number, words in enumerate(("Adults", "Adults and young people", "Everybody"), 1):
        sent = began(client, cast.member, measure)
        send(client, cast.member, measure, sent | {"inclusions": words, "reason": f"Change {number}"})
    assert [one.said.get("inclusions") for one in kept(cast, measure)] == [
        None,
        "Adults",
        "Adults and young people",
        "Everybody",
    ]
    second = read(client, cast.sponsor, address("definition-version", measure.pk, 2))
    assert "Beside version 4" in second
    table = second[second.index('id="beside"') : second.index("</table>")]
    assert re.findall(r"<td[^>]*>(.*?)</td>", table) == ["Adults", "Everybody"]
    third = read(client, cast.sponsor, address("definition-version", measure.pk, 2) + "?with=3")
    table = third[third.index('id="beside"') : third.index("</table>")]
    assert re.findall(r"<td[^>]*>(.*?)</td>", table) == ["Adults", "Adults and young people"]
    for wrong in ("x", "99", "2", "9" * 40):
        assert read(client, cast.sponsor, address("definition-version", measure.pk, 2) + f"?with={wrong}")
    client.force_login(cast.sponsor)
    assert client.get(address("definition-version", measure.pk, 5)).status_code == 404
    listed = read(client, cast.sponsor, address("definition", measure.pk))
    assert "Change 3" in listed
    assert "(Who is counted in (inclusions))" in listed


def test_the_short_form_makes_a_version_too_and_keeps_the_rest(cast: Cast, client: Client) -> None:
    measure = north_measure(cast)
    send(client, cast.lead, measure, began(client, cast.lead, measure) | {"limits": "Small", "reason": "Limits"})
    short = asked(client, cast.lead, address("measure-edit", measure.pk))
    client.post(address("measure-edit", measure.pk), short | {"name": "Seen in a month", "reason": "Plainer"})
    last = kept(cast, measure)[-1]
    assert (last.number, last.said["name"], last.said["limits"]) == (3, "Seen in a month", "Small")


def test_what_is_counted_differently_begins_a_new_part_and_says_so_on_its_version(cast: Cast, client: Client) -> None:
    measure = north_measure(cast)
    store(cast, measure, {JAN: (1, 2), FEB: (1, 2), MAR: (1, 2)})
    first = began(client, cast.lead, measure) | {"inclusions": "Adults", "reason": "Said for the first time"}
    assert send(client, cast.lead, measure, first).status_code == 302
    again = began(client, cast.lead, measure) | {"inclusions": "Everybody", "reason": "Young people too"}
    refused = send(client, cast.lead, measure, again)
    assert refused.status_code == 422
    assert "Say whether it is counted differently" in refused.content.decode()
    since = {"counted": "differently", "counted_from_day": "12", "counted_from_month": "3", "counted_from_year": "2025"}
    assert send(client, cast.lead, measure, again | since).status_code == 302
    last = kept(cast, measure)[-1]
    assert (last.number, last.counts_anew, last.effective_from) == (3, True, MAR)
    with cast.scope():
        (decision,) = ChartDecision.objects.filter(measure=measure)
    assert (decision.decision, decision.period, decision.reason) == ("definition", MAR, "Young people too")
    assert "Counted differently" in read(client, cast.coach, address("definition", measure.pk))


# Two people at once.


def test_two_people_write_the_same_field_and_both_texts_are_shown(cast: Cast, client: Client) -> None:
    measure = north_measure(cast)
    send(client, cast.lead, measure, began(client, cast.lead, measure) | {"limits": "None known", "reason": "First"})
    mine, theirs = began(client, cast.member, measure), began(client, cast.lead, measure)
    theirs |= {"limits": "Misses people who move", "owner": "The data group", "reason": "We found one"}
    assert send(client, cast.lead, measure, theirs).status_code == 302
    mine |= {"limits": "Counts visits, not people", "rationale": "Waiting harms", "reason": "After the workshop"}
    clash = send(client, cast.member, measure, mine)
    assert clash.status_code == 422
    said = html.unescape(clash.content.decode())
    assert "Nora Lead saved version 3 while you were writing" in said
    table = said[said.index('id="clash"') : said.index("</table>")]
    assert re.findall(r"<td[^>]*>(.*?)</td>", table) == [
        "None known",
        "Misses people who move",
        "Counts visits, not people",
    ]
    held = boxes(clash.content.decode())
    assert held["limits"] == "Counts visits, not people"
    assert held["rationale"] == "Waiting harms"
    assert held["reason"] == "After the workshop"
    # What only the other changed was never typed away.
    assert held["owner"] == "The data group"
    assert "Who looks after this definition" in said[: said.index('id="clash"')]
    held["limits"] = "Misses people who move, and counts visits"
    assert send(client, cast.member, measure, held).status_code == 302
    *_, before, last = kept(cast, measure)
    assert (before.said["limits"], before.made_by) == ("Misses people who move", cast.lead)
    assert last.said["limits"] == "Misses people who move, and counts visits"
    assert (last.said["owner"], last.said["rationale"], last.made_by) == (
        "The data group",
        "Waiting harms",
        cast.member,
    )


def test_two_people_write_different_fields_and_neither_is_lost(cast: Cast, client: Client) -> None:
    measure = north_measure(cast)
    mine, theirs = began(client, cast.member, measure), began(client, cast.lead, measure)
    send(client, cast.lead, measure, theirs | {"exclusions": "Nobody", "reason": "Theirs"})
    clash = send(client, cast.member, measure, mine | {"inclusions": "Adults", "reason": "Mine"})
    said = html.unescape(clash.content.decode())
    assert (clash.status_code, 'id="clash"' in said) == (422, False)
    assert send(client, cast.member, measure, boxes(clash.content.decode())).status_code == 302
    last = kept(cast, measure)[-1]
    assert (last.said["inclusions"], last.said["exclusions"]) == ("Adults", "Nobody")


def test_the_short_form_and_the_full_one_at_once(cast: Cast, client: Client) -> None:
    """They share what is counted, so that each notices the other."""
    measure = north_measure(cast)
    full = began(client, cast.member, measure)
    short = asked(client, cast.lead, address("measure-edit", measure.pk))
    client.post(address("measure-edit", measure.pk), short | {"numerator_label": "Adults seen", "reason": "Clearer"})
    clash = send(client, cast.member, measure, full | {"numerator_label": "People seen in time", "reason": "Mine"})
    table = html.unescape(clash.content.decode())
    table = table[table.index('id="clash"') : table.index("</table>")]
    assert re.findall(r"<td[^>]*>(.*?)</td>", table) == ["People seen", "Adults seen", "People seen in time"]
    with cast.scope():
        assert Measure.objects.get(pk=measure.pk).numerator_label == "Adults seen"


def test_two_people_in_the_short_form_lose_nothing(cast: Cast, client: Client) -> None:
    measure = north_measure(cast, groups=("Everyone else", "Young men"))
    path = address("measure-edit", measure.pk)
    mine, theirs = asked(client, cast.member, path), asked(client, cast.lead, path)
    client.force_login(cast.lead)
    change = {"name": "Seen in a month", "collected_by": "Ward clerk", "gap_scale": "ratio", "reason": "Clearer"}
    assert client.post(path, theirs | change).status_code == 302
    client.force_login(cast.member)
    clash = client.post(path, mine | {"name": "Seen in four weeks", "target": "80", "reason": "Mine"})
    said = html.unescape(clash.content.decode())
    assert clash.status_code == 422
    table = said[said.index('id="versions"') : said.index("</table>")]
    assert re.findall(r"<td[^>]*>(.*?)</td>", table) == [
        "Seen within four weeks",
        "Seen in a month",
        "Seen in four weeks",
    ]
    assert "What only they changed is in the boxes below: Who collects the numbers?, How is the gap told?" in said
    held = boxes(clash.content.decode())
    assert client.post(path, held).status_code == 302
    with cast.scope():
        row = Measure.objects.get(pk=measure.pk)
        kept = (row.name, row.collected_by, row.target, row.gap_scale)
        groups = [(one.name, one.is_comparator) for one in row.strata.all()]
    assert kept == ("Seen in four weeks", "Ward clerk", 80, "ratio")
    assert groups == [("Everyone else", True), ("Young men", False)]


# The project's strategy and plan.


def test_the_strategy_says_which_sorts_are_missing_and_why(cast: Cast, client: Client) -> None:
    empty = read(client, cast.lead, address("strategy", cast.north_project.pk))
    assert "Not yet a family of measures" in empty
    assert "No measures yet" in empty
    north_measure(cast)
    north_measure(cast, name="Offered an evening", measure_type="process")
    said = read(client, cast.coach, address("strategy", cast.north_project.pk))
    assert "Without one you may move a problem to other people, or to staff, and not see it." in said
    assert "Without one you cannot tell a change that does not work" not in said
    north_measure(cast, name="Overtime", measure_type="balancing", kind="count", denominator_label="")
    whole = read(client, cast.coach, address("strategy", cast.north_project.pk))
    assert "A family of measures" in whole
    assert "A project needs at least one of each." not in whole


def test_the_data_plan_says_who_collects_what_from_where(cast: Cast, client: Client) -> None:
    measure = north_measure(cast, collected_by="Ward clerk")
    words = {"source": "Rio", "lag": "Two weeks", "missing_plan": "We ring the ward", "feedback": "Weekly huddle"}
    send(client, cast.lead, measure, began(client, cast.lead, measure) | words | {"reason": "The plan"})
    said = read(client, cast.sponsor, address("data-plan", cast.north_project.pk))
    for text in ("People seen out of People referred", "Ward clerk", "Every month", *words.values()):
        assert text in said, text
    assert "Charts that are looked at only now and then mislead." in said
    assert "Define a measure first" in read(client, cast.south_lead, address("data-plan", cast.south_project.pk))


@pytest.mark.parametrize(("page", "most"), [("strategy", 27), ("data-plan", 24)])
def test_the_pages_ask_as_much_for_many_measures_as_for_one(cast: Cast, client: Client, page: str, most: int) -> None:
    client.force_login(cast.lead)
    counted = []
    for many in (1, 7):
        for at in range(many):
            north_measure(cast, name=f"Measure {many} {at}")
        with CaptureQueriesContext(connection) as queries:
            client.get(address(page, cast.north_project.pk))
        counted.append(len(queries))
    assert counted[0] == counted[1] <= most
