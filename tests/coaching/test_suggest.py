"""Which level the record speaks for: the ladder rung by rung, and when an organisation is silent."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from coaching.models import Score
from coaching.presenters.scores import gap_of
from coaching.presenters.stalled import rule_in_words, why
from coaching.scale import DEFAULT, TENTHS
from coaching.stalled import Signs, is_stalled, silent_days
from coaching.suggest import Facts, Outcome, suggest, way_to_target
from phases.timeline import Span

GOOD = Outcome("Waits", verdict="better", held=6, way=1.1, has_target=True)
WHOLE = Facts(
    "Young people",
    aim=True,
    lead=True,
    people=4,
    planned="1 population of focus",
    numbers=3,
    tests_begun=5,
    tests_decided=4,
    adopted=1,
    testing=True,
    outcomes=(GOOD,),
)


@pytest.mark.parametrize(
    ("facts", "tenths", "words"),
    [
        (Facts("Named"), 5, "No aim"),
        (replace(WHOLE, people=1), 5, "one more person"),
        (replace(WHOLE, lead=False), 5, "one more person"),
        (replace(WHOLE, planned=""), 10, "No population of focus"),
        (replace(WHOLE, numbers=0), 15, "No measure has numbers"),
        (replace(WHOLE, tests_begun=0), 20, "No change has been tested"),
        (replace(WHOLE, tests_decided=1), 25, "Only 1 test decided"),
        (replace(WHOLE, outcomes=(replace(GOOD, verdict="none", way=0.19),)), 25, "No chart says better"),
        (replace(WHOLE, outcomes=(replace(GOOD, verdict="none", way=0.2),)), 30, "No chart of an outcome says better"),
        (
            replace(WHOLE, outcomes=(replace(GOOD, verdict="none", way=None),), others_better=1),
            30,
            "No chart of an out",
        ),
        (replace(WHOLE, testing=False), 30, "13 weeks"),
        (replace(WHOLE, adopted=0), 35, "No change is adopted"),
        (replace(WHOLE, outcomes=(replace(GOOD, has_target=False, way=None),)), 35, "No outcome has a target"),
        (replace(WHOLE, outcomes=(replace(GOOD, way=0.49),)), 35, "0 of 1 outcome"),
        (replace(WHOLE, outcomes=(GOOD, replace(GOOD, name="Harm", verdict="worse"))), 40, "“Harm” is worse"),
        (replace(WHOLE, outcomes=(replace(GOOD, held=5),)), 40, "held for 5 periods; 6"),
        (replace(WHOLE, outcomes=(replace(GOOD, way=0.9),)), 45, "has not reached its target"),
        (WHOLE, 50, "Every outcome has reached"),
    ],
)
def test_the_highest_rung_that_is_reached_with_all_below_it(facts: Facts, tenths: int, words: str) -> None:
    found = suggest([facts])
    assert found.tenths == tenths
    assert words in found.rungs[-1].words
    assert [rung.tenths for rung in found.rungs] == list(TENTHS[: len(found.rungs)])
    assert [rung.reached for rung in found.rungs] == [rung.tenths <= tenths for rung in found.rungs]


def test_an_organisation_stands_where_its_furthest_project_stands() -> None:
    assert suggest([Facts("One"), WHOLE, replace(WHOLE, project="Third")]).project == "Young people"
    assert suggest([]).tenths == 0
    assert suggest([]).rungs[0].words == "No project is named"


@pytest.mark.parametrize(
    ("values", "target", "towards", "way"),
    [
        ([50] * 10 + [60, 62, 64], 74, 1, 0.5),
        ([50] * 10 + [40, 38, 36], 26, -1, 0.5),
        ([10, 90, *[50] * 8, 60, 62, 64], 74, 1, 0.5),
        ([50] * 10 + [44, 45, 46], 60, 1, -0.5),
        ([50] * 10 + [60, 62], 74, 1, None),
        ([50] * 13, None, 1, None),
        ([80] * 13, 74, 1, None),
        ([50] * 13, 74, 0, None),
    ],
)
def test_the_way_to_the_target(values: list[float], target: float | None, towards: int, way: float | None) -> None:
    assert way_to_target(values, target, towards) == (None if way is None else pytest.approx(way))


def test_the_scale_has_ten_levels_each_with_what_would_show_it() -> None:
    assert tuple(range(5, 51, 5)) == TENTHS
    assert all(level.definition and level.prompts and level.source for level in DEFAULT)
    assert [level.score for level in DEFAULT[:2]] == ["0.5", "1.0"]


def test_a_gap_between_team_and_coach_is_put_to_whoever_reads_it() -> None:
    latest = {"team": Score(voice="team", tenths=25), "coach": Score(voice="coach", tenths=20)}
    for own, words in (("team", "You say 2.5, your coach 2.0"), ("coach", "The team says 2.5, you say 2.0")):
        gap = gap_of(latest, DEFAULT, own)
        assert gap is not None
        assert gap.words == f"{words}: what would each have to see?"
        assert (gap.lower.tenths, gap.higher.tenths) == (20, 25)
    assert gap_of(latest | {"coach": Score(voice="coach", tenths=25)}, DEFAULT, "team") is None


TODAY = date(2026, 11, 23)


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def test_silence_is_counted_from_the_latest_sign_without_the_days_of_a_pause() -> None:
    signs = Signs(ago(400), number=ago(90), test=ago(60), contact=ago(56))
    assert silent_days(signs, [], TODAY) == 56
    assert is_stalled(signs, [], TODAY, 8)
    assert not is_stalled(signs, [], TODAY, 9)
    over = [Span(ago(30), ago(24), datetime(2026, 1, 1))]  # noqa: DTZ001
    assert silent_days(signs, over, TODAY) == 49
    assert not is_stalled(signs, over, TODAY, 8)
    assert not is_stalled(Signs(ago(400)), [Span(ago(3))], TODAY, 8)
    assert is_stalled(Signs(ago(400)), [], TODAY, 8)
    assert not is_stalled(Signs(ago(20)), [], TODAY, 8)


def test_the_rule_and_the_reason_are_told_in_words() -> None:
    assert "for 8 weeks no number" in rule_in_words(8)
    said = why(Signs(ago(400), number=date(2026, 8, 31), contact=date(2026, 9, 3)))
    assert said == "Numbers up to 31 August 2026; no test yet; last contact 3 September 2026"
