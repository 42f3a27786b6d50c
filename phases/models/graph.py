"""What a programme's theory of change and a project's have in common."""

from django.conf import settings
from django.db import models
from django.utils import timezone


class NodeKind(models.TextChoices):
    """The level of a box."""

    AIM = "aim", "Aim"
    PRIMARY = "primary", "Primary driver"
    SECONDARY = "secondary", "Secondary driver"
    IDEA = "idea", "Change idea"


class LinkStrength(models.TextChoices):
    """How sure the team is that the one brings the other about."""

    SOLID = "solid", "We believe this"
    DOTTED = "dotted", "We are less sure of this"


class TheoryBase(models.Model):
    """A graph that is edited step by step. Whoever edits holds this row, so that edits come one after another."""

    revision = models.PositiveIntegerField(default=0, help_text="How many edits there were.")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        abstract = True


class NodeBase(models.Model):
    """A box.

    key: its name in links, edits and versions; an undone removal brings the box back under it. parts: of an aim, what,
    how much, for whom and by when. position: in a person's order, with room between two. removed_at: taken out of the
    theory; the row stays for what points to it.
    """

    key = models.CharField(max_length=16)
    kind = models.CharField(max_length=10, choices=NodeKind)
    text = models.CharField(max_length=400, blank=True)
    parts = models.JSONField(default=list, blank=True)
    position = models.BigIntegerField()
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.text or self.key

    @property
    def label(self) -> str:
        """What history calls it."""
        return self.text


class LinkBase(models.Model):
    """`child` is thought to bring `parent` about. removed_at: taken out; the row may be put back later."""

    strength = models.CharField(max_length=10, choices=LinkStrength, default=LinkStrength.SOLID)
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True


class EditBase(models.Model):
    """One edit: what was done, in words and as a patch, and what takes it back.

    number: the theory's revision it made. done, undo: phases.theory.patch as JSON; in done also "forgot": why boxes of
    the programme's were not there that the edit brought, and who had said so; and "why": the reason given for what it
    takes out. undoes: the number of the edit it takes back.
    """

    number = models.PositiveIntegerField()
    said = models.CharField(max_length=500)
    done = models.JSONField()
    undo = models.JSONField()
    undoes = models.PositiveIntegerField(null=True, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.said


class VersionBase(models.Model):
    """The whole theory as it was at one revision, kept under a name."""

    number = models.PositiveIntegerField()
    name = models.CharField(max_length=200)
    revision = models.PositiveIntegerField()
    graph = models.JSONField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name
