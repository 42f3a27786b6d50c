"""Invitations: made, mailed, withdrawn, accepted; nobody gets an account without one."""

import hashlib
import logging
import re
from datetime import timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from collaborative.models import User
from collaborative.roles import Role
from organisations.actions.invitations import accept_invitation, invite, withdraw_invitation
from organisations.models import Invitation, Membership
from organisations.queries import open_invitation
from tests.cast import Cast
from tests.organisations.helpers import told

NEW = "nina.new@example.nhs.uk"
PASSWORD = "a long enough phrase"


def invite_nina(cast: Cast, **changes: Any) -> tuple[Invitation, str]:
    values = {
        "by": cast.lead,
        "email": NEW,
        "name": "Nina New",
        "role": Role.MEMBER,
        "collaborative": cast.amhe,
        "participation": cast.north,
    }
    return invite(**(values | changes))


def test_inviting_keeps_who_where_and_until_when_but_not_the_token(cast: Cast) -> None:
    invitation, token = invite_nina(cast, email="  Nina.NEW@Example.nhs.uk ", name="  Nina \n New ")
    stored = Invitation.objects.get(pk=invitation.pk)
    assert (stored.email, stored.name, stored.role) == (NEW, "Nina New", "member")
    assert (stored.collaborative, stored.participation, stored.invited_by) == (cast.amhe, cast.north, cast.lead)
    assert timedelta(days=13, hours=23) < stored.expires_at - timezone.now() <= timedelta(days=14)
    assert len(token) >= 43
    assert stored.token_hash == hashlib.sha256(token.encode()).hexdigest()
    assert told(stored) == ("insert", cast.lead.pk, "invited", "")
    assert not hasattr(stored.events.get(), "token_hash")
    assert open_invitation(token) == stored


@pytest.mark.parametrize(
    ("role", "in_north"), [(Role.COACH, True), (Role.NATIONAL_ADMIN, True), (Role.LEAD, False), ("king", True)]
)
def test_a_role_must_fit_its_place(cast: Cast, role: str, in_north: bool) -> None:
    with pytest.raises(ValidationError) as refused:
        invite_nina(cast, role=role, participation=cast.north if in_north else None)
    assert refused.value.message_dict == {"role": ["Choose a role that fits this place."]}


def test_a_wrong_address_and_a_missing_name_are_refused(cast: Cast) -> None:
    with pytest.raises(ValidationError) as refused:
        invite_nina(cast, email="nina", name=" ")
    assert set(refused.value.message_dict) == {"email", "name"}


def test_a_second_open_invitation_is_refused(cast: Cast) -> None:
    first, _ = invite_nina(cast)
    with pytest.raises(ValidationError) as refused:
        invite_nina(cast, email=NEW.upper())
    assert "already has an invitation" in refused.value.message_dict["email"][0]
    invite_nina(cast, role=Role.SPONSOR)
    withdraw_invitation(invitation=first, by=cast.lead)
    invite_nina(cast)


def test_somebody_who_has_the_role_is_not_invited_to_it(cast: Cast) -> None:
    with pytest.raises(ValidationError) as refused:
        invite_nina(cast, email=cast.member.email.upper())
    assert refused.value.message_dict == {"email": ["This person already has this role here."]}
    Membership.objects.filter(user=cast.member).update(ended_at=timezone.now())
    invite_nina(cast, email=cast.member.email)


def test_the_mail_goes_out_after_the_commit(cast: Cast, django_capture_on_commit_callbacks: Any) -> None:
    with django_capture_on_commit_callbacks(execute=False) as waiting:
        _, token = invite_nina(cast)
    assert mail.outbox == []
    for callback in waiting:
        callback()
    (message,) = mail.outbox
    assert message.to == [NEW]
    assert message.subject == "Your invitation to North Trust, in Advancing Mental Health Equality"
    assert f"http://127.0.0.1:8000/invitations/{token}/\n" in message.body
    assert "Nora Lead has invited you" in message.body
    assert "Project team member" in message.body


