"""Change ideas: what the team thinks will help, which cycles then test."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from collaborative.audit import tracked
from collaborative.models import Owned, OwnedForeignKey
from collaborative.tenancy.policy import Tenancy
from organisations.models import Project


class Belief(models.TextChoices):
    """How strongly the team believes, from what it has seen, that an idea will help."""

    UNSAID = "", "Not said"
    LOW = "low", "Low"
    MODERATE = "moderate", "Moderate"
    HIGH = "high", "High"


@tracked()
class ChangeIdea(Owned):
    """A change the team thinks will help its population.

    belief: the degree of belief that it will; it changes only with a reason, which the history keeps.
    """

    project = OwnedForeignKey(Project, related_name="ideas")
    title = models.CharField(max_length=200)
    belief = models.CharField(max_length=10, choices=Belief, blank=True, default=Belief.UNSAID)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta(Owned.Meta):
        ordering = ("title", "id")
        constraints: ClassVar = [
            Tenancy(name="changeidea_tenancy", parents=["project"]),
            models.UniqueConstraint(fields=["participation", "project", "title"], name="changeidea_title_once"),
        ]

    def __str__(self) -> str:
        return self.title
