"""A sponsor's page, and its mail on the first working day of a month."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from coaching.actions.blockers import BlockerFields, answer_blocker, ask_sponsor, raise_blocker
from coaching.actions.followups import Agreed, agree
from coaching.models import Blocker
from collaborative.models import User
from collaborative.roles import Role
from evaluation import tasks
from organisations.models import Digest, DigestChoice, Membership
from organisations.queries.digests import choice_of, month_day, off_link, to_write_monthly_to
from organisations.workdays import easter, first_working_day
from tests.cast import Cast
from tests.evaluation.builders import STEADY, UP, measure_with

PAGE = "/c/amhe/o/RNN/sponsor/"
TODAY = timezone.localdate()


def blocker(cast: Cast, title: str, ask: str = "") -> Blocker:
    said = BlockerFields(title=title, owner=cast.lead)
    with cast.scope():
        row = raise_blocker(participation=cast.north, by=cast.lead, said=said)
        if ask:
            ask_sponsor(blocker=row, by=cast.lead, words=ask, by_when=TODAY + timedelta(days=7))
    return row


def test_what_moved_what_is_stuck_and_what_is_needed_each_with_its_way(client: Client, cast: Cast) -> None:
    client.force_login(cast.sponsor)
    empty = client.get("/c/amhe/", follow=True)
    assert empty.redirect_chain[-1][0] == PAGE
    for words in ("No measure has numbers yet", "Nothing new for 8 weeks or more", "Nothing right now. Thank you."):
        assert words in empty.content.decode()
    measure_with(cast.north_project, cast.lead, UP, name="Seen in time")
    measure_with(cast.north_project, cast.lead, STEADY, late=4, name="Asked twice", kind="process")
    asked = blocker(cast, "Nobody may open the room", "Ask Estates for a key")
    blocker(cast, "Two people left")
    with cast.scope():
        agreed = Agreed(what="Open the learning event", person=cast.sponsor, due_on=TODAY - timedelta(days=1))
        agree(participation=cast.north, by=cast.coach, agreed=[agreed])
    page = client.get(PAGE).content.decode()
    counted = [page.split("app-counts__number")[at].split("<")[0].strip('">') for at in (1, 2, 3)]
    assert counted == ["2", "1", "2"]
    needed, moved, stuck = (page.index(f'id="{part}"') for part in ("needs", "moved", "stuck"))
    assert needed < page.index("Ask Estates for a key") < moved < page.index("Better since") < stuck
    assert stuck < page.index("Two people left")
    assert stuck < page.index("Numbers are missing: Asked twice")
    assert "Open the learning event" in page[needed:moved]
    for reply in ("will", "have", "talk"):
        assert f"/c/amhe/blockers/{asked.pk}/answer/?reply={reply}" in page
    with cast.scope(user=cast.sponsor):
        answer_blocker(blocker=asked, by=cast.sponsor, reply="will", words="On Monday")
    answered = client.get(PAGE).content.decode()
    assert "I will: On Monday" in answered[answered.index('id="stuck"') :]
    client.force_login(cast.lead)
    theirs = client.get(PAGE).content.decode()
    assert "What the team needs from the sponsor" in theirs
    assert "reply=" not in theirs


def queries_of_the_page(client: Client) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert client.get(PAGE).status_code == 200
    return len(asked)


def test_the_page_takes_the_same_queries_for_little_and_for_much(client: Client, cast: Cast) -> None:
    client.force_login(cast.sponsor)
    measure_with(cast.north_project, cast.lead, UP, name="First")
    blocker(cast, "First", "Help")
    little = queries_of_the_page(client)
    measure_with(cast.north_project, cast.lead, STEADY, name="Second")
    for number in range(7):
        blocker(cast, f"Blocker {number}", f"Ask {number}")
    assert queries_of_the_page(client) == little
    page = client.get(PAGE).content.decode()
    assert '<a href="/c/amhe/o/RNN/blockers/">And 4 more' in page
    for number in range(6):
        measure_with(cast.north_project, cast.lead, STEADY, late=4, name=f"Late {number}")
    page = client.get(PAGE).content.decode()
    assert '<a href="/c/amhe/o/RNN/">And 1 more' in page[page.index('id="stuck"') :]


@pytest.mark.parametrize(
    ("year", "month", "day"),
    [(2026, 12, 1), (2027, 1, 4), (2028, 1, 4), (2029, 1, 2), (2027, 5, 4), (2028, 5, 2), (2026, 8, 3), (2029, 4, 3),
     (2032, 4, 1), (2041, 4, 1), (2018, 4, 3), (2021, 5, 4)],
)  # fmt: skip
def test_the_first_working_day_of_a_month(year: int, month: int, day: int) -> None:
    assert first_working_day(year, month) == date(year, month, day)


def test_easter_is_where_it_was() -> None:
    assert [easter(year) for year in (1818, 1943, 2026, 2038)] == [
        date(1818, 3, 22),
        date(1943, 4, 25),
        date(2026, 4, 5),
        date(2038, 4, 25),
    ]


@pytest.mark.parametrize(
    ("moment", "zone", "day"),
    [
        ("2026-12-01 06:59", "Europe/London", None),
        ("2026-12-01 07:00", "Europe/London", date(2026, 12, 1)),
        ("2026-11-30 20:00", "Pacific/Auckland", date(2026, 12, 1)),
        ("2026-12-01 11:59", "Europe/London", date(2026, 12, 1)),
        ("2026-12-01 12:00", "Europe/London", None),
        # Nobody sent it on the day: it comes for six days more.
        ("2026-12-07 08:00", "Europe/London", date(2026, 12, 1)),
        ("2026-12-08 08:00", "Europe/London", None),
        # Seven stays seven in summer time.
        ("2027-06-01 06:00", "Europe/London", date(2027, 6, 1)),
    ],
)
def test_it_is_for_the_morning_of_the_first_working_day(moment: str, zone: str, day: date | None) -> None:
    at = datetime.fromisoformat(moment).replace(tzinfo=UTC)
    assert month_day(at, DigestChoice(time_zone=zone)) == day
    assert month_day(at, DigestChoice(time_zone=zone, monthly=False)) is None


def at_eight(monkeypatch: pytest.MonkeyPatch) -> datetime:
    """It is eight in the morning of the first working day of this month, whatever it is outside."""
    first = first_working_day(TODAY.year, TODAY.month)
    moment = datetime(first.year, first.month, first.day, 8, tzinfo=UTC)
    monkeypatch.setattr(timezone, "now", lambda: moment)
    return moment


def test_the_months_mail_counts_and_links_and_is_sent_once(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, settings: pytest.FixtureRequest
) -> None:
    settings.BASE_URL = "https://example.nhs.uk"  # type: ignore[attr-defined]
    blocker(cast, "Nobody may open the room", "Ask Estates for a key")
    moment = at_eight(monkeypatch)
    assert to_write_monthly_to(moment) == [cast.sponsor.pk]
    assert [tasks.send_monthly_letter(cast.sponsor.pk) for _ in range(2)] == [True, False]
    (sent,) = mail.outbox
    assert (sent.to, sent.subject) == ([cast.sponsor.email], "Your month as sponsor in Collaborative")
    off = off_link(cast.sponsor, "monthly")
    assert (
        sent.body
        == f"""Hello Sue Sponsor,

