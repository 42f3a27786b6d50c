"""A newsletter goes out: once to each address, although workers die in between.

Each step is committed before the next is taken, in this order: a worker claims messages; it offers one to the mail
server without the last dot; it notes that the message is handed over; it sends the dot; it notes the answer. What a
dead worker had claimed is safe to be taken over at any time, by this alone: whoever takes it over writes a claim of
their own, and `hand_over` then refuses the first, who has not sent the dot and so has sent nothing. What was handed
over without an answer is never sent again by itself; `send_again` does it on purpose.
"""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from collaborative.audit import recording
from collaborative.models import User
from sharing.actions.newsletters import drafted
from sharing.actions.publishing import note_use
from sharing.models import Channel, Delivery, Newsletter, NewsletterReader, NewsletterRecipient, NewsletterState, Place
from sharing.queries.newsletters import audience, blocks_of, cards_in

# A server that puts a message off is asked again after 5, 10, 20... minutes; after so many times it is given up.
TRIES = 6
FIRST_WAIT = timedelta(minutes=5)
# The server itself is away: everybody waits for so long.
AWAY = timedelta(minutes=1)
# So many soft bounces in a row are a hard one.
SOFT = 3
_UNFINISHED = (Delivery.WAITING, Delivery.CLAIMED)


@transaction.atomic
def start_sending(*, newsletter: Newsletter, by: User) -> Newsletter:
    """Write down every address the newsletter goes to, and let workers begin. Twice does no harm.

    Raises ValidationError for one with nothing in it, or that would reach nobody.
    """
    row = drafted(newsletter)
    if not blocks_of(row):
        raise ValidationError("There is nothing in this newsletter yet. Add a block first.")
    people = audience(row)
    if not people:
        raise ValidationError("Nobody would get this newsletter. Choose who gets it.")
    now = timezone.now()
    owner = {"collaborative_id": row.collaborative_id, "newsletter": row}
    NewsletterRecipient.objects.bulk_create(
        [
            NewsletterRecipient(**owner, email=one.email, name=one.name, is_outside=one.is_outside, due_at=now)
            for one in people
        ],
        batch_size=500,
        ignore_conflicts=True,
    )
    row.state, row.started_by, row.started_at, row.heartbeat_at = NewsletterState.SENDING, by, now, now
    with recording(by=by, verb="sent a newsletter"):
        row.save()
        _note_cards(row, by, len(people))
    return row


def _note_cards(row: Newsletter, by: User, reached: int) -> None:
    """Whoever withdraws what a card shows is told that it was in this newsletter, and how many got it."""
    far = Channel.WEB if row.is_public or row.to_subscribers else Channel.COLLABORATIVE
    for shown in cards_in(blocks_of(row), Channel.COLLABORATIVE).values():
        note_use(
            publication=shown,
            by=by,
            place=Place.NEWSLETTER,
            label=f"Newsletter {row.number}: {row.subject}",
            channel=min(far, Channel(shown.channel), key=lambda one: one.reach),
            address=reverse("newsletter-issue", args=[row.collaborative.slug, row.number]),
            reached=reached,
        )


@transaction.atomic
def control_sending(*, newsletter: Newsletter, by: User, do: str) -> Newsletter:
    """do: pause, resume, or stop for good. What is not in that state is left as it is."""
    row = Newsletter.objects.select_for_update(no_key=True).get(pk=newsletter.pk)
    now, state = timezone.now(), NewsletterState(row.state)
    following = {
        (NewsletterState.SENDING, "pause"): NewsletterState.PAUSED,
        (NewsletterState.PAUSED, "resume"): NewsletterState.SENDING,
        (NewsletterState.SENDING, "stop"): NewsletterState.STOPPED,
        (NewsletterState.PAUSED, "stop"): NewsletterState.STOPPED,
    }.get((state, do))
    if following is None:
        return row
    row.state, row.heartbeat_at, row.resume_at, row.trouble = following, now, None, ""
    if following == NewsletterState.STOPPED:
        row.finished_at = now
    with recording(by=by, verb=f"chose to {do} the sending of a newsletter"):
        row.save()
    return row


@transaction.atomic
def send_again(*, newsletter: Newsletter, by: User, recipient: NewsletterRecipient | None = None) -> int:
    """Send on purpose what was given to the mail server and never confirmed, or one message that was not sent; how
    many.

    An address that had bounced is believed once more.
    """
    rows = NewsletterRecipient.objects.filter(newsletter=newsletter)
    rows = (
        rows.filter(state=Delivery.HANDED)
        if recipient is None
        else rows.filter(pk=recipient.pk, state__in=(Delivery.HANDED, Delivery.BOUNCED, Delivery.FAILED))
    )
    now = timezone.now()
    emails = list(rows.values_list("email", flat=True))
    with recording(by=by, verb="sent a newsletter again to who may not have had it"):
        NewsletterReader.objects.filter(collaborative_id=newsletter.collaborative_id, email__in=emails).update(
            bounced_at=None, soft_bounces=0, bounce=""
        )
        number = rows.update(state=Delivery.WAITING, claim=None, tries=0, due_at=now, reply="")
        if number:
            Newsletter.objects.filter(
                pk=newsletter.pk, state__in=(NewsletterState.SENT, NewsletterState.STOPPED)
            ).update(state=NewsletterState.SENDING, finished_at=None, heartbeat_at=now - AWAY)
    return number


