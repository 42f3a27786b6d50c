"""The programme's library: kept by the national team, found where a team works, told of by those who used it."""

import re
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from collaborative.tenancy.scope import Scope, tenant_context
from phases.actions.boxes import add_box
from phases.actions.start import start_programme_theory, start_theory
from phases.models import ProgrammeNode
from sharing.actions.resources import (
    ResourceFields,
    archive_resource,
    remark_on_resource,
    save_resource,
    withdraw_remark,
)
from sharing.models import Resource, ResourceRemark
from sharing.queries.resources import Wish, resources_of, tied_to
from tests.cast import Cast

HOME = "/c/amhe/resources/"


def text_of(answer: Any) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def fields(title: str = "How to ask", **other: Any) -> ResourceFields:
    said = {
        "about": "Words to begin with.",
        "kind": "guide",
        "link": "https://example.org/ask",
        "contact_name": "Asha Contact",
        "checked_on": date(2026, 5, 4),
    }
    return ResourceFields(title=title, **said | other)


def nationally(cast: Cast) -> Any:
    return tenant_context(Scope(cast.admin.pk, (cast.amhe.pk,), ()))


def kept(cast: Cast, title: str = "How to ask", **other: Any) -> Resource:
    with nationally(cast):
        return save_resource(resource=Resource(collaborative=cast.amhe), by=cast.admin, said=fields(title, **other))


def drivers(cast: Cast) -> list[ProgrammeNode]:
    """The programme's theory with two drivers."""
    with nationally(cast):
        theory = start_programme_theory(collaborative=cast.amhe, by=cast.admin, aim="Fair access")
        aim = ProgrammeNode.objects.get(theory=theory)
        keys = [
            add_box(theory=theory, by=cast.admin, kind="primary", text=text, under=[aim.key]).key
            for text in ("People know about us", "People can reach us")
        ]
        return [ProgrammeNode.objects.get(theory=theory, key=key) for key in keys]


def test_it_is_found_by_words_step_kind_and_driver_and_not_once_it_is_archived(cast: Cast) -> None:
    known, reached = drivers(cast)
    asking = kept(cast, step="1B", drivers=(known.pk,), words=("Text  reminder",))
    sums = kept(cast, "Sums", kind="tool", step="4A", drivers=(reached.pk,))

    def found(**wish: str) -> list[Resource]:
        with nationally(cast):
            return list(resources_of(cast.amhe, Wish(**wish)))

    assert found() == [asking, sums]
    assert found(words="reminder") == found(words="know ASK") == found(step="1B") == found(driver=known.key) == [asking]
    assert found(kind="tool") == found(words="reach us") == found(driver=reached.key) == [sums]
    assert found(words="reminder sums") == []
    with nationally(cast):
        save_resource(resource=asking, by=cast.admin, said=fields(step="1B", drivers=(reached.pk,)))
    assert found(words="reminder") == found(driver=known.key) == []
    assert found(driver=reached.key) == [asking, sums]
    with nationally(cast):
        archive_resource(resource=sums, by=cast.admin)
        archive_resource(resource=sums, by=cast.admin)
    assert found(driver=reached.key) == [asking]


def test_what_cannot_be_kept_is_refused_beside_its_field(cast: Cast) -> None:
    (known, _) = drivers(cast)
    with nationally(cast):
        aim = ProgrammeNode.objects.get(collaborative=cast.amhe, kind="aim")
        ProgrammeNode.objects.filter(pk=known.pk).update(removed_at="2026-01-01T00:00Z")
    for field, wrong in (
        ("link", {"link": "javascript:alert(1)"}),
        ("checked_on", {"checked_on": date(2999, 1, 1)}),
        ("kind", {"kind": "rumour"}),
        ("drivers", {"drivers": (known.pk,)}),
        ("drivers", {"drivers": (aim.pk, 10**9)}),
    ):
        with pytest.raises(ValidationError) as refused:
            kept(cast, **wrong)
        assert list(refused.value.error_dict) == [field]
    assert Resource.objects.count() == 0


