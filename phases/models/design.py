"""A project's design as it is signed: frozen versions, who signed or said why not, and what the coach remarked."""

from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from collaborative.audit import tracked
from collaborative.models import Owned, OwnedForeignKey
from collaborative.roles import ROLE_LABELS, Role
from collaborative.tenancy.policy import Tenancy
from organisations.models import Project
from phases.design import PARTS, Contents, contents_of

PART_CHOICES = list(PARTS.items())


@tracked(exclude=("content",))
class Design(Owned):
    """What phase one made, frozen on the day the lead asked for signatures.

    content: phases.design.Contents as JSON. asked: whose signatures it needs, as they were on that day: of each the
    user's id, the name and the names of the roles. Nothing of it can be changed or deleted but reminded_on, the last
    day on which mail went to those who have still to sign.
    """

    project = OwnedForeignKey(Project, related_name="designs")
    number = models.PositiveIntegerField()
    content = models.JSONField()
    asked = models.JSONField("who was asked to sign")
    note = models.TextField("what the lead told those who sign", blank=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_by_name = models.CharField(max_length=200)
    asked_at = models.DateTimeField(default=timezone.now)
    reminded_on = models.DateField(null=True, blank=True)

    class Meta(Owned.Meta):
        ordering = ("-number",)
        verbose_name = "signed design"
        constraints: ClassVar = [
            Tenancy(name="design_tenancy", parents=["project"]),
            models.UniqueConstraint(fields=["participation", "project", "number"], name="design_number_once"),
        ]
        # A signature is worth something only if what was signed stays as it was.
        triggers: ClassVar = [
            pgtrigger.ReadOnly(name="design_frozen", exclude=["reminded_on"]),
            pgtrigger.Protect(name="design_kept", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"Version {self.number} of the design"

    @property
    def contents(self) -> Contents:
        """What is signed."""
        return contents_of(self.content)


class Answer(models.TextChoices):
    """What somebody says to a design."""

    SIGNED = "signed", "I sign it"
    DISSENT = "dissent", "I do not sign it, and say why"


@tracked()
class Signature(Owned):
    """One person's answer to one version: signed, or in their own words why not. Both are kept.

    name, roles: who they were when they were asked, the roles by their names between commas. ended_at: taken back, or
    followed by another answer of the same person; taken_back: why, where it was taken back.
    """

    design = OwnedForeignKey(Design, related_name="signatures")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    roles = models.CharField(max_length=100)
    answer = models.CharField(max_length=10, choices=Answer)
    words = models.TextField(blank=True)
    signed_at = models.DateTimeField("when", default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)
    taken_back = models.CharField("why it was taken back", max_length=500, blank=True)

    is_of_partners = True

    class Meta(Owned.Meta):
        ordering = ("signed_at", "id")
        constraints: ClassVar = [
            Tenancy(name="signature_tenancy", parents=["design"]),
            models.UniqueConstraint(
                fields=["participation", "design", "user"],
                condition=Q(ended_at__isnull=True),
                name="signature_current_once",
            ),
            models.CheckConstraint(condition=~Q(answer="dissent", words=""), name="signature_dissent_says_why"),
        ]
        triggers: ClassVar = [
            pgtrigger.ReadOnly(name="signature_frozen", exclude=["ended_at", "taken_back"]),
            pgtrigger.Protect(name="signature_kept", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.name}: {self.get_answer_display()}"

    @property
    def role_words(self) -> str:
        """What the person was, in words."""
        return ", ".join(ROLE_LABELS[Role(role)] for role in self.roles.split(","))

    @property
    def is_signed(self) -> bool:
        return self.answer == Answer.SIGNED


@tracked()
class DesignComment(Owned):
    """A remark of the coach beside one part of the design.

    design: the version that was the latest when it was made.
    """

    project = OwnedForeignKey(Project, related_name="design_comments")
    design = OwnedForeignKey(Design, null=True, blank=True, related_name="comments")
    part = models.CharField(max_length=20, choices=PART_CHOICES)
    text = models.TextField()
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta(Owned.Meta):
        ordering = ("created_at", "id")
        verbose_name = "comment on the design"
        constraints: ClassVar = [Tenancy(name="designcomment_tenancy", parents=["project", "design"])]

    def __str__(self) -> str:
        return f"On the {self.get_part_display().lower()}"


@tracked()
class DesignAnswer(Owned):
    """What one person of the team answers to a remark. Nobody else changes it: who sees it otherwise adds their own.

    changed_at: when its author last put it in other words.
    """

    comment = OwnedForeignKey(DesignComment, related_name="answers")
    text = models.TextField()
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(null=True, blank=True)

    class Meta(Owned.Meta):
        ordering = ("created_at", "id")
        verbose_name = "answer to a comment on the design"
        constraints: ClassVar = [
            Tenancy(name="designanswer_tenancy", parents=["comment"]),
            models.UniqueConstraint(fields=["participation", "comment", "author"], name="designanswer_once_a_person"),
        ]

    def __str__(self) -> str:
        return f"Answer of {self.author}"
