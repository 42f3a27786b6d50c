"""What dashboards read of tests: the right ones, in a constant number of queries."""

import pytest

from pdsa.actions import plan_cycle, start_do, start_study
from pdsa.queries import (
    Due,
    attention,
    cycles_of,
    found_cycles,
    open_cycles_by_project,
    ramp_of,
)
from tests.cast import Cast
from tests.pdsa.conftest import days_ago, make_cycle


def test_open_tests_by_project(cast: Cast) -> None:
    with cast.scope(cast.north, cast.south):
        later, sooner = make_cycle(cast, starts_on=days_ago(1)), make_cycle(cast, "do")
        make_cycle(cast, "complete")
        make_cycle(cast, "stopped")
        found = open_cycles_by_project([cast.north_project.pk, cast.south_project.pk])
        assert found == {cast.north_project.pk: [sooner, later]}


def test_what_needs_attention_is_past_a_day_the_team_named(cast: Cast) -> None:
    today = days_ago(0)
    with cast.scope():
        start = make_cycle(cast, starts_on=days_ago(1))
        make_cycle(cast, starts_on=today)
        make_cycle(cast)
        study = start_do(cycle=make_cycle(cast), by=cast.lead, starts_on=days_ago(9), ends_on=days_ago(4))
        start_do(cycle=make_cycle(cast), by=cast.lead, starts_on=days_ago(9), ends_on=today)
        start_do(cycle=make_cycle(cast), by=cast.lead, starts_on=days_ago(9))
        ended = start_do(cycle=make_cycle(cast), by=cast.lead, starts_on=days_ago(9))
        ended = start_study(cycle=ended, by=cast.lead, ends_on=days_ago(7))
        make_cycle(cast, "complete")
        make_cycle(cast, "stopped", starts_on=days_ago(20))
        found = attention([cast.north_project.pk], today)[cast.north_project.pk]
        assert [(one.cycle, one.due, one.since) for one in found] == [
            (ended, Due.DECIDE, days_ago(7)),
            (study, Due.STUDY, days_ago(4)),
            (start, Due.START, days_ago(1)),
        ]
        assert [one.words for one in found] == [
            "has ended, and no decision is recorded yet",
            "was due to end, and is not studied yet",
            "was due to start",
        ]


@pytest.mark.parametrize("tests", [1, 4])
def test_the_number_of_queries_does_not_grow(cast: Cast, tests: int, django_assert_num_queries) -> None:
    with cast.scope(cast.north, cast.south):
        for _ in range(tests):
            make_cycle(cast, "do", ends_on=days_ago(2))
            plan_cycle(project=cast.south_project, by=cast.south_lead, title="Theirs", starts_on=days_ago(3))
        projects = [cast.north_project.pk, cast.south_project.pk]
        with django_assert_num_queries(3):
            opened = open_cycles_by_project(projects)
            due = attention(projects, days_ago(0))
            assert [cycle.idea.title for rows in opened.values() for cycle in rows]
        assert [len(rows) for rows in due.values()] == [tests, tests]


def test_another_organisation_has_no_tests_to_see(cast: Cast) -> None:
    with cast.scope():
        cycle = make_cycle(cast, "do", ends_on=days_ago(1))
    with cast.scope(cast.south, user=cast.south_lead):
        assert open_cycles_by_project([cast.north_project.pk]) == {}
        assert attention([cast.north_project.pk], days_ago(0)) == {}
        assert list(cycles_of(cast.north_project.pk)) == []
        assert ramp_of(cycle) == []


@pytest.mark.parametrize(
    ("status", "words", "titles"),
    [
        ("", "", ["Plan it", "Finish it", "Try it"]),
        ("open", "", ["Plan it", "Try it"]),
        ("do", "", ["Try it"]),
        ("adapt", "", ["Finish it"]),
        ("adopt", "", []),
        ("", "TRY", ["Try it"]),
        ("", "evening mia", ["Plan it"]),
        ("do", "evening", []),
    ],
)
def test_lists_are_narrowed_by_status_and_words(cast: Cast, status: str, words: str, titles: list[str]) -> None:
    with cast.scope():
        make_cycle(cast, "do", title="Try it")
        make_cycle(cast, "complete", title="Finish it")
        make_cycle(cast, title="Plan it", idea_title="Evening clinics", led_by="Mia")
        found = found_cycles(cycles_of(cast.north_project.pk), status=status, words=words)
        assert [cycle.title for cycle in found] == titles
