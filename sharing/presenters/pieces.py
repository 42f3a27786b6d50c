"""The pieces of a publication, ready to be drawn on a page. Pure."""

from collections.abc import Iterable
from typing import Any

from sharing.pieces import Piece
from sharing.queries.frozen import UID

_PICTURES = ("svg", "narrow")


def drawn(pieces: Iterable[Piece], uid: str, picture_address: str = "") -> list[dict[str, Any]]:
    """The pieces with what the template needs: ids in pictures that are unique on the page, and a number each.

    uid: of this publication on the page ("p12"). picture_address: what comes before the number of a piece in the
    address of its picture.
    """
    return [_one(piece, f"{uid}-{number}", number, picture_address) for number, piece in enumerate(pieces)]


def _one(piece: Piece, uid: str, number: int, picture_address: str) -> dict[str, Any]:
    row = {**piece, "uid": uid, "number": number}
    for name in _PICTURES:
        if row.get(name):
            row[name] = str(row[name]).replace(f"{UID}-", f"{uid}-")
    if row["kind"] == "chart":
        row["chart"] = {
            "title": row.get("title", ""),
            "sentence": row.get("sentence", ""),
            "svg": row.get("svg", ""),
            "svg_narrow": row.get("narrow", ""),
            "table": row["table"] if row.get("table", {}).get("rows") else None,
        }
    if row["kind"] == "picture" and picture_address:
        row["address"] = f"{picture_address}{number}/"
    if row["kind"] == "cycle":
        row["parts"] = [(name, str(row[key])) for key, name in _CYCLE.items() if row.get(key)]
    return row


# The parts of a test as they are read, in order.
_CYCLE = {
    "plan": "What we planned",
    "prediction": "What we expected",
    "what_happened": "What happened",
    "learned": "What we learned",
    "decision": "What we decided",
    "next": "What comes next",
}
