"""What a collaborative's year is planned by: how many sets, when people are reminded, and the days to avoid."""

from typing import Any, ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from collaborative.audit import tracked
from collaborative.models import Collaborative
from collaborative.tenancy.policy import OfCollaborative
from learning_sets.asking import QUESTIONS

PER_YEAR = 4
REMIND_BEFORE = (14, 2)
FORGET_NEEDS_AFTER = 30
LINK_HOURS = 24


def _reminders() -> list[int]:
    return [*REMIND_BEFORE]


def _questions() -> list[dict[str, Any]]:
    return [one.stored for one in QUESTIONS]


@tracked(owned=False)
class SetSettings(models.Model):
    """How a collaborative holds its learning sets. Without a row, the fields' defaults are in force.

    remind_before: days before a set on which people are reminded. needs_days: days after a set until what people need
    is deleted. link_hours: hours before a set from which who is booked sees its link. questions: what the feedback form
    asks, as `learning_sets.asking.Question` is stored.
    """

    collaborative = models.OneToOneField(Collaborative, models.PROTECT, related_name="+")
    per_year = models.PositiveSmallIntegerField(
        default=PER_YEAR, validators=[MinValueValidator(1), MaxValueValidator(12)]
    )
    remind_before = models.JSONField(default=_reminders)
    needs_days = models.PositiveSmallIntegerField(default=FORGET_NEEDS_AFTER)
    link_hours = models.PositiveSmallIntegerField(default=LINK_HOURS)
    questions = models.JSONField(default=_questions)

    class Meta:
        ordering = ("id",)
        constraints: ClassVar = [OfCollaborative(name="set_settings_of_collaborative")]

    def __str__(self) -> str:
        return f"Learning sets of {self.collaborative}"


class DayKind(models.TextChoices):
    """What the days are. Between two terms of one place there are holidays too."""

    BANK_HOLIDAY = "bank_holiday", "Bank holiday"
    SCHOOL_HOLIDAY = "school_holiday", "School holiday"
    TERM = "term", "School term"
    OTHER = "other", "Other day to avoid"


@tracked(owned=False)
class CalendarDay(models.Model):
    """A day, or days, that the year is planned around. region: one of the nation's, where it is not all of it. source:
    where the date was taken from. One that is taken out keeps its row (removed_at)."""

    collaborative = models.ForeignKey(Collaborative, models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    starts_on = models.DateField()
    ends_on = models.DateField()
    kind = models.CharField(max_length=20, choices=DayKind)
    nation = models.CharField(max_length=50, blank=True)
    region = models.CharField(max_length=100, blank=True)
    source = models.CharField(max_length=300, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("starts_on", "id")
        constraints: ClassVar = [
            OfCollaborative(name="calendar_day_of_collaborative"),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="calendar_day_dates"),
            models.UniqueConstraint(
                fields=["collaborative", "name", "starts_on", "nation", "region"],
                condition=Q(removed_at__isnull=True),
                name="calendar_day_once",
            ),
        ]

    def __str__(self) -> str:
        return self.name
