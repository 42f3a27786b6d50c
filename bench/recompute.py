"""Computing every stored chart anew, from the database end to end, beside reading the rows of its numbers with COPY.

COPY reads them twice: whole rows, as they are stored; and only the columns that computing needs, which is the stricter
measure, since computing reads no others.
As the product does it: a background job, at which a worker's two processes work beside each other, timed from the
request to the job's end. And by one process alone, without a job.

100,000 charts of 24 months in 100 organisations, stored in the order in which they would come in (month by month,
organisation by organisation): measures of all kinds and charts, some with groups, gaps between them and what is not
known of them; numbers that are missing, reasons in their place, nothing to count; lines drawn anew.
"""

import gc
import os
import subprocess
import sys
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from time import perf_counter, sleep
from typing import Any

import django
import psycopg2
from django.db import connection
from django.utils import timezone
from django.utils.module_loading import import_string

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from devstack.site import ALONE, Servers
from devstack.stack import servers

ROOT = Path(__file__).resolve().parent.parent
ORGANISATIONS, MONTHS = 100, 24
# Charts of one organisation: a measure without groups has 1, one with four groups 8 (see FILL).
SINGLE, GROUPED = 840, 20
TIMES = 3
# As PostgreSQL's manual advises for a server of its own, a quarter of the memory, for one of 4 GB.
MEMORY = "1GB"

FILL = f"""
SET session_replication_role = replica;
INSERT INTO collaborative_user (id, password, email, name, phone, is_active, is_system, date_joined)
  VALUES (900, '!', 'bench@example.org', 'Bench', '', true, false, now());
INSERT INTO collaborative_collaborative (id, slug, name, description, data_notice, entry_days, created_at)
  VALUES (900, 'bench', 'Bench', '', '', 30, now());
INSERT INTO organisations_organisation (id, ods_code, name, region)
  SELECT n, 'B' || n, 'Trust ' || n, '' FROM generate_series(1, {ORGANISATIONS}) n;
INSERT INTO organisations_participation (id, collaborative_id, organisation_id, wave, joined_on)
  SELECT n, 900, n, 1, '2020-01-01' FROM generate_series(1, {ORGANISATIONS}) n;
INSERT INTO organisations_project
  (id, collaborative_id, participation_id, name, population, aim, starts_on, created_by_id, created_at)
  SELECT n, 900, n, 'Project', '', '', '2020-01-01', 900, now() FROM generate_series(1, {ORGANISATIONS}) n;
INSERT INTO measures_measure
  (id, collaborative_id, participation_id, project_id, name, measure_type, kind, chart_kind, numerator_label,
   denominator_label, rate_per, unit, direction, frequency, starts_on, definition, collected_by, version, target,
   created_by_id, created_at)
  SELECT n * 10000 + m, 900, n, n, 'Measure ' || m, 'outcome', said.kind, said.chart, '', '', 1000, '',
         (ARRAY['up', 'down', 'none'])[1 + m / 7 % 3], 'month', '2025-01-01', '', '', 1,
         CASE WHEN m % 2 = 0 THEN 40 END, 900, now()
  FROM generate_series(1, {ORGANISATIONS}) n, generate_series(1, {SINGLE + GROUPED}) m,
       LATERAL (SELECT (ARRAY['percentage:run', 'percentage:run', 'percentage:run', 'percentage:run', 'percentage:run',
         'percentage:run', 'percentage:xmr', 'percentage:p', 'rate:run', 'rate:run', 'rate:run', 'rate:u', 'count:run',
         'count:run', 'count:run', 'count:c', 'value:run', 'value:run', 'value:run', 'value:xmr'])[1 + m % 20] AS pair)
         AS drawn,
       LATERAL (SELECT split_part(pair, ':', 1) AS kind, split_part(pair, ':', 2) AS chart) AS said;
INSERT INTO measures_stratum
  (id, collaborative_id, participation_id, measure_id, name, position, is_comparator, is_unknown)
  SELECT id * 10 + g, 900, participation_id, id, 'Group ' || g, g, g = 0, g = 3
  FROM measures_measure, generate_series(0, 3) g WHERE id % 10000 > {SINGLE};
UPDATE measures_measure SET kind = 'percentage', chart_kind = 'run' WHERE id % 10000 > {SINGLE};
INSERT INTO measures_datapoint
  (collaborative_id, participation_id, measure_id, stratum_id, period, numerator, denominator, no_data_reason, source,
   entered_by_id, entered_at)
  SELECT 900, participation_id, measure, stratum, '2025-01-01'::date + (p || ' months')::interval,
    CASE WHEN why THEN NULL WHEN bottom = 0 THEN 0 WHEN kind = 'value' THEN round(luck::numeric * 90, 1)
      ELSE (luck * 60)::int END,
    CASE WHEN NOT why AND kind IN ('percentage', 'rate') THEN bottom END,
    CASE WHEN why THEN 'The system was down' ELSE '' END, 'typed', 900, now()
  FROM (
    SELECT p, m.participation_id, m.id AS measure, s.id AS stratum, m.kind, random() AS luck,
      random() < 0.01 AND p < {MONTHS - 1} AS why, random() < 0.01 AND p < {MONTHS - 1} AS missing,
      CASE WHEN random() < 0.005 THEN 0 ELSE 61 + (random() * 90)::int END AS bottom
    FROM generate_series(0, {MONTHS - 1}) p
    CROSS JOIN measures_measure m
    LEFT JOIN measures_stratum s ON s.measure_id = m.id
    ORDER BY p, m.participation_id, m.id, s.id
  ) AS drawn
  WHERE NOT missing;
INSERT INTO measures_chartdecision
  (collaborative_id, participation_id, measure_id, line, every_chart, decision, period, reason, different, cause,
   desirable, lasting, created_by_id, created_at)
  SELECT 900, participation_id, id, 'value', true, 'rebase', '2026-01-01', 'We agreed', 'a', 'b', 'c', 'd', 900, now()
  FROM measures_measure WHERE id % 50 = 7;
INSERT INTO measures_chart (collaborative_id, participation_id, measure_id, line, stratum_id, stale, stale_at, engine,
    input_hash, series, analysis)
  SELECT 900, participation_id, id, line, stratum, true, now(), '', '', '{{}}', '{{}}' FROM (
    SELECT participation_id, id, 'value' AS line, NULL::bigint AS stratum FROM measures_measure
    UNION ALL SELECT participation_id, measure_id, 'value', id FROM measures_stratum
    UNION ALL SELECT participation_id, measure_id, 'gap', id FROM measures_stratum WHERE position IN (1, 2)
    UNION ALL SELECT participation_id, id, 'unknown', NULL FROM measures_measure WHERE id % 10000 > {SINGLE}
  ) AS wanted ORDER BY participation_id, id;
ANALYZE;
"""
OLD = ("UPDATE measures_chart SET engine = 'old'", "VACUUM ANALYZE measures_chart")
ROWS = "COPY (SELECT * FROM measures_datapoint) TO STDOUT"
NUMBERS = """
COPY (SELECT measure_id, stratum_id, period, numerator, denominator, deviation, no_data_reason FROM measures_datapoint)
TO STDOUT
"""


