"""A series of tests as the ramp, in a picture and in words."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from django.urls import reverse

from pdsa.models import Cycle, Decision
from pdsa.presenters.record import scale_of, tag_of
from pdsa.ramp import Step, svg
from pdsa.states import OPEN, Status

_GOOD = frozenset({Decision.ADOPT.value, Decision.EXPAND.value})
_GOING_ON = frozenset({Decision.ADAPT.value, Decision.EXPAND.value})


@dataclass(frozen=True)
class RampShown:
    """One series: the idea it tests, its picture for a page and for a phone, and its tests first to last."""

    idea: str
    svg: str
    svg_narrow: str
    steps: Sequence[Step]
    more: bool


def _tone(cycle: Cycle) -> str:
    if cycle.status == Status.COMPLETE:
        return "good" if cycle.decision in _GOOD else "over"
    if cycle.status == Status.STOPPED:
        return "over"
    return "planned" if cycle.status == Status.PLAN else "open"


def _step(cycle: Cycle, numbers: dict[int, int], slug: str, current: int | None) -> Step:
    return Step(
        number=cycle.number,
        title=cycle.title,
        scale=cycle.scale,
        scale_words=scale_of(cycle),
        state=tag_of(cycle).text,
        tone=_tone(cycle),
        href=reverse("cycle", kwargs={"slug": slug, "pk": cycle.pk}),
        after=numbers.get(cycle.previous_id or 0),
        current=cycle.pk == current,
    )


def ramp(series: Sequence[Cycle], slug: str, current: Cycle | None = None) -> RampShown:
    """The series first to last, the current test marked, with an empty step where another test could follow.

    Give the tests with their ideas; no query is made.
    """
    numbers = {cycle.pk: cycle.number for cycle in series}
    at = current.pk if current else None
    steps = [_step(cycle, numbers, slug, at) for cycle in series]
    last = series[-1]
    more = last.status in OPEN or last.decision in _GOING_ON
    drawn = [*steps, _coming(steps[-1])] if more else steps
    uid = f"ramp-{series[0].pk}"
    title = f"Ramp of tests: {last.idea.title}"
    return RampShown(
        idea=last.idea.title,
        svg=svg(drawn, uid=uid, title=title),
        svg_narrow=svg(drawn, uid=f"{uid}-narrow", title=title, narrow=True),
        steps=steps,
        more=more,
    )


def _coming(last: Step) -> Step:
    """The step that comes from what the last one teaches."""
    return replace(
        last,
        number=last.number + 1,
        title="Comes from what you learn",
        scale_words="",
        state="To come",
        tone="planned",
        href="",
        after=last.number,
        current=False,
    )


def ramps(cycles: Iterable[Cycle], slug: str) -> list[RampShown]:
    """The series among these tests that have two tests or more, the one worked on last first."""
    series: dict[object, list[Cycle]] = {}
    for cycle in cycles:
        series.setdefault(cycle.series, []).append(cycle)
    grown = [sorted(one, key=lambda cycle: cycle.number) for one in series.values() if len(one) > 1]
    grown.sort(key=lambda one: max(cycle.created_at for cycle in one), reverse=True)
    return [ramp(one, slug) for one in grown]
