"""The whole product on servers of its own, with a team that enters numbers over HTTP."""

import http.client
import json
import re
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import psycopg2
import pytest

from devstack.stack import Stack, stack

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
# What the product promises.
TWO_MINUTES = 120.0


@dataclass
class Team:
    """The product, and North's lead at a keyboard."""

    stack: Stack
    session: str
    measures: list[int]
    cookie: str = ""
    token: str = ""

    def request(self, method: str, path: str, data: dict[str, str] | None = None) -> tuple[int, str]:
        """Status and body; status 0 where nobody answers."""
        address = urlsplit(self.stack.base_url)
        connection = http.client.HTTPConnection(address.hostname or "", address.port, timeout=30)
        headers = {"Cookie": f"sessionid={self.session}; csrftoken={self.cookie}"} | (FORM if data else {})
        try:
            connection.request(method, path, urlencode(data or {}) or None, headers)
            answer = connection.getresponse()
            body = answer.read().decode()
        except (OSError, http.client.HTTPException):
            return 0, ""
        finally:
            connection.close()
        set_cookie = re.search(r"csrftoken=(\w+)", answer.headers.get("Set-Cookie", ""))
        self.cookie = set_cookie[1] if set_cookie else self.cookie
        return answer.status, body

    def page(self, measure: int, part: str = "") -> tuple[int, str]:
        """A page of the measure."""
        return self.request("GET", f"/c/amhe/m/{measure}/{part}")

    def sit_down(self) -> None:
        """Open a form once, for its token."""
        _, body = self.page(self.measures[0], "enter/")
        found = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', body)
        assert found, body
        self.token = found[1]

    def enter(self, measure: int, month: int, number: int) -> int:
        """Type one month's number (months are counted from January 2023) and leave the row; the status."""
        period = f"{2023 + month // 12}-{month % 12 + 1:02}-01"
        cell = f"{period}-0"
        said = {"csrfmiddlewaretoken": self.token, "row": period, f"was-{cell}": "||", f"n-{cell}": str(number)}
        return self.request("POST", f"/c/amhe/m/{measure}/enter/row/", said)[0]

    def report(self) -> dict[int, Any]:
        """What is on record (see inside.report)."""
        return {int(measure): row for measure, row in inside(self.stack, "report").items()}

    def seconds_until_fresh(self, limit: float = TWO_MINUTES) -> float:
        """How long until no chart is stale."""
        began = time.monotonic()
        with self.database() as cursor:
            while time.monotonic() - began < limit:
                cursor.execute("SELECT count(*) FROM measures_chart WHERE stale")
                if cursor.fetchone()[0] == 0:
                    return time.monotonic() - began
                time.sleep(0.5)
        pytest.fail(f"charts are still stale after {limit:.0f} seconds\n{self.last_words()}")

    def is_stale(self, measure: int) -> bool:
        """Whether the stored chart of the measure is stale."""
        with self.database() as cursor:
            cursor.execute("SELECT stale FROM measures_chart WHERE measure_id = %s", [measure])
            return bool(cursor.fetchone()[0])

    def last_words(self) -> str:
        """The end of the logs of worker and beat."""
        logs = [(name, self.stack.site.folder.log(name)) for name in ("worker", "beat")]
        return "\n".join(f"== {name}\n{log.read_text(errors='replace')[-3000:]}" for name, log in logs)

    def database(self) -> "Superuser":
        """A superuser's look at the database."""
        return Superuser(self.stack.addresses["DATABASE_ADMIN_URL"].rsplit("/", 1)[0] + "/collaborative")


class Superuser:
    """A connection of its own for a `with` block, each statement committed."""

    def __init__(self, url: str) -> None:
        self._connection = psycopg2.connect(url)
        self._connection.autocommit = True

    def __enter__(self) -> Any:
        return self._connection.cursor()

    def __exit__(self, *_: object) -> None:
        self._connection.close()


def inside(running: Stack, function: str) -> dict[str, Any]:
    """Run a function of inside.py as the product would, and read what it prints."""
    return json.loads(running.run(f"from tests.faults import inside; inside.{function}()"))


@pytest.fixture(scope="module")
def team(prepared: Path) -> Iterator[Team]:
    """One product for all the mishaps, which come one after another as in life."""
    with stack(like=prepared) as running:
        made = inside(running, "prepare")
        team = Team(running, made["session"], made["measures"])
        team.sit_down()
        yield team


def assert_all_is_right(team: Team, expected: dict[int, dict[int, int]]) -> None:
    """Every number that was acknowledged is on record, and every stored chart equals one made from the numbers."""
    for measure, row in team.report().items():
        assert not row["stale"]
        assert row["stored"] == row["computed"]
        numbers = {(int(day[:4]) - 2023) * 12 + int(day[5:7]) - 1: number for day, number in row["points"].items()}
        for month, number in expected.get(measure, {}).items():
            assert numbers[month] == number
        drawn = [value for value in row["drawn"] if value is not None]
        assert drawn == [numbers[month] for month in sorted(numbers)]


def tell(outcome: str) -> None:
    """A line for whoever runs these tests with `-s`."""
    sys.stdout.write(f"\n{outcome}\n")
