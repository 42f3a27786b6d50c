"""What an answer may not say, and what it says otherwise than the table."""

import re
from typing import Any

from tests.access.answers import NATIONAL, NORTH
from tests.access.conftest import Visitor, everything_said, routes
from tests.access.stage import PLACES, Stage, people_of, work_of
from tests.access.table import ACCESS

HOME = dict.fromkeys((*NORTH, "expert"), "north") | {"other_coach": "south", "south_lead": "south", "east_lead": "east"}
# Who holds an invitation's link may read whom it is for, and the invitation of this table is North's.
BY_LINK = {"invitation"}
# Where a coach reads what is for coaches alone.
AMONG_COACHES = re.compile("northcanary private")
FOR_COACHES = {("coach", "visit"), ("coach", "visit-edit")}


def forbidden(role: str, name: str) -> list[Any]:
    """What must not be said to this person: other places' work and people, and to the national team anybody's work."""
    patterns = [work_of(place) for place in PLACES if place != HOME.get(role)]
    strangers = [place for place in PLACES if place != HOME.get(role)]
    if role in NATIONAL:
        strangers = ["east"]
    if name in BY_LINK:
        strangers = [place for place in strangers if place != "north"]
    if (role, name) not in FOR_COACHES:
        patterns.append(AMONG_COACHES)
    return patterns + [people_of(place) for place in strangers]


def leaks(role: str, name: str, answer: Any, own_name: str) -> list[str]:
    said = everything_said(answer).replace(own_name, "")
    return [found[0] for pattern in forbidden(role, name) if (found := pattern.search(said))]


def faults(stage: Stage, role: str, like: str = "") -> list[str]:
    """Every address that answers this person otherwise than the table says of `like`, or says too much."""
    visitor, found = Visitor(stage, role), []
    role = like or role
    for name, route in routes().items():
        for method, answers in ACCESS[name].items():
            answer = visitor.ask(method, stage.address(name, route))
            expected = answers[role]
            if answer.status_code != expected:
                found.append(f"{method} {name}: {answer.status_code}, not {expected}")
            found += [f"{method} {name} says {word!r}" for word in leaks(role, name, answer, visitor.name)]
    return found
