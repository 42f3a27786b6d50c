"""The numbers of a measure, and the tables they came in."""

from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from collaborative.audit import tracked
from collaborative.models import Owned, OwnedForeignKey
from collaborative.tenancy.policy import Tenancy
from measures.models.definitions import Measure, Stratum


@tracked(exclude=("text", "refused"))
class Import(Owned):
    """A pasted table or file, kept as it came: what was taken, what was refused and why."""

    class Status(models.TextChoices):
        PREVIEW = "preview", "Waiting for you to check it"
        DONE = "done", "Imported"
        CANCELLED = "cancelled", "Not imported"

    measure = OwnedForeignKey(Measure, related_name="imports")
    filename = models.CharField(max_length=200, blank=True)
    sha256 = models.CharField(max_length=64)
    text = models.TextField()
    status = models.CharField(max_length=10, choices=Status, default=Status.PREVIEW)
    rows_total = models.PositiveIntegerField(default=0)
    rows_new = models.PositiveIntegerField(default=0)
    rows_changed = models.PositiveIntegerField(default=0)
    rows_same = models.PositiveIntegerField(default=0)
    refused = models.JSONField(default=list, help_text="Row number, what it said, and why it was refused.")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta(Owned.Meta):
        ordering = ("-created_at", "-id")
        constraints: ClassVar = [Tenancy(name="import_tenancy", parents=["measure"])]

    def __str__(self) -> str:
        return self.filename or "Pasted table"


# A file is told of once, as an Import, and not number by number.
@tracked(inserts=pgtrigger.Q(new__source="typed"))
class DataPoint(Owned):
    """One period's number for one group (or for everyone), or the reason why there is none."""

    class Source(models.TextChoices):
        TYPED = "typed", "Typed"
        IMPORT = "import", "From a file or pasted table"

    measure = OwnedForeignKey(Measure, related_name="points")
    stratum = OwnedForeignKey(Stratum, related_name="points", null=True, blank=True)
    period = models.DateField(help_text="First day of the period.")
    numerator = models.DecimalField(max_digits=14, decimal_places=4, null=True, blank=True)
    denominator = models.DecimalField(max_digits=14, decimal_places=4, null=True, blank=True)
    deviation = models.DecimalField(
        max_digits=14, decimal_places=4, null=True, blank=True, help_text="Standard deviation, beside an average."
    )
    no_data_reason = models.CharField(max_length=200, blank=True)
    source = models.CharField(max_length=10, choices=Source, default=Source.TYPED)
    source_import = OwnedForeignKey(Import, related_name="points", null=True, blank=True)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(default=timezone.now)

    class Meta(Owned.Meta):
        ordering = ("period", "stratum__position", "id")
        constraints: ClassVar = [
            Tenancy(name="datapoint_tenancy", parents=["measure", "stratum", "source_import"]),
            models.UniqueConstraint(
                fields=["participation", "measure", "stratum", "period"], nulls_distinct=False, name="datapoint_once"
            ),
            models.CheckConstraint(
                condition=Q(numerator__isnull=False, no_data_reason="")
                | (Q(numerator__isnull=True, denominator__isnull=True) & ~Q(no_data_reason="")),
                name="datapoint_number_or_reason",
            ),
            models.CheckConstraint(
                condition=Q(denominator__isnull=True) | Q(denominator__gt=0) | Q(denominator=0, numerator=0),
                name="datapoint_denominator",
            ),
            models.CheckConstraint(
                condition=Q(deviation__isnull=True) | Q(deviation__gte=0, numerator__isnull=False),
                name="datapoint_deviation",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.period}: {self.numerator if self.numerator is not None else self.no_data_reason}"
