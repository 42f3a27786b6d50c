"""Measures and their groups: what is counted, for whom, how often, and how it is charted."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from collaborative.audit import tracked
from collaborative.models import Owned, OwnedForeignKey
from collaborative.tenancy.policy import Tenancy
from organisations.models import Project


class MeasureType(models.TextChoices):
    OUTCOME = "outcome", "Outcome: what we want to change for people"
    PROCESS = "process", "Process: whether the change is happening"
    BALANCING = "balancing", "Balancing: whether something else gets worse"


class Kind(models.TextChoices):
    PERCENTAGE = "percentage", "Percentage: how many out of how many"
    RATE = "rate", "Rate: how many for every 100, 1,000 or other number"
    COUNT = "count", "Count: how many"
    VALUE = "value", "Measured number: an average, a score or days"
    AVERAGE = "average", "Average with its spread: the mean of several, how many, and their standard deviation"
    DAYS_BETWEEN = "days_between", "Days between rare events: you enter the date of each"
    CASES_BETWEEN = "cases_between", "Cases between rare events: how many since the one before"


class Direction(models.TextChoices):
    UP = "up", "Higher is better"
    DOWN = "down", "Lower is better"
    NONE = "none", "Neither: we only want to see it change"


class Frequency(models.TextChoices):
    WEEK = "week", "Every week"
    MONTH = "month", "Every month"
    QUARTER = "quarter", "Every quarter"
    EVENT = "event", "Each time it happens"


# Kinds that are dated by the events themselves, and by nothing else.
EVENT_KINDS = frozenset({Kind.DAYS_BETWEEN, Kind.CASES_BETWEEN})


class ChartKind(models.TextChoices):
    """The charts of `measures.spc`, by the names it has for them."""

    RUN = "run", "Run chart"
    XMR = "xmr", "XmR chart"
    I = "i", "I chart"  # noqa: E741 - the field's own name for it
    IP = "ip", "I′ chart"
    MR = "mr", "Moving range chart"
    P = "p", "P chart"
    PP = "pp", "P′ chart"
    U = "u", "U chart"
    UP = "up", "U′ chart"
    C = "c", "C chart"
    G = "g", "G chart"
    T = "t", "T chart"
    XBAR = "xbar", "X-bar chart"
    S = "s", "S chart"


class RuleSet(models.TextChoices):
    """The rule sets of `measures.spc`, by the names it has for them."""

    ANHOEJ = "anhoej", "Anhøj rules"
    MDC7 = "mdc7", "Making Data Count rules"
    MDC6 = "mdc6", "Making Data Count rules, 6 points"
    IHI = "ihi", "IHI run chart rules"
    IHI8 = "ihi8", "IHI run chart rules, 8 and 6 points"
    SHEWHART = "shewhart", "3-sigma limits only"


class GapScale(models.TextChoices):
    DIFFERENCE = "difference", "Difference: the group’s number less the other’s"
    RATIO = "ratio", "Rate ratio: the group’s number divided by the other’s"


@tracked()
class Measure(Owned):
    """What is counted, for whom and how often: the operational definition of one measure."""

    project = OwnedForeignKey(Project, related_name="measures")
    name = models.CharField(max_length=200)
    measure_type = models.CharField(max_length=20, choices=MeasureType)
    kind = models.CharField(max_length=20, choices=Kind)
    chart_kind = models.CharField(max_length=20, choices=ChartKind, default=ChartKind.RUN)
    numerator_label = models.CharField(max_length=200, help_text="What is counted; for a measured number, what it is.")
    denominator_label = models.CharField(max_length=200, blank=True)
    rate_per = models.PositiveIntegerField(default=1000)
    unit = models.CharField(max_length=40, blank=True)
    direction = models.CharField(max_length=10, choices=Direction)
    rules = models.CharField(
        max_length=12,
        choices=RuleSet,
        blank=True,
        db_default="",
        help_text="Empty: as the collaborative reads such a chart.",
    )
    screened = models.BooleanField(
        null=True,
        blank=True,
        help_text="Leave large moving ranges out of the limits; unknown: as the collaborative does.",
    )
    gap_scale = models.CharField(
        max_length=12, choices=GapScale, default=GapScale.DIFFERENCE, db_default=GapScale.DIFFERENCE.value
    )
    frequency = models.CharField(max_length=10, choices=Frequency)
    starts_on = models.DateField(help_text="First day of the first period.")
    target = models.DecimalField(max_digits=14, decimal_places=4, null=True, blank=True)
    definition = models.TextField(
        blank=True, help_text="Who is included and excluded, and where the numbers come from."
    )
    collected_by = models.CharField(max_length=200, blank=True)
    version = models.PositiveIntegerField(default=1)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta(Owned.Meta):
        ordering = ("measure_type", "name", "id")
        constraints: ClassVar = [
            Tenancy(name="measure_tenancy", parents=["project"]),
            models.UniqueConstraint(fields=["participation", "project", "name"], name="measure_name_once"),
            models.CheckConstraint(condition=Q(rate_per__gt=0), name="measure_rate_per_positive"),
            models.CheckConstraint(
                condition=Q(kind__in=sorted(EVENT_KINDS), frequency="event")
                | (~Q(kind__in=sorted(EVENT_KINDS)) & ~Q(frequency="event")),
                name="measure_events_by_date",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def has_denominator(self) -> bool:
        return self.kind in (Kind.PERCENTAGE, Kind.RATE, Kind.AVERAGE)

    @property
    def has_deviation(self) -> bool:
        return self.kind == Kind.AVERAGE

    @property
    def is_dated_by_events(self) -> bool:
        return self.kind in EVENT_KINDS


@tracked()
class Stratum(Owned):
    """A group the measure is counted for, such as one ethnic group. It may be reported between two periods only."""

    measure = OwnedForeignKey(Measure, related_name="strata")
    name = models.CharField(max_length=120)
    position = models.PositiveSmallIntegerField()
    is_comparator = models.BooleanField(default=False, help_text="The group the others are compared with.")
    is_unknown = models.BooleanField(
        default=False,
        db_default=False,
        help_text="People whose group was not stated or is not known: nobody to compare.",
    )
    active_from = models.DateField(null=True, blank=True)
    active_until = models.DateField(null=True, blank=True)

    class Meta(Owned.Meta):
        ordering = ("position", "id")
        constraints: ClassVar = [
            Tenancy(name="stratum_tenancy", parents=["measure"]),
            models.UniqueConstraint(fields=["participation", "measure", "name"], name="stratum_name_once"),
            models.UniqueConstraint(
                fields=["participation", "measure"], condition=Q(is_comparator=True), name="stratum_one_comparator"
            ),
            models.CheckConstraint(
                condition=Q(active_from__isnull=True)
                | Q(active_until__isnull=True)
                | Q(active_until__gte=F("active_from")),
                name="stratum_dates",
            ),
            models.CheckConstraint(
                condition=~Q(is_comparator=True, is_unknown=True), name="stratum_unknown_is_no_comparator"
            ),
        ]

    def __str__(self) -> str:
        return self.name
