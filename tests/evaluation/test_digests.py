"""The mail that gathers what waits: when, for whom, what it says, once, and how it ends."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from collaborative.models import User
from collaborative.roles import Role
from evaluation import tasks
from organisations.actions.digests import choose_digest, claim_digest, release_digest
from organisations.actions.notices import tell
from organisations.actions.system import system_user
from organisations.models import Digest, DigestChoice, Membership, NoticeKind
from organisations.queries.digests import choice_of, due_day, off_link, to_write_to
from tests.cast import Cast
from tests.evaluation.builders import STEADY, measure_with

LONDON, NEW_YORK, KATHMANDU = "Europe/London", "America/New_York", "Asia/Kathmandu"
# A Monday in London's winter: seven there is seven by UTC.
MONDAY = datetime(2026, 11, 23, 7, 0, tzinfo=UTC)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("moment", "zone", "day"),
    [
        # The last day of winter time, the first of summer time, and the first of winter time again.
        ("2026-03-28 06:59", LONDON, None),
        ("2026-03-28 07:00", LONDON, date(2026, 3, 28)),
        ("2026-03-29 05:59", LONDON, None),
        ("2026-03-29 06:00", LONDON, date(2026, 3, 29)),
        ("2026-10-24 06:00", LONDON, date(2026, 10, 24)),
        ("2026-10-25 06:00", LONDON, None),
        ("2026-10-25 07:00", LONDON, date(2026, 10, 25)),
        # From noon on it is for the next day.
        ("2026-07-01 10:59", LONDON, date(2026, 7, 1)),
        ("2026-07-01 11:00", LONDON, None),
        # America's clocks change on other days than Europe's; Nepal is three quarters of an hour off.
        ("2026-03-07 12:00", NEW_YORK, date(2026, 3, 7)),
        ("2026-03-08 11:00", NEW_YORK, date(2026, 3, 8)),
        ("2026-03-08 10:59", NEW_YORK, None),
        ("2026-11-23 01:14", KATHMANDU, None),
        ("2026-11-23 01:15", KATHMANDU, date(2026, 11, 23)),
    ],
)
def test_it_comes_at_seven_where_the_person_is(moment: str, zone: str, day: date | None) -> None:
    assert due_day(at(moment), DigestChoice(how="daily", time_zone=zone)) == day


def test_once_a_week_on_the_chosen_day_and_never_when_off() -> None:
    tuesday = at("2026-11-24 07:00")
    assert due_day(MONDAY, DigestChoice()) == date(2026, 11, 23)
    assert due_day(tuesday, DigestChoice()) is None
    assert due_day(tuesday, DigestChoice(weekday=1)) == date(2026, 11, 24)
    assert due_day(MONDAY, DigestChoice(how="off")) is None


@pytest.fixture
def monday(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is Monday, seven in London, whatever it is outside."""
    monkeypatch.setattr(timezone, "now", lambda: MONDAY)


def tell_of(cast: Cast, user: User, kind: NoticeKind, key: str, **place: Any) -> None:
    given = {"collaborative": cast.amhe, "participation": cast.north} | place
    tell(people=[user], by=system_user(), kind=kind, key=key, text="did it", to=("coach-dashboard",), **given)


def three_roles(cast: Cast) -> User:
    """Mia is in North's team and leads South's; elsewhere she is a sponsor. Each has something for her."""
    mia = cast.member
    Membership.objects.create(user=mia, role=Role.LEAD, collaborative=cast.amhe, participation=cast.south)
    Membership.objects.create(user=mia, role=Role.SPONSOR, collaborative=cast.safety, participation=cast.east)
    measure_with(cast.north_project, cast.lead, STEADY, late=3, name="northcanary measure")
    tell_of(cast, mia, NoticeKind.COMMENT, "a")
    tell_of(cast, mia, NoticeKind.COMMENT, "b", participation=cast.south)
    tell_of(cast, mia, NoticeKind.SIGNATURE, "c", collaborative=cast.safety, participation=cast.east)
    return mia


