"""Freezing a design, signing it or saying why not, who is asked and stays asked, and mail to them."""

import html
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from celery import Task
from django.core import mail
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.db import InternalError, transaction
from django.test import Client
from django.utils import timezone
from kombu.exceptions import OperationalError

from collaborative.models import User
from evaluation.seed.clock import on
from organisations.models import Membership, Project
from phases.actions.design import (
    answer_design,
    remind,
    take_back,
)
from phases.design import differences
from phases.models import Design, Population, Signature
from phases.queries.design import standing_of
from phases.tasks import mail_signer, mail_signers
from tests.cast import Cast
from tests.evaluation.design_stage import ask, base, text_of, today, whole
from tests.measures.test_definitions import boxes

# Freezing and signing.


def test_what_is_frozen_stays_as_it_was(cast: Cast) -> None:
    with cast.scope():
        whole(cast)
        frozen = ask(cast).contents
        Population.objects.update(name="Somebody else")
        row = Design.objects.get()
        assert row.contents == frozen
        assert [one.part for one in differences(row.contents, today(cast))] == ["populations"]
        row.content = {}
        with pytest.raises(InternalError, match="Cannot update"), transaction.atomic():
            row.save()


def test_all_sign_and_a_partner_who_did_not_signs_later(cast: Cast) -> None:
    with cast.scope():
        whole(cast)
        row = ask(cast)
        assert {one.user_id for one in standing_of(row).waiting} == {cast.lead.pk, cast.sponsor.pk, cast.partner.pk}
        answer_design(design=row, by=cast.lead, answer="signed")
        answer_design(design=row, by=cast.sponsor, answer="signed")
        with pytest.raises(ValidationError, match="own words"):
            answer_design(design=row, by=cast.partner, answer="dissent", words=" ")
        answer_design(design=row, by=cast.partner, answer="dissent", words="Nobody asked the young men.")
        state = standing_of(row)
        assert (state.waiting, state.is_signed, len(state.dissent)) == ((), False, 1)
        answer_design(design=row, by=cast.partner, answer="signed", words="They were asked since.")
        state = standing_of(row)
        assert (state.is_signed, len(state.signed), [one.words for one in state.ended]) == (
            True,
            3,
            ["Nobody asked the young men."],
        )
        with pytest.raises(ValidationError, match="You signed this version"):
            answer_design(design=row, by=cast.partner, answer="dissent", words="No.")


@pytest.mark.parametrize("who", ["member", "data_entry", "coach", "south_lead"])
def test_nobody_else_signs(cast: Cast, who: str) -> None:
    with cast.scope():
        whole(cast)
        row = ask(cast)
        with pytest.raises(ValidationError, match="signed by the project lead"):
            answer_design(design=row, by=getattr(cast, who), answer="signed")


def test_an_answer_is_taken_back_within_a_day_with_a_reason(cast: Cast) -> None:
    with cast.scope():
        whole(cast)
        row = ask(cast)
        mine = answer_design(design=row, by=cast.sponsor, answer="signed")
        for by, reason in ((cast.sponsor, " "), (cast.lead, "Not mine")):
            with pytest.raises(ValidationError):
                take_back(signature=mine, by=by, reason=reason)
        take_back(signature=mine, by=cast.sponsor, reason="The board has a question")
        assert cast.sponsor.pk in [one.user_id for one in standing_of(row).waiting]
        with on(timezone.localdate() - timedelta(days=2)):
            again = answer_design(design=row, by=cast.sponsor, answer="signed")
        with pytest.raises(ValidationError, match="within a day"):
            take_back(signature=again, by=cast.sponsor, reason="Too late")
        events = Signature.pgh_event_model.objects.filter(pgh_obj_id=mine.pk, pgh_label="update")  # type: ignore[attr-defined]
        assert [one.pgh_context["reason"] for one in events] == ["The board has a question"]


