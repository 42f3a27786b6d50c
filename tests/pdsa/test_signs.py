"""The six signs: texts that should be told and texts that should not, and who is told when."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from pdsa.models import Cycle
from pdsa.queries.signs import record_of
from pdsa.signs import (
    Record,
    Shows,
    Sign,
    complete,
    helps,
    is_again_and_again,
    iterative,
    over_time,
    past,
    prediction,
    reads_as_past,
    reads_as_plan,
    says_what,
    scale,
    signs,
    told,
)
from pdsa.states import Stage

TODAY = date(2026, 3, 20)


def record(**changed: Any) -> Record:
    """A first test with one person that is planned today, of which nothing but its title is written."""
    fields = {"status": "plan", "purpose": "test", "scale": "one", "decision": "", "since": TODAY, **changed}
    return Record(**fields)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Eight of ten will come", True),
        ("80%", True),
        ("Nobody answers", True),
        ("They will say it helped, and it will take staff less than ten minutes.", True),
        ("We will see a fall in missed appointments", True),
        ("None of them will know the number", True),
        ("", False),
        ("?", False),
        ("TBC", False),
        ("n/a", False),
        ("Better", False),
        ("We’ll see what happens.", False),
        ("see how it goes", False),
        ("Don't know yet", False),
        ("Not sure", False),
    ],
)
def test_a_prediction_says_what_can_turn_out_otherwise(text: str, expected: bool) -> None:
    assert says_what(text) is expected
    assert prediction(record(predicted=("", text))).shows == ("yes" if expected else "no")


def test_help_for_a_prediction_ends_with_the_lock() -> None:
    assert "A guess is enough" in prediction(record()).help
    assert (prediction(record(status="do")).shows, prediction(record(status="do")).help) == (Shows.NO, "")
    assert prediction(record(purpose="implement")).shows is Shows.OPEN


@pytest.mark.parametrize(
    ("now", "earlier", "expected"),
    [
        ("one", (), "yes"),
        ("few", (), "yes"),
        ("team", (), "no"),
        ("beyond", (), "no"),
        ("few", ("one",), "yes"),
        ("team", ("one",), "no"),
        ("team", ("one", "few"), "yes"),
        ("one", ("team",), "yes"),
        ("organisation", ("one", "team"), "no"),
    ],
)
def test_a_test_starts_small_and_grows_in_steps(now: str, earlier: tuple[str, ...], expected: str) -> None:
    answer = scale(record(scale=now, earlier=earlier))
    assert answer.shows == expected
    assert bool(answer.help) is (expected == "no")
    assert ("first test" in answer.help) is (expected == "no" and not earlier)
    assert scale(record(scale=now, earlier=earlier, status="do")).help == ""
    assert scale(record(scale=now, earlier=earlier, purpose="collect")).shows is Shows.OPEN


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("At the end of each shift", True),
        ("daily", True),
        ("Three times a week", True),
        ("Tuesdays", True),
        ("Every person is asked two questions", True),
        ("At the end of the test", False),
        ("Once, when it is over", False),
        ("After two weeks", False),
        ("On a day in March", False),
        ("", False),
    ],
)
def test_data_over_time_are_collected_again_and_again(text: str, expected: bool) -> None:
    assert is_again_and_again(text) is expected
    asked = record(scale="few", collected=(text, ""))
    assert over_time(asked).shows == ("yes" if expected else "no")
    assert over_time(record(scale="few", collected=(text,), measured=True)).shows is Shows.YES
    assert over_time(record(collected=(text,))).shows is Shows.OPEN


@pytest.mark.parametrize(
    ("status", "done", "studied", "acted", "shows", "field"),
    [
        ("plan", "", "", "", "", ""),
        ("do", "", "", "", "", ""),
        ("study", "", "", "", "no", "observations"),
        ("study", "Eight came", "", "", "", ""),
        ("act", "Eight came", "  ", "", "no", "learned"),
        ("complete", "Eight came", "It helps", "", "no", "rationale"),
        ("complete", "", "", "", "no", "observations"),
        ("complete", "Eight came", "It helps", "It fits", "yes", ""),
        ("stopped", "", "", "", "", ""),
    ],
)
def test_a_complete_record_says_something_in_each_part_left_behind(
    status: str, done: str, studied: str, acted: str, shows: str, field: str
) -> None:
    answer = complete(record(status=status, done=("", done), studied=(studied,), acted=(acted,)))
    assert (answer.shows, answer.field) == (shows, field)
    assert bool(answer.help) is (shows == "no")


@pytest.mark.parametrize(
    "text",
    [
        "We will collect the forms on Friday",
        "We'll look at it with the team.",
        "Going to ask ten people what they think",
        "The numbers will be reviewed and discussed at the next meeting",
        "The forms will then be counted",
        "To be agreed",
        "To look at how many came",
        "Review the data with the team",
        "We plan to compare the two weeks once completed.",
        "The planned calls will start on Monday",
        "We need to speak to the bed manager",
        "A hundred leaflets are needed, so we will print them",
        "TBC",
    ],
)
def test_a_study_that_reads_as_a_plan_is_told(text: str) -> None:
    assert reads_as_plan(text)
    assert past(record(status="study", was_studied=True, studied=("", text))).help.startswith("Your study reads as")


@pytest.mark.parametrize(
    "text",
    [
        "Eight of ten came.",
        "Will said that he liked it",
        "Two of 19 answered. One booked.",
        "Reached 81%, 86% and 79%.",
        "We will ask earlier next time, because four of five had not seen it",
        "People didn’t answer numbers they do not know",
        "It has been easier than we expected, and we will go on",
        "The shift could not find the folder",
        "The forms were to be collected on Friday",
    ],
)
def test_a_study_in_the_past_is_not_told(text: str) -> None:
    assert reads_as_past(text)
    assert past(record(status="study", was_studied=True, studied=(text,))).shows is Shows.YES


@pytest.mark.parametrize(
    "text",
    ["Median eight minutes", "Plain words matter: 'worries' works, 'concerns' does not.", "Staff want to keep it", ""],
)
def test_findings_in_the_present_are_left_alone(text: str) -> None:
    assert past(record(status="study", was_studied=True, studied=(text,))).shows is Shows.OPEN
    assert past(record(status="plan", studied=("We will see",))).shows is Shows.OPEN


@pytest.mark.parametrize(
    ("changed", "shows", "words"),
    [
        ({"status": "act"}, "", ""),
        ({"status": "complete", "decision": "adapt"}, "no", "test on"),
        ({"status": "complete", "decision": "expand"}, "no", "test on"),
        ({"status": "complete", "decision": "adopt"}, "no", "after one test"),
        ({"status": "complete", "decision": "abandon"}, "", ""),
        ({"status": "complete", "decision": "adapt", "in_series": True}, "yes", ""),
        ({"status": "complete", "decision": "adopt", "in_series": True}, "yes", ""),
        ({"status": "plan", "in_series": True}, "yes", ""),
        ({"status": "stopped"}, "", ""),
    ],
)
def test_iterative_tests_stand_in_a_series(changed: dict[str, Any], shows: str, words: str) -> None:
    answer = iterative(record(**changed))
    assert answer.shows == shows
    assert words in answer.help


def test_collecting_information_is_in_the_series_and_no_step_before_a_change() -> None:
    asked, tried, planned = (
        Cycle(pk=1, number=1, status="do", purpose="collect", scale="organisation", do_started_at=timezone.now()),
        Cycle(pk=2, number=2, status="do", purpose="test", scale="few", do_started_at=timezone.now()),
        Cycle(pk=3, number=3, status="plan", purpose="test", scale="organisation", previous_id=2),
    )
    reads = [
        record_of(one, series=[asked, tried, planned], expected=[], measured=False, noted=False)
        for one in (asked, tried, planned)
    ]
    assert [one.earlier for one in reads] == [(), (), ("few",)]
    assert [one.in_series for one in reads] == [False, True, True]
    assert [scale(one).shows for one in reads] == ["", "yes", "no"]
    assert scale(record(scale="team", earlier=reads[1].earlier)).shows is Shows.NO


def test_help_is_one_thing_for_each_part() -> None:
    bare = record(scale="team")
    assert [answer.sign for answer in signs(bare)] == list(Sign)
    assert {stage: answer.sign for stage, answer in helps(bare, TODAY).items()} == {Stage.PLAN: Sign.PREDICTION}
    closed = record(status="complete", decision="adopt", predicted=("Eight come",))
    assert [answer.field for answer in helps(closed, TODAY).values()] == ["observations", "decision"]
    assert helps(closed, TODAY + timedelta(days=29)) == {}


def test_the_coach_is_told_what_is_missing_after_a_week() -> None:
    early = record(status="do", predicted=(), scale="few", measured=True)
    assert [answer.shows for answer in told(early, TODAY + timedelta(days=6))][:3] == ["", "yes", "yes"]
    assert [answer.shows for answer in told(early, TODAY + timedelta(days=7))][:3] == ["no", "yes", "yes"]
