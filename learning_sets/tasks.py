"""Work of this app away from the page: waiting lists, mails, reminders, and what has its day."""

import logging
from collections.abc import Callable, Iterable
from datetime import timedelta

from celery import shared_task
from django.core.mail import EmailMessage, get_connection
from django.utils import timezone

from collaborative.models import Collaborative, User
from collaborative.queries import all_collaboratives
from collaborative.tenancy.scope import Scope, tenant_context
from learning_sets.actions.after import close_answers
from learning_sets.actions.bookings import forget_set_needs, move_up
from learning_sets.actions.commitments import bring_up
from learning_sets.actions.reminders import claim_reminders, note_reminders
from learning_sets.actions.sets import close_set, open_booking
from learning_sets.models import Booking, LearningSet
from learning_sets.presenters.mail import booking_mail, cancelled_mail, changed_mail, place_mail, reminder_mail
from learning_sets.queries.bookings import due_reminder, sets_with_free_places
from learning_sets.queries.sets import (
    bookings_of,
    set_of,
    sets_to_close,
    sets_to_open,
    sets_to_remind_of,
    sets_to_seal,
    settings_of,
)
from organisations.actions.system import system_user
from organisations.queries import system_scope
from organisations.queries.places import taking_part
from organisations.tasks import ScopedTask, enqueue

logger = logging.getLogger(__name__)
BATCH = 50
# So many reminders are taken in hand at a time: no more go unsent where a worker is killed between claim and mail.
REMINDERS = 10
Writer = Callable[[LearningSet, Booking], EmailMessage]
MAILS: dict[str, Writer] = {
    "booked": booking_mail,
    "place": place_mail,
    "changed": changed_mail,
    "cancelled": cancelled_mail,
}


@shared_task(base=ScopedTask, bind=True)
def give_places(self: ScopedTask, *, set_id: int) -> int:
    """Give a set's free places to those who wait; to how many. For the system's actor, who reaches all of them."""
    row = set_of(set_id)
    if row is None:
        return 0
    moved = move_up(learning_set=row, by=self.actor)
    if moved:
        ask_to_write(row, self.actor, "place", [one.pk for one in moved])
    return len(moved)


@shared_task(base=ScopedTask, bind=True, autoretry_for=(OSError,), retry_backoff=60, max_retries=5)
def write_to(self: ScopedTask, *, set_id: int, what: str, booking_ids: list[int]) -> int:
    """Write to these people of a set; to how many. A mail server that is away is tried again."""
    return write(set_id, what, booking_ids)


def write(set_id: int, what: str, booking_ids: list[int]) -> int:
    """The mails themselves, within the present scope, over one connection. what: a key of MAILS."""
    row = set_of(set_id)
    if row is None:
        return 0
    sent, failed = send_all(row, bookings_of(row, booking_ids), MAILS[what])
    if failed and not sent:
        raise OSError("no mail about a learning set could be sent")
    return len(sent)


def ask_to_write(learning_set: LearningSet, by: User, what: str, booking_ids: list[int]) -> None:
    """Have people written to in batches."""
    for at in range(0, len(booking_ids), BATCH):
        told = {"set_id": learning_set.pk, "what": what, "booking_ids": booking_ids[at : at + BATCH]}
        enqueue(write_to, actor_id=by.pk, collaborative_id=learning_set.collaborative_id, **told)


def send_all(learning_set: LearningSet, people: Iterable[Booking], mail: Writer) -> tuple[list[int], list[int]]:
    """Send one mail each over one connection: the ids of the bookings written to, and of those that failed."""
    sent, failed, connection = [], [], get_connection()
    for one in people:
        message = mail(learning_set, one)
        message.connection = connection
        try:
            message.send()
            sent.append(one.pk)
        except Exception as failure:
            # What it says may hold the address, so only its kind is told.
            logger.error("mail about set %s to booking %s: %s", learning_set.pk, one.pk, type(failure).__name__)
            failed.append(one.pk)
    connection.close()
    return sent, failed


@shared_task
def keep_sets() -> int:
    """Open bookings whose day has come, close sets that are over, and give free places that nobody was given.

    As the system's actor, collaborative by collaborative: what fails in one stops no other. How many things were done.
    """
    return sum(_each(_keep))


def _keep(collaborative: Collaborative, system: User) -> int:
    done = 0
    for row in sets_to_open(collaborative):
        open_booking(learning_set=row, by=system)
        done += 1
    for row in sets_to_close(collaborative):
        close_set(learning_set=row, by=system)
        done += 1
    for row in sets_with_free_places(collaborative.pk):
        moved = move_up(learning_set=row, by=system)
        ask_to_write(row, system, "place", [one.pk for one in moved])
        done += len(moved)
    return done


@shared_task
def forget_needs_of_sets() -> int:
    """Delete what people needed at sets that are over long enough, and take no more answers about those; how many
    people and sets it was."""
    return sum(_each(_forget))


def _forget(collaborative: Collaborative, system: User) -> int:
    before = timezone.now() - timedelta(days=settings_of(collaborative).needs_days)
    closed = sets_to_seal(collaborative, before)
    for row in closed:
        close_answers(learning_set=row, by=system)
    return len(closed) + forget_set_needs(collaborative_id=collaborative.pk, by=system, before=before)


def _each(work: Callable[[Collaborative, User], int]) -> Iterable[int]:
    system = system_user()
    for collaborative in all_collaboratives():
        try:
            with tenant_context(system_scope(collaborative, system)):
                done = work(collaborative, system)
        except Exception:
            logger.exception("learning sets of collaborative %s", collaborative.pk)
            continue
        yield done


@shared_task
def remind_of_sets() -> int:
    """Remind everybody who is booked on a set that is soon, each once for each of its reminders; how many mails.

    In batches: one is taken in hand and committed, then sent, so of what is interrupted nobody is written to twice.
    """
    system, sent, now = system_user(), 0, timezone.now()
    for collaborative in all_collaboratives():
        with tenant_context(system_scope(collaborative, system), read_only=True):
            before = settings_of(collaborative).remind_before
            due = [(row, due_reminder(row, before, now)) for row in sets_to_remind_of(collaborative, before)]
        for row, days in due:
            if days is not None:
                sent += _remind(row, days, system)
    return sent


def _remind(row: LearningSet, days: int, system: User) -> int:
    scope, sent = system_scope(row.collaborative, system), 0
    while True:
        with tenant_context(scope):
            people = claim_reminders(learning_set=row, by=system, days=days, many=REMINDERS)
        if not people:
            return sent
        done, failed = send_all(row, people, reminder_mail)
        with tenant_context(scope):
            note_reminders(learning_set=row, by=system, days=days, sent=done, failed=failed)
        sent += len(done)
        # What failed would come again at once: the next run tries it.
        if failed:
            return sent


@shared_task
def bring_up_commitments() -> int:
    """Bring what teams committed to up to how their tests stand; how many stood otherwise.

    A test's own changes do it at once; this mends what was changed past them. As the system actor, organisation by
    organisation, each in a scope of its own: one that fails stops no other. Safe to run twice.
    """
    moved, system = 0, system_user()
    for collaborative in all_collaboratives():
        for place in taking_part(collaborative):
            try:
                with tenant_context(Scope(system.pk, (collaborative.pk,), (place.pk,))):
                    moved += bring_up(participation=place, by=system)
            except Exception:
                logger.exception("commitments not brought up for participation %s", place.pk)
    return moved