class Nowhere:
    """A file that counts the rows written to it."""

    rows = 0

    def write(self, _: bytes) -> None:
        self.rows += 1


def memory(pid: int | str = "self") -> float:
    """Most megabytes that a process has held so far; without a number, this one."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) / 1024


class Bench:
    """The database with its charts, and the scope of everyone in it."""

    def __init__(self, pair: Servers) -> None:
        self._admin = psycopg2.connect(pair.env()["DATABASE_ADMIN_URL"].rsplit("/", 1)[0] + "/collaborative")
        self._admin.autocommit = True
        self._enter = import_string("collaborative.tenancy.scope.tenant_context")
        self._scope = import_string("collaborative.tenancy.scope.Scope")
        self._recompute = import_string("measures.actions.recompute")
        self._begin = import_string("measures.actions.compute_left")
        self._left = import_string("measures.queries.charts.charts_left")
        self._job = import_string("collaborative.models.Job")
        self._system = import_string("organisations.actions.system.system_user")

    def admin(self, *statements: str) -> None:
        """As the superuser, each by itself."""
        with self._admin.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)

    def scope(self, organisations: int = ORGANISATIONS) -> Any:
        """Of so many organisations."""
        return self._scope(900, (900,), tuple(range(1, organisations + 1)))

    def read(self, statement: str) -> int:
        """Every number, out of the database and away."""
        sink = Nowhere()
        with self._enter(self.scope(), read_only=True), connection.cursor() as cursor:
            cursor.cursor.copy_expert(statement, sink)
        return sink.rows

    def copied(self, statement: str) -> tuple[float, int]:
        """The seconds that it takes, and how many rows; the middle one of a few readings, since one alone takes half
        as long again as the next, or less."""
        readings = [timed(lambda: self.read(statement)) for _ in range(TIMES)]
        return median(seconds for seconds, _ in readings), readings[0][1]

    def compute(self, organisations: int = ORGANISATIONS) -> int:
        """Every chart that is not of this engine, in this process; how many were made."""
        return sum(step.made for step in self._recompute(scope=self.scope(organisations)))

    def left(self) -> Any:
        """How many charts are not of this engine."""
        with self._enter(self.scope(), read_only=True):
            return self._left(self.scope().participation_ids, timezone.now())

    def work(self) -> tuple[float, int]:
        """Every chart that is not of this engine, by the worker, as the job that a new engine begins; the seconds from
        the request to its end, and how many charts."""
        left = self.left()
        collaborative = self._job._meta.get_field("collaborative").related_model.objects.get(pk=900)
        job, _ = self._begin(collaborative=collaborative, left=left, by=self._system())
        while job.finished_at is None:
            sleep(0.2)
            job.refresh_from_db()
        assert (job.state, self.left().total) == ("done", 0), job.error
        return (job.finished_at - job.created_at).total_seconds(), left.total


@contextmanager
def worker() -> Iterator[list[int]]:
    """The product's worker, at work; the ids of its processes, of which the first hands out what the others do."""
    command = [sys.executable, "-m", "celery", "-A", "collaborative", "worker", "--concurrency", "2", *ALONE]
    process = subprocess.Popen([*command, "--loglevel", "ERROR"], cwd=ROOT, stdout=subprocess.DEVNULL)
    answers = import_string("collaborative.celery.app").control.ping
    try:
        while not answers(timeout=0.5):
            assert process.poll() is None, "the worker ended"
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
        yield [process.pid, *map(int, children)]
    finally:
        process.terminate()
        process.wait()


