"""How far an organisation is on the progress scale: three series by month, and what is said of them."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from coaching.scale import TENTHS
from collaborative.audit import tracked
from collaborative.models import Collaborative, Owned
from collaborative.tenancy.policy import Tenancy


class Voice(models.TextChoices):
    """Who says it."""

    SUGGESTED = "suggested", "The record suggests"
    TEAM = "team", "The team says"
    COACH = "coach", "The coach says"


@tracked(exclude=("evidence",))
class Score(Owned):
    """What one of the three says of one month. month: its first day. evidence: of the record's, the rungs as
    {tenths, reached, words}; `reason` is what people say."""

    month = models.DateField()
    voice = models.CharField(max_length=10, choices=Voice)
    tenths = models.PositiveSmallIntegerField()
    reason = models.TextField(blank=True)
    evidence = models.JSONField(default=list, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)

    class Meta(Owned.Meta):
        ordering = ("month", "id")
        verbose_name = "progress score"
        constraints: ClassVar = [
            Tenancy(name="score_tenancy"),
            models.UniqueConstraint(fields=["participation", "month", "voice"], name="score_once"),
            models.CheckConstraint(condition=Q(tenths__in=(0, *TENTHS)), name="score_on_scale"),
        ]

    def __str__(self) -> str:
        return f"{self.get_voice_display()} {self.tenths / 10}"


@tracked()
class ScoreComment(Owned):
    """What somebody of the team, or its coach, says of the scores."""

    words = models.TextField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)

    class Meta(Owned.Meta):
        ordering = ("-made_at", "-id")
        verbose_name = "comment on progress"
        constraints: ClassVar = [Tenancy(name="scorecomment_tenancy")]

    def __str__(self) -> str:
        return self.words


@tracked(owned=False)
class ProgressLevel(models.Model):
    """A collaborative's own words for one level of the scale; see coaching.scale.Level. prompts: one on each line."""

    collaborative = models.ForeignKey(Collaborative, models.PROTECT, related_name="+")
    tenths = models.PositiveSmallIntegerField()
    label = models.CharField(max_length=100)
    definition = models.TextField()
    prompts = models.TextField(blank=True)
    source = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ("tenths",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["collaborative", "tenths"], name="progress_level_once"),
            models.CheckConstraint(condition=Q(tenths__in=TENTHS), name="progress_level_on_scale"),
        ]

    def __str__(self) -> str:
        return self.label


@tracked(owned=False)
class CoachingSettings(models.Model):
    """What a collaborative has set for coaching. stalled_weeks: after how many weeks of silence a team is stalled."""

    collaborative = models.OneToOneField(Collaborative, models.PROTECT, related_name="+")
    stalled_weeks = models.PositiveSmallIntegerField(default=8)

    def __str__(self) -> str:
        return f"Coaching of {self.collaborative}"
