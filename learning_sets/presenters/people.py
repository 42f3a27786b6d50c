"""Who comes to a set, counted and as a table. Pure."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from collaborative.csvfile import Cell
from collaborative.nhsuk.filters import datetime_long
from learning_sets.models import Booking
from learning_sets.queries.bookings import Organised
from organisations.models import Participation

HEAD = (
    "Organisation",
    "ODS code",
    "Name",
    "Role",
    "E-mail",
    "Takes part",
    "State",
    "Access needs",
    "Dietary needs",
    "There",
)


@dataclass(frozen=True)
class Counts:
    """How many there are, and how they come: of organisations, people booked, in the room, online, waiting and there;
    and of each role, most first."""

    organisations: int
    booked: int
    in_room: int
    online: int
    waiting: int
    there: int
    roles: tuple[tuple[str, int], ...]


def counts_of(groups: Sequence[Organised]) -> Counts:
    """The numbers of everybody."""
    people = [one for group in groups for one in group.people]
    booked = [one for one in people if not one.is_waiting]
    online = sum(one.mode == "online" for one in booked)
    roles = Counter(one.role_words or "Role not given" for one in booked)
    return Counts(
        organisations=sum(any(not one.is_waiting for one in group.people) for group in groups),
        booked=len(booked),
        in_room=len(booked) - online,
        online=online,
        waiting=len(people) - len(booked),
        there=sum(one.attended_at is not None for one in people),
        roles=tuple(sorted(roles.items(), key=lambda one: (-one[1], one[0]))),
    )


def missing(places: Sequence[Participation], groups: Sequence[Organised]) -> list[str]:
    """The organisations that take part in the collaborative and have nobody at the set."""
    there = {group.participation.pk for group in groups}
    return [str(one.organisation) for one in places if one.pk not in there and one.ended_on is None]


def standing(one: Booking) -> str:
    """Where somebody stands: booked, or which in the waiting list."""
    return f"Waiting list, number {one.place}" if one.is_waiting else str(one.get_state_display())


def table_of(groups: Sequence[Organised]) -> list[tuple[Cell, ...]]:
    """Everybody as the lines of a table."""
    lines: list[tuple[Cell, ...]] = [HEAD]
    for group in groups:
        organisation = group.participation.organisation
        for one in group.people:
            there = datetime_long(one.attended_at) if one.attended_at else ""
            lines.append(
                (
                    organisation.name,
                    organisation.ods_code,
                    one.name,
                    one.role_words,
                    one.email,
                    one.get_mode_display(),
                    standing(one),
                    one.access_needs,
                    one.dietary_needs,
                    there,
                )
            )
    return lines
