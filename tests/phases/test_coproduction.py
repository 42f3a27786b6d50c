"""Coproduction: who took part, in the partner's own word; agreement and dissent; the pulse; hours and needs."""

import re
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import InternalError, connection, transaction
from django.test import Client
from django.utils import timezone

from collaborative.models import User
from collaborative.roles import Role
from organisations.actions.people import end_membership
from organisations.models import Membership
from organisations.queries import access_to
from phases.actions.coproduction import (
    TookPart,
    answer_pulse,
    pulse_hash,
    record_involvement,
    record_time,
    reply,
    say_level,
    say_needs,
    sign_off,
)
from phases.models import AccessNeeds, Involvement, InvolvementTime, PulseAnswer, SignOff
from phases.queries.coproduction import Pulse, has_answered, needs_of, pulses, steps, times_of
from tests.cast import Cast

DAY, JAN, FEB, MAR = date(2026, 5, 4), date(2026, 1, 1), date(2026, 2, 1), date(2026, 3, 1)
HOME = "/c/amhe/o/RNN/"


def took_part(cast: Cast, **more: object) -> Involvement:
    known: dict[str, object] = {"who": "Four people", "happened_on": DAY, "step": steps()[1]}
    said = TookPart(**(known | more))  # type: ignore[arg-type]
    return record_involvement(project=cast.north_project, by=cast.lead, said=said)


def partners(cast: Cast, number: int) -> list[User]:
    found = []
    for at in range(number):
        person = User.objects.create_user(f"p{at}@example.nhs.uk", f"Partner {at}")
        Membership.objects.create(user=person, role=Role.PARTNER, collaborative=cast.amhe, participation=cast.north)
        found.append(person)
    return found


def test_people_take_part_in_one_thing_that_has_happened(cast: Cast) -> None:
    with cast.scope():
        assert took_part(cast).about == str(steps()[1])
        test = took_part(cast, step=None, thing="test", thing_key=7, thing_name="A call before the letter")
        assert test.about == "A call before the letter"
        with pytest.raises(ValidationError) as refused:
            took_part(cast, thing="test", thing_key=7)
        assert set(refused.value.message_dict) == {"about"}
        with pytest.raises(ValidationError) as refused:
            took_part(cast, step=None, happened_on=timezone.localdate() + timedelta(days=1))
        assert set(refused.value.message_dict) == {"about", "happened_on"}


def test_the_level_is_a_partners_own_word_and_nobody_puts_it_otherwise(cast: Cast) -> None:
    (other,) = partners(cast, 1)
    with cast.scope():
        row = took_part(cast)
        assert (row.level, row.said_by) == ("", None)
        with pytest.raises(ValidationError, match="Choose how much"):
            say_level(involvement=row, by=cast.partner, level="")
        say_level(involvement=row, by=cast.partner, level="consulted", words="We were asked, once.")
        with pytest.raises(ValidationError, match="their word stays"):
            say_level(involvement=row, by=other, level="led")
        say_level(involvement=row, by=cast.partner, level="involved", words="It became more.")
        row.refresh_from_db()
        assert (row.level, row.words, row.said_by) == ("involved", "It became more.", cast.partner)
        # Even from a page that was opened before anybody had said anything.
        stale = Involvement(pk=row.pk, participation=cast.north, collaborative=cast.amhe)
        with pytest.raises(ValidationError, match="their word stays"):
            say_level(involvement=stale, by=other, level="led")
        before = row.events.order_by("pgh_id").values_list("words", flat=True)  # type: ignore[attr-defined]
        assert "We were asked, once." in list(before)


