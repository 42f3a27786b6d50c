"""What teams commit to at a set: read by all, made into a test in one press, and brought to what came of it."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from evaluation.queries.agenda import Sort, agenda
from learning_sets.actions.commitments import commit_to
from learning_sets.actions.sets import SetFields, schedule_set
from learning_sets.models import Commitment, LearningSet
from learning_sets.tasks import bring_up_commitments
from organisations.models import Project
from organisations.queries import access_within
from pdsa.models import Cycle
from tests.cast import Cast


def the_set(cast: Cast, title: str, days: int) -> LearningSet:
    starts = timezone.now() + timedelta(days=days)
    said = SetFields(title=title, starts_at=starts, ends_at=starts + timedelta(hours=6))
    with cast.scope(cast.north, cast.south, user=cast.admin):
        return schedule_set(collaborative=cast.amhe, by=cast.admin, said=said)


def commit(
    cast: Cast, learning_set: LearningSet, words: str, project: Project | None = None, **said: date
) -> Commitment:
    mine = project or cast.north_project
    place, by = (cast.north, cast.lead) if mine == cast.north_project else (cast.south, cast.south_lead)
    with cast.scope(place, user=by):
        return commit_to(learning_set=learning_set, project=mine, by=by, words=words, **said)


def begun() -> dict[str, Any]:
    """What a test has that began, and was decided or stopped."""
    now = timezone.now()
    return {"do_started_at": now, "starts_on": timezone.localdate(), "decided_at": now, "stopped_at": now}


def move(cast: Cast, cycle: Cycle, **said: str) -> None:
    with cast.scope():
        row = Cycle.objects.get(pk=cycle.pk)
        for name, value in (begun() | said).items():
            setattr(row, name, value)
        row.save()


def test_a_commitment_becomes_a_test_and_the_next_set_opens_with_what_came_of_it(client: Client, cast: Cast) -> None:
    first, second = the_set(cast, "First set", -1), the_set(cast, "Second set", 60)
    client.force_login(cast.member)
    here = f"/c/amhe/sets/{first.pk}/commitments/"
    assert "Everybody in Advancing Mental Health Equality reads this" in client.get(f"{here}new/").content.decode()
    said = {"project": cast.north_project.pk, "words": "Ring five people, as 943 476 5919 asked"}
    answer = client.post(f"{here}new/", said)
    assert answer.status_code == 422
    assert "take out “943 476 5919”" in answer.content.decode()
    said["words"] = "Ring five people on the next day"
    sent = [client.post(f"{here}new/", said) for _ in range(2)]
    assert [one.status_code for one in sent] == [302, 302]
    assert sent[0]["Location"] == sent[1]["Location"]
    place = sent[0]["Location"]
    commit(cast, first, "Post the letter earlier", cast.south_project)
    access = access_within(user=cast.lead, collaborative=cast.amhe)
    assert access is not None
    today = timezone.localdate()
    with cast.scope():
        due = list(agenda(access, today=today, until=today + timedelta(days=90)).items)
    assert [(one.sort, one.what, one.on) for one in due if one.sort is Sort.COMMITMENT] == [
        (Sort.COMMITMENT, "Ring five people on the next day", timezone.localdate(second.starts_at))
    ]
    assert client.post(place, {"do": "plan"}).status_code == 302
    with cast.scope():
        cycle = Cycle.objects.get()
    assert (cycle.title, cycle.status) == ("Ring five people on the next day", "plan")
    assert (cycle.credit, cycle.created_by) == ("Learning set “First set”", cast.member)
    assert client.post(place, {"do": "plan"})["Location"] == f"/c/amhe/t/{cycle.pk}/"
    with cast.scope():
        assert Cycle.objects.count() == 1
        assert [one.what for one in agenda(access, today=today, until=today + timedelta(days=90)).items] == [
            one.what for one in due if one.sort is not Sort.COMMITMENT
        ]
    since = f"/c/amhe/sets/{second.pk}/since/"
    assert "2 commitments: 1 not started, 1 planned." in client.get(since).content.decode()
    move(cast, cycle, status="complete", decision="abandon", rationale="northcanary: nobody answered")
    assert client.post(place, {"do": "outcome", "outcome": "Letters work better"}).status_code == 302
    for person in (cast.south_lead, cast.admin, cast.finance):
        client.force_login(person)
        html = client.get(since).content.decode()
        assert "2 commitments: 1 not started, 1 abandoned." in html
        assert "Letters work better" in html
        # Of the test itself nothing crosses.
        assert "northcanary" not in html
        assert "northcanary" not in client.get(place).content.decode()
        assert client.post(place, {"do": "withdraw"}).status_code == 404
    client.force_login(cast.east_lead)
    assert client.get(since).status_code == 404


@pytest.mark.parametrize(
    ("said", "state"),
    [
        ({"status": "do"}, "testing"),
        ({"status": "act"}, "testing"),
        ({"status": "complete", "decision": "adopt"}, "adopted"),
        ({"status": "complete", "decision": "expand"}, "adapted"),
        ({"status": "stopped", "stop_reason": "No time"}, "abandoned"),
    ],
)
def test_it_stands_as_its_test_does_also_where_the_test_was_changed_past_the_product(
    client: Client, cast: Cast, said: dict[str, str], state: str
) -> None:
    row = commit(cast, the_set(cast, "First set", -1), "Ring five people")
    client.force_login(cast.lead)
    assert client.post(f"/c/amhe/commitments/{row.pk}/", {"do": "plan"}).status_code == 302
    with cast.scope():
        Cycle.objects.update(**begun(), **said)
    with cast.scope():
        assert Commitment.objects.get().state == "planned"
    assert (bring_up_commitments(), bring_up_commitments()) == (1, 0)
    with cast.scope():
        assert Commitment.objects.get().state == state


def test_it_changes_until_a_week_after_the_set_and_its_words_go_when_it_is_taken_back(
    client: Client, cast: Cast
) -> None:
    learning_set = the_set(cast, "First set", -6)
    row = commit(cast, learning_set, "Ring five people")
    client.force_login(cast.lead)
    place = f"/c/amhe/commitments/{row.pk}/"
    assert client.post(f"{place}edit/", {"words": "Ring ten people"}).status_code == 302
    with cast.scope():
        LearningSet.objects.update(
            ends_at=timezone.now() - timedelta(days=7, minutes=1), starts_at=timezone.now() - timedelta(days=8)
        )
        with pytest.raises(ValidationError, match="week"):
            commit_to(learning_set=LearningSet.objects.get(), project=cast.north_project, by=cast.lead, words="Later")
    assert client.post(f"{place}edit/", {"words": "Ring nobody"}).status_code == 422
    client.force_login(cast.sponsor)
    assert client.get(f"{place}edit/").status_code == 404
    client.force_login(cast.lead)
    assert client.post(place, {"do": "withdraw"}).status_code == 302
    with cast.scope(), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM learning_sets_commitment c WHERE c::text ILIKE '%ring%'")
        assert cursor.fetchone() == (0,)
        cursor.execute("SELECT count(*) FROM learning_sets_commitmentevent c WHERE c::text ILIKE '%ring%'")
        assert cursor.fetchone() == (0,)
    assert client.get(place).status_code == 404


def test_the_list_asks_the_same_for_one_and_for_many(client: Client, cast: Cast) -> None:
    learning_set = the_set(cast, "First set", -1)
    client.force_login(cast.lead)
    counts = []
    for number in (1, 6):
        for each in range(number):
            commit(cast, learning_set, f"Ring {number} {each}")
        with CaptureQueriesContext(connection) as asked:
            assert client.get(f"/c/amhe/sets/{learning_set.pk}/commitments/").status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]
