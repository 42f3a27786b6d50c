import re
from types import SimpleNamespace

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.template import engines
from django.test import Client, RequestFactory, override_settings
from django.urls import reverse
from jinja2 import Environment

from collaborative.http import page, paginate
from collaborative.models import User

SIGNED_OUT = (
    "account_login",
    "account_signup",
    "account_reset_password",
    "account_reset_password_done",
    "account_inactive",
)
SIGNED_IN = ("account_change_password", "account_email", "account_logout", "account_reauthenticate")
INLINE = re.compile(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*(?:\ssrc=|application/json))", re.IGNORECASE)


@pytest.fixture
def person(db: None) -> User:
    return User.objects.create_user("priya@example.com", "Priya Shah", "correct horse battery")


@pytest.fixture
def signed_in(person: User) -> Client:
    client = Client()
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def get(path: str = "/", user: object = None) -> HttpRequest:
    request = RequestFactory().get(path)
    request.user = user or AnonymousUser()
    return request


def env() -> Environment:
    return engines["jinja2"].env


def macro(text: str, **context: object) -> str:
    return env().from_string(text).render(**context)


@pytest.mark.parametrize("name", SIGNED_OUT)
def test_account_pages_stand_in_the_one_layout(name: str, db: None) -> None:
    html = Client().get(reverse(name)).content.decode()
    assert re.search(r"<title>[A-Z][^<]+ – Collaborative</title>", html)
    assert html.count("<h1") == 1
    assert html.count("<main") == 1
    assert 'href="#maincontent"' in html
    assert not INLINE.search(html)


@pytest.mark.parametrize("name", SIGNED_IN)
def test_pages_of_ones_own_account_stand_in_it_too(name: str, signed_in: Client) -> None:
    html = signed_in.get(reverse(name)).content.decode()
    assert html.count("<h1") == 1
    assert "Priya Shah" in html
    assert f'<form class="nhsuk-header__account-form" method="post" action="{reverse("account_logout")}">' in html
    assert not INLINE.search(html)


def test_the_account_has_its_two_pages_as_tabs(signed_in: Client) -> None:
    html = signed_in.get(reverse("account_change_password")).content.decode()
    assert re.search(rf'href="{reverse("account_change_password")}" aria-current="page">Password', html)
    assert f'href="{reverse("account_email")}"' in html


def test_a_refused_sign_in_says_so_in_title_and_summary(db: None) -> None:
    html = Client().post(reverse("account_login"), {"login": "", "password": ""}).content.decode()
    assert "<title>Error: Sign in – Collaborative</title>" in html
    assert re.search(r'<a href="#id_login"\s*>\s*Enter email address', html)
    assert re.search(r'<a href="#id_password"\s*>\s*Enter password', html)


def test_labels_are_in_our_words(signed_in: Client) -> None:
    html = signed_in.get(reverse("account_change_password")).content.decode()
    for label in ("Current password", "New password", "New password again"):
        assert re.search(rf"<label[^>]*>\s*{label}\s*</label>", html)
    assert "placeholder=" not in html


def test_a_changed_password_is_answered_with_a_plain_message(signed_in: Client) -> None:
    new = "staple battery horse"
    typed = {"oldpassword": "correct horse battery", "password1": new, "password2": new}
    html = signed_in.post(reverse("account_change_password"), typed, follow=True).content.decode()
    assert '<p class="nhsuk-notification-banner__heading">Your password is changed.</p>' in html


def test_an_unproven_address_is_asked_for_its_code(person: User) -> None:
    typed = {"login": person.email, "password": "correct horse battery"}
    client = Client()
    html = client.post(reverse("account_login"), typed, follow=True).content.decode()
    assert '<h1 class="nhsuk-heading-l">Enter the code from your email</h1>' in html
    assert "We have sent a code to <strong>priya@example.com</strong>." in html
    assert "nhsuk-notification-banner" not in html
    assert not INLINE.search(html)
    refused = client.post(reverse("account_email_verification_sent"), {"code": "wrong"}).content.decode()
    assert refused.count('href="#id_code"') == 1


def test_every_own_template_compiles() -> None:
    names = [name for name in env().list_templates() if name.endswith(".jinja") and not name.startswith("nhsuk/")]
    assert len(names) > 30
    for name in names:
        env().get_template(name)


