"""Who was taught what: recorded by the coach, said of by whoever learned it, and added up."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from coaching.actions.teaching import LessonFields, change_lesson, record_lesson, say_confidence
from coaching.models import Learner, Lesson
from tests.cast import Cast
from tests.coaching.test_followups import day
from tests.coaching.test_visits import seen_in

HERE = "/c/amhe/o/RNN/taught/"


def teach(cast: Cast, topic: str, *people: object, days_ago: int = 3) -> Lesson:
    when = timezone.localdate() - timedelta(days=days_ago)
    said = LessonFields(topic=topic, taught_on=when, how="visit", people=people, others=2)  # type: ignore[arg-type]
    with cast.scope(user=cast.coach):
        return record_lesson(participation=cast.north, by=cast.coach, said=said)


def test_what_was_taught_is_recorded_said_of_and_added_up(client: Client, cast: Cast) -> None:
    client.force_login(cast.coach)
    assert "Nothing is recorded yet" in client.get(HERE).content.decode()
    typed = {"topic": "Run charts", "how": "visit", "people": [cast.lead.pk, cast.partner.pk], "others": 4}
    assert client.post(f"{HERE}new/", typed | {"topic": ""} | day("taught_on", -1)).status_code == 422
    nobody = client.post(f"{HERE}new/", typed | {"people": [], "others": ""} | day("taught_on", -1))
    assert (nobody.status_code, "Choose who was there" in nobody.content.decode()) == (422, True)
    sent = [client.post(f"{HERE}new/", typed | day("taught_on", -1)).status_code for _ in range(2)]
    assert sent == [302, 302]
    with cast.scope():
        assert Lesson.objects.count() == 1
    teach(cast, "run charts", cast.partner)
    client.force_login(cast.partner)
    html = " ".join(client.get(HERE).content.decode().split())
    assert '<th scope="row">Run charts</th><td class="app-number">2</td><td class="app-number">2</td>' in html
    assert '<td class="app-number">6</td>' in html
    with cast.scope():
        own, theirs = (Learner.objects.filter(person=one).latest("pk") for one in (cast.partner, cast.lead))
    assert client.post(reverse("learner", args=["amhe", theirs.pk]), {"confidence": 5}).status_code == 404
    said = {"confidence": 4, "words": "I could explain it"}
    assert client.post(reverse("learner", args=["amhe", own.pk]), said).status_code == 302
    client.force_login(cast.lead)
    html = client.get(HERE).content.decode()
    assert "4 of 5, run charts" in html
    assert "I could explain it" in html


def test_two_who_change_a_lesson_see_both_and_what_learners_said_stays(client: Client, cast: Cast) -> None:
    row = teach(cast, "Coproduction", cast.partner)
    with cast.scope():
        Learner.objects.update(confidence=3)
    address = reverse("lesson", args=["amhe", row.pk])
    client.force_login(cast.coach)
    seen = seen_in(client.get(address).content.decode())
    typed = {"topic": "Coproducing", "how": "online", "people": [cast.partner.pk, cast.lead.pk], "seen": seen}
    assert client.post(address, typed | day("taught_on", -2)).status_code == 302
    again = client.post(address, typed | day("taught_on", -2) | {"topic": "Otherwise"})
    assert again.status_code == 422
    assert "Coproducing" in again.content.decode()
    seen = seen_in(client.get(address).content.decode())
    without = client.post(address, typed | day("taught_on", -2) | {"people": [cast.lead.pk], "seen": seen})
    assert "Keep Pat Partner, who said how sure they are of it" in without.content.decode()
    with cast.scope():
        assert {one.person: one.confidence for one in Learner.objects.all()} == {cast.partner: 3, cast.lead: None}


def test_the_team_is_taught_and_who_is_left_out_meanwhile_is_told(client: Client, cast: Cast) -> None:
    client.force_login(cast.coach)
    form = client.get(f"{HERE}new/").content.decode()
    assert (f'value="{cast.lead.pk}"' in form, f'value="{cast.coach.pk}"' in form) == (True, False)
    row = teach(cast, "Coproduction", cast.partner, cast.lead)
    with cast.scope():
        line = Learner.objects.get(person=cast.partner)
    said = LessonFields(topic=row.topic, taught_on=row.taught_on, how="visit", people=[cast.lead])
    with cast.scope(user=cast.coach):
        change_lesson(lesson=row, by=cast.coach, said=said)
    with cast.scope(user=cast.partner), pytest.raises(ValidationError, match="not named in this any more"):
        say_confidence(learner=line, by=cast.partner, confidence=4, words="Late")
    with cast.scope():
        assert [one.person for one in Learner.objects.all()] == [cast.lead]


def test_the_page_costs_the_same_for_one_lesson_and_for_many(client: Client, cast: Cast) -> None:
    teach(cast, "One", cast.lead)
    client.force_login(cast.lead)
    client.get(HERE)
    with CaptureQueriesContext(connection) as one:
        client.get(HERE)
    for number in range(6):
        teach(cast, f"Topic {number}", cast.lead, cast.member, cast.partner)
    with CaptureQueriesContext(connection) as many:
        client.get(HERE)
    assert len(one) == len(many)
