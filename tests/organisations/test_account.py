"""One's own account: the details colleagues see, and who is on record for a change of it."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.test import Client

from collaborative.models import User
from collaborative.roles import Role
from organisations.actions.accounts import edit_details
from organisations.actions.invitations import invite, withdraw_invitation
from tests.cast import Cast
from tests.organisations.helpers import last_event, told
from tests.password import PASSWORD

DETAILS = "/account/details/"
NEW = "nina.new@example.nhs.uk"
ANSWERS = {"email": NEW, "name": "Nina New", "phone": "020 7946 0000 ext 12", "password1": "a long enough phrase"}


def follow(cast: Cast, client: Client) -> str:
    """Follow an invitation to the sign-up form; its token."""
    values = {"email": NEW, "name": "Nina New", "role": Role.MEMBER, "collaborative": cast.amhe}
    _, token = invite(by=cast.lead, participation=cast.north, **values)
    assert client.post(f"/invitations/{token}/").url == "/accounts/signup/"
    return token


def test_signing_up_asks_for_a_telephone_number_that_colleagues_then_see(cast: Cast, client: Client) -> None:
    follow(cast, client)
    html = client.get("/accounts/signup/").content.decode()
    assert re.search(r"Telephone number\s*\(optional\)", html)
    assert client.post("/accounts/signup/", ANSWERS).status_code == 302
    user = User.objects.get(email=NEW)
    assert (user.name, user.phone) == ("Nina New", "020 7946 0000 ext 12")
    client.force_login(cast.coach)
    assert "020 7946 0000 ext 12" in client.get("/c/amhe/o/RNN/people/").content.decode()


def test_a_wrong_telephone_number_is_refused_and_none_is_needed(cast: Cast, client: Client) -> None:
    follow(cast, client)
    refused = client.post("/accounts/signup/", ANSWERS | {"phone": "ask reception"})
    assert "Enter a telephone number, like 020 7946 0000" in refused.content.decode()
    assert not User.objects.filter(email=NEW).exists()
    client.post("/accounts/signup/", ANSWERS | {"phone": ""})
    assert User.objects.get(email=NEW).phone == ""


def test_signing_up_is_on_record_as_the_persons_own_act(cast: Cast, client: Client) -> None:
    follow(cast, client)
    client.post("/accounts/signup/", ANSWERS)
    first = User.objects.get(email=NEW).events.earliest("pgh_id")
    assert (first.pgh_label, first.name) == ("insert", "Nina New")
    assert (first.pgh_context["actor_name"], first.pgh_context["verb"]) == ("Nina New", "made their account")


def test_the_session_keeps_no_token(cast: Cast, client: Client) -> None:
    token = follow(cast, client)
    assert client.session["invitation"]
    assert token not in str(dict(client.session))
    assert all(token not in str(row.get_decoded()) for row in Session.objects.all())


def test_sign_up_closes_when_the_invitation_does(cast: Cast, client: Client) -> None:
    follow(cast, client)
    invitation = cast.north.invitations.get(email=NEW)
    withdraw_invitation(invitation=invitation, by=cast.lead)
    assert "You join by invitation" in client.get("/accounts/signup/").content.decode()


def test_the_link_leaves_the_session_when_it_is_shown(cast: Cast, client: Client) -> None:
    client.force_login(cast.lead)
    answers = {"name": "Nina New", "email": NEW, "role": "member"}
    client.post("/c/amhe/o/RNN/people/", answers)
    assert "/invitations/" in str(dict(client.session))
    client.get("/c/amhe/o/RNN/people/")
    assert "/invitations/" not in str(dict(client.session))


def test_an_invitations_address_is_no_referrer(cast: Cast, client: Client) -> None:
    values = {"email": NEW, "name": "Nina New", "role": Role.MEMBER, "collaborative": cast.amhe}
    _, token = invite(by=cast.lead, participation=cast.north, **values)
    assert client.get(f"/invitations/{token}/").headers["Referrer-Policy"] == "strict-origin"
    assert client.get("/invitations/none/").headers["Referrer-Policy"] == "strict-origin"


def test_ones_own_details_are_shown_and_changed(cast: Cast, client: Client) -> None:
    client.force_login(cast.lead)
    html = client.get(DETAILS).content.decode()
    assert 'value="Nora Lead"' in html
    for address in ("/accounts/password/change/", "/accounts/email/"):
        assert f'href="{address}"' in html
    done = client.post(DETAILS, {"name": " Nora  Leader ", "phone": "+44 20 7946 0000"})
    assert (done.status_code, done.url) == (302, DETAILS)
    cast.lead.refresh_from_db()
    assert (cast.lead.name, cast.lead.phone) == ("Nora Leader", "+44 20 7946 0000")
    assert told(cast.lead) == ("update", cast.lead.pk, "changed their details", "")
    assert "Your details are saved." in client.get(DETAILS).content.decode()


def test_every_page_leads_there(cast: Cast, client: Client) -> None:
    client.force_login(cast.lead)
    html = client.get("/c/amhe/o/RNN/people/").content.decode()
    assert re.search(r'href="/account/details/">.*?Nora Lead', html, re.S)


def test_details_that_are_refused_stand_beside_their_field(cast: Cast, client: Client) -> None:
    client.force_login(cast.lead)
    response = client.post(DETAILS, {"name": "", "phone": "<b>1</b>"})
    html = response.content.decode()
    assert response.status_code == 422
    assert 'href="#id_name"' in html
    assert 'href="#id_phone"' in html
    with pytest.raises(ValidationError) as refused:
        edit_details(user=cast.lead, by=cast.lead, name=" ", phone="x")
    assert set(refused.value.message_dict) == {"name", "phone"}


def test_a_changed_address_is_on_record_as_the_persons_own_act(cast: Cast, client: Client) -> None:
    EmailAddress.objects.create(user=cast.lead, email=cast.lead.email, primary=True, verified=True)
    EmailAddress.objects.create(user=cast.lead, email="nora@new.example", verified=True)
    client.post("/accounts/login/", {"login": cast.lead.email, "password": PASSWORD})
    client.post("/accounts/email/", {"email": "nora@new.example", "action_primary": ""})
    cast.lead.refresh_from_db()
    assert cast.lead.email == "nora@new.example"
    assert told(cast.lead) == ("update", cast.lead.pk, "changed their account", "")
    assert last_event(cast.lead).pgh_context["actor_name"] == "Nora Lead"