def test_one_mail_for_three_roles_says_how_much_of_what_and_nothing_else(cast: Cast, settings: Any) -> None:
    settings.BASE_URL = "https://example.nhs.uk"
    mia = three_roles(cast)
    # Today is real here: what is due is counted up to it.
    now = timezone.now()
    choose_digest(by=mia, how="daily", weekday=0, time_zone=zone_at_eight(now))
    assert tasks.send_digest(mia.pk)
    (sent,) = mail.outbox
    assert sent.to == [mia.email]
    assert sent.subject == "4 things for you in Collaborative"
    off = off_link(mia)
    assert (
        sent.body
        == f"""Hello Mia Member,

This waits for you:

Advancing Mental Health Equality
- 1 thing that is due
- 2 comments on designs
https://example.nhs.uk/c/amhe/notices/

Sexual Safety
- 1 signature you are asked for
https://example.nhs.uk/c/safety/notices/

What it is about stands only there, after you sign in.

Choose how often this email comes: https://example.nhs.uk/account/notices/
No more of these emails (you need not sign in): {off}
"""
    )
    assert sent.extra_headers["List-Unsubscribe"] == f"<{off}>"
    assert sent.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    # The same task again, and a day later without anything new, sends nothing.
    assert not tasks.send_digest(mia.pk)
    Digest.objects.update(day=date(2020, 1, 1))
    assert not tasks.send_digest(mia.pk)
    assert len(mail.outbox) == 1


def zone_at_eight(now: datetime) -> str:
    """A place where it is between seven and noon at this moment; there always is one."""
    offset = (8 - now.hour + 12) % 24 - 12
    # The names of these zones count westwards.
    return f"Etc/GMT{-offset:+d}" if offset else "Etc/UTC"


@pytest.mark.usefixtures("monday")
def test_whoever_waits_is_asked_for_once_and_nothing_to_say_is_no_mail(cast: Cast) -> None:
    people = to_write_to(MONDAY)
    assert cast.lead.pk in people
    assert cast.stranger.pk not in people
    assert system_user().pk not in people
    assert len(people) == len(set(people))
    assert not tasks.send_digest(cast.sponsor.pk)
    assert mail.outbox == []
    # It was looked at, and is not looked at again every quarter of an hour.
    assert Digest.objects.get(user=cast.sponsor).sent_at is None
    assert cast.sponsor.pk not in to_write_to(MONDAY)


@pytest.mark.usefixtures("monday")
def test_a_rights_end_is_the_end_of_what_is_told(cast: Cast) -> None:
    tell_of(cast, cast.sponsor, NoticeKind.SIGNATURE, "x")
    Membership.objects.filter(user=cast.sponsor).update(ended_at=MONDAY)
    assert not tasks.send_digest(cast.sponsor.pk)
    assert mail.outbox == []


@pytest.mark.usefixtures("monday")
def test_of_two_workers_one_has_it_and_a_refused_mail_is_tried_again(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    system, day = system_user(), MONDAY.date()
    first = claim_digest(by=system, user=cast.lead, day=day)
    assert first is not None
    assert claim_digest(by=system, user=cast.lead, day=day) is None
    tell_of(cast, cast.lead, NoticeKind.SIGNATURE, "x")
    assert not tasks.send_digest(cast.lead.pk)
    release_digest(by=system, digest=first)

    def away(self: Any) -> int:
        raise OSError("no mail server")

    with monkeypatch.context() as broken:
        broken.setattr(mail.EmailMessage, "send", away)
        assert not tasks.send_digest(cast.lead.pk)
    assert cast.lead.pk in to_write_to(MONDAY)
    assert tasks.send_digest(cast.lead.pk)
    assert len(mail.outbox) == 1


def test_the_mailed_link_ends_the_mail_without_signing_in_and_only_when_sent(cast: Cast) -> None:
    browser = Client(enforce_csrf_checks=True)
    path = "/" + off_link(cast.lead).split("/", 3)[3]
    assert "Stop these emails?" in browser.get(path).content.decode()
    assert choice_of(cast.lead).how == "weekly"
    choose_digest(by=cast.lead, how="daily", weekday=3, time_zone=NEW_YORK)
    answer = browser.post(path, {"List-Unsubscribe": "One-Click"})
    assert (answer.status_code, choice_of(cast.lead).how) == (200, "off")
    assert (choice_of(cast.lead).weekday, choice_of(cast.lead).time_zone) == (3, NEW_YORK)
    assert browser.get(path[:-4] + "xxx/").status_code == 404
    assert choice_of(cast.member).how == "weekly"


def test_a_person_chooses_how_often_and_where(client: Client, cast: Cast) -> None:
    client.force_login(cast.lead)
    shown = client.get("/account/notices/").content.decode()
    assert 'value="weekly" checked' in shown.replace("  ", " ")
    chosen = {"how": "daily", "weekday": "2", "time_zone": KATHMANDU}
    assert client.post("/account/notices/", chosen).status_code == 302
    row = DigestChoice.objects.get(user=cast.lead)
    assert (row.how, row.weekday, row.time_zone) == ("daily", 2, KATHMANDU)
    refused = client.post("/account/notices/", chosen | {"how": "hourly", "time_zone": "Mars/Olympus"})
    assert refused.status_code == 422
    assert DigestChoice.objects.get(user=cast.lead).how == "daily"
