"""Which part of a team's theory of change a measure shows."""

from typing import ClassVar

from django.db import models

from collaborative.audit import tracked
from collaborative.models import Owned, OwnedForeignKey
from collaborative.tenancy.policy import Tenancy
from measures.models.definitions import Measure
from phases.models import TheoryNode


@tracked()
class DriverMeasure(Owned):
    """A measure on the aim or on a driver of its project's theory."""

    measure = OwnedForeignKey(Measure, related_name="on_drivers")
    node = OwnedForeignKey(TheoryNode, related_name="measured_by")

    class Meta(Owned.Meta):
        ordering = ("id",)
        constraints: ClassVar = [
            Tenancy(name="drivermeasure_tenancy", parents=["measure", "node"]),
            models.UniqueConstraint(fields=["participation", "measure", "node"], name="drivermeasure_once"),
        ]

    def __str__(self) -> str:
        return f"{self.measure} on {self.node}"
