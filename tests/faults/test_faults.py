"""Processes are killed and servers restarted under work: no number is lost, and the charts come right by themselves.

The tests run in this order on one product.
"""

import threading
import time
from statistics import median

import pytest

from tests.faults.conftest import TWO_MINUTES, Team, assert_all_is_right, tell

pytestmark = [pytest.mark.faults, pytest.mark.timeout(400)]


def test_a_worker_killed_in_the_middle_of_a_chart(team: Team) -> None:
    chart = team.measures[0]
    typed = {month: 100 + month for month in range(14)}
    team.stack.stop_service("worker")
    assert [team.enter(chart, month, number) for month, number in typed.items()] == [200] * len(typed)
    with team.database() as holder:
        # Somebody holds the chart's row, so the job stops just before it stores what it computed.
        holder.execute("BEGIN; SELECT id FROM measures_chart FOR UPDATE")
        team.stack.start_service("worker")
        team.stack.wait_for(lambda: _waiting(team), "the job to reach the chart's row", 60)
        team.stack.kill("worker")
        holder.execute("ROLLBACK")
    assert team.is_stale(chart)
    assert team.page(chart)[0] == 200
    took = team.seconds_until_fresh()
    assert_all_is_right(team, {chart: typed})
    assert team.report()[chart]["centre"] == median(typed.values())
    tell(f"worker killed in the middle of a job: chart right after {took:.0f} s")


def test_numbers_entered_while_redis_is_down(team: Team) -> None:
    chart = team.measures[1]
    typed = {month: 200 + 3 * (month % 5) for month in range(12)}
    team.stack.stop_service("redis")
    began = time.monotonic()
    assert [team.enter(chart, month, number) for month, number in typed.items()] == [200] * len(typed)
    slowest = (time.monotonic() - began) / len(typed)
    assert slowest < 2
    status, body = team.page(chart)
    assert status == 200
    # The page computes what nobody computed for it: the newest number and the median stand there already.
    assert all(str(number) in body for number in set(typed.values()))
    assert team.is_stale(chart)
    # Long enough for worker and beat to have met the missing broker several times.
    time.sleep(max(0.0, 20 - (time.monotonic() - began)))
    team.stack.start_service("redis")
    took = team.seconds_until_fresh()
    assert_all_is_right(team, {chart: typed})
    tell(f"redis down: a number saved in {slowest:.1f} s, chart stored {took:.0f} s after it was back")


def test_the_database_restarts_under_requests(team: Team) -> None:
    done: dict[int, dict[int, int]] = {measure: {} for measure in team.measures[2:]}
    failed: list[int] = []
    stop = threading.Event()

    def type_away(measure: int) -> None:
        month = 0
        while not stop.is_set() and month < 44:
            status = team.enter(measure, month, 300 + month)
            if status == 200:
                done[measure][month] = 300 + month
                month += 1
            else:
                failed.append(status)
                time.sleep(0.1)

    people = [threading.Thread(target=type_away, args=(measure,)) for measure in done]
    for person in people:
        person.start()
    team.stack.wait_for(lambda: min(map(len, done.values())) > 5, "some numbers", 60)
    team.stack.stop_service("postgres")
    team.stack.wait_for(lambda: bool(failed), "a request to meet the database away", 30)
    before = {measure: len(numbers) for measure, numbers in done.items()}
    team.stack.start_service("postgres")
    team.stack.wait_for(lambda: all(len(done[m]) > before[m] + 5 for m in done), "work to go on", 60)
    stop.set()
    for person in people:
        person.join()
    assert all(team.page(measure)[0] == 200 for measure in team.measures)
    took = team.seconds_until_fresh(TWO_MINUTES)
    assert_all_is_right(team, done)
    tell(f"database restarted: {len(failed)} requests failed meanwhile, charts right after {took:.0f} s")


def _waiting(team: Team) -> bool:
    """Whether a worker waits for the lock on a chart's row."""
    with team.database() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity"
            " WHERE wait_event_type = 'Lock' AND usename = 'collaborative_web' AND query LIKE '%measures_chart%'"
        )
        return bool(cursor.fetchone()[0])