@transaction.atomic
def claim_batch(
    *, newsletter_id: int, by: User, claim: UUID, size: int, silent: timedelta
) -> list[NewsletterRecipient]:
    """The next messages for this worker, oldest first: those that wait, and those another has had for `silent` without
    handing them over. Empty where the newsletter is not being sent (any more)."""
    now = timezone.now()
    moving = Newsletter.objects.filter(pk=newsletter_id, state=NewsletterState.SENDING)
    if not moving.update(heartbeat_at=now):
        return []
    free = NewsletterRecipient.objects.filter(newsletter_id=newsletter_id).filter(
        Q(state=Delivery.WAITING, due_at__lte=now) | Q(state=Delivery.CLAIMED, claimed_at__lt=now - silent)
    )
    ids = list(free.order_by("pk").select_for_update(skip_locked=True).values_list("pk", flat=True)[:size])
    mine = NewsletterRecipient.objects.filter(pk__in=ids)
    mine.update(state=Delivery.CLAIMED, claim=claim, claimed_at=now)
    return list(mine.select_related("newsletter__collaborative").order_by("pk"))


@transaction.atomic
def hand_over(*, recipient: NewsletterRecipient, by: User) -> bool:
    """Note that the message is being given to the server. False: another worker has it now, or the sending was paused
    or stopped, so the dot must not be sent."""
    mine = NewsletterRecipient.objects.filter(
        pk=recipient.pk, state=Delivery.CLAIMED, claim=recipient.claim, newsletter__state=NewsletterState.SENDING
    )
    return bool(mine.update(state=Delivery.HANDED, moved_at=timezone.now()))


@transaction.atomic
def note_sent(*, recipient: NewsletterRecipient, by: User, reply: str) -> None:
    """The server has taken the message."""
    _handed(recipient).update(state=Delivery.SENT, reply=reply, moved_at=timezone.now())
    known = NewsletterReader.objects.filter(collaborative_id=recipient.collaborative_id, email=recipient.email)
    known.filter(soft_bounces__gt=0).update(soft_bounces=0)


@transaction.atomic
def note_refused(*, recipient: NewsletterRecipient, by: User, reply: str, for_now: bool, of_address: bool) -> None:
    """The server has not taken it: tried again later, or not, and an address that is refused for good bounces."""
    now, rows = timezone.now(), _handed(recipient)
    if for_now and recipient.tries + 1 < TRIES:
        wait = FIRST_WAIT * 2**recipient.tries
        rows.update(
            state=Delivery.WAITING, claim=None, tries=F("tries") + 1, due_at=now + wait, reply=reply, moved_at=now
        )
        return
    state = Delivery.BOUNCED if of_address else Delivery.FAILED
    rows.update(state=state, claim=None, reply=reply, moved_at=now)
    if of_address:
        note_bounce(collaborative_id=recipient.collaborative_id, by=by, email=recipient.email, words=reply, hard=True)


def _handed(recipient: NewsletterRecipient) -> QuerySet[NewsletterRecipient]:
    """The row while it is this worker's, whether the refusal came before the dot or after."""
    return NewsletterRecipient.objects.filter(
        pk=recipient.pk, claim=recipient.claim, state__in=(Delivery.CLAIMED, Delivery.HANDED)
    )


@transaction.atomic
def give_back(*, recipients: Sequence[NewsletterRecipient], by: User, trouble: str = "") -> None:
    """Let go of what this worker claimed and did not hand over. trouble: the server cannot be spoken to, so that all
    wait a little."""
    ids = [one.pk for one in recipients]
    claims = {one.claim for one in recipients}
    NewsletterRecipient.objects.filter(pk__in=ids, claim__in=claims, state=Delivery.CLAIMED).update(
        state=Delivery.WAITING, claim=None
    )
    if recipients and trouble:
        Newsletter.objects.filter(pk=recipients[0].newsletter_id, state=NewsletterState.SENDING).update(
            resume_at=timezone.now() + AWAY, trouble=trouble[:300]
        )


@transaction.atomic
def end_sending(*, newsletter_id: int, by: User) -> bool:
    """The newsletter is sent, if nothing of it waits or is in hand; whether it is."""
    row = Newsletter.objects.select_for_update(no_key=True).get(pk=newsletter_id)
    left = NewsletterRecipient.objects.filter(newsletter_id=newsletter_id, state__in=_UNFINISHED)
    if row.state != NewsletterState.SENDING or left.exists():
        return row.state == NewsletterState.SENT
    row.state, row.finished_at, row.resume_at, row.trouble = NewsletterState.SENT, timezone.now(), None, ""
    with recording(by=by, verb="finished sending a newsletter"):
        row.save()
    return True


@transaction.atomic
def note_bounce(*, collaborative_id: int, by: User, email: str, words: str, hard: bool) -> NewsletterReader:
    """Mail to an address came back. For good, or three times in a row for now: nothing more is sent there until
    somebody says so."""
    with recording(by=by, verb="noted that a newsletter came back"):
        row, _ = NewsletterReader.objects.select_for_update(no_key=True).get_or_create(
            collaborative_id=collaborative_id, email=email.casefold()
        )
        row.soft_bounces += 0 if hard else 1
        row.bounce = words[:300]
        if hard or row.soft_bounces >= SOFT:
            row.bounced_at = row.bounced_at or timezone.now()
        row.save()
    return row


@transaction.atomic
def bounce_of(*, recipient: NewsletterRecipient, by: User, words: str, hard: bool) -> NewsletterReader | None:
    """A message that the server had taken came back to the return path. None where its reader has left since."""
    if not recipient.email:
        return None
    if hard:
        NewsletterRecipient.objects.filter(pk=recipient.pk).update(
            state=Delivery.BOUNCED, reply=words[:300], moved_at=timezone.now()
        )
    return note_bounce(
        collaborative_id=recipient.collaborative_id, by=by, email=recipient.email, words=words, hard=hard
    )
