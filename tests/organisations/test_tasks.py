"""Tasks carry who acts and where; on the worker the rights are read again."""

import logging
from typing import Any

import pytest
from celery import shared_task
from django.utils import timezone

from collaborative.celery import app
from collaborative.tenancy.scope import MissingScope, current_scope
from organisations.actions.system import system_user
from organisations.models import Membership, Project
from organisations.tasks import ScopedTask, enqueue
from tests.cast import Cast

ran: list[dict[str, Any]] = []


@shared_task(base=ScopedTask, bind=True, name="tests.look_around")
def look_around(self: ScopedTask, word: str) -> list[str]:
    """What the task sees, and as whom."""
    names = list(Project.objects.order_by("name").values_list("name", flat=True))
    ran.append({"word": word, "names": names, "actor": self.actor, "scope": current_scope()})
    return names


@pytest.fixture(autouse=True)
def nothing_ran() -> None:
    ran.clear()
    app.finalize()
    # Other tests may have left messages behind.
    with app.connection_for_write() as connection:
        connection.SimpleQueue("celery").clear()


def run_on_worker(headers: dict[str, Any] | None, **kwargs: Any) -> Any:
    """The task through Celery's own tracer, with the headers a message would carry."""
    return look_around.apply(kwargs=kwargs, headers=headers)


def message_of(queue_name: str = "celery") -> dict[str, Any]:
    """Headers of the next message in the (in-memory) broker."""
    with app.connection_for_read() as connection:
        queue = connection.SimpleQueue(queue_name)
        try:
            message = queue.get(block=False)
            message.ack()
            return message.headers
        finally:
            queue.close()


def test_the_message_names_actor_and_collaborative_of_the_current_scope(cast: Cast) -> None:
    with cast.scope(cast.north):
        look_around.delay(word="hello")
    headers = message_of()
    assert headers["actor_id"] == cast.lead.pk
    assert headers["collaborative_id"] == cast.amhe.pk


def test_the_message_names_actor_and_collaborative_as_told(cast: Cast) -> None:
    look_around.apply_async(kwargs={"word": "hello"}, actor=cast.coach, collaborative=cast.amhe)
    headers = message_of()
    assert (headers["actor_id"], headers["collaborative_id"]) == (cast.coach.pk, cast.amhe.pk)


def test_nothing_is_queued_without_a_scope(cast: Cast) -> None:
    with pytest.raises(MissingScope):
        look_around.delay(word="hello")
    with pytest.raises(MissingScope):
        look_around.apply_async(kwargs={"word": "hello"}, actor=cast.lead)


def test_a_scope_over_two_collaboratives_does_not_say_which(cast: Cast) -> None:
    with cast.scope(cast.north, cast.east), pytest.raises(MissingScope):
        look_around.delay(word="hello")


def test_the_task_runs_in_the_scope_the_actor_has_now(cast: Cast) -> None:
    headers = {"actor_id": cast.coach.pk, "collaborative_id": cast.amhe.pk}
    assert run_on_worker(headers, word="hello").get() == ["northcanary project"]
    assert ran[0]["actor"] == cast.coach
    assert ran[0]["scope"].participation_ids == (cast.north.pk,)
    assert current_scope() is None


def test_a_message_without_an_actor_is_refused(cast: Cast, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR, logger="organisations.tasks"):
        result = run_on_worker(None, word="hello")
    assert isinstance(result.result, MissingScope)
    assert result.state == "FAILURE"
    assert ran == []
    assert "names no actor" in caplog.text


def test_calling_the_task_directly_is_refused(cast: Cast) -> None:
    with cast.scope(cast.north), pytest.raises(MissingScope):
        look_around(word="hello")
    assert ran == []


def test_rights_revoked_while_queued_mean_nothing_is_done(cast: Cast, caplog: pytest.LogCaptureFixture) -> None:
    headers = {"actor_id": cast.lead.pk, "collaborative_id": cast.amhe.pk}
    Membership.objects.filter(user=cast.lead).update(ended_at=timezone.now())
    with caplog.at_level(logging.WARNING, logger="organisations.tasks"):
        result = run_on_worker(headers, word="hello")
    assert result.get() is None
    assert ran == []
    assert "has no access" in caplog.text


def test_a_person_who_may_not_sign_in_gets_nothing_done(cast: Cast) -> None:
    cast.lead.is_active = False
    cast.lead.save()
    assert run_on_worker({"actor_id": cast.lead.pk, "collaborative_id": cast.amhe.pk}, word="x").get() is None
    assert ran == []


def test_another_collaborative_is_not_reached(cast: Cast) -> None:
    assert run_on_worker({"actor_id": cast.lead.pk, "collaborative_id": cast.safety.pk}, word="x").get() is None
    assert ran == []


def test_the_system_actor_reaches_one_whole_collaborative(cast: Cast) -> None:
    headers = {"actor_id": system_user().pk, "collaborative_id": cast.amhe.pk}
    assert run_on_worker(headers, word="x").get() == ["northcanary project", "southcanary project"]


def test_a_broker_that_is_down_is_logged_and_swallowed(cast: Cast, caplog: pytest.LogCaptureFixture) -> None:
    with app.connection_for_write("redis://127.0.0.1:1/0") as nowhere:
        task = _DownTask(nowhere)
        with caplog.at_level(logging.WARNING, logger="organisations.tasks"):
            assert enqueue(task, actor_id=cast.lead.pk, collaborative_id=cast.amhe.pk, word="x") is False
    assert "the broker is down" in caplog.text


def test_a_broker_that_is_up_takes_the_task(cast: Cast) -> None:
    assert enqueue(look_around, actor_id=cast.lead.pk, collaborative_id=cast.amhe.pk, word="x") is True
    assert message_of()["actor_id"] == cast.lead.pk


def test_there_is_one_system_actor_and_it_cannot_sign_in(cast: Cast) -> None:
    first = system_user()
    assert system_user() == first
    assert first.is_system
    assert not first.is_active
    assert not first.has_usable_password()
    assert first.email == "system@collaborative.invalid"


class _DownTask(ScopedTask):
    """The task, sent to a broker where nobody listens."""

    name = "tests.look_around"

    def __init__(self, connection: Any) -> None:
        self.bind(app)
        self.nowhere = connection

    def apply_async(self, *args: Any, **kwargs: Any) -> Any:
        return super().apply_async(*args, connection=self.nowhere, **kwargs)