def test_you_see_where_you_are_and_what_is_due() -> None:
    context = {
        "whereabouts": {"text": "QI coach for 9 organisations", "place": "Acute care", "switch_url": "/start"},
        "due_count": 1,
        "due_url": "/due",
    }
    html = engines["jinja2"].get_template("layouts/base.jinja").render(context)
    text = " ".join(re.sub(r"<[^>]+>", " ", html).split())
    assert "Acute care · You are here as QI coach for 9 organisations · Switch" in text
    assert "1 thing due" in text


def test_help_stands_beside_the_page_only_where_there_is_some() -> None:
    with_help = macro(
        '{% extends "layouts/base.jinja" %}{% block content %}work{% endblock %}{% block aside %}help{% endblock %}'
    )
    without = macro('{% extends "layouts/base.jinja" %}{% block content %}work{% endblock %}')
    assert with_help.count("work") == 1
    assert "<aside" in with_help
    assert without.count("work") == 1
    assert "<aside" not in without


def test_the_demonstration_says_that_it_is_one() -> None:
    base = engines["jinja2"].get_template("layouts/base.jinja")
    with override_settings(DEMO=True):
        assert "Demonstration." in base.render()
    with override_settings(DEMO=False):
        assert "Demonstration." not in base.render()
    notice = {"collaborative": SimpleNamespace(data_notice="All numbers here are invented.")}
    assert "All numbers here are invented." in base.render(notice)


def test_no_page_of_our_own_breaks_the_content_security_policy() -> None:
    pages = {
        "collaborative/front.jinja": {"chart": {"svg": "<svg></svg>", "sentence": "Fewer."}},
        "collaborative/chooser.jinja": {"places": []},
        "collaborative/demo.jinja": {"cast": []},
        "errors/404.jinja": {"reference": "AB12"},
    }
    for name, context in pages.items():
        assert not INLINE.search(page(get(), name, context).content.decode())


def test_the_chooser_shows_each_place_or_says_how_to_get_one() -> None:
    places = [SimpleNamespace(title="Acute care", subtitle="QI coach", url="/c/acute/")]
    html = page(get(), "collaborative/chooser.jinja", {"places": places}).content.decode()
    assert '<a href="/c/acute/">Acute care</a>' in html
    assert "QI coach" in html
    assert "You have no place here yet" in page(get(), "collaborative/chooser.jinja", {"places": []}).content.decode()


def test_a_page_of_a_list_keeps_the_filters() -> None:
    html = macro(
        '{% from "components/pagination.jinja" import pagination %}{{ pagination(request, page, "trusts") }}',
        request=get("/?region=north&page=2"),
        page=paginate(get("/?page=2"), list(range(60)), 25),
    )
    assert "26 to 50 of 60 trusts" in html
    assert 'href="?region=north&amp;page=3"' in html
    assert re.search(r'page=2" aria-current="page"', html)


def test_a_table_that_scrolls_can_be_reached_by_keyboard_and_has_a_name() -> None:
    html = macro(
        '{% from "components/data_table.jinja" import data_table %}'
        '{% call data_table("Data points", "points") %}<tbody></tbody>{% endcall %}'
    )
    assert '<div class="app-table-scroll" role="region" tabindex="0" aria-labelledby="points-caption">' in html
    assert re.search(r'<caption [^>]*id="points-caption">Data points</caption>', html)


def test_a_chart_has_its_picture_sentence_table_and_data_without_running_what_is_in_them() -> None:
    chart = {
        "title": "Restraints",
        "sentence": "Fewer since <Dec>.",
        "svg": "<svg id='wide'></svg>",
        "svg_narrow": "<svg id='narrow'></svg>",
        "figure": {"name": "</script><script>alert(1)"},
        "table": {"head": ["Month", "Count"], "rows": [["Mar 2027", 12], ["Apr 2027", None]]},
    }
    html = macro('{% from "components/chart.jinja" import chart as figure %}{{ figure(chart, "c1") }}', chart=chart)
    assert "<svg id='wide'></svg>" in html
    assert "<svg id='narrow'></svg>" in html
    assert "Fewer since &lt;Dec&gt;." in html
    assert '<th scope="row">Mar 2027</th><td>12</td>' in html
    assert '<th scope="row">Apr 2027</th><td></td>' in html
    assert html.count("</script>") == 1
    assert "None" not in html
