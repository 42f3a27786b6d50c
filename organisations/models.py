"""Who takes part: organisations, their participations and projects, and the people with their roles."""

from typing import ClassVar

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from collaborative.audit import tracked
from collaborative.models import Collaborative, Owned
from collaborative.roles import NATIONAL_ROLES, ROLE_LABELS, TEAM_ROLES, Role
from collaborative.tenancy.policy import OwnCollaborative, Tenancy

ods_code_validator = RegexValidator(r"^[A-Z0-9]{3,10}$", "Enter an ODS code: 3 to 10 capital letters and numbers.")
phone_validator = RegexValidator(
    r"^\+?[0-9(][0-9 ()-]{4,}( (x|ext) ?[0-9]{1,6})?$",
    "Enter a telephone number, like 020 7946 0000 or 020 7946 0000 ext 12.",
)
ROLE_CHOICES = [(role.value, label) for role, label in ROLE_LABELS.items()]
_COLLABORATIVE_WIDE = sorted(NATIONAL_ROLES | {Role.COACH})


@tracked(owned=False)
class Organisation(models.Model):
    """An NHS organisation, known by its ODS code. It may have followed another after a merger."""

    ods_code = models.CharField("ODS code", max_length=10, unique=True, validators=[ods_code_validator])
    name = models.CharField(max_length=200)
    region = models.CharField(max_length=100, blank=True)
    predecessor = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="successors")

    class Meta:
        ordering = ("name", "id")

    def __str__(self) -> str:
        return self.name


@tracked(owned=False)
class Participation(models.Model):
    """One organisation in one collaborative: the tenant that owns everything its team records."""

    collaborative = models.ForeignKey(Collaborative, models.PROTECT, related_name="participations")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="participations")
    wave = models.PositiveSmallIntegerField(default=1)
    joined_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ("organisation__name", "id")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["collaborative", "organisation"], name="participation_once"),
            models.UniqueConstraint(fields=["collaborative", "id"], name="participation_key"),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("joined_on")), name="participation_dates"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} in {self.collaborative}"


@tracked(owned=False)
class Membership(models.Model):
    """A role a person holds: in a whole collaborative (national team, coach) or in one participation."""

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


@tracked()
class Project(Owned):
    """One population of focus and what the team wants to change for it."""

    name = models.CharField(max_length=200)
    population = models.CharField("population of focus", max_length=300)
    aim = models.TextField()
    starts_on = models.DateField()
    closed_on = models.DateField(null=True, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta(Owned.Meta):
        ordering = ("name", "id")
        constraints: ClassVar = [
            Tenancy(name="project_tenancy"),
            models.UniqueConstraint(fields=["participation", "name"], name="project_name_once"),
        ]

    def __str__(self) -> str:
        return self.name
