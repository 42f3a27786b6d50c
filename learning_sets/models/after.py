"""What a set leaves behind: materials, recordings of those who agreed, and what people thought of the day."""

import secrets
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from collaborative.audit import tracked
from collaborative.models import Collaborative, Owned
from collaborative.tenancy.keys import SameParent
from collaborative.tenancy.policy import OfCollaborative, Tenancy
from learning_sets.models.sets import LearningSet, SetSession


class MaterialKind(models.TextChoices):
    SLIDES = "slides", "Slides"
    HANDOUT = "handout", "Handout or worksheet"
    RECORDING = "recording", "Recording"
    OTHER = "other", "Something else"


@tracked(owned=False)
class SetMaterial(models.Model):
    """Something of a set, or of one of its sessions, that everybody of the collaborative can open by its link.

    A recording is shown only while everybody who speaks in it agrees (`SpeakerConsent`).
    """

    collaborative = models.ForeignKey(Collaborative, models.PROTECT, related_name="+")
    learning_set = models.ForeignKey(LearningSet, models.PROTECT, related_name="materials", db_constraint=False)
    session = models.ForeignKey(
        SetSession, models.PROTECT, null=True, blank=True, related_name="materials", db_constraint=False
    )
    title = models.CharField(max_length=200)
    kind = models.CharField(max_length=10, choices=MaterialKind)
    link = models.URLField(max_length=500)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    added_at = models.DateTimeField(default=timezone.now)
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("added_at", "id")
        constraints: ClassVar = [
            OfCollaborative(name="set_material_of_collaborative"),
            SameParent(name="set_material_set", within="collaborative", parent="learning_set"),
            SameParent(name="set_material_session", within="learning_set", parent="session"),
            models.UniqueConstraint(fields=["collaborative", "id"], name="set_material_key"),
        ]

    def __str__(self) -> str:
        return self.title


@tracked(owned=False)
class SpeakerConsent(models.Model):
    """One speaker's word on one recording. Speakers are often of no organisation of the collaborative, so the row is
    the programme's own.

    given_on: the day they agreed; empty while they have not. evidence: how they said so. withdrawn_at: they no longer
    agree; from that moment the recording is shown to nobody.
    """

    collaborative = models.ForeignKey(Collaborative, models.PROTECT, related_name="+")
    material = models.ForeignKey(SetMaterial, models.PROTECT, related_name="consents", db_constraint=False)
    who = models.CharField(max_length=200)
    given_on = models.DateField(null=True, blank=True)
    evidence = models.CharField(max_length=300, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ("id",)
        constraints: ClassVar = [
            OfCollaborative(name="speaker_consent_of_collaborative"),
            SameParent(name="speaker_consent_material", within="collaborative", parent="material"),
            models.UniqueConstraint(fields=["material", "who"], name="speaker_consent_once"),
        ]

    def __str__(self) -> str:
        return self.who

    @property
    def stands(self) -> bool:
        return self.given_on is not None and self.withdrawn_at is None


def chance_id() -> int:
    """An id that tells nothing of when its row was made; small enough for a number in a script."""
    return secrets.randbelow(2**53 - 1) + 1


class SetFeedback(Owned):
    """What one person said of a set: without their name, a time or a history.

    token: the same whenever this person answers for this set, and nobody's once the set's key is gone. answers: the
    questions as they were asked, each with its `answer`.
    """

    id = models.BigIntegerField(primary_key=True, default=chance_id, editable=False)
    learning_set = models.ForeignKey(LearningSet, models.PROTECT, related_name="+", db_constraint=False)
    token = models.CharField(max_length=64)
    answers = models.JSONField(default=list)

    class Meta(Owned.Meta):
        ordering = ("id",)
        constraints: ClassVar = [
            Tenancy(name="setfeedback_tenancy"),
            SameParent(name="setfeedback_set", within="collaborative", parent="learning_set"),
            models.UniqueConstraint(fields=["participation", "learning_set", "token"], name="set_feedback_once"),
        ]

    def __str__(self) -> str:
        # Not the words: what a row is called may stand in a log.
        return "What somebody said of a learning set"
