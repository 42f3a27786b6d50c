"""The coach's Monday morning: each organisation as one row that says what moved, what waits and whom to ring."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from coaching.models import Voice
from coaching.presenters.stalled import why
from coaching.queries.signs import Standing
from coaching.scale import score
from collaborative.nhsuk.filters import date_long, month, plural
from evaluation.presenters.gaps import GapLink, link_of, outcome_gap, worse_since
from evaluation.presenters.moves import Move, move_of, spec_of
from evaluation.presenters.order import Facts, Overdue, Reason, is_quiet, reason
from evaluation.presenters.people import Person, member
from evaluation.queries import MeasureWork, OrganisationWork, ProjectWork
from measures.charts import ChartSpec, static
from measures.models import MeasureType
from measures.presenters.charts import BY_GROUP_ONLY
from measures.presenters.equity import Found

SORTS = {
    "needs": "Who needs you",
    "name": "Name",
    "last": "Last numbers, oldest first",
    "moved": "What moved",
}
SHOWS = {
    "all": "All",
    "worse": "Something is worse",
    "better": "Something is better",
    "overdue": "Numbers overdue",
    "quiet": "Quiet",
    "stalled": "Stalled",
}


@dataclass(frozen=True)
class Seen:
    """A measure as a chart and what it says."""

    work: MeasureWork
    spec: ChartSpec
    move: Move

    @property
    def is_outcome(self) -> bool:
        return self.work.measure.measure_type == MeasureType.OUTCOME


@dataclass(frozen=True)
class Assessed:
    """One organisation with everything that sorting and filtering go by."""

    work: OrganisationWork
    seen: tuple[Seen, ...]
    facts: Facts
    reason: Reason
    overdue_work: MeasureWork | None
    quiet: bool
    gap: Found | None = None

    @property
    def stalled(self) -> bool:
        """Nothing was heard of it for as long as the collaborative's rule says."""
        return self.work.standing is not None and self.work.standing.stalled

    @property
    def name(self) -> str:
        return self.work.participation.organisation.name

    @property
    def leading(self) -> Seen | None:
        """The outcome chart that says most, worse before better; any chart where there is no outcome."""
        outcomes = [one for one in self.seen if one.is_outcome] or list(self.seen)
        return min(outcomes, key=lambda one: one.move.order, default=None)


def assess(work: OrganisationWork, today: date) -> Assessed:
    """Read one organisation's charts, dues and tests."""
    measures = [one for project in work.projects for one in project.measures]
    specs = [spec_of(one) for one in measures]
    seen = tuple(Seen(one, spec, move_of(spec)) for one, spec in zip(measures, specs, strict=True))
    late = sorted(one.since for project in work.projects for one in project.late_cycles)
    gap = outcome_gap(measures)
    waiting = min((one for one in measures if one.due.overdue), key=lambda one: one.due.overdue_since[0], default=None)
    facts = Facts(
        outcomes=[one.move for one in seen if one.is_outcome],
        others=[one.move for one in seen if not one.is_outcome],
        overdue=overdue_of(waiting) if waiting else None,
        gap_worse=worse_since(gap),
        late_tests=late,
        open_tests=sum(len(project.open_cycles) for project in work.projects),
        begun=bool(measures),
        last_entered=max((one.due.last_entered for one in measures if one.due.last_entered), default=None),
    )
    return Assessed(work, seen, facts, reason(facts), waiting, is_quiet(facts, today), gap)


def overdue_of(work: MeasureWork) -> Overdue:
    """How much of this measure is overdue, and since which day; it must have something overdue."""
    return Overdue(len(work.due.overdue), work.due.overdue_since[0], work.measure.frequency)


def chosen(rows: Sequence[Assessed], *, show: str, sort: str, words: str) -> list[Assessed]:
    """The organisations to show, in the order asked for; ties by name."""
    wanted = [row for row in rows if _shown(row, show) and words.casefold() in row.name.casefold()]
    by_name = sorted(wanted, key=lambda row: (row.name.casefold(), row.work.participation.pk))
    if sort == "last":
        return sorted(by_name, key=lambda row: row.facts.last_entered or date.min)
    if sort == "moved":
        return sorted(by_name, key=lambda row: row.leading.move.order if row.leading else 9)
    if sort == "name":
        return by_name
    return sorted(by_name, key=lambda row: (row.reason.rank, row.reason.since))


def _shown(row: Assessed, show: str) -> bool:
    if show in ("worse", "better"):
        return any(one.move.verdict == show for one in row.seen)
    if show == "overdue":
        return row.facts.overdue is not None
    if show == "stalled":
        return row.stalled
    return row.quiet if show == "quiet" else True


@dataclass(frozen=True)
class Count:
    """How many organisations something holds for, and the filter that lists them ("" where there is none)."""

    number: int
    words: str
    show: str


def summary(rows: Sequence[Assessed]) -> list[Count]:
    """The caseload in a few counts: who needs you, what got worse and better, what is overdue."""
    needs = sum(row.reason.needs_you for row in rows)
    counts = {
        show: sum(_shown(row, show) for row in rows) for show in ("worse", "better", "overdue", "quiet", "stalled")
    }
    words = {
        "worse": ("has something worse", "have something worse"),
        "better": ("has something better", "have something better"),
        "overdue": ("has numbers overdue", "have numbers overdue"),
        "quiet": ("is quiet", "are quiet"),
        "stalled": ("is stalled", "are stalled"),
    }
    return [
        Count(needs, "needs you" if needs == 1 else "need you", ""),
        *(Count(count, words[show][count != 1], show) for show, count in counts.items()),
    ]


