"""What stands on a measure's charts, what people decided about them, and the charts themselves."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from collaborative.audit import tracked
from collaborative.models import Collaborative, Owned, OwnedForeignKey
from collaborative.tenancy.policy import Tenancy
from measures.models.definitions import Measure, RuleSet, Stratum


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


class Line(models.TextChoices):
    """Which line of a measure a chart shows."""

    VALUE = "value", "The measure"
    GAP = "gap", "The gap between a group and the one it is compared with"
    UNKNOWN = "unknown", "The share not stated or not known"


@tracked()
class ChartDecision(Owned):
    """What a person decided about a chart's lines, and why; deleting the row takes it back.

    `period` is the first of a new part (rebase, definition), the last period of the baseline, or the period that is
    left out. `every_chart`: of all charts of the measure, and then `line` and `stratum` say nothing.
    """

    class Decision(models.TextChoices):
        REBASE = "rebase", "Centre line drawn anew"
        DEFINITION = "definition", "Counted differently"
        BASELINE = "baseline", "Baseline fixed"
        EXCLUDE = "exclude", "Left out of the calculation"

    measure = OwnedForeignKey(Measure, related_name="decisions")
    line = models.CharField(max_length=10, choices=Line, default=Line.VALUE)
    stratum = OwnedForeignKey(Stratum, related_name="decisions", null=True, blank=True)
    every_chart = models.BooleanField(default=False)
    decision = models.CharField(max_length=12, choices=Decision)
    period = models.DateField(help_text="First day of the period.")
    reason = models.TextField()
    different = models.TextField(blank=True, help_text="How the new level differs from the old.")
    cause = models.TextField(blank=True, help_text="What is known to have caused it.")
    desirable = models.TextField(blank=True, help_text="Why it is wanted.")
    lasting = models.TextField(blank=True, help_text="Why it is expected to go on.")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta(Owned.Meta):
        ordering = ("period", "id")
        constraints: ClassVar = [
            Tenancy(name="decision_tenancy", parents=["measure", "stratum"]),
            models.UniqueConstraint(
                fields=["participation", "measure", "every_chart", "line", "stratum", "decision", "period"],
                nulls_distinct=False,
                name="decision_once",
            ),
            models.UniqueConstraint(
                fields=["participation", "measure", "line", "stratum"],
                condition=Q(decision="baseline"),
                nulls_distinct=False,
                name="decision_one_baseline",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="decision_reason"),
            models.CheckConstraint(
                condition=~Q(decision="rebase") | (~Q(different="") & ~Q(cause="") & ~Q(desirable="") & ~Q(lasting="")),
                name="decision_four_answers",
            ),
            models.CheckConstraint(
                condition=Q(every_chart=False) | Q(line="value", stratum__isnull=True), name="decision_every_chart"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_decision_display()} from {self.period}"

    @property
    def begins_part(self) -> bool:
        """Whether a new part of the chart begins with its period."""
        return self.decision in (self.Decision.REBASE, self.Decision.DEFINITION)

    def is_about(self, line: str, stratum_id: int | None) -> bool:
        """Whether it is about the chart of this line and group."""
        return self.every_chart or (self.line, self.stratum_id) == (line, stratum_id)


@tracked(owned=False)
class ChartDefaults(models.Model):
    """How one collaborative reads its charts, where a measure says nothing else. Without a row: these defaults."""

    collaborative = models.OneToOneField(Collaborative, models.PROTECT, related_name="chart_defaults")
    run_rules = models.CharField(max_length=12, choices=RuleSet, default=RuleSet.ANHOEJ)
    xmr_rules = models.CharField(max_length=12, choices=RuleSet, default=RuleSet.MDC7)
    limits_rules = models.CharField(
        max_length=12, choices=RuleSet, default=RuleSet.ANHOEJ, help_text="For every other chart with limits."
    )
    screened = models.BooleanField(
        null=True, blank=True, help_text="Leave large moving ranges out of the limits; unknown: as each rule set does."
    )

    def __str__(self) -> str:
        return f"How {self.collaborative} reads charts"


class Chart(Owned):
    """The computed chart of one line of a measure: its values or the gap of one group, or what is not known of groups.

    It is derived, so it has no history. `stale` is set in the transaction that changed what it is made from.
    """

    measure = OwnedForeignKey(Measure, related_name="charts")
    line = models.CharField(max_length=10, choices=Line, default=Line.VALUE, db_default=Line.VALUE.value)
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
                fields=["participation", "measure", "line", "stratum"], nulls_distinct=False, name="chart_once"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["participation", "stale_at"], condition=Q(stale=True), name="chart_stale")
        ]

    def __str__(self) -> str:
        return f"Chart of {self.measure}"