def test_a_no_is_kept_like_a_yes_and_nobody_takes_either_away(cast: Cast) -> None:
    with cast.scope():
        with pytest.raises(ValidationError, match="in your own words"):
            sign_off(project=cast.north_project, by=cast.partner, about="theory", verdict="dissent")
        no = sign_off(project=cast.north_project, by=cast.partner, about="theory", verdict="dissent", words="Not ours.")
        reply(to=no, by=cast.lead, words="We meet again in June.")
        sign_off(project=cast.north_project, by=cast.partner, about="theory", verdict="agree")
        assert list(SignOff.objects.order_by("pk").values_list("verdict", flat=True)) == ["dissent", "agree"]
        for column, value in (("words", "Fine."), ("verdict", "agree")):
            with pytest.raises(InternalError, match="Cannot update or delete"), transaction.atomic():
                SignOff.objects.filter(pk=no.pk).update(**{column: value})
        with pytest.raises(InternalError, match="Cannot update or delete"), transaction.atomic():
            no.replies.all().delete()


def test_a_month_is_told_only_once_it_is_over_and_enough_answered(cast: Cast) -> None:
    people = partners(cast, 5)
    with cast.scope():
        for at, person in enumerate(people):
            answer_pulse(participation=cast.north, by=person, month=JAN, heard=at + 1, changed=2)
            answer_pulse(participation=cast.north, by=person, month=MAR, heard=5, changed=5)
        for person in people[:4]:
            answer_pulse(participation=cast.north, by=person, month=FEB, heard=1, changed=1)
        assert pulses(cast.north, MAR) == [Pulse(JAN, 3.0, 2.0)]
        assert pulses(cast.north, date(2026, 4, 1))[-1] == Pulse(MAR, 5.0, 5.0)


def test_the_pulse_is_answered_once_a_month_and_names_nobody(cast: Cast) -> None:
    with cast.scope():
        answer_pulse(participation=cast.north, by=cast.partner, month=JAN, heard=4, changed=2)
        with pytest.raises(ValidationError, match="this month already"):
            answer_pulse(participation=cast.north, by=cast.partner, month=JAN, heard=1, changed=1)
        with pytest.raises(ValidationError, match="from 1 to 5"):
            answer_pulse(participation=cast.north, by=cast.partner, month=FEB, heard=6, changed=1)
        answer_pulse(participation=cast.north, by=cast.partner, month=FEB, heard=3, changed=3)
        one, two = PulseAnswer.objects.order_by("month")
        assert one.who != two.who
        assert has_answered(cast.north, JAN, pulse_hash(cast.partner, JAN))
        assert not has_answered(cast.north, JAN, pulse_hash(cast.lead, JAN))
        columns = {field.column for field in PulseAnswer._meta.fields}
        assert columns == {"id", "collaborative_id", "participation_id", "month", "heard", "changed", "who"}
    assert "phases_pulseanswerevent" not in connection.introspection.table_names()


def test_hours_and_needs_are_for_that_partner_and_who_sees_to_it(cast: Cast) -> None:
    (other,) = partners(cast, 1)
    with cast.scope():
        for person in (cast.partner, other):
            say_needs(participation=cast.north, by=person, needs=f"Large print for {person}")
            record_time(
                participation=cast.north, by=person, person=person, day=DAY, hours=Decimal(2), what="Design day"
            )
        with pytest.raises(ValidationError, match="still to come"):
            record_time(
                participation=cast.north,
                by=other,
                person=other,
                day=timezone.localdate() + timedelta(days=1),
                hours=Decimal(1),
                what="Later",
            )
        seen = {}
        for user in (cast.lead, cast.partner, cast.member, cast.coach, cast.sponsor):
            access = access_to(user=user, slug="amhe")
            assert access is not None
            seen[user.name] = (len(needs_of(access, cast.north)), times_of(access, cast.north).count())
        assert seen == {
            "Nora Lead": (2, 2),
            "Pat Partner": (1, 1),
            "Mia Member": (0, 0),
            "Cora Coach": (0, 0),
            "Sue Sponsor": (0, 0),
        }
    assert "phases_accessneedsevent" not in connection.introspection.table_names()


def sent_date(name: str, day: date) -> dict[str, str]:
    return {f"{name}_day": str(day.day), f"{name}_month": str(day.month), f"{name}_year": str(day.year)}


