"""What people are told of: once, by what others do, on one page that is theirs alone."""

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.utils import ProgrammingError
from django.test import Client
from django.test.utils import CaptureQueriesContext

from collaborative.models import User
from collaborative.roles import Role
from organisations.actions.handover import start_handover
from organisations.actions.invitations import accept_invitation, invite
from organisations.actions.notices import mark_all_seen, tell
from organisations.models import Membership, Notice, NoticeKind
from phases.actions.coproduction import reply, sign_off
from phases.actions.design import answer_comment, answer_design, ask_for_signatures, comment_on_design, remind
from phases.actions.gates import answer_gate, propose_gate
from phases.actions.journey import set_dates, set_up_phases
from tests.cast import Cast

HERE = "/c/amhe/notices/"


def told(cast: Cast, user: User) -> list[tuple[str, str, str]]:
    """What this person is told of, oldest first: by whom, what, where."""
    with cast.scope(user=user):
        rows = Notice.objects.order_by("pk").select_related("made_by")
        return [(row.made_by.name.split()[0], row.text, row.path) for row in rows]


def tell_lead(cast: Cast, number: int = 0, **changed: Any) -> None:
    words: dict[str, Any] = {"kind": NoticeKind.COMMENT, "key": f"n{number}", "text": f"did thing {number}"}
    given = words | {"people": [cast.lead], "to": ("project", cast.north_project.pk)} | changed
    tell(by=cast.coach, collaborative=cast.amhe, participation=cast.north, **given)


def test_the_same_is_told_once_and_nobody_of_what_they_did(cast: Cast) -> None:
    for _ in range(2):
        tell_lead(cast, people=[cast.lead, cast.lead, cast.coach, cast.member])
    assert told(cast, cast.lead) == [("Cora", "did thing 0", f"/c/amhe/p/{cast.north_project.pk}/")]
    assert len(told(cast, cast.member)) == 1
    assert told(cast, cast.coach) == []


def test_a_notice_is_read_and_changed_only_by_who_it_is_for(cast: Cast) -> None:
    tell_lead(cast)
    with cast.scope(user=cast.member):
        assert not Notice.objects.exists()
        assert Notice.objects.update(text="changed") == 0
    # Whoever has left the organisation reads nothing of it any more.
    with cast.scope(cast.south, user=cast.lead):
        assert not Notice.objects.exists()
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        list(Notice.objects.all())
    with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic(), cast.scope(cast.east):
        Notice.objects.bulk_create(
            [Notice(user=cast.lead, collaborative=cast.amhe, kind="comment", key="x", made_by=cast.east_lead)]
        )


def test_what_is_remarked_signed_and_answered_about_a_design_is_told(cast: Cast) -> None:
    project, page = cast.north_project, f"/c/amhe/p/{cast.north_project.pk}/design/"
    with cast.scope():
        remark = comment_on_design(project=project, by=cast.coach, part="theory", text="Why this driver?")
        answer_comment(comment=remark, by=cast.member, text="Because we asked.")
        answer_comment(comment=remark, by=cast.member, text="Because we asked twice.", seen="Because we asked.")
        design = ask_for_signatures(project=project, by=cast.lead, content={"theory": None}, seen=0)
        with pytest.raises(ValidationError, match="written to today"):
            remind(design=design, by=cast.lead)
        answer_design(design=design, by=cast.sponsor, answer="signed")
    assert told(cast, cast.coach) == [("Mia", "answered your comment on a design", page)]
    assert told(cast, cast.partner) == [
        ("Cora", "commented on a design", page),
        ("Nora", "asks for your signature to a design", page),
    ]
    assert told(cast, cast.lead) == [("Cora", "commented on a design", page), ("Sue", "signed the design", page)]
    assert told(cast, cast.sponsor) == [("Nora", "asks for your signature to a design", page)]
    assert told(cast, cast.data_entry) == told(cast, cast.other_coach) == []


