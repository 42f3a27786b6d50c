"""How an organisation comes to take part: the collaborative's open door, and who has knocked."""

from typing import ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from collaborative.audit import tracked
from collaborative.models import Collaborative
from collaborative.tenancy.policy import OwnCollaborative
from organisations.models.places import Organisation, Participation, QiSupport


@tracked(owned=False)
class JoiningSettings(models.Model):
    """Whether organisations may say that they would like to join a collaborative, and what they are told first."""

    collaborative = models.OneToOneField(Collaborative, models.PROTECT, related_name="joining")
    is_open = models.BooleanField("open to interest", default=False)
    introduction = models.TextField("what you tell them first", blank=True)
    keep_months = models.PositiveSmallIntegerField(
        "months after which a proposer who was told no is forgotten",
        default=6,
        validators=[MinValueValidator(1), MaxValueValidator(36)],
    )

    class Meta:
        verbose_name = verbose_name_plural = "joining settings"

    def __str__(self) -> str:
        return f"Joining {self.collaborative}"


class SponsorKnown(models.TextChoices):
    """Whether an executive sponsor has been found."""

    YES = "yes", "Yes"
    ASKED = "asked", "We have asked somebody"
    NO = "no", "Not yet"


# What only the row itself keeps, so that it can be forgotten: an address nobody confirmed may be a stranger's.
PERSONAL_OF_PROPOSER = ("name", "email", "job", "inequality", "qi_support", "sponsor_name")
PERSONAL = (*PERSONAL_OF_PROPOSER, "organisation_text")


@tracked(owned=False, exclude=PERSONAL)
class ExpressionOfInterest(models.Model):
    """An organisation would like to join: what its proposer told, and what became of it.

    It reaches the national team once the proposer's address is confirmed (`confirmed_at`).
    """

    class State(models.TextChoices):
        NEW = "new", "Waiting for confirmation"
        CONFIRMED = "confirmed", "New"
        IN_REVIEW = "in_review", "In review"
        ACCEPTED = "accepted", "Accepted"
        DECLINED = "declined", "Declined"
        WITHDRAWN = "withdrawn", "Withdrawn"

    collaborative = models.ForeignKey(Collaborative, models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+")
    organisation_text = models.CharField("organisation as typed", max_length=200)
    name = models.CharField(max_length=200, blank=True)
    job = models.CharField(max_length=200, blank=True)
    email = models.EmailField("e-mail address", blank=True)
    inequality = models.TextField(blank=True)
    sponsor_known = models.CharField(max_length=10, choices=SponsorKnown, default=SponsorKnown.NO)
    sponsor_name = models.CharField("executive sponsor", max_length=200, blank=True)
    qi_support_level = models.CharField("improvement support", max_length=10, choices=QiSupport, blank=True)
    qi_support = models.TextField("what support", blank=True)
    lead_days = models.DecimalField("lead's days a week", max_digits=2, decimal_places=1, null=True, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.NEW)
    created_at = models.DateTimeField(auto_now_add=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField("reason told to the proposer", blank=True)
    participation = models.ForeignKey(Participation, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ("-created_at", "-id")
        verbose_name_plural = "expressions of interest"
        indexes: ClassVar = [models.Index(fields=["collaborative", "state"], name="interest_by_state")]
        constraints: ClassVar = [OwnCollaborative(name="interest_own_collaborative")]

    def __str__(self) -> str:
        return f"{self.organisation_name} would like to join {self.collaborative}"

    @property
    def organisation_name(self) -> str:
        """The name on record where the organisation was found, else what was typed."""
        return self.organisation.name if self.organisation else self.organisation_text

    @property
    def is_open(self) -> bool:
        """True while the national team has still to decide."""
        return self.state in (self.State.CONFIRMED, self.State.IN_REVIEW)


@tracked(owned=False)
class InterestNote(models.Model):
    """What somebody of the national team noted about an expression of interest. Its proposer does not see it."""

    interest = models.ForeignKey(ExpressionOfInterest, models.PROTECT, related_name="notes")
    text = models.TextField()
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("created_at", "id")

    def __str__(self) -> str:
        return f"Note on {self.interest}"
