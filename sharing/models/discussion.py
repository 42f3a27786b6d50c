"""Questions and answers: of an organisation among its own people, or of a whole collaborative."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from collaborative.audit import tracked
from collaborative.models import Collaborative
from collaborative.tenancy.keys import SameParent
from collaborative.tenancy.policy import OwnCollaborative, SharedOrOwned
from organisations.models import Participation

# What people say is read where it stands, as long as it stands there; its history tells who, when and what was done.
_UNTOLD = ("words", "mentioned", "report_words", "hidden_reason")


class About(models.TextChoices):
    """What a question is about. Those of an organisation's own work are read where that work is read."""

    THEORY = "theory", "The theory of change of a project"
    MEASURE = "measure", "A measure"
    TEST = "test", "A test of change"
    PROGRAMME_THEORY = "programme-theory", "The programme’s theory of change"
    PROGRAMME_MEASURE = "programme-measure", "A programme measure"
    SET = "set", "A learning set"
    PUBLICATION = "publication", "Something that was published"


class Said(models.Model):
    """Words of one person, which can be reported, hidden and shown again.

    participation: the organisation whose own people say it among themselves; none where a whole collaborative reads it.
    mentioned: ids of people. report_words: why somebody thinks that it should not stand there. Hidden words stay in the
    row, for who may bring them back.
    """

    collaborative = models.ForeignKey(Collaborative, models.PROTECT, related_name="+")
    participation = models.ForeignKey(Participation, models.PROTECT, null=True, blank=True, related_name="+")
    words = models.TextField()
    said_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    said_at = models.DateTimeField(default=timezone.now)
    edited_at = models.DateTimeField(null=True, blank=True)
    mentioned = models.JSONField(default=list, blank=True)
    reported_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    reported_at = models.DateTimeField(null=True, blank=True)
    report_words = models.CharField(max_length=500, blank=True)
    hidden_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    hidden_at = models.DateTimeField(null=True, blank=True)
    hidden_reason = models.CharField(max_length=500, blank=True)

    class Meta:
        abstract = True

    @property
    def is_hidden(self) -> bool:
        """Whether only those who moderate still read it."""
        return self.hidden_at is not None

    @property
    def is_reported(self) -> bool:
        """Whether somebody asked to have it looked at, and nobody has yet."""
        return self.reported_at is not None


@tracked(owned=False, exclude=("title", "about_name", *_UNTOLD))
class Thread(Said):
    """A question about one thing.

    about_key: the id of what it is about, among those of its kind; of a project's theory that of the project.
    about_part: the key of the box of a theory, where it is about one. about_name: what that was called, so that a list
    needs no look at each; empty where its words may be withdrawn.
    """

    about = models.CharField(max_length=20, choices=About.choices)
    about_key = models.BigIntegerField()
    about_part = models.CharField(max_length=16, blank=True)
    about_name = models.CharField(max_length=200, blank=True)
    title = models.CharField(max_length=200)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ("-said_at", "-id")
        verbose_name = "question"
        constraints: ClassVar = [
            OwnCollaborative(name="thread_own_collaborative"),
            SharedOrOwned(name="thread_shared_or_owned"),
            models.UniqueConstraint(fields=["collaborative", "id"], name="thread_key"),
            models.UniqueConstraint(fields=["participation", "id"], name="thread_own_key"),
            models.CheckConstraint(
                condition=Q(about__in=["theory", "measure", "test"], participation__isnull=False)
                | Q(about__in=["programme-theory", "programme-measure", "set", "publication"], participation=None),
                name="thread_owned_where_its_thing_is",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["collaborative", "about", "about_key"], name="thread_about")]

    def __str__(self) -> str:
        return self.title


@tracked(owned=False, exclude=_UNTOLD)
class Post(Said):
    """An answer. helped_at: since when it stands as the one that helped."""

    thread = models.ForeignKey(Thread, models.PROTECT, related_name="posts", db_constraint=False)
    helped_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("said_at", "id")
        verbose_name = "answer"
        constraints: ClassVar = [
            OwnCollaborative(name="post_own_collaborative"),
            SharedOrOwned(name="post_shared_or_owned"),
            SameParent(name="post_thread", within="collaborative", parent="thread"),
            SameParent(name="post_own_thread", within="participation", parent="thread"),
            models.UniqueConstraint(fields=["thread"], condition=Q(helped_at__isnull=False), name="post_one_helped"),
        ]

    def __str__(self) -> str:
        return f"Answer to {self.thread}"
