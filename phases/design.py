"""The design of a project, as it is signed: what phase one made, in words, and how two such designs differ.

Everything that is signed is kept as words with their names, so that a design reads in later years as it did on the day,
whatever the product calls things then. A further fact of a population or a measure is one `Fact` more.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from phases.theory import diff
from phases.theory.asjson import theory_json, theory_of
from phases.theory.graph import Theory

PARTS: dict[str, str] = {
    "populations": "Populations of focus",
    "theory": "Theory of change",
    "measures": "Measures",
    "plan": "Plan",
}
# What a family of measures needs at least one of each of, by the value that `Item.kind` has.
FAMILY: dict[str, str] = {
    "outcome": "what changes for people",
    "process": "whether the change is happening",
    "balancing": "whether something else gets worse",
}


@dataclass(frozen=True, slots=True)
class Fact:
    """Something said of an item, under its name."""

    key: str
    value: str


@dataclass(frozen=True, slots=True)
class Item:
    """A population, an inequality, a measure, a test or a line of the plan.

    key: names it among its neighbours, however it is called. kind: a word that is shown beside its name.
    """

    key: str
    name: str
    kind: str = ""
    facts: tuple[Fact, ...] = ()
    items: tuple["Item", ...] = ()


@dataclass(frozen=True, slots=True)
class Contents:
    """All of a design. about: what stands over it. tests: those planned at the time, each with its days."""

    about: tuple[Fact, ...] = ()
    populations: tuple[Item, ...] = ()
    theory: Theory | None = None
    measures: tuple[Item, ...] = ()
    dates: tuple[Fact, ...] = ()
    data_plan: tuple[Item, ...] = ()
    tests: tuple[Item, ...] = ()

    @property
    def family(self) -> tuple[tuple[str, str, int], ...]:
        """Of each type of measure: its name, what it tells, and how many there are."""
        return tuple((kind, tells, sum(one.kind == kind for one in self.measures)) for kind, tells in FAMILY.items())


def contents_json(contents: Contents) -> dict[str, Any]:
    """The contents as plain lists and dictionaries."""
    return {
        "about": [_fact_json(fact) for fact in contents.about],
        "populations": [_item_json(item) for item in contents.populations],
        "theory": theory_json(contents.theory) if contents.theory else None,
        "measures": [_item_json(item) for item in contents.measures],
        "dates": [_fact_json(fact) for fact in contents.dates],
        "data_plan": [_item_json(item) for item in contents.data_plan],
        "tests": [_item_json(item) for item in contents.tests],
    }


def contents_of(said: Mapping[str, Any]) -> Contents:
    """The contents that `contents_json` wrote; what an older one did not have is empty."""
    return Contents(
        about=_facts(said.get("about", ())),
        populations=_items(said.get("populations", ())),
        theory=theory_of(said["theory"]) if said.get("theory") else None,
        measures=_items(said.get("measures", ())),
        dates=_facts(said.get("dates", ())),
        data_plan=_items(said.get("data_plan", ())),
        tests=_items(said.get("tests", ())),
    )


def _fact_json(fact: Fact) -> list[str]:
    return [fact.key, fact.value]


def _item_json(item: Item) -> dict[str, Any]:
    return {
        "key": item.key,
        "name": item.name,
        "kind": item.kind,
        "facts": [_fact_json(fact) for fact in item.facts],
        "items": [_item_json(one) for one in item.items],
    }


def _facts(said: Iterable[Sequence[str]]) -> tuple[Fact, ...]:
    return tuple(Fact(*one) for one in said)


def _items(said: Iterable[Mapping[str, Any]]) -> tuple[Item, ...]:
    return tuple(
        Item(one["key"], one["name"], one.get("kind", ""), _facts(one.get("facts", ())), _items(one.get("items", ())))
        for one in said
    )


@dataclass(frozen=True, slots=True)
class Differs:
    """A part that is not as it was, and what differs in it, line by line."""

    part: str
    lines: tuple[str, ...]

    @property
    def title(self) -> str:
        return PARTS[self.part]


def differences(then: Contents, now: Contents) -> tuple[Differs, ...]:
    """What has changed in a design since it was as `then`, part by part; empty where nothing has.

    Tests are no change of the plan: to run them and to plan more is what was agreed.
    """
    found = {
        "populations": _items_differ(then.populations, now.populations),
        "theory": _theories_differ(then.theory, now.theory),
        "measures": _items_differ(then.measures, now.measures),
        "plan": _facts_differ(then.dates, now.dates) + _items_differ(then.data_plan, now.data_plan),
    }
    return tuple(Differs(part, tuple(lines)) for part, lines in found.items() if lines)


def _items_differ(then: Sequence[Item], now: Sequence[Item], within: str = "") -> list[str]:
    before, after = {one.key: one for one in then}, {one.key: one for one in now}
    lines = [f"Added{within}: {one.name}" for one in now if one.key not in before]
    lines += [f"No longer there{within}: {one.name}" for one in then if one.key not in after]
    for old in then:
        new = after.get(old.key)
        if new is None or new == old:
            continue
        what = [f"it was called “{old.name}”"] if old.name != new.name else []
        what += [f"it was {old.kind}"] if old.kind != new.kind and old.kind else []
        what += [line[0].lower() + line[1:] for line in _facts_differ(old.facts, new.facts)]
        if what:
            lines.append(f"{new.name}: {'; '.join(what)}")
        lines += _items_differ(old.items, new.items, f" for {new.name}")
    return lines


def _facts_differ(then: Sequence[Fact], now: Sequence[Fact]) -> list[str]:
    before, after = {one.key: one.value for one in then}, {one.key: one.value for one in now}
    keys = [*after, *(key for key in before if key not in after)]
    return [f"{key} has changed" for key in keys if before.get(key, "") != after.get(key, "")]


def _theories_differ(then: Theory | None, now: Theory | None) -> list[str]:
    if then is None or now is None:
        return [] if then is now else ["There is a theory now" if now else "There is no theory any more"]
    counts = diff.since(then, now).counts
    words = (
        (counts.reworded, "reworded"),
        (counts.moved, "moved"),
        (counts.added, "added"),
        (counts.dropped, "taken out"),
    )
    lines = [f"{many} box{'es' if many > 1 else ''} {what}" for many, what in words if many]
    if not lines and set(then.links) != set(now.links):
        lines.append("Some links are stronger or weaker")
    return lines
