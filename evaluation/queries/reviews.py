"""What waits for a coach's eye, and what coaches said. Every list takes a constant number of queries."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from django.db.models import Case, Max, QuerySet, Value, When
from django.db.models.functions import Greatest

from collaborative.roles import Action
from evaluation.models import Review, Verdict
from measures.models import ChartDecision, DataPoint, Measure
from measures.queries import ChartState, all_decisions_of, current_states
from organisations.models import Participation, Project
from organisations.queries import Access, owned, participations_at
from pdsa.models import Cycle
from pdsa.queries.signs import records_of
from pdsa.signs import Answer, told
from phases.models import Design
from phases.queries.design import waiting_for_signatures

Of = Literal["months", "test", "design"]
KINDS: tuple[Of, ...] = ("months", "test", "design")
Key = tuple[Of, int]
# A test moves when it begins, ends, is decided or is stopped; what is written in between is nobody's to approve.
_MOVED = Greatest("do_started_at", "study_started_at", "decided_at", "stopped_at")


@dataclass(frozen=True)
class Waiting:
    """One thing that waits for review: of which kind, what, and the moment of its last change.

    periods: of numbers, the months entered or put right since the last approval, in time order. said: all that coaches
    said of it before, oldest first.
    """

    of: Of
    row: Measure | Cycle | Design
    project: Project
    upto: datetime
    periods: Sequence[date] = ()
    said: Sequence[Review] = ()

    @property
    def key(self) -> Key:
        return (self.of, self.row.pk)

    @property
    def place(self) -> Participation:
        return self.project.participation

    @property
    def question(self) -> Review | None:
        """The question about it that the team has not answered."""
        return next((row for row in self.said if row.is_open_question), None)

    @property
    def is_with_team(self) -> bool:
        """The team has a question to answer, and nothing has come since it was asked."""
        return self.question is not None and self.question.upto >= self.upto


def waiting_for_review(access: Access, *, only: Key | None = None) -> list[Waiting]:
    """All that waits at the organisations this person coaches, longest first; `only` one thing.

    What stands with the team, which has been asked, is among it. Eight queries at most.
    """
    projects = {row.pk: row for row in _projects(access)}
    said = _said(access, only)
    approved = {key: _approved(rows) for key, rows in said.items()}
    found = [
        *(_months(access, projects, approved, only) if only is None or only[0] == "months" else ()),
        *(_tests(access, projects, approved, only) if only is None or only[0] == "test" else ()),
        *(_designs(access, projects, approved, only) if only is None or only[0] == "design" else ()),
    ]
    told = [Waiting(one.of, one.row, one.project, one.upto, one.periods, said.get(one.key, ())) for one in found]
    return sorted(told, key=lambda one: (one.upto, one.key))


def to_review(access: Access) -> list[Waiting]:
    """What waits for this person as a coach, and not for a team's answer; without a query for who coaches nobody."""
    if not coached(access):
        return []
    return [one for one in waiting_for_review(access) if not one.is_with_team]


def _projects(access: Access) -> QuerySet[Project]:
    beside = ("participation__organisation", "collaborative")
    return owned(Project, access, Action.REVIEW_WORK).filter(closed_on__isnull=True).select_related(*beside)


def _said(access: Access, only: Key | None) -> Mapping[Key, list[Review]]:
    """All reviews by what they are of, oldest first (one query)."""
    rows = owned(Review, access, Action.REVIEW_WORK)
    rows = rows.select_related("made_by", "answered_by")
    if only is not None:
        # Whoever looks at one thing is shown it also where nothing of it waits.
        beside = ("measure", "cycle__idea", "design", "project__participation__organisation", "project__collaborative")
        rows = rows.filter(**subject(only)).select_related(*beside).defer("design__content")
    found: dict[Key, list[Review]] = defaultdict(list)
    for row in rows.order_by("made_at", "pk"):
        found[key_of(row)].append(row)
    return found


def key_of(review: Review) -> Key:
    """What a review is of."""
    pk = review.measure_id or review.cycle_id or review.design_id
    return (review.of, pk)  # type: ignore[return-value]


def subject(key: Key) -> dict[str, int]:
    """The column that names this thing in a review, with its value."""
    return {{"months": "measure_id", "test": "cycle_id", "design": "design_id"}[key[0]]: key[1]}


def _approved(rows: Iterable[Review]) -> datetime | None:
    return max((row.upto for row in rows if row.verdict == Verdict.APPROVED), default=None)


def _is_new(approved: Mapping[Key, datetime | None], key: Key, at: datetime) -> bool:
    before = approved.get(key)
    return before is None or at > before


Projects = Mapping[int, Project]
Approved = Mapping[Key, datetime | None]


