"""A newsletter is composed, looked at, sent to everybody once, read and unsubscribed from."""

from typing import Any

from django.test import Client

from sharing.models import Newsletter
from tests.cast import Cast

ALL = "/c/amhe/newsletters/"


def begun(client: Client, **said: Any) -> Newsletter:
    """A draft with a text in it, made in the browser."""
    answer = client.post(f"{ALL}new/", {"subject": "Spring news", "preheader": "Waits fall", "to_members": "on"} | said)
    assert answer.status_code == 302, answer.content.decode()
    pk = int(answer["Location"].rstrip("/").rsplit("/", 1)[1])
    client.post(f"{ALL}{pk}/add/text/", {"heading": "Hello", "text": "First & second.\n\n- one\n- two"})
    return pk


def test_composed_looked_at_and_sent_once_to_each(client: Client, cast: Cast) -> None:
    client.force_login(cast.manager)
    assert "No newsletter yet" in client.get(ALL).content.decode()
    pk = begun(client)
    here = f"{ALL}{pk}/"
    assert client.post(f"{here}add/event/", {"heading": "Set 2"}).status_code == 422
    event = {"heading": "Set 2", "when": "4 March", "link": "https://example.org/a", "link_text": "Book"}
    assert client.post(f"{here}add/event/", event).status_code == 302
    page = client.get(here).content.decode()
    assert "First &amp; second." in page
    for shown in ("page", "email", "plain"):
        assert client.get(f"{here}preview/?as={shown}").status_code == 200
    framed = client.get(f"{here}email.html")
    assert framed["X-Frame-Options"] == "SAMEORIGIN"
    assert "First &amp; second." in framed.content.decode()
    assert client.get(f"{here}newsletter.pdf").content.startswith(b"%PDF")
