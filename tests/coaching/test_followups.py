"""What was agreed at a visit is carried until it is done, and late ones are told."""

import re
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from coaching.actions.followups import Agreed, agree, change_follow_up, end_follow_up
from coaching.models import FollowUp
from coaching.queries.followups import carried_to, follow_up_mark, overdue_by_place
from organisations.queries import access_to
from tests.cast import Cast
from tests.coaching.test_visits import LIST, NEW, key_in, typed, write

TODAY = timezone.localdate()


def day(name: str, days: int) -> dict[str, int]:
    when = TODAY + timedelta(days=days)
    return {f"{name}_day": when.day, f"{name}_month": when.month, f"{name}_year": when.year}


def test_actions_are_agreed_with_the_note_and_ticked_at_the_next(client: Client, cast: Cast) -> None:
    client.force_login(cast.coach)
    page = client.get(NEW).content.decode()
    row = {"agreed0-what": "Ask the ward for names of testers", "agreed0-person": cast.member.pk}
    refused = client.post(NEW, typed(key=key_in(page), **row))
    assert refused.status_code == 422
    assert "Enter" in refused.content.decode()
    assert "Ask the ward for names of testers" in refused.content.decode()
    sent = typed(key=key_in(page), **row, **day("agreed0-due_on", 7))
    first = client.post(NEW, sent).headers["Location"]
    client.post(NEW, sent)
    with cast.scope():
        (action,) = FollowUp.objects.all()
        assert (action.person, action.due_on, action.ending) == (cast.member, TODAY + timedelta(days=7), "")
    for person in (cast.coach, cast.member, cast.sponsor):
        client.force_login(person)
        assert "Ask the ward for names of testers" in client.get(first).content.decode()
        assert "Ask the ward for names of testers" in client.get(LIST).content.decode()
    client.force_login(cast.coach)
    assert f'name="done" type="checkbox" value="{action.pk}"' in client.get(NEW).content.decode()
    client.post(NEW, typed(done=[action.pk]))
    with cast.scope():
        action.refresh_from_db()
        assert (action.ending, action.ended_by) == ("done", cast.coach)
    assert "Nothing that was agreed is still to be done" in client.get(LIST).content.decode()


def test_an_action_is_carried_to_each_visit_until_the_one_at_which_it_ended(cast: Cast) -> None:
    old, middle, last = (write(cast, happened_on=TODAY - timedelta(days=days)) for days in (60, 30, 0))
    access = access_to(user=cast.coach, slug="amhe")
    assert access is not None
    with cast.scope(user=cast.coach):
        agreed = Agreed(what="Ring the partner", person=cast.lead, due_on=TODAY - timedelta(days=40))
        agree(participation=cast.north, by=cast.coach, agreed=[agreed], visit=old)
        assert [len(carried_to(access, one)) for one in (old, middle, last)] == [0, 1, 1]
        assert overdue_by_place([cast.north.pk, cast.south.pk], TODAY) == {cast.north.pk: 1}
        row = FollowUp.objects.get()
        end_follow_up(follow_up=row, by=cast.lead, ending="done")
        FollowUp.objects.update(ended_at=timezone.now() - timedelta(days=30))
        assert [len(carried_to(access, one)) for one in (old, middle, last)] == [0, 1, 0]
        assert overdue_by_place([cast.north.pk], TODAY) == {}


def test_late_is_told_ended_needs_words_where_it_is_dropped_and_both_texts_are_shown(
    client: Client, cast: Cast
) -> None:
    with cast.scope():
        agreed = Agreed(what="Ring the partner", person=cast.partner, due_on=TODAY - timedelta(days=1))
        agree(participation=cast.north, by=cast.lead, agreed=[agreed])
        row = FollowUp.objects.get()
        with pytest.raises(ValidationError, match="Say why"):
            end_follow_up(follow_up=row, by=cast.lead, ending="dropped")
        seen = follow_up_mark(row)
    client.force_login(cast.partner)
    assert re.search(r"Overdue</strong>", client.get(LIST).content.decode())
    address = reverse("follow-up", args=["amhe", row.pk])
    mine = {"what": "Ring both partners", "person": cast.lead.pk, "seen": seen, **day("due_on", 3)}
    with cast.scope():
        change_follow_up(follow_up=row, by=cast.lead, agreed=Agreed(what="Write", person=cast.lead, due_on=TODAY))
    both = client.post(address, mine)
    assert both.status_code == 422
    assert "Ring both partners" in both.content.decode()
    assert "Write" in both.content.decode()
    assert client.post(address, {"do": "end", "ending": "dropped", "outcome": "They came by"}).status_code == 302
    assert "They came by" in client.get(address).content.decode()
    assert client.post(address, {"do": "again"}).status_code == 302
    with cast.scope():
        row.refresh_from_db()
        assert row.ending == ""
