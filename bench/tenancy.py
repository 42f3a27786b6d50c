"""What row-level security costs: the same queries under the policies and past them, and a request's scope.

Everything is measured in one run on servers of its own, in turns, so that the ratios hold on a busy machine too.
"""

import os
import subprocess
import sys
import warnings
from collections.abc import Callable
from pathlib import Path
from statistics import quantiles
from time import perf_counter
from typing import Any

import django
import psycopg2
from django.apps import apps
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.utils.module_loading import import_string

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from devstack.site import Servers
from devstack.stack import servers

ROOT = Path(__file__).resolve().parent.parent
PARTICIPATIONS, MEASURES, MONTHS = 100, 20, 60
CASELOAD = 8
ROUNDS = 200

FILL = f"""
SET session_replication_role = replica;
INSERT INTO collaborative_user (id, password, email, name, phone, is_active, is_system, date_joined)
  VALUES (900, '!', 'bench@example.org', 'Bench', '', true, false, now());
INSERT INTO collaborative_collaborative (id, slug, name, description, data_notice, entry_days, created_at)
  VALUES (900, 'bench', 'Bench', '', '', 30, now());
INSERT INTO organisations_organisation (id, ods_code, name, region)
  SELECT 900 + n, 'B' || n, 'Trust ' || n, '' FROM generate_series(1, {PARTICIPATIONS}) n;
INSERT INTO organisations_participation (id, collaborative_id, organisation_id, wave, joined_on)
  SELECT 900 + n, 900, 900 + n, 1, '2020-01-01' FROM generate_series(1, {PARTICIPATIONS}) n;
INSERT INTO organisations_project
  (id, collaborative_id, participation_id, name, population, aim, starts_on, created_by_id, created_at)
  SELECT 900 + n, 900, 900 + n, 'Project', '', '', '2020-01-01', 900, now() FROM generate_series(1, {PARTICIPATIONS}) n;
INSERT INTO measures_measure
  (id, collaborative_id, participation_id, project_id, name, measure_type, kind, chart_kind, numerator_label,
   denominator_label, rate_per, unit, direction, frequency, starts_on, definition, collected_by, version,
   created_by_id, created_at)
  SELECT n * 1000 + m, 900, 900 + n, 900 + n, 'Measure ' || m, 'outcome', 'count', 'run', '', '', 1000, '', 'up',
         'month', '2020-01-01', '', '', 1, 900, now()
  FROM generate_series(1, {PARTICIPATIONS}) n, generate_series(1, {MEASURES}) m;
INSERT INTO measures_datapoint
  (collaborative_id, participation_id, measure_id, period, numerator, no_data_reason, source, entered_by_id, entered_at)
  SELECT 900, 900 + n, n * 1000 + m, '2020-01-01'::date + (p || ' months')::interval, (n * m + p) % 97, '', 'typed',
         900, now()
  FROM generate_series(1, {PARTICIPATIONS}) n, generate_series(1, {MEASURES}) m, generate_series(1, {MONTHS}) p;
INSERT INTO measures_chart (collaborative_id, participation_id, measure_id, stale, stale_at, engine, input_hash, series,
  analysis) SELECT 900, participation_id, id, true, now(), '', '', '{{}}', '{{}}' FROM measures_measure;
INSERT INTO organisations_membership (user_id, collaborative_id, participation_id, role, started_at)
  VALUES (900, 900, 901, 'lead', now());
ANALYZE;
"""

_OWN = "participation_id = ANY (%(ids)s)"
_POINTS = "SELECT period, numerator, denominator FROM measures_datapoint WHERE"
QUERIES = {
    "one chart's numbers": f"{_POINTS} {_OWN} AND measure_id = %(measure)s ORDER BY period",
    "one measure by its id": f"SELECT * FROM measures_measure WHERE {_OWN} AND id = %(measure)s",
    "a caseload's charts": f"{_POINTS} {_OWN} AND measure_id = ANY (%(measures)s)",
    "all numbers of a caseload, counted": f"SELECT count(*) FROM measures_datapoint WHERE {_OWN}",
    "all numbers, filter forgotten": "SELECT count(*) FROM measures_datapoint WHERE {forgotten}",
}


def in_turns(works: dict[str, Callable[[], object]], rounds: int = ROUNDS) -> dict[str, float]:
    """Milliseconds of each: of many rounds in which they take turns, one of the quick ones, which nothing disturbed."""
    times: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(rounds):
        for name, work in works.items():
            start = perf_counter()
            work()
            times[name].append((perf_counter() - start) * 1000)
    return {name: quantiles(found, n=10)[0] for name, found in times.items()}


