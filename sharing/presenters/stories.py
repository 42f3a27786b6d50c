"""Stories in words."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sharing.models import Channel, Publication
from sharing.pieces import Piece
from sharing.presenters.pieces import drawn


@dataclass(frozen=True)
class State:
    """Where a story stands: a few words and the colour of their tag. out: its version that is out."""

    text: str
    colour: str
    out: Publication | None = None


def state_of(latest: Publication | None) -> State:
    """By the latest version of it, withdrawn or not; a draft without one."""
    if latest is None:
        return State("Draft", "grey")
    if latest.withdrawn_at is not None:
        return State("Taken back", "orange")
    return State(f"Published: {Channel(latest.channel).label.lower()}", "green", latest)


def drawn_story(pieces: Iterable[Piece], uid: str, picture: str) -> list[dict[str, Any]]:
    """A story's pieces, ready to be drawn. picture: the address of its picture."""
    return [row | {"address": picture} if row["kind"] == "picture" else row for row in drawn(pieces, uid)]
