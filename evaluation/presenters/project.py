"""A project's page: its outcome large, every measure small, what is tried now and what was decided. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from collaborative.roles import Action
from evaluation.presenters.gaps import leading_of, link_of
from evaluation.presenters.home import May, small_of
from evaluation.presenters.moves import spec_of
from evaluation.queries import MeasureWork, ProjectWork
from measures.charts import static
from measures.charts.words import mark_period, sentence
from measures.models import Annotation
from pdsa.models import Cycle
from pdsa.presenters import Tag, tag_of, when

# How many decisions the page shows; the tests' own page has them all.
LATEST = 5


@dataclass(frozen=True)
class Test:
    """A test in a list: its state in a word, when, and what was learned where it is decided."""

    title: str
    idea: str
    tag: Tag
    when: str
    learned: str
    url: str


def test_of(cycle: Cycle, slug: str) -> Test:
    """One test as a line."""
    idea = cycle.idea.title if cycle.idea.title != cycle.title else ""
    return Test(cycle.title, idea, tag_of(cycle), when(cycle), cycle.learned, reverse("cycle", args=[slug, cycle.pk]))


@dataclass(frozen=True)
class Happened:
    """What a number under the chart stands for."""

    number: int
    label: str
    when: str
    url: str


def leading_chart(one: MeasureWork, annotations: Sequence[Annotation]) -> dict[str, Any]:
    """A measure's chart in full with the list of its marks, for the chart component."""
    spec = spec_of(one, annotations)
    return {
        "title": "",
        "svg": static.svg(spec, uid="leading"),
        "svg_narrow": static.svg(spec, uid="leading", narrow=True),
        "sentence": sentence(spec),
        "marks": [Happened(mark.number, mark.label, mark_period(spec, mark), mark.url) for mark in spec.marks],
    }


def work_context(work: ProjectWork, notes: Mapping[int, Sequence[Annotation]], slug: str) -> dict[str, Any]:
    """The leading measure large and the others small, tests under way and the latest decisions.

    `notes`: what is noted on the leading measure's chart, by measure id.
    """
    leading = next(iter(work.measures), None)
    return {
        "leading": leading,
        "chart": leading_chart(leading, notes.get(leading.measure.pk, ())) if leading else None,
        "gap": link_of(leading_of([leading]), slug) if leading else None,
        "smalls": [small_of(one, slug) for one in work.measures[1:]],
        "under_way": [test_of(cycle, slug) for cycle in work.open_cycles],
        "decided": [test_of(cycle, slug) for cycle in work.decided[:LATEST]],
    }


def buttons(work: ProjectWork, slug: str, may: May) -> list[dict[str, str]]:
    """What this person may start here."""
    pk = work.project.pk
    offered = (
        (Action.LOG_CYCLE, "Plan a test", "cycle-new", ""),
        (Action.LOG_CYCLE, "Quick note", "capture-new", "secondary"),
        (Action.DEFINE_MEASURE, "New measure", "measure-new", "secondary"),
        (Action.EDIT_PROJECT, "Edit", "project-edit", "secondary"),
    )
    return [
        {"text": text, "href": reverse(name, args=[slug, pk]), "kind": kind}
        for action, text, name, kind in offered
        if may(action)
    ]
