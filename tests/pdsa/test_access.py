"""Every page of a test for every role: who reads, who writes, and to whom it is not there."""

import pytest
from django.test import Client
from django.urls import reverse

from pdsa.actions import add_file, add_note, add_task, capture, share_plan
from pdsa.models import Cycle, Task
from pdsa.urls import urlpatterns
from tests.cast import Cast
from tests.pdsa.conftest import make_cycle

CANARY = "northcanary test"
READERS = ("lead", "member", "partner", "data_entry", "sponsor", "coach")
WRITERS = ("lead", "member", "partner")
OUTSIDE = ("south_lead", "other_coach", "east_lead", "stranger", "admin", "manager")
EVERYBODY = sorted({*READERS, *OUTSIDE})
READ = ("cycle", "cycles", "board", "file")
WRITE = (
    "cycle-new",
    "cycle-edit",
    "cycle-start",
    "cycle-stop",
    "cycle-next",
    "cycle-tasks",
    "cycle-task",
    "cycle-people",
    "cycle-notes",
    "cycle-note",
    "cycle-files",
    "cycle-share",
    "capture-new",
    "captures",
    "capture-finish",
    "plans",
    "plan-use",
    "file-remove",
)


@pytest.fixture
def addresses(cast: Cast) -> dict[str, str]:
    """Every address of this app for a test of north's."""
    with cast.scope():
        cycle = make_cycle(cast, title=CANARY)
        task = add_task(cycle=cycle, by=cast.lead, what="Print")
        note = add_note(cycle=cycle, by=cast.lead, text=CANARY)
        file = add_file(cycle=cycle, by=cast.lead, name="x.csv", content=CANARY.encode())
        row = capture(project=cast.north_project, by=cast.lead, text=CANARY)
        plan = share_plan(cycle=make_cycle(cast), by=cast.lead)
    more = {
        "cycle-edit": {"stage": "plan"},
        "cycle-task": {"task": task.pk},
        "cycle-note": {"note": note.pk},
        "plan-use": {"plan": plan.pk},
    }
    own = {"file": file.pk, "file-remove": file.pk, "capture-finish": row.pk}
    of_project = {"cycles", "board", "cycle-new", "capture-new", "captures", "plans", "plan-use"}
    return {
        name: reverse(
            name,
            kwargs={
                "slug": "amhe",
                "pk": cast.north_project.pk if name in of_project else own.get(name, cycle.pk),
                **more.get(name, {}),
            },
        )
        for name in (*READ, *WRITE)
    }


@pytest.mark.parametrize("who", EVERYBODY)
def test_reading(cast: Cast, client: Client, addresses: dict[str, str], who: str) -> None:
    client.force_login(getattr(cast, who))
    for name in READ:
        page = client.get(addresses[name])
        assert page.status_code == (200 if who in READERS else 404), name
        assert (CANARY in page.content.decode()) is (who in READERS), name


@pytest.mark.parametrize("who", EVERYBODY)
def test_writing(cast: Cast, client: Client, addresses: dict[str, str], who: str) -> None:
    client.force_login(getattr(cast, who))
    for name in WRITE:
        for send in (client.get, client.post):
            page = send(addresses[name])
            assert (page.status_code != 404) is (who in WRITERS), (name, send)
            if who not in WRITERS:
                assert CANARY not in page.content.decode()
    if who not in WRITERS:
        with cast.scope():
            assert Cycle.objects.get(title=CANARY).version == 1
            assert Task.objects.get().done_at is None


def test_another_collaborative_does_not_lend_its_address(cast: Cast, client: Client, addresses: dict[str, str]) -> None:
    client.force_login(cast.east_lead)
    for name, address in addresses.items():
        assert client.get(address.replace("/c/amhe/", "/c/safety/")).status_code == 404, name


def test_nobody_without_signing_in(client: Client, addresses: dict[str, str]) -> None:
    for address in addresses.values():
        page = client.get(address)
        assert page.status_code == 302
        assert page["Location"].startswith("/accounts/login/")


def test_every_address_of_this_app_is_in_the_table(addresses: dict[str, str]) -> None:
    assert {pattern.name for pattern in urlpatterns} == set(addresses)
