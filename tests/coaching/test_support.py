"""An expert is asked for, found, let in for a time and out again; and what came of it."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from coaching.actions.support import ask_for_support, end_support, match_support, save_kind, say_outcome
from coaching.models import SupportKind, SupportRequest, SupportState
from coaching.queries.support import support_due
from collaborative.models import User
from collaborative.roles import ALLOWED, Action, Role
from organisations.actions.people import end_membership
from organisations.models import ExpertAssignment, Membership, Notice
from organisations.queries import access_to
from tests.cast import Cast
from tests.coaching.test_followups import day
from tests.coaching.test_visits import seen_in

HERE = "/c/amhe/o/RNN/support/"
NEW = f"{HERE}new/"
ALL = "/c/amhe/programme/support/"
TODAY = timezone.localdate()


@pytest.fixture
def expert(cast: Cast) -> User:
    user = User.objects.create_user("exa@example.nhs.uk", "Exa Expert")
    Membership.objects.create(user=user, role=Role.EXPERT, collaborative=cast.amhe)
    return user


def asked(cast: Cast, wanted: str = "Help with the survey") -> SupportRequest:
    with cast.scope():
        return ask_for_support(participation=cast.north, by=cast.lead, kind="Coproduction", wanted=wanted)


def matched(cast: Cast, row: SupportRequest, expert: User, first: int = 0, last: int = 3) -> SupportRequest:
    days = {"starts_on": TODAY + timedelta(days=first), "ends_on": TODAY + timedelta(days=last)}
    with cast.scope(user=cast.admin):
        return match_support(request=row, by=cast.admin, expert=expert, **days)


def at(name: str, row: SupportRequest) -> str:
    return reverse(name, args=["amhe", row.pk])


def statuses(client: Client, row: SupportRequest) -> list[int]:
    pages = ("/c/amhe/o/RNN/", HERE, at("support-request", row), "/c/amhe/o/RNN/coaching/", "/c/amhe/o/RSS/")
    return [client.get(page).status_code for page in pages]


def test_an_expert_reads_no_more_than_anybody_of_the_team_and_writes_nothing() -> None:
    assert ALLOWED[Role.EXPERT] == {Action.SEE_WORK, Action.GIVE_SUPPORT}


def test_asked_for_found_open_ended_early(client: Client, cast: Cast, expert: User) -> None:
    client.force_login(cast.member)
    assert "Nothing is asked for yet" in client.get(HERE).content.decode()
    assert 'name="keep" value="c-amhe-o-rnn-support-new"' in client.get(NEW).content.decode()
    typed = {"kind": "Coproduction", "wanted": "Help us with the survey", "keep": "c-amhe-o-rnn-support-new"}
    kept = client.post(NEW, typed | {"kind": ""})
    assert kept.status_code == 422
    assert "Help us with the survey" in kept.content.decode()
    assert "saved" not in client.cookies
    assert [client.post(NEW, typed).status_code for _ in range(2)] == [302, 302]
    assert client.cookies["saved"].value == "c-amhe-o-rnn-support-new"
    with cast.scope():
        (row,) = SupportRequest.objects.all()
    client.force_login(cast.manager)
    assert "Waits for the team" in client.get(ALL).content.decode()
    page = client.get(at("support-match", row)).content.decode()
    days = {"expert": expert.pk, "seen": seen_in(page)} | day("starts_on", 0)
    refused = client.post(at("support-match", row), days | day("ends_on", -1))
    assert (refused.status_code, "must not be before" in refused.content.decode()) == (422, True)
    assert client.post(at("support-match", row), days | day("ends_on", 3)).status_code == 302
    client.force_login(expert)
    home = client.get("/c/amhe/", follow=True).content.decode()
    assert "Help us with the survey" in home
    assert statuses(client, row) == [200, 200, 200, 200, 404]
    client.force_login(cast.lead)
    assert "Exa Expert sees this organisation" in client.get(HERE).content.decode()
    assert client.post(at("support-end", row), {}).status_code == 422
    assert client.post(at("support-end", row), {"reason": "Thank you, we can go on"}).status_code == 302
    assert "Thank you, we can go on" in client.get(HERE).content.decode()
    client.force_login(expert)
    assert statuses(client, row) == [404] * 5
    home = client.get("/c/amhe/", follow=True).content.decode()
    assert ("North Trust" in home, "Help us with the survey" in home) == (True, False)
    with cast.scope(user=expert):
        told = Notice.objects.filter(user=expert).values_list("kind", "participation", "path")
        own = (None, "/c/amhe/support/mine/")
        assert set(told) == {("support_given", *own), ("support_ended", *own)}


@pytest.mark.parametrize(("hours", "is_open"), [((1, 2), False), ((-1, 1), True), ((-2, -1), False)])
def test_the_pages_are_there_in_its_time_and_not_else(
    client: Client, cast: Cast, expert: User, hours: tuple[int, int], is_open: bool
) -> None:
    row, now = matched(cast, asked(cast), expert), timezone.now()
    first, last = (now + timedelta(hours=one) for one in hours)
    ExpertAssignment.objects.filter(expert=expert).update(starts_at=first, ends_at=last)
    client.force_login(expert)
    assert statuses(client, row) == [200 if is_open else 404] * 4 + [404]
    assert client.post(at("support-outcome", row), {"words": "They write it themselves"}).status_code == (
        302 if is_open else 404
    )
    assert client.get(reverse("my-support", args=["amhe"])).status_code == 200
    access = access_to(user=expert, slug="amhe")
    assert access is not None
    assert access.scope().participation_ids == ((cast.north.pk,) if is_open else ())


def test_both_say_what_came_of_it_and_two_of_the_team_see_both_texts(client: Client, cast: Cast, expert: User) -> None:
    row = matched(cast, asked(cast), expert)
    client.force_login(cast.lead)
    seen = seen_in(client.get(at("support-outcome", row)).content.decode())
    assert client.post(at("support-outcome", row), {"words": "It is better", "seen": seen}).status_code == 302
    again = client.post(at("support-outcome", row), {"words": "It is worse", "seen": seen})
    assert again.status_code == 422
    assert all(words in again.content.decode() for words in ("It is better", "It is worse"))
    client.force_login(expert)
    assert client.post(at("support-outcome", row), {"words": "They own it now"}).status_code == 302
    client.force_login(cast.admin)
    html = client.get(at("support-request", row)).content.decode()
    assert "It is better" in html
    assert "They own it now" in html


def test_one_of_two_finds_the_expert_and_only_an_expert_is_found(cast: Cast, expert: User) -> None:
    row = asked(cast)
    with pytest.raises(ValidationError, match="is not an expert"):
        matched(cast, row, cast.stranger)
    matched(cast, row, expert)
    with pytest.raises(ValidationError, match="answered already"):
        matched(cast, row, expert)


def test_who_cannot_find_an_expert_is_not_told_that_one_is_asked_for(cast: Cast) -> None:
    asked(cast)
    told = {}
    for user in (cast.admin, cast.manager, cast.finance):
        with cast.scope(user=user):
            told[user] = Notice.objects.filter(user=user, kind="support_asked").count()
    assert told == {cast.admin: 1, cast.manager: 1, cast.finance: 0}


def test_what_is_ended_before_it_begins_is_closed_for_good(client: Client, cast: Cast, expert: User) -> None:
    with pytest.raises(ValidationError, match="today or later"):
        matched(cast, asked(cast), expert, first=-1)
    row = matched(cast, asked(cast), expert, first=5, last=9)
    with cast.scope():
        end_support(request=row, by=cast.lead, reason="We found somebody ourselves")
    client.force_login(cast.lead)
    html = client.get(at("support-request", row)).content.decode()
    assert "closed it on" in html
    assert "We found somebody ourselves" in html
    assert "Exa Expert comes" not in html
    assert "End the support" not in html
    client.force_login(expert)
    html = client.get(reverse("my-support", args=["amhe"])).content.decode()
    assert ("Closed" in html, "Agreed" in html) == (True, False)
    # Its days have come and gone.
    before = timezone.now() - timedelta(days=1)
    ExpertAssignment.objects.filter(expert=expert).update(starts_at=before, ends_at=before)
    access: Any = access_to(user=cast.lead, slug="amhe")
    with cast.scope():
        row = SupportRequest.objects.get(pk=row.pk)
        assert row.state(timezone.now()) == SupportState.CLOSED
        assert support_due(access, until=TODAY + timedelta(days=30)) == []
        with pytest.raises(ValidationError, match="once the support has begun"):
            say_outcome(request=row, by=cast.lead, is_expert=False, words="Nothing")


def test_an_expert_whose_role_has_ended_finds_nothing_open_when_asked_back(
    client: Client, cast: Cast, expert: User
) -> None:
    now, later = matched(cast, asked(cast), expert), matched(cast, asked(cast, "And next week"), expert, 7, 9)
    role = Membership.objects.get(user=expert)
    with cast.scope(user=cast.admin):
        end_membership(membership=role, by=cast.admin, reason="Has left the service")
    Membership.objects.create(user=expert, role=Role.EXPERT, collaborative=cast.amhe)
    client.force_login(expert)
    assert statuses(client, now) == [404] * 5
    client.force_login(cast.lead)
    assert "does not see these pages any more" in client.get(at("support-request", now)).content.decode()
    assert "does not come. Ask again." in client.get(at("support-request", later)).content.decode()


def test_kinds_are_the_collaborative_s_own(client: Client, cast: Cast) -> None:
    client.force_login(cast.admin)
    kinds = f"{ALL}kinds/"
    assert "Scale-up and spread" in client.get(kinds).content.decode()
    assert client.post(kinds, {"do": "usual"}).status_code == 302
    row = SupportKind.objects.get(collaborative=cast.amhe, name="Equality")
    new = {"name": "Equality at work", "about": "", "position": 1}
    with pytest.raises(ValidationError, match="of this name"):
        save_kind(kind=row, by=cast.admin, is_active=True, **new | {"name": "coproduction"})  # type: ignore[arg-type]
    assert client.post(reverse("support-kind", args=["amhe", row.pk]), new).status_code == 302
    client.force_login(cast.lead)
    assert "Equality at work" not in client.get(NEW).content.decode()


def test_what_is_due_is_what_nobody_has_said_of_a_support_that_ends(cast: Cast, expert: User) -> None:
    row = matched(cast, asked(cast), expert)
    access: Any = access_to(user=cast.lead, slug="amhe")
    with cast.scope():
        assert support_due(access, until=TODAY + timedelta(days=2)) == []
        (due,) = support_due(access, until=TODAY + timedelta(days=3))
        assert (due.request.pk, due.due_on) == (row.pk, TODAY + timedelta(days=3))
        assert support_due(access, cast.north_project, until=TODAY + timedelta(days=3)) == []


@pytest.mark.parametrize(("who", "page"), [("lead", HERE), ("admin", ALL)])
def test_a_list_costs_the_same_for_one_and_for_many(
    client: Client, cast: Cast, expert: User, who: str, page: str
) -> None:
    matched(cast, asked(cast), expert)
    client.force_login(getattr(cast, who))
    client.get(page)
    with CaptureQueriesContext(connection) as one:
        client.get(page)
    for number in range(4):
        matched(cast, asked(cast, f"Something else {number}"), expert, first=number)
        asked(cast, f"And this {number}")
    with CaptureQueriesContext(connection) as many:
        client.get(page)
    assert len(one) == len(many)