# A row shows this many of the measures that moved, but always every one that got worse.
_MOVES_SHOWN = 3


@dataclass(frozen=True)
class Link:
    """A text that leads somewhere; `tone` is a verdict where it tells one, `note` stands after it."""

    text: str
    url: str
    tone: str = ""
    note: str = ""


@dataclass(frozen=True)
class Picture:
    """A small chart and the measure it opens."""

    svg: str
    measure: str
    project: str
    url: str


@dataclass(frozen=True)
class Row:
    """One organisation as the page shows it."""

    name: str
    ods: str
    url: str
    reason: str
    needs_you: bool
    tone: str
    picture: Picture | None
    gap: GapLink | None
    moves: tuple[Link, ...]
    steady: str
    tests: tuple[Link, ...]
    numbers: Link | None
    numbers_note: str
    contact: Person | None
    paused: str
    stalled: str = ""
    last_contact: str = ""
    scores: str = ""


def row_of(found: Assessed, slug: str) -> Row:
    """The row of one organisation, its small chart drawn."""
    organisation, projects, standing = found.work.participation.organisation, found.work.projects, found.work.standing
    moved = sorted((one for one in found.seen if one.move.moved), key=lambda one: one.move.order)
    worse = sum(one.move.verdict == "worse" for one in moved)
    shown = moved[: max(worse, _MOVES_SHOWN)]
    return Row(
        name=organisation.name,
        ods=organisation.ods_code,
        url=reverse("organisation-home", args=[slug, organisation.ods_code]),
        reason=found.reason.words,
        needs_you=found.reason.needs_you,
        tone=found.reason.rank.name.lower().replace("_", "-"),
        picture=_picture(found, slug),
        gap=link_of(found.gap, slug),
        moves=tuple(_moved(one, slug) for one in shown),
        steady=_rest(found.seen, len(shown)),
        tests=tuple(link for project in projects for link in _tests(project, slug, len(projects))),
        numbers=_overdue(found, slug),
        numbers_note=_numbers_note(found.facts),
        contact=member(found.work.contact) if found.work.contact else None,
        stalled=why(standing.signs) if standing and found.stalled else "",
        last_contact=_last_contact(standing),
        scores=_scores(standing),
        paused=f"since {date_long(found.work.paused_since)}" if found.work.paused_since else "",
    )


def _last_contact(standing: Standing | None) -> str:
    day = standing.signs.contact if standing else None
    return f"Last contact {date_long(day)}" if day else "No contact noted yet"


def _scores(standing: Standing | None) -> str:
    """Such as "You 2.0, team 2.5, record 2.5"; empty before anybody has scored."""
    said = standing.scores if standing else {}
    names = {Voice.COACH: "you", Voice.TEAM: "team", Voice.SUGGESTED: "record"}
    words = ", ".join(
        f"{name} {score(said[voice].tenths)}" for voice, name in names.items() if voice in said and said[voice].tenths
    )
    return f"{words[:1].upper()}{words[1:]}"


def _picture(found: Assessed, slug: str) -> Picture | None:
    leading = found.leading
    if leading is None:
        return None
    measure = leading.work.measure
    project = next(one.project for one in found.work.projects if one.project.pk == measure.project_id)
    return Picture(
        svg=static.small(leading.spec, uid=f"chart-{measure.pk}"),
        measure=measure.name,
        project=project.name if len(found.work.projects) > 1 else "",
        url=reverse("measure", args=[slug, measure.pk]),
    )


def _moved(one: Seen, slug: str) -> Link:
    measure = one.work.measure
    kind = "" if one.is_outcome else f", {measure.measure_type}"
    url = reverse("measure", args=[slug, measure.pk])
    return Link(measure.name, url, one.move.verdict, one.move.words + kind)


def _rest(found: Sequence[Seen], shown: int) -> str:
    """What the row leaves out: measures that moved as well, those without a clear change, and those too young."""
    verdicts = [one.move.verdict for one in found]
    by_group = sum(one.move.words == BY_GROUP_ONLY for one in found)
    moved = sum(one.move.moved for one in found)
    counts = (
        (moved - shown, "more moved"),
        (verdicts.count("none"), "with no clear change"),
        (verdicts.count("few"), "too early to tell"),
        (by_group, "by group only"),
        (verdicts.count("empty") - by_group, "without numbers"),
    )
    return ", ".join(f"{count} {words}" for count, words in counts if count)


def _tests(project: ProjectWork, slug: str, projects: int) -> list[Link]:
    """How many tests are under way and were decided this quarter, leading to the project's list."""
    parts = []
    running = sum(cycle.is_started for cycle in project.open_cycles)
    if running:
        parts.append(f"{running} under way")
    if len(project.open_cycles) > running:
        parts.append(f"{len(project.open_cycles) - running} planned")
    if project.decided:
        parts.append(f"{len(project.decided)} decided this quarter")
    if not parts:
        return []
    late = plural(len(project.late_cycles), "past its day", "past their day") if project.late_cycles else ""
    url = reverse("cycles", args=[slug, project.project.pk])
    return [Link(", ".join(parts), url, late, project.project.name if projects > 1 else "")]


def _overdue(found: Assessed, slug: str) -> Link | None:
    overdue, work = found.facts.overdue, found.overdue_work
    if overdue is None or work is None:
        return None
    url = reverse("measure", args=[slug, work.measure.pk])
    words = f"{plural(overdue.count, overdue.noun)} overdue"
    return Link(words, url, "overdue", f"since {date_long(overdue.since)}: {work.measure.name}")


def _numbers_note(facts: Facts) -> str:
    if facts.last_entered is None:
        return "None yet"
    return f"Latest: {month(facts.last_entered)}"
