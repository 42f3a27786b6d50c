"""The contents of a design from its rows, in words: one function a part. A further fact is a line here."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from html import unescape
from typing import Any

from django.utils.safestring import SafeString

from collaborative.nhsuk.filters import date_long
from evaluation.queries.design import DesignRows, MeasureRow, TheoryRows
from measures.presenters import strategy
from measures.presenters.definition import definition_rows
from organisations.models import Project
from pdsa.models import Cycle
from pdsa.presenters import scale_of, when
from pdsa.states import CLOSED, Status
from phases.design import Contents, Fact, Item
from phases.models import Inequality, PhasePlan, Population
from phases.presenters import populations as population_words
from phases.theory.graph import Theory

# How far a test is, as a design keeps it: a key of phases.design.TESTS.
_TESTS = dict.fromkeys(Status, "under way") | dict.fromkeys(CLOSED, "done") | {Status.PLAN: "planned"}


def contents(rows: DesignRows) -> Contents:
    """The design as it is today."""
    return Contents(
        about=about(rows.project),
        populations=populations(rows.populations),
        theory=theory(rows),
        left_out=left_out(rows.theory),
        beliefs=beliefs(rows.theory),
        measures=measures(rows),
        dates=dates(rows),
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


def theory(rows: DesignRows) -> Theory | None:
    """The theory of change with what is believed of its ideas, and how many measures its boxes have."""
    if rows.theory is None:
        return None
    graph = rows.theory.held.believed
    many = Counter(key for row in rows.measures for key in row.boxes)
    return Theory(tuple(replace(node, measures=many[node.id]) for node in graph.nodes), graph.links)


def left_out(there: TheoryRows | None) -> tuple[Item, ...]:
    """What of the programme's theory is not in this one, and why."""
    return tuple(
        Item(f"dropped-{row.programme_node_id}", row.programme_node.text, facts=_facts(("Why", row.reason)))
        for row in (there.drops if there else ())
    )


def beliefs(there: TheoryRows | None) -> tuple[Item, ...]:
    """Of each idea whose belief was changed: what it is now, and why."""
    if there is None:
        return ()
    words = {node.id: node.text for node in there.held.graph.nodes}
    return tuple(
        Item(
            f"belief-{key}",
            words[key],
            facts=_facts(("Belief", said.became), ("Since", date_long(said.when)), ("Why", said.reason)),
        )
        for key, said in there.believed.items()
    )


def measures(rows: DesignRows) -> tuple[Item, ...]:
    """What is counted and how: each measure's whole definition, how it compares, and what of the theory it shows."""
    words = {node.id: node.text for node in rows.theory.held.graph.nodes} if rows.theory else {}
    return tuple(_measure(row, [words[key] for key in row.boxes if key in words]) for row in rows.measures)


def _measure(row: MeasureRow, shows: Sequence[str]) -> Item:
    measure, stands = row.measure, strategy.standing_words(row.stood, row.measure.frequency)
    ready = {one["key"]: plain(one["value"]) for one in definition_rows(measure)}
    told = [one for part in strategy.sections(row.said) for one in part.rows]
    definition = [(one.name, ready.get("Groups", "") if one.key == "groups" else one.value) for one in told]
    more = [(key, ready.get(key, "")) for key in ("Not stated or not known", "Gap")]
    facts = _facts(
        ("Version", _version(row)),
        ("Compared with others", ". ".join([stands.tag, *stands.differs])),
        ("Shows", "\n".join(shows)),
        *definition,
        *more,
        ("Not filled in yet", strategy.some_names(one.key for one in told if not one.value)),
    )
    return Item(f"measure-{measure.pk}", measure.name, measure.measure_type, facts)


def _version(row: MeasureRow) -> str:
    if row.definition is None:
        return ""
    return f"{row.definition.number}, in force from {date_long(row.definition.effective_from)}"


def plain(value: Any) -> str:
    """Ready markup as the words it shows; other words as they are."""
    return unescape(value.replace("<br>", "\n")) if isinstance(value, SafeString) else str(value)


def dates(rows: DesignRows) -> tuple[Fact, ...]:
    """The project's own days, and its organisation's: each phase as planned, as expected and as it was, and pauses."""
    project = rows.project
    return _facts(
        ("Starts", date_long(project.starts_on)),
        ("Ends", date_long(project.closed_on)),
        *((str(plan.phase), _phase(plan)) for plan in rows.plans),
        ("Pauses", "\n".join(f"{_days(row.starts_on, row.ends_on)}: {row.reason}" for row in rows.pauses)),
    )


def _phase(plan: PhasePlan) -> str:
    known = (
        ("Planned", plan.planned_start, plan.planned_end),
        ("Expected", plan.forecast_start, plan.forecast_end),
        ("In fact", plan.actual_start, plan.actual_end),
    )
    return "\n".join(f"{name}: {_days(start, end)}" for name, start, end in known if start or end)


def _days(start: date | None, end: date | None) -> str:
    if start and end:
        return f"{date_long(start)} to {date_long(end)}"
    return f"from {date_long(start)}" if start else f"until {date_long(end)}"


def data_plan(rows: Sequence[MeasureRow]) -> tuple[Item, ...]:
    """How the numbers of each measure come together, and what becomes of them; what is not answered says so."""
    found = []
    for row in rows:
        answers = strategy.plan_row(row.measure, row.said).answers
        unsaid = ("Not filled in yet", ", ".join(one.name for one in answers if not one.value))
        facts = _facts(*((one.name, one.value) for one in answers), unsaid)
        found.append(Item(f"measure-{row.measure.pk}", row.measure.name, facts=facts))
    return tuple(found)


def tests(rows: Sequence[Cycle]) -> tuple[Item, ...]:
    """Every test with how far it is; of those that are planned, how."""
    return tuple(Item(f"test-{row.pk}", row.title, _TESTS[Status(row.status)], _test(row)) for row in rows)


def _test(row: Cycle) -> tuple[Fact, ...]:
    if row.status != Status.PLAN:
        return _facts(("When", when(row)))
    idea = row.idea.title if row.idea.title != row.title else ""
    return _facts(("Change idea", idea), ("When", when(row)), ("With", scale_of(row)), ("Led by", row.led_by))


def _facts(*pairs: tuple[str, str]) -> tuple[Fact, ...]:
    return tuple(Fact(key, str(value)) for key, value in _said(pairs))


def _said(pairs: Iterable[tuple[str, str]]) -> Iterable[tuple[str, str]]:
    return (pair for pair in pairs if pair[1])
