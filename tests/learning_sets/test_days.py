"""The day before, the day itself and after: reminders, the door, recordings and feedback."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.test import Client
from django.utils import timezone

from learning_sets.actions.after import (
    agree_to_recording,
    end_recording_consent,
    put_material,
    say_of_set,
)
from learning_sets.models import Booking, LearningSet, SetFeedback, SetReminder, SpeakerConsent
from learning_sets.queries.after import answers_to, said_by
from learning_sets.queries.bookings import due_reminder
from learning_sets.tasks import forget_needs_of_sets, remind_of_sets
from organisations.models import Notice
from organisations.queries import access_to
from tests.cast import Cast
from tests.learning_sets.builders import a_set, begins, booked, fresh


def booked_long_ago(cast: Cast) -> None:
    with cast.scope(cast.north, cast.south, user=cast.admin):
        Booking.objects.update(booked_at=begins(-60))


def moved(cast: Cast, row: LearningSet, **by: int) -> None:
    """Let the set begin so far from now."""
    starts = timezone.now() + timedelta(**by)
    with cast.scope(user=cast.admin):
        LearningSet.objects.filter(pk=row.pk).update(starts_at=starts, ends_at=starts + timedelta(hours=6))


@pytest.mark.parametrize(("left", "days"), [(15, None), (14, 14), (3, 14), (2, 2), (1, 2), (0, None)])
def test_a_reminder_is_due_from_its_day_until_the_next_one_s(left: int, days: int | None) -> None:
    row = LearningSet(starts_at=begins(left, 0) + timedelta(minutes=1), state="open")
    assert due_reminder(row, [14, 2], begins(0, 12)) == days


def test_everybody_is_reminded_once(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    row = a_set(cast, days=10, capacity=2)
    booked(cast, row, cast.north, "Ann A", "Ben B")
    booked(cast, row, cast.south, "Wes W")
    # Who has booked since the reminder's day has just been told of it.
    assert remind_of_sets() == 0
    booked_long_ago(cast)
    mail.outbox.clear()
    real, failing = EmailMessage.send, ["ben@example.org"]

    def send(self: EmailMessage, *args: Any, **kwargs: Any) -> int:
        if self.to == failing:
            raise OSError("the server is away")
        return real(self, *args, **kwargs)

    monkeypatch.setattr(EmailMessage, "send", send)
    assert remind_of_sets() == 1
    failing.clear()
    assert remind_of_sets() == 1
    assert remind_of_sets() == 0
    # Wes waits for a place, so he is not reminded.
    assert [(one.to, one.subject) for one in mail.outbox] == [
        (["ann@example.org"], "Reminder: Autumn set"),
        (["ben@example.org"], "Reminder: Autumn set"),
    ]
    with cast.scope(cast.north, cast.south, user=cast.admin):
        assert [(one.days, one.sent_at is None) for one in SetReminder.objects.all()] == [(14, False), (14, False)]
        LearningSet.objects.filter(pk=row.pk).update(starts_at=begins(2), ends_at=begins(2, 16))
    assert remind_of_sets() == 2


def test_a_reminder_is_a_notice_too(client: Client, cast: Cast) -> None:
    row = a_set(cast, days=10)
    client.force_login(cast.lead)
    client.post(f"/c/amhe/sets/{row.pk}/book/", {"do": "me"})
    booked_long_ago(cast)
    remind_of_sets()
    with cast.scope():
        assert [(one.kind, one.path) for one in Notice.objects.all()] == [("set_soon", f"/c/amhe/sets/{row.pk}/")]


def test_the_room_s_code_checks_in_in_its_time_and_is_not_guessed(client: Client, cast: Cast) -> None:
    cache.clear()
    row = a_set(cast)
    here = f"/c/amhe/sets/{row.pk}/here/"
    client.force_login(cast.lead)
    assert client.get(here).status_code == 404
    client.post(f"/c/amhe/sets/{row.pk}/book/", {"do": "me"})
    assert "one hour before the set" in client.post(here, {"code": row.code}).content.decode()
    moved(cast, row, minutes=50)
    assert client.post(here, {"code": "WRONG1"}).status_code == 422
    assert client.post(here, {"code": f" {row.code[:3].lower()} {row.code[3:]}"}).status_code == 302
    with cast.scope():
        (booking,) = Booking.objects.all()
    assert booking.attended_at is not None
    assert booking.checked_by == cast.lead
    client.force_login(cast.member)
    client.post(f"/c/amhe/sets/{row.pk}/book/", {"do": "me"})
    for _ in range(10):
        assert "not the code" in client.post(here, {"code": "WRONG1"}).content.decode()
    assert "tried too often" in client.post(here, {"code": row.code}).content.decode()
    cache.clear()
    moved(cast, row, hours=-9)
    assert client.post(here, {"code": row.code}).status_code == 422


def test_the_door_finds_checks_in_and_takes_back(client: Client, cast: Cast) -> None:
    row = a_set(cast)
    ann, _ = booked(cast, row, cast.north, "Ann Alder", "Ben Birch")
    client.force_login(cast.manager)
    page = client.get(f"/c/amhe/sets/{row.pk}/check-in/", {"q": "alder"}).content.decode()
    assert ("Ann Alder" in page, "Ben Birch" in page, row.code in page) == (True, False, True)
    assert "Ben Birch" in client.get(f"/c/amhe/sets/{row.pk}/check-in/", {"q": "north tr"}).content.decode()
    press = f"/c/amhe/sets/bookings/{ann.pk}/here/"
    piece = client.post(press, headers={"HX-Request": "true"}).content.decode()
    assert "There since" in piece
    assert "<html" not in piece
    assert fresh(cast, ann).checked_by == cast.manager
    assert client.post(press, {"do": "undo"}).status_code == 302
    assert fresh(cast, ann).attended_at is None
    client.force_login(cast.lead)
    assert client.post(press).status_code == 404


def test_a_recording_is_shown_only_while_each_speaker_agrees(client: Client, cast: Cast) -> None:
    row = a_set(cast)
    said: dict[str, Any] = {"kind": "recording", "title": "The morning", "link": "https://example.org/morning"}
    with cast.scope(user=cast.admin):
        with pytest.raises(ValidationError, match="Name everybody"):
            put_material(learning_set=row, by=cast.admin, **said)
        put_material(learning_set=row, by=cast.admin, speakers=["Rosa R", "Sol S", "Rosa R", ""], **said)
        put_material(learning_set=row, by=cast.admin, **said | {"kind": "slides", "title": "Slides of it"})
        rosa, sol = SpeakerConsent.objects.order_by("who")

    def shown() -> bool:
        client.force_login(cast.south_lead)
        page = client.get(f"/c/amhe/sets/{row.pk}/").content.decode()
        assert "Slides of it" in page
        return "The morning" in page

    day = {"given_on": timezone.localdate(), "evidence": "By e-mail"}
    assert not shown()
    with cast.scope(user=cast.admin):
        agree_to_recording(consent=rosa, by=cast.admin, **day)
    assert not shown()
    with cast.scope(user=cast.admin):
        agree_to_recording(consent=sol, by=cast.admin, **day)
    assert shown()
    client.force_login(cast.admin)
    assert (
        client.post(f"/c/amhe/sets/materials/{rosa.material_id}/", {"do": "withdraw", "who": rosa.pk}).status_code
        == 302
    )
    assert not shown()
    with cast.scope(user=cast.admin):
        assert fresh(cast, rosa).withdrawn_by == cast.admin
        end_recording_consent(consent=sol, by=cast.admin)


def test_feedback_is_one_answer_a_person_and_nobody_s(client: Client, cast: Cast) -> None:
    row = a_set(cast)
    page = f"/c/amhe/sets/{row.pk}/feedback/"
    for person in (cast.lead, cast.member, cast.partner):
        client.force_login(person)
        client.post(f"/c/amhe/sets/{row.pk}/book/", {"do": "me"})
    assert client.post(page, {"useful": "5"}).status_code == 422
    moved(cast, row, hours=-3)
    for person, useful, keep in ((cast.lead, 5, "Gallery"), (cast.member, 1, "Food"), (cast.member, 3, "The food")):
        client.force_login(person)
        assert client.post(page, {"useful": str(useful), "keep": keep}).status_code == 302
    assert client.post(page, {"useful": "6"}).status_code == 422
    assert client.post(page, {}).status_code == 422
    assert "The food" in client.get(page).content.decode()
    client.force_login(cast.manager)
    said = client.get(f"/c/amhe/sets/{row.pk}/said/").content.decode()
    assert ("2 answers" in said, "Gallery" in said) == (True, False)
    with cast.scope(user=cast.partner):
        say_of_set(learning_set=row, participation=cast.north, by=cast.partner, answers={"useful": 4})
    access = access_to(user=cast.admin, slug="amhe")
    assert access is not None
    with cast.scope(cast.north, cast.south, user=cast.admin):
        many, (useful_tally, keep_tally) = answers_to(access, row)
    assert (many, useful_tally.mean, keep_tally.words) == (3, 4.0, ("Gallery", "The food"))
    said = client.get(f"/c/amhe/sets/{row.pk}/said/").content.decode()
    assert "On average 4.0 of 5" in said
    assert [name for name in ("Nora Lead", "Mia Member", "Pat Partner", "North Trust") if name in said] == []
    # Nothing in the rows says whose they are, and with the key gone the token is nobody's.
    assert {field.name for field in SetFeedback._meta.fields} == {
        "id",
        "collaborative",
        "participation",
        "learning_set",
        "token",
        "answers",
    }
    assert forget_needs_of_sets() == 0
    moved(cast, row, days=-31)
    assert forget_needs_of_sets() == 1
    with cast.scope(cast.north, cast.south, user=cast.admin):
        assert said_by(LearningSet.objects.get(pk=row.pk), cast.lead) == {}
    client.force_login(cast.lead)
    assert client.post(page, {"useful": "1"}).status_code == 422
