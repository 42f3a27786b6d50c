"""What an organisation pays for taking part: planned, invoiced, paid. Nothing is paid here."""

from decimal import Decimal
from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import Q

from collaborative.audit import tracked
from collaborative.models import Collaborative, Owned
from collaborative.tenancy.policy import Tenancy
from organisations.numbers import Money, with_vat

currency_validator = RegexValidator(r"^[A-Z]{3}$", "Enter a currency as three capital letters, such as GBP.")
_NOT_NEGATIVE = MinValueValidator(Decimal(0))
_RATE = (_NOT_NEGATIVE, MaxValueValidator(Decimal(100)))


@tracked(owned=False)
class FeeSettings(models.Model):
    """What a collaborative asks for a year, and for how many years."""

    collaborative = models.OneToOneField(Collaborative, models.PROTECT, related_name="fee_settings")
    net = models.DecimalField(
        "yearly fee without VAT", max_digits=10, decimal_places=2, default=Decimal(15000), validators=[_NOT_NEGATIVE]
    )
    vat_rate = models.DecimalField(
        "VAT in percent", max_digits=5, decimal_places=2, default=Decimal(20), validators=_RATE
    )
    currency = models.CharField(max_length=3, default="GBP", validators=[currency_validator])
    years = models.PositiveSmallIntegerField(default=3, validators=[MinValueValidator(1), MaxValueValidator(10)])
    payment_days = models.PositiveSmallIntegerField(
        "days to pay an invoice", default=30, validators=[MaxValueValidator(365)]
    )
    payee = models.TextField("who is paid", blank=True, help_text="Name and address, as they stand on a statement.")

    class Meta:
        verbose_name = verbose_name_plural = "fee settings"

    def __str__(self) -> str:
        return f"Fees of {self.collaborative}"


@tracked()
class Fee(Owned):
    """One year's fee of one organisation. Rate and currency are those of the day it was planned."""

    # The team that runs the collaborative may read its history: it is not the organisation's own work.
    is_work = False

    class Status(models.TextChoices):
        PLANNED = "planned", "Planned"
        PO_REQUESTED = "requested", "Purchase order requested"
        INVOICED = "invoiced", "Invoiced"
        PAID = "paid", "Paid"
        WAIVED = "waived", "Waived"

    year = models.PositiveSmallIntegerField()
    net = models.DecimalField("fee without VAT", max_digits=10, decimal_places=2, validators=[_NOT_NEGATIVE])
    vat_rate = models.DecimalField("VAT in percent", max_digits=5, decimal_places=2, validators=_RATE)
    currency = models.CharField(max_length=3, validators=[currency_validator])
    due_on = models.DateField("due date")
    status = models.CharField(max_length=10, choices=Status, default=Status.PLANNED)
    po_requested_on = models.DateField("purchase order requested", null=True, blank=True)
    po_number = models.CharField("purchase order number", max_length=60, blank=True)
    invoice_number = models.CharField(max_length=60, blank=True)
    invoiced_on = models.DateField("invoice date", null=True, blank=True)
    paid_on = models.DateField(null=True, blank=True)
    note = models.CharField(max_length=500, blank=True)

    class Meta(Owned.Meta):
        ordering = ("due_on", "id")
        constraints: ClassVar = [
            Tenancy(name="fee_tenancy"),
            models.UniqueConstraint(fields=["participation", "year"], name="fee_once_a_year"),
            models.CheckConstraint(condition=Q(net__gte=0, vat_rate__gte=0, vat_rate__lte=100), name="fee_amount"),
        ]

    def __str__(self) -> str:
        return f"Year {self.year}"

    @property
    def money(self) -> Money:
        """Net, VAT and gross; nothing at all where it is waived."""
        net = Decimal(0) if self.status == self.Status.WAIVED else self.net
        return with_vat(net, self.vat_rate, self.currency)

    @property
    def is_settled(self) -> bool:
        """True where nothing more is to be paid."""
        return self.status in (self.Status.PAID, self.Status.WAIVED)
