"""The pages of tests, without JavaScript: each status, the list, how many queries, nothing inline, all escaped."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from pdsa.actions import add_task, next_cycle, save_study, start_do
from pdsa.models import Cycle
from phases.actions import change_idea
from phases.actions.boxes import add_box, remove_box
from phases.actions.journey import pause
from phases.actions.start import start_theory
from phases.queries.theory import held
from tests.cast import Cast
from tests.pdsa.browsing import at, text_of
from tests.pdsa.conftest import days_ago, make_measure

Make = Callable[..., Cycle]


@pytest.mark.parametrize(
    ("status", "shown", "writes"),
    [
        ("plan", ["Planned", "Opens when the test starts."], "plan"),
        ("do", ["Being tried", "Locked on", "Opens when the test has ended."], "do"),
        ("study", ["Being studied", "Was it as you predicted?"], "study"),
        ("act", ["Decision due", "What did you decide?"], "act"),
        ("complete", ["Adapted", "Change it and test again.", "Call in the evening instead"], None),
        ("stopped", ["Stopped on", "The clinic moved", "The test stopped before this."], None),
    ],
)
def test_the_page_of_each_status(
    cast: Cast, client: Client, made: Make, status: str, shown: list[str], writes: str | None
) -> None:
    cycle = made(status)
    address = at("cycle", cycle.pk)
    client.force_login(cast.partner)
    page = client.get(address)
    assert page.status_code == 200
    for words in shown:
        assert words in text_of(page)
    forms = re.findall(rf'action="{address}(plan|do|study|act)/"', page.content.decode())
    assert forms == ([writes] if writes else [])
    client.force_login(cast.sponsor)
    read = client.get(address)
    assert read.status_code == 200
    assert "Ring the day before" in text_of(read)
    assert "Eight of ten will come" in text_of(read)
    assert address + "stop/" not in read.content.decode()
    assert not re.findall(rf'(?:action|href)="{address}[a-z]', read.content.decode())


def test_the_lock_is_said_with_its_time(cast: Cast, lead: Client, made: Make) -> None:
    with cast.scope():
        cycle = start_do(cycle=made("plan"), by=cast.lead)
    started = timezone.localtime(cycle.do_started_at)
    clock = f"{started.hour % 12 or 12}:{started.minute:02}{'am' if started.hour < 12 else 'pm'}"
    words = f"Locked on {started.day} {started:%B %Y} at {clock}, when the test started"
    assert words in text_of(lead.get(at("cycle", cycle.pk)))


def test_a_start_recorded_afterwards_is_not_called_the_start(cast: Cast, lead: Client, made: Make) -> None:
    page = text_of(lead.get(at("cycle", made("do").pk)))
    assert "when the start was recorded; the test began on" in page
    assert "when the test started" not in page


def test_the_ramp_shows_every_test_of_the_series(cast: Cast, lead: Client, made: Make) -> None:
    cycle = made("complete")
    with cast.scope():
        planned = next_cycle(cycle=cycle, by=cast.lead)
    html = lead.get(at("cycle", planned.pk)).content.decode()
    start = html.index('class="pdsa-ramp"')
    ramp = html[start : html.index("</ol>", start)]
    words = " ".join(re.sub(r"<[^>]+>", " ", ramp[ramp.index("<ol") :]).split())
    assert words == (
        "Test 1 : Ring the day before. One person or shift. Adapted."
        " Test 2 : Ring the day before. One person or shift. Planned."
    )
    assert ramp.count(f'href="{at("cycle", cycle.pk)}"') == 3
    assert '<strong aria-current="page">Test 2</strong>' in ramp
    assert ramp.count("<svg") == 2
    assert ramp.count(">Test 3<") == 2
    assert "Plan the next test" not in text_of(lead.get(at("cycle", cycle.pk)))


def test_results_and_measures_are_on_the_page(cast: Cast, lead: Client, made: Make) -> None:
    with cast.scope():
        measure = make_measure(cast, "People seen within 14 days")
    cycle = made("study", measures=[measure])
    with cast.scope():
        data = {f"result_{cycle.predictions.get().pk}": "not", f"note_{cycle.predictions.get().pk}": "Five came"}
    lead.post(at("cycle-edit", cycle.pk, stage="study"), {"version": cycle.version, "then": "next", **data})
    words = text_of(lead.get(at("cycle", cycle.pk)))
    assert "Eight of ten will come We saw: Five came Not as predicted" in words
    assert "People seen within 14 days" in words


def test_help_stands_beside_the_field_and_the_coach_is_told_a_week_later(
    cast: Cast, client: Client, made: Make
) -> None:
    bare = made("plan", prediction="")
    studied = made("study", title="Ring in the evening", prediction="Eight come")
    with cast.scope():
        save_study(cycle=studied, by=cast.lead, learned="We will <b>ask</b> ten people")
    client.force_login(cast.lead)
    html = client.get(at("cycle", bare.pk)).content.decode()
    assert html.index("A guess is enough") < html.index('name="predictions-0-text"')
    for address in (at("cycle", studied.pk), at("cycle-edit", studied.pk, stage="study")):
        words = text_of(client.get(address))
        assert "Your study reads as a plan: what happened?" in words
    assert "Two lines are enough while you still remember" in text_of(client.get(at("cycle", studied.pk)))
    for who in (cast.sponsor, cast.coach):
        client.force_login(who)
        words = text_of(client.get(at("cycle", studied.pk)))
        assert "reads as a plan" not in words
        assert ("What makes a test teach" in words, "To look at again" in words) == (who == cast.coach, False)
        assert ("A prediction before the test There" in words) is (who == cast.coach)
    with cast.scope():
        Cycle.objects.filter(pk=studied.pk).update(study_started_at=timezone.now() - timedelta(days=7))
    assert "The study says what happened To look at again" in text_of(client.get(at("cycle", studied.pk)))


def test_the_list_teaches_while_it_is_empty(cast: Cast, lead: Client, client: Client) -> None:
    address = at("cycles", cast.north_project.pk)
    assert "No tests yet" in text_of(lead.get(address))
    assert "Log your first test" in text_of(lead.get(address))
    client.force_login(cast.sponsor)
    assert "Log your first test" not in text_of(client.get(address))


def test_the_list_is_filtered_searched_and_paged(cast: Cast, lead: Client, made: Make) -> None:
    address = at("cycles", cast.north_project.pk)
    made("do", title="Try the telephone")
    for number in range(21):
        made(title=f"Planned number {number}")
    words = text_of(lead.get(address))
    assert "1 to 20 of 22 tests" in words
    assert "Try the telephone" not in words
    assert "Try the telephone" in text_of(lead.get(address + "?page=2"))
    assert "Planned number" not in text_of(lead.get(address + "?status=do"))
    assert "Planned number 7" in text_of(lead.get(address + "?status=plan&q=number+7"))
    assert "No test matches." in text_of(lead.get(address + "?q=zebra"))
    assert lead.get(address + "?status=nonsense").status_code == 200


def queries_of(client: Client, address: str, django_assert_max_num_queries: Any) -> int:
    with django_assert_max_num_queries(43) as counted:
        assert client.get(address).status_code == 200
    return len(counted)


def test_the_list_holds_its_number_of_queries(
    cast: Cast, lead: Client, made: Make, django_assert_max_num_queries: Any
) -> None:
    address = at("cycles", cast.north_project.pk)
    made("do", idea_title="One")
    one = queries_of(lead, address, django_assert_max_num_queries)
    for number in range(4):
        made("complete", idea_title=f"Idea {number}")
    assert queries_of(lead, address, django_assert_max_num_queries) == one


def board_of(client: Client, cast: Cast, chosen: str = "") -> dict[str, str]:
    """What a reader sees in each column of north's board, by the column's key."""
    html = client.get(at("board", cast.north_project.pk) + chosen).content.decode()
    found = re.findall(r'id="column-(\w+)"(.*?)</section>', html, flags=re.DOTALL)
    return {key: " ".join(re.sub(r"<[^>]+>", " ", "<i" + inside).split()) for key, inside in found}


def test_the_board_shows_where_each_idea_stands_and_its_next_step(cast: Cast, lead: Client, made: Make) -> None:
    address = at("board", cast.north_project.pk)
    assert "Nothing on the board yet" in text_of(lead.get(address))
    planned = made(title="Ring first", led_by="Mia Member", segment="Young men", scale="few", starts_on=days_ago(2))
    running, ended, decided = made("do", title="Text first"), made("act", title="Write first"), made("complete")
    made("stopped", title="Walk in")
    with cast.scope():
        add_task(cycle=running, by=cast.lead, what="Print <cards>", who="Dan", due_on=days_ago(-3))
        idea = change_idea(project=cast.north_project, by=cast.lead, title="A drop-in evening")
    columns = board_of(lead, cast)
    assert list(columns) == ["ideas", "planned", "doing", "studying", "adopted", "adapted", "abandoned"]
    assert columns["planned"].startswith(
        "Planned 1 Ring first A few people or shifts · Mia Member For Young men Due to"
    )
    assert columns["planned"].endswith("Overdue Start it : Ring first")
    assert "Print &lt;cards&gt;, Dan: by" in columns["doing"]
    assert "Decision due" in columns["studying"]
    assert columns["adopted"].startswith("Adopted 0 What proved itself")
    assert columns["adapted"].endswith("Plan the next test : Ring the day before")
    assert "Stopped on" in columns["abandoned"]
    html = lead.get(address).content.decode()
    for step in (f"{at('cycle', ended.pk)}#act", f"{at('cycle', decided.pk)}#onward", at("cycle-start", planned.pk)):
        assert f'href="{step}"' in html
    new = f"{at('cycle-new', cast.north_project.pk)}?idea={idea.pk}"
    assert f'href="{new}"' in html
    assert 'value="A drop-in evening"' in lead.get(new).content.decode()
    lead.force_login(cast.sponsor)
    assert "pdsa-card__step" not in lead.get(address).content.decode()


def test_the_board_calls_late_what_is_asked_for(cast: Cast, lead: Client, made: Make) -> None:
    made(title="Ring first", starts_on=days_ago(2))
    ended = made("study", title="Text first")
    with cast.scope():
        add_task(cycle=ended, by=cast.lead, what="Count the cards", due_on=days_ago(12))
    columns = board_of(lead, cast)
    assert ["Overdue" in columns[key] for key in ("planned", "studying")] == [True, True]
    with cast.scope():
        pause(participation=cast.north, by=cast.lead, starts_on=days_ago(1), reason="Winter")
    columns = board_of(lead, cast)
    assert ["Overdue" in columns[key] for key in ("planned", "studying")] == [False, True]


def test_the_board_is_narrowed_by_what_stands_in_its_address(cast: Cast, lead: Client, made: Make) -> None:
    made(title="Ring first", led_by="Mia  Member", segment="Young men")
    made("do", title="Text first", idea_title="Reminders")
    with cast.scope():
        theory = start_theory(project=cast.north_project, by=cast.lead, copy=False)
        aim = held(theory).graph.of_kind("aim")[0].id
        driver = add_box(theory=theory, by=cast.lead, kind="primary", text="People know the day", under=[aim]).key
        add_box(theory=theory, by=cast.lead, kind="idea", text="Reminders", under=[driver])
        gone = add_box(theory=theory, by=cast.lead, kind="idea", text="Leaflets", under=[driver]).key
        add_box(theory=theory, by=cast.lead, kind="idea", text="Posters", under=[driver])
        remove_box(theory=theory, by=cast.lead, key=gone, children="remove", reason="Nobody reads them")
    everything = " ".join(board_of(lead, cast).values())
    assert ("Posters" in everything, "Leaflets" in everything) == (True, False)
    for chosen, shown in (
        (f"?driver={driver}", {"Text first", "Posters"}),
        ("?population=Young+men", {"Ring first"}),
        ("?person=Mia+Member", {"Ring first"}),
        (f"?driver={driver}&person=Mia+Member", set()),
        ("?driver=nonsense", {"Ring first", "Text first", "Posters"}),
    ):
        words = " ".join(board_of(lead, cast, chosen).values())
        assert {title for title in ("Ring first", "Text first", "Posters") if title in words} == shown, chosen


def test_the_board_holds_its_number_of_queries(
    cast: Cast, lead: Client, made: Make, django_assert_max_num_queries: Any
) -> None:
    address = at("board", cast.north_project.pk)
    cycle = made("do", led_by="Mia")
    counted = [queries_of(lead, address, django_assert_max_num_queries)]
    for copies in (19, 80):
        with cast.scope():
            rows = [Cycle.objects.get(pk=cycle.pk) for _ in range(copies)]
            for row in rows:
                row.pk, row.series, row.form_key = None, uuid4(), None
            Cycle.objects.bulk_create(rows)
        counted.append(queries_of(lead, address, django_assert_max_num_queries))
    assert counted == [counted[0]] * 3
    assert "Doing 100" in text_of(lead.get(address))


def test_the_page_holds_its_number_of_queries(
    cast: Cast, lead: Client, made: Make, django_assert_max_num_queries: Any
) -> None:
    with cast.scope():
        measures = [make_measure(cast, f"Measure {number}") for number in range(4)]
    bare, rich = made(measures=measures[:1]), made(measures=measures, question="Does it help?")
    with cast.scope():
        for number in range(5):
            add_task(cycle=rich, by=cast.lead, what=f"Task {number}")
    counted = [queries_of(lead, at("cycle", cycle.pk), django_assert_max_num_queries) for cycle in (bare, rich)]
    assert counted[0] == counted[1]


@pytest.mark.parametrize("status", ["plan", "do", "study", "act", "complete", "stopped"])
def test_no_page_breaks_the_content_policy(cast: Cast, lead: Client, made: Make, status: str) -> None:
    cycle = made(status)
    stages = [at("cycle-edit", cycle.pk, stage=stage) for stage in cycle.stages]
    for address in (at("cycle", cycle.pk), at("cycle-tasks", cycle.pk), *stages):
        html = lead.get(address).content.decode()
        assert not re.search(r"<[^>]+\s(style|on\w+)=", html)
        assert "<style" not in html
        assert not re.search(r"<script(?![^>]*\bsrc=)(?![^>]*application/json)", html)


def test_words_are_escaped_wherever_they_stand(cast: Cast, lead: Client, made: Make) -> None:
    nasty = "<script>alert(1)</script>"
    cycle = made("study", title=nasty, idea_title=nasty, prediction=nasty, question=nasty, objective=nasty)
    with cast.scope():
        save_study(cycle=cycle, by=cast.lead, learned=nasty)
        add_task(cycle=cycle, by=cast.lead, what=nasty)
    edits = [at("cycle-edit", cycle.pk, stage=stage) for stage in cycle.stages]
    lists = [at("cycles", cast.north_project.pk), at("cycle-new", cast.north_project.pk)]
    for address in (at("cycle", cycle.pk), at("cycle-tasks", cycle.pk), *edits, *lists):
        html = lead.get(address).content.decode()
        assert nasty not in html
        assert "&lt;script&gt;alert(1)" in html