def test_a_new_version_asks_anew_and_keeps_the_old(cast: Cast) -> None:
    with cast.scope():
        whole(cast)
        first = ask(cast)
        answer_design(design=first, by=cast.lead, answer="signed")
        with pytest.raises(ValidationError, match="Nothing has changed since version 1"):
            ask(cast, seen=1)
        Project.objects.filter(pk=cast.north_project.pk).update(population="All")
        cast.north_project.refresh_from_db()
        (changed,) = differences(first.contents, today(cast))
        assert (changed.part, changed.lines) == ("about", ("Changed: For",))
        with pytest.raises(ValidationError, match="since you opened this page"):
            ask(cast, seen=0)
        second = ask(cast, seen=1)
        assert (second.number, len(standing_of(second).waiting)) == (2, 3)
        assert [one.user for one in standing_of(first).given] == [cast.lead]
        with pytest.raises(ValidationError, match="newer version, 2"):
            answer_design(design=first, by=cast.sponsor, answer="signed")


def test_asking_again_carries_a_dissent_to_the_next_version(cast: Cast, client: Client) -> None:
    told = "On version 1, Pat Partner (coproduction partner) did not sign:"
    with cast.scope():
        whole(cast)
        first = ask(cast)
        answer_design(design=first, by=cast.lead, answer="dissent", words="The dates are wrong.")
        answer_design(design=first, by=cast.lead, answer="signed")
        answer_design(design=first, by=cast.partner, answer="dissent", words="Nobody asked the young men.")
        Population.objects.update(name="Young men")
    client.force_login(cast.lead)
    assert told in text_of(client, f"{base(cast)}ask/")
    with cast.scope():
        second = ask(cast, seen=1)
    for path in (base(cast), f"{base(cast)}2/", f"{base(cast)}2/sign/", f"{base(cast)}2/print/"):
        page = text_of(client, path)
        assert told in page, path
        assert "Nobody asked the young men." in page, path
        assert "Has not answered version 2 yet." in page, path
        assert "The dates are wrong." not in page, path
    assert "<p>Nobody.</p>" not in text_of(client, f"{base(cast)}2/print/")
    assert "1 of 3 never answered, 1 did not sign" in text_of(client, base(cast))
    assert told not in text_of(client, f"{base(cast)}1/print/")
    with cast.scope():
        answer_design(design=second, by=cast.partner, answer="dissent", words="Still nobody.")
    assert "Did not sign version 2 on " in text_of(client, f"{base(cast)}2/print/")
    with cast.scope():
        answer_design(design=second, by=cast.partner, answer="signed")
    assert "Signed version 2 on " in text_of(client, f"{base(cast)}2/print/")
    with cast.scope():
        Population.objects.update(name="Men")
        ask(cast, seen=2)
    assert told not in text_of(client, f"{base(cast)}3/print/")


# Who was asked stays who was asked.


def joins(cast: Cast, user: User, role: str) -> None:
    Membership.objects.create(collaborative=cast.amhe, participation=cast.north, user=user, role=role)


def test_who_joins_or_leaves_later_changes_nothing_of_a_version(cast: Cast, client: Client) -> None:
    with cast.scope():
        whole(cast)
        row = ask(cast)
        answer_design(design=row, by=cast.lead, answer="signed")
        answer_design(design=row, by=cast.sponsor, answer="signed")
    Membership.objects.filter(user=cast.partner).update(ended_at=timezone.now())
    joins(cast, cast.stranger, "partner")
    with cast.scope():
        state = standing_of(row)
        assert (state.is_signed, [(one.name, one.gone) for one in state.waiting]) == (False, [("Pat Partner", True)])
        assert [one.user for one in state.joined] == [cast.stranger]
        with pytest.raises(ValidationError, match="joined after version 1 was frozen"):
            answer_design(design=row, by=cast.stranger, answer="signed")
    client.force_login(cast.lead)
    page = text_of(client, f"{base(cast)}1/")
    assert "Waiting for 1 of 3" in page
    assert "Joined since version 1 was frozen, and not asked about it: Stan Stranger (coproduction partner)." in page
    with cast.scope():
        # Nothing in it has changed, but who signs has: that is reason enough to ask anew.
        second = ask(cast, seen=1)
        assert {one.user_id for one in standing_of(second).waiting} == {
            cast.lead.pk,
            cast.sponsor.pk,
            cast.stranger.pk,
        }
        for who in (cast.lead, cast.sponsor, cast.stranger):
            answer_design(design=second, by=who, answer="signed")
        joins(cast, cast.member, "partner")
        assert standing_of(second).is_signed
    paper = text_of(client, f"{base(cast)}1/print/")
    assert "1 of 3 never answered" in paper
    assert "Pat Partner" in paper


