"""The national team's settings of its collaborative, and the history of who runs it."""

import re
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from collaborative.models import Collaborative
from organisations.actions.people import end_membership
from organisations.actions.places import edit_collaborative
from organisations.models import Membership
from tests.cast import Cast
from tests.organisations.helpers import told

ADDRESS = "/c/amhe/settings/"
ANSWERS: dict[str, Any] = {
    "name": "Equality in mental health",
    "description": "Who waits, and for how long.",
    "data_notice": "Numbers come from the teams.",
    "entry_days": 45,
}


@pytest.mark.parametrize("name", ["admin", "manager"])
def test_settings_are_changed_and_on_record(cast: Cast, client: Client, name: str) -> None:
    client.force_login(getattr(cast, name))
    assert f'href="{ADDRESS}"' in client.get("/c/amhe/team/").content.decode()
    assert 'value="Advancing Mental Health Equality"' in client.get(ADDRESS).content.decode()
    done = client.post(ADDRESS, ANSWERS)
    assert (done.status_code, done.url) == (302, ADDRESS)
    saved = Collaborative.objects.get(slug="amhe")
    assert {field: getattr(saved, field) for field in ANSWERS} == ANSWERS
    assert told(saved) == ("update", getattr(cast, name).pk, "changed the settings", "")
    client.force_login(cast.lead)
    html = client.get("/c/amhe/o/RNN/people/").content.decode()
    assert "Numbers come from the teams." in html
    assert Collaborative.objects.get(slug="safety").name == "Sexual Safety"


def test_settings_that_make_no_sense_are_refused(cast: Cast, client: Client) -> None:
    client.force_login(cast.admin)
    response = client.post(ADDRESS, ANSWERS | {"name": " ", "entry_days": "-1", "data_notice": "x" * 301})
    html = response.content.decode()
    assert response.status_code == 422
    for field in ("name", "entry_days", "data_notice"):
        assert f'href="#id_{field}"' in html
    for wrong in ({"name": ""}, {"entry_days": -1}, {"entry_days": 366}, {"data_notice": "x" * 301}):
        with pytest.raises(ValidationError) as refused:
            edit_collaborative(collaborative=cast.amhe, by=cast.admin, **(ANSWERS | wrong))
        assert list(refused.value.message_dict) == list(wrong)
    assert Collaborative.objects.get(slug="amhe").entry_days == 30


HISTORY = "/c/amhe/team/history/"


def test_the_history_tells_of_the_team_and_the_settings_and_of_no_organisation(cast: Cast, client: Client) -> None:
    client.force_login(cast.admin)
    client.post(ADDRESS, ANSWERS)
    client.post("/c/amhe/team/", {"name": "Nick Newcoach", "email": "nick@example.nhs.uk", "role": "coach"})
    client.post("/c/amhe/o/RNN/people/", {"name": "Nina Newlead", "email": "nina@example.nhs.uk", "role": "lead"})
    manager = Membership.objects.get(user=cast.manager)
    end_membership(membership=manager, by=cast.admin, reason="took another post")
    assert f'href="{HISTORY}"' in client.get("/c/amhe/team/").content.decode()
    html = client.get(HISTORY).content.decode()
    for words in (
        "Nick Newcoach",
        "Max Manager, Programme manager",
        "Reason: took another post",
        "Cora Coach, QI coach",
    ):
        assert words in html
    assert re.search(r"Entry days: <del>30</del>.*?<ins>45</ins>", html, re.S)
    for elsewhere in ("Nina Newlead", "Nora Lead", "northcanary", "Sexual Safety", "Ed Eastlead"):
        assert elsewhere not in html


def test_the_history_is_filtered(cast: Cast, client: Client) -> None:
    client.force_login(cast.manager)
    client.post(ADDRESS, ANSWERS)
    html = client.get(HISTORY, {"kind": "collaborative.collaborative"}).content.decode()
    assert "Changed the settings" in html
    assert "<strong>Membership</strong>" not in html
    assert "Nothing matches this filter." in client.get(HISTORY, {"kind": "organisations.invitation"}).content.decode()
