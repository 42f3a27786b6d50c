"""Populations of focus in words."""

from dataclasses import dataclass
from itertools import groupby
from typing import Any

from collaborative.nhsuk.filters import date_long, number
from phases.models import Characteristic, Comparator, Inequality, Population


@dataclass(frozen=True)
class Part:
    """People of any of these, or of all of them at once; where they are from a list, its name."""

    names: list[str]
    joined: str
    source: str


def parts(marks: list[Characteristic]) -> list[Part]:
    """What the people have in common. Codes of which a person has one at a time are alternatives; all else adds up."""
    coded = [(mark.code, mark.code.code_set) for mark in marks if mark.code]
    coded.sort(key=lambda pair: (pair[1].position, pair[0].position))
    found: list[Part] = []
    for family, group in groupby(coded, key=lambda pair: (pair[1].family, pair[1].exclusive)):
        lines = list(group)
        names, sources = [code.name for code, _ in lines], list(dict.fromkeys(one.name for _, one in lines))
        if family[1]:
            found.append(Part(names, " or ".join(names), "; ".join(sources)))
        else:
            found += [Part([name], name, sources[0]) for name in names]
    return found + [Part([mark.words], mark.words, "In the team’s own words") for mark in marks if mark.words]


def intersection(marks: list[Characteristic]) -> str:
    """One sentence: who belongs to the population, as the list of what must all be true. "" where nothing is said."""
    said = parts(marks)
    if not said:
        return ""
    if len(said) == 1:
        return said[0].joined
    return " and at the same time ".join(f"({one.joined})" if len(one.names) > 1 else one.joined for one in said)


def compared_with(row: Population) -> str:
    """Who the population is compared with."""
    if not row.comparator:
        return row.comparator_name
    label = str(Comparator(row.comparator).label)
    return f"{label}: {row.comparator_name}" if row.comparator_name else label


def tags(row: Population) -> list[str]:
    """Core20PLUS5 and PCREF, as short words."""
    return [
        text
        for text, is_there in (
            ("Core20", row.core20),
            (f"PLUS: {row.plus_group}", row.plus_group),
            (str(row.clinical_area), row.clinical_area_id),
            ("PCREF", row.pcref),
        )
        if is_there
    ]


def facts(row: Population) -> list[dict[str, Any]]:
    """All that is said of a population, for a list of facts."""
    size = f"{number(row.size)} people" if row.size is not None else ""
    source = f" ({row.size_source})" if row.size_source else ""
    pairs = [
        ("Who they are", row.description),
        ("What they have in common", intersection(row.marks)),  # type: ignore[attr-defined]
        ("Why we chose them", row.why_chosen),
        ("Where they live", row.geography),
        ("Services", row.setting),
        ("How many", f"{size}{source}" if size else ""),
        ("Compared with", compared_with(row)),
        ("PCREF", row.pcref),
    ]
    return [{"key": key, "value": value} for key, value in pairs]


def size_of(row: Inequality) -> str:
    """How large an inequality is, in words and as a number."""
    figure = f"{number(row.size_number)} {row.size_unit}" if row.size_number is not None else ""
    return f"{row.size_words} ({figure})" if row.size_words and figure else row.size_words or figure


def evidence_of(row: Inequality) -> str:
    """How it is known, and from when."""
    day = date_long(row.evidence_date) if row.evidence_date else ""
    return ", ".join(part for part in (row.evidence_source, day) if part)
