"""Populations of focus: for whom a team wants to make care more equal, and what is unequal now."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from collaborative.audit import tracked
from collaborative.models import Collaborative, Owned, OwnedForeignKey
from collaborative.tenancy.policy import Tenancy
from organisations.models import Project
from phases.models.codes import Code


class Dimension(models.TextChoices):
    """In what people are treated unequally."""

    ACCESS = "access", "Access"
    EXPERIENCE = "experience", "Experience"
    OUTCOMES = "outcomes", "Outcomes"


class Comparator(models.TextChoices):
    """Who the population is compared with."""

    UNSAID = "", "Not said yet"
    REST = "rest", "Everybody else on the caseload"
    NAMED = "named", "A named group"
    EXPECTED = "expected", "The population one would expect, such as the people who live here"


@tracked(owned=False)
class PhaseSettings(models.Model):
    """What a collaborative sets for the work of its organisations. Without a row: these defaults."""

    collaborative = models.OneToOneField(Collaborative, models.PROTECT, related_name="phase_settings")
    populations_at_start = models.PositiveSmallIntegerField(
        default=3, help_text="More populations of focus than this are warned about."
    )

    def __str__(self) -> str:
        return f"How {self.collaborative} works"


@tracked()
class Population(Owned):
    """People in whose care a team has found an inequality. Numbers are of groups; nobody is named.

    project: the one that works with them. comparator_name: of a named group, or which population is expected.
    ended_on: the team no longer works with them.
    """

    name = models.CharField(max_length=200)
    description = models.TextField(blank=True)
    why_chosen = models.TextField(blank=True)
    project = OwnedForeignKey(Project, null=True, blank=True, related_name="populations")
    geography = models.CharField(max_length=300, blank=True)
    setting = models.CharField(max_length=300, blank=True)
    size = models.PositiveIntegerField(null=True, blank=True)
    size_source = models.CharField(max_length=300, blank=True)
    comparator = models.CharField(max_length=10, choices=Comparator, blank=True, default=Comparator.UNSAID)
    comparator_name = models.CharField(max_length=200, blank=True)
    pcref = models.TextField(blank=True)
    core20 = models.BooleanField(default=False)
    plus_group = models.CharField(max_length=200, blank=True)
    clinical_area = models.ForeignKey(Code, models.PROTECT, null=True, blank=True, related_name="+")
    ended_on = models.DateField(null=True, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta(Owned.Meta):
        ordering = ("ended_on", "created_at", "id")
        constraints: ClassVar = [
            Tenancy(name="population_tenancy", parents=["project"]),
            models.UniqueConstraint(fields=["participation", "name"], name="population_name_once"),
        ]

    def __str__(self) -> str:
        return self.name


@tracked()
class Characteristic(Owned):
    """Something the people of a population have in common: a code of a published list, or the team's own words.

    The team's own words never become a code of a list.
    """

    population = OwnedForeignKey(Population, related_name="characteristics")
    code = models.ForeignKey(Code, models.PROTECT, null=True, blank=True, related_name="+")
    words = models.CharField(max_length=200, blank=True)

    class Meta(Owned.Meta):
        ordering = ("id",)
        constraints: ClassVar = [
            Tenancy(name="characteristic_tenancy", parents=["population"]),
            models.UniqueConstraint(
                fields=["participation", "population", "code", "words"],
                nulls_distinct=False,
                name="characteristic_once",
            ),
            models.CheckConstraint(
                condition=(Q(code__isnull=False) & Q(words="")) | (Q(code__isnull=True) & ~Q(words="")),
                name="characteristic_code_or_words",
            ),
        ]

    def __str__(self) -> str:
        return self.words or str(self.code)


@tracked()
class Inequality(Owned):
    """What is unequal for a population, and how that is known.

    size_number, size_unit: how large it is, such as 2.5 times as many; size_words says the same in a sentence.
    """

    population = OwnedForeignKey(Population, related_name="inequalities")
    dimension = models.CharField(max_length=12, choices=Dimension)
    statement = models.TextField()
    evidence_source = models.CharField(max_length=300, blank=True)
    evidence_date = models.DateField(null=True, blank=True)
    size_words = models.CharField(max_length=300, blank=True)
    size_number = models.DecimalField(max_digits=12, decimal_places=3, null=True, blank=True)
    size_unit = models.CharField(max_length=60, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta(Owned.Meta):
        ordering = ("dimension", "id")
        constraints: ClassVar = [Tenancy(name="inequality_tenancy", parents=["population"])]

    def __str__(self) -> str:
        return self.statement
