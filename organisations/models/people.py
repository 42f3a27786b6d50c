"""Who holds which role where, who coaches whom, and who has been invited."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from collaborative.audit import tracked
from collaborative.models import Collaborative
from collaborative.roles import NATIONAL_ROLES, OUTSIDE_ROLES, ROLE_LABELS, TEAM_ROLES
from collaborative.tenancy.policy import OwnCollaborative
from organisations.models.places import Participation

ROLE_CHOICES = [(role.value, label) for role, label in ROLE_LABELS.items()]
_COLLABORATIVE_WIDE = sorted(NATIONAL_ROLES | OUTSIDE_ROLES)


@tracked(owned=False)
class Membership(models.Model):
    """A role a person holds: in a whole collaborative (national team, coach, expert) or in one participation."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="memberships")
    collaborative = models.ForeignKey(Collaborative, models.PROTECT, related_name="memberships")
    participation = models.ForeignKey(Participation, models.PROTECT, null=True, blank=True, related_name="memberships")
    role = models.CharField(max_length=30, choices=ROLE_CHOICES)
    started_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("user__name", "id")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["user", "collaborative", "participation", "role"],
                condition=Q(ended_at__isnull=True),
                nulls_distinct=False,
                name="membership_current_once",
            ),
            models.CheckConstraint(
                condition=Q(participation__isnull=True, role__in=_COLLABORATIVE_WIDE)
                | Q(participation__isnull=False, role__in=sorted(TEAM_ROLES)),
                name="membership_role_fits_place",
            ),
            OwnCollaborative(name="membership_own_collaborative"),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_role_display()}"


@tracked(owned=False)
class CoachAssignment(models.Model):
    """A coach looks after one participation between two dates (the last one included)."""

    coach = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="coach_assignments")
    collaborative = models.ForeignKey(Collaborative, models.PROTECT, related_name="+")
    participation = models.ForeignKey(Participation, models.PROTECT, related_name="coach_assignments")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ("starts_on", "id")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["coach", "participation"], condition=Q(ends_on__isnull=True), name="coach_assigned_once"
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name="coach_assignment_dates"
            ),
            OwnCollaborative(name="coach_assignment_own_collaborative"),
        ]

    def __str__(self) -> str:
        return f"{self.coach} for {self.participation}"


@tracked(owned=False)
class ExpertAssignment(models.Model):
    """One participation's work is open to an expert from one moment until before another.

    PostgreSQL asks these rows itself, for every row of the participation (collaborative.tenancy.timed). One that was
    taken back before it began ends when it begins.
    """

    expert = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="expert_assignments")
    collaborative = models.ForeignKey(Collaborative, models.PROTECT, related_name="+")
    participation = models.ForeignKey(Participation, models.PROTECT, related_name="expert_assignments")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    class Meta:
        ordering = ("starts_at", "id")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["participation", "id"], name="expert_assignment_key"),
            models.CheckConstraint(condition=Q(ends_at__gte=F("starts_at")), name="expert_assignment_times"),
            OwnCollaborative(name="expert_assignment_own_collaborative"),
        ]

    def __str__(self) -> str:
        return f"{self.expert} for {self.participation}"

    @property
    def is_taken_back(self) -> bool:
        """Ended before it began: it was never open, and never will be."""
        return self.ends_at <= self.starts_at


@tracked(owned=False, exclude=("token_hash",))
class Invitation(models.Model):
    """An invitation by e-mail to take one role. Only a hash of its token is kept."""

    email = models.EmailField("e-mail address")
    name = models.CharField(max_length=200)
    collaborative = models.ForeignKey(Collaborative, models.PROTECT, related_name="+")
    participation = models.ForeignKey(Participation, models.PROTECT, null=True, blank=True, related_name="invitations")
    role = models.CharField(max_length=30, choices=ROLE_CHOICES)
    token_hash = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-created_at", "id")
        constraints: ClassVar = [OwnCollaborative(name="invitation_own_collaborative")]

    def __str__(self) -> str:
        return f"{self.name} as {self.get_role_display()}"

    @property
    def is_open(self) -> bool:
        """True while it can still be accepted."""
        return not self.accepted_at and not self.withdrawn_at and self.expires_at > timezone.now()


@tracked(owned=False)
class Handover(models.Model):
    """Somebody leaves a role, and somebody else takes it on: who, from which day, and what they should know.

    It is open until the last day has passed and the successor has the role: only then does the old role end.
    `participation` is empty for a coach, whose assignments all pass on; `passed` then says which ended on which day
    before, and which followed, so that it can be called off.
    """

    collaborative = models.ForeignKey(Collaborative, models.PROTECT, related_name="+")
    participation = models.ForeignKey(Participation, models.PROTECT, null=True, blank=True, related_name="handovers")
    membership = models.ForeignKey(Membership, models.PROTECT, related_name="handovers")
    successor_name = models.CharField(max_length=200)
    successor_email = models.EmailField("successor's e-mail address")
    ends_on = models.DateField("last day")
    note = models.TextField("note for the successor", blank=True)
    passed = models.JSONField("what passed on", default=list, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    completed_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-created_at", "id")
        constraints: ClassVar = [
            OwnCollaborative(name="handover_own_collaborative"),
            models.UniqueConstraint(
                fields=["membership"],
                condition=Q(completed_at__isnull=True, cancelled_at__isnull=True),
                name="handover_open_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.membership} to {self.successor_name}"
