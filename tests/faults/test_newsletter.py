"""A newsletter goes once to each of 2,000 addresses, although its worker is killed in the middle, twice."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from devstack.stack import stack
from tests.faults.conftest import Team, tell
from tests.faults.letters import READERS, reader, sink

pytestmark = [pytest.mark.faults, pytest.mark.timeout(400)]


def test_each_address_gets_it_once_although_the_worker_is_killed(
    prepared: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with sink() as server:
        for name, value in {"HOST": "127.0.0.1", "PORT": str(server.port), "USE_TLS": "0"}.items():
            monkeypatch.setenv(f"EMAIL_{name}", value)
        with stack(like=prepared) as running:

            def inside(function: str) -> Any:
                return json.loads(running.run(f"from tests.faults import letters; letters.{function}()"))

            made = inside("prepare")
            manager = Team(running, made["session"], [])
            page = f"/c/amhe/newsletters/{made['newsletter']}/"
            status, body = manager.request("GET", f"{page}send/")
            token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', body)
            assert status == 200
            assert token
            assert "2,000" in body
            assert manager.request("POST", f"{page}send/", {"csrfmiddlewaretoken": token[1]})[0] == 302
            seen = [0]
            for stop_at in (READERS // 4, READERS // 2):
                running.wait_for(lambda at=stop_at: server.taken.total() >= at, f"{stop_at} messages", 120)
                running.kill("worker")
                seen.append(inside("counts")["done"])
                told = re.search(r"([\d,]+) of 2,000 done", manager.request("GET", page)[1])
                assert told
                seen.append(int(told[1].replace(",", "")))
            running.wait_for(lambda: inside("counts")["state"] == "sent", "the newsletter to be sent", 180)
            ended = inside("counts")
        assert seen == sorted(seen)
        assert 0 < seen[1] < READERS
        assert ended["done"] == READERS
        # Handed over to a connection that a kill ended before the server answered: at most one for each kill.
        assert ended["sent"] + ended["handed"] == READERS
        assert ended["handed"] <= 2
        assert server.taken == dict.fromkeys(map(reader, range(READERS)), 1)
        tell(f"newsletter: killed at {seen[1]:,} and {seen[3]:,} of {READERS:,}; {ended['handed']} not confirmed")
