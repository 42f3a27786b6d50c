"""Experts whom an organisation asks for: in what, what became of it, and what came of it."""

from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from collaborative.audit import tracked
from collaborative.models import Collaborative, Owned, OwnedForeignKey
from collaborative.tenancy.keys import SameParent
from collaborative.tenancy.policy import Tenancy
from organisations.models import ExpertAssignment, Project


@tracked(owned=False)
class SupportKind(models.Model):
    """What a collaborative has experts in. Words that were asked for stay: one that is no longer given is taken out of
    use."""

    collaborative = models.ForeignKey(Collaborative, models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField(default=0)
    name = models.CharField(max_length=100)
    about = models.CharField(max_length=300, blank=True)
    is_active = models.BooleanField("in use", default=True)

    class Meta:
        ordering = ("position", "id")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["collaborative", "id"], name="support_kind_key"),
            models.UniqueConstraint(fields=["collaborative", "name"], name="support_kind_once"),
        ]

    def __str__(self) -> str:
        return self.name


class SupportState(models.TextChoices):
    """Where a request stands at a moment."""

    ASKED = "asked", "Asked for"
    COMING = "coming", "Agreed"
    OPEN = "open", "Open now"
    OVER = "over", "Over"
    CLOSED = "closed", "Closed"


@tracked()
class SupportRequest(Owned):
    """A team asks for an expert, and the team that runs the collaborative finds one.

    assignment: who came, and from when to when the work is open to them. closed_at, closing: when and why it was ended
    before its time, or never came to be. team_outcome, expert_outcome: what came of it, in the words of each.
    """

    kind = models.ForeignKey(SupportKind, models.PROTECT, related_name="+")
    project = OwnedForeignKey(Project, null=True, blank=True, related_name="+")
    wanted = models.TextField("what you ask for")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    assignment = models.ForeignKey(ExpertAssignment, models.PROTECT, null=True, blank=True, related_name="+")
    matched_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    closing = models.CharField("why it ended", max_length=300, blank=True)
    team_outcome = models.TextField("what came of it, says the team", blank=True)
    expert_outcome = models.TextField("what came of it, says the expert", blank=True)

    class Meta(Owned.Meta):
        ordering = ("-created_at", "-id")
        verbose_name = "request for support"
        constraints: ClassVar = [
            Tenancy(name="supportrequest_tenancy", parents=["project"]),
            SameParent(name="supportrequest_kind", within="collaborative", parent="kind"),
            SameParent(name="supportrequest_assignment", within="participation", parent="assignment"),
            models.UniqueConstraint(
                fields=["participation", "assignment"],
                condition=Q(assignment__isnull=False),
                name="supportrequest_assignment_once",
            ),
            models.CheckConstraint(
                condition=Q(assignment__isnull=True, matched_by__isnull=True)
                | Q(assignment__isnull=False, matched_by__isnull=False),
                name="supportrequest_matched",
            ),
        ]

    def __str__(self) -> str:
        return str(self.kind)

    def state(self, now: datetime) -> SupportState:
        """Where it stands at this moment."""
        if self.assignment is None:
            return SupportState.CLOSED if self.closed_at else SupportState.ASKED
        if self.assignment.is_taken_back:
            return SupportState.CLOSED
        if now < self.assignment.starts_at:
            return SupportState.COMING
        return SupportState.OPEN if now < self.assignment.ends_at else SupportState.OVER
