"""A test as its page shows it: where it stands, and each part of the record in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils import timezone

from collaborative.nhsuk.filters import date_long, datetime_long
from measures.charts.words import sentence
from measures.models import Measure
from measures.presenters.charts import chart_spec
from measures.queries import all_decisions_of, current_states
from pdsa.models import Cycle, Decision, Prediction, Scale
from pdsa.states import STAGE_NAMES, STATUS_NAMES, Stage, Status

DECIDED = {
    Decision.ADOPT.value: "Adopted",
    Decision.ADAPT.value: "Adapted",
    Decision.ABANDON.value: "Abandoned",
    Decision.EXPAND.value: "Expanded",
}
_COLOURS = {
    Status.PLAN: "white",
    Status.DO: "blue",
    Status.STUDY: "purple",
    Status.ACT: "yellow",
    Status.STOPPED: "grey",
}
_DECIDED_COLOURS = {
    Decision.ADOPT.value: "green",
    Decision.ADAPT.value: "blue",
    Decision.ABANDON.value: "grey",
    Decision.EXPAND.value: "green",
}
_RESULT_COLOURS = {"met": "blue", "partly": "yellow", "not": "orange"}
_SHORT_SCALES = {
    Scale.ONE.value: "One person or shift",
    Scale.FEW.value: "A few people or shifts",
}
_ABOUT = {
    Stage.PLAN: "what we try, and what we expect",
    Stage.DO: "what happened",
    Stage.STUDY: "what it showed",
    Stage.ACT: "what we decided",
}
_WAITING = {
    Stage.DO: "Opens when the test starts.",
    Stage.STUDY: "Opens when the test has ended.",
    Stage.ACT: "Opens when you have looked at what happened.",
}


@dataclass(frozen=True)
class Tag:
    """A state as one word (or two) with a colour that says no more than the word."""

    text: str
    colour: str


def tag_of(cycle: Cycle) -> Tag:
    """The decision where there is one, else where the test stands."""
    if cycle.status == Status.COMPLETE:
        return Tag(DECIDED[cycle.decision], _DECIDED_COLOURS[cycle.decision])
    status = Status(cycle.status)
    return Tag(STATUS_NAMES[status], _COLOURS[status])


def scale_of(cycle: Cycle) -> str:
    """The scale in few words."""
    return _SHORT_SCALES.get(cycle.scale) or str(cycle.get_scale_display())


def when(cycle: Cycle) -> str:
    """The test's dates in words: what is planned while it is planned, what was once it was."""
    starts, ends = date_long(cycle.starts_on), date_long(cycle.ends_on)
    if not cycle.is_started:
        return f"Planned to start on {starts}" if starts else "No date yet"
    if cycle.is_ended:
        return f"{starts} to {ends}" if ends != starts else f"On {starts}"
    return f"Started on {starts}" + (f", planned to end on {ends}" if ends else "")


@dataclass(frozen=True)
class Section:
    """One stage on the page: where it stands, a note under its name, and what is written in it."""

    stage: Stage
    name: str
    about: str
    state: str  # done, now or next, as the line of stages shows it
    note: str
    facts: list[tuple[str, str]]
    waiting: str

    @property
    def reached(self) -> bool:
        return self.state != "next"


def sections(cycle: Cycle) -> list[Section]:
    """The four stages in order."""
    now = None if cycle.status in (Status.COMPLETE, Status.STOPPED) else Stage(cycle.status)
    reached = cycle.stages
    facts = {
        Stage.PLAN: _plan_facts(cycle),
        Stage.DO: _do_facts(cycle),
        Stage.STUDY: _study_facts(cycle),
        Stage.ACT: _act_facts(cycle),
    }
    return [
        Section(
            stage=stage,
            name=STAGE_NAMES[stage],
            about=_ABOUT[stage],
            state="now" if stage == now else "done" if stage in reached else "next",
            note=_note(cycle, stage),
            facts=[(name, value) for name, value in facts[stage] if value],
            waiting="" if cycle.status == Status.STOPPED else _WAITING.get(stage, ""),
        )
        for stage in Stage
    ]


def _note(cycle: Cycle, stage: Stage) -> str:
    days: dict[Stage, tuple[str, date | None]] = {
        Stage.PLAN: ("Written on", cycle.created_at),
        Stage.DO: ("Started on", cycle.starts_on if cycle.is_started else None),
        Stage.STUDY: ("Since", cycle.study_started_at),
        Stage.ACT: ("Decided on", cycle.decided_at),
    }
    words, day = days[stage]
    return f"{words} {date_long(day)}" if day else ""


