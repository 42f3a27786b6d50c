"""A sponsor's page in plain words: what moved, what is stuck, what the team needs. Pure.

It must be read in seconds and print on one page, so each part shows a few lines and says how many more there are.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.urls import reverse

from coaching.blocking import Step, age
from coaching.models import Blocker, BlockerStep, FollowUp, Reply
from coaching.presenters.blockers import Line, answering, line_of
from coaching.presenters.stalled import why
from coaching.queries.blockers import latest
from collaborative.nhsuk.filters import date_long, plural
from evaluation.presenters.moves import Move, move_of, spec_of
from evaluation.queries import MeasureWork, ProjectWork
from evaluation.queries.sponsor import SponsorWork
from measures import periods
from measures.charts import ChartSpec, static
from pdsa.presenters import tag_of
from phases.models import Design

# What a printed page has room for.
CHARTS, MORE, TESTS, STUCK, NEEDS = 2, 4, 3, 5, 4


@dataclass(frozen=True)
class Chart:
    """One measure: its name, where it is, what moved, its latest number, and the small picture."""

    name: str
    project: str
    verdict: str
    words: str
    latest: str
    svg: str
    url: str


@dataclass(frozen=True)
class Row:
    """One line: what, what there is to say of it, and where it stands."""

    text: str
    detail: str
    url: str
    tone: str = ""


@dataclass(frozen=True)
class Need:
    """One thing that is asked of the sponsor. buttons: the answers they can give at once, as (words, address)."""

    text: str
    detail: str
    when: str
    late: bool
    url: str
    buttons: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Counts:
    """How much there is, for the first line of the page and for the month's mail."""

    needs: int
    moved: int
    stuck: int


@dataclass(frozen=True)
class _Seen:
    """A measure with what its chart says."""

    work: MeasureWork
    project: ProjectWork
    spec: ChartSpec
    move: Move


def _seen(work: SponsorWork) -> list[_Seen]:
    """Every measure, those that moved first, worse before better, in the order of the page otherwise."""
    found = [
        _Seen(one, project, spec := spec_of(one), move_of(spec))
        for project in work.projects
        for one in project.measures
    ]
    return sorted(found, key=lambda one: one.move.order if one.move.moved else len(found) + 9)


def counts(work: SponsorWork) -> Counts:
    """How much needs the sponsor, moved, and is stuck."""
    return _counts(work, _seen(work))


def _counts(work: SponsorWork, seen: Sequence[_Seen]) -> Counts:
    moved = sum(one.move.moved for one in seen) + sum(len(project.decided) for project in work.projects)
    late = sum(bool(one.due.overdue) for project in work.projects for one in project.measures)
    stuck = len(work.with_team) + late + _stalled(work)
    return Counts(len(work.asked) + len(work.to_sign) + len(work.agreed), moved, stuck)


def _stalled(work: SponsorWork) -> bool:
    return work.standing.stalled and work.paused is None


def shown(work: SponsorWork, slug: str, today: date, *, answers: bool) -> dict[str, Any]:
    """What the page shows. answers: whether who looks can answer."""
    seen = _seen(work)
    moved = [one for one in seen[CHARTS:] if one.move.moved]
    decided = [row for project in work.projects for row in project.decided]
    stuck = _stuck(work, slug, today)
    needs = _needs(work, slug, today, answers=answers)
    return {
        "counts": _counts(work, seen),
        "charts": [_chart(one, slug) for one in seen[:CHARTS]],
        "moved": [_moved(one, slug) for one in moved[:MORE]],
        "moved_more": len(moved[MORE:]),
        "decided": [
            Row(f"{tag_of(row).text}: {row.title}", row.learned, reverse("cycle", args=[slug, row.pk]))
            for row in decided[:TESTS]
        ],
        "decided_more": len(decided[TESTS:]),
        "stuck": stuck[:STUCK],
        "stuck_more": len(stuck[STUCK:]),
        "stuck_page": "blockers" if _stalled(work) + len(work.with_team) > STUCK else "organisation-home",
        "needs": needs[:NEEDS],
        "needs_more": len(needs[NEEDS:]),
        "needs_page": "blockers" if len(work.asked) > NEEDS else "coaching" if work.agreed else "organisation-home",
        "answering": answering(work.waits, today),
    }


