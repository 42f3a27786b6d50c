"""What a year costs, and which pages finance is offered."""

import re
from decimal import Decimal

from django.test import Client

from organisations.models import FeeSettings
from tests.cast import Cast
from tests.organisations.helpers import told


def test_what_a_year_costs_is_changed_and_checked(cast: Cast, client: Client) -> None:
    client.force_login(cast.manager)
    address = "/c/amhe/fees/settings/"
    answers = {
        "net": "12500.50",
        "vat_rate": "20",
        "currency": "gbp",
        "years": "2",
        "payee": "The College",
        "payment_days": "42",
    }
    for name, wrong in (("net", "-1"), ("vat_rate", "200"), ("currency", "£"), ("years", "0"), ("payment_days", "")):
        refused = client.post(address, answers | {name: wrong})
        assert refused.status_code == 422
        assert f'href="#id_{name}"' in refused.content.decode(), name
    assert client.post(address, answers).status_code == 302
    row = FeeSettings.objects.get()
    assert (row.net, row.currency, row.years, row.payment_days) == (Decimal("12500.50"), "GBP", 2, 42)
    assert told(row)[1:3] == (cast.manager.pk, "changed what a year costs")


def test_finance_is_offered_no_page_that_is_not_there_for_them(cast: Cast, client: Client) -> None:
    client.force_login(cast.finance)
    html = client.get("/c/amhe/o/RNN/fees/").content.decode()
    tabs = re.findall(r'href="(/c/amhe/o/RNN/[^"?]*)"', html)
    assert "/c/amhe/o/RNN/fees/" in tabs
    assert {client.get(href).status_code for href in tabs} == {200}
