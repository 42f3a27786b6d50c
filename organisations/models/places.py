"""Organisations, what became of them, and their participations."""

from typing import ClassVar

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q

from collaborative.audit import tracked
from collaborative.models import Collaborative

ods_code_validator = RegexValidator(r"^[A-Z0-9]{3,10}$", "Enter an ODS code: 3 to 10 capital letters and numbers.")
phone_validator = RegexValidator(
    r"^\+?[0-9(][0-9 ()-]{4,}( (x|ext) ?[0-9]{1,6})?$",
    "Enter a telephone number, like 020 7946 0000 or 020 7946 0000 ext 12.",
)


class OrganisationKind(models.TextChoices):
    """What sort of organisation it is; by the role that the ODS gives it."""

    TRUST = "trust", "NHS trust"
    CARE_TRUST = "care_trust", "Care trust"
    ICB = "icb", "Integrated care board"
    HEALTH_BOARD = "health_board", "Local health board (Wales)"
    INDEPENDENT = "independent", "Independent provider"
    CHARITY = "charity", "Charity or community organisation"
    OTHER = "other", "Other"


class QiSupport(models.TextChoices):
    """The improvement support an organisation has of its own."""

    NONE = "none", "None yet"
    PERSON = "person", "Somebody trained in improvement"
    TEAM = "team", "An improvement team we can ask for help"
    PROGRAMME = "programme", "An improvement programme across the organisation"


@tracked(owned=False)
class Organisation(models.Model):
    """An NHS organisation, known by its ODS code, with the days it opened and closed.

    Nothing is ever deleted: a closed organisation stays, and `Succession` says what it became. `predecessor` is the one
    it chiefly came from.
    """

    ods_code = models.CharField("ODS code", max_length=10, unique=True, validators=[ods_code_validator])
    name = models.CharField(max_length=200)
    region = models.CharField(max_length=100, blank=True)
    kind = models.CharField("type", max_length=20, choices=OrganisationKind, blank=True, default="", db_default="")
    opened_on = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True, help_text="The last day on which it was open.")
    predecessor = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="successors")

    class Meta:
        ordering = ("name", "id")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(opened_on__isnull=True) | Q(closed_on__isnull=True) | Q(closed_on__gte=F("opened_on")),
                name="organisation_dates",
            )
        ]

    def __str__(self) -> str:
        return self.name


@tracked(owned=False)
class Succession(models.Model):
    """One organisation, or a part of it, became another on a day. A merger has several predecessors, a split several
    successors."""

    class Kind(models.TextChoices):
        MERGED = "merged", "merged into"
        RENAMED = "renamed", "became"
        SPLIT = "split", "was split into"

    predecessor = models.ForeignKey(Organisation, models.PROTECT, related_name="became")
    successor = models.ForeignKey(Organisation, models.PROTECT, related_name="came_from")
    kind = models.CharField(max_length=10, choices=Kind)
    happened_on = models.DateField("date", null=True, blank=True)

    class Meta:
        ordering = ("happened_on", "id")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["predecessor", "successor"], name="succession_once"),
            models.CheckConstraint(condition=~Q(predecessor=F("successor")), name="succession_not_itself"),
        ]

    def __str__(self) -> str:
        return f"{self.predecessor} {self.get_kind_display()} {self.successor}"


@tracked(owned=False)
class Participation(models.Model):
    """One organisation in one collaborative: the tenant that owns everything its team records."""

    collaborative = models.ForeignKey(Collaborative, models.PROTECT, related_name="participations")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="participations")
    wave = models.PositiveSmallIntegerField(default=1)
    joined_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)
    lead_days = models.DecimalField("lead's days a week", max_digits=2, decimal_places=1, null=True, blank=True)
    key_contact_name = models.CharField("key contact", max_length=200, blank=True, default="", db_default="")
    key_contact_email = models.EmailField("key contact's e-mail address", blank=True, default="", db_default="")
    key_contact_phone = models.CharField(
        "key contact's telephone", max_length=40, blank=True, default="", db_default=""
    )
    qi_support_level = models.CharField(
        "improvement support", max_length=10, choices=QiSupport, blank=True, default="", db_default=""
    )
    qi_support = models.TextField("what support", blank=True, default="", db_default="")

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
