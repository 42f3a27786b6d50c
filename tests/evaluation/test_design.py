"""The design of a project: put together, commented, and what has changed since it was frozen."""

import re
from dataclasses import replace
from datetime import date
from html import unescape

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from measures.actions.drivers import put_on_drivers
from measures.actions.strategy import describe_measure
from measures.models import Measure
from organisations.models import Membership
from phases.actions.boxes import reword_box
from phases.actions.design import (
    answer_comment,
    answer_design,
    ask_for_signatures,
    comment_on_design,
)
from phases.actions.populations import InequalityFields, PopulationFields, choose_population, say_inequality
from phases.design import Contents, Fact, Item, contents_json, contents_of, differences
from phases.models import Design, DesignComment, Pause, Phase, PhasePlan, Population
from phases.queries.theory import held, project_theory
from phases.theory.graph import Link, Node, Theory
from tests.cast import Cast
from tests.evaluation.builders import STEADY, measure_with
from tests.evaluation.design_stage import ask, base, text_of, today, whole
from tests.measures.test_definitions import boxes
from tests.pdsa.conftest import make_cycle

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
    assert one.lines == ("Added: Women", "Young men: it was called “Men”; changed: Why")


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
    assert (about.title, about.lines) == ("Project", ("Changed: Aim",))
    assert theory.lines == (
        "Belief that “Ring first” will help: it was not said, it is high",
        "The link from “Ring first” to “Met at home” is weaker",
        "Added among what is left out: Posters",
    )


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
    assert "Who is left out (exclusions)" in said["Not filled in yet"]
    assert found.theory is not None
    assert [(node.kind, node.measures) for node in found.theory.nodes] == [("aim", 0), ("primary", 1)]
    (plan,) = found.data_plan
    answers = {one.key: one.value for one in plan.facts}
    assert (answers["From what system"], "If data are missing" in answers["Not filled in yet"]) == ("Rio", True)
    dates = {one.key: one.value for one in found.dates}
    assert dates["Phase 9: Local design"] == "Planned: 1 May 2026 to 29 October 2026\nIn fact: from 4 May 2026"
    assert dates["Pauses"] == "1 August 2026 to 31 August 2026: Summer"


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
    assert "Change your answer" not in text_of(client, base(cast))
    assert "Add an answer" in text_of(client, base(cast))
    assert client.post(where, {"seen": "", "text": "Access comes first."}).status_code == 302
    clash = client.post(where, {"seen": "", "text": "Trust, then access."})
    assert clash.status_code == 422
    both = clash.content.decode()
    assert (both.count("Access comes first."), both.count("Trust, then access.")) == (2, 2)
    assert client.post(where, {"seen": "Access comes first.", "text": "Trust, then access."}).status_code == 302
    client.force_login(cast.coach)
    page = text_of(client, base(cast))
    assert page.index("Trust comes first.") < page.index("Trust, then access.")
    assert "Access comes first." not in page


def test_nobody_changes_the_answer_of_somebody_else(client: Client, cast: Cast) -> None:
    with cast.scope():
        row = comment_on_design(project=cast.north_project, by=cast.coach, part="plan", text="By when?")
        theirs = answer_comment(comment=row, by=cast.lead, text="By May.")
    client.force_login(cast.partner)
    where = f"{base(cast)}comments/{row.pk}/"
    assert boxes(text_of(client, where))["text"] == ""
    assert client.post(where, {"seen": "By May.", "text": "Never."}).status_code == 422
    assert client.post(where, {"seen": "", "text": "By June."}).status_code == 302
    with cast.scope():
        theirs.refresh_from_db()
        assert (theirs.text, theirs.author) == ("By May.", cast.lead)
        assert [(one.text, one.author) for one in row.answers.all()] == [
            ("By May.", cast.lead),
            ("By June.", cast.partner),
        ]


def test_what_is_thin_is_listed_before_anybody_is_asked(client: Client, cast: Cast) -> None:
    with cast.scope():
        whole(cast)
        comment_on_design(project=cast.north_project, by=cast.coach, part="plan", text="By when?")
        comment_on_design(project=cast.north_project, by=cast.coach, part="theory", text="Why?")
        name = Measure.objects.get(project=cast.north_project).name
    client.force_login(cast.lead)
    page = unescape(text_of(client, f"{base(cast)}ask/"))
    assert page.index("You may want to see to this first") < page.index("Who is asked, by e-mail")
    assert "There is no balancing measure yet." in page
    assert re.search(rf"Fill in how it is counted: “{name}” \(\d+ of \d+ filled in\)\.", page)
    assert f"Say which number you want to reach, and by when: “{name}”." in page
    assert f"There is no data plan yet: say who collects it, how and from where: “{name}”." in page
    assert "2 comments of your coach wait for an answer." in page
    assert "Open the data plan" in text_of(client, base(cast))
    client.force_login(cast.partner)
    assert "Open the data plan" not in text_of(client, base(cast))
    client.force_login(cast.coach)
    assert "2 of your comments wait for an answer." in text_of(client, base(cast))


def test_the_plan_says_how_far_tests_are(client: Client, cast: Cast) -> None:
    with cast.scope():
        whole(cast)
        for title, status in (("Ring first", "plan"), ("Text first", "do"), ("A walk", "complete"), ("Tea", "stopped")):
            make_cycle(cast, status, title=title)
        ask(cast)
    client.force_login(cast.lead)
    for path in (base(cast), f"{base(cast)}1/print/"):
        page = text_of(client, path)
        assert "Tests: 1 planned, 1 under way, 2 done" in page, path
        assert all(title in page for title in ("Ring first", "Text first", "A walk", "Tea")), path


def test_the_first_page_for_a_board_says_it_all(client: Client, cast: Cast) -> None:
    with cast.scope():
        whole(cast)
        measure = Measure.objects.get(project=cast.north_project)
        describe_measure(
            measure=measure,
            by=cast.lead,
            columns={"target": "90"},
            texts={"goal_date": "March 2028"},
            reason="A goal",
            version=measure.version,
        )
        row = ask(cast)
        answer_design(design=row, by=cast.lead, answer="signed")
        answer_design(design=row, by=cast.partner, answer="dissent", words="Nobody asked us.")
    client.force_login(cast.lead)
    paper = text_of(client, f"{base(cast)}1/print/")
    first = " ".join(unescape(paper[paper.index('id="title"') : paper.index('id="signatures"')]).split())
    for words in ("Young Black men", "They wait longer", "People are met where they are", measure.name, "March 2028"):
        assert words in first, words
    assert "<td>90" in first
    assert "Nora Lead (project lead)." in first
    assert "Pat Partner</strong> (coproduction partner): “Nobody asked us.”" in first
    assert "Sue Sponsor" in first


def test_pages_ask_few_questions_however_much_there_is(client: Client, cast: Cast) -> None:
    with cast.scope():
        whole(cast)
        row = ask(cast)
        answer_design(design=row, by=cast.lead, answer="signed")
        comment_on_design(project=cast.north_project, by=cast.coach, part="theory", text="Why?")
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
    assert max(before) <= 46


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
