"""Tests stand on the charts of their measures from the day they start to the day they end."""

from django.urls import reverse

from measures.models import Annotation, Measure
from pdsa.actions import decide, save_do, save_plan, start_do, start_study, stop
from pdsa.models import Cycle
from tests.cast import Cast
from tests.pdsa.conftest import days_ago, make_cycle, make_measure


def marks(measure: Measure) -> list[tuple]:
    """What is noted on a measure's charts."""
    return list(measure.annotations.values_list("label", "starts_on", "ends_on", "kind", "source", "url"))


def mark(cycle: Cycle, ends: int | None, label: str = "Test 1: Ring the day before") -> tuple:
    """The mark a test of ten days ago should have made."""
    url = reverse("cycle", kwargs={"slug": "amhe", "pk": cycle.pk})
    return label, days_ago(10), None if ends is None else days_ago(ends), "pdsa", f"pdsa:{cycle.pk}", url


def test_a_test_appears_on_its_charts_when_it_starts_and_ends_with_it(cast: Cast) -> None:
    with cast.scope():
        one, two, other = (make_measure(cast, name) for name in ("Visits", "Calls", "Letters"))
        cycle = make_cycle(cast, measures=[one, two])
        assert not Annotation.objects.exists()
        cycle = start_do(cycle=cycle, by=cast.lead, starts_on=days_ago(10))
        assert marks(one) == marks(two) == [mark(cycle, None)]
        assert marks(other) == []
        cycle = start_study(cycle=cycle, by=cast.lead, ends_on=days_ago(3))
        assert marks(one) == marks(two) == [mark(cycle, 3)]
        decide(cycle=cycle, by=cast.lead, decision="adopt")
        assert marks(one) == [mark(cycle, 3)]


def test_what_is_put_right_later_is_put_right_on_the_charts(cast: Cast) -> None:
    with cast.scope():
        measure = make_measure(cast, "Visits")
        cycle = make_cycle(cast, "study", measures=[measure])
        save_plan(cycle=cycle, by=cast.lead, title="Ring in the evening")
        save_do(cycle=cycle, by=cast.lead, ends_on=days_ago(5))
        assert marks(measure) == [mark(cycle, 5, "Test 1: Ring in the evening")]


def test_measures_changed_after_the_start_change_the_charts(cast: Cast) -> None:
    with cast.scope():
        old, new = make_measure(cast, "Visits"), make_measure(cast, "Calls")
        cycle = make_cycle(cast, "do", measures=[old])
        save_plan(cycle=cycle, by=cast.lead, measures=[new])
        assert marks(old) == []
        assert marks(new) == [mark(cycle, None)]
        save_plan(cycle=cycle, by=cast.lead, measures=[])
        assert marks(new) == []


def test_measures_changed_before_the_start_leave_the_charts_alone(cast: Cast) -> None:
    with cast.scope():
        measure = make_measure(cast, "Visits")
        cycle = make_cycle(cast)
        save_plan(cycle=cycle, by=cast.lead, measures=[measure])
        assert marks(measure) == []


def test_a_stopped_test_ends_today_on_its_charts(cast: Cast) -> None:
    with cast.scope():
        measure = make_measure(cast, "Visits")
        cycle = make_cycle(cast, "do", measures=[measure], ends_on=days_ago(-9))
        stop(cycle=cycle, by=cast.lead, reason="The clinic moved")
        assert marks(measure) == [mark(cycle, 0)]


def test_a_test_stopped_before_it_started_was_never_there(cast: Cast) -> None:
    with cast.scope():
        measure = make_measure(cast, "Visits")
        stop(cycle=make_cycle(cast, measures=[measure]), by=cast.lead, reason="No time")
        assert marks(measure) == []
