"""The design of a project: put together, commented, frozen, signed or not signed, and what has changed since."""

import html
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from celery import Task
from django.core import mail
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.db import InternalError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from kombu.exceptions import OperationalError

from collaborative.models import User
from evaluation.presenters.contents import contents
from evaluation.queries.design import design_rows
from evaluation.seed.clock import on
from measures.actions.drivers import put_on_drivers
from measures.actions.strategy import describe_measure
from measures.models import Measure
from organisations.models import Membership, Project
from organisations.queries import access_within
from phases.actions.boxes import add_box, reword_box
from phases.actions.design import (
    answer_comment,
    answer_design,
    ask_for_signatures,
    comment_on_design,
    remind,
    take_back,
)
from phases.actions.populations import InequalityFields, PopulationFields, choose_population, say_inequality
from phases.actions.start import start_theory
from phases.design import Contents, Fact, Item, contents_json, contents_of, differences
from phases.models import Design, DesignComment, Pause, Phase, PhasePlan, Population, Signature
from phases.queries.design import standing_of
from phases.queries.theory import held, project_theory
from phases.tasks import mail_signer, mail_signers
from phases.theory.graph import Link, Node, Theory
from tests.cast import Cast
from tests.evaluation.builders import STEADY, measure_with
from tests.measures.test_definitions import boxes


def whole(cast: Cast) -> Project:
    """North's project with everything that a design needs."""
    said = PopulationFields(name="Young Black men", size=412, size_source="Caseload")
    people = choose_population(participation=cast.north, by=cast.lead, said=said, words=["aged 18 to 35"])
    unequal = InequalityFields(dimension="access", statement="They wait longer", evidence_source="Waiting list")
    say_inequality(population=people, by=cast.lead, said=unequal)
    theory = start_theory(project=cast.north_project, by=cast.lead, copy=False)
    aim = held(theory).graph.of_kind("aim")[0].id
    add_box(theory=theory, by=cast.lead, kind="primary", text="People are met where they are", under=[aim])
    measure_with(cast.north_project, cast.lead, STEADY)
    return cast.north_project


def today(cast: Cast, user: User | None = None) -> Contents:
    access = access_within(user=user or cast.lead, collaborative=cast.amhe)
    assert access is not None
    return contents(design_rows(access, cast.north_project))


def ask(cast: Cast, seen: int = 0, note: str = "") -> Design:
    content = contents_json(today(cast))
    return ask_for_signatures(project=cast.north_project, by=cast.lead, content=content, seen=seen, note=note)


