"""The design of a project, as it is signed: what phase one made, in words, and how two such designs differ.

Everything that is signed is kept as words with their names, so that a design reads in later years as it did on the day,
whatever the product calls things then. A further fact of a population or a measure is one `Fact` more.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from phases.theory import diff
from phases.theory.asjson import theory_json, theory_of
from phases.theory.faults import quoted
from phases.theory.graph import Theory

PARTS: dict[str, str] = {
    "populations": "Populations of focus",
    "theory": "Theory of change",
    "measures": "Measures",
    "plan": "Plan",
}


@dataclass(frozen=True, slots=True)
class Sort:
    """A sort of measure: its key, as `Item.kind` has it, its name, what it asks, and why a family needs one."""

    key: str
    name: str
    asks: str
    matters: str


# How far a test is.
TESTS = ("planned", "under way", "done")

# What a family of measures needs at least one of each of.
FAMILY = (
    Sort(
        "outcome",
        "Outcome",
        "Is it better for people?",
        "Without one you can be busy for a year and not know whether anything is different for the people you serve.",
    ),
    Sort(
        "process",
        "Process",
        "Are we doing what we said we would?",
        "Without one you cannot tell a change that does not work from a change that was never made.",
    ),
    Sort(
        "balancing",
        "Balancing",
        "Has something else got worse?",
        "Without one you may move a problem to other people, or to staff, and not see it.",
    ),
)


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
    """All of a design. about: what stands over it. left_out: boxes of the programme's theory that are not in it.
    beliefs: why ideas are believed as they are. tests: those there were, each with how far it was and its days."""

    about: tuple[Fact, ...] = ()
    populations: tuple[Item, ...] = ()
    theory: Theory | None = None
    left_out: tuple[Item, ...] = ()
    beliefs: tuple[Item, ...] = ()
    measures: tuple[Item, ...] = ()
    dates: tuple[Fact, ...] = ()
    data_plan: tuple[Item, ...] = ()
    tests: tuple[Item, ...] = ()

    @property
    def family(self) -> tuple[tuple[Sort, int], ...]:
        """Each sort of measure, and how many there are."""
        return tuple((sort, sum(one.kind == sort.key for one in self.measures)) for sort in FAMILY)

    @property
    def tests_by(self) -> tuple[tuple[str, tuple[Item, ...]], ...]:
        """How far tests are, and which are so far."""
        return tuple((name, tuple(one for one in self.tests if one.kind == name)) for name in TESTS)


def contents_json(contents: Contents) -> dict[str, Any]:
    """The contents as plain lists and dictionaries."""
    return {
        "about": [_fact_json(fact) for fact in contents.about],
        "populations": [_item_json(item) for item in contents.populations],
        "theory": theory_json(contents.theory) if contents.theory else None,
        "left_out": [_item_json(item) for item in contents.left_out],
        "beliefs": [_item_json(item) for item in contents.beliefs],
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
        left_out=_items(said.get("left_out", ())),
        beliefs=_items(said.get("beliefs", ())),
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
    """A part that is not as it was (or "about", what stands over them all), and what differs in it, line by line."""

    part: str
    lines: tuple[str, ...]

    @property
    def title(self) -> str:
        return PARTS.get(self.part, "Project")


def differences(then: Contents, now: Contents) -> tuple[Differs, ...]:
    """What has changed in a design since it was as `then`, part by part; empty where nothing has.

    Tests are no change of the plan: to run them and to plan more is what was agreed.
    """
    found = {
        "about": _facts_differ(then.about, now.about),
        "populations": _items_differ(then.populations, now.populations),
        "theory": [
            *_theories_differ(then.theory, now.theory),
            *_items_differ(then.left_out, now.left_out, " among what is left out"),
            *_reasons_differ(then.beliefs, now.beliefs),
        ],
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
    changed = [key for key in keys if before.get(key, "") != after.get(key, "")]
    return [f"Changed: {', '.join(changed)}"] if changed else []


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
    return [*lines, *_beliefs_differ(then, now), *_links_differ(then, now)]


def _reasons_differ(then: Sequence[Item], now: Sequence[Item]) -> Iterable[str]:
    """Where a belief went and came back: it is as it was, and why is not."""
    before = {one.key: one.facts for one in then}
    for one in now:
        was, is_now = ({fact.key: fact.value for fact in facts} for facts in (before.get(one.key, ()), one.facts))
        if was and was.get("Belief") == is_now.get("Belief") and was != is_now:
            yield f"Why {quoted(one.name)} is believed in has changed"


def _beliefs_differ(then: Theory, now: Theory) -> Iterable[str]:
    for old in then.nodes:
        new = now.by_id.get(old.id)
        if new is not None and new.belief != old.belief:
            was, is_now = (one.belief or "not said" for one in (old, new))
            yield f"Belief that {quoted(new.text)} will help: it was {was}, it is {is_now}"


def _links_differ(then: Theory, now: Theory) -> Iterable[str]:
    before = {(link.parent, link.child): link.strength for link in then.links}
    for link in now.links:
        if before.get((link.parent, link.child), link.strength) != link.strength:
            child, parent = (now.by_id[key].text for key in (link.child, link.parent))
            word = "stronger" if link.strength == "solid" else "weaker"
            yield f"The link from {quoted(child)} to {quoted(parent)} is {word}"