def test_a_team_finds_it_at_its_own_driver_and_idea(cast: Cast, client: Client) -> None:
    known, reached = drivers(cast)
    asking = kept(cast, drivers=(known.pk,), words=("text reminder",))
    kept(cast, "Sums", drivers=(), words=("remind",))
    with cast.scope():
        theory = start_theory(project=cast.north_project, by=cast.lead, copy=True)
        under = next(node.key for node in theory.nodes.all() if node.origin_id == reached.pk)
        second = add_box(theory=theory, by=cast.lead, kind="secondary", text="Reminders", under=[under])
        add_box(theory=theory, by=cast.lead, kind="idea", text="A text reminder the day before", under=[second.key])
        tied = tied_to(cast.north_project)
    assert [(one.kind, one.text, one.resources) for one in tied] == [
        ("primary", "People know about us", (asking,)),
        ("idea", "A text reminder the day before", (asking,)),
    ]
    client.force_login(cast.member)
    said = text_of(client.get(f"/c/amhe/p/{cast.north_project.pk}/resources/"))
    assert "Primary driver People know about us How to ask" in said
    outline = client.get(f"/c/amhe/p/{cast.north_project.pk}/theory/outline/").content.decode()
    assert outline.count(f'href="{HOME}?driver={known.key}"') == 1


def test_each_organisation_says_once_how_it_helped_and_can_take_it_back(cast: Cast, client: Client) -> None:
    row = kept(cast)
    with cast.scope(cast.south, user=cast.south_lead):
        remark_on_resource(resource=row, participation=cast.south, by=cast.south_lead, helped="no", words="Too long.")
    client.force_login(cast.lead)
    there = f"{HOME}{row.pk}/"
    for helped in ("partly", "yes"):
        sent = {"participation": cast.north.pk, "helped": helped, "words": f"We said {helped}."}
        assert client.post(there, sent).status_code == 302
    said = text_of(client.get(there))
    assert "Helped 1 team, did not help 1 team." in said
    assert "We said yes." in said
    assert "Too long." in said
    assert "We said partly." not in said
    # In another's name, or of another's remark: nothing happens.
    assert client.post(there, {"participation": cast.south.pk, "helped": "yes"}).status_code == 422
    with cast.scope(cast.south, user=cast.south_lead):
        theirs = ResourceRemark.objects.get(participation=cast.south)
    assert client.post(there, {"withdraw": theirs.pk}).status_code == 422
    with cast.scope():
        own = ResourceRemark.objects.get(participation=cast.north, withdrawn_at=None)
    assert client.post(there, {"withdraw": own.pk}).status_code == 302
    said = text_of(client.get(there))
    assert "Did not help 1 team." in said
    assert "Too long." in said
    assert "We said yes." not in said
    with cast.scope():
        assert ResourceRemark.objects.get(pk=own.pk).words == ""
        withdraw_remark(remark=theirs, by=cast.lead)
    assert "Too long." in text_of(client.get(there))


def test_the_page_of_many_asks_as_much_as_of_one(cast: Cast, client: Client) -> None:
    (known, _) = drivers(cast)
    client.force_login(cast.admin)
    counts = []
    for titles in (["A"], ["B", "C", "D", "E"]):
        for title in titles:
            kept(cast, title, drivers=(known.pk,), words=("asking",))
        with CaptureQueriesContext(connection) as captured:
            assert client.get(HOME).status_code == 200
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_the_national_team_adds_and_changes_and_a_second_hand_is_told(cast: Cast, client: Client) -> None:
    (known, _) = drivers(cast)
    client.force_login(cast.manager)
    day = {"checked_on_day": "4", "checked_on_month": "May", "checked_on_year": "2026"}
    sent = {
        "title": "How to ask",
        "about": "Words to begin with.",
        "kind": "guide",
        "link": "https://example.org/ask",
        "contact_name": "Asha Contact",
        "drivers": [known.pk],
        "words": "text reminder, community leader",
        **day,
    }
    assert client.post(f"{HOME}new/", sent).status_code == 302
    with nationally(cast):
        row = Resource.objects.get()
        assert sorted(str(topic) for topic in row.topics.all()) == [
            "People know about us",
            "community leader",
            "text reminder",
        ]
    form = client.get(f"{HOME}{row.pk}/edit/")
    (seen,) = re.findall(r'name="seen" value="(\w+)"', form.content.decode())
    assert client.post(f"{HOME}{row.pk}/edit/", sent | {"seen": seen, "title": "First"}).status_code == 302
    refused = client.post(f"{HOME}{row.pk}/edit/", sent | {"seen": seen, "title": "Second"})
    assert refused.status_code == 422
    assert "Somebody else has changed this" in text_of(refused)
