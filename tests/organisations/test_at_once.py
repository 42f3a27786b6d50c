"""Two who change one thing at once: the second is shown both texts, and nothing is lost."""

from decimal import Decimal
from typing import Any

from django.test import Client

from organisations.models import FeeSettings, Participation
from tests.cast import Cast


def mark_in(answer: Any) -> str:
    """What the page sends back of the state it shows."""
    return str(answer.content.decode().split('name="seen" value="')[1].split('"')[0])


def test_two_who_change_what_a_year_costs_at_once_are_shown_both(cast: Cast, client: Client) -> None:
    client.force_login(cast.manager)
    address = "/c/amhe/fees/settings/"
    seen = mark_in(client.get(address))
    usual = {"net": "12500", "vat_rate": "20", "currency": "GBP", "years": "2", "payment_days": "30"}
    other = Client()
    other.force_login(cast.admin)
    theirs = usual | {"payee": "The College", "seen": mark_in(other.get(address))}
    assert other.post(address, theirs).status_code == 302
    mine = usual | {"net": "9000", "payee": "The Trust"}
    clash = client.post(address, mine | {"seen": seen})
    assert clash.status_code == 409
    html = clash.content.decode()
    for words in (f"{cast.admin} changed what a year costs on", "12500.00", "9000", "The College", "The Trust"):
        assert words in html
    assert FeeSettings.objects.get().payee == "The College"
    assert client.post(address, mine | {"seen": mark_in(clash)}).status_code == 302
    row = FeeSettings.objects.get()
    assert (row.net, row.payee) == (Decimal(9000), "The Trust")


def test_two_who_change_what_is_known_at_once_are_shown_both(cast: Cast, client: Client) -> None:
    address = "/c/amhe/o/RNN/facts/"
    client.force_login(cast.lead)
    seen = mark_in(client.get(address))
    other = Client()
    other.force_login(cast.admin)
    theirs = {"key_contact_name": "Kay Contact", "qi_support_level": "programme", "seen": seen}
    assert other.post(address, theirs).status_code == 302
    mine = {"key_contact_name": "Ken Contact", "lead_days": "0.5"}
    clash = client.post(address, mine | {"seen": seen})
    assert clash.status_code == 409
    html = clash.content.decode()
    for words in (f"{cast.admin} changed what is known of the organisation on", "Kay Contact", "Ken Contact"):
        assert words in html
    row = Participation.objects.get(pk=cast.north.pk)
    assert (row.key_contact_name, row.lead_days) == ("Kay Contact", None)
    assert client.post(address, mine | {"seen": mark_in(clash)}).status_code == 302
    row.refresh_from_db()
    assert row.key_contact_name == "Ken Contact"
