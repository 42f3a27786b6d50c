"""What a whole collaborative counts: programme measures, who counts by which version, and the pooled charts."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from collaborative.audit import tracked
from collaborative.models import Collaborative, Owned, OwnedForeignKey
from collaborative.tenancy.keys import SameParent
from collaborative.tenancy.policy import Tenancy
from measures.models.definitions import ChartKind, Direction, Frequency, Kind, Measure, MeasureType

# Of averages and single counts no sum over organisations says what one organisation's number says.
POOLED_KINDS = (Kind.PERCENTAGE, Kind.RATE)
# Limits of P and U charts are made from the pooled denominators, so whoever reads them could work these back.
POOLED_CHARTS = (ChartKind.RUN, ChartKind.XMR)
POOLED_FREQUENCIES = (Frequency.WEEK, Frequency.MONTH, Frequency.QUARTER)


def _choices(*members: Any) -> list[tuple[str, str]]:
    return [(member.value, member.label) for member in members]


@tracked(owned=False)
class ProgrammeMeasure(models.Model):
    """What every organisation of a collaborative counts alike, so that its numbers can be added up."""

    collaborative = models.ForeignKey(Collaborative, models.PROTECT, related_name="programme_measures")
    name = models.CharField(max_length=200)
    measure_type = models.CharField(max_length=20, choices=MeasureType)
    kind = models.CharField(max_length=20, choices=_choices(*POOLED_KINDS))
    numerator_label = models.CharField(max_length=200)
    denominator_label = models.CharField(max_length=200)
    rate_per = models.PositiveIntegerField(default=1000)
    direction = models.CharField(max_length=10, choices=Direction)
    frequency = models.CharField(max_length=10, choices=_choices(*POOLED_FREQUENCIES))
    target = models.DecimalField(max_digits=14, decimal_places=4, null=True, blank=True)
    chart_kind = models.CharField(max_length=20, choices=_choices(*POOLED_CHARTS), default=ChartKind.RUN)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("name", "id")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["collaborative", "id"], name="programme_measure_key"),
            models.UniqueConstraint(fields=["collaborative", "name"], name="programme_measure_name_once"),
            models.CheckConstraint(condition=Q(kind__in=sorted(POOLED_KINDS)), name="programme_measure_can_be_pooled"),
            models.CheckConstraint(condition=Q(chart_kind__in=sorted(POOLED_CHARTS)), name="programme_measure_chart"),
            models.CheckConstraint(
                condition=Q(frequency__in=sorted(POOLED_FREQUENCIES)), name="programme_measure_frequency"
            ),
            models.CheckConstraint(condition=Q(rate_per__gt=0), name="programme_measure_rate_per_positive"),
        ]

    def __str__(self) -> str:
        return self.name


@tracked(owned=False)
class ProgrammeVersion(models.Model):
    """How a programme measure is counted from one period on. A new version starts a new part of the pooled chart."""

    collaborative = models.ForeignKey(Collaborative, models.PROTECT, related_name="+")
    programme_measure = models.ForeignKey(
        ProgrammeMeasure, models.PROTECT, related_name="versions", db_constraint=False
    )
    number = models.PositiveIntegerField()
    effective_from = models.DateField(help_text="First day of the first period.")
    definition = models.TextField(help_text="Who and what is counted, and where the numbers come from.")
    texts = models.JSONField(
        default=dict, db_default={}, help_text="The rest of its operational definition, by the catalogue's keys."
    )
    reason = models.TextField(blank=True, help_text="Why it is counted differently from the version before.")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("programme_measure_id", "number")
        constraints: ClassVar = [
            SameParent(name="programme_version_own_collaborative", within="collaborative", parent="programme_measure"),
            models.UniqueConstraint(fields=["programme_measure", "id"], name="programme_version_key"),
            models.UniqueConstraint(fields=["collaborative", "id"], name="programme_version_place_key"),
            models.UniqueConstraint(fields=["programme_measure", "number"], name="programme_version_number_once"),
            models.UniqueConstraint(fields=["programme_measure", "effective_from"], name="programme_version_day_once"),
            models.CheckConstraint(condition=Q(number=1) | ~Q(reason=""), name="programme_version_reason"),
        ]

    def __str__(self) -> str:
        return f"Version {self.number} of {self.programme_measure}"


@tracked()
class Adoption(Owned):
    """From a period on an organisation counts for a programme measure: in which of its own measures, and how.

    `version` is the one it counts by; without one it counts differently. The latest row at or before a period holds in
    it, so that of each organisation one measure counts at a time. The composite keys see to it that measure, version
    and programme measure belong together.
    """

    measure = OwnedForeignKey(Measure, related_name="adoptions")
    programme_measure = models.ForeignKey(
        ProgrammeMeasure, models.PROTECT, related_name="adoptions", db_constraint=False
    )
    version = models.ForeignKey(
        ProgrammeVersion, models.PROTECT, related_name="adoptions", null=True, blank=True, db_constraint=False
    )
    since = models.DateField(help_text="First day of the first period.")
    reason = models.TextField(blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta(Owned.Meta):
        ordering = ("programme_measure_id", "since", "id")
        constraints: ClassVar = [
            Tenancy(name="adoption_tenancy", parents=["measure"]),
            SameParent(name="adoption_own_collaborative", within="collaborative", parent="programme_measure"),
            SameParent(name="adoption_own_version", within="programme_measure", parent="version"),
            models.UniqueConstraint(fields=["participation", "programme_measure", "since"], name="adoption_once"),
            models.CheckConstraint(
                condition=Q(version__isnull=False) | ~Q(reason=""), name="adoption_differently_says_how"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.measure} counts for {self.programme_measure} from {self.since}"


class ProgrammeChart(models.Model):
    """The computed chart of a programme measure: only what everybody in the collaborative may see of it.

    It is derived, so it has no history. Its values are those of the day it was computed on, whatever changed since
    (`queries.programme.is_due`); without a hash, what it counts has been changed.
    """

    programme_measure = models.OneToOneField(ProgrammeMeasure, models.PROTECT, related_name="chart")
    computed_at = models.DateTimeField(null=True, blank=True)
    engine = models.CharField(max_length=20, blank=True)
    input_hash = models.CharField(max_length=64, blank=True)
    series = models.JSONField(
        default=dict, help_text="Periods, values, why there is none, and how many organisations reported of how many."
    )
    analysis = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"Chart of {self.programme_measure}"


class ProgrammeChange(models.Model):
    """Something changed of what a pooled chart is made from, and the chart does not show it yet.

    A row is added in the transaction of the change and removed by the computation that has seen it. Were the chart
    itself marked, every organisation's saving would wait for all others' that change the same chart.
    """

    chart = models.ForeignKey(ProgrammeChart, models.PROTECT, related_name="changes")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"Change of {self.chart} at {self.at}"
