"""The journey of an organisation: a collaborative's phases, when each begins and ends, pauses, and gates between."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from collaborative.audit import tracked
from collaborative.models import Collaborative, Owned, OwnedForeignKey
from collaborative.tenancy.keys import SameParent
from collaborative.tenancy.policy import Tenancy

DATES = ("planned_start", "planned_end", "forecast_start", "forecast_end", "actual_start", "actual_end")


@tracked(owned=False)
class Phase(models.Model):
    """One phase of a collaborative. It has no length: each organisation has dates of its own.

    removed_at: it was added by mistake, and no organisation had used it.
    """

    collaborative = models.ForeignKey(Collaborative, models.PROTECT, related_name="phases")
    number = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=100)
    purpose = models.CharField(max_length=500, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("number",)
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["collaborative", "number"], condition=Q(removed_at__isnull=True), name="phase_number_once"
            ),
            models.UniqueConstraint(fields=["collaborative", "id"], name="phase_key"),
        ]

    def __str__(self) -> str:
        return f"Phase {self.number}: {self.name}"


@tracked(owned=False)
class GateCriterion(models.Model):
    """What must be so before an organisation goes on from a phase. retired_at: no longer asked; old reviews keep it."""

    collaborative = models.ForeignKey(Collaborative, models.PROTECT, related_name="+")
    phase = models.ForeignKey(Phase, models.PROTECT, related_name="criteria", db_constraint=False)
    position = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=300)
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("position", "id")
        constraints: ClassVar = [
            SameParent(name="gate_criterion_phase", within="collaborative", parent="phase"),
            models.UniqueConstraint(fields=["collaborative", "id"], name="gate_criterion_key"),
        ]

    def __str__(self) -> str:
        return self.text


class PauseBase(models.Model):
    """Days without work, the last one included; without a last day until further notice.

    withdrawn_at: it was written down wrongly. made_at: since when its dates are known.
    """

    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    reason = models.CharField(max_length=500)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.reason


def _in_order(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name=name)


@tracked(owned=False)
class ProgrammePause(PauseBase):
    """The whole collaborative pauses."""

    collaborative = models.ForeignKey(Collaborative, models.PROTECT, related_name="+")

    class Meta:
        ordering = ("-starts_on", "id")
        constraints: ClassVar = [_in_order("programme_pause_dates")]


@tracked()
class Pause(Owned, PauseBase):
    """One organisation pauses."""

    class Meta(Owned.Meta):
        ordering = ("-starts_on", "id")
        constraints: ClassVar = [Tenancy(name="pause_tenancy"), _in_order("pause_dates")]


@tracked()
class PhasePlan(Owned):
    """The dates of one phase at one organisation. planned_at, forecast_at: when the plan and the forecast were made."""

    phase = models.ForeignKey(Phase, models.PROTECT, related_name="+", db_constraint=False)
    planned_start = models.DateField(null=True, blank=True)
    planned_end = models.DateField(null=True, blank=True)
    planned_at = models.DateTimeField(null=True, blank=True)
    forecast_start = models.DateField(null=True, blank=True)
    forecast_end = models.DateField(null=True, blank=True)
    forecast_at = models.DateTimeField(null=True, blank=True)
    actual_start = models.DateField(null=True, blank=True)
    actual_end = models.DateField(null=True, blank=True)

    class Meta(Owned.Meta):
        ordering = ("phase__number",)
        constraints: ClassVar = [
            Tenancy(name="phaseplan_tenancy"),
            SameParent(name="phaseplan_phase", within="collaborative", parent="phase"),
            models.UniqueConstraint(fields=["participation", "phase"], name="phaseplan_once"),
        ]

    def __str__(self) -> str:
        return f"Dates of {self.phase}"


@tracked()
class PhaseChange(Owned):
    """One date of a phase that was set or moved, and why."""

    plan = OwnedForeignKey(PhasePlan, related_name="changes")
    which = models.CharField(max_length=20, choices=[(name, name) for name in DATES])
    before = models.DateField(null=True, blank=True)
    after = models.DateField(null=True, blank=True)
    reason = models.CharField(max_length=500)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)

    class Meta(Owned.Meta):
        ordering = ("-made_at", "-id")
        constraints: ClassVar = [Tenancy(name="phasechange_tenancy", parents=["plan"])]

    def __str__(self) -> str:
        return f"{self.which}: {self.reason}"


class Outcome(models.TextChoices):
    """What became of a team's word that it is ready to go on."""

    WAITING = "", "Waiting for the coach"
    PASSED = "passed", "Go on to the next phase"
    MORE = "more", "More is needed first"
    WITHDRAWN = "withdrawn", "Withdrawn by the team"


@tracked()
class GateReview(Owned):
    """A team says that it is ready to go on from a phase, and its coach answers. Each such exchange is kept.

    although: why the team wants to go on although not all is met. decided_by, decided_at: who answered and when; where
    it is withdrawn, who of the team withdrew it.
    """

    phase = models.ForeignKey(Phase, models.PROTECT, related_name="+", db_constraint=False)
    note = models.TextField(blank=True)
    although = models.TextField(blank=True)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(default=timezone.now)
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True, default=Outcome.WAITING)
    decision = models.TextField(blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta(Owned.Meta):
        ordering = ("-proposed_at", "-id")
        constraints: ClassVar = [
            Tenancy(name="gatereview_tenancy"),
            SameParent(name="gatereview_phase", within="collaborative", parent="phase"),
            models.UniqueConstraint(
                fields=["participation", "phase"], condition=Q(outcome=""), name="gatereview_one_waiting"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.phase}: {self.get_outcome_display()}"


@tracked()
class GateAnswer(Owned):
    """Whether one criterion is met, and where that can be seen."""

    review = OwnedForeignKey(GateReview, related_name="answers")
    criterion = models.ForeignKey(GateCriterion, models.PROTECT, related_name="+", db_constraint=False)
    met = models.BooleanField(default=False)
    evidence = models.TextField(blank=True)
    link = models.URLField(max_length=500, blank=True)

    class Meta(Owned.Meta):
        ordering = ("criterion__position", "id")
        constraints: ClassVar = [
            Tenancy(name="gateanswer_tenancy", parents=["review"]),
            SameParent(name="gateanswer_criterion", within="collaborative", parent="criterion"),
            models.UniqueConstraint(fields=["participation", "review", "criterion"], name="gateanswer_once"),
        ]

    def __str__(self) -> str:
        return f"{self.criterion}: {'met' if self.met else 'not met'}"
