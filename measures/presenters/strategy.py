"""Operational definitions and measurement strategies in words."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from measures import periods
from measures.actions.measures import HOW_MANY
from measures.models import ChartKind, Definition, Direction, Frequency, Kind, Measure, MeasureType
from measures.queries.strategy import Stood
from measures.strategy.catalogue import BY_KEY, DIMENSIONS, FIELDS, SECTIONS, complete, missing
from measures.strategy.compare import Merged, Standing, changed

_CHOICES: Mapping[str, Mapping[str, str]] = {
    "measure_type": dict(MeasureType.choices),
    "kind": dict(Kind.choices),
    "direction": dict(Direction.choices),
    "frequency": dict(Frequency.choices),
    "chart_kind": dict(ChartKind.choices),
    "dimension": dict(DIMENSIONS),
}
_TAGS = {
    Standing.CORE: ("Core", "green"),
    Standing.CORE_OWN_WORDS: ("Core, in own words", "blue"),
    Standing.ADAPTED: ("Adapted", "orange"),
    Standing.LOCAL: ("Local", "grey"),
}


@dataclass(frozen=True)
class Row:
    """One field on a page. needs: why it is missed, where it is empty."""

    key: str
    name: str
    value: str
    needs: str = ""


@dataclass(frozen=True)
class Section:
    """Some fields under a heading."""

    name: str
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Beside:
    """One field of two versions, or of two people's."""

    name: str
    left: str
    right: str
    before: str = ""


def word(key: str, said: Mapping[str, Any]) -> str:
    """One field as a person reads it; "" where there is nothing to say."""
    value = str(said.get(key) or "")
    if key in _CHOICES:
        return _CHOICES[key].get(value, value) if value else ""
    if key == "rate_per":
        return f"{int(value):,}" if said.get("kind") == Kind.RATE and value.isdigit() else ""
    if key == "denominator_label" and value == HOW_MANY:
        return ""
    if key == "starts_on":
        return _since(str(said.get("frequency") or ""), value)
    if key == "target" and value:
        return f"{value}%" if said.get("kind") == Kind.PERCENTAGE else f"{value} {said.get('unit', '')}".strip()
    return ", ".join(value.splitlines()) if key == "groups" else value


def _since(frequency: str, value: str) -> str:
    try:
        return periods.label(frequency, date.fromisoformat(value))
    except (ValueError, KeyError):
        return value


def sections(said: Mapping[str, Any]) -> list[Section]:
    """The definition for its page: what is said, and what ought to be and is not."""
    needs = {field.key: field.matters for field in missing(said)}
    found = []
    for name in SECTIONS:
        rows = [
            Row(field.key, field.name, word(field.key, said), needs.get(field.key, ""))
            for field in FIELDS
            if field.section == name and field.key != "name"
        ]
        shown = tuple(row for row in rows if row.value or row.needs)
        if shown:
            found.append(Section(name, shown))
    return found


def completeness(said: Mapping[str, Any]) -> str:
    """'14 of 22 filled in', of the fields that ought to be."""
    done, of = complete(said)
    return f"{done} of {of} filled in"


def names(keys: Iterable[str]) -> str:
    """Fields by name, for a sentence."""
    return ", ".join(BY_KEY[key].name for key in keys)


def some_names(keys: Iterable[str], most: int = 4) -> str:
    """The first fields by name, and how many more."""
    every = list(keys)
    more = f" and {len(every) - most} more" if len(every) > most else ""
    return names(every[:most]) + more


def beside(left: Mapping[str, Any], right: Mapping[str, Any], *, all_fields: bool = False) -> list[Beside]:
    """Two versions field by field: those that differ, or every one that says something."""
    keys = [field.key for field in FIELDS] if all_fields else changed(left, right)
    rows = [Beside(BY_KEY[key].name, word(key, left), word(key, right)) for key in keys]
    return [row for row in rows if row.left or row.right]


