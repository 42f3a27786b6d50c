"""The contents of a design from its rows, in words: one function a part. A further fact is a line here."""

from collections.abc import Iterable, Sequence
from html import unescape
from typing import Any

from django.utils.safestring import SafeString

from collaborative.nhsuk.filters import date_long
from evaluation.queries.design import DesignRows
from measures.models import Measure
from measures.presenters.definition import definition_rows
from organisations.models import Project
from pdsa.models import Cycle
from pdsa.presenters import scale_of, when
from phases.design import Contents, Fact, Item
from phases.models import Inequality, Population
from phases.presenters import populations as population_words
from phases.queries import Held
from phases.theory.graph import Theory


def contents(rows: DesignRows) -> Contents:
    """The design as it is today."""
    return Contents(
        about=about(rows.project),
        populations=populations(rows.populations),
        theory=theory(rows.theory),
        measures=measures(rows.measures),
        dates=dates(rows.project),
        data_plan=data_plan(rows.measures),
        tests=tests(rows.tests),
    )


def about(project: Project) -> tuple[Fact, ...]:
    """Whose design it is, and for whom."""
    return _facts(
        ("Project", project.name),
        ("Organisation", project.participation.organisation.name),
        ("Collaborative", project.collaborative.name),
        ("For", project.population),
        ("Aim", project.aim),
    )


def populations(rows: Sequence[Population]) -> tuple[Item, ...]:
    """Who they are and what is unequal for them."""
    return tuple(_population(row) for row in rows)


def _population(row: Population) -> Item:
    said = [(fact["key"], fact["value"]) for fact in population_words.facts(row)]
    marks = ("Also known as", ", ".join(population_words.tags(row)))
    unequal = tuple(_inequality(one) for one in row.unequal)  # type: ignore[attr-defined]
    return Item(f"population-{row.pk}", row.name, facts=_facts(*said, marks), items=unequal)


def _inequality(row: Inequality) -> Item:
    facts = _facts(
        ("How large", population_words.size_of(row)),
        ("Known from", population_words.evidence_of(row)),
    )
    return Item(f"inequality-{row.pk}", row.statement, row.get_dimension_display(), facts)


def theory(there: Held | None) -> Theory | None:
    """The theory of change with what is believed of its ideas."""
    return there.believed if there else None


def measures(rows: Sequence[Measure]) -> tuple[Item, ...]:
    """What is counted and how: each measure's whole definition."""
    return tuple(_measure(row) for row in rows)


def _measure(row: Measure) -> Item:
    said = [(one["key"], plain(one["value"])) for one in definition_rows(row)]
    return Item(f"measure-{row.pk}", row.name, row.measure_type, _facts(*said))


def plain(value: Any) -> str:
    """Ready markup as the words it shows; other words as they are."""
    return unescape(value.replace("<br>", "\n")) if isinstance(value, SafeString) else str(value)


def dates(project: Project) -> tuple[Fact, ...]:
    """The project's own days."""
    return _facts(("Starts", date_long(project.starts_on)), ("Ends", date_long(project.closed_on)))


def data_plan(rows: Sequence[Measure]) -> tuple[Item, ...]:
    """How the numbers come together: how often, since when, by whom."""
    return tuple(
        Item(
            f"measure-{row.pk}",
            row.name,
            facts=_facts(
                ("How often", row.get_frequency_display()),
                ("Since", date_long(row.starts_on)),
                ("Collected by", row.collected_by),
            ),
        )
        for row in rows
    )


def tests(rows: Sequence[Cycle]) -> tuple[Item, ...]:
    """The tests that are planned and have not begun."""
    return tuple(
        Item(
            f"test-{row.pk}",
            row.title,
            facts=_facts(
                ("Change idea", row.idea.title if row.idea.title != row.title else ""),
                ("When", when(row)),
                ("With", scale_of(row)),
                ("Led by", row.led_by),
            ),
        )
        for row in rows
    )


def _facts(*pairs: tuple[str, str]) -> tuple[Fact, ...]:
    return tuple(Fact(key, str(value)) for key, value in _said(pairs))


def _said(pairs: Iterable[tuple[str, str]]) -> Iterable[tuple[str, str]]:
    return (pair for pair in pairs if pair[1])