def test_a_mail_server_that_fails_loses_no_invitation_and_tells_no_token(
    cast: Cast, settings: Any, caplog: pytest.LogCaptureFixture, django_capture_on_commit_callbacks: Any
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    with caplog.at_level(logging.DEBUG), django_capture_on_commit_callbacks(execute=True):
        invitation, token = invite_nina(cast)
    assert open_invitation(token) == invitation
    assert f"mail for invitation {invitation.pk} was not sent" in caplog.text
    assert token not in caplog.text


def test_withdrawing_closes_the_link_and_is_on_record(cast: Cast) -> None:
    invitation, token = invite_nina(cast)
    withdraw_invitation(invitation=invitation, by=cast.admin)
    assert open_invitation(token) is None
    assert told(invitation) == ("update", cast.admin.pk, "withdrew the invitation", "")
    with pytest.raises(ValidationError):
        withdraw_invitation(invitation=invitation, by=cast.admin)


def test_accepting_gives_the_role_once(cast: Cast) -> None:
    invitation, token = invite_nina(cast, email=cast.stranger.email)
    membership = accept_invitation(invitation=invitation, user=cast.stranger)
    assert (membership.user, membership.role, membership.participation) == (cast.stranger, "member", cast.north)
    assert told(membership) == ("insert", cast.stranger.pk, "accepted the invitation", "")
    assert open_invitation(token) is None
    with pytest.raises(ValidationError, match="already been accepted"):
        accept_invitation(invitation=invitation, user=cast.stranger)


def test_a_coach_who_accepts_gets_a_membership_and_no_organisation(cast: Cast) -> None:
    invitation, _ = invite_nina(cast, by=cast.admin, email=cast.stranger.email, role=Role.COACH, participation=None)
    membership = accept_invitation(invitation=invitation, user=cast.stranger)
    assert membership.participation is None
    assert not cast.stranger.coach_assignments.exists()


def test_another_address_cannot_accept(cast: Cast) -> None:
    invitation, _ = invite_nina(cast)
    with pytest.raises(ValidationError, match=f"is for {NEW}"):
        accept_invitation(invitation=invitation, user=cast.stranger)
    assert not Membership.objects.filter(user=cast.stranger).exists()


def test_an_expired_invitation_cannot_be_accepted(cast: Cast) -> None:
    invitation, token = invite_nina(cast, email=cast.stranger.email)
    Invitation.objects.filter(pk=invitation.pk).update(expires_at=timezone.now() - timedelta(seconds=1))
    assert open_invitation(token) is None
    with pytest.raises(ValidationError, match="no longer open"):
        accept_invitation(invitation=invitation, user=cast.stranger)


def closed(client: Client, token: str) -> bool:
    response = client.get(f"/invitations/{token}/")
    return response.status_code == 404 and "This invitation cannot be opened" in response.content.decode()


def test_every_link_that_opens_nothing_shows_one_page(cast: Cast, client: Client) -> None:
    assert closed(client, "no-such-token")
    used, token = invite_nina(cast, email=cast.stranger.email)
    accept_invitation(invitation=used, user=cast.stranger)
    assert closed(client, token)
    withdrawn, token = invite_nina(cast)
    withdraw_invitation(invitation=withdrawn, by=cast.lead)
    assert closed(client, token)
    old, token = invite_nina(cast)
    Invitation.objects.filter(pk=old.pk).update(expires_at=timezone.now())
    assert closed(client, token)
    assert client.post(f"/invitations/{token}/").status_code == 404


def test_the_page_says_to_what_and_by_whom(cast: Cast, client: Client) -> None:
    _, token = invite_nina(cast)
    html = client.get(f"/invitations/{token}/").content.decode()
    for words in ("North Trust", "Project team member", "Nora Lead", NEW, "Create your account"):
        assert words in html


def test_from_the_link_to_the_organisation(cast: Cast, client: Client) -> None:
    invitation, token = invite_nina(cast)
    asked = client.post(f"/invitations/{token}/")
    assert asked.status_code == 302
    form = client.get(asked.url)
    assert form.status_code == 200
    assert re.search(rf'name="email"[^>]*value="{NEW}"|value="{NEW}"[^>]*name="email"', form.content.decode())
    made = client.post(asked.url, {"email": NEW, "name": "Nina New", "password1": PASSWORD})
    assert made.status_code == 302, made.content.decode()
    landed = client.get(made.url)
    assert landed.status_code == 302
    assert landed.url == "/c/amhe/o/RNN/"
    user = User.objects.get(email=NEW)
    assert user.name == "Nina New"
    assert EmailAddress.objects.get(user=user).verified
    assert Membership.objects.get(user=user).participation == cast.north
    assert client.get("/c/amhe/o/RNN/people/").status_code == 200
    invitation.refresh_from_db()
    assert invitation.accepted_at is not None
    assert mail.outbox == []


def test_no_account_without_an_invitation(cast: Cast, client: Client) -> None:
    before = User.objects.count()
    assert b"You join by invitation" in client.get("/accounts/signup/").content
    client.post("/accounts/signup/", {"email": NEW, "name": "Nina", "password1": PASSWORD})
    assert User.objects.count() == before


def test_an_invitation_makes_an_account_for_its_own_address_only(cast: Cast, client: Client) -> None:
    _, token = invite_nina(cast)
    client.post(f"/invitations/{token}/")
    response = client.post(
        "/accounts/signup/", {"email": "someone.else@example.nhs.uk", "name": "Nina", "password1": PASSWORD}
    )
    assert f"Use the address you were invited at: {NEW}" in response.content.decode()
    assert not User.objects.filter(email="someone.else@example.nhs.uk").exists()


def test_somebody_with_an_account_signs_in_and_accepts(cast: Cast, client: Client) -> None:
    _, token = invite_nina(cast, email=cast.south_lead.email)
    html = client.get(f"/invitations/{token}/").content.decode()
    assert "Sign in to accept" in html
    assert f"next=/invitations/{token}/" in html
    client.force_login(cast.south_lead)
    assert "Accept the invitation" in client.get(f"/invitations/{token}/").content.decode()
    response = client.post(f"/invitations/{token}/")
    assert (response.status_code, response.url) == (302, "/c/amhe/")
    assert Membership.objects.filter(user=cast.south_lead, participation=cast.north, role="member").exists()


def test_signed_in_at_another_address_one_is_told_and_nothing_is_accepted(cast: Cast, client: Client) -> None:
    _, token = invite_nina(cast)
    client.force_login(cast.stranger)
    html = client.get(f"/invitations/{token}/").content.decode()
    assert f"You are signed in as {cast.stranger.email}" in html
    assert "Accept the invitation" not in html
    client.post(f"/invitations/{token}/")
    assert not Membership.objects.filter(user=cast.stranger).exists()


def test_who_has_an_account_accepts_without_the_mail(cast: Cast, client: Client) -> None:
    mine, _ = invite_nina(cast, email=cast.south_lead.email.upper(), name="Sam")
    other, _ = invite_nina(cast)
    client.force_login(cast.south_lead)
    here = f"/invitations/mine/{mine.pk}/"
    for page in ("/start/", "/c/amhe/o/RSS/"):
        html = client.get(page).content.decode()
        assert f'href="{here}"' in html
        assert "Nora Lead invites you to North Trust, in Advancing Mental Health Equality" in html
        assert f"/invitations/mine/{other.pk}/" not in html
    assert "Accept the invitation" in client.get(here).content.decode()
    for method in (client.get, client.post):
        assert method(f"/invitations/mine/{other.pk}/").status_code == 404
    assert client.post(here).status_code == 302
    held = Membership.objects.filter(user=cast.south_lead, participation=cast.north, ended_at=None)
    assert [row.role for row in held] == [Role.MEMBER]
    assert client.get(here).status_code == 404
    assert here not in client.get("/start/").content.decode()
    client.force_login(cast.partner)
    theirs, _ = invite_nina(cast, email=cast.partner.email, name="Pat")
    assert f"/invitations/mine/{theirs.pk}/" in client.get("/c/amhe/o/RNN/partner/").content.decode()