def test_a_new_name_is_on_no_old_paper(cast: Cast, client: Client) -> None:
    with cast.scope():
        whole(cast)
        answer_design(design=ask(cast), by=cast.lead, answer="signed")
    User.objects.filter(pk__in=[cast.lead.pk, cast.sponsor.pk]).update(name="Somebody Else")
    client.force_login(cast.partner)
    paper = text_of(client, f"{base(cast)}1/print/")
    assert (paper.count("Nora Lead"), "Sue Sponsor" in paper, "Somebody Else" in paper) == (3, True, False)


def test_nothing_of_a_version_or_of_an_answer_can_be_changed_or_deleted(cast: Cast) -> None:
    with cast.scope():
        whole(cast)
        row = ask(cast)
        mine = answer_design(design=row, by=cast.lead, answer="signed")
        designs, answers = Design.objects.filter(pk=row.pk), Signature.objects.filter(pk=mine.pk)
        for rows, change in (
            (designs, {"asked_at": timezone.now()}),
            (designs, {"asked_by": cast.sponsor}),
            (designs, {"asked": []}),
            (designs, {"note": "Other"}),
            (answers, {"answer": "dissent", "words": "No"}),
            (answers, {"name": "Other"}),
            (answers, {"signed_at": timezone.now()}),
        ):
            with pytest.raises(InternalError, match="Cannot update"), transaction.atomic():
                rows.update(**change)
        for rows in (answers, designs):
            with pytest.raises(InternalError, match="Cannot delete"), transaction.atomic():
                rows._raw_delete(rows.db)
        designs.update(reminded_on=None)


def test_nobody_freezes_what_they_have_not_looked_at(cast: Cast, client: Client) -> None:
    with cast.scope():
        whole(cast)
    client.force_login(cast.lead)
    form = boxes(text_of(client, f"{base(cast)}ask/")) | {"sure": "on", "note": "Please sign"}
    with cast.scope():
        Population.objects.update(name="Young men")
    refused = client.post(f"{base(cast)}ask/", form)
    said = html.unescape(refused.content.decode())
    assert refused.status_code == 422
    assert "Populations of focus: Young men: it was called “Young Black men”." in said
    with cast.scope():
        assert not Design.objects.exists()
    again = boxes(refused.content.decode())
    assert (again["note"], "sure" in again) == ("Please sign", False)
    assert client.post(f"{base(cast)}ask/", again | {"sure": "on"}).status_code == 302
    with cast.scope():
        assert Design.objects.get().contents.populations[0].name == "Young men"
    # What was never shown, or made up, is not frozen either.
    for read in ("", "made-up"):
        sent = {"seen": "1", "sure": "on", "read": read}
        assert client.post(f"{base(cast)}ask/", sent).status_code == 422


