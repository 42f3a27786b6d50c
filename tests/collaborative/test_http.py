import logging
import re

import pytest
from django import forms
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages.storage.base import Message
from django.http import HttpRequest
from django.test import RequestFactory
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from collaborative.http import error_page, go, page, paginate
from collaborative.models import User

FULL = "errors/404.jinja"
PIECE = "components/messages_oob.jinja"


class SizeForm(forms.Form):
    size = forms.IntegerField(label="Number of people")


def get(path: str = "/", **headers: str) -> HttpRequest:
    request = RequestFactory().get(path, headers=headers)
    request.user = AnonymousUser()
    return request


def test_a_browser_gets_the_page_and_htmx_the_piece() -> None:
    whole = page(get(), FULL, fragment=PIECE).content.decode()
    piece = page(get(HX_Request="true"), FULL, fragment=PIECE).content.decode()
    assert "<title>Page not found – Collaborative</title>" in whole
    assert "<title>" not in piece
    assert 'id="messages"' in piece


@pytest.mark.parametrize("header", ["HX_Boosted", "HX_History_Restore_Request"])
def test_a_boosted_link_and_the_back_button_get_the_page(header: str) -> None:
    response = page(get(HX_Request="true", **{header: "true"}), FULL, fragment=PIECE)
    assert b"<title>" in response.content


def test_caches_are_told_that_the_answer_depends_on_who_asks() -> None:
    assert page(get(), FULL, fragment=PIECE)["Vary"] == "HX-Request, HX-Boosted, HX-History-Restore-Request"
    assert not page(get(), FULL).has_header("Vary")


def test_a_piece_brings_the_waiting_messages() -> None:
    request = get(HX_Request="true")
    request._messages = [Message(25, "The test is saved."), Message(30, "March 2027 is overdue.")]
    html = page(request, FULL, fragment="components/back_link.jinja").content.decode()
    assert 'id="messages" hx-swap-oob="true"' in html
    assert html.count("nhsuk-notification-banner--success") == 1
    assert "The test is saved." in html
    assert "March 2027 is overdue." in html


def test_a_refused_form_shows_in_the_title_and_in_a_summary_that_leads_to_the_box() -> None:
    response = page(get(), FULL, {"anything": SizeForm({"size": "x"})}, status=422)
    html = response.content.decode()
    assert response.status_code == 422
    assert "<title>Error: Page not found – Collaborative</title>" in html
    assert "There is a problem" in html
    assert re.search(r'<a href="#id_size"\s*>\s*Number of people must be a whole number', html)


def test_a_form_nobody_sent_makes_no_error() -> None:
    html = page(get(), FULL, {"form": SizeForm()}).content.decode()
    assert "Error:" not in html
    assert "There is a problem" not in html


def test_htmx_is_told_to_leave_the_page() -> None:
    assert go(get(), "account_login").headers["Location"] == reverse("account_login")
    response = go(get(HX_Request="true"), "account_login")
    assert response.status_code == 200
    assert response.headers["HX-Redirect"] == reverse("account_login")


def test_namesakes_are_shown_once_each_over_the_pages(db: None) -> None:
    for number in range(5):
        User.objects.create_user(f"p{number}@example.com", "Same Name")
    people = User.objects.filter(name="Same Name").order_by("name")
    shown = [person.email for number in (1, 2, 3) for person in paginate(get(f"/?page={number}"), people, 2)]
    assert shown == [f"p{number}@example.com" for number in range(5)]
    assert paginate(get(), people, 2).object_list.query.order_by == ("name", "pk")


@pytest.mark.parametrize(("asked", "number"), [("", 1), ("x", 1), ("0", 3), ("99", 3), ("2", 2)])
def test_an_impossible_page_is_the_nearest_one(asked: str, number: int) -> None:
    assert paginate(get(f"/?page={asked}"), list("abcde"), 2).number == number


@pytest.mark.parametrize(
    ("status", "heading"),
    [
        (400, "We could not read that request"),
        (403, "You cannot do that here"),
        (404, "Page not found"),
        (500, "Something went wrong on our side"),
        (503, "We are back in a few minutes"),
    ],
)
def test_an_error_page_gives_the_reference_that_is_in_the_log(
    status: int, heading: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, logger="collaborative.http")
    response = error_page(get("/there"), status)
    html = response.content.decode()
    reference = re.search(r'app-reference">([0-9A-F]{8})<', html)
    assert response.status_code == status
    assert f">{heading}</h1>" in html
    assert reference
    assert f"status={status} reference={reference[1]} path='/there'" in caplog.text
    assert response.get("Retry-After") == ("60" if status == 503 else None)


@pytest.mark.parametrize("status", [500, 503])
def test_the_page_for_our_own_fault_asks_nobody_who_you_are(status: int) -> None:
    def broken() -> None:
        raise AssertionError("the account was read")

    request = get()
    request.user = SimpleLazyObject(broken)
    assert error_page(request, status).status_code == status


def test_a_stale_form_has_its_own_words() -> None:
    html = error_page(get(), 403, template="errors/csrf.jinja").content.decode()
    assert ">Please send that again</h1>" in html
