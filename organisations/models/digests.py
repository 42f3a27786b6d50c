"""The mails that gather what waits for a person: how often they want them, and which days' mails are done."""

from typing import ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.utils import timezone

from collaborative.audit import tracked

LONDON = "Europe/London"


class HowOften(models.TextChoices):
    """How often the mail comes."""

    DAILY = "daily", "Every day on which there is something new"
    WEEKLY = "weekly", "Once a week"
    OFF = "off", "Never"


class Letter(models.TextChoices):
    """Which of the mails it is."""

    WAITING = "", "What waits for you"
    MONTHLY = "monthly", "The sponsor's page, every month"


class Weekday(models.IntegerChoices):
    """The days of the week as Python counts them."""

    MONDAY = 0, "Monday"
    TUESDAY = 1, "Tuesday"
    WEDNESDAY = 2, "Wednesday"
    THURSDAY = 3, "Thursday"
    FRIDAY = 4, "Friday"
    SATURDAY = 5, "Saturday"
    SUNDAY = 6, "Sunday"


@tracked(owned=False)
class DigestChoice(models.Model):
    """How often one person wants the mail, and where they are; for all their roles alike. Nobody has a row before they
    choose: the fields' defaults are what they get until then. monthly: as a sponsor, also the month's mail."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.PROTECT, related_name="digest_choice")
    how = models.CharField(max_length=10, choices=HowOften, default=HowOften.WEEKLY)
    weekday = models.PositiveSmallIntegerField(
        choices=Weekday, default=Weekday.MONDAY, validators=[MaxValueValidator(6)]
    )
    time_zone = models.CharField(max_length=64, default=LONDON)
    # The database's own default too, for processes of the release before.
    monthly = models.BooleanField(default=True, db_default=True)

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.user}: {self.get_how_display()}"


class Digest(models.Model):
    """One person's mail of one day, by the calendar where they are. Of a month's mail the day is the month's first
    working day, whenever it is sent.

    claimed_at: a worker has taken it in hand; empty again where it could not be sent. sent_at: it was sent; empty where
    there was nothing to say. due: how many things it said are to be done.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False)
    day = models.DateField()
    letter = models.CharField(max_length=10, choices=Letter, blank=True, default=Letter.WAITING, db_default="")
    claimed_at = models.DateTimeField(null=True, blank=True, default=timezone.now)
    sent_at = models.DateTimeField(null=True, blank=True)
    due = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("-day", "id")
        constraints: ClassVar = [models.UniqueConstraint(fields=["user", "day", "letter"], name="digest_letter_once")]

    def __str__(self) -> str:
        return f"{self.user} on {self.day}"
