"""Coproduction across the work: who took part in what of a project, the pulse as charts, a partner's own page."""

import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from collaborative.models import User
from evaluation.presenters.pulse import TOO_FEW, charts, specs
from measures.charts.scale import y_scale
from organisations.models import Project
from phases.actions.boxes import add_box
from phases.actions.coproduction import TookPart, answer_pulse, record_involvement, say_level, sign_off
from phases.actions.gatherings import end_collecting
from phases.actions.journey import set_dates, set_up_phases
from phases.actions.populations import PopulationFields, choose_population, end_population
from phases.actions.start import start_theory
from phases.models import Involvement, Population
from phases.queries.coproduction import Pulse, steps
from phases.queries.theory import held, project_theory
from tests.cast import Cast
from tests.evaluation.design_stage import ask, whole
from tests.measures.stage import north_measure
from tests.phases.gathering_rows import gather

JAN, FEB, MAR, APR = (date(2026, month, 1) for month in range(1, 5))
DAY = date(2026, 5, 4)


@pytest.fixture
def address(cast: Cast) -> str:
    return f"/c/amhe/p/{cast.north_project.pk}/coproduction/"


def test_the_whole_design_is_signed_on_its_own_page(client: Client, cast: Cast, address: str) -> None:
    with cast.scope():
        sign_off(project=cast.north_project, by=cast.partner, about="design", verdict="agree")
    client.force_login(cast.partner)
    form = client.get(f"{address}agree/").content.decode()
    assert 'value="theory"' in form
    assert 'value="design"' not in form
    assert f'href="/c/amhe/p/{cast.north_project.pk}/design/"' in form
    assert client.post(f"{address}agree/", {"about": "design", "verdict": "agree"}).status_code == 422
    # What was said before the design had signatures stays readable.
    assert "The whole design" in client.get(address).content.decode()


def test_a_measure_is_one_of_the_things_people_take_part_in(client: Client, cast: Cast, address: str) -> None:
    measure = north_measure(cast, name="Waits over a month")
    client.force_login(cast.partner)
    empty = client.get(address).content.decode()
    assert "Nobody is recorded yet" in empty
    assert "Nobody is recorded for 1 measure." in empty
    form = client.get(f"{address}new/?about=measure-{measure.pk}").content.decode()
    assert f'<option value="measure-{measure.pk}" selected>Measure: Waits over a month</option>' in form
    sent = {
        "about": f"measure-{measure.pk}",
        "who": "Two carers",
        "happened_on_day": "4",
        "happened_on_month": "5",
        "happened_on_year": "2026",
        "what": "Chose what to count.",
    }
    assert client.post(f"{address}new/", sent | {"about": f"measure-{measure.pk + 1}"}).status_code == 422
    made = client.post(f"{address}new/", sent)
    with cast.scope():
        row = Involvement.objects.get()
        assert (row.thing, row.thing_key, row.thing_name) == ("measure", measure.pk, "Waits over a month")
    assert made["Location"] == f"/c/amhe/involvement/{row.pk}/"
    client.post(made["Location"], {"level": "equal", "words": "We decided together."})
    said = client.get(address).content.decode()
    assert "Equal partner" in said
    assert "“We decided together.”" in said
    assert "Nobody is recorded for 1 measure." not in said


def test_a_record_takes_as_many_queries_however_much_there_is(client: Client, cast: Cast, address: str) -> None:
    client.force_login(cast.lead)

    def fill(number: int) -> None:
        with cast.scope():
            for step in steps()[:number]:
                said = TookPart(who="Carers", happened_on=DAY, step=step)
                row = record_involvement(project=cast.north_project, by=cast.lead, said=said)
                say_level(involvement=row, by=cast.partner, level="involved")
                sign_off(project=cast.north_project, by=cast.partner, about="theory", verdict="agree")

    fill(1)
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    fill(8)
    with CaptureQueriesContext(connection) as more:
        client.get(address)
    assert len(more) == len(few) <= 30


def test_the_pulse_is_a_chart_whose_gaps_say_why() -> None:
    told = [Pulse(JAN, 3.0, 2.0), Pulse(MAR, 4.0, 3.5)]
    heard, changed = specs(told, APR)
    assert (heard.periods, heard.values) == ((JAN, FEB, MAR, APR), (3.0, None, 4.0, None))
    assert heard.notes == ("", TOO_FEW, "", TOO_FEW)
    assert changed.values == (2.0, None, 3.5, None)
    assert heard.analysis.centre == 3.5
    # Both on the one scale on which partners answer, whatever they answered.
    assert y_scale(heard).ticks == y_scale(changed).ticks == (1.0, 2.0, 3.0, 4.0, 5.0)
    assert charts(told, APR)[0]["table"]["rows"][1][-1] == TOO_FEW
    assert charts([], APR) == []


