"""Measures, their groups and numbers, what stands on their charts, and the charts themselves."""

from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

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


class Direction(models.TextChoices):
    UP = "up", "Higher is better"
    DOWN = "down", "Lower is better"
    NONE = "none", "Neither: we only want to see it change"


class Frequency(models.TextChoices):
    WEEK = "week", "Every week"
    MONTH = "month", "Every month"
    QUARTER = "quarter", "Every quarter"


class ChartKind(models.TextChoices):
    RUN = "run", "Run chart"


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
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def has_denominator(self) -> bool:
        return self.kind in (Kind.PERCENTAGE, Kind.RATE)


@tracked()
class Stratum(Owned):
    """A group the measure is counted for, such as one ethnic group. It may be reported between two periods only."""

    measure = OwnedForeignKey(Measure, related_name="strata")
    name = models.CharField(max_length=120)
    position = models.PositiveSmallIntegerField()
    is_comparator = models.BooleanField(default=False, help_text="The group the others are compared with.")
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
        ]

    def __str__(self) -> str:
        return self.name


@tracked(exclude=("text", "refused"))
class Import(Owned):
    """A pasted table or file, kept as it came: what was taken, what was refused and why."""

    class Status(models.TextChoices):
        PREVIEW = "preview", "Waiting for you to check it"
        DONE = "done", "Imported"
        CANCELLED = "cancelled", "Not imported"

    measure = OwnedForeignKey(Measure, related_name="imports")
    filename = models.CharField(max_length=200, blank=True)
    sha256 = models.CharField(max_length=64)
    text = models.TextField()
    status = models.CharField(max_length=10, choices=Status, default=Status.PREVIEW)
    rows_total = models.PositiveIntegerField(default=0)
    rows_new = models.PositiveIntegerField(default=0)
    rows_changed = models.PositiveIntegerField(default=0)
    rows_same = models.PositiveIntegerField(default=0)
    refused = models.JSONField(default=list, help_text="Row number, what it said, and why it was refused.")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta(Owned.Meta):
        ordering = ("-created_at", "-id")
        constraints: ClassVar = [Tenancy(name="import_tenancy", parents=["measure"])]

    def __str__(self) -> str:
        return self.filename or "Pasted table"


# A file is told of once, as an Import, and not number by number.
@tracked(inserts=pgtrigger.Q(new__source="typed"))
class DataPoint(Owned):
    """One period's number for one group (or for everyone), or the reason why there is none."""

    class Source(models.TextChoices):
        TYPED = "typed", "Typed"
        IMPORT = "import", "From a file or pasted table"

    measure = OwnedForeignKey(Measure, related_name="points")
    stratum = OwnedForeignKey(Stratum, related_name="points", null=True, blank=True)
    period = models.DateField(help_text="First day of the period.")
    numerator = models.DecimalField(max_digits=14, decimal_places=4, null=True, blank=True)
    denominator = models.DecimalField(max_digits=14, decimal_places=4, null=True, blank=True)
    no_data_reason = models.CharField(max_length=200, blank=True)
    source = models.CharField(max_length=10, choices=Source, default=Source.TYPED)
    source_import = OwnedForeignKey(Import, related_name="points", null=True, blank=True)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(default=timezone.now)

    class Meta(Owned.Meta):
        ordering = ("period", "stratum__position", "id")
        constraints: ClassVar = [
            Tenancy(name="datapoint_tenancy", parents=["measure", "stratum", "source_import"]),
            models.UniqueConstraint(
                fields=["participation", "measure", "stratum", "period"], nulls_distinct=False, name="datapoint_once"
            ),
            models.CheckConstraint(
                condition=Q(numerator__isnull=False, no_data_reason="")
                | (Q(numerator__isnull=True, denominator__isnull=True) & ~Q(no_data_reason="")),
                name="datapoint_number_or_reason",
            ),
            models.CheckConstraint(
                condition=Q(denominator__isnull=True) | Q(denominator__gt=0) | Q(denominator=0, numerator=0),
                name="datapoint_denominator",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.period}: {self.numerator if self.numerator is not None else self.no_data_reason}"


@tracked()
class Annotation(Owned):
    """Something that happened and stands on the measure's charts: a note, or a test written in by its cycle."""

    class AnnotationKind(models.TextChoices):
        NOTE = "note", "Note"
        PDSA = "pdsa", "Test (PDSA cycle)"

    measure = OwnedForeignKey(Measure, related_name="annotations")
    label = models.CharField(max_length=200)
    kind = models.CharField(max_length=10, choices=AnnotationKind, default=AnnotationKind.NOTE)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    source = models.CharField(
        max_length=60, blank=True, help_text="What wrote it, such as pdsa:12; empty for a person."
    )
    url = models.CharField(max_length=200, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta(Owned.Meta):
        ordering = ("starts_on", "id")
        constraints: ClassVar = [
            Tenancy(name="annotation_tenancy", parents=["measure"]),
            models.UniqueConstraint(
                fields=["participation", "measure", "source"], condition=~Q(source=""), name="annotation_source_once"
            ),
        ]

    def __str__(self) -> str:
        return self.label


class Chart(Owned):
    """The computed chart of one measure, for everyone or for one group.

    It is derived, so it has no history. `stale` is set in the transaction that changed what it is made from.
    """

    measure = OwnedForeignKey(Measure, related_name="charts")
    stratum = OwnedForeignKey(Stratum, related_name="charts", null=True, blank=True)
    stale = models.BooleanField(default=True)
    stale_at = models.DateTimeField(default=timezone.now)
    computed_at = models.DateTimeField(null=True, blank=True)
    engine = models.CharField(max_length=20, blank=True)
    input_hash = models.CharField(max_length=64, blank=True)
    series = models.JSONField(default=dict, help_text="Periods, values, numerators, denominators and reasons.")
    analysis = models.JSONField(default=dict)

    class Meta(Owned.Meta):
        ordering = ("measure_id", "stratum__position", "id")
        constraints: ClassVar = [
            Tenancy(name="chart_tenancy", parents=["measure", "stratum"]),
            models.UniqueConstraint(
                fields=["participation", "measure", "stratum"], nulls_distinct=False, name="chart_once"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["participation", "stale_at"], condition=Q(stale=True), name="chart_stale")
        ]

    def __str__(self) -> str:
        return f"Chart of {self.measure}"
