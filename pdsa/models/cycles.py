"""Plan-do-study-act cycles: the record of one test, and its predictions."""

import uuid
from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from collaborative.audit import tracked
from collaborative.models import Owned, OwnedForeignKey
from collaborative.tenancy.policy import Tenancy
from organisations.models import Project
from pdsa.states import STATUS_NAMES, Stage, Status, stages_reached
from phases.models import ChangeIdea

STATUS_CHOICES = [(status.value, name) for status, name in STATUS_NAMES.items()]
# The cycle's row is locked while it is asked, so that a start under way is waited for.
_REFUSE_LATE_PREDICTION = """
    IF NEW.cycle_id IS DISTINCT FROM OLD.cycle_id THEN
        SELECT do_started_at INTO started FROM pdsa_cycle
        WHERE participation_id = NEW.participation_id AND id = NEW.cycle_id FOR SHARE;
        IF started IS NOT NULL THEN
            RAISE EXCEPTION 'A test that has started takes no new prediction';
        END IF;
    END IF;
    RETURN NEW;
"""
_STARTED = [Status.DO.value, Status.STUDY.value, Status.ACT.value, Status.COMPLETE.value]


class Purpose(models.TextChoices):
    COLLECT = "collect", "Collect information"
    DEVELOP = "develop", "Develop a change"
    TEST = "test", "Test a change"
    IMPLEMENT = "implement", "Make a change permanent"


class Scale(models.TextChoices):
    ONE = "one", "One person, or one shift"
    FEW = "few", "A few people or shifts"
    TEAM = "team", "One team"
    TEAMS = "teams", "Several teams"
    ORGANISATION = "organisation", "The whole organisation"
    BEYOND = "beyond", "Beyond the organisation"


class Decision(models.TextChoices):
    ADOPT = "adopt", "Adopt: keep the change"
    ADAPT = "adapt", "Adapt: change it and test again"
    ABANDON = "abandon", "Abandon: stop, and keep what we learned"
    EXPAND = "expand", "Expand: test it again on a larger scale"


class CarriedOut(models.TextChoices):
    YES = "yes", "Yes"
    PARTLY = "partly", "Partly"
    NO = "no", "No"


class Involvement(models.TextChoices):
    NOT_RECORDED = "", "Not recorded yet"
    NONE = "none", "Not involved"
    INFORMED = "informed", "Informed"
    CONSULTED = "consulted", "Consulted"
    INVOLVED = "involved", "Involved"
    PARTNER = "partner", "Equal partner"
    LED = "led", "Led it"