def test_the_pulses_page_is_the_same_whether_one_person_answered_or_nobody(client: Client, cast: Cast) -> None:
    address = "/c/amhe/o/RNN/pulse/"
    client.force_login(cast.lead)

    def shown() -> str:
        return re.sub(r"[A-Za-z0-9]{64}", "", client.get(address).content.decode())

    nobody = shown()
    with cast.scope():
        answer_pulse(participation=cast.north, by=cast.partner, month=FEB, heard=1, changed=1)
    assert shown() == nobody
    with cast.scope():
        for number in range(5):
            person = User.objects.create_user(f"p{number}@example.nhs.uk", f"Partner {number}")
            answer_pulse(participation=cast.north, by=person, month=MAR, heard=4, changed=2)
    some = shown()
    assert "Mar 2026" in some
    assert "Feb 2026" not in some
    with cast.scope():
        answer_pulse(participation=cast.north, by=cast.partner, month=APR, heard=1, changed=1)
    assert shown() == some


def test_a_rise_in_being_heard_is_seen_like_any_other() -> None:
    months = [date(2024 + at // 12, at % 12 + 1, 1) for at in range(20)]
    told = [Pulse(month, 2.0 + at % 2 / 10 if at < 10 else 4.0 + at % 2 / 10, 3.0) for at, month in enumerate(months)]
    assert specs(told, months[-1])[0].analysis.signal


def test_the_pulses_page_shows_months_that_are_over(client: Client, cast: Cast) -> None:
    client.force_login(cast.sponsor)
    assert "Nothing to show yet" in client.get("/c/amhe/o/RNN/pulse/").content.decode()
    with cast.scope():
        for number in range(5):
            person = User.objects.create_user(f"p{number}@example.nhs.uk", f"Partner {number}")
            answer_pulse(participation=cast.north, by=person, month=JAN, heard=4, changed=2)
    said = client.get("/c/amhe/o/RNN/pulse/").content.decode()
    assert "Were you heard?" in said
    assert "<td>4.0</td>" in said
    assert "Partner 0" not in said
    for person, shown in ((cast.lead, True), (cast.coach, True), (cast.sponsor, False), (cast.partner, False)):
        client.force_login(person)
        said = client.get("/c/amhe/o/RNN/pulse/").content.decode()
        assert ("How this is worked out" in said) == ("Anhøj" in said) == shown, person


def test_a_partners_page_says_what_is_asked_and_what_is_next(client: Client, cast: Cast) -> None:
    phases = set_up_phases(collaborative=cast.amhe, by=cast.admin)
    with cast.scope():
        days = {"actual_start": JAN, "forecast_end": date(2100, 1, 1)}
        set_dates(participation=cast.north, phase=phases[0], by=cast.lead, dates=days)
        said = TookPart(who="Carers", happened_on=DAY, step=steps()[0])
        row = record_involvement(project=cast.north_project, by=cast.lead, said=said)
    client.force_login(cast.partner)
    told = client.get("/c/amhe/o/RNN/partner/").content.decode()
    assert "Your page as a partner" in client.get("/c/amhe/o/RNN/").content.decode()
    assert f'href="/c/amhe/involvement/{row.pk}/"' in told
    assert "We are in phase 1: Local design" in told
    assert "until about 1 January 2100" in told
    with cast.scope():
        say_level(involvement=row, by=cast.partner, level="informed", words="A letter came.")
    told = client.get("/c/amhe/o/RNN/partner/").content.decode()
    assert f'href="/c/amhe/involvement/{row.pk}/"' not in told
    assert "“A letter came.”" in told


def test_a_partner_is_asked_first_for_what_others_wait_for(client: Client, cast: Cast) -> None:
    with cast.scope():
        said = TookPart(who="Carers", happened_on=timezone.localdate(), step=steps()[0])
        record_involvement(project=cast.north_project, by=cast.lead, said=said)
        project = whole(cast)
        theory = project_theory(project)
        assert theory is not None
        gathering = gather(cast, theory)
        ask(cast)
    client.force_login(cast.partner)
    told = client.get("/c/amhe/o/RNN/partner/").content.decode()
    asked = re.findall(r'class="app-asks__do" href="([^"]+)"', told)
    design = f"/c/amhe/p/{project.pk}/design/1/sign/"
    assert set(asked[:3]) == {f"/c/amhe/gathering/{gathering.pk}/", design, "/c/amhe/o/RNN/pulse/answer/"}
    assert asked.index(design) < 2
    assert asked[3].startswith(("/c/amhe/involvement/", f"/c/amhe/p/{project.pk}/coproduction/agree/"))
    assert told.index("What we ask of you now") < told.index("What we want")
    with cast.scope():
        end_collecting(gathering=gathering, by=cast.lead)
    assert f"/c/amhe/gathering/{gathering.pk}/" not in client.get("/c/amhe/o/RNN/partner/").content.decode()


def test_a_record_is_put_right_and_taken_back_by_who_made_it_and_the_lead(
    client: Client, cast: Cast, address: str
) -> None:
    with cast.scope():
        said = TookPart(who="Mrs Smith", happened_on=DAY, step=steps()[0])
        row = record_involvement(project=cast.north_project, by=cast.member, said=said)
    edit = f"/c/amhe/involvement/{row.pk}/edit/"
    sent = {
        "about": f"step-{row.step_id}",
        "who": "A carer",
        "happened_on_day": "4",
        "happened_on_month": "5",
        "happened_on_year": "2026",
    }
    client.force_login(cast.partner)
    assert client.get(edit).status_code == 404
    assert edit not in client.get(address).content.decode()
    client.force_login(cast.lead)
    assert edit in client.get(address).content.decode()
    assert 'value="Mrs Smith"' in client.get(edit).content.decode()
    client.post(edit, sent)
    with cast.scope():
        row.refresh_from_db()
        assert (row.who, row.created_by) == ("A carer", cast.member)
        say_level(involvement=row, by=cast.partner, level="informed", words="A letter came.")
    # Once a partner has said their word of it, who took part, when and in what is theirs to put right.
    for person in (cast.lead, cast.member):
        client.force_login(person)
        assert edit not in client.get(address).content.decode()
        for asked in (client.get(edit), client.get(edit, {"do": "withdraw"})):
            assert f"{cast.partner} has said how much of a say they had in this. Only they" in asked.content.decode()
            assert "<textarea" not in asked.content.decode()
        refused = client.post(edit, sent | {"who": "Two carers"})
        assert refused.status_code == 422
        assert "Only they can put it right." in refused.content.decode()
        assert 'value="Two carers"' in refused.content.decode()
        assert "Only they can take it back" in client.post(edit, {"do": "withdraw"}).content.decode()
    client.force_login(cast.partner)
    assert edit in client.get(address).content.decode()
    refused = client.post(edit, sent | {"about": f"step-{row.step_id + 1}"})
    assert "You have said how much of a say you had in this, so it stays." in refused.content.decode()
    assert client.post(edit, sent | {"who": "Two carers"}).status_code == 302
    with cast.scope():
        row.refresh_from_db()
        assert (row.who, row.level, row.words) == ("Two carers", "informed", "A letter came.")


def test_a_record_on_which_a_partner_spoke_is_taken_back_by_that_partner_who_is_asked_first(
    client: Client, cast: Cast, address: str
) -> None:
    with cast.scope():
        said = TookPart(who="A carer", happened_on=DAY, step=steps()[0])
        row = record_involvement(project=cast.north_project, by=cast.lead, said=said)
        say_level(involvement=row, by=cast.partner, level="informed", words="A letter came.")
    edit = f"/c/amhe/involvement/{row.pk}/edit/"
    client.force_login(cast.partner)
    assert f'href="{edit}?do=withdraw"' in client.get(edit).content.decode()
    asked = client.get(edit, {"do": "withdraw"}).content.decode()
    assert "Take this record back?" in asked
    assert "A carer, 4 May 2026" in asked
    found = re.search(r'name="seen" value="(\w+)"', asked)
    assert found is not None
    answer = {"do": "withdraw", "seen": found.group(1)}
    with cast.scope():
        Involvement.objects.update(who="Two carers")
    refused = client.post(edit, answer)
    assert refused.status_code == 422
    assert "Nothing is removed: look again." in refused.content.decode()
    with cast.scope():
        Involvement.objects.update(who="A carer")
    assert client.post(edit, answer).headers["Location"] == address
    with cast.scope():
        assert not Involvement.objects.exists()


def test_what_was_done_with_people_stays_told_when_the_work_with_them_ends(
    client: Client, cast: Cast, address: str
) -> None:
    with cast.scope():
        people = choose_population(participation=cast.north, by=cast.lead, said=PopulationFields(name="Young men"))
        said = TookPart(who="Four carers", happened_on=DAY, population=people)
        row = record_involvement(project=cast.north_project, by=cast.lead, said=said)
        say_level(involvement=row, by=cast.partner, level="informed", words="A letter came.")
        end_population(population=people, by=cast.lead, reason="Merged.")
    client.force_login(cast.lead)
    told = client.get(address).content.decode()
    for words in ("Young men (no longer worked with)", "Four carers", "“A letter came.”"):
        assert words in told
    client.force_login(cast.partner)
    edit = client.get(f"/c/amhe/involvement/{row.pk}/edit/").content.decode()
    assert f'<option value="population-{people.pk}" selected>Young men</option>' in edit


def test_a_project_has_no_population_of_another(client: Client, cast: Cast, address: str) -> None:
    with cast.scope():
        owner = {"collaborative": cast.amhe, "participation": cast.north}
        other = Project.objects.create(**owner, name="Other", starts_on=JAN, created_by=cast.lead)
        for name, project in (("Men", cast.north_project), ("Women", other), ("Everybody", None)):
            said = PopulationFields(name=name, project=project)
            choose_population(participation=cast.north, by=cast.lead, said=said)
        people = Population.objects.get(name="Women")
    client.force_login(cast.lead)
    assert "Nobody is recorded for 2 populations." in client.get(address).content.decode()
    offered = client.get(f"{address}new/").content.decode()
    assert [f"Population: {name}<" in offered for name in ("Men", "Women", "Everybody")] == [True, False, True]
    with cast.scope():
        said = TookPart(who="Four carers", happened_on=DAY, what="They wrote it.\nWith us.", population=people)
        record_involvement(project=cast.north_project, by=cast.lead, said=said)
    told = client.get(address).content.decode()
    assert "Women (of another project)" in told
    assert '<p class="app-words">They wrote it.' in told


def test_a_partner_is_asked_about_a_theory_once_it_says_more_than_the_aim(client: Client, cast: Cast) -> None:
    with cast.scope():
        theory = start_theory(project=cast.north_project, by=cast.lead, copy=False)
    client.force_login(cast.partner)
    agree = f"/c/amhe/p/{cast.north_project.pk}/coproduction/agree/"
    # They may say so at any time; asked they are only then.
    assert client.get("/c/amhe/o/RNN/partner/").content.decode().count(agree) == 1
    with cast.scope():
        aim = held(theory).graph.of_kind("aim")[0].id
        add_box(theory=theory, by=cast.lead, kind="primary", text="People are met where they are", under=[aim])
    assert client.get("/c/amhe/o/RNN/partner/").content.decode().count(agree) == 2


def test_what_is_older_than_six_months_is_folded_away_on_a_partners_page(client: Client, cast: Cast) -> None:
    today = timezone.localdate()
    with cast.scope():
        for days, who in ((400, "oldcanary"), (3, "newcanary")):
            said = TookPart(who=who, happened_on=today - timedelta(days=days), thing="test", thing_key=days,
                            thing_name=f"Test of {who}")  # fmt: skip
            record_involvement(project=cast.north_project, by=cast.lead, said=said)
    client.force_login(cast.partner)
    told = client.get("/c/amhe/o/RNN/partner/").content.decode()
    before, _, folded = told.partition("<details")
    assert "Test of newcanary" in before
    assert "Test of oldcanary" not in before
    assert "Older (1)" in folded
    assert "Test of oldcanary" in folded.partition("</details>")[0]


def test_who_puts_a_record_right_overwrites_nothing_they_did_not_see(client: Client, cast: Cast) -> None:
    with cast.scope():
        said = TookPart(who="A carer", happened_on=DAY, step=steps()[0])
        row = record_involvement(project=cast.north_project, by=cast.lead, said=said)
    edit = f"/c/amhe/involvement/{row.pk}/edit/"
    client.force_login(cast.lead)
    found = re.search(r'name="seen" value="(\w+)"', client.get(edit).content.decode())
    assert found is not None
    day = {"happened_on_day": "4", "happened_on_month": "5", "happened_on_year": "2026"}
    sent = day | {"about": f"step-{row.step_id}", "seen": found.group(1)}
    assert client.post(edit, sent | {"who": "Two carers"}).status_code == 302
    refused = client.post(edit, sent | {"who": "A carer", "what": "Drew the map"})
    assert refused.status_code == 422
    told = refused.content.decode()
    for words in ("Somebody else has changed this", "There now: </span>Two carers", "Drew the map"):
        assert words in told
    with cast.scope():
        row.refresh_from_db()
        assert (row.who, row.what) == ("Two carers", "")
