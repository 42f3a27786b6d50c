"""What waits for review, so that a coach can decide on the spot; and what coaches said, as a team reads it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.urls import reverse

from collaborative.nhsuk.filters import plural
from evaluation.models import Review, Verdict
from evaluation.presenters.home import Ask
from evaluation.queries.reviews import Waiting
from measures import periods
from measures.charts import static
from measures.charts.words import sentence
from measures.models import ChartDecision, Measure
from measures.presenters import chart_spec
from measures.queries import ChartState
from pdsa.models import Cycle
from pdsa.presenters import to_talk_about
from pdsa.signs import Answer
from pdsa.states import STATUS_NAMES, Status
from phases.models import Design

_THINGS = {"months": "Numbers", "test": "Test of change", "design": "Design"}
_COLOURS = {Verdict.APPROVED: "green", Verdict.ASKED: "yellow", Verdict.REMARKED: "grey"}


@dataclass(frozen=True)
class Item:
    """One thing that waits: where, what, what there is to see of it, and what was said of it before.

    seen: the moment of its last change, for a form to bring back. svg, sentence: of numbers. facts: of a test.
    """

    thing: str
    organisation: str
    project: str
    name: str
    note: str
    url: str
    review_url: str
    seen: str
    since: datetime
    facts: tuple[tuple[str, str], ...]
    svg: str
    sentence: str
    said: tuple["Said", ...]
    is_back: bool


@dataclass(frozen=True)
class Said:
    """One review: who said what when, of what, and what the team answered."""

    pk: int
    who: str
    at: datetime
    tag: str
    colour: str
    words: str
    thing: str
    name: str
    url: str
    answer: str
    answered_by: str
    answered_at: datetime | None
    is_open: bool


def item_of(
    one: Waiting,
    slug: str,
    states: Mapping[int, Sequence[ChartState]],
    decisions: Mapping[int, Sequence[ChartDecision]],
    signs: Mapping[int, Sequence[Answer]],
) -> Item:
    """One thing with what there is to see of it; its chart's states and decisions by the measure's id, what a coach is
    told of the six signs by the test's."""
    svg = words = ""
    if isinstance(one.row, Measure) and states.get(one.row.pk):
        by_group = bool(one.row.strata.all())
        told = tuple(decisions.get(one.row.pk, ()))
        spec = chart_spec(states[one.row.pk][0], (), decisions=told, by_group=by_group)
        svg, words = static.small(spec, uid=f"review-{one.row.pk}"), sentence(spec)
    last = one.said[-1] if one.said else None
    return Item(
        thing=_THINGS[one.of],
        organisation=one.place.organisation.name,
        project=one.project.name,
        name=_name(one.row),
        note=_note(one),
        url=url_of(one.row, slug),
        review_url=reverse("review", args=[slug, *one.key]),
        seen=one.upto.isoformat(),
        since=one.upto,
        facts=_facts(one.row, signs.get(one.row.pk, ())) if isinstance(one.row, Cycle) else (),
        svg=svg,
        sentence=words,
        said=tuple(said_of(row) for row in one.said),
        is_back=last is not None and last.answered_at is not None,
    )


def _name(row: Measure | Cycle | Design) -> str:
    if isinstance(row, Measure):
        return row.name
    return row.title if isinstance(row, Cycle) else f"Version {row.number} of the design"


def url_of(row: Measure | Cycle | Design, slug: str) -> str:
    """The page of what is reviewed."""
    if isinstance(row, Measure):
        return reverse("measure", args=[slug, row.pk])
    if isinstance(row, Cycle):
        return reverse("cycle", args=[slug, row.pk])
    return reverse("design", args=[slug, row.project_id])


def _note(one: Waiting) -> str:
    """Such as '3 months: Jan 2026 to Mar 2026', 'Complete: adapt', 'Waits for signatures'."""
    if isinstance(one.row, Measure):
        if not one.periods:
            return "Nothing new"
        frequency = one.row.frequency
        first, last = (periods.label(frequency, day) for day in (one.periods[0], one.periods[-1]))
        many = plural(len(one.periods), "number" if one.row.is_dated_by_events else frequency)
        return f"{many}: {first}" if len(one.periods) == 1 else f"{many}: {first} to {last}"
    if isinstance(one.row, Cycle):
        status = STATUS_NAMES[Status(one.row.status)]
        return f"{status}: {one.row.get_decision_display()}" if one.row.status == Status.COMPLETE else status
    return "Waits for signatures"


def _facts(cycle: Cycle, signs: Sequence[Answer]) -> tuple[tuple[str, str], ...]:
    """What the team wrote that a coach reads first; only what is there."""
    told = (
        ("Change idea", cycle.idea.title),
        ("What they saw", cycle.observations),
        ("What they learned", cycle.learned),
        ("Why", cycle.rationale),
        ("Why it was stopped", cycle.stop_reason),
        ("To talk about", to_talk_about(signs)),
    )
    return tuple((label, words) for label, words in told if words)


def said_of(row: Review) -> Said:
    """A review as a line; of what it is comes with it where it was read with the review."""
    verdict = Verdict(row.verdict)
    return Said(
        pk=row.pk,
        who=row.made_by.get_full_name(),
        at=row.made_at,
        tag=verdict.label,
        colour=_COLOURS[verdict],
        words=row.words,
        thing=_THINGS[row.of],
        name="",
        url="",
        answer=row.answer,
        answered_by=row.answered_by.get_full_name() if row.answered_by else "",
        answered_at=row.answered_at,
        is_open=row.is_open_question,
    )


def asked_of(one: Waiting, slug: str) -> Said:
    """The question that the team has still to answer; there must be one."""
    assert one.question is not None
    return replace(
        said_of(one.question),
        name=f"{one.place.organisation.name}: {_name(one.row)}",
        url=reverse("review", args=[slug, *one.key]),
    )


def told_of(row: Review, slug: str) -> Said:
    """A review with the name and the page of what it is of."""
    of = row.measure or row.cycle or row.design
    said = said_of(row)
    if of is None:
        return said
    return replace(said, name=_name(of), url=url_of(of, slug))


def question_ask(row: Review, slug: str) -> Ask:
    """A coach's question as something to do."""
    of = row.measure or row.cycle or row.design
    name = _name(of) if of is not None else ""
    url = reverse("question", args=[slug, row.pk])
    return Ask("Answer your coach", name, f"{row.made_by.get_full_name()} asks: {row.words}", url, late=False)


def links_of(waiting: Sequence[Waiting], slug: str, most: int = 3) -> list[tuple[str, str]]:
    """The things that wait longest, as words and address."""
    return [
        (f"{one.place.organisation.name}: {_name(one.row)}", reverse("review", args=[slug, *one.key]))
        for one in waiting[:most]
    ]