def text_of(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.content.decode()


def base(cast: Cast) -> str:
    return f"/c/amhe/p/{cast.north_project.pk}/design/"


# What is in it, and how two differ.


def test_contents_survive_json_and_the_same_differ_in_nothing(cast: Cast) -> None:
    with cast.scope():
        whole(cast)
        found = today(cast)
    assert contents_of(contents_json(found)) == found
    assert differences(found, found) == ()
    (population,) = found.populations
    assert (population.name, [one.name for one in population.items]) == ("Young Black men", ["They wait longer"])
    assert Fact("How many", "412 people (Caseload)") in population.facts
    assert Fact("Known from", "Waiting list") in population.items[0].facts
    assert [node.text for node in found.theory.of_kind("primary")] == ["People are met where they are"]  # type: ignore[union-attr]
    assert [(sort.key, many) for sort, many in found.family] == [("outcome", 1), ("process", 0), ("balancing", 0)]


def test_differences_name_the_part_and_what_differs() -> None:
    then = Contents(populations=(Item("population-1", "Men", facts=(Fact("Why", "a"),)),), dates=(Fact("Starts", "1"),))
    now = Contents(
        populations=(
            Item("population-1", "Young men", facts=(Fact("Why", "b"),)),
            Item("population-2", "Women"),
        ),
        dates=(Fact("Starts", "1"),),
        tests=(Item("test-1", "Ring first"),),
    )
    (one,) = differences(then, now)
    assert (one.part, one.title) == ("populations", "Populations of focus")
    assert one.lines == ("Added: Women", "Young men: it was called “Men”; why has changed")


def test_a_theory_that_was_reworded_differs(cast: Cast) -> None:
    with cast.scope():
        whole(cast)
        before, theory = today(cast), project_theory(cast.north_project)
        assert theory is not None
        node = held(theory).graph.of_kind("primary")[0]
        reword_box(theory=theory, by=cast.lead, key=node.id, text="People are met at home", seen=node.text)
        (one,) = differences(before, today(cast))
    assert (one.part, one.lines) == ("theory", ("1 box reworded",))


def test_what_stands_over_it_belief_and_the_strength_of_links_differ() -> None:
    nodes = (Node("a", "aim", "Fair care"), Node("p", "primary", "Met at home"), Node("i", "idea", "Ring first"))
    links = (Link("a", "p"), Link("p", "i"))
    then = Contents(about=(Fact("Aim", "Fair care"), Fact("For", "Men")), theory=Theory(nodes, links))
    surer = (*nodes[:2], replace(nodes[2], belief="high"))
    now = Contents(
        about=(Fact("Aim", "Fairer care"), Fact("For", "Men")),
        theory=Theory(surer, (links[0], Link("p", "i", "dotted"))),
        left_out=(Item("dropped-1", "Posters", facts=(Fact("Why", "Nobody reads them"),)),),
    )
    about, theory = differences(then, now)
    assert (about.title, about.lines) == ("Project", ("Aim has changed",))
    assert theory.lines == (
        "Belief that “Ring first” will help: it was not said, it is high",
        "The link from “Ring first” to “Met at home” is weaker",
        "Added among what is left out: Posters",
    )


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
        assert (changed.part, changed.lines) == ("about", ("For has changed",))
        with pytest.raises(ValidationError, match="since you opened this page"):
            ask(cast, seen=0)
        second = ask(cast, seen=1)
        assert (second.number, len(standing_of(second).waiting)) == (2, 3)
        assert [one.user for one in standing_of(first).given] == [cast.lead]
        with pytest.raises(ValidationError, match="newer version, 2"):
            answer_design(design=first, by=cast.sponsor, answer="signed")


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
    assert (paper.count("Nora Lead"), "Sue Sponsor" in paper, "Somebody Else" in paper) == (2, True, False)


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
    home, words = f"/c/amhe/o/{cast.north.organisation.ods_code}/", "Your signature is asked for since"
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
    client.force_login(cast.coach)
    dashboard = text_of(client, "/c/amhe/coach/")
    assert "Designs that wait for signatures" in dashboard
    assert f'href="{base(cast)}"' in dashboard
    with cast.scope():
        answer_design(design=row, by=cast.partner, answer="signed")
    assert "Designs that wait for signatures" not in text_of(client, "/c/amhe/coach/")


def test_the_frozen_words_are_the_whole_definition_what_it_shows_and_the_journey(cast: Cast) -> None:
    with cast.scope():
        project = whole(cast)
        measure = Measure.objects.get(project=project)
        driver = held(project_theory(project)).graph.of_kind("primary")[0]  # type: ignore[arg-type]
        put_on_drivers(measure=measure, by=cast.lead, keys=[driver.id])
        words = {"plain_name": "How long people wait", "inclusions": "Aged 18 or over", "source": "Rio"}
        describe_measure(
            measure=measure, by=cast.lead, columns={}, texts=words, reason="In full", version=measure.version
        )
        phase = Phase.objects.create(collaborative=cast.amhe, number=9, name="Local design")
        owner = {"collaborative": cast.amhe, "participation": cast.north}
        days = {"planned_start": date(2026, 5, 1), "planned_end": date(2026, 10, 29), "actual_start": date(2026, 5, 4)}
        PhasePlan.objects.create(**owner, phase=phase, **days)
        Pause.objects.create(
            **owner, starts_on=date(2026, 8, 1), ends_on=date(2026, 8, 31), reason="Summer", made_by=cast.lead
        )
        found = today(cast)
    (item,) = found.measures
    said = {one.key: one.value for one in item.facts}
    assert said["In plain words"] == "How long people wait"
    assert said["Who is counted in (inclusions)"] == "Aged 18 or over"
    assert said["Version"].startswith("2, in force from ")
    assert (said["Compared with others"], said["Shows"]) == ("Local", "People are met where they are")
    assert "Who is left out (exclusions)" in said["Not said yet"]
    assert found.theory is not None
    assert [(node.kind, node.measures) for node in found.theory.nodes] == [("aim", 0), ("primary", 1)]
    (plan,) = found.data_plan
    answers = {one.key: one.value for one in plan.facts}
    assert (answers["From what system"], answers["If data are missing"]) == ("Rio", "Not said yet")
    dates = {one.key: one.value for one in found.dates}
    assert dates["Phase 9: Local design"] == "Planned: 1 May 2026 to 29 October 2026\nIn fact: from 4 May 2026"
    assert dates["Pauses"] == "1 August 2026 to 31 August 2026: Summer"


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


# Pages.


def test_an_empty_design_teaches_what_is_missing(client: Client, cast: Cast) -> None:
    client.force_login(cast.lead)
    page = text_of(client, base(cast))
    for words in ("Choose a population", "Begin the theory", "Define a measure"):
        assert words in page
    assert "as coproduction partner yet" not in page
    Membership.objects.filter(user=cast.partner).update(ended_at=timezone.now())
    assert "as coproduction partner yet" in text_of(client, base(cast))
    refused = client.post(f"{base(cast)}ask/", {"seen": "0", "sure": "on"})
    assert (refused.status_code, "Not quite yet" in refused.content.decode()) == (422, True)
    with cast.scope():
        assert not Design.objects.exists()


def test_from_asking_to_signed_through_the_pages(client: Client, cast: Cast) -> None:
    with cast.scope():
        whole(cast)
    client.force_login(cast.lead)
    form = boxes(text_of(client, f"{base(cast)}ask/"))
    assert client.post(f"{base(cast)}ask/", form).status_code == 422
    assert client.post(f"{base(cast)}ask/", form | {"sure": "on"}).status_code == 302
    sign = f"{base(cast)}1/sign/"
    unsure = client.post(sign, {"answer": "signed"})
    assert "Confirm which version you have read" in unsure.content.decode()
    assert client.post(sign, {"answer": "signed", "sure": "on"}).status_code == 302
    client.force_login(cast.sponsor)
    client.post(sign, {"answer": "signed", "sure": "on"})
    client.force_login(cast.partner)
    assert "I have read version 1, as it was frozen" in text_of(client, sign)
    client.post(sign, {"answer": "dissent", "words": "Nobody asked us.", "sure": "on"})
    for path in (base(cast), f"{base(cast)}1/", f"{base(cast)}1/print/"):
        page = text_of(client, path)
        assert "Nobody asked us." in page, path
        assert "Everybody has answered, 1 did not sign" in page, path
    client.force_login(cast.admin)
    listed = text_of(client, "/c/amhe/programme/designs/")
    assert "Everybody has answered, 1 did not sign" in listed
    client.force_login(cast.partner)
    client.post(sign, {"answer": "signed", "sure": "on"})
    client.force_login(cast.manager)
    listed = text_of(client, "/c/amhe/programme/designs/")
    assert "Version 1" in listed
    assert "signed on " in listed
    for word in ("northcanary", "Young Black men", "Nobody asked us.", "Pat Partner"):
        assert word not in listed


def test_the_page_says_what_has_changed_since(client: Client, cast: Cast) -> None:
    with cast.scope():
        whole(cast)
        ask(cast)
    client.force_login(cast.member)
    assert "Changed since version 1" not in text_of(client, base(cast))
    with cast.scope():
        Population.objects.update(name="Young men")
    page = text_of(client, base(cast))
    assert "Changed since version 1 was frozen: Populations of focus" in " ".join(page.split())
    assert "Young men: it was called “Young Black men”" in page
    assert "Young Black men</h3>" in text_of(client, f"{base(cast)}1/")
    sheet = client.get(f"{base(cast)}1/theory/1.svg")
    assert (sheet.status_code, sheet["Content-Type"]) == (200, "image/svg+xml; charset=utf-8")
    assert "Version 1, frozen on" in sheet.content.decode()


def test_the_coach_comments_and_the_team_answers(client: Client, cast: Cast) -> None:
    client.force_login(cast.coach)
    assert client.post(f"{base(cast)}comment/theory/", {"text": ""}).status_code == 422
    assert client.post(f"{base(cast)}comment/theory/", {"text": "Which driver first?"}).status_code == 302
    assert client.get(f"{base(cast)}comment/nothing/").status_code == 404
    client.force_login(cast.partner)
    assert "A comment of your coach waits for an answer." in text_of(client, base(cast))
    with cast.scope():
        row = DesignComment.objects.get()
    where = f"{base(cast)}comments/{row.pk}/"
    assert client.post(where, {"seen": "", "text": "Trust comes first."}).status_code == 302
    page = text_of(client, base(cast))
    assert "Which driver first?" in page
    assert "Trust comes first." in page
    client.force_login(cast.lead)
    clash = client.post(where, {"seen": "", "text": "Access comes first."})
    assert clash.status_code == 422
    both = clash.content.decode()
    assert "Trust comes first." in both
    assert both.count("Access comes first.") == 2
    assert client.post(where, {"seen": "Trust comes first.", "text": "Trust, then access."}).status_code == 302


def test_two_answers_never_write_over_each_other(cast: Cast) -> None:
    with cast.scope():
        row = comment_on_design(project=cast.north_project, by=cast.coach, part="plan", text="By when?")
        answer_comment(comment=row, by=cast.lead, text="By May.")
        with pytest.raises(ValidationError, match="Nora Lead has answered"):
            answer_comment(comment=row, by=cast.member, text="By June.")


def test_pages_ask_few_questions_however_much_there_is(client: Client, cast: Cast) -> None:
    with cast.scope():
        whole(cast)
        row = ask(cast)
        answer_design(design=row, by=cast.lead, answer="signed")
    client.force_login(cast.lead)
    paths = [base(cast), f"{base(cast)}1/", f"{base(cast)}1/print/", f"{base(cast)}ask/"]

    def asked(path: str) -> int:
        with CaptureQueriesContext(connection) as found:
            assert client.get(path).status_code == 200
        return len(found)

    [asked(path) for path in paths]
    before = [asked(path) for path in paths]
    with cast.scope():
        for number in range(4):
            said = PopulationFields(name=f"More {number}")
            more = choose_population(participation=cast.north, by=cast.lead, said=said, beyond=True)
            for statement in ("They wait longer", "They are detained more"):
                say_inequality(
                    population=more, by=cast.lead, said=InequalityFields(dimension="access", statement=statement)
                )
            comment_on_design(project=cast.north_project, by=cast.coach, part="plan", text="By when?")
            measure_with(cast.north_project, cast.lead, STEADY, name=f"Measure {number}")
    assert [asked(path) for path in paths] == before
    assert max(before) <= 44


def test_the_national_list_asks_few_questions_however_many_there_are(client: Client, cast: Cast) -> None:
    client.force_login(cast.admin)

    def asked() -> int:
        with CaptureQueriesContext(connection) as found:
            text_of(client, "/c/amhe/programme/designs/")
        return len(found)

    with cast.scope():
        whole(cast)
        ask(cast)
    asked()
    before = asked()
    with cast.scope(cast.north, cast.south):
        for project, lead in ((cast.south_project, cast.south_lead), (cast.north_project, cast.lead)):
            row = ask_for_signatures(
                project=project, by=lead, content={"about": []}, seen=1 if lead == cast.lead else 0
            )
            answer_design(design=row, by=lead, answer="signed")
    assert asked() == before
