"""Newsletters of a collaborative: what stands in them, who reads them, and to whom each was sent."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from collaborative.audit import tracked
from collaborative.models import Collaborative
from collaborative.tenancy.keys import SameParent
from collaborative.tenancy.policy import OfCollaborative
from sharing.models.publishing import Publication


class NewsletterState(models.TextChoices):
    """How far a newsletter is."""

    DRAFT = "draft", "Draft"
    SENDING = "sending", "Being sent"
    PAUSED = "paused", "Paused"
    SENT = "sent", "Sent"
    STOPPED = "stopped", "Stopped"


@tracked(owned=False, exclude=("heartbeat_at", "resume_at", "trouble"))
class Newsletter(models.Model):
    """One issue. Its words stand as they are from the moment it is sent; its cards are read from what organisations
    published whenever it is shown.

    to_members, to_subscribers: who gets it by mail. is_public: it stands on the public page as well. heartbeat_at: when
    a worker last moved it on. resume_at, trouble: when the mail server is tried again, and why it was left alone.
    """

    collaborative = models.ForeignKey(Collaborative, models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    subject = models.CharField(max_length=150)
    preheader = models.CharField("line after the subject", max_length=150, blank=True)
    to_members = models.BooleanField(default=True)
    to_subscribers = models.BooleanField(default=False)
    is_public = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=NewsletterState, default=NewsletterState.DRAFT)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    heartbeat_at = models.DateTimeField(default=timezone.now)
    resume_at = models.DateTimeField(null=True, blank=True)
    trouble = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ("-number",)
        constraints: ClassVar = [
            OfCollaborative(name="newsletter_of_collaborative"),
            models.UniqueConstraint(fields=["collaborative", "number"], name="newsletter_number_once"),
            models.UniqueConstraint(fields=["collaborative", "id"], name="newsletter_key"),
        ]

    def __str__(self) -> str:
        return self.subject

    @property
    def is_draft(self) -> bool:
        return self.state == NewsletterState.DRAFT


class BlockKind(models.TextChoices):
    """What a block of a newsletter is."""

    HEADING = "heading", "Heading"
    TEXT = "text", "Text"
    CARD = "card", "Card of something published"
    EVENT = "event", "Event"


@tracked(owned=False)
class NewsletterBlock(models.Model):
    """A piece of a newsletter, in its place. publication: what a card shows; its words are never copied here.
    removed_at: taken out, and still to be put back."""

    collaborative = models.ForeignKey(Collaborative, models.PROTECT, related_name="+")
    newsletter = models.ForeignKey(Newsletter, models.PROTECT, related_name="blocks")
    kind = models.CharField(max_length=10, choices=BlockKind)
    position = models.PositiveIntegerField()
    heading = models.CharField(max_length=150, blank=True)
    publication = models.ForeignKey(Publication, models.PROTECT, null=True, blank=True, related_name="+")
    text = models.TextField(blank=True)
    when = models.CharField(max_length=100, blank=True)
    place = models.CharField(max_length=200, blank=True)
    link_text = models.CharField(max_length=100, blank=True)
    link = models.URLField(max_length=500, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("position", "id")
        constraints: ClassVar = [
            OfCollaborative(name="newsletter_block_of_collaborative"),
            SameParent(name="newsletter_block_newsletter", within="collaborative", parent="newsletter"),
            SameParent(name="newsletter_block_publication", within="collaborative", parent="publication"),
        ]

    def __str__(self) -> str:
        return self.heading or self.get_kind_display()


@tracked(owned=False, exclude=("email", "bounce"))
class NewsletterReader(models.Model):
    """What is known of an address that newsletters go to, or no longer do.

    is_outside: somebody without a role who asked for it on the public page; without confirmed_at nothing is sent. A
    person with a role has a row only once they unsubscribed or their mail came back. email: in small letters; empty
    once an outside reader has left, so that nothing of theirs is kept. soft_bounces: in a row, by the day.
    """

    collaborative = models.ForeignKey(Collaborative, models.PROTECT, related_name="+")
    email = models.EmailField(blank=True)
    is_outside = models.BooleanField(default=False)
    asked_at = models.DateTimeField(default=timezone.now)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    unsubscribed_at = models.DateTimeField(null=True, blank=True)
    bounced_at = models.DateTimeField(null=True, blank=True)
    soft_bounces = models.PositiveSmallIntegerField(default=0)
    bounce = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ("email", "id")
        constraints: ClassVar = [
            OfCollaborative(name="newsletter_reader_of_collaborative"),
            models.UniqueConstraint(
                fields=["collaborative", "email"], condition=~Q(email=""), name="newsletter_reader_once"
            ),
        ]

    def __str__(self) -> str:
        return self.email


class Delivery(models.TextChoices):
    """How far one message is."""

    WAITING = "waiting", "Waiting"
    CLAIMED = "claimed", "In a worker’s hands"
    HANDED = "handed", "Given to the mail server, not confirmed"
    SENT = "sent", "Sent"
    BOUNCED = "bounced", "Address refused"
    FAILED = "failed", "Not sent"


class NewsletterRecipient(models.Model):
    """One message of one newsletter: an address is in it once, whoever it belongs to in how many roles.

    claim: the worker that has it in hand; whoever takes it over writes another, and the first can then no longer finish
    it. due_at: not to be tried before. reply: the mail server's last word. There is no history: the row is the record.
    """

    collaborative = models.ForeignKey(Collaborative, models.PROTECT, related_name="+", db_index=False)
    newsletter = models.ForeignKey(Newsletter, models.PROTECT, related_name="recipients", db_index=False)
    email = models.EmailField(blank=True)
    name = models.CharField(max_length=200, blank=True)
    is_outside = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=Delivery, default=Delivery.WAITING)
    claim = models.UUIDField(null=True, blank=True)
    claimed_at = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField(default=timezone.now)
    tries = models.PositiveSmallIntegerField(default=0)
    moved_at = models.DateTimeField(null=True, blank=True)
    reply = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ("id",)
        constraints: ClassVar = [
            OfCollaborative(name="newsletter_recipient_of_collaborative"),
            SameParent(name="newsletter_recipient_newsletter", within="collaborative", parent="newsletter"),
            models.UniqueConstraint(
                fields=["newsletter", "email"], condition=~Q(email=""), name="newsletter_recipient_once"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["newsletter", "state"], name="newsletter_recipient_states")]

    def __str__(self) -> str:
        return self.email
