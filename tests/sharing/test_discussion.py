"""Questions and answers: asked where the work is, read by those who read it, and kept fit to be read."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from collaborative.models import User
from measures.models import ProgrammeMeasure
from organisations.models import Notice
from organisations.queries import access_within
from pdsa.actions.planning import plan_cycle
from pdsa.models import Cycle
from sharing.actions.discussion import answer_question, ask_question, hide, reword
from sharing.models import Post, Thread
from sharing.queries.subjects import subject_of
from tests.cast import Cast

ALL = "/c/amhe/questions-and-answers/"


def measure_of_all(cast: Cast) -> ProgrammeMeasure:
    return ProgrammeMeasure.objects.create(
        collaborative=cast.amhe,
        name="Seen in time",
        measure_type="outcome",
        kind="percentage",
        numerator_label="People seen",
        denominator_label="People referred",
        direction="up",
        frequency="month",
        created_by=cast.admin,
    )


def own_test(cast: Cast) -> Cycle:
    with cast.scope():
        return plan_cycle(project=cast.north_project, by=cast.lead, title="Ring first", idea_title="Ring people")


def ask(cast: Cast, about: str, key: int, by: User, title: str, **said: str) -> Thread:
    access = access_within(user=by, collaborative=cast.amhe)
    assert access is not None
    with cast.scope(cast.north, cast.south, user=by):
        subject = subject_of(access, about, key)
        assert subject is not None
        return ask_question(collaborative=cast.amhe, subject=subject, by=by, title=title, **said)


def told(cast: Cast, person: User) -> list[str]:
    with cast.scope(user=person):
        return [f"{row.made_by} {row.text}" for row in Notice.objects.filter(user=person).order_by("pk")]


def test_a_question_is_asked_answered_and_found_by_those_who_read_the_work(client: Client, cast: Cast) -> None:
    cycle = own_test(cast)
    client.force_login(cast.member)
    assert "Nobody has asked anything yet" in client.get(ALL).content.decode()
    here = f"/c/amhe/talk/test/{cycle.pk}/"
    assert "Ask a question" in client.get(here).content.decode()
    assert client.post(f"{here}ask/", {"title": "", "words": "x"}).status_code == 422
    said = {"title": "Who rings?", "words": "Is it you, @pat partner?", "mention": [cast.coach.pk]}
    sent = [client.post(f"{here}ask/", said) for _ in range(2)]
    assert sent[0].status_code == 302
    assert sent[0]["Location"] == sent[1]["Location"]
    place = sent[0]["Location"]
    mentioned = "Mia Member mentioned you in a question"
    assert (told(cast, cast.coach), told(cast, cast.partner)) == ([mentioned], [mentioned])
    # The lead moderates, and hears of every question; who asked it hears nothing.
    assert told(cast, cast.lead) == ["Mia Member asked a question"]
    assert told(cast, cast.member) == []
    client.force_login(cast.partner)
    html = client.get(place).content.decode()
    assert "<strong>@pat partner</strong>" in html
    assert "For @Cora Coach" in html
    assert client.post(place, {"words": "I do, on Mondays"}).status_code == 302
    assert told(cast, cast.member) == ["Pat Partner answered your question"]
    client.force_login(cast.member)
    html = client.get(f"{ALL}?q=mondays").content.decode()
    assert "Who rings?" in html
    assert "1 answer" in html
    assert "Who rings?" not in client.get(f"{ALL}?show=unanswered").content.decode()
    assert "Nothing matches" in client.get(f"{ALL}?q=tuesdays").content.decode()
    # The national team reads no organisation's work, so nothing that is asked about it either.
    for person in (cast.admin, cast.south_lead, cast.other_coach):
        client.force_login(person)
        assert "Who rings?" not in client.get(ALL).content.decode()
        assert client.get(place).status_code == 404
    client.force_login(cast.finance)
    assert client.get(ALL).status_code == 404


def test_what_is_asked_about_the_programme_is_read_by_all_of_it(client: Client, cast: Cast) -> None:
    measure = measure_of_all(cast)
    first = ask(cast, "programme-measure", measure.pk, cast.south_lead, "When does it count from?")
    with cast.scope(user=cast.admin):
        answer_question(thread=first, by=cast.admin, words="From the day you joined")
    ask(cast, "programme-measure", measure.pk, cast.lead, "Do visits count?")
    assert told(cast, cast.admin) == ["Sam Southlead asked a question", "Nora Lead asked a question"]
    client.force_login(cast.partner)
    html = client.get(ALL).content.decode()
    assert html.index("Do visits count?") < html.index("When does it count from?")
    client.force_login(cast.east_lead)
    assert client.get(f"/c/amhe/talk/{first.pk}/").status_code == 404
    with cast.scope(cast.east, user=cast.east_lead):
        assert not Thread.objects.exists()


def test_what_is_hidden_is_gone_for_all_but_those_who_moderate(client: Client, cast: Cast) -> None:
    thread = ask(cast, "programme-measure", measure_of_all(cast).pk, cast.south_lead, "When does it count from?")
    with cast.scope():
        post = answer_question(thread=thread, by=cast.lead, words="Ask Mrs Oakley of ward 4")
    place, said = f"/c/amhe/talk/{thread.pk}/", f"/c/amhe/talk/answers/{post.pk}/"
    client.force_login(cast.south_lead)
    assert client.post(f"{said}helped/").status_code == 302
    assert "This helped" in client.get(place).content.decode()
    assert client.post(f"{said}report/", {"words": "It names a patient"}).status_code == 302
    assert client.post(f"{said}hide/", {"words": "no"}).status_code == 404
    client.force_login(cast.lead)
    assert "It names a patient" not in client.get(place).content.decode()
    client.force_login(cast.admin)
    assert "Sam Southlead reported what somebody said" in told(cast, cast.admin)
    assert "When does it count from?" in client.get(f"{ALL}?show=reported").content.decode()
    assert client.post(f"{said}hide/", {"words": ""}).status_code == 422
    assert client.post(f"{said}hide/", {"words": "A patient is named"}).status_code == 302
    html = client.get(place).content.decode()
    assert "Oakley" in html
    assert "A patient is named" in html
    for person in (cast.lead, cast.south_lead, cast.coach):
        client.force_login(person)
        assert "Oakley" not in client.get(place).content.decode()
        assert "Nothing matches" in client.get(f"{ALL}?q=oakley").content.decode()
        assert "No answer yet" in client.get(ALL).content.decode()
        assert client.get(f"{said}report/").status_code == 404
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM sharing_postevent e WHERE e::text ILIKE '%oakley%' OR e::text ILIKE '%patient%'"
        )
        assert cursor.fetchone() == (0,)
    client.force_login(cast.admin)
    assert client.post(f"{said}hide/", {"do": "restore"}).status_code == 302
    client.force_login(cast.lead)
    assert "Oakley" in client.get(place).content.decode()
    with cast.scope(user=cast.admin):
        hide(row=thread, by=cast.admin, reason="The whole of it")
    assert client.get(place).status_code == 404
    assert client.get(f"{said}edit/").status_code == 404


def test_a_lead_moderates_their_own_and_nobody_else_s(client: Client, cast: Cast) -> None:
    own = ask(cast, "test", own_test(cast).pk, cast.member, "Who rings?")
    whole = ask(cast, "programme-measure", measure_of_all(cast).pk, cast.member, "For all?")
    for person, answers in ((cast.lead, (302, 404)), (cast.coach, (302, 404)), (cast.admin, (404, 302))):
        client.force_login(person)
        sent = [client.post(f"/c/amhe/talk/{row.pk}/hide/", {"words": "Why"}).status_code for row in (own, whole)]
        assert tuple(sent) == answers, person


def test_own_words_change_within_the_hour_and_a_closed_question_takes_no_answer(client: Client, cast: Cast) -> None:
    thread = ask(cast, "test", own_test(cast).pk, cast.member, "Who rings?")
    client.force_login(cast.member)
    place = f"/c/amhe/talk/{thread.pk}/"
    said = {"title": "Who rings them?", "words": "@Nora Lead"}
    assert client.post(f"{place}edit/", said).status_code == 302
    assert told(cast, cast.lead) == ["Mia Member asked a question", "Mia Member mentioned you in a question"]
    assert "changed since" in client.get(place).content.decode()
    assert client.post(f"{place}close/").status_code == 302
    assert client.post(place, {"words": "Me"}).status_code == 422
    assert client.post(f"{place}close/", {"reopen": 1}).status_code == 302
    assert client.post(place, {"words": "Me"}).status_code == 302
    with cast.scope():
        Thread.objects.update(said_at=timezone.now() - timedelta(minutes=61))
        with pytest.raises(ValidationError, match="hour"):
            reword(row=thread, by=cast.member, words="Later")
    assert client.get(f"{place}edit/").status_code == 404
    with cast.scope():
        answer = Post.objects.get().pk
    client.force_login(cast.lead)
    assert client.get(f"/c/amhe/talk/answers/{answer}/edit/").status_code == 404


def test_the_list_asks_the_same_for_one_question_and_for_many(client: Client, cast: Cast) -> None:
    measure = measure_of_all(cast)
    client.force_login(cast.lead)
    counts = []
    for number in (1, 7):
        for each in range(number):
            ask(cast, "programme-measure", measure.pk, cast.lead, f"Question {number}.{each}")
        with CaptureQueriesContext(connection) as asked:
            assert client.get(ALL).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]
