"""Celery tasks that act for somebody, in one collaborative, with the rights that person has when the task runs; and
this app's own, which touch only the directory."""

import logging
from typing import Any

from celery import Task, shared_task
from django.core.mail import EmailMessage
from django.utils import timezone
from kombu.exceptions import OperationalError

from collaborative.models import Collaborative, User
from collaborative.tenancy.scope import MissingScope, Scope, current_scope, tenant_context
from organisations.actions.handover import complete_handovers
from organisations.actions.joining import forget_decided, forget_unconfirmed
from organisations.actions.system import system_user
from organisations.models import ExpressionOfInterest
from organisations.presenters.mail import interest_mails
from organisations.queries import access_within, system_scope

logger = logging.getLogger(__name__)


class ScopedTask(Task):
    """Carries actor and collaborative in the message's headers and runs inside that actor's present scope.

    Use it as `@shared_task(base=ScopedTask, bind=True)`. In the body `self.actor` is the acting User.
    """

    def apply_async(
        self,
        args: Any = None,
        kwargs: Any = None,
        *positional: Any,
        actor: User | int | None = None,
        collaborative: Collaborative | int | None = None,
        **options: Any,
    ) -> Any:
        """Enqueue for `actor` in `collaborative` (rows or their ids), or for whom the current scope names.

        Raises MissingScope where neither says who acts and where.
        """
        headers = dict(options.pop("headers", None) or {})
        headers.update(_headers(headers, actor, collaborative))
        return super().apply_async(args, kwargs, *positional, headers=headers, **options)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """On the worker: read the actor's rights again, then run inside them. Without rights nothing is done."""
        headers = self.request.headers or {}
        if not headers.get("actor_id") or not headers.get("collaborative_id"):
            logger.error("task %s refused: its message names no actor or collaborative", self.name)
            raise MissingScope(f"{self.name} was called without an actor and a collaborative.")
        found = _present_scope(headers["actor_id"], headers["collaborative_id"])
        if found is None:
            logger.warning(
                "task %s not run: actor %s has no access to collaborative %s any more",
                self.name,
                headers["actor_id"],
                headers["collaborative_id"],
            )
            return None
        actor, scope = found
        self.request.update(actor=actor)
        with tenant_context(scope):
            return self.run(*args, **kwargs)

    @property
    def actor(self) -> User:
        """Who acts; raises MissingScope outside a running task."""
        actor = self.request.get("actor")
        if actor is None:
            raise MissingScope(f"{self.name} is not running for anybody.")
        return actor


def _id(row: User | Collaborative | int) -> int:
    return row if isinstance(row, int) else row.pk


def _headers(
    given: dict[str, Any], actor: User | int | None, collaborative: Collaborative | int | None
) -> dict[str, int]:
    """Actor and collaborative: as told, as a repeated message already says, or as the current scope says."""
    if actor is not None and collaborative is not None:
        return {"actor_id": _id(actor), "collaborative_id": _id(collaborative)}
    if given.get("actor_id") and given.get("collaborative_id"):
        return {}
    scope = current_scope()
    if actor is not None or collaborative is not None or scope is None or len(scope.collaborative_ids) != 1:
        raise MissingScope("A task needs an actor and one collaborative: give both, or enqueue it inside a scope.")
    return {"actor_id": scope.user_id, "collaborative_id": scope.collaborative_ids[0]}


def _present_scope(actor_id: int, collaborative_id: int) -> tuple[User, Scope] | None:
    """The actor with the scope they have today, or None where they have none."""
    actor = User.objects.filter(pk=actor_id).first()
    collaborative = Collaborative.objects.filter(pk=collaborative_id).first()
    if actor is None or collaborative is None:
        return None
    if actor.is_system:
        return actor, system_scope(collaborative, actor)
    access = access_within(user=actor, collaborative=collaborative) if actor.is_active else None
    return None if access is None else (actor, access.scope())


def enqueue(task: ScopedTask, *, actor_id: int, collaborative_id: int, **kwargs: Any) -> bool:
    """Ask a worker to run the task with `kwargs`. False, and a line in the log, where the broker is down.

    For work that a periodic job picks up anyway, so that a person's own change never fails for the broker's sake.
    """
    try:
        task.apply_async(kwargs=kwargs, actor=actor_id, collaborative=collaborative_id)
    except OperationalError:
        logger.warning("task %s not queued: the broker is down", task.name, exc_info=True)
        return False
    return True


@shared_task(autoretry_for=(OSError,), retry_backoff=60, max_retries=5)
def mail_interest(interest_id: int, what: str) -> int:
    """Send the mail about an expression of interest; how many were sent. A mail server that is away is tried again."""
    rows = ExpressionOfInterest.objects.select_related("collaborative", "organisation")
    interest = rows.filter(pk=interest_id).exclude(email="").first()
    if interest is None:
        return 0
    mails = interest_mails(interest, what)
    for to, subject, body in mails:
        EmailMessage(subject, body, to=[to]).send()
    return len(mails)


@shared_task
def forget_unconfirmed_interest() -> int:
    """Forget who told of an interest and never confirmed it; how many were forgotten."""
    return forget_unconfirmed(by=system_user())


@shared_task
def forget_decided_interest() -> int:
    """Forget who proposed what was declined or withdrawn long enough ago; how many were forgotten."""
    return forget_decided(by=system_user())


@shared_task
def end_handed_over_roles() -> int:
    """End the roles that were handed over and whose last day has passed; how many ended."""
    return complete_handovers(by=system_user(), today=timezone.localdate())
