"""A visit in words. Pure."""

from dataclasses import dataclass

from coaching.models import MOST_CONFIDENT, Barrier, Visit
from collaborative.nhsuk.filters import plural

_PARTS = (
    ("reviewed", "What we looked at"),
    ("discussed", "What we discussed"),
    ("going_well", "What is going well"),
    ("barrier_words", "What stands in the way"),
    ("advice", "Advice"),
    ("coproduction_seen", "Coproduction"),
    ("support_asked", "Expert support asked for"),
)


@dataclass(frozen=True)
class Part:
    """One part of what was said, under its heading."""

    heading: str
    words: str


def parts_of(row: Visit) -> list[Part]:
    """What the team reads, without what was left empty."""
    found = []
    for name, heading in _PARTS:
        words = getattr(row, name)
        if name == "barrier_words":
            words = "\n".join(one for one in (barriers_of(row), words) if one)
        if words:
            found.append(Part(heading, words))
    return found


def barriers_of(row: Visit) -> str:
    """Such as "Time, People leaving"."""
    return ", ".join(Barrier(one).label for one in row.barriers if one in Barrier.values)


def circumstances(row: Visit) -> str:
    """Such as "Video call, 45 minutes, with the lead and two nurses"."""
    said = [row.get_mode_display()]
    if row.minutes:
        said.append(plural(row.minutes, "minute"))
    if row.present:
        said.append(f"with {row.present}")
    return ", ".join(said)


def confidence_of(row: Visit) -> str:
    """Such as "4 of 5"; empty where nobody asked."""
    return f"{row.confidence} of {MOST_CONFIDENT}" if row.confidence else ""