def timed(work: Callable[[], int]) -> tuple[float, int]:
    gc.collect()
    start = perf_counter()
    found = work()
    return perf_counter() - start, found


def first_time(bench: Bench) -> None:
    """Print how long it takes where nothing is stored yet, and what memory that needs."""
    start = memory()
    first, made = timed(lambda: bench.compute(ORGANISATIONS // 5))
    few = memory()
    rest, more = timed(bench.compute)
    print(f"{made + more:,} charts computed and stored for the first time, by one process: {first + rest:.1f} s")
    print(
        f"  memory above the {start:.0f} MB at the start: {few - start:.0f} MB after {made:,} charts, "
        f"{memory() - start:.0f} MB after all"
    )


def compare(bench: Bench) -> None:
    """Print times and ratios, of a few rounds in which all take turns."""
    ratios = []
    for _ in range(TIMES):
        bench.admin(*OLD)
        (whole, rows), (columns, _) = bench.copied(ROWS), bench.copied(NUMBERS)
        worked, made = bench.work()
        bench.admin(*OLD)
        computed, again = timed(bench.compute)
        idle, none = timed(bench.compute)
        assert (again, none) == (made, 0)
        ratios.append((worked / whole, worked / columns, computed / whole, computed / columns))
        print(
            f"  {made:,} charts of {rows:,} numbers: COPY of whole rows {whole:.2f} s, of the columns needed "
            f"{columns:.2f} s; recomputed as a job {worked:.1f} s, by one process {computed:.1f} s; nothing left to do "
            f"{idle:.2f} s"
        )
        print("    " + told(ratios[-1]))
    middle = [median(column) for column in zip(*ratios, strict=True)]
    print(f"  middle ones: {told(middle)} ({os.cpu_count()} processors, load {os.getloadavg()[0]:.1f})")


def told(ratios: Sequence[float]) -> str:
    """Four ratios in words."""
    as_job, as_job_needed, alone, alone_needed = (f"{ratio:.2f}" for ratio in ratios)
    return (
        f"as a job {as_job} times COPY of the rows ({as_job_needed} times that of the columns needed), by one process "
        f"{alone} times ({alone_needed})"
    )


def set_up(pair: Servers) -> None:
    """Tables in the servers' database, and Django on it as the web role."""
    env = {**os.environ, **pair.env(), "SECRET_KEY": "bench", "DEBUG": "0", "LOG_LEVEL": "ERROR"}
    for command, address in (("prepare_database", "DATABASE_URL"), ("migrate", "DATABASE_OWNER_URL")):
        arguments = [sys.executable, "manage.py", command, *(["--verbosity", "0"] if command == "migrate" else [])]
        subprocess.run(arguments, env=env | {"DATABASE_URL": env[address]}, cwd=ROOT, check=True)
    os.environ |= env | {"DJANGO_SETTINGS_MODULE": "collaborative.settings"}
    warnings.filterwarnings("ignore", "No directory at")
    django.setup()


def main() -> None:
    """Print the ratio."""
    with servers(memory=MEMORY) as pair:
        set_up(pair)
        bench = Bench(pair)
        bench.admin(FILL)
        first_time(bench)
        with worker() as processes:
            compare(bench)
            most = max(memory(pid) for pid in processes[1:])
        print(f"  most memory of one of the worker's processes: {most:.0f} MB")
        connection.close()


if __name__ == "__main__":
    main()
