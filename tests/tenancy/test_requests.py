"""The scope of a request: one transaction, its own rows, nothing left behind."""

from collections.abc import Iterator

import pytest
from django.db import connection
from django.test import Client

from organisations.models import Project
from tests.cast import Cast
from tests.tenancy.conftest import House

pytestmark = pytest.mark.urls("tests.tenancy.urls")


@pytest.fixture
def browser(live: House) -> Iterator[Client]:
    """A client whose requests really commit; projects it makes are named `new ...` and removed."""
    client = Client(raise_request_exception=False)
    yield client
    with live.cast.scope(live.cast.north):
        Project.objects.filter(name__startswith="new").delete()


def made(cast: Cast) -> list[str]:
    with cast.scope(cast.north):
        return list(Project.objects.filter(name__startswith="new").values_list("name", flat=True))


def test_rendering_happens_inside_the_scope(live: House, browser: Client) -> None:
    browser.force_login(live.cast.lead)
    assert browser.get("/c/amhe/lazily/").content == b"northcanary project,"


def test_one_connection_serves_many_people_and_mixes_nothing_up(live: House, browser: Client) -> None:
    people = {live.cast.lead: b"northcanary project,", live.cast.south_lead: b"southcanary project,"}
    clients = {person: Client(raise_request_exception=False) for person in people}
    for person, client in clients.items():
        client.force_login(person)
    for _ in range(10):
        for person, client in clients.items():
            assert client.get("/c/amhe/lazily/").content == people[person]
            assert client.post("/c/amhe/write/0/?name=new").status_code == 500
            assert client.get("/c/safety/lazily/").status_code == 404
            assert client.get("/c/amhe/lazily/").content == people[person]


@pytest.mark.parametrize("method", ["get", "head", "options"])
def test_a_safe_request_cannot_write(live: House, browser: Client, method: str) -> None:
    browser.force_login(live.cast.lead)
    with pytest.raises(Exception, match="read-only transaction"):
        _loud(browser, method, "/c/amhe/write/200/?name=new")
    assert made(live.cast) == []


def test_a_safe_request_cannot_write_in_the_tests_own_transaction_either(cast: Cast) -> None:
    client = Client()
    client.force_login(cast.lead)
    with pytest.raises(Exception, match="read-only transaction"):
        client.get("/c/amhe/write/200/?name=new")
    assert made(cast) == []


def test_a_post_that_succeeds_is_kept(live: House, browser: Client) -> None:
    browser.force_login(live.cast.lead)
    assert browser.post("/c/amhe/write/200/?name=new one").status_code == 200
    assert browser.post("/c/amhe/write/302/?name=new two").status_code == 302
    assert made(live.cast) == ["new one", "new two"]


@pytest.mark.parametrize("status", [0, 400, 403, 404, 422, 500, 503])
def test_a_post_that_fails_leaves_nothing_behind(live: House, browser: Client, status: int) -> None:
    browser.force_login(live.cast.lead)
    assert browser.post(f"/c/amhe/write/{status}/?name=new").status_code == (status or 500)
    assert made(live.cast) == []


def test_a_failed_post_leaves_nothing_behind_in_the_tests_own_transaction_either(cast: Cast) -> None:
    client = Client()
    client.force_login(cast.lead)
    assert client.post("/c/amhe/write/422/?name=new").status_code == 422
    assert made(cast) == []
    assert client.get("/c/amhe/lazily/").content == b"northcanary project,"


def test_a_streamed_answer_is_refused(live: House, browser: Client) -> None:
    browser.force_login(live.cast.lead)
    with pytest.raises(RuntimeError, match="Streamed responses outlive the scope"):
        _loud(browser, "get", "/c/amhe/stream/")


def test_an_address_without_a_scope_reads_nothing(live: House, browser: Client) -> None:
    browser.force_login(live.cast.lead)
    with pytest.raises(Exception, match="permission denied for table organisations_project"):
        _loud(browser, "get", "/outside/")


@pytest.mark.parametrize(
    "slug", ["safety", "nowhere", "amhe%00", "AMHE", "amhe%2f..%2fsafety", "%F0%9F%98%80", "a" * 500]
)
def test_a_collaborative_that_is_not_yours_is_not_there(live: House, browser: Client, slug: str) -> None:
    browser.force_login(live.cast.lead)
    assert browser.get(f"/c/{slug}/lazily/").status_code == 404


def test_the_connection_is_the_web_role_s_again_after_each_request(live: House, browser: Client) -> None:
    browser.force_login(live.cast.lead)
    browser.get("/c/amhe/lazily/")
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, current_setting('app.participation_ids', true)")
        assert cursor.fetchone() in {("collaborative_web", ""), ("collaborative_web", None)}


def _loud(client: Client, method: str, address: str) -> None:
    client.raise_request_exception = True
    getattr(client, method)(address)
