"""Very many charts are computed as a job: handed out, moved on, taken up again, and shown with its progress."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from kombu.exceptions import OperationalError as BrokerDown

from collaborative.actions import GIVEN_UP, TRIES, advance_job, begin_job, end_job, hand_out, take_up_again
from collaborative.models import Job
from collaborative.queries import jobs_of
from measures import bulk, tasks
from measures.actions import recompute_all
from measures.models import Chart
from measures.spc import ENGINE_VERSION
from organisations.actions.system import system_user
from tests.cast import Cast
from tests.measures.stage import JAN, north_measure, store

ANEW, LEFT = Job.Kind.ANEW, Job.Kind.LEFT


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """What workers are asked for, in place of a broker."""
    found: list[dict[str, Any]] = []
    monkeypatch.setattr(tasks.work_at, "apply_async", lambda kwargs: found.append(kwargs))
    return found


def begin(cast: Cast, kind: str = ANEW, total: int = 3) -> Job:
    return begin_job(collaborative=cast.amhe, kind=kind, title="Charts", total=total, by=cast.admin)[0]


def three_charts(cast: Cast) -> None:
    """Three charts, fresh."""
    for number in range(3):
        store(cast, north_measure(cast, name=f"Measure {number}"), {JAN: (number + 1, 20)})
    tasks.sweep_stale_charts()
    with cast.scope():
        Chart.objects.update(stale_at=timezone.now() - timedelta(hours=1))
    tasks.sweep_stale_charts()


def computed(cast: Cast) -> set[tuple[bool, str]]:
    with cast.scope():
        return set(Chart.objects.values_list("stale", "engine"))


def test_one_job_at_a_time(cast: Cast) -> None:
    job = begin(cast)
    again, is_new = begin_job(collaborative=cast.amhe, kind=LEFT, title="Others", total=1, by=cast.admin)
    assert (again.pk, is_new) == (job.pk, False)
    assert begin_job(collaborative=cast.safety, kind=LEFT, title="Others", total=1, by=cast.admin)[1] is True
    end_job(job_id=job.pk, by=cast.admin)
    assert begin_job(collaborative=cast.amhe, kind=LEFT, title="Others", total=1, by=cast.admin)[1] is True


def test_work_is_handed_out_once_and_ends(cast: Cast) -> None:
    job = begin(cast, total=10)
    parts = [hand_out(job_id=job.pk, upto=5, size=2, by=cast.admin) for _ in range(4)]
    assert parts == [range(2), range(2, 4), range(4, 5), None]
    job.refresh_from_db()
    assert (job.state, job.started_at is not None) == ("running", True)
    advance_job(job_id=job.pk, done=4)
    advance_job(job_id=job.pk, done=3)
    job.refresh_from_db()
    assert job.done == 7
    end_job(job_id=job.pk, by=cast.admin, error="It broke")
    end_job(job_id=job.pk, by=cast.admin)
    job.refresh_from_db()
    assert (job.state, job.error, job.done) == ("failed", "It broke", 7)
    assert hand_out(job_id=job.pk, upto=5, size=2, by=cast.admin) is None


def test_a_silent_job_is_taken_up_again_and_others_are_not(cast: Cast) -> None:
    job = begin(cast)
    hand_out(job_id=job.pk, upto=5, size=5, by=cast.admin)
    now = timezone.now()
    assert take_up_again(silent_since=now - timedelta(minutes=2), by=cast.admin) == []
    assert take_up_again(silent_since=now + timedelta(seconds=1), by=cast.admin) == [job.pk]
    assert hand_out(job_id=job.pk, upto=5, size=5, by=cast.admin) == range(5)


def test_a_job_that_gets_nothing_done_is_given_up(cast: Cast) -> None:
    job = begin(cast)
    later = timezone.now() + timedelta(minutes=1)
    for _ in range(TRIES):
        hand_out(job_id=job.pk, upto=5, size=5, by=cast.admin)
        assert take_up_again(silent_since=later, by=cast.admin) == [job.pk]
    # What was done meanwhile counts for another five times.
    advance_job(job_id=job.pk, done=1)
    for _ in range(TRIES):
        assert take_up_again(silent_since=later, by=cast.admin) == [job.pk]
    advance_job(job_id=job.pk, done=0)
    assert take_up_again(silent_since=later, by=cast.admin) == []
    job.refresh_from_db()
    assert (job.state, job.error, job.done) == ("failed", GIVEN_UP, 1)
    advance_job(job_id=job.pk, done=1)
    job.refresh_from_db()
    assert job.done == 1


def test_two_at_the_same_charts_count_them_once(cast: Cast) -> None:
    three_charts(cast)
    began = timezone.now()
    with cast.scope():
        ids = (cast.north.pk,)
        mine, theirs = (bulk.waiting(ids, not_since=began) for _ in range(2))
        assert len(mine) == 3
        assert bulk.compute(mine, not_since=began) == 3
        assert bulk.compute(theirs, not_since=began) == 0
        Chart.objects.update(engine="1.0")
        mine, theirs = (bulk.waiting(ids) for _ in range(2))
        assert (bulk.compute(mine), bulk.compute(theirs)) == (3, 0)


def test_every_chart_is_computed_anew(
    cast: Cast, asked: list[dict[str, Any]], django_capture_on_commit_callbacks: Any
) -> None:
    three_charts(cast)
    with cast.scope():
        Chart.objects.update(analysis={})
    with cast.scope(user=cast.admin), django_capture_on_commit_callbacks(execute=True):
        job, is_new = recompute_all(collaborative=cast.amhe, by=cast.admin)
    assert is_new
    assert (job.total, job.state) == (3, "waiting")
    assert asked == [{"job_id": job.pk}] * tasks.HANDS
    tasks.work_at(job_id=job.pk)
    job.refresh_from_db()
    assert (job.state, job.done, job.place) == ("done", 3, 2)
    with cast.scope():
        assert all(chart.analysis["n_obs"] == 1 for chart in Chart.objects.all())
    tasks.work_at(job_id=job.pk)


def test_a_new_engine_begins_a_job_and_few_charts_do_not(
    cast: Cast,
    asked: list[dict[str, Any]],
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: Any,
) -> None:
    three_charts(cast)
    with cast.scope():
        Chart.objects.update(engine="1.0")
    monkeypatch.setattr(tasks, "MANY", 2)
    with django_capture_on_commit_callbacks(execute=True):
        assert tasks.sweep_stale_charts() == 0
        tasks.sweep_stale_charts()
    job = jobs_of(cast.amhe).get()
    assert job.title == f"Computing all charts anew with version {ENGINE_VERSION}"
    assert (job.total, job.started_by) == (3, system_user())
    assert len(asked) == tasks.HANDS
    tasks.work_at(job_id=job.pk)
    job.refresh_from_db()
    assert (job.state, job.done, computed(cast)) == ("done", 3, {(False, ENGINE_VERSION)})
    with cast.scope():
        Chart.objects.filter(pk__in=list(Chart.objects.values_list("pk", flat=True)[:2])).update(engine="1.0")
    assert tasks.sweep_stale_charts() == 2


def test_whoever_runs_out_of_time_asks_for_somebody_to_go_on(
    cast: Cast, asked: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    three_charts(cast)
    job = begin(cast)
    monkeypatch.setattr(tasks, "SLICE", -1.0)
    monkeypatch.setattr("measures.actions.charts.CHUNK", 2)
    tasks.work_at(job_id=job.pk)
    assert [set(one) for one in asked] == [{"job_id", "part", "after"}]
    job.refresh_from_db()
    assert (job.state, job.done) == ("running", 2)
    while asked:
        tasks.work_at(**asked.pop())
    job.refresh_from_db()
    assert (job.state, job.done) == ("done", 3)


def test_a_worker_that_is_lost_leaves_a_job_that_finishes_by_itself(
    cast: Cast, asked: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    three_charts(cast)
    job = begin(cast)
    # Somebody took all there was to hand out, and was killed.
    assert hand_out(job_id=job.pk, upto=99, size=99, by=cast.admin)
    tasks.work_at(job_id=job.pk)
    job.refresh_from_db()
    assert (job.state, job.done) == ("running", 0)
    Job.objects.update(heartbeat_at=timezone.now() - timedelta(minutes=5))
    tasks.sweep_stale_charts()
    assert asked == [{"job_id": job.pk}] * tasks.HANDS
    tasks.work_at(job_id=job.pk)
    job.refresh_from_db()
    assert (job.state, job.done) == ("done", 3)


def test_a_lock_that_is_not_to_be_had_is_no_failure_and_any_other_error_is(
    cast: Cast, asked: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    three_charts(cast)
    job = begin(cast)

    def breaks(error: Exception) -> None:
        def compute(*_: Any, **__: Any) -> int:
            raise error

        monkeypatch.setattr("measures.bulk.compute", compute)

    breaks(OperationalError("canceling statement due to lock timeout"))
    tasks.work_at(job_id=job.pk)
    job.refresh_from_db()
    assert (job.state, job.done) == ("running", 0)
    take_up_again(silent_since=timezone.now() + timedelta(minutes=1), by=cast.admin)
    breaks(ValueError("no such number"))
    with pytest.raises(ValueError, match="no such number"):
        tasks.work_at(job_id=job.pk)
    job.refresh_from_db()
    assert (job.state, job.error) == ("failed", tasks.FAILED)


def test_charts_that_somebody_holds_are_put_off_and_computed_in_the_end(
    cast: Cast, asked: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    three_charts(cast)
    job = begin(cast)
    compute, tries = bulk.compute, []

    def held_once(charts: Any, **how: Any) -> int:
        tries.append(len(charts))
        if len(tries) == 1:
            raise OperationalError("canceling statement due to lock timeout")
        return compute(charts, **how)

    monkeypatch.setattr("measures.bulk.compute", held_once)
    tasks.work_at(job_id=job.pk)
    job.refresh_from_db()
    assert (job.state, job.done, tries) == ("done", 3, [3, 3])


def test_what_failed_is_not_begun_again_by_itself_at_once(
    cast: Cast, asked: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    three_charts(cast)
    with cast.scope():
        Chart.objects.update(engine="1.0")
    monkeypatch.setattr(tasks, "MANY", 2)
    job = begin(cast, kind=LEFT)
    Job.objects.update(created_at=timezone.now() - timedelta(hours=3))
    end_job(job_id=job.pk, by=cast.admin, error="It broke")
    tasks.sweep_stale_charts()
    assert jobs_of(cast.amhe).count() == 1
    Job.objects.update(finished_at=timezone.now() - timedelta(hours=2))
    tasks.sweep_stale_charts()
    assert jobs_of(cast.amhe).count() == 2


def test_charts_that_cannot_be_swept_keep_no_others_from_it(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    three_charts(cast)
    with cast.scope():
        Chart.objects.update(engine="1.0")
        bad = Chart.objects.order_by("measure_id").first()
    assert bad is not None
    compute = bulk.compute

    def one_breaks(charts: Any, **how: Any) -> int:
        if charts.pk[0] == bad.pk:
            raise ValueError("no such number")
        return compute(charts, **how)

    monkeypatch.setattr(tasks, "BATCH", 1)
    monkeypatch.setattr("measures.bulk.compute", one_breaks)
    assert tasks.sweep_stale_charts() == 2
    assert "could not be swept" in caplog.text


def test_the_page_says_how_far_it_is_and_asks_for_news_while_somebody_works(cast: Cast, client: Client) -> None:
    page = reverse("jobs", args=["amhe"])
    client.force_login(cast.admin)
    assert "Nothing has been done in the background yet" in client.get(page).content.decode()
    job = begin(cast, total=100_000)
    advance_job(job_id=job.pk, done=45_200)
    words = client.get(page).content.decode()
    assert "45,200 of 100,000 charts (45%)" in words
    assert "Started by Ada Admin on " in words
    assert f'<progress class="app-job__bar" value="45200" max="100000" aria-labelledby="job-{job.pk}">' in words
    assert 'hx-trigger="every 3s"' in words
    piece = client.get(page, headers={"HX-Request": "true"}).content.decode()
    assert "45,200 of 100,000 charts" in piece
    assert "<html" not in piece
    end_job(job_id=job.pk, by=cast.admin)
    words = client.get(page).content.decode()
    assert ">100,000 charts<" in words
    assert "finished on" in words
    assert "hx-trigger" not in words
    assert "<progress" not in words


def test_the_page_says_that_nothing_happens_and_what_failed(cast: Cast, client: Client) -> None:
    page = reverse("jobs", args=["amhe"])
    client.force_login(cast.admin)
    job = begin_job(collaborative=cast.amhe, kind=LEFT, title="Charts", total=1, by=system_user())[0]
    words = client.get(page).content.decode()
    assert "It starts as soon as the background service is free" in words
    assert "Started automatically on " in words
    Job.objects.update(heartbeat_at=timezone.now() - timedelta(minutes=6))
    words = client.get(page).content.decode()
    assert "Nothing has happened since " in words
    assert "0 of 1 chart (0%)" in words
    end_job(job_id=job.pk, by=cast.admin, error=tasks.FAILED)
    words = client.get(page).content.decode()
    assert tasks.FAILED in words
    assert "stopped on" in words
    assert "Nothing has happened since" not in words


def test_the_page_asks_as_few_questions_for_many_jobs_as_for_one(
    cast: Cast, client: Client, django_assert_max_num_queries: Any
) -> None:
    client.force_login(cast.admin)
    for _ in range(15):
        end_job(job_id=begin(cast).pk, by=cast.admin)
    with django_assert_max_num_queries(14):
        client.get(reverse("jobs", args=["amhe"]))


def test_the_national_team_begins_it_from_the_page_once(cast: Cast, client: Client, asked: list[Any]) -> None:
    three_charts(cast)
    client.force_login(cast.admin)
    page = reverse("charts-anew", args=["amhe"])
    assert "There are 3 charts." in client.get(page).content.decode()
    assert client.post(page).status_code == 302
    assert client.post(page).status_code == 302
    assert [(job.total, job.started_by) for job in jobs_of(cast.amhe)] == [(3, cast.admin)]
    told = client.get(reverse("jobs", args=["amhe"])).content.decode()
    assert "being computed already" in told
    # True while it goes on and when it is over, because the sentence stays on the page until then.
    assert "Computing every chart anew has begun." in told
    assert "will be" not in told.split('id="jobs"')[0]


def test_the_list_says_that_its_reader_was_signed_out(cast: Cast, client: Client) -> None:
    address = reverse("jobs", args=["amhe"])
    seen = "http://testserver" + address + "?page=2"
    answer = client.get(address + "?page=2", headers={"HX-Request": "true", "HX-Current-URL": seen})
    words = answer.content.decode()
    assert answer.status_code == 401
    assert "You have been signed out." in words
    assert f'href="{reverse("account_login")}?next={address}%3Fpage%3D2"' in words
    assert "<form" not in words
    whole = client.get(address)
    assert (whole.status_code, whole["Location"]) == (302, f"{reverse('account_login')}?next={address}")
    # What the browser tells of its page may be no address: the way back is then to what it asked for.
    odd = client.get(address + "?page=2", headers={"HX-Request": "true", "HX-Current-URL": "http://[/c/amhe/"})
    assert odd.status_code == 401
    assert f'href="{reverse("account_login")}?next={address}%3Fpage%3D2"' in odd.content.decode()


def test_without_a_broker_the_job_waits_for_the_sweep(
    cast: Cast, client: Client, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    three_charts(cast)
    tried: list[dict[str, Any]] = []

    def down(kwargs: dict[str, Any]) -> None:
        tried.append(kwargs)
        raise BrokerDown("nobody answers")

    monkeypatch.setattr(tasks.work_at, "apply_async", down)
    client.force_login(cast.admin)
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(reverse("charts-anew", args=["amhe"])).status_code == 302
    job = jobs_of(cast.amhe).get()
    assert (job.state, len(tried)) == ("waiting", 1)
    found: list[dict[str, Any]] = []
    monkeypatch.setattr(tasks.work_at, "apply_async", lambda kwargs: found.append(kwargs))
    tasks.sweep_stale_charts()
    assert found == []
    Job.objects.update(heartbeat_at=timezone.now() - timedelta(minutes=3))
    tasks.sweep_stale_charts()
    assert found == [{"job_id": job.pk}] * tasks.HANDS


def test_without_charts_there_is_nothing_to_begin(cast: Cast, client: Client) -> None:
    client.force_login(cast.admin)
    page = reverse("charts-anew", args=["amhe"])
    words = client.get(page).content.decode()
    assert "There are no charts yet" in words
    assert "<button" not in words.split('id="maincontent"')[1].split("</main>")[0]
    assert client.post(page).status_code == 302
    assert not jobs_of(cast.amhe).exists()
