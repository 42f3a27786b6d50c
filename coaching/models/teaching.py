"""Who was taught what of the method, and how sure of it they say they are."""

from typing import ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone

from coaching.models.visits import LEAST_CONFIDENT, MOST_CONFIDENT
from collaborative.audit import tracked
from collaborative.models import Owned, OwnedForeignKey
from collaborative.tenancy.policy import Tenancy


class How(models.TextChoices):
    VISIT = "visit", "At a visit"
    WORKSHOP = "workshop", "At a workshop"
    SET = "set", "At a learning set"
    ONLINE = "online", "Online"
    WORK = "work", "While doing it"


@tracked()
class Lesson(Owned):
    """One thing that was taught on one day. others: how many were there beside those named."""

    topic = models.CharField(max_length=200)
    taught_on = models.DateField()
    how = models.CharField(max_length=10, choices=How)
    note = models.TextField(blank=True)
    others = models.PositiveSmallIntegerField(default=0)
    taught_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    written_at = models.DateTimeField(default=timezone.now)

    class Meta(Owned.Meta):
        ordering = ("-taught_on", "-id")
        constraints: ClassVar = [Tenancy(name="lesson_tenancy")]

    def __str__(self) -> str:
        return self.topic


@tracked()
class Learner(Owned):
    """One person who was taught. confidence, words: how sure they are of it by their own account, from 1 to 5."""

    lesson = OwnedForeignKey(Lesson, related_name="learners")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    confidence = models.PositiveSmallIntegerField(
        null=True, blank=True, validators=[MinValueValidator(LEAST_CONFIDENT), MaxValueValidator(MOST_CONFIDENT)]
    )
    words = models.CharField(max_length=500, blank=True)

    class Meta(Owned.Meta):
        ordering = ("person__name", "id")
        constraints: ClassVar = [
            Tenancy(name="learner_tenancy", parents=["lesson"]),
            models.UniqueConstraint(fields=["participation", "lesson", "person"], name="learner_once"),
            models.CheckConstraint(
                condition=Q(confidence__isnull=True) | Q(confidence__range=(LEAST_CONFIDENT, MOST_CONFIDENT)),
                name="learner_confidence",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.lesson}"