Your page as sponsor, this month:

Advancing Mental Health Equality
- 1 thing needs you
- 0 things moved
- 1 thing is stuck
https://example.nhs.uk/c/amhe/o/RNN/sponsor/

What it is about stands only there, after you sign in. It prints on one sheet.

Choose which emails come: https://example.nhs.uk/account/notices/
No more of these emails (you need not sign in): {off}
"""
    )
    assert sent.extra_headers["List-Unsubscribe"] == f"<{off}>"
    assert to_write_monthly_to(moment) == []
    # It says nothing of the mail of what waits, which has a row of its own for the day.
    row = Digest.objects.get(user=cast.sponsor)
    assert (row.letter, row.day) == ("monthly", moment.date())
    assert not tasks.send_monthly_letter(cast.lead.pk)


def test_each_sponsor_may_end_it_and_whoever_is_none_any_more_gets_none(
    client: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = User.objects.create_user("second@example.nhs.uk", "Sol Second", None)
    held = Membership.objects.create(user=other, role=Role.SPONSOR, collaborative=cast.amhe, participation=cast.north)
    path = "/" + off_link(cast.sponsor, "monthly").split("/", 3)[3]
    assert "sponsor’s page" in client.get(path).content.decode()
    assert client.post(path).status_code == 200
    assert (choice_of(cast.sponsor).monthly, choice_of(cast.sponsor).how) == (False, "weekly")
    moment = at_eight(monkeypatch)
    assert to_write_monthly_to(moment) == [other.pk]
    Membership.objects.filter(pk=held.pk).update(ended_at=moment)
    assert not tasks.send_monthly_letter(other.pk)
    assert mail.outbox == []
    client.force_login(cast.sponsor)
    said = {"how": "off", "weekday": "0", "time_zone": "Europe/London", "monthly": "on"}
    assert "sponsor’s page every month" in client.get("/account/notices/").content.decode()
    assert client.post("/account/notices/", said).status_code == 302
    assert (choice_of(cast.sponsor).monthly, choice_of(cast.sponsor).how) == (True, "off")
    client.force_login(cast.lead)
    assert "sponsor’s page every month" not in client.get("/account/notices/").content.decode()
    assert client.post("/account/notices/", said).status_code == 302
    assert choice_of(cast.lead).how == "off"