def test_a_partner_says_it_and_the_lead_answers_by_forms(client: Client, cast: Cast) -> None:
    project = f"/c/amhe/p/{cast.north_project.pk}/coproduction/"
    client.force_login(cast.partner)
    form = client.get(f"{project}agree/").content.decode()
    assert "(optional)" not in form
    refused = client.post(f"{project}agree/", {"about": "", "verdict": "dissent"})
    assert refused.status_code == 422
    for words in ("Choose what this is about", "Say in your own words what you think"):
        assert words in refused.content.decode()
    said = client.post(f"{project}agree/", {"about": "theory", "verdict": "dissent", "words": "Too fast."}, follow=True)
    assert "Too fast." in said.content.decode()
    assert "Not answered yet." in said.content.decode()
    client.force_login(cast.lead)
    with cast.scope():
        row = SignOff.objects.get()
    assert "Say what became of it" in client.get(project).content.decode()
    client.post(f"/c/amhe/said/{row.pk}/", {"words": "We take two months more."})
    client.force_login(cast.partner)
    told = client.get(f"{HOME}partner/").content.decode()
    assert "We take two months more." in told
    assert "Not answered yet." not in told


def test_the_two_questions_are_asked_until_they_are_answered(client: Client, cast: Cast) -> None:
    client.force_login(cast.partner)
    assert "Answer two questions" in client.get(f"{HOME}partner/").content.decode()
    sent = {"heard": "4", "changed": "2"}
    after = client.post(f"{HOME}pulse/answer/", sent, follow=True).content.decode()
    assert "counted without your name" in after
    assert "Answer two questions" not in after
    assert "You have answered this month" in client.get(f"{HOME}pulse/answer/").content.decode()
    assert client.post(f"{HOME}pulse/answer/", sent).status_code == 422
    with cast.scope():
        assert PulseAnswer.objects.count() == 1


def test_hours_are_written_down_by_a_partner_and_their_payment_by_the_lead(client: Client, cast: Cast) -> None:
    sent = {**sent_date("day", DAY), "hours": "1.5", "what": "Design day", "payment": "paid"}
    client.force_login(cast.partner)
    mine = client.post(f"{HOME}hours/", sent, follow=True).content.decode()
    assert "Not offered: 1.5 hours." in mine
    client.force_login(cast.lead)
    with cast.scope():
        row = InvolvementTime.objects.get()
    assert "Pat Partner" in client.get(f"{HOME}hours/").content.decode()
    client.post(f"/c/amhe/hours/{row.pk}/", sent)
    client.force_login(cast.partner)
    assert "Paid: 1.5 hours." in client.get(f"{HOME}hours/").content.decode()


def test_needs_are_said_by_a_partner_and_read_by_the_lead(client: Client, cast: Cast) -> None:
    client.force_login(cast.partner)
    client.post(f"{HOME}needs/", {"needs": "A quiet room"})
    assert "A quiet room" in client.get(f"{HOME}needs/").content.decode()
    client.force_login(cast.lead)
    assert "A quiet room" in client.get(f"{HOME}needs/").content.decode()
    assert "A quiet room" not in client.get(f"{HOME}history/").content.decode()
    client.force_login(cast.coach)
    assert client.get(f"{HOME}needs/").status_code == 404


def test_a_lead_who_is_a_partner_too_sees_what_the_others_need_and_says_their_own(client: Client, cast: Cast) -> None:
    with cast.scope():
        say_needs(participation=cast.north, by=cast.partner, needs="Large print")
    Membership.objects.create(user=cast.lead, collaborative=cast.amhe, participation=cast.north, role=Role.PARTNER)
    client.force_login(cast.lead)
    shown = client.get(f"{HOME}needs/").content.decode()
    assert "Large print" in shown
    assert "What you need yourself" in shown
    assert client.post(f"{HOME}needs/", {"needs": "A quiet room"}).status_code == 302
    shown = client.get(f"{HOME}needs/").content.decode()
    assert "Large print" in shown
    assert shown.count("A quiet room") == 2
    client.force_login(cast.partner)
    assert "A quiet room" not in client.get(f"{HOME}needs/").content.decode()


