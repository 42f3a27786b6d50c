"""Blockers: raised in one field, asked of the sponsor, answered, closed, reopened; and how long answers take."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from coaching.actions.blockers import (
    BlockerFields,
    answer_blocker,
    ask_sponsor,
    close_blocker,
    raise_blocker,
    reopen_blocker,
)
from coaching.blocking import Done, Waits, waits_of
from coaching.models import Blocker, BlockerStep
from coaching.presenters.blockers import answering, waits_chart, waits_spec
from coaching.queries.blockers import blocker_mark, blockers_due, waits_at
from collaborative.models import User
from organisations.models import Membership, Notice
from organisations.queries import access_to
from tests.cast import Cast
from tests.coaching.test_visits import key_in, seen_in

TODAY = timezone.localdate()
LIST = "/c/amhe/o/RNN/blockers/"
DAY = date(2027, 3, 1)


def after(days: int) -> date:
    return DAY + timedelta(days=days)


def steps(*told: tuple[int, str, int]) -> Waits:
    return waits_of(Done(blocker, step, after(day)) for blocker, step, day in told)


def test_waits_are_paired_and_slow_ones_do_not_vanish() -> None:
    waits = steps(
        (1, "asked", 0),
        (2, "asked", 1),
        (3, "asked", 2),
        (2, "answered", 3),
        (1, "answered", 12),
        (1, "asked", 13),
        (3, "closed", 14),
        (3, "reopened", 15),
    )
    assert [(one.blocker, one.days(after(99))) for one in waits.answered] == [(2, 2), (1, 12)]
    assert [(one.blocker, one.days(after(43))) for one in waits.waiting] == [(1, 30)]
    assert (waits.dropped, waits.usual, waits.usual_so_far(after(43))) == (1, 7, 12)
    assert answering(waits, after(43)) == (
        "Half of 2 answers came within 7 days of asking. 1 request waits, for 30 days. With what waits counted "
        "as if it were answered today, it would be 12 days. 1 request ended without an answer: the team closed the "
        "blocker."
    )
    assert answering(steps(), DAY) == "Nothing has been asked of the sponsor yet."
    spec = waits_spec(waits, after(43))
    assert spec is not None
    assert spec.values == (2, 12, 30)
    assert spec.analysis.centre == 7
    assert spec.left_out == {2: "asked on 14 March 2027, waits still"}
    chart = waits_chart(waits, after(43))
    assert chart is not None
    assert [row[0] for row in chart["table"]["rows"]] == [*spec.labels[:2], "Not yet"]


def test_the_chart_is_the_products_own_run_chart() -> None:
    slow = [
        (pk, step, 40 * pk + days) for pk in range(1, 13) for step, days in (("asked", 0), ("answered", 9 + pk % 3))
    ]
    quick = [(pk, step, 40 * pk + days) for pk in range(13, 25) for step, days in (("asked", 0), ("answered", pk % 3))]
    spec = waits_spec(steps(*slow, *quick), after(999))
    assert spec is not None
    assert (spec.analysis.chart, spec.analysis.rules, spec.direction) == ("run", "anhoej", "down")
    assert spec.analysis.signal
    assert waits_spec(steps((1, "asked", 0)), DAY) is None


def raised(cast: Cast, by: User | None = None, **more: Any) -> Blocker:
    who = by or cast.member
    said = BlockerFields(**{"title": "No room to meet", "owner": who} | more)
    with cast.scope(user=who):
        return raise_blocker(participation=cast.north, by=who, said=said)


def ask(cast: Cast, row: Blocker, words: str = "Give us a room", days: int = 7) -> BlockerStep:
    with cast.scope():
        return ask_sponsor(blocker=row, by=cast.lead, words=words, by_when=TODAY + timedelta(days=days))


def day(when: date) -> dict[str, int]:
    return {"by_when_day": when.day, "by_when_month": when.month, "by_when_year": when.year}


def test_one_field_is_enough_from_raising_to_the_answer(client: Client, cast: Cast) -> None:
    client.force_login(cast.partner)
    page = client.get(LIST).content.decode()
    assert "Nothing raised yet" in page
    assert client.post(LIST, {"title": " "}).status_code == 422
    sent = {"title": "Nobody can open the room at night", "key": key_in(page)}
    assert [client.post(LIST, sent).status_code for _ in range(2)] == [302, 302]
    with cast.scope():
        (row,) = Blocker.objects.all()
        assert (row.owner, row.raised_by, row.state) == (cast.partner, cast.partner, "open")
        Blocker.objects.update(raised_at=timezone.now() - timedelta(days=12))
    page = client.get(LIST).content.decode()
    assert "12 days" in page
    address = reverse("blocker-ask", args=["amhe", row.pk])
    wrong = client.post(address, {"words": "Give the night team a key", **day(TODAY - timedelta(days=1))})
    assert wrong.status_code == 422
    assert "The day must be today or later" in wrong.content.decode()
    assert "Give the night team a key" in wrong.content.decode()
    assert client.post(address, {"words": "Give the night team a key", **day(TODAY)}).status_code == 302
    client.force_login(cast.sponsor)
    with cast.scope(user=cast.sponsor):
        (told,) = Notice.objects.filter(user=cast.sponsor)
        assert (told.kind, "key" in told.text) == ("blocker", False)
    form = client.get(reverse("blocker-answer", args=["amhe", row.pk]) + "?reply=have").content.decode()
    assert "Give the night team a key" in form
    assert 'value="have" checked' in form.replace("  ", " ")
    sent = {"reply": "have", "words": "Estates sent two keys", "seen": seen_in(form)}
    answered = client.post(reverse("blocker-answer", args=["amhe", row.pk]), sent, follow=True).content.decode()
    for words in ("Answered: I have", "Estates sent two keys", "Nobody can open the room at night"):
        assert words in answered
    with cast.scope(user=cast.partner):
        assert Notice.objects.get(user=cast.partner).kind == "blocker_answered"
    client.force_login(cast.lead)
    close = reverse("blocker-close", args=["amhe", row.pk])
    assert client.post(close, {"words": "We meet every night"}).status_code == 302
    assert "stood 12 days" in client.get(LIST).content.decode()
    again = reverse("blocker-reopen", args=["amhe", row.pk])
    assert client.post(again, {"words": ""}).status_code == 422
    assert client.post(again, {"words": "The keys were lost"}).status_code == 302
    story = client.get(reverse("blocker", args=["amhe", row.pk])).content.decode()
    told = ["Raised", "Asked the sponsor", "I have", "We meet every night", "The keys were lost"]
    places = [story.index(words, story.index("What happened")) for words in told]
    assert places == sorted(places)


def test_a_request_is_asked_otherwise_counted_from_the_first_and_ends_with_its_blocker(cast: Cast) -> None:
    row = raised(cast)
    first = ask(cast, row)
    with cast.scope():
        BlockerStep.objects.update(made_at=timezone.now() - timedelta(days=9))
    assert ask(cast, row, "Give us a room on Mondays", 3).pk == first.pk
    access = access_to(user=cast.sponsor, slug="amhe")
    assert access is not None
    with cast.scope(user=cast.sponsor):
        (wait,) = waits_at(cast.north).waiting
        assert wait.days(TODAY) == 9
        assert blockers_due(access, until=TODAY + timedelta(days=2)) == []
        (due,) = blockers_due(access, cast.north_project, until=TODAY + timedelta(days=3))
        assert (due.blocker, due.asked) == (row, "Give us a room on Mondays")
    with cast.scope():
        close_blocker(blocker=row, by=cast.lead, words="We found one")
        with pytest.raises(ValidationError, match="Open it again first"):
            ask_sponsor(blocker=row, by=cast.lead, words="Late", by_when=TODAY)
        with pytest.raises(ValidationError, match="no longer waits"):
            answer_blocker(blocker=row, by=cast.sponsor, reply="will", words="Yes")
        assert waits_at(cast.north) == Waits(dropped=1)
        reopen_blocker(blocker=row, by=cast.lead, words="It is taken")
        reopen_blocker(blocker=row, by=cast.lead, words="It is taken")
        row.refresh_from_db()
        assert (row.state, row.steps.filter(kind="reopened").count()) == ("open", 1)


def test_of_two_who_answer_at_once_the_second_sees_both_texts(client: Client, cast: Cast) -> None:
    row = raised(cast)
    ask(cast, row)
    other = User.objects.create_user("second@example.nhs.uk", "Sol Second", None)
    Membership.objects.create(user=other, role="sponsor", collaborative=cast.amhe, participation=cast.north)
    address = reverse("blocker-answer", args=["amhe", row.pk])
    client.force_login(cast.sponsor)
    seen = seen_in(client.get(address).content.decode())
    with cast.scope(user=other):
        answer_blocker(blocker=row, by=other, reply="talk", words="Ring me on Friday", seen=seen)
    mine = {"reply": "will", "words": "I ask Estates today", "seen": seen}
    both = client.post(address, mine)
    assert both.status_code == 422
    for words in ("Ring me on Friday", "Let us talk", "I ask Estates today", "Nothing is lost"):
        assert words in both.content.decode()
    again = client.post(address, mine | {"seen": seen_in(both.content.decode())})
    assert again.status_code == 302
    with cast.scope():
        (answer,) = row.steps.filter(kind="answered")
        assert (answer.words, answer.reply, answer.made_by) == ("I ask Estates today", "will", cast.sponsor)


def test_two_who_change_it_at_once_are_shown_both_and_no_other_project_is_taken(client: Client, cast: Cast) -> None:
    row = raised(cast, barrier="time", project=cast.north_project)
    address = reverse("blocker-edit", args=["amhe", row.pk])
    client.force_login(cast.lead)
    seen = seen_in(client.get(address).content.decode())
    ask(cast, row)
    sent = {"title": "No quiet room", "owner": cast.lead.pk, "project": cast.south_project.pk, "seen": seen}
    refused = client.post(address, sent)
    assert (refused.status_code, "southcanary" in refused.content.decode()) == (422, False)
    both = client.post(address, sent | {"project": ""}).content.decode()
    for words in ("No room to meet", "No quiet room", "Take over from theirs"):
        assert words in both
    assert client.post(address, sent | {"project": "", "seen": seen_in(both)}).status_code == 302
    with cast.scope(user=cast.lead):
        row.refresh_from_db()
        assert (row.title, row.owner, row.project, row.state) == ("No quiet room", cast.lead, None, "with_sponsor")
        assert blocker_mark(row, None) != blocker_mark(row, row.steps.get())


def test_what_somebody_sees_to_is_in_their_name_until_it_is_closed(client: Client, cast: Cast) -> None:
    row = raised(cast)
    role = Membership.objects.get(user=cast.member)
    page = reverse("still-theirs", args=["amhe", "RNN", role.pk])
    client.force_login(cast.lead)
    assert "No room to meet" in client.get(page).content.decode()
    with cast.scope():
        close_blocker(blocker=row, by=cast.lead, words="We found one")
    assert "Nothing is left in their name" in client.get(page).content.decode()


def some_blockers(cast: Cast, many: int) -> None:
    """So many that were answered; every other one is closed."""
    for number in range(many):
        row = raised(cast, title=f"Blocker {number}", project=cast.north_project)
        ask(cast, row)
        with cast.scope():
            answer_blocker(blocker=row, by=cast.sponsor, reply="have", words="Done")
            if number % 2:
                close_blocker(blocker=row, by=cast.lead, words="Gone")


def queries_of_the_list(client: Client) -> int:
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert client.get(LIST).status_code == 200
    return len(asked)


def test_the_list_takes_the_same_queries_for_one_and_for_many(client: Client, cast: Cast) -> None:
    client.force_login(cast.coach)
    some_blockers(cast, 2)
    one = queries_of_the_list(client)
    some_blockers(cast, 6)
    assert queries_of_the_list(client) == one
    assert "How long the sponsor takes to answer" in client.get(LIST).content.decode()
