"""Pauses on their pages: written down, put right, and said not to have been once that is asked."""

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from phases.actions.journey import pause, pause_all, withdraw_pause
from phases.models import Pause
from tests.cast import Cast
from tests.phases.test_journey import HOME, JAN, mark_of


def test_a_pause_is_written_down_and_put_right_by_forms(client: Client, cast: Cast) -> None:
    client.force_login(cast.lead)
    first = {"starts_on_day": "1", "starts_on_month": "March", "starts_on_year": "2026", "reason": "No lead."}
    assert client.post(f"{HOME}pause/", first).status_code == 302
    with cast.scope():
        row = Pause.objects.get()
    home = client.get("/c/amhe/o/RNN/").content.decode()
    assert "The work is paused since 1 March 2026: No lead. Nobody is asked" in home
    last = {"ends_on_day": "31", "ends_on_month": "3", "ends_on_year": "2026"}
    client.post(f"/c/amhe/pause/{row.pk}/", {**first, **last})
    with cast.scope():
        assert Pause.objects.get().ends_on == date(2026, 3, 31)
    assert "The work is paused" not in client.get("/c/amhe/o/RNN/").content.decode()
    # Nothing is taken back before the question is answered.
    asked = client.get(f"/c/amhe/pause/{row.pk}/", {"do": "withdraw"}).content.decode()
    assert "Was there no such pause?" in asked
    assert "1 March 2026 to 31 March 2026: No lead." in asked
    assert "No lead." in client.get(HOME).content.decode()
    assert client.post(f"/c/amhe/pause/{row.pk}/", {"do": "withdraw"}).headers["Location"] == HOME
    assert "No lead." not in client.get(HOME).content.decode()


@pytest.mark.parametrize("whose", ["own", "all"])
def test_two_who_put_a_pause_right_at_once_lose_nothing(client: Client, cast: Cast, whose: str) -> None:
    row: Any
    if whose == "own":
        with cast.scope():
            row = pause(participation=cast.north, by=cast.lead, starts_on=JAN, reason="No lead.")
        edit, person = f"/c/amhe/pause/{row.pk}/", cast.lead
    else:
        row = pause_all(collaborative=cast.amhe, by=cast.admin, starts_on=JAN, reason="No lead.")
        edit, person = f"/c/amhe/programme/pauses/{row.pk}/", cast.admin
    client.force_login(person)
    seen, asked = mark_of(client, edit), mark_of(client, f"{edit}?do=withdraw")
    sent = {"starts_on_day": "5", "starts_on_month": "1", "starts_on_year": "2026"}
    assert client.post(edit, sent | seen | {"reason": "The lead is ill."}).status_code == 302
    refused = client.post(edit, sent | seen | {"reason": "Merger."})
    assert refused.status_code == 422
    for words in ("Somebody else has changed this", "There now: </span>The lead is ill.", "Yours: </span>Merger."):
        assert words in refused.content.decode()
    unseen = client.post(edit, {"do": "withdraw"} | asked)
    assert unseen.status_code == 422
    assert "Nothing is removed: look again." in unseen.content.decode()
    with cast.scope():
        row.refresh_from_db()
        assert (row.reason, row.withdrawn_at) == ("The lead is ill.", None)
        type(row).objects.update(withdrawn_at=timezone.now())
        with pytest.raises(ValidationError, match="no such pause"):
            withdraw_pause(current=row, by=person)
