"""Reads of what was published: by whom it may be read, in which version, and where it has been."""

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, QuerySet

from collaborative.disclosure import NHS_2018, Rules
from collaborative.models import Collaborative
from organisations.models import Participation
from organisations.queries import Access
from sharing.models import Channel, ConsentChannel, Publication, PublicationUse, SharingSettings

# The published ones that are still out.
_OUT = {"withdrawn_at__isnull": True}


def rules_of(collaborative: Collaborative | int) -> Rules:
    """The rule by which this collaborative discloses numbers (one query); without one of its own NHS England's."""
    pk = collaborative if isinstance(collaborative, int) else collaborative.pk
    row = SharingSettings.objects.filter(collaborative_id=pk).first()
    if row is None:
        return NHS_2018
    return Rules(row.rule_name, str(row.rule_number), row.small, row.base, row.floor)


def latest() -> QuerySet[Publication]:
    """What is out, the latest version of each alone. Within the current scope; callers narrow it to a place."""
    later = Publication.objects.filter(
        participation_id=OuterRef("participation_id"),
        kind=OuterRef("kind"),
        source_key=OuterRef("source_key"),
        number__gt=OuterRef("number"),
        **_OUT,
    )
    rows = Publication.objects.filter(~Exists(later), **_OUT)
    return rows.select_related("participation__organisation")


def published(access: Access, kind: str | None = None) -> QuerySet[Publication]:
    """What everybody in the collaborative may read: the latest version of each, the last published first."""
    rows = latest().filter(collaborative_id=access.collaborative.pk)
    if kind is not None:
        rows = rows.filter(kind=kind)
    return rows.order_by("-published_at", "-pk")


def publications_to(access: Access) -> QuerySet[Publication]:
    """Every version in this collaborative, earlier and withdrawn ones too (of those nothing is left to read)."""
    rows = Publication.objects.filter(collaborative_id=access.collaborative.pk)
    return rows.select_related("participation__organisation", "published_by", "withdrawn_by")


def publication_of(access: Access, pk: int) -> Publication | None:
    """One version that is still out, or None where there is none for this person."""
    return publications_to(access).filter(pk=pk, **_OUT).first()


def versions_of(participation: Participation, kind: str, source_key: int) -> list[Publication]:
    """Every version made from one record of an organisation's own, the last one first (one query)."""
    rows = Publication.objects.filter(participation=participation, kind=kind, source_key=source_key)
    return list(rows.select_related("published_by", "withdrawn_by").order_by("-number"))


def latest_by_source(participation: Participation, kind: str) -> dict[int, Publication]:
    """The latest version of each, withdrawn or not, by the id of the record it was made from (one query)."""
    rows = Publication.objects.filter(participation=participation, kind=kind).order_by("number")
    return {row.source_key: row for row in rows}


def uses_of(publications: Iterable[Publication]) -> list[PublicationUse]:
    """Where these have been, first use first (one query)."""
    return list(PublicationUse.objects.filter(publication__in=list(publications)).select_related("publication"))


def standing(consent_ids: Iterable[int], participation_id: int) -> dict[int, Channel]:
    """How far each of these consents goes today, by its id; one that goes nowhere is not in it (one query).

    A consent reaches as far as there is no channel missing before: who did not agree to the collaborative has not
    agreed to the press.
    """
    given: dict[int, set[str]] = {}
    rows = ConsentChannel.objects.filter(
        participation_id=participation_id, consent_id__in=set(consent_ids), withdrawn_at__isnull=True
    )
    for consent_id, channel in rows.values_list("consent_id", "channel"):
        given.setdefault(consent_id, set()).add(channel)
    return {pk: reach for pk, channels in given.items() if (reach := reach_of(channels)) is not None}


def reach_of(channels: Iterable[str]) -> Channel | None:
    """The furthest channel that has none missing before it; None where not even the nearest is there."""
    given, found = set(channels), None
    for channel in Channel:
        if channel not in given:
            break
        found = channel
    return found