def partners_record(cast: Cast) -> None:
    with cast.scope():
        said = sign_off(
            project=cast.north_project, by=cast.partner, about="theory", verdict="dissent", words="secretcanary"
        )
        reply(to=said, by=cast.lead, words="replycanary")
        say_level(involvement=took_part(cast), by=cast.partner, level="informed", words="wordscanary")
        say_needs(participation=cast.north, by=cast.partner, needs="needscanary")
        record_time(
            participation=cast.north,
            by=cast.partner,
            person=cast.partner,
            day=DAY,
            hours=Decimal(2),
            what="hourscanary",
        )


def test_the_national_team_is_not_told_that_a_partner_said_anything(client: Client, cast: Cast) -> None:
    partners_record(cast)
    kinds = ("", "phases.signoff", "phases.reply", "phases.involvement", "phases.involvementtime", "phases.accessneeds")
    for who in (cast.admin, cast.manager):
        client.force_login(who)
        for kind in kinds:
            told = client.get(f"{HOME}history/", {"kind": kind}).content.decode()
            # The other work of the organisation is there, its values hidden.
            assert "Project" in told
            for word in ("agree", "involve", "Sign off", "Reply", "need to take part", "canary"):
                assert word not in told, (word, kind)
    client.force_login(cast.lead)
    told = client.get(f"{HOME}history/").content.decode()
    assert "said that they do not fully agree" in told.lower()
    assert "secretcanary" in told
    assert "needs" not in told.replace("What needs you", "")


def test_needs_are_forgotten_with_the_role(client: Client, cast: Cast) -> None:
    partners_record(cast)
    role = Membership.objects.get(user=cast.partner, role=Role.PARTNER)
    with cast.scope():
        access = access_to(user=cast.lead, slug="amhe")
        assert access is not None
        assert [row.needs for row in needs_of(access, cast.north)] == ["needscanary"]
    # The national team, who cannot reach the row, ends the role.
    end_membership(membership=role, by=cast.admin, reason="Moved away.")
    with cast.scope():
        assert not AccessNeeds.objects.exists()
        say_needs(participation=cast.north, by=cast.partner, needs="left behind")
        assert needs_of(access, cast.north) == []


def test_who_corrects_hours_does_not_take_back_that_they_were_paid(client: Client, cast: Cast) -> None:
    place = {"participation": cast.north, "by": cast.lead, "person": cast.partner, "day": DAY, "what": "Design day"}
    with cast.scope():
        row = record_time(**place, hours=Decimal(2), payment="offered")
    address = f"/c/amhe/hours/{row.pk}/"
    client.force_login(cast.lead)
    found = re.search(r'name="seen" value="(\w+)"', client.get(address).content.decode())
    assert found is not None
    with cast.scope():
        record_time(**place, hours=Decimal(2), payment="paid", current=row)
    day = {"day_day": "4", "day_month": "5", "day_year": "2026", "person": cast.partner.pk}
    sent = day | {"hours": "3", "what": "Design day", "payment": "offered", "seen": found.group(1)}
    refused = client.post(address, sent)
    assert refused.status_code == 422
    told = refused.content.decode()
    assert "Somebody else has changed this" in told
    assert "There now: </span>Paid" in told
    with cast.scope():
        row.refresh_from_db()
        assert (row.hours, row.payment) == (Decimal(2), "paid")
    again = re.search(r'name="seen" value="(\w+)"', told)
    assert again is not None
    assert client.post(address, sent | {"payment": "paid", "seen": again.group(1)}).status_code == 302
    with cast.scope():
        row.refresh_from_db()
        assert (row.hours, row.payment) == (Decimal(3), "paid")
