"""Who took part in what: the parts of the work with the people beside them, and what there is to choose from. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from evaluation.queries.coproduction import Record
from phases.forms.coproduction import Offered
from phases.models import Involvement, Level, Population, Thing
from phases.queries.coproduction import levels

# Levels by colour; the word says it too.
COLOURS = {"informed": "grey", "consulted": "yellow", "involved": "blue", "equal": "green", "led": "green"}


@dataclass(frozen=True)
class Line:
    """One thing people can take part in, and who did."""

    name: str
    rows: Sequence[Involvement]
    key: str
    url: str = ""


@dataclass(frozen=True)
class Part:
    """One sort of things. quiet: how many of its lines have nobody and are not listed."""

    title: str
    lines: Sequence[Line]
    quiet: str = ""


def short(level: str) -> str:
    """A level in one or two words."""
    return str(Level(level).label).partition(":")[0]


def parts(record: Record, slug: str) -> list[Part]:
    """The steps of the method, all of them; then the populations, the theory, the measures and the tests."""
    found = [Part(f"{name}: steps of the method", lines) for name, lines in _steps(record)]
    for title, lines, nobody in (
        ("Whom you work for", list(_populations(record, slug)), "population"),
        ("The theory of change", list(_drivers(record)), "driver"),
        ("Measures", list(_measures(record, slug)), "measure"),
        ("Tests", list(_tests(record, slug)), "test"),
    ):
        with_people = [line for line in lines if line.rows]
        without = len(lines) - len(with_people)
        quiet = (
            f"Nobody is recorded for {'the other ' if with_people else ''}{_count(without, nobody)}." if without else ""
        )
        if lines:
            found.append(Part(title, with_people, quiet))
    return found


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _steps(record: Record) -> Iterator[tuple[str, list[Line]]]:
    for group in dict.fromkeys(step.group for step in record.steps):
        yield (
            group,
            [
                Line(
                    f"{step.code} {step.name}",
                    _rows(record, "step_id", step.pk),
                    f"step-{step.pk}",
                )
                for step in record.steps
                if step.group == group
            ],
        )


def _rows(record: Record, column: str, pk: int) -> list[Involvement]:
    return [row for row in record.involvements if getattr(row, column) == pk]


def _populations(record: Record, slug: str) -> Iterator[Line]:
    there = {one.pk: one.name for one in record.populations}
    # What was done with people stays told when the team no longer works with them, or does so in another project.
    told = {row.population_id: row.population for row in record.involvements if row.population is not None}
    for pk, name in ({row.pk: _elsewhere(row) for row in told.values()} | there).items():
        url = reverse("population", args=[slug, pk])
        yield Line(name, _rows(record, "population_id", pk), f"population-{pk}", url)


def _elsewhere(row: Population) -> str:
    return f"{row.name} ({'no longer worked with' if row.ended_on else 'of another project'})"


def _drivers(record: Record) -> Iterator[Line]:
    there = {node.pk: node.text or "The aim" for node in record.drivers}
    # What people took part in stays named after the box is gone.
    gone = {row.node_id: row.about for row in record.involvements if row.node_id and row.node_id not in there}
    for pk, name in {**there, **gone}.items():
        yield Line(name, _rows(record, "node_id", pk), f"node-{pk}")


def _measures(record: Record, slug: str) -> Iterator[Line]:
    for one in record.measures:
        url = reverse("measure", args=[slug, one.pk])
        yield Line(one.name, _things(record, Thing.MEASURE, one.pk), f"measure-{one.pk}", url)


def _tests(record: Record, slug: str) -> Iterator[Line]:
    for one in record.tests:
        url = reverse("cycle", args=[slug, one.pk])
        yield Line(one.title, _things(record, Thing.TEST, one.pk), f"test-{one.pk}", url)


def _things(record: Record, thing: Thing, pk: int) -> list[Involvement]:
    return [row for row in _rows(record, "thing_key", pk) if row.thing == thing]


def key_of(row: Involvement) -> str:
    """The key of what people took part in, as `offered` has it."""
    keys = (("step", row.step_id), ("node", row.node_id), ("population", row.population_id), (row.thing, row.thing_key))
    return next(f"{name}-{pk}" for name, pk in keys if pk)


def offered(record: Record, current: Involvement | None = None) -> dict[str, Offered]:
    """What a form about a project offers, by key; what a record is about now, though it be gone, among it."""
    found = _offered(record)
    if current is not None and key_of(current) not in found:
        names = ("step", "node", "population", "thing", "thing_key", "thing_name")
        found[key_of(current)] = Offered(_cut(current.about), {name: getattr(current, name) for name in names})
    return found


def _offered(record: Record) -> dict[str, Offered]:
    found = {f"step-{one.pk}": Offered(f"Step {one.code}: {one.name}", {"step": one}) for one in record.steps}
    found |= {
        f"population-{one.pk}": Offered(f"Population: {one.name}", {"population": one}) for one in record.populations
    }
    found |= {
        f"node-{one.pk}": Offered(f"Theory: {_cut(one.text) or 'the aim'}", {"node": one}) for one in record.drivers
    }
    found |= {f"measure-{one.pk}": _thing(Thing.MEASURE, one.pk, one.name) for one in record.measures}
    return found | {f"test-{one.pk}": _thing(Thing.TEST, one.pk, one.title) for one in record.tests}


def _cut(text: str) -> str:
    return text if len(text) <= 80 else f"{text[:79]}…"


def _thing(thing: Thing, pk: int, name: str) -> Offered:
    return Offered(f"{thing.label}: {_cut(name)}", {"thing": thing.value, "thing_key": pk, "thing_name": name[:300]})


def context(record: Record, slug: str) -> dict[str, Any]:
    """What the page shows of a record."""
    said = levels(record.involvements)
    return {
        "parts": parts(record, slug),
        "levels": [(str(level.label), number) for level, number in said],
        "unsaid": sum(not row.level for row in record.involvements),
        "sign_offs": record.sign_offs,
        "short": short,
        "colours": COLOURS,
    }
