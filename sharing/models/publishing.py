"""What leaves an organisation on purpose: who agreed, what was let out as frozen versions, and where it has been."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from collaborative.audit import tracked
from collaborative.models import Collaborative, Owned, OwnedForeignKey
from collaborative.tenancy.keys import SameParent
from collaborative.tenancy.policy import OfCollaborative, OwnCollaborative, Tenancy, WithinCollaborative
from organisations.models import Participation


class Channel(models.TextChoices):
    """How far something goes, each further than the one before: what is on the web is also in the collaborative."""

    TEAM = "team", "The team and its coach"
    COLLABORATIVE = "collaborative", "Everybody in the collaborative"
    WEB = "web", "The public website"
    PRESS = "press", "The press"

    @property
    def reach(self) -> int:
        """How far it goes, from 0; what is further holds whatever is nearer."""
        return list(Channel).index(self)


@tracked()
class Consent(Owned):
    """Somebody agreed to something of theirs being shared.

    who: the name as it may be shown, or what they want to be called ("A ward sister"); empty where they stay unnamed.
    about: to what they agreed. user: the person, where they have an account and can withdraw it by themselves.
    """

    who = models.CharField(max_length=200, blank=True)
    about = models.CharField(max_length=500)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta(Owned.Meta):
        ordering = ("-created_at", "-id")
        constraints: ClassVar = [Tenancy(name="consent_tenancy")]

    def __str__(self) -> str:
        return self.who or "Somebody who stays unnamed"


@tracked()
class ConsentChannel(Owned):
    """How far a consent goes: one row a channel, on which day and how it was given, and when it was withdrawn.

    evidence: how it was given. file_key, file_name, file_kind: a form or letter beside it, its bytes in the private
    store.
    """

    consent = OwnedForeignKey(Consent, related_name="channels")
    channel = models.CharField(max_length=13, choices=Channel)
    given_on = models.DateField()
    evidence = models.CharField(max_length=500)
    file_key = models.UUIDField(null=True, blank=True, editable=False)
    file_name = models.CharField(max_length=120, blank=True)
    file_kind = models.CharField(max_length=5, blank=True)
    kept_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    withdrawal_reason = models.CharField(max_length=500, blank=True)

    class Meta(Owned.Meta):
        ordering = ("id",)
        verbose_name = "channel of a consent"
        constraints: ClassVar = [
            Tenancy(name="consentchannel_tenancy", parents=["consent"]),
            models.UniqueConstraint(
                fields=["participation", "consent", "channel"],
                condition=Q(withdrawn_at__isnull=True),
                name="consentchannel_once",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
                name="consentchannel_withdrawn",
            ),
        ]

    def __str__(self) -> str:
        return self.get_channel_display()


class PublicationKind(models.TextChoices):
    STORY = "story", "Story"
    STORYBOARD = "storyboard", "Storyboard"
    TEST = "test", "Test of change"
    PROJECT = "project", "Project"


# What of a publication is words: gone with it when it is withdrawn, so no history may keep them.
WORDS = ("title", "summary", "content", "words", "population", "characteristics", "setting", "withdrawal_reason")


@tracked(owned=False, exclude=WORDS)
class Publication(models.Model):
    """One frozen version of something an organisation let out, as everybody it is released to reads it.

    source_key: the organisation's own record that it was made from. number: the version, from 1 for each record.
    channel: the furthest it is released to. content: {"pieces": [...]}, see `sharing.pieces`. rule: by which its
    numbers were disclosed. drivers: keys of boxes of the programme's theory. outcome: of a test ("adopted",
    "abandoned"). words: all that can be searched. Once it is withdrawn its words are gone from here.
    """

    collaborative = models.ForeignKey(Collaborative, models.PROTECT, related_name="+")
    participation = models.ForeignKey(Participation, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=PublicationKind)
    source_key = models.BigIntegerField()
    number = models.PositiveIntegerField()
    channel = models.CharField(max_length=13, choices=Channel)
    title = models.CharField(max_length=200)
    summary = models.TextField(blank=True)
    content = models.JSONField(default=dict)
    rule = models.CharField(max_length=120)
    drivers = models.JSONField(default=list, blank=True)
    population = models.CharField(max_length=300, blank=True)
    characteristics = models.JSONField(default=list, blank=True)
    setting = models.CharField(max_length=300, blank=True)
    outcome = models.CharField(max_length=20, blank=True)
    words = models.TextField(blank=True)
    finished = models.BooleanField(default=False)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    published_at = models.DateTimeField(default=timezone.now)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    withdrawal_reason = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ("-published_at", "-id")
        constraints: ClassVar = [
            OwnCollaborative(name="publication_own_collaborative"),
            WithinCollaborative(name="publication_within"),
            models.UniqueConstraint(fields=["collaborative", "id"], name="publication_key"),
            models.UniqueConstraint(
                fields=["participation", "kind", "source_key", "number"], name="publication_version_once"
            ),
            models.CheckConstraint(condition=~Q(channel=Channel.TEAM), name="publication_goes_out"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def pieces(self) -> list[dict[str, object]]:
        """What it is made of, in order."""
        return list(self.content.get("pieces", []))


class Place(models.TextChoices):
    """Where something published can have been."""

    NEWSLETTER = "newsletter", "Newsletter"
    STORYBOARD = "storyboard", "Storyboard"
    GALLERY = "gallery", "Gallery"
    PRESS = "press", "Press or website"
    RESOURCE = "resource", "Resource"
    EXPORT = "export", "Download"


@tracked(owned=False)
class PublicationUse(models.Model):
    """Where a publication has been, so that whoever withdraws it is told. It holds no word of the publication.

    label: the place as one reads it ("Newsletter of 3 March 2027"). address: of its page, where there is one. reached:
    how many people it went to, where that is known.
    """

    collaborative = models.ForeignKey(Collaborative, models.PROTECT, related_name="+")
    publication = models.ForeignKey(Publication, models.PROTECT, related_name="uses")
    place = models.CharField(max_length=10, choices=Place)
    label = models.CharField(max_length=200)
    address = models.CharField(max_length=300, blank=True)
    channel = models.CharField(max_length=13, choices=Channel)
    reached = models.PositiveIntegerField(null=True, blank=True)
    noted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("at", "id")
        verbose_name = "use of a publication"
        constraints: ClassVar = [
            OfCollaborative(name="publication_use_of"),
            SameParent(name="publication_use_own", within="collaborative", parent="publication"),
            models.UniqueConstraint(fields=["publication", "place", "label"], name="publication_use_once"),
        ]

    def __str__(self) -> str:
        return self.label


@tracked(owned=False)
class SharingSettings(models.Model):
    """A collaborative's own rule of disclosure; without a row, NHS England's. See `collaborative.disclosure`."""

    collaborative = models.OneToOneField(Collaborative, models.PROTECT, related_name="+")
    rule_name = models.CharField(max_length=80)
    rule_number = models.PositiveIntegerField(default=1)
    small = models.PositiveSmallIntegerField()
    base = models.PositiveSmallIntegerField()
    floor = models.PositiveSmallIntegerField()

    class Meta:
        verbose_name_plural = "settings of sharing"
        constraints: ClassVar = [
            OfCollaborative(name="sharing_settings_of"),
            models.CheckConstraint(condition=Q(small__gte=5, base__in=(5, 10), floor__gte=10), name="sharing_rule"),
        ]

    def __str__(self) -> str:
        return self.rule_name
