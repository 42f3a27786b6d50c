"""What organisations pay, and who is behind."""

from datetime import date

from django.db.models import Q, QuerySet
from django.utils import timezone

from collaborative.models import Collaborative
from collaborative.roles import Action
from organisations.models import Fee, FeeSettings, Participation
from organisations.queries.access import Access, owned

ARREARS = "arrears"
_SETTLED = (Fee.Status.PAID, Fee.Status.WAIVED)


def fee_settings_of(collaborative: Collaborative) -> FeeSettings:
    """What the collaborative asks; the usual fee, not yet saved, where nobody has said anything."""
    found = FeeSettings.objects.filter(collaborative=collaborative).first()
    return found or FeeSettings(collaborative=collaborative)


def fees_for(access: Access, action: Action = Action.SEE_FEES) -> QuerySet[Fee]:
    """The fees on which this person may do this, by due date, each with its organisation."""
    return owned(Fee, access, action).select_related("participation__organisation").order_by("due_on", "pk")


def chosen_fees(access: Access, *, status: str = "", search: str = "") -> QuerySet[Fee]:
    """Fees of one status, those in arrears (`ARREARS`) or all; searched by organisation, purchase order or invoice."""
    rows = fees_for(access)
    if status == ARREARS:
        rows = in_arrears(rows, timezone.localdate())
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


def in_arrears(rows: QuerySet[Fee], today: date) -> QuerySet[Fee]:
    """Those whose due date has passed and that are neither paid nor waived."""
    return rows.filter(due_on__lt=today).exclude(status__in=_SETTLED)


def without_fees(access: Access) -> QuerySet[Participation]:
    """The participations that have not ended and have no fee planned yet."""
    planned = owned(Fee, access, Action.EDIT_FEES).values("participation_id")
    rows = Participation.objects.filter(pk__in=access.participations_for(Action.EDIT_FEES), ended_on__isnull=True)
    return rows.exclude(pk__in=planned).order_by("pk")
