"""Planning a test: the first entry, the plan as it grows, and the next test made from a decision."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypedDict, Unpack
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from collaborative.audit import recording
from collaborative.models import User
from measures.models import Measure
from organisations.models import Project
from pdsa.actions.charts import draw, link_measures
from pdsa.actions.record import Refused, fill, lock, store
from pdsa.models import Cycle, Decision, Prediction, Scale
from pdsa.states import Status
from phases.actions import change_idea
from phases.models import ChangeIdea


class PlanFields(TypedDict, total=False):
    """What a plan may say beyond its title. Texts, except where noted."""

    purpose: str  # a Purpose
    objective: str
    scale: str  # a Scale
    segment: str
    setting: str
    starts_on: date | None
    ends_on: date | None
    led_by: str
    data_plan: str
    data_who: str
    data_when: str
    data_how: str
    credit: str  # whose shared plan it was made from
    involvement: str  # an Involvement
    involvement_note: str


@dataclass(frozen=True)
class Expected:
    """One prediction as typed: the question (it may be empty), what is expected, and its id where it is stored."""

    question: str = ""
    text: str = ""
    pk: int | None = None


# What the next test takes over from the one before.
COPIED = (
    "title",
    "purpose",
    "objective",
    "scale",
    "segment",
    "setting",
    "led_by",
    "data_plan",
    "data_who",
    "data_when",
    "data_how",
    "involvement",
    "involvement_note",
)
NEXT_AFTER = frozenset({Decision.ADAPT.value, Decision.EXPAND.value})


@transaction.atomic
def plan_cycle(
    *,
    project: Project,
    by: User,
    title: str,
    idea_title: str = "",
    prediction: str = "",
    question: str = "",
    measures: Iterable[Measure] = (),
    previous: Cycle | None = None,
    form_key: UUID | None = None,
    **fields: Unpack[PlanFields],
) -> Cycle:
    """Plan a test. Only a title is needed; the change idea takes the title's words where it has none of its own.

    The same `form_key` again gives the test it made the first time. `previous` puts the test behind another in the
    same ramp; without a key it gives the one that stands there already. Raises ValidationError by field.
    """
    made = _made_from(project, form_key) if form_key else following(previous) if previous else None
    if made is not None:
        return made
    if not title.strip():
        raise ValidationError({"title": "Enter what you are testing"})
    with recording(by=by, verb="planned a test"):
        idea = previous.idea if previous and not idea_title.strip() else None
        cycle = Cycle(
            collaborative_id=project.collaborative_id,
            participation_id=project.participation_id,
            project=project,
            idea=idea or _idea(project, by, idea_title, title),
            previous=previous,
            form_key=form_key,
            created_by=by,
            version=0,
        )
        if previous is not None:
            cycle.series, cycle.number = previous.series, _next_number(previous)
        fill(cycle, {"title": title, **fields})
        try:
            with transaction.atomic():
                store(cycle)
        except IntegrityError as error:
            return _made_meanwhile(project, form_key, previous, error)
        link_measures(cycle, by, measures)
        keep_predictions(cycle, [Expected(question, prediction)])
    return cycle


def _next_number(previous: Cycle) -> int:
    """The place of one more test in the series, which is held so that two people do not take the same."""
    series = Cycle.objects.filter(participation_id=previous.participation_id, series=previous.series)
    list(series.select_for_update().order_by("pk").values_list("pk", flat=True))
    # Asked again, so that a test is seen that was planned while this waited.
    return 1 + max(series.values_list("number", flat=True))


def _idea(project: Project, by: User, idea_title: str, title: str) -> ChangeIdea:
    return change_idea(project=project, by=by, title=idea_title.strip() or title)


def _made_from(project: Project, form_key: UUID) -> Cycle | None:
    return Cycle.objects.filter(participation_id=project.participation_id, project=project, form_key=form_key).first()


def _made_meanwhile(project: Project, form_key: UUID | None, previous: Cycle | None, error: IntegrityError) -> Cycle:
    """The test that somebody's other press made between our look and our write."""
    made = _made_from(project, form_key) if form_key else None
    made = made or (following(previous) if previous else None)
    if made is None:
        raise error
    return made


def keep_predictions(cycle: Cycle, expected: Sequence[Expected]) -> None:
    """Make the test's predictions these, in this order; rows without a word are left out."""
    stored = {row.pk: row for row in cycle.predictions.all()}
    kept = set()
    wanted = [one for one in expected if one.text.strip() or one.question.strip()]
    for position, one in enumerate(wanted, start=1):
        row = stored.get(one.pk or 0) or Prediction(
            collaborative_id=cycle.collaborative_id, participation_id=cycle.participation_id, cycle=cycle
        )
        row.position, row.question, row.text = position, one.question.strip(), one.text.strip()
        row.clean_fields(exclude=("collaborative", "participation", "cycle"))
        row.save()
        kept.add(row.pk)
    for pk in stored.keys() - kept:
        stored[pk].delete()


@transaction.atomic
def save_plan(
    *,
    cycle: Cycle,
    by: User,
    version: int | None = None,
    title: str | None = None,
    idea_title: str | None = None,
    predictions: Sequence[Expected] | None = None,
    measures: Iterable[Measure] | None = None,
    **fields: Unpack[PlanFields],
) -> Cycle:
    """Change a plan; what is not given stays. Returns the stored test.

    Predictions can be changed until Do starts; after that giving any raises Refused. Raises Conflict where `version`
    is not the stored one, and ValidationError by field.
    """
    current = lock(cycle, version)
    if predictions is not None and current.is_started:
        raise Refused("The predictions were locked when the test started.", code="locked")
    with recording(by=by, verb="changed the plan of a test"):
        fill(current, {**({} if title is None else {"title": title}), **fields})
        if idea_title is not None:
            current.idea = _idea(current.project, by, idea_title, current.title)
        store(current)
        if predictions is not None:
            keep_predictions(current, predictions)
        if measures is not None:
            link_measures(current, by, measures)
        draw(current, by)
    return current


def following(cycle: Cycle) -> Cycle | None:
    """The first test that was made from this one, if there is any."""
    made = Cycle.objects.filter(participation_id=cycle.participation_id, previous=cycle)
    return made.order_by("number").first()


@transaction.atomic
def next_cycle(*, cycle: Cycle, by: User, form_key: UUID | None = None) -> Cycle:
    """Plan the next test of the ramp from one that was decided as adapt or expand.

    Copies the plan, its questions and its measures; predictions start empty, dates and tasks are left out, and after
    expand the scale is the next larger one. Pressed twice, it gives the one test. With a `form_key` it makes one more
    beside those there are, so that the ramp branches; the same key again gives that one. Raises Refused.
    """
    current = lock(cycle)
    made = _made_from(current.project, form_key) if form_key else following(current)
    if made is not None:
        return made
    if current.status != Status.COMPLETE or current.decision not in NEXT_AFTER:
        raise Refused("The next test follows a decision to adapt or to expand.", code="next")
    plan = {name: getattr(current, name) for name in COPIED}
    if current.decision == Decision.EXPAND:
        plan["scale"] = _larger(current.scale)
    with recording(by=by, verb="planned the next test"):
        measures = [link.measure for link in current.measure_links.select_related("measure")]
        planned = plan_cycle(
            project=current.project, by=by, measures=measures, previous=current, form_key=form_key, **plan
        )
        questions = current.predictions.exclude(question="").values_list("question", flat=True)
        keep_predictions(planned, [Expected(question=question) for question in questions])
    return planned


def _larger(scale: str) -> str:
    scales = Scale.values
    return scales[min(scales.index(scale) + 1, len(scales) - 1)]