def clash_rows(merged: Merged, base: Mapping[str, str], theirs: Mapping[str, str]) -> list[Beside]:
    """The fields two people changed: what it said, theirs, and mine."""
    return [
        Beside(BY_KEY[key].name, theirs.get(key) or "Empty", merged.words[key] or "Empty", base.get(key) or "Empty")
        for key in merged.clashing
    ]


@dataclass(frozen=True)
class VersionRow:
    """One version in the list, latest first."""

    row: Definition
    changed: str
    is_latest: bool


def version_rows(versions: Sequence[Definition]) -> list[VersionRow]:
    """The versions with what each changed."""
    found = []
    for at, row in enumerate(versions):
        keys = changed(versions[at - 1].said, row.said) if at else []
        found.append(VersionRow(row, names(keys), at == len(versions) - 1))
    return found[::-1]


@dataclass(frozen=True)
class StandingWords:
    """How a measure can be compared, for its team."""

    tag: str
    colour: str
    says: str
    differs: tuple[str, ...] = ()


def standing_words(stood: Stood, frequency: str) -> StandingWords:
    """How a measure stands to the programme's, as its team reads it."""
    tag, colour = _TAGS[stood.standing]
    if stood.is_older and stood.standing in (Standing.CORE, Standing.CORE_OWN_WORDS):
        tag, colour = f"{tag}, older version", "yellow"
    programme = f"‘{stood.programme.name}’" if stood.programme else ""
    by = f", version {stood.number}" if stood.number else ""
    alike = (
        f": an older version. The programme is at version {stood.latest} by now."
        if stood.is_older
        else ", as everywhere."
    )
    says = {
        Standing.CORE: f"Counted by the words of the programme’s {programme}{by}{alike}",
        Standing.CORE_OWN_WORDS: f"Your team says it counts by the programme’s {programme}{by}, and says how in its own"
        " words. Take over the programme’s to be sure that they say the same.",
        Standing.ADAPTED: f"It began as the programme’s {programme}{by} and is no longer the same. The programme is"
        " told which fields differ and since when, not your words or numbers.",
        Standing.LOCAL: "A measure of your own. It is compared with nobody’s.",
    }[stood.standing]
    return StandingWords(tag, colour, says, tuple(differs(stood, frequency)))


def differs(stood: Stood, frequency: str) -> list[str]:
    """Each difference from the programme's with its day."""
    found = [f"{BY_KEY[one.key].name}, since {_long(one.since)}" for one in stood.divergences]
    if stood.differently_since:
        since = periods.label(frequency, stood.differently_since)
        found.append(f"Counted in a way of its own, since {since}")
    return found


def _long(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


@dataclass(frozen=True)
class PlanRow:
    """One measure of a data plan: each question with its answer."""

    measure: Measure
    answers: tuple[Row, ...]
    unsaid: int


_PLAN = (
    ("What", ("numerator_label", "denominator_label")),
    ("By whom", ("collected_by",)),
    ("From what system", ("source",)),
    ("How", ("method", "sampling")),
    ("When", ("frequency", "period_anchor")),
    ("Complete after", ("lag",)),
    ("If data are missing", ("missing_plan",)),
    ("Analysed", ("analysis",)),
    ("Fed back", ("feedback",)),
)


def plan_row(measure: Measure, said: Mapping[str, Any]) -> PlanRow:
    """What is collected of one measure, by whom, how, from where, when, and what becomes of it."""
    answers = []
    for name, keys in _PLAN:
        told = [text for key in keys if (text := word(key, said))]
        answer = " out of ".join(told) if keys == ("numerator_label", "denominator_label") else "; ".join(told)
        needs = next((BY_KEY[key].matters for key in keys if not word(key, said) and BY_KEY[key].matters), "")
        answers.append(Row(keys[0], name, answer, "" if answer else needs or "It is not known how."))
    return PlanRow(measure, tuple(answers), sum(not row.value for row in answers))
