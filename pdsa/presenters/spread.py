"""The scale-up of a project: each adopted test with its places, where they stand, and whom they reach in all. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from collaborative.nhsuk.filters import date_long, number, plural
from pdsa.models import Cycle, Decision, Spread
from pdsa.presenters.record import Tag


@dataclass(frozen=True)
class PlaceShown:
    """One place as a list shows it. anchor: where on the page it stands, which charts lead to."""

    place: str
    anchor: str
    href: str
    tag: Tag
    overdue: bool
    who: str
    when: str
    reach: str
    fidelity: str
    changed_how: str


@dataclass(frozen=True)
class Spreading:
    """One adopted test with its places. add: where one more is added; "" where it is no longer adopted."""

    title: str
    href: str
    add: str
    decided: str
    places: list[PlaceShown]
    summary: str


def spreading(cycles: Iterable[Cycle], rows: Sequence[Spread], slug: str, today: date) -> list[Spreading]:
    """The tests in their order, each with its places; one that was decided otherwise meanwhile keeps those it has."""
    tests = {cycle.pk: cycle for cycle in cycles}
    tests |= {row.cycle_id: row.cycle for row in rows if row.cycle_id not in tests}
    return [_test(cycle, [row for row in rows if row.cycle_id == pk], slug, today) for pk, cycle in tests.items()]


def _test(cycle: Cycle, rows: Sequence[Spread], slug: str, today: date) -> Spreading:
    where = {"slug": slug, "pk": cycle.pk}
    adopted = cycle.decision == Decision.ADOPT
    return Spreading(
        title=cycle.title,
        href=reverse("cycle", kwargs=where),
        add=reverse("spread-new", kwargs=where) if adopted else "",
        decided=f"Adopted on {date_long(cycle.decided_at)}" if adopted else "No longer adopted",
        places=[place_shown(row, slug, today) for row in rows],
        summary=summary(rows),
    )


def place_shown(row: Spread, slug: str, today: date) -> PlaceShown:
    """One place."""
    return PlaceShown(
        place=row.place,
        anchor=f"place-{row.pk}",
        href=reverse("spread", kwargs={"slug": slug, "pk": row.pk}),
        tag=state_of(row),
        overdue=row.is_overdue(today),
        who=row.who,
        when=_when(row),
        reach=_reach(row),
        fidelity=str(row.get_fidelity_display()) if row.fidelity else "",
        changed_how=row.changed_how,
    )


def state_of(row: Spread) -> Tag:
    """Where a place stands."""
    if row.done_on is not None:
        return Tag("In place", "green")
    return Tag("Started", "blue") if row.started_on is not None else Tag("Planned", "white")


def _when(row: Spread) -> str:
    said = []
    if row.started_on is not None:
        said.append(f"started on {date_long(row.started_on)}")
    if row.done_on is not None:
        said.append(f"in place since {date_long(row.done_on)}")
    elif row.due_on is not None:
        said.append(f"by {date_long(row.due_on)}")
    words = ", ".join(said)
    return words[:1].upper() + words[1:]


def _reach(row: Spread) -> str:
    if row.reached is None:
        return f"To reach {plural(row.aimed, 'person', 'people')}" if row.aimed is not None else ""
    of = f" of {number(row.aimed)}" if row.aimed is not None else ""
    return f"{number(row.reached)}{of} {'person' if (row.aimed or row.reached) == 1 else 'people'} reached"


def summary(rows: Sequence[Spread]) -> str:
    """How many places there are, in how many it is how they work, and whom it has reached in all of them."""
    if not rows:
        return ""
    done = sum(row.done_on is not None for row in rows)
    started = sum(row.started_on is not None and row.done_on is None for row in rows)
    said = [f"{plural(len(rows), 'place')}: in place in {done}"]
    if started:
        said.append(f"started in {started}")
    words = ", ".join(said)
    known = [row.reached for row in rows if row.reached is not None]
    if not known:
        return f"{words}. How many people it reaches is not recorded yet."
    aims = [row.aimed for row in rows]
    of = f" of {number(sum(one or 0 for one in aims))}" if all(one is not None for one in aims) else ""
    return f"{words}. {number(sum(known))}{of} people reached."
