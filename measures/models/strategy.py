"""Kept versions of operational definitions, and the definitions that organisations let others use."""

from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from collaborative.audit import tracked
from collaborative.models import Collaborative, Owned, OwnedForeignKey
from collaborative.tenancy.keys import SameParent
from collaborative.tenancy.policy import OwnCollaborative, Tenancy, WithinCollaborative
from measures.models.definitions import Measure, MeasureType
from measures.models.programme import ProgrammeVersion
from organisations.models import Participation


@tracked(owned=False, exclude=("said",))
class LibraryEntry(models.Model):
    """A definition that its organisation lets every other of the collaborative use: words only, never numbers.

    It is a copy, kept up to date by its owner's saving, because an organisation's own rows are nobody else's to read.
    Once it is withdrawn, its words are gone from here; what others made from it stays theirs.
    """

    collaborative = models.ForeignKey(Collaborative, models.PROTECT, related_name="+")
    participation = models.ForeignKey(Participation, models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    measure_type = models.CharField(max_length=20, choices=MeasureType)
    said = models.JSONField(default=dict, help_text="The words of each field, by its key in the catalogue.")
    number = models.PositiveIntegerField(help_text="Version of the definition that is shown.")
    shared_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    shared_at = models.DateTimeField(default=timezone.now)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("name", "id")
        constraints: ClassVar = [
            OwnCollaborative(name="library_entry_own_collaborative"),
            WithinCollaborative(name="library_entry_within"),
            models.UniqueConstraint(fields=["collaborative", "id"], name="library_entry_key"),
        ]

    def __str__(self) -> str:
        return self.name


@tracked(owned=False)
class LibraryUse(models.Model):
    """An organisation has made a measure of its own from a shared definition or from the programme's."""

    collaborative = models.ForeignKey(Collaborative, models.PROTECT, related_name="+")
    participation = models.ForeignKey(Participation, models.PROTECT, related_name="+")
    entry = models.ForeignKey(
        LibraryEntry, models.PROTECT, related_name="uses", null=True, blank=True, db_constraint=False
    )
    programme_version = models.ForeignKey(
        ProgrammeVersion, models.PROTECT, related_name="uses", null=True, blank=True, db_constraint=False
    )
    used_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    used_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("used_at", "id")
        constraints: ClassVar = [
            OwnCollaborative(name="library_use_own_collaborative"),
            WithinCollaborative(name="library_use_within"),
            SameParent(name="library_use_entry", within="collaborative", parent="entry"),
            SameParent(name="library_use_version", within="collaborative", parent="programme_version"),
            models.CheckConstraint(
                condition=Q(entry__isnull=False, programme_version__isnull=True)
                | Q(entry__isnull=True, programme_version__isnull=False),
                name="library_use_of_one",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.participation} uses {self.entry or self.programme_version}"


@tracked(exclude=("said", "taken"))
class Definition(Owned):
    """One version of a measure's operational definition, kept whole. The latest is the one in force.

    revision: the measure's own version when this was kept, by which two editors are told apart. counts_anew: from its
    first day it is counted differently, and every chart begins a new part there. programme_version, entry: whose
    words it was made from; later versions keep that, so that it is known since when and in what they differ. taken:
    what the programme's version said when it was taken over with this one. Nothing of a kept version ever changes.
    """

    measure = OwnedForeignKey(Measure, related_name="definitions")
    number = models.PositiveIntegerField()
    revision = models.PositiveIntegerField()
    effective_from = models.DateField()
    counts_anew = models.BooleanField(default=False)
    said = models.JSONField(default=dict, help_text="The words of each field, by its key in the catalogue.")
    taken = models.JSONField(default=dict, help_text="The programme’s words, by the same keys.")
    reason = models.TextField(blank=True, help_text="What was changed, and why.")
    programme_version = models.ForeignKey(
        ProgrammeVersion, models.PROTECT, related_name="+", null=True, blank=True, db_constraint=False
    )
    entry = models.ForeignKey(
        LibraryEntry, models.PROTECT, related_name="+", null=True, blank=True, db_constraint=False
    )
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)

    class Meta(Owned.Meta):
        ordering = ("measure_id", "number")
        constraints: ClassVar = [
            Tenancy(name="definition_tenancy", parents=["measure"]),
            SameParent(name="definition_own_version", within="collaborative", parent="programme_version"),
            SameParent(name="definition_own_entry", within="collaborative", parent="entry"),
            models.UniqueConstraint(fields=["participation", "measure", "number"], name="definition_number_once"),
            models.UniqueConstraint(fields=["participation", "measure", "revision"], name="definition_revision_once"),
        ]
        triggers: ClassVar = [
            pgtrigger.ReadOnly(name="definition_frozen"),
            pgtrigger.Protect(name="definition_kept", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"Version {self.number} of {self.measure}"


@tracked()
class SharedMeasure(Owned):
    """Where a measure's definition stands in the library; whether others may use it now is said there."""

    measure = OwnedForeignKey(Measure, related_name="sharing")
    entry = models.ForeignKey(LibraryEntry, models.PROTECT, related_name="+", db_constraint=False)

    class Meta(Owned.Meta):
        constraints: ClassVar = [
            Tenancy(name="shared_measure_tenancy", parents=["measure"]),
            SameParent(name="shared_measure_entry", within="collaborative", parent="entry"),
            models.UniqueConstraint(fields=["participation", "measure"], name="shared_measure_once"),
        ]

    def __str__(self) -> str:
        return f"{self.measure} in the library"