def _months(access: Access, projects: Projects, approved: Approved, only: Key | None) -> Iterable[Waiting]:
    """Measures with numbers entered since they were approved (two queries, and two more where any wait)."""
    points = owned(DataPoint, access, Action.REVIEW_WORK).order_by()
    if only is not None:
        points = points.filter(measure_id=only[1])
    latest = points.values_list("measure_id").annotate(at=Max("entered_at"))
    new = [pk for pk, at in latest if _is_new(approved, ("months", pk), at)]
    if not new:
        return []
    measures = Measure.objects.filter(pk__in=new, project__in=list(projects)).prefetch_related("strata")
    entered: dict[int, list[tuple[date, datetime]]] = defaultdict(list)
    told = points.filter(measure__in=new).values_list("measure_id", "period").annotate(at=Max("entered_at"))
    for pk, period, at in told:
        if _is_new(approved, ("months", pk), at):
            entered[pk].append((period, at))
    return [
        Waiting(
            of="months",
            row=row,
            project=projects[row.project_id],
            upto=max(at for _, at in entered[row.pk]),
            periods=sorted(period for period, _ in entered[row.pk]),
        )
        for row in measures
    ]


def _tests(access: Access, projects: Projects, approved: Approved, only: Key | None) -> Iterable[Waiting]:
    """Tests that began, ended, were decided or were stopped since they were approved (one query)."""
    rows = owned(Cycle, access, Action.REVIEW_WORK).filter(project__in=list(projects)).annotate(moved_at=_MOVED)
    if only is not None:
        rows = rows.filter(pk=only[1])
    return [
        Waiting(of="test", row=row, project=projects[row.project_id], upto=row.moved_at)
        for row in rows.exclude(moved_at=None).select_related("idea").order_by("pk")
        if _is_new(approved, ("test", row.pk), row.moved_at)
    ]


def _designs(access: Access, projects: Projects, approved: Approved, only: Key | None) -> Iterable[Waiting]:
    """Designs that wait for signatures and were not looked at (two queries)."""
    return [
        Waiting(of="design", row=row, project=projects[row.project_id], upto=row.asked_at)
        for row in waiting_for_signatures(access)
        if row.project_id in projects
        and (only is None or row.pk == only[1])
        and _is_new(approved, ("design", row.pk), row.asked_at)
    ]


def reviews_at(access: Access, place: Participation) -> QuerySet[Review]:
    """All that coaches said at one organisation: questions still to be answered first, then the latest."""
    beside = ("project", "measure", "cycle", "design", "made_by", "answered_by")
    rows = owned(Review, access, Action.SEE_WORK).filter(participation=place).select_related(*beside)
    is_open = Case(When(verdict=Verdict.ASKED, answered_at=None, then=Value(0)), default=Value(1))
    return rows.defer("design__content").order_by(is_open, "-made_at", "-pk")


def questions_to(access: Access, action: Action) -> QuerySet[Review]:
    """The questions of coaches that this person may see (SEE_WORK) or answer (ANSWER_REVIEW)."""
    beside = ("project__participation__organisation", "collaborative", "measure", "cycle", "design")
    rows = owned(Review, access, action).filter(verdict=Verdict.ASKED)
    return rows.select_related(*beside, "made_by", "answered_by").defer("design__content").order_by("made_at", "pk")


def open_questions(access: Access) -> QuerySet[Review]:
    """The questions of coaches that wait for an answer this person may give, oldest first."""
    return questions_to(access, Action.ANSWER_REVIEW).filter(answered_at__isnull=True)


def reviewed(access: Access, key: Key) -> Waiting | None:
    """A thing of which coaches said something, with all of it, where nothing of it waits (one query)."""
    said = _said(access, key).get(key, ())
    if not said:
        return None
    row = said[-1]
    of = row.measure or row.cycle or row.design
    assert of is not None
    return Waiting(of=key[0], row=of, project=row.project, upto=row.upto, said=said)


Charts = tuple[Mapping[int, Sequence[ChartState]], Mapping[int, Sequence[ChartDecision]]]


def charts_to_see(waiting: Iterable[Waiting]) -> Charts:
    """The charts of the measures among these things, and what was decided of them, by the measure's id (five queries at
    most)."""
    measures = [one.row for one in waiting if isinstance(one.row, Measure)]
    if not measures:
        return {}, {}
    return current_states(measures), all_decisions_of([row.pk for row in measures])


def signs_to_see(waiting: Iterable[Waiting], today: date) -> Mapping[int, Sequence[Answer]]:
    """What a coach is told of the six signs of the tests among these, by the test's id (two queries at most)."""
    cycles = [one.row for one in waiting if isinstance(one.row, Cycle)]
    return {pk: told(record, today) for pk, record in records_of(cycles).items()}


def coached(access: Access) -> int:
    """How many organisations this person reviews the work of."""
    return len(access.participations_for(Action.REVIEW_WORK))


def place_of(access: Access, ods: str) -> QuerySet[Participation]:
    """The organisation of this code, as far as this person sees its work."""
    return participations_at(access, Action.SEE_WORK).filter(organisation__ods_code=ods)
