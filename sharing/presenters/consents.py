"""Consents in words."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sharing.models import Channel, Consent, ConsentChannel
from sharing.queries.publishing import reach_of


@dataclass(frozen=True)
class Been:
    """Where something had been when its consent was withdrawn. outside: where nobody of us can take it back."""

    label: str
    address: str
    at: datetime
    reached: int | None
    outside: bool


@dataclass(frozen=True)
class Step:
    """One channel of a consent, with the row that says how it was given, and where it had been once withdrawn."""

    channel: Channel
    row: ConsentChannel
    been: tuple[Been, ...]


@dataclass(frozen=True)
class Line:
    """A consent with its channels: steps as they were given, one after the other; standing and missing channels."""

    consent: Consent
    steps: tuple[Step, ...]
    standing: tuple[Channel, ...]
    missing: tuple[Channel, ...]

    @property
    def reach(self) -> Channel | None:
        """How far it goes today."""
        return reach_of(self.standing)

    @property
    def been(self) -> tuple[Been, ...]:
        """Every place it had been, each once."""
        return tuple(dict.fromkeys(place for step in self.steps for place in step.been))


def line(consent: Consent) -> Line:
    """A consent whose channels were fetched with it."""
    rows = list(consent.channels.all())
    standing = {row.channel for row in rows if row.withdrawn_at is None}
    return Line(
        consent=consent,
        steps=tuple(Step(Channel(row.channel), row, tuple(_been(one) for one in row.had_been)) for row in rows),
        standing=tuple(one for one in Channel if one in standing),
        missing=tuple(one for one in Channel if one not in standing),
    )


def was_outside(consent: Consent) -> bool:
    """Whether something that rested on it had been where nobody of us can take it back."""
    return any(place.outside for place in line(consent).been)


def _been(told: dict[str, Any]) -> Been:
    return Been(**{**told, "at": datetime.fromisoformat(told["at"])})