@tracked()
class Cycle(Owned):
    """One PDSA cycle. Any stage can be saved alone; predictions lock when Do starts."""

    project = OwnedForeignKey(Project, related_name="cycles")
    idea = OwnedForeignKey(ChangeIdea, related_name="cycles")
    previous = OwnedForeignKey("self", null=True, blank=True, related_name="next_cycles")
    series = models.UUIDField(default=uuid.uuid4, editable=False, help_text="Shared by the tests of one ramp.")
    number = models.PositiveSmallIntegerField(default=1, help_text="Place in its series.")
    status = models.CharField(max_length=10, choices=STATUS_CHOICES, default=Status.PLAN.value)
    version = models.PositiveIntegerField(default=1)
    form_key = models.UUIDField(
        null=True, blank=True, editable=False, help_text="The form it was first sent from, which makes one test only."
    )

    credit = models.CharField(
        max_length=200, blank=True, help_text="The organisation whose shared plan this was made from."
    )

    title = models.CharField(max_length=200)
    purpose = models.CharField(max_length=10, choices=Purpose, default=Purpose.TEST)
    objective = models.TextField(blank=True)
    scale = models.CharField(max_length=15, choices=Scale, default=Scale.ONE)
    segment = models.CharField(max_length=200, blank=True)
    setting = models.CharField(max_length=200, blank=True)
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    led_by = models.CharField(max_length=200, blank=True)
    data_plan = models.TextField("what is collected", blank=True)
    data_who = models.CharField("who collects it", max_length=200, blank=True)
    data_when = models.CharField("when it is collected", max_length=200, blank=True)
    data_how = models.CharField("how it is collected", max_length=200, blank=True)
    involvement = models.CharField(max_length=10, choices=Involvement, blank=True, default="")
    involvement_note = models.TextField(blank=True)

    do_started_at = models.DateTimeField(null=True, blank=True)
    carried_out = models.CharField(max_length=10, choices=CarriedOut, blank=True)
    deviations = models.TextField(blank=True)
    observations = models.TextField(blank=True)
    problems = models.TextField(blank=True)
    unintended = models.TextField(blank=True)

    study_started_at = models.DateTimeField(null=True, blank=True)
    learned = models.TextField(blank=True)
    surprises = models.TextField(blank=True)
    analysis = models.TextField(blank=True)

    decision = models.CharField(max_length=10, choices=Decision, blank=True)
    rationale = models.TextField(blank=True)
    next_steps = models.TextField(blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    stopped_at = models.DateTimeField(null=True, blank=True)
    stop_reason = models.TextField(blank=True)
    may_share = models.BooleanField(default=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta(Owned.Meta):
        ordering = ("-created_at", "-id")
        constraints: ClassVar = [
            Tenancy(name="cycle_tenancy", parents=["project", "idea", "previous"]),
            models.CheckConstraint(
                condition=Q(starts_on__isnull=True) | Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="cycle_dates",
            ),
            models.CheckConstraint(
                condition=~Q(status="complete") | (~Q(decision="") & Q(decided_at__isnull=False)),
                name="cycle_complete_has_decision",
            ),
            models.CheckConstraint(
                condition=~Q(status="stopped") | (~Q(stop_reason="") & Q(stopped_at__isnull=False)),
                name="cycle_stopped_has_reason",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=_STARTED) | Q(do_started_at__isnull=False, starts_on__isnull=False),
                name="cycle_started_has_dates",
            ),
            models.UniqueConstraint(fields=["participation", "series", "number"], name="cycle_number_once"),
            models.UniqueConstraint(fields=["participation", "form_key"], name="cycle_form_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["participation", "project", "status"], name="cycle_by_project")]

    def __str__(self) -> str:
        return self.title

    @property
    def is_started(self) -> bool:
        """True from the moment Do began, for ever after."""
        return self.do_started_at is not None

    @property
    def is_ended(self) -> bool:
        """True once the trying is over: it is being studied, or was decided or stopped after it began."""
        return self.is_started and self.status not in (Status.PLAN, Status.DO)

    @property
    def stages(self) -> tuple[Stage, ...]:
        """The parts of the record reached so far."""
        return stages_reached(self.status, started=self.is_started, studied=self.study_started_at is not None)


@tracked()
class Prediction(Owned):
    """A question the test should answer and what the team expects. Locked when Do starts, compared in Study."""

    class Result(models.TextChoices):
        MET = "met", "As predicted"
        PARTLY = "partly", "Partly as predicted"
        NOT = "not", "Not as predicted"

    cycle = OwnedForeignKey(Cycle, related_name="predictions")
    position = models.PositiveSmallIntegerField(default=1)
    question = models.CharField(max_length=300, blank=True)
    text = models.TextField("prediction", blank=True)
    locked_at = models.DateTimeField(null=True, blank=True)
    result = models.CharField(max_length=10, choices=Result, blank=True)
    result_note = models.TextField(blank=True)

    class Meta(Owned.Meta):
        ordering = ("position", "id")
        constraints: ClassVar = [Tenancy(name="prediction_tenancy", parents=["cycle"])]
        # A prediction is worth something only if nobody can make it fit afterwards, by whichever door they come.
        triggers: ClassVar = [
            pgtrigger.Protect(
                name="prediction_locked",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__locked_at__isnull=False)
                & (
                    pgtrigger.Q(old__text__df=pgtrigger.F("new__text"))
                    | pgtrigger.Q(old__question__df=pgtrigger.F("new__question"))
                    | pgtrigger.Q(old__locked_at__df=pgtrigger.F("new__locked_at"))
                    | pgtrigger.Q(old__cycle_id__df=pgtrigger.F("new__cycle_id"))
                ),
            ),
            pgtrigger.Protect(
                name="prediction_kept",
                operation=pgtrigger.Delete,
                condition=pgtrigger.Q(old__locked_at__isnull=False),
            ),
            pgtrigger.Trigger(
                name="prediction_before_do",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                declare=[("started", "timestamptz")],
                func=_REFUSE_LATE_PREDICTION,
            ),
        ]

    def __str__(self) -> str:
        return self.text
