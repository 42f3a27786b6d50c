"""What there is to look at when a team goes on from a phase, in short lines with where to read on. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse

from collaborative.nhsuk.filters import date_long, plural
from evaluation.queries.gate import Evidence, Shown
from measures.models import Measure, MeasureType
from organisations.models import Participation
from pdsa.states import STATUS_NAMES, Status
from phases.theory.graph import KIND_NAMES, KINDS


@dataclass(frozen=True)
class Line:
    """One sort of evidence: its name with the page about it, what can be said of it in short, and single things with
    their pages. There is none yet where `none`."""

    name: str
    url: str
    said: Sequence[str]
    things: Sequence[tuple[str, str]] = ()
    none: bool = False


@dataclass(frozen=True)
class Group:
    """The evidence of the whole organisation (no title), or of one project."""

    title: str
    lines: Sequence[Line]


def groups(evidence: Evidence, place: Participation) -> list[Group]:
    """Whom the organisation works for, then project by project what it has."""
    slug, ods = place.collaborative.slug, place.organisation.ods_code
    people = [(row.name, reverse("population", args=[slug, row.pk])) for row in evidence.populations]
    url = reverse("populations", args=[slug, ods])
    said = [] if people else ["None chosen yet"]
    whom = Line("Populations of focus", url, said, people, none=not people)
    return [Group("", [whom]), *(Group(one.project.name, _project(one, slug)) for one in evidence.projects)]


def _project(shown: Shown, slug: str) -> list[Line]:
    def url(name: str) -> str:
        return reverse(name, args=[slug, shown.project.pk])

    tests = [f"{shown.tests[one]} {STATUS_NAMES[one].lower()}" for one in Status if shown.tests.get(one)]
    return [
        _theory(shown, url("theory")),
        _measures(shown, slug, url("measures")),
        Line("Tests", url("cycles"), [", ".join(tests)] if tests else ["None yet"], none=not tests),
        _design(shown, url("design")),
    ]


def _theory(shown: Shown, url: str) -> Line:
    if shown.theory is None:
        return Line("Theory of change", url, ["Not begun"], none=True)
    graph = shown.theory.graph
    boxes = [plural(number, KIND_NAMES[kind]) for kind in KINDS[1:] if (number := len(list(graph.of_kind(kind))))]
    kept = f"Version {shown.version} is kept" if shown.version else "No version is kept yet"
    return Line("Theory of change", url, [", ".join(boxes) or "Only the aim", kept])


def _measures(shown: Shown, slug: str, url: str) -> Line:
    if not shown.measures:
        return Line("Measures", url, ["None yet"], none=True)
    kinds = [(kind, [row for row in shown.measures if row.measure_type == kind]) for kind in MeasureType]
    said = ", ".join(f"{len(rows)} {kind.value}" if rows else f"no {kind.value}" for kind, rows in kinds)
    things = [(_measure(row, shown), reverse("measure", args=[slug, row.pk])) for _, rows in kinds for row in rows]
    return Line("Measures", url, [said], things)


def _measure(row: Measure, shown: Shown) -> str:
    number = shown.entered.get(row.pk, 0)
    return (
        f"{row.name} ({MeasureType(row.measure_type).value}, {plural(number, 'point') if number else 'no points yet'})"
    )


def _design(shown: Shown, url: str) -> Line:
    if shown.design is None:
        return Line("Design", url, ["Nobody has been asked to sign it"], none=True)
    row, stands = shown.design
    said = [f"Version {row.number}, of {date_long(row.asked_at)}"]
    for names, word in (
        ([one.name for one in stands.signed], "Signed by"),
        ([one.name for one in stands.dissent], "Not signed, with reasons, by"),
        ([one.name for one in stands.waiting], "Not answered yet by"),
    ):
        if names:
            said.append(f"{word} {', '.join(names)}")
    return Line("Design", url, said)