def _plan_facts(cycle: Cycle) -> list[tuple[str, str]]:
    involved = str(cycle.get_involvement_display()) if cycle.involvement else ""
    return [
        ("What we want to find out", cycle.objective),
        ("What it is for", str(cycle.get_purpose_display())),
        ("Scale", str(cycle.get_scale_display())),
        ("Who it is for", cycle.segment),
        ("Where", cycle.setting),
        ("When", when(cycle) if cycle.starts_on else ""),
        ("Led by", cycle.led_by),
        ("Made from a plan of", cycle.credit),
        ("How we will know", cycle.data_plan),
        ("Who collects it", cycle.data_who),
        ("When it is collected", cycle.data_when),
        ("How it is collected", cycle.data_how),
        ("People with lived experience", " – ".join(filter(None, (involved, cycle.involvement_note)))),
    ]


def _do_facts(cycle: Cycle) -> list[tuple[str, str]]:
    return [
        ("Went as planned", str(cycle.get_carried_out_display()) if cycle.carried_out else ""),
        ("Different from the plan", cycle.deviations),
        ("What we saw and heard", cycle.observations),
        ("What got in the way", cycle.problems),
        ("What nobody intended", cycle.unintended),
        ("Ended on", date_long(cycle.ends_on) if cycle.is_ended else ""),
    ]


def _study_facts(cycle: Cycle) -> list[tuple[str, str]]:
    return [
        ("What we learned", cycle.learned),
        ("What surprised us", cycle.surprises),
        ("Numbers and charts", cycle.analysis),
    ]


def _act_facts(cycle: Cycle) -> list[tuple[str, str]]:
    return [("Why", cycle.rationale), ("What happens next", cycle.next_steps)]


def stage_line(parts: Sequence[Section]) -> list[dict[str, Any]]:
    """The line plan, do, study, act for the component that draws it."""
    return [{"text": part.name, "state": part.state} for part in parts]


@dataclass(frozen=True)
class PredictionShown:
    """A prediction with its lock and what came of it, in words."""

    question: str
    text: str
    locked: str
    result: Tag | None
    note: str


def predictions(cycle: Cycle) -> list[PredictionShown]:
    """The test's predictions in order (one query)."""
    return [_prediction(row) for row in cycle.predictions.all()]


def _lock_words(row: Prediction) -> str:
    """When the prediction was locked; said otherwise where the test began on a day before its start was recorded."""
    at, began = timezone.localtime(row.locked_at), row.cycle.starts_on
    if began is not None and began < at.date():
        return f"Locked on {datetime_long(at)}, when the start was recorded; the test began on {date_long(began)}"
    return f"Locked on {datetime_long(at)}, when the test started"


def _prediction(row: Prediction) -> PredictionShown:
    locked = _lock_words(row) if row.locked_at else ""
    result = Tag(str(row.get_result_display()), _RESULT_COLOURS[row.result]) if row.result else None
    return PredictionShown(row.question, row.text, locked, result, row.result_note)


@dataclass(frozen=True)
class MeasureShown:
    """A measure the test should move, with what its chart says now."""

    name: str
    kind: str
    href: str
    sentence: str


def measures(rows: Sequence[Measure], slug: str) -> list[MeasureShown]:
    """The measures with the sentences of their charts (a constant number of queries). Give them with their groups."""
    states, decided = current_states(rows), all_decisions_of([row.pk for row in rows])
    return [
        MeasureShown(
            name=row.name,
            kind=str(row.get_measure_type_display()).partition(":")[0],
            href=reverse("measure", kwargs={"slug": slug, "pk": row.pk}),
            sentence=sentence(chart_spec(states[row.pk][0], decisions=decided.get(row.pk, ())))
            if states[row.pk]
            else "",
        )
        for row in rows
    ]


@dataclass(frozen=True)
class Row:
    """A test in a list."""

    title: str
    href: str
    tag: Tag
    idea: str
    number: int
    scale: str
    when: str
    led_by: str


def row(cycle: Cycle, slug: str) -> Row:
    """One test as a list shows it. Give it with its idea."""
    return Row(
        title=cycle.title,
        href=reverse("cycle", kwargs={"slug": slug, "pk": cycle.pk}),
        tag=tag_of(cycle),
        idea=cycle.idea.title,
        number=cycle.number,
        scale=scale_of(cycle),
        when=when(cycle),
        led_by=cycle.led_by,
    )


def shown(value: Any) -> str:
    """A value of the record as text, to set two versions beside each other."""
    if value in (None, ""):
        return "Nothing"
    if isinstance(value, bool):
        return "Yes" if value else "No"
    return date_long(value) if isinstance(value, date) else str(value)
