"""Who coaches how many, and how each organisation stands. Pure."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from coaching.models import Voice
from coaching.presenters.stalled import why
from coaching.queries.signs import Coached
from coaching.scale import score
from collaborative.roles import ROLE_LABELS, Role

NOBODY = "No coach"
SORTS = {
    "coach": "Coach",
    "name": "Organisation",
    "contact": "Last contact, longest ago first",
    "score": "Coach’s score, lowest first",
    "stalled": "Stalled first",
}


@dataclass(frozen=True)
class Row:
    """One organisation. ring: whom to ring, as name, role and telephone."""

    name: str
    ods: str
    coach: str
    contact: date | None
    team_score: str
    coach_score: str
    record_score: str
    stalled: str
    paused_since: date | None
    ring: tuple[str, str, str]


@dataclass(frozen=True)
class Load:
    """One coach: how many organisations, how many of them stalled, and the contact that was longest ago."""

    coach: str
    organisations: int
    stalled: int
    oldest: date | None
    without: int


def row_of(one: Coached) -> Row:
    """An organisation in words."""
    signs, said = one.standing.signs, one.standing.scores
    contact = one.contact
    ring = (
        (contact.user.get_full_name(), ROLE_LABELS[Role(contact.role)], contact.user.phone) if contact else ("", "", "")
    )
    team, coach, record = (
        score(said[voice].tenths) if voice in said and said[voice].tenths else ""
        for voice in (Voice.TEAM, Voice.COACH, Voice.SUGGESTED)
    )
    return Row(
        name=one.place.organisation.name,
        ods=one.place.organisation.ods_code,
        coach=", ".join(row.coach.get_full_name() for row in one.coaches) or NOBODY,
        contact=signs.contact,
        team_score=team,
        coach_score=coach,
        record_score=record,
        stalled=why(signs) if one.standing.stalled else "",
        paused_since=one.paused_since,
        ring=ring,
    )


def loads_of(rows: Sequence[Row]) -> list[Load]:
    """The caseload of each coach, by name; organisations without one come last."""
    by_coach: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        by_coach[row.coach].append(row)
    return [
        Load(
            coach=coach,
            organisations=len(mine),
            stalled=sum(bool(row.stalled) for row in mine),
            oldest=min((row.contact for row in mine if row.contact), default=None),
            without=sum(row.contact is None for row in mine),
        )
        for coach, mine in sorted(by_coach.items(), key=lambda item: (item[0] == NOBODY, item[0]))
    ]


def chosen(rows: Sequence[Row], *, words: str, sort: str) -> list[Row]:
    """The organisations whose name or coach has these words, in the order asked for; ties by name."""
    sought = words.casefold()
    found = [row for row in rows if sought in row.name.casefold() or sought in row.coach.casefold()]
    by_name = sorted(found, key=lambda row: row.name.casefold())
    keys = {
        "contact": lambda row: row.contact or date.min,
        "score": lambda row: row.coach_score or "0",
        "stalled": lambda row: not row.stalled,
        "coach": lambda row: (row.coach == NOBODY, row.coach),
    }
    return sorted(by_name, key=keys[sort]) if sort in keys else by_name
