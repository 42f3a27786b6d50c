"""Pauses on their pages: written down, put right, and said not to have been once that is asked."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from phases.actions.journey import pause, pause_all, set_dates, set_up_phases, withdraw_pause
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
    assert "Take the pause back?" in asked
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
        with pytest.raises(ValidationError, match="taken this pause back"):
            withdraw_pause(current=row, by=person)


def days(first: tuple[int, int], last: tuple[int, int] | None = None, reason: str = "No lead.") -> dict[str, str]:
    """A pause of 2026 as a form sends it: each day as day and month."""
    sent = {"starts_on_day": str(first[0]), "starts_on_month": str(first[1]), "starts_on_year": "2026"}
    if last:
        sent |= {"ends_on_day": str(last[0]), "ends_on_month": str(last[1]), "ends_on_year": "2026"}
    return sent | {"reason": reason}


def test_a_pause_does_not_overlap_another_of_its_own(client: Client, cast: Cast) -> None:
    pause_all(collaborative=cast.amhe, by=cast.admin, starts_on=date(2026, 5, 1), ends_on=date(2026, 5, 3), reason="A.")
    client.force_login(cast.lead)
    add = f"{HOME}pause/"
    saved = client.post(add, days((1, 3), (31, 3)), follow=True).content.decode()
    assert "The pause is saved. It moves no date of a phase." in saved
    assert "whole programme pauses 1" not in saved
    for clash in (days((31, 3)), days((1, 2), (1, 3)), days((5, 3), (6, 3)), days((1, 1))):
        refused = client.post(add, clash)
        assert refused.status_code == 422
        told = "There is a pause then already, 1 March 2026 to 31 March 2026: No lead. Change its dates, or these."
        assert told in refused.content.decode()
    saved = client.post(add, days((1, 4), reason="Merger."), follow=True).content.decode()
    assert "It moves no date of a phase so far. The whole programme pauses 1 May 2026 to 3 May 2026 too" in saved
    # One time without work, from its first day.
    home = client.get("/c/amhe/o/RNN/").content.decode()
    assert "The work is paused since 1 March 2026: Merger. Nobody is asked" in home
    with cast.scope():
        row = Pause.objects.get(reason="Merger.")
    edit = f"/c/amhe/pause/{row.pk}/"
    assert "1 March 2026 to 31 March" in client.post(edit, days((31, 3))).content.decode()
    assert client.post(edit, days((1, 4), reason="Merged.")).status_code == 302
    with pytest.raises(ValidationError, match="1 May 2026 to 3 May 2026: A"):
        pause_all(collaborative=cast.amhe, by=cast.admin, starts_on=date(2026, 5, 3), reason="B.")


def test_all_that_is_wrong_with_a_pause_is_told_at_once(client: Client, cast: Cast) -> None:
    client.force_login(cast.lead)
    refused = client.post(f"{HOME}pause/", days((2, 3), (1, 3), reason="")).content.decode()
    for words in ("Say why there is a pause", "This is before the pause begins."):
        assert words in refused


def test_a_saved_pause_says_that_dates_move(client: Client, cast: Cast) -> None:
    today = timezone.localdate()
    (phase, *_) = set_up_phases(collaborative=cast.amhe, by=cast.admin)
    with cast.scope():
        planned = {"planned_start": today + timedelta(days=30), "planned_end": today + timedelta(days=90)}
        set_dates(participation=cast.north, phase=phase, by=cast.lead, dates=planned)
    client.force_login(cast.lead)
    sent: dict[str, Any] = {"reason": "Merger."}
    for name, day in (("starts_on", today + timedelta(days=40)), ("ends_on", today + timedelta(days=50))):
        sent |= {f"{name}_day": day.day, f"{name}_month": day.month, f"{name}_year": day.year}
    saved = client.post(f"{HOME}pause/", sent, follow=True).content.decode()
    assert "The pause is saved. Dates of phases move with it." in saved


@pytest.mark.parametrize("whose", ["own", "all"])
def test_what_is_typed_into_a_pause_that_was_taken_back_can_be_added_anew(
    client: Client, cast: Cast, whose: str
) -> None:
    row: Any
    if whose == "own":
        with cast.scope():
            row = pause(participation=cast.north, by=cast.lead, starts_on=JAN, reason="No lead.")
        edit, add, person = f"/c/amhe/pause/{row.pk}/", f"{HOME}pause/", cast.lead
    else:
        row = pause_all(collaborative=cast.amhe, by=cast.admin, starts_on=JAN, reason="No lead.")
        add, person = "/c/amhe/programme/pauses/", cast.admin
        edit = f"{add}{row.pk}/"
    with cast.scope():
        withdraw_pause(current=row, by=person)
    client.force_login(person)
    refused = client.post(edit, days((5, 1), reason="The lead is ill."))
    assert refused.status_code == 422
    for words in (
        "Somebody has taken this pause back.",
        "The lead is ill.",
        f'action="{add}"',
        "Add it as a new pause",
    ):
        assert words in refused.content.decode()
    assert client.get(edit).status_code == 404
    assert client.post(add, days((5, 1), reason="The lead is ill.")).status_code == 302