def test_gates_and_what_partners_say_are_told(cast: Cast) -> None:
    phase = set_up_phases(collaborative=cast.amhe, by=cast.admin)[0]
    gate, record = "/c/amhe/o/RNN/journey/1/gate/", f"/c/amhe/p/{cast.north_project.pk}/coproduction/"
    with cast.scope():
        set_dates(
            participation=cast.north, phase=phase, by=cast.lead, dates={"actual_start": date(2026, 1, 5)}, reason=""
        )
        said: dict[str, Any] = {"participation": cast.north, "phase": phase, "answers": {}, "although": "In May."}
        review = propose_gate(by=cast.lead, **said)
        answer_gate(review=review, by=cast.coach, outcome="more", decision="Show it.")
        doubt = sign_off(
            project=cast.north_project, by=cast.partner, about="theory", verdict="dissent", words="Not ours."
        )
        reply(to=doubt, by=cast.lead, words="We changed it.")
    assert told(cast, cast.coach) == [("Nora", "says that the team is ready to go on", gate)]
    assert told(cast, cast.member) == [("Cora", "said what is needed first", gate)]
    assert told(cast, cast.lead) == [
        ("Cora", "said what is needed first", gate),
        ("Pat", "does not fully agree, and says why", record),
    ]
    assert told(cast, cast.partner) == [("Nora", "answered what you said", record)]


def test_an_accepted_invitation_and_a_handover_are_told(cast: Cast) -> None:
    who: dict[str, Any] = {"email": "new@example.nhs.uk", "name": "New One", "role": Role.MEMBER}
    invitation, _ = invite(by=cast.lead, collaborative=cast.amhe, participation=cast.north, **who)
    # Outside every scope, as from the link in the mail.
    accept_invitation(invitation=invitation, user=User.objects.create_user("new@example.nhs.uk", "New One"))
    membership = Membership.objects.get(user=cast.lead)
    over: dict[str, Any] = {"successor_name": "Mia", "successor_email": cast.member.email, "note": ""}
    start_handover(membership=membership, by=cast.admin, ends_on=date(2099, 1, 1), **over)
    people = "/c/amhe/o/RNN/people/"
    assert told(cast, cast.lead) == [
        ("New", "accepted your invitation as project team member", people),
        ("Ada", "began to hand over the role of project lead", people),
    ]
    assert told(cast, cast.member) == [("Ada", "began to hand over the role of project lead", people)]


def test_the_page_shows_what_is_new_first_and_marks_it_seen(client: Client, cast: Cast) -> None:
    client.force_login(cast.lead)
    empty = client.get(HERE).content.decode()
    assert "Nothing yet" in empty
    assert "Mark all as seen" not in empty
    for number in range(3):
        tell_lead(cast, number)
    with cast.scope():
        first = Notice.objects.get(key="n0")
    there = client.post(f"{HERE}{first.pk}/")
    assert there["Location"] == f"/c/amhe/p/{cast.north_project.pk}/"
    shown = client.get(HERE).content.decode()
    assert shown.index("did thing 2") < shown.index("did thing 1") < shown.index("did thing 0")
    assert 'app-count--new">2<' in shown
    assert client.post(f"{HERE}{first.pk}/", {"do": "seen"})["Location"] == HERE
    after = client.post(HERE, follow=True).content.decode()
    assert "2 notices marked as seen." in after
    assert "app-count--new" not in after
    assert mark_all_seen_count(cast) == 0


def mark_all_seen_count(cast: Cast) -> int:
    with cast.scope():
        return mark_all_seen(collaborative=cast.amhe, by=cast.lead)


def test_many_notices_take_as_many_queries_as_one(client: Client, cast: Cast) -> None:
    client.force_login(cast.lead)
    asked = []
    for upto in (1, 60):
        for number in range(upto):
            tell_lead(cast, number)
        with CaptureQueriesContext(connection) as queries:
            page = client.get(HERE).content.decode()
        asked.append(len(queries))
    assert asked[1] <= asked[0] + 1 <= 30  # the count of pages
    assert "1 to 25 of 60 notices" in page
