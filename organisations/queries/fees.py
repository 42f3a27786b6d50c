"""What organisations pay, and who is behind."""

import hashlib
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from collaborative.models import Collaborative
from collaborative.roles import Action
from organisations.models import Fee, FeeSettings, Participation
from organisations.queries.access import Access, owned

ARREARS, TO_INVOICE = "arrears", "to_invoice"
_SAID = (
    *("status", "due_on", "net", "vat_rate", "currency", "po_requested_on", "po_number", "invoice_number"),
    *("invoiced_on", "paid_on", "note"),
)


def fee_settings_of(collaborative: Collaborative) -> FeeSettings:
    """What the collaborative asks; the usual fee, not yet saved, where nobody has said anything."""
    found = FeeSettings.objects.filter(collaborative=collaborative).first()
    return found or FeeSettings(collaborative=collaborative)


def fees_for(access: Access, action: Action = Action.SEE_FEES) -> QuerySet[Fee]:
    """The fees on which this person may do this, by due date, each with its organisation."""
    return owned(Fee, access, action).select_related("participation__organisation").order_by("due_on", "pk")


def chosen_fees(access: Access, settings: FeeSettings, *, status: str = "", search: str = "") -> QuerySet[Fee]:
    """Fees of one status, those in arrears (`ARREARS`), those due that nobody has invoiced (`TO_INVOICE`) or all;
    searched by organisation, purchase order or invoice."""
    rows = fees_for(access)
    if status == ARREARS:
        rows = in_arrears(rows, timezone.localdate(), settings.payment_days)
    elif status == TO_INVOICE:
        rows = to_invoice(rows, timezone.localdate())
    elif status:
        rows = rows.filter(status=status)
    if search:
        rows = rows.filter(
            Q(participation__organisation__name__icontains=search)
            | Q(participation__organisation__ods_code__istartswith=search)
            | Q(po_number__icontains=search)
            | Q(invoice_number__icontains=search)
        )
    return rows


def in_arrears(rows: QuerySet[Fee], today: date, payment_days: int) -> QuerySet[Fee]:
    """Those invoiced and not paid, whose days to pay have passed. Nobody is behind with what was never invoiced."""
    return rows.filter(status=Fee.Status.INVOICED, invoiced_on__lt=today - timedelta(days=payment_days))


def to_invoice(rows: QuerySet[Fee], today: date) -> QuerySet[Fee]:
    """Those that are due and that nobody has invoiced yet."""
    return rows.filter(status__in=(Fee.Status.PLANNED, Fee.Status.PO_REQUESTED), due_on__lte=today)


def without_fees(access: Access, years: int) -> QuerySet[Participation]:
    """The participations that have not ended and lack the fee of a year, by name, with `years`: how many they have."""
    planned = (
        owned(Fee, access, Action.EDIT_FEES)
        .filter(participation=OuterRef("pk"), year__lte=years)
        .order_by()
        .values("participation")
        .annotate(number=Count("pk"))
        .values("number")
    )
    rows = Participation.objects.filter(pk__in=access.participations_for(Action.EDIT_FEES), ended_on__isnull=True)
    rows = rows.annotate(years=Coalesce(Subquery(planned), 0)).filter(years__lt=years)
    return rows.select_related("organisation", "collaborative").order_by("organisation__name", "pk")


def fee_mark(fee: Fee) -> str:
    """What tells a fee as somebody saw it from one that was changed since."""
    said = [f"{name}={getattr(fee, name)}" for name in _SAID]
    return hashlib.sha256("\n".join(said).encode()).hexdigest()[:16]


def settings_mark(settings: FeeSettings) -> str:
    """What tells the usual fee as somebody saw it from another; no more digits count than stand on the page."""
    return f"{settings.net:.2f} {settings.vat_rate:.2f} {settings.currency} {settings.years}"


def terms_mark(settings: FeeSettings) -> str:
    """What tells all that is said of the yearly fee as somebody saw it from what was changed since."""
    said = (settings_mark(settings), settings.payment_days, settings.payee)
    return hashlib.sha256(repr(said).encode()).hexdigest()[:16]


def last_change(row: Any) -> tuple[str, datetime | None]:
    """Who changed a row that is tracked last, and when."""
    event = row.events.order_by("-pgh_id").first()
    return ((event.pgh_context or {}).get("actor_name", ""), event.pgh_created_at) if event else ("", None)
