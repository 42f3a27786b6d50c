"""What a new team has to see to, and how ready it finds itself."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from collaborative.audit import tracked
from collaborative.models import Collaborative, Owned, OwnedForeignKey
from collaborative.tenancy.keys import SameParent
from collaborative.tenancy.policy import Tenancy


class Fact(models.TextChoices):
    """What the product can see for itself, so that nobody has to tick it."""

    LEAD = "lead", "A project lead has accepted their invitation"
    SPONSOR = "sponsor", "An executive sponsor has accepted their invitation"
    PARTNER = "partner", "Somebody with lived experience is in the team"
    COACH = "coach", "The organisation has a QI coach"
    KEY_CONTACT = "key_contact", "A key contact is named"
    PROJECT = "project", "A project is described"


@tracked(owned=False)
class ChecklistItem(models.Model):
    """One thing every new team of a collaborative sees to. With a `fact` it is ticked by itself."""

    collaborative = models.ForeignKey(Collaborative, models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField(default=0)
    text = models.CharField(max_length=200)
    hint = models.CharField(max_length=300, blank=True)
    fact = models.CharField("ticked by itself when", max_length=20, choices=Fact, blank=True)
    is_active = models.BooleanField("in use", default=True)

    class Meta:
        ordering = ("position", "id")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["collaborative", "id"], name="checklist_item_key"),
            models.UniqueConstraint(fields=["collaborative", "text"], name="checklist_item_once"),
        ]

    def __str__(self) -> str:
        return self.text


@tracked()
class ChecklistTick(Owned):
    """A team has seen to one thing: who said so, and when."""

    # The team that runs the collaborative sees the checklist too.
    is_work = False

    item = models.ForeignKey(ChecklistItem, models.PROTECT, related_name="+")
    note = models.CharField(max_length=300, blank=True)
    ticked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    ticked_at = models.DateTimeField(default=timezone.now)

    class Meta(Owned.Meta):
        ordering = ("id",)
        constraints: ClassVar = [
            Tenancy(name="checklist_tick_tenancy"),
            models.UniqueConstraint(fields=["participation", "item"], name="checklist_tick_once"),
            SameParent(name="checklist_tick_own_item", within="collaborative", parent="item"),
        ]

    def __str__(self) -> str:
        return f"Ticked: {self.item_id}"


@tracked(owned=False)
class ReadinessQuestion(models.Model):
    """One question a team asks itself about how ready it is; `low` and `high` say what 1 and 5 mean.

    Its words stay as they were answered: one that is reworded is taken out of use, and another stands in its place.
    """

    collaborative = models.ForeignKey(Collaborative, models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField(default=0)
    theme = models.CharField(max_length=100)
    text = models.CharField(max_length=300)
    low = models.CharField("what 1 means", max_length=200)
    high = models.CharField("what 5 means", max_length=200)
    is_active = models.BooleanField("in use", default=True)

    class Meta:
        ordering = ("position", "id")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["collaborative", "id"], name="readiness_question_key"),
            models.UniqueConstraint(
                fields=["collaborative", "text"], condition=Q(is_active=True), name="readiness_question_once"
            ),
        ]

    def __str__(self) -> str:
        return self.text


@tracked()
class Readiness(Owned):
    """One time that a team asked itself how ready it is. For the team and its coach alone."""

    taken_on = models.DateField(default=timezone.localdate)
    summary = models.TextField("what we take from it", blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta(Owned.Meta):
        ordering = ("-taken_on", "-id")
        verbose_name = "readiness self-assessment"
        constraints: ClassVar = [Tenancy(name="readiness_tenancy")]

    def __str__(self) -> str:
        return f"Readiness on {self.taken_on}"


@tracked()
class ReadinessAnswer(Owned):
    """The team's answer to one question: 1 to 5, and why."""

    class Score(models.IntegerChoices):
        ONE = 1, "1"
        TWO = 2, "2"
        THREE = 3, "3"
        FOUR = 4, "4"
        FIVE = 5, "5"

    readiness = OwnedForeignKey(Readiness, models.CASCADE, related_name="answers")
    question = models.ForeignKey(ReadinessQuestion, models.PROTECT, related_name="+")
    score = models.PositiveSmallIntegerField(choices=Score)
    comment = models.CharField(max_length=1000, blank=True)

    class Meta(Owned.Meta):
        ordering = ("id",)
        constraints: ClassVar = [
            Tenancy(name="readiness_answer_tenancy", parents=("readiness",)),
            models.UniqueConstraint(fields=["participation", "readiness", "question"], name="readiness_answer_once"),
            models.CheckConstraint(condition=Q(score__gte=1, score__lte=5), name="readiness_answer_score"),
            SameParent(name="readiness_answer_own_question", within="collaborative", parent="question"),
        ]

    def __str__(self) -> str:
        return f"{self.question_id}: {self.score}"
