"""Newsletters: what stands in them, whom they reach, and how far their sending is."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.core import signing
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from collaborative.models import Collaborative, User
from organisations.models import Membership
from sharing.models import (
    Channel,
    Delivery,
    Newsletter,
    NewsletterBlock,
    NewsletterReader,
    NewsletterRecipient,
    NewsletterState,
    Publication,
)

CONFIRM_WITHIN = 7 * 24 * 60 * 60  # seconds
_CONFIRM, _STOP, _RETURN = "newsletter reader", "no more newsletters", "newsletter return path"
_OUT = (NewsletterState.SENDING, NewsletterState.PAUSED, NewsletterState.SENT, NewsletterState.STOPPED)


def newsletters_of(collaborative: Collaborative) -> QuerySet[Newsletter]:
    """Every newsletter of the collaborative, latest first."""
    return Newsletter.objects.filter(collaborative=collaborative).select_related("started_by", "collaborative")


def archive_of(collaborative: Collaborative, *, public: bool) -> QuerySet[Newsletter]:
    """What has gone out, latest first; of the public archive only what was let into it."""
    rows = newsletters_of(collaborative).filter(state__in=_OUT)
    return rows.filter(is_public=True) if public else rows


def every_block_of(newsletter: Newsletter) -> QuerySet[NewsletterBlock]:
    """Its blocks, those that were taken out too."""
    return NewsletterBlock.objects.filter(newsletter=newsletter).order_by("pk")


def blocks_of(newsletter: Newsletter) -> list[NewsletterBlock]:
    """What stands in a newsletter, in its order. One query."""
    return list(NewsletterBlock.objects.filter(newsletter=newsletter, removed_at=None))


def cards_in(blocks: Iterable[NewsletterBlock], channel: Channel) -> dict[int, Publication]:
    """What the cards show today, by the block's id: of what was published what is still out and goes as far as this
    (one query)."""
    blocks = list(blocks)
    wanted = [block.publication_id for block in blocks if block.publication_id is not None]
    rows = Publication.objects.filter(pk__in=wanted, withdrawn_at=None).select_related("participation__organisation")
    found = {row.pk: row for row in rows if Channel(row.channel).reach >= channel.reach}
    return {block.pk: found[block.publication_id] for block in blocks if block.publication_id in found}


def removed_from(newsletter: Newsletter) -> list[NewsletterBlock]:
    """What was taken out of a newsletter, the latest first."""
    return list(NewsletterBlock.objects.filter(newsletter=newsletter, removed_at__isnull=False).order_by("-removed_at"))


@dataclass(frozen=True)
class Addressee:
    """Somebody a newsletter goes to. email: in small letters."""

    email: str
    name: str
    is_outside: bool


def audience(newsletter: Newsletter) -> list[Addressee]:
    """Whom a newsletter goes to, one for each address, by address (three queries).

    People with a role today, and outside readers who confirmed, as the newsletter says; without those who unsubscribed
    or whose mail came back. Who is both, gets it as a person with a role.
    """
    of = newsletter.collaborative_id
    known = NewsletterReader.objects.filter(collaborative_id=of).exclude(email="")
    none = set(
        known.filter(Q(unsubscribed_at__isnull=False) | Q(bounced_at__isnull=False)).values_list("email", flat=True)
    )
    found: dict[str, Addressee] = {}
    if newsletter.to_subscribers:
        wanted = known.filter(is_outside=True, confirmed_at__isnull=False)
        found |= {email: Addressee(email, "", True) for email in wanted.values_list("email", flat=True)}
    if newsletter.to_members:
        for email, name in members(of).values_list("user__email", "user__name"):
            key = email.strip().casefold()
            found[key] = Addressee(key, name, False)
    return sorted((one for key, one in found.items() if key not in none), key=lambda one: one.email)


def members(collaborative_id: int) -> QuerySet[Membership]:
    """The roles of those who can sign in to a collaborative."""
    return Membership.objects.filter(
        collaborative_id=collaborative_id, ended_at=None, user__is_active=True, user__is_system=False
    )


def has_role(collaborative: Collaborative, email: str) -> bool:
    """Whether somebody of this address has a role in the collaborative."""
    return members(collaborative.pk).filter(user__email__iexact=email).exists()


@dataclass(frozen=True)
class Progress:
    """How many messages of a newsletter are where."""

    total: int = 0
    waiting: int = 0
    sent: int = 0
    handed: int = 0
    bounced: int = 0
    failed: int = 0

    @property
    def done(self) -> int:
        """Those that no worker will take up by itself."""
        return self.total - self.waiting

    @property
    def percent(self) -> int:
        return 100 * self.done // self.total if self.total else 0


def progress_of(newsletter: Newsletter) -> Progress:
    """How far the sending of one newsletter is. One query."""
    return progress_in([newsletter])[newsletter.pk]


def progress_in(newsletters: list[Newsletter]) -> dict[int, Progress]:
    """How far the sending of each is, by its id. One query."""
    rows = NewsletterRecipient.objects.filter(newsletter__in=newsletters).order_by()
    by: dict[int, dict[str, int]] = {row.pk: {} for row in newsletters}
    for pk, state, number in rows.values_list("newsletter_id", "state").annotate(number=Count("pk")):
        by[pk][state] = number
    return {
        pk: Progress(
            total=sum(counts.values()),
            waiting=counts.get(Delivery.WAITING, 0) + counts.get(Delivery.CLAIMED, 0),
            sent=counts.get(Delivery.SENT, 0),
            handed=counts.get(Delivery.HANDED, 0),
            bounced=counts.get(Delivery.BOUNCED, 0),
            failed=counts.get(Delivery.FAILED, 0),
        )
        for pk, counts in by.items()
    }


def recipients_of(newsletter: Newsletter, state: str = "") -> QuerySet[NewsletterRecipient]:
    """The messages of a newsletter by address; without a state, all of them."""
    rows = NewsletterRecipient.objects.filter(newsletter=newsletter).order_by("email", "pk")
    return rows.filter(state=state) if state else rows


def to_take_up(now: datetime, silent: timedelta) -> list[tuple[int, int]]:
    """The newsletters (id, collaborative's id) that nobody has moved on for so long and that have messages to send."""
    open_to_all = Q(state=Delivery.WAITING, due_at__lte=now) | Q(state=Delivery.CLAIMED)
    left = NewsletterRecipient.objects.filter(newsletter=OuterRef("pk"))
    rows = Newsletter.objects.filter(state=NewsletterState.SENDING, heartbeat_at__lt=now - silent)
    rows = rows.filter(Q(resume_at=None) | Q(resume_at__lte=now))
    unfinished = left.filter(state__in=(Delivery.WAITING, Delivery.CLAIMED))
    rows = rows.filter(Exists(left.filter(open_to_all)) | ~Exists(unfinished))
    return list(rows.order_by("pk").values_list("pk", "collaborative_id"))


def newsletter_being_sent(pk: int) -> Newsletter | None:
    """The newsletter with its collaborative, while it is being sent and the mail server is not left alone."""
    rows = Newsletter.objects.select_related("collaborative").filter(pk=pk, state=NewsletterState.SENDING)
    return rows.filter(Q(resume_at=None) | Q(resume_at__lte=timezone.now())).first()


def reader_of(collaborative: Collaborative, email: str) -> NewsletterReader | None:
    """What is known of an address."""
    return NewsletterReader.objects.filter(collaborative=collaborative, email=email.strip().casefold()).first()


def bounced_readers(collaborative: Collaborative) -> QuerySet[NewsletterReader]:
    """The addresses nothing is sent to because mail came back, by address."""
    rows = NewsletterReader.objects.filter(collaborative=collaborative, bounced_at__isnull=False)
    return rows.exclude(email="").order_by("email", "pk")


def wants_none(collaborative: Collaborative, user: User) -> bool:
    """Whether this person has unsubscribed."""
    row = reader_of(collaborative, user.email)
    return row is not None and row.unsubscribed_at is not None


def confirm_link(reader: NewsletterReader) -> str:
    """The whole address by which an outside reader confirms; it works for seven days."""
    token = signing.dumps(reader.pk, salt=_CONFIRM)
    return settings.BASE_URL + reverse("newsletter-confirm", args=[reader.collaborative.slug, token])


def reader_to_confirm(collaborative: Collaborative, token: str) -> NewsletterReader | None:
    """Whom the link confirms; None for a link that is wrong or too old, or whose address was forgotten."""
    try:
        pk = signing.loads(token, salt=_CONFIRM, max_age=CONFIRM_WITHIN)
    except signing.BadSignature:
        return None
    return NewsletterReader.objects.filter(collaborative=collaborative, pk=pk).exclude(email="").first()


def stop_link(slug: str, recipient_id: int) -> str:
    """The whole address that ends newsletters for who got this message. It names no address, and does nothing else."""
    token = signing.Signer(salt=_STOP).sign_object(recipient_id)
    return settings.BASE_URL + reverse("newsletter-stop", args=[slug, token])


def recipient_of_link(collaborative: Collaborative, token: str) -> NewsletterRecipient | None:
    """Whose message the link came in; its address is empty once they have left. None where nobody gave it."""
    try:
        pk = signing.Signer(salt=_STOP).unsign_object(token)
    except signing.BadSignature:
        return None
    return NewsletterRecipient.objects.filter(collaborative=collaborative, pk=pk).first()


def return_path(recipient: NewsletterRecipient) -> str:
    """The address to which a message comes back that cannot be delivered; empty where none is set.

    Each message has its own, after the manner of VERP: what comes back says in its address whose it was, however little
    the rest of it says.
    """
    name, _, host = settings.BOUNCE_ADDRESS.partition("@")
    if not host:
        return ""
    said = f"{recipient.collaborative_id}.{recipient.pk}"
    mark = signing.Signer(salt=_RETURN).signature(said)[:16].replace("_", "-").lower()
    return f"{name}+{said}.{mark}@{host}"


def who_of_return_path(address: str) -> tuple[int, int] | None:
    """The collaborative and the message (ids) of a return path that we gave; None for any other address."""
    local = address.strip().strip("<>").partition("@")[0]
    said, _, mark = local.partition("+")[2].rpartition(".")
    ours = signing.Signer(salt=_RETURN).signature(said)[:16].replace("_", "-").lower()
    of, _, pk = said.partition(".")
    if not mark or mark.lower() != ours or not of.isdigit() or not pk.isdigit():
        return None
    return int(of), int(pk)