def test_who_is_to_sign_and_who_coaches_are_told_on_their_own_page(cast: Cast, client: Client) -> None:
    home, words = f"/c/amhe/o/{cast.north.organisation.ods_code}/", "Sign, or say why not"
    with cast.scope():
        whole(cast)
        row = ask(cast)
        answer_design(design=row, by=cast.lead, answer="signed")
        answer_design(design=row, by=cast.sponsor, answer="dissent", words="Not yet.")
    for who, told in ((cast.partner, True), (cast.lead, False), (cast.sponsor, False), (cast.member, False)):
        client.force_login(who)
        assert (words in text_of(client, home)) == told, who
    client.force_login(cast.partner)
    assert f"{base(cast)}1/sign/" in text_of(client, home)
    sign = client.post(f"{base(cast)}1/sign/", {"answer": "dissent"}).content.decode()
    for told_at_once in ("Say in your own words why you do not sign", "Confirm which version you have read"):
        assert told_at_once in sign
    client.force_login(cast.coach)
    dashboard = text_of(client, "/c/amhe/coach/")
    assert "Designs that wait for signatures" in dashboard
    assert f'href="{base(cast)}"' in dashboard
    with cast.scope():
        answer_design(design=row, by=cast.partner, answer="signed")
    assert "Designs that wait for signatures" not in text_of(client, "/c/amhe/coach/")


# Mail.


@pytest.fixture
def worker() -> Iterator[None]:
    """Tasks that a task asks for run at once."""
    mail_signer.app.conf.task_always_eager = True
    yield
    mail_signer.app.conf.task_always_eager = False


def sent(cast: Cast, design: Design) -> list[str]:
    """Whom the worker writes to about a version, by address."""
    mail.outbox.clear()
    headers = {"actor_id": cast.lead.pk, "collaborative_id": design.collaborative_id}
    done = mail_signers.apply(kwargs={"design_id": design.pk}, headers=headers)
    assert done.get() == len(mail.outbox)
    return sorted(one.to[0] for one in mail.outbox)


def test_who_signs_is_written_to_and_reminded_once_a_day(cast: Cast, worker: None) -> None:
    with cast.scope():
        whole(cast)
        row = ask(cast, note="Please by Friday.")
        answer_design(design=row, by=cast.lead, answer="signed")
    assert sent(cast, row) == sorted([cast.partner.email, cast.sponsor.email])
    body = mail.outbox[0].body
    assert "version 1 of the design" in body
    assert "Please by Friday." in body
    assert f"{base(cast)}1/sign/" in body
    with cast.scope():
        with pytest.raises(ValidationError, match="written to today"):
            remind(design=row, by=cast.lead)
        Design.objects.update(reminded_on=timezone.localdate() - timedelta(days=1))
        answer_design(design=row, by=cast.partner, answer="dissent", words="Not yet.")
        assert remind(design=row, by=cast.lead) == 1
    assert sent(cast, row) == [cast.sponsor.email]
    with cast.scope():
        answer_design(design=row, by=cast.sponsor, answer="signed")
        with pytest.raises(ValidationError, match="Everybody who can answer has answered"):
            remind(design=row, by=cast.lead)


def test_one_mail_that_fails_is_tried_again_alone(cast: Cast, worker: None, monkeypatch: pytest.MonkeyPatch) -> None:
    real, tried = EmailMessage.send, []

    def send(self: EmailMessage, fail_silently: bool = False) -> int:
        if self.to == [cast.sponsor.email]:
            tried.append(self)
            raise OSError("no such mailbox today")
        return real(self, fail_silently)

    monkeypatch.setattr(EmailMessage, "send", send)
    with cast.scope():
        whole(cast)
        row = ask(cast)
    mail.outbox.clear()
    mail_signers.apply(
        kwargs={"design_id": row.pk}, headers={"actor_id": cast.lead.pk, "collaborative_id": cast.amhe.pk}
    )
    assert sorted(one.to[0] for one in mail.outbox) == sorted([cast.lead.email, cast.partner.email])
    assert len(tried) == 6


def test_mail_goes_at_once_where_the_broker_is_down(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    def down(*_: Any, **__: Any) -> None:
        raise OperationalError("no broker")

    monkeypatch.setattr(Task, "apply_async", down)
    with cast.scope():
        whole(cast)
    mail.outbox.clear()
    with django_capture_on_commit_callbacks(execute=True), cast.scope():
        ask(cast)
    assert len(mail.outbox) == 3
