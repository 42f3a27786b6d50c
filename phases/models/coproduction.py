"""Coproduction: who with lived experience took part in what, how much they had a say, and what they said."""

from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from collaborative.audit import tracked
from collaborative.models import Owned, OwnedForeignKey
from collaborative.tenancy.policy import Tenancy
from organisations.models import Project
from phases.models.codes import Code
from phases.models.populations import Population
from phases.models.theory import TheoryNode


class Level(models.TextChoices):
    """How much of a say somebody had. Only a partner says this."""

    UNSAID = "", "Not said yet"
    INFORMED = "informed", "Informed: we were told"
    CONSULTED = "consulted", "Consulted: we were asked"
    INVOLVED = "involved", "Involved: we worked on it together"
    EQUAL = "equal", "Equal partner: we decided together"
    LED = "led", "Led: we led it"


class Thing(models.TextChoices):
    """What of the work above people may take part in; only named here, by kind, id and name."""

    NONE = "", "None of them"
    MEASURE = "measure", "Measure"
    TEST = "test", "Test"


@tracked()
class Involvement(Owned):
    """People with lived experience took part in one step of the work, one part of the theory, for one population, or in
    one measure or test.

    thing, thing_key, thing_name: that measure or test, with the name it had. who: a group or a role, never a person's
    name. level, words: in the partner's own words; said_by is that partner.
    """

    project = OwnedForeignKey(Project, related_name="involvements")
    step = models.ForeignKey(Code, models.PROTECT, null=True, blank=True, related_name="+")
    node = OwnedForeignKey(TheoryNode, null=True, blank=True, related_name="involvements")
    population = OwnedForeignKey(Population, null=True, blank=True, related_name="involvements")
    thing = models.CharField(max_length=10, choices=Thing, blank=True, default=Thing.NONE)
    thing_key = models.BigIntegerField(null=True, blank=True)
    thing_name = models.CharField(max_length=300, blank=True)
    who = models.CharField(max_length=200)
    what = models.TextField(blank=True)
    happened_on = models.DateField()
    level = models.CharField(max_length=10, choices=Level, blank=True, default=Level.UNSAID)
    words = models.TextField(blank=True)
    said_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    is_of_partners = True

    class Meta(Owned.Meta):
        ordering = ("-happened_on", "-id")
        constraints: ClassVar = [
            Tenancy(name="involvement_tenancy", parents=["project", "node", "population"]),
            models.CheckConstraint(
                condition=Q(step__isnull=False, node__isnull=True, population__isnull=True, thing_key__isnull=True)
                | Q(step__isnull=True, node__isnull=False, population__isnull=True, thing_key__isnull=True)
                | Q(step__isnull=True, node__isnull=True, population__isnull=False, thing_key__isnull=True)
                | Q(step__isnull=True, node__isnull=True, population__isnull=True, thing_key__isnull=False),
                name="involvement_in_one_thing",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.who}, {self.happened_on}"

    @property
    def about(self) -> str:
        """What they took part in."""
        if self.node is not None:
            return self.node.idea.title if self.node.idea else self.node.text or "The aim"
        return self.thing_name or str(self.step or self.population)


class About(models.TextChoices):
    """What a partner agrees to or not."""

    POPULATIONS = "populations", "Whom we work for"
    THEORY = "theory", "The theory of change"
    MEASURES = "measures", "What we measure"
    DESIGN = "design", "The whole design"
    OTHER = "other", "Something else"


class Verdict(models.TextChoices):
    """What a partner says to it."""

    AGREE = "agree", "I agree"
    CONCERNS = "concerns", "I agree, but I have concerns"
    DISSENT = "dissent", "I do not agree"


def _kept(name: str, column: str) -> pgtrigger.Protect:
    """Nobody changes or removes what was said, whoever they are."""
    return pgtrigger.Protect(
        name=name,
        operation=pgtrigger.Update | pgtrigger.Delete,
        condition=pgtrigger.Q(**{f"old__{column}__isnull": False}),
    )


@tracked()
class SignOff(Owned):
    """A partner agrees to a part of the work or does not. Once said it can be neither changed nor removed.

    Who thinks otherwise later says so again; both are kept.
    """

    project = OwnedForeignKey(Project, related_name="sign_offs")
    about = models.CharField(max_length=12, choices=About)
    verdict = models.CharField(max_length=10, choices=Verdict)
    words = models.TextField(blank=True)
    said_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    said_at = models.DateTimeField(null=True, default=timezone.now)

    is_of_partners = True

    class Meta(Owned.Meta):
        ordering = ("-said_at", "-id")
        constraints: ClassVar = [Tenancy(name="signoff_tenancy", parents=["project"])]
        triggers: ClassVar = [_kept("signoff_kept", "said_at")]

    def __str__(self) -> str:
        return f"{self.get_about_display()}: {self.get_verdict_display()}"


@tracked()
class Reply(Owned):
    """What became of what a partner said."""

    sign_off = OwnedForeignKey(SignOff, related_name="replies")
    words = models.TextField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(null=True, default=timezone.now)

    is_of_partners = True

    class Meta(Owned.Meta):
        ordering = ("made_at", "id")
        constraints: ClassVar = [Tenancy(name="reply_tenancy", parents=["sign_off"])]
        triggers: ClassVar = [_kept("reply_kept", "made_at")]

    def __str__(self) -> str:
        return self.words


class Payment(models.TextChoices):
    """Where the payment for involvement stands. No amounts, and nothing of a bank."""

    NOT_OFFERED = "", "Not offered"
    OFFERED = "offered", "Offered"
    DECLINED = "declined", "Declined"
    CLAIMED = "claimed", "Claimed"
    PAID = "paid", "Paid"


@tracked()
class InvolvementTime(Owned):
    """Hours a partner gave, and where the payment for them stands. Seen by that partner and the lead."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    day = models.DateField()
    hours = models.DecimalField(max_digits=5, decimal_places=2)
    what = models.CharField(max_length=200)
    payment = models.CharField(max_length=10, choices=Payment, blank=True, default=Payment.NOT_OFFERED)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    is_of_partners = True

    class Meta(Owned.Meta):
        ordering = ("-day", "-id")
        constraints: ClassVar = [
            Tenancy(name="involvementtime_tenancy"),
            models.CheckConstraint(condition=Q(hours__gt=0), name="involvementtime_some"),
        ]

    def __str__(self) -> str:
        return f"{self.hours} hours on {self.day}"


class AccessNeeds(Owned):
    """What a partner needs to take part well, for them and the lead to see. Gone with the role, and in no history."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    needs = models.TextField(blank=True)

    class Meta(Owned.Meta):
        ordering = ("id",)
        constraints: ClassVar = [
            Tenancy(name="accessneeds_tenancy"),
            models.UniqueConstraint(fields=["participation", "person"], name="accessneeds_once"),
        ]

    def __str__(self) -> str:
        return f"Needs of {self.person}"


class PulseAnswer(Owned):
    """A partner's two answers of one month, from 1 to 5. Nobody stands on it, and no moment, and it has no history.

    who: a keyed hash of person and month, so that one person answers a month once and two months cannot be joined.
    """

    month = models.DateField()
    heard = models.PositiveSmallIntegerField()
    changed = models.PositiveSmallIntegerField()
    who = models.CharField(max_length=64)

    class Meta(Owned.Meta):
        ordering = ("month", "who")
        constraints: ClassVar = [
            Tenancy(name="pulseanswer_tenancy"),
            models.UniqueConstraint(fields=["participation", "month", "who"], name="pulse_once_a_month"),
        ]

    def __str__(self) -> str:
        return f"Pulse of {self.month}"