def _chart(one: _Seen, slug: str) -> Chart:
    measure = one.work.measure
    return Chart(
        name=measure.name,
        project=one.project.project.name,
        verdict=one.move.verdict,
        words=one.move.words,
        latest=_latest(one.spec),
        svg=static.small(one.spec, uid=f"moved-{measure.pk}"),
        url=reverse("measure", args=[slug, measure.pk]),
    )


def _latest(spec: ChartSpec) -> str:
    if not spec.known:
        return ""
    at, value = spec.known[-1]
    unit = f" {spec.unit}" if spec.unit and spec.unit != "%" else ""
    aim = f"; the aim is {spec.number(spec.target)}{unit}" if spec.target is not None else ""
    return f"{spec.number(value)}{unit} in {spec.labels[at]}{aim}"


def _moved(one: _Seen, slug: str) -> Row:
    url = reverse("measure", args=[slug, one.work.measure.pk])
    return Row(one.work.measure.name, one.move.words, url, one.move.verdict)


def _stuck(work: SponsorWork, slug: str, today: date) -> list[Row]:
    """What does not go on: nothing heard, what stands in the way and is not with the sponsor, and late numbers."""
    found = []
    if _stalled(work):
        url = reverse("coaching", args=[slug, work.participation.organisation.ods_code])
        found.append(Row(f"Nothing new for {plural(work.weeks, 'week')} or more", f"{why(work.standing.signs)}.", url))
    found += [_in_the_way(line_of(row, work.steps.get(row.pk, ()), today), slug) for row in work.with_team]
    found += [_late(one, slug) for project in work.projects for one in project.measures if one.due.overdue]
    return found


def _in_the_way(line: Line, slug: str) -> Row:
    told = f" Answered. {line.told}" if line.state == "Answered" else ""
    detail = f"In the way {_for(line.days)}; {line.owner} sees to it.{told}"
    return Row(line.title, detail, reverse("blocker", args=[slug, line.pk]))


def _late(one: MeasureWork, slug: str) -> Row:
    overdue, frequency = one.due.overdue, one.measure.frequency
    many = f"{plural(len(overdue), frequency)} overdue, since {periods.label(frequency, overdue[0])}"
    return Row(f"Numbers are missing: {one.measure.name}", f"{many}.", reverse("measure", args=[slug, one.measure.pk]))


def _needs(work: SponsorWork, slug: str, today: date, *, answers: bool) -> list[Need]:
    """What the team needs, with buttons for who can answer."""
    found = [_asked(row, work.steps[row.pk], slug, today) for row in work.asked]
    found += [_signature(row, slug) for row in work.to_sign]
    found += [_agreed(row, slug, today, own=answers) for row in work.agreed]
    return found if answers else [replace(one, buttons=()) for one in found]


def _asked(row: Blocker, steps: Sequence[BlockerStep], slug: str, today: date) -> Need:
    asked, line = latest(steps, Step.ASKED), line_of(row, steps, today)
    answer = reverse("blocker-answer", args=[slug, row.pk])
    return Need(
        text=asked.words if asked else row.title,
        detail=f"Because: {row.title}. In the way {_for(line.days)}; {line.owner} sees to it.",
        when=f"By {date_long(asked.by_when)}" if asked else "",
        late=line.late,
        url=reverse("blocker", args=[slug, row.pk]),
        buttons=[(str(reply.label), f"{answer}?reply={reply.value}") for reply in Reply],
    )


def _signature(row: Design, slug: str) -> Need:
    return Need(
        text=f"Sign the design of “{row.project.name}”, or say why not",
        detail=f"Version {row.number}.",
        when=f"Asked on {date_long(row.asked_at)}",
        late=False,
        url=reverse("design", args=[slug, row.project_id]),
        buttons=[("Read and answer", reverse("design-sign", args=[slug, row.project_id, row.number]))],
    )


def _agreed(row: FollowUp, slug: str, today: date, *, own: bool) -> Need:
    url = reverse("follow-up", args=[slug, row.pk])
    return Need(
        text=row.what,
        detail=f"{'You' if own else row.person.get_full_name()} agreed to do this.",
        when=f"By {date_long(row.due_on)}",
        late=row.is_overdue(today),
        url=url,
        buttons=[("It is done", url)],
    )


def _for(days: int) -> str:
    said = age(days)
    return "since today" if said == "today" else f"for {said}"
