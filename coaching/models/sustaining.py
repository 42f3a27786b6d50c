"""Whether a change will last: the factors in a collaborative's own words, rounds of answers, the plan to keep it."""

from datetime import date
from decimal import Decimal
from typing import ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone

from coaching.sustaining import CODES
from collaborative.audit import tracked
from collaborative.models import Collaborative, Owned, OwnedForeignKey
from collaborative.tenancy.policy import Tenancy
from measures.models import Measure
from organisations.models import Project

_LIMITS = [MinValueValidator(Decimal(0)), MaxValueValidator(Decimal(100))]


def _value() -> models.DecimalField:
    return models.DecimalField(max_digits=4, decimal_places=1, validators=_LIMITS)


@tracked(owned=False)
class SustainFactor(models.Model):
    """A collaborative's own words and values for one factor; see coaching.sustaining.Factor."""

    collaborative = models.ForeignKey(Collaborative, models.PROTECT, related_name="+")
    code = models.CharField(max_length=30)
    name = models.CharField(max_length=100)
    question = models.CharField(max_length=300)
    words_a = models.TextField()
    words_b = models.TextField()
    words_c = models.TextField()
    words_d = models.TextField()
    value_a = _value()
    value_b = _value()
    value_c = _value()
    value_d = _value()
    source = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ("code",)
        verbose_name = "factor of sustainability"
        verbose_name_plural = "factors of sustainability"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["collaborative", "code"], name="sustain_factor_once"),
            models.CheckConstraint(condition=Q(code__in=CODES), name="sustain_factor_known"),
        ]

    def __str__(self) -> str:
        return self.name


@tracked()
class SustainRound(Owned):
    """One time at which the team of a project asks itself whether the change will last.

    factors: their words and values as they were then. While it is open nobody sees another's answers.
    """

    project = OwnedForeignKey(Project, related_name="sustain_rounds")
    factors = models.JSONField(default=list)
    opened_at = models.DateTimeField(default=timezone.now)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta(Owned.Meta):
        ordering = ("-opened_at", "-id")
        verbose_name = "sustainability assessment"
        constraints: ClassVar = [
            Tenancy(name="sustainround_tenancy", parents=["project"]),
            models.UniqueConstraint(
                fields=["participation", "project"], condition=Q(closed_at__isnull=True), name="sustain_round_open_once"
            ),
        ]

    def __str__(self) -> str:
        return f"Assessment of {timezone.localdate(self.opened_at)}"


class SustainAnswer(Owned):
    """What one person says of the ten factors: a level (a to d) by code. Without a history: it would tell who said
    what before the round is closed."""

    round = OwnedForeignKey(SustainRound, related_name="answers")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    levels = models.JSONField(default=dict)

    class Meta(Owned.Meta):
        ordering = ("id",)
        verbose_name = "answers about sustainability"
        verbose_name_plural = "answers about sustainability"
        constraints: ClassVar = [
            Tenancy(name="sustainanswer_tenancy", parents=["round"]),
            models.UniqueConstraint(fields=["participation", "round", "person"], name="sustain_answer_once"),
        ]

    def __str__(self) -> str:
        return "Answers about sustainability"


class Holding(models.TextChoices):
    """How it stands with what must hold, when it was last looked at."""

    HOLDS = "holds", "It holds"
    SLIPPING = "slipping", "It is slipping"
    LOST = "lost", "It has fallen back"


@tracked()
class SustainItem(Owned):
    """One thing that must hold: who looks after it, how it is checked, when next, and what happens if it falls back.

    factor: the code of the factor it is for, or "". measure: by which it is checked, where one tells. looked_on,
    holding, found: of the last time that somebody looked.
    """

    project = OwnedForeignKey(Project, related_name="sustain_items")
    must_hold = models.CharField(max_length=300)
    factor = models.CharField(max_length=30, blank=True)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    check_words = models.CharField(max_length=300, blank=True)
    measure = OwnedForeignKey(Measure, null=True, blank=True, related_name="sustain_items")
    review_on = models.DateField()
    falls_back = models.TextField()
    looked_on = models.DateField(null=True, blank=True)
    holding = models.CharField(max_length=10, choices=Holding, blank=True)
    found = models.TextField(blank=True)

    class Meta(Owned.Meta):
        ordering = ("review_on", "id")
        verbose_name = "point of the sustain plan"
        verbose_name_plural = "points of the sustain plan"
        constraints: ClassVar = [
            Tenancy(name="sustainitem_tenancy", parents=["project", "measure"]),
            models.CheckConstraint(
                condition=Q(looked_on__isnull=True, holding="") | Q(looked_on__isnull=False) & ~Q(holding=""),
                name="sustain_item_looked",
            ),
        ]

    def __str__(self) -> str:
        return self.must_hold

    def is_overdue(self, today: date) -> bool:
        """It was to be looked at again before today."""
        return self.review_on < today
