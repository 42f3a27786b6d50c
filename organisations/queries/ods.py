"""The directory of organisations: what is open, what became of what, and finding one by what is typed."""

from django.db.models import Prefetch, Q, QuerySet
from django.utils import timezone

from organisations.models import Organisation, Succession


def open_organisations() -> QuerySet[Organisation]:
    """Every organisation that has not closed, by name."""
    today = timezone.localdate()
    return Organisation.objects.filter(Q(closed_on__isnull=True) | Q(closed_on__gte=today))


def is_closed(organisation: Organisation) -> bool:
    """Whether it has closed: its last day has passed."""
    return organisation.closed_on is not None and organisation.closed_on < timezone.localdate()


def successors_of(organisation: Organisation) -> list[Organisation]:
    """What an organisation is today: the open ends of its successions, however many steps away."""
    found: dict[int, Organisation] = {}
    seen, waiting = {organisation.pk}, {organisation.pk}
    while waiting:
        rows = Succession.objects.filter(predecessor_id__in=waiting).select_related("successor")
        steps = [row.successor for row in rows if row.successor_id not in seen]
        seen |= {row.pk for row in steps}
        found |= {row.pk: row for row in steps if not is_closed(row)}
        waiting = {row.pk for row in steps if is_closed(row)}
    return sorted(found.values(), key=lambda row: row.name)


def search_organisations(text: str) -> QuerySet[Organisation]:
    """Open organisations whose ODS code begins with the text, or whose name holds each of its words."""
    words = Q()
    for word in text.split():
        words &= Q(name__icontains=word)
    return (
        open_organisations().filter(Q(ods_code__istartswith=text.strip()) | words)
        if text.strip()
        else (Organisation.objects.none())
    )


def organisation_typed(text: str) -> Organisation | None:
    """The organisation somebody means by "RX4", "RX4 Cumbria..." or by its whole name; None where it is not clear."""
    text = " ".join(text.split())
    first = text.split(" ")[0].strip("(),").upper() if text else ""
    found = Organisation.objects.filter(Q(ods_code=first) | Q(name__iexact=text))
    by_code = [row for row in found if row.ods_code == first]
    rows = by_code or list(found)
    return rows[0] if len(rows) == 1 else None


def organisation_with(code: str) -> Organisation | None:
    """The organisation of the directory that has this code."""
    return Organisation.objects.filter(ods_code=code).first()


def directory_of(search: str = "") -> QuerySet[Organisation]:
    """Every organisation, closed ones included, by name, each with what it became; searched like `taking_part`."""
    rows = Organisation.objects.prefetch_related(
        Prefetch("became", Succession.objects.select_related("successor").order_by("happened_on", "pk"))
    )
    if search:
        rows = rows.filter(Q(name__icontains=search) | Q(region__icontains=search) | Q(ods_code__istartswith=search))
    return rows.order_by("name", "pk")
