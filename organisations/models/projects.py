"""What a team works on."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from collaborative.audit import tracked
from collaborative.models import Owned
from collaborative.tenancy.policy import Tenancy


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