def query(connection: Any, text: str, values: dict[str, Any], role: str | None) -> Callable[[], object]:
    """One transaction: the scope's variables, the query, its rows."""
    ids = "{" + ",".join(map(str, values["ids"])) + "}"
    setting = (
        "SELECT set_config('app.participation_ids', %s, true), set_config('app.user_id', '0', true),"
        " set_config('role', %s, true)"
    )

    def work() -> object:
        with connection, connection.cursor() as cursor:
            cursor.execute(setting, [ids, role or "none"])
            cursor.execute(text, values)
            return cursor.fetchall()

    return work


def queries(pair: Servers) -> None:
    """Ratios of queries under the policies to the same ones past them."""
    addresses = pair.env()
    admin = psycopg2.connect(addresses["DATABASE_ADMIN_URL"].rsplit("/", 1)[0] + "/collaborative")
    web = psycopg2.connect(addresses["DATABASE_URL"])
    with admin, admin.cursor() as cursor:
        cursor.execute(FILL)
    ids = [900 + n for n in range(1, CASELOAD + 1)]
    values = {"ids": ids, "measure": 1001, "measures": [n * 1000 + 1 for n in range(1, CASELOAD + 1)]}
    points = PARTICIPATIONS * MEASURES * MONTHS
    print(f"{points:,} numbers of {PARTICIPATIONS} organisations; a coach of {CASELOAD}")
    for name, text in QUERIES.items():
        found = in_turns(
            {
                "bound": query(web, text.replace("{forgotten}", "true"), values, "collaborative_tenant"),
                "free": query(admin, text.replace("{forgotten}", _OWN), values, None),
            }
        )
        ratio = found["bound"] / found["free"]
        print(f"  {name:<36} {ratio:5.2f} times   ({found['free']:.2f} ms without policies)")


def requests() -> None:
    """What the scope of a request costs, and what part of a real page that is."""
    user = apps.get_model("collaborative", "User").objects.get(pk=900)
    scope = import_string("collaborative.tenancy.scope.Scope")(900, (900,), (901,))
    enter = import_string("collaborative.tenancy.scope.tenant_context")
    middleware = import_string("organisations.middleware.ScopeMiddleware")(lambda _: HttpResponse("done"))
    client = Client(raise_request_exception=True)
    client.force_login(user)

    def ask(path: str) -> Callable[[], object]:
        request = RequestFactory().get(path)
        request.user = user
        return lambda: middleware(request)

    def only_enter() -> None:
        with enter(scope, read_only=True):
            pass

    def bare() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT 1")

    page = "/c/bench/m/1001/"
    assert client.get(page).status_code == 200
    empty = in_turns({"bare": bare, "enter": only_enter})
    found = in_turns(
        {
            "outside": ask("/start/"),
            "inside": ask("/c/bench/"),
            "page": lambda: client.get(page),
        },
        rounds=60,
    )
    cost = found["inside"] - found["outside"]
    print("A request")
    print(f"  entering and leaving a scope         {empty['enter'] / empty['bare']:5.2f} times an empty transaction")
    print(f"  with the rights read                 {cost:5.2f} ms")
    print(f"  a measure's page                     {found['page'] / (found['page'] - cost):5.2f} times itself without")


def set_up(pair: Servers) -> None:
    """Tables in the servers' database, and Django on it as the web role."""
    env = {**os.environ, **pair.env(), "SECRET_KEY": "bench", "DEBUG": "0", "LOG_LEVEL": "ERROR"}
    for command, address in (("prepare_database", "DATABASE_URL"), ("migrate", "DATABASE_OWNER_URL")):
        arguments = [sys.executable, "manage.py", command, *(["--verbosity", "0"] if command == "migrate" else [])]
        subprocess.run(arguments, env=env | {"DATABASE_URL": env[address]}, cwd=ROOT, check=True)
    # The tests' settings need no collected static files.
    os.environ |= env | {"DJANGO_SETTINGS_MODULE": "tests.settings", "ALLOWED_HOSTS": "testserver"}
    warnings.filterwarnings("ignore", "No directory at")
    django.setup()


def main() -> None:
    """Print the ratios."""
    with servers() as pair:
        set_up(pair)
        queries(pair)
        requests()
        connection.close()


if __name__ == "__main__":
    main()
