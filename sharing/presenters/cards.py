"""A publication as a card: its title and summary, its first chart and its first quote."""

from dataclasses import dataclass
from typing import Any

from sharing.models import Publication
from sharing.queries.frozen import UID


@dataclass(frozen=True)
class Card:
    """What a card shows. uid: unique on the page; of: what it is and whose; svg: the chart, empty without one;
    sentence: the chart in words; rule: how its numbers were disclosed."""

    uid: str
    title: str
    of: str
    summary: str
    svg: str = ""
    sentence: str = ""
    rule: str = ""
    quote: str = ""
    who: str = ""


def card_of(row: Publication, uid: str) -> Card:
    """The card of a publication as it stands now."""
    chart = _first(row, "chart") or {}
    quote = _first(row, "quote") or {}
    hidden = int(chart.get("hidden") or 0)
    unsaid = (
        f"{hidden} small numbers are not shown. " if hidden > 1 else "A small number is not shown. " if hidden else ""
    )
    return Card(
        uid=uid,
        title=row.title,
        of=f"{row.get_kind_display()}, {row.participation.organisation.name}",
        summary=row.summary,
        svg=str(chart.get("svg") or "").replace(f"{UID}-", f"{uid}-"),
        sentence=f"{chart.get('title', '')}. {chart.get('sentence', '')}" if chart else "",
        rule=f"{unsaid}Disclosure rule: {chart['rule']}." if chart.get("rule") else "",
        quote=str(quote.get("text") or ""),
        who=str(quote.get("who") or ""),
    )


def _first(row: Publication, kind: str) -> dict[str, Any] | None:
    return next((dict(piece) for piece in row.pieces if piece.get("kind") == kind), None)
