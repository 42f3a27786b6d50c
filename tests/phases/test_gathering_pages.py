"""Pages of gatherings: who sees and does what, without a script, and in few queries."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from phases.actions.gatherings import cast_vote, end_collecting, new_code, open_gathering, put_in_idea, use_idea
from phases.models import Ballot, Gathering, PooledIdea, Theory, TheoryNode
from phases.theory.graph import Theory as Graph
from tests.cast import Cast
from tests.phases.gathering_rows import WORDS, everything, filled, gather, pk, voted, voting
from tests.phases.theory_rows import key, now, own, shape


@pytest.fixture
def theory(cast: Cast) -> Theory:
    with cast.scope():
        return own(cast)


@pytest.fixture
def inside(cast: Cast) -> Iterator[None]:
    with cast.scope():
        yield


def look(cast: Cast, read: Callable[..., Any], *args: Any) -> Any:
    with cast.scope():
        return read(*args)


def at(row: Gathering, rest: str = "") -> str:
    return f"/c/amhe/gathering/{row.pk}/{rest}"


def signed_in(who: object) -> Client:
    client = Client()
    client.force_login(who)  # type: ignore[arg-type]
    return client


def code_in(html: str) -> str:
    (code,) = re.findall(r'name="code" value="([A-Z2-9-]{19})"', html.split("Take this idea back")[0])[-1:]
    return str(code)


def put_in_by(who: object, row: Gathering, words: str) -> None:
    """Read the form, with its code, and send it."""
    person = signed_in(who)
    page = person.get(at(row)).content.decode()
    assert "About “Listening”" in page
    code = re.findall(r'name="code" value="([^"]+)"', page)[0]
    answer = person.post(at(row), {"do": "idea", "words": words, "code": code})
    assert answer.status_code == 200
    assert "Your idea is in the pool" in answer.content.decode()
    assert answer["Cache-Control"] == "private, no-store"


def test_a_gathering_from_question_to_theory_by_plain_forms(cast: Cast, theory: Theory) -> None:
    lead, base = signed_in(cast.lead), f"/c/amhe/p/{cast.north_project.pk}/theory/gatherings/"
    assert "No ideas have been gathered yet" in lead.get(base).content.decode()
    driver = look(cast, key, theory, "Listening")
    assert lead.post(f"{base}new/", {"question": "", "minutes": "60"}).status_code == 422
    made = lead.post(f"{base}new/", {"question": "What would help?", "driver": driver, "minutes": "60"})
    row = look(cast, Gathering.objects.get)
    assert made["Location"] == at(row)
    assert timedelta(minutes=59) < row.ideas_until - timezone.now() <= timedelta(hours=1)

    for who, words in ((cast.partner, WORDS[0]), (cast.sponsor, WORDS[1]), (cast.data_entry, WORDS[2])):
        put_in_by(who, row, words)
        # Nobody sees what is there yet, the one who leads included.
        assert words not in lead.get(at(row)).content.decode() + lead.get(at(row, "lead/")).content.decode()

    assert lead.post(at(row, "lead/"), {"do": "end"}).status_code == 302
    pool = look(cast, lambda: [one.words for one in PooledIdea.objects.order_by("pk")])
    for who in (cast.partner, cast.coach):
        page = signed_in(who).get(at(row)).content.decode()
        assert sorted(pool, key=page.index) == pool
    sent = {"do": "voting", "minutes": "60", "dots": "5", "most_on_one": "3"}
    assert lead.post(at(row, "lead/"), sent | {"dots": "2"}).status_code == 422
    assert lead.post(at(row, "lead/"), sent).status_code == 302

    for who, dots in ((cast.partner, (3, 2, 0)), (cast.sponsor, (1, 1, 3)), (cast.lead, (1, 0, 0))):
        person = signed_in(who)
        ballot = {f"dots_{look(cast, pk, words)}": many for words, many in zip(WORDS, dots, strict=False)}
        answer = person.post(at(row), {"do": "vote", **ballot})
        assert answer.status_code == 302
        page = person.get(at(row)).content.decode()
        chosen = re.findall(r'name="dots_(\d+)".*?<option value="(\d)" selected', page, re.DOTALL)
        assert {f"dots_{idea}": int(many) for idea, many in chosen} == ballot
        assert "Dots</th>" not in page
    assert "3 people have voted so far" in signed_in(cast.member).get(at(row)).content.decode()

    lead.post(at(row, "lead/"), {"do": "count"})
    page = signed_in(cast.coach).get(at(row)).content.decode()
    assert "3 people voted" in page
    assert re.findall(r'app-number">(\d)</td>', page) == ["5", "3", "3"]
    assert page.index(WORDS[0]) < page.index(WORDS[1])

    use = {"do": "use", "idea": look(cast, pk, WORDS[0]), "under": driver}
    assert f'name="under" value="{driver}"' in lead.get(at(row, "lead/")).content.decode()
    assert lead.post(at(row, "lead/"), use).status_code == 302
    assert "A bus fare < Listening" in look(cast, shape, theory)
    outline = lead.get(f"/c/amhe/p/{cast.north_project.pk}/theory/outline/").content.decode()
    assert "the gathering “What would help?”, without names" in outline


def test_an_idea_put_in_by_a_browser_leaves_no_trace_of_the_person(cast: Cast, theory: Theory) -> None:
    row = look(cast, gather, cast, theory)
    partner = signed_in(cast.partner)
    code = re.findall(r'name="code" value="([^"]+)"', partner.get(at(row)).content.decode())[0]
    before = everything(cast)
    partner.post(at(row), {"do": "idea", "words": "A bus fare", "code": code})
    after = everything(cast)
    assert [table for table, _ in after - before] == ["phases_pooledidea"]
    assert not before - after
    assert code not in str(after)
    for who in (cast.lead, cast.coach, cast.admin):
        person = signed_in(who)
        pages = [at(row), at(row, "lead/"), "/c/amhe/o/RNN/history/"]
        said = "".join(person.get(page).content.decode() for page in pages)
        assert "A bus fare" not in said
        assert code not in said


def test_who_put_it_in_takes_it_back_by_its_code(cast: Cast, theory: Theory) -> None:
    row = look(cast, gather, cast, theory)
    partner, code = signed_in(cast.partner), new_code()
    sent = {"do": "idea", "words": "A bus fare", "code": code}
    page = partner.post(at(row), sent).content.decode()
    assert code_in(page) == code
    # The same page sent again, by a second press or a reload, is the same idea.
    assert partner.post(at(row), sent).status_code == 200
    assert look(cast, PooledIdea.objects.count) == 1
    # Another idea from the same page, after a step back, is not lost: it gets a code of its own.
    second = partner.post(at(row), sent | {"words": "Tea on arrival"})
    said = second.content.decode()
    assert second.status_code == 422
    assert "Tea on arrival</textarea>" in said
    (other,) = re.findall(r'name="code" value="([^"]+)"', said)
    assert other != code
    partner.post(at(row), {"do": "idea", "words": "Tea on arrival", "code": other})
    partner.post(at(row), {"do": "withdraw", "code": other})
    assert look(cast, PooledIdea.objects.count) == 1
    assert partner.post(at(row), {"do": "withdraw", "code": "nothing"}).status_code == 422
    assert partner.post(at(row), {"do": "withdraw", "code": code.lower()}).status_code == 302
    assert look(cast, PooledIdea.objects.count) == 0


def test_words_that_come_too_late_are_shown_again(cast: Cast, theory: Theory) -> None:
    row = look(cast, gather, cast, theory)
    with cast.scope():
        end_collecting(gathering=row, by=cast.lead)
    answer = signed_in(cast.partner).post(at(row), {"do": "idea", "words": "Too late", "code": new_code()})
    assert answer.status_code == 422
    said = answer.content.decode()
    assert "Your words were: Too late" in said
    assert "Ideas are no longer taken" in said


def test_too_many_dots_are_refused_with_what_was_chosen(cast: Cast, theory: Theory) -> None:
    row = look(cast, voting, cast, theory)
    ballot = {f"dots_{look(cast, pk, words)}": 2 for words in WORDS}
    answer = signed_in(cast.partner).post(at(row), {"do": "vote", **ballot})
    assert answer.status_code == 422
    assert "You have 5 dots and gave 8. Take 3 back." in answer.content.decode()
    assert answer.content.decode().count('<option value="2" selected') == 4
    assert look(cast, Ballot.objects.count) == 0


def test_few_voters_give_no_result_anywhere(cast: Cast, theory: Theory) -> None:
    row = look(cast, voting, cast, theory)
    with cast.scope():
        for who in (cast.partner, cast.sponsor):
            cast_vote(gathering=row, by=who, dots={pk(WORDS[0]): 3})
    lead = signed_in(cast.lead)
    assert "no result would be kept" in lead.get(at(row, "lead/")).content.decode()
    lead.post(at(row, "lead/"), {"do": "count"})
    for page in (at(row), at(row, "lead/")):
        said = lead.get(page).content.decode()
        assert "2 people voted. A result is shown only where three or more people did" in said
        assert "Dots</th>" not in said
        assert "3 dots" not in said


@pytest.mark.parametrize("who", ["partner", "sponsor", "data_entry", "coach"])
def test_who_takes_part_does_not_lead(cast: Cast, theory: Theory, who: str) -> None:
    row = look(cast, gather, cast, theory)
    person = signed_in(getattr(cast, who))
    assert person.get(at(row)).status_code == 200
    assert "Lead this gathering" not in person.get(at(row)).content.decode()
    assert person.get(at(row, "lead/")).status_code == 404
    assert person.post(at(row, "lead/"), {"do": "end"}).status_code == 404
    assert person.get(f"/c/amhe/p/{cast.north_project.pk}/theory/gatherings/new/").status_code == 404


def test_a_coach_reads_and_neither_writes_nor_votes(cast: Cast, theory: Theory) -> None:
    row = look(cast, gather, cast, theory)
    coach = signed_in(cast.coach)
    assert "Put it in without my name" not in coach.get(at(row)).content.decode()
    assert coach.post(at(row), {"do": "idea", "words": "Mine", "code": new_code()}).status_code == 404
    for who in (cast.admin, cast.other_coach, cast.south_lead, cast.east_lead):
        assert signed_in(who).get(at(row)).status_code == 404


@pytest.mark.parametrize(("make", "most"), [(filled, 19), (voting, 21), (voted, 20)])
def test_a_page_asks_few_questions_however_full(
    cast: Cast, theory: Theory, make: Callable[..., Any], most: int
) -> None:
    found = look(cast, make, cast, theory)
    row = found[0] if isinstance(found, tuple) else found
    person = signed_in(cast.partner)
    person.get(at(row))
    with CaptureQueriesContext(connection) as asked:
        assert person.get(at(row)).status_code == 200
    assert len(asked) <= most, "\n".join(query["sql"][:110] for query in asked)


def test_the_list_asks_few_questions_however_long(cast: Cast, theory: Theory) -> None:
    with cast.scope():
        driver = TheoryNode.objects.get(text="Listening")
        until = timezone.now() + timedelta(days=1)
        for number in range(12):
            open_gathering(theory=theory, by=cast.lead, question=f"Question {number}?", until=until, driver=driver)
    lead, path = signed_in(cast.lead), f"/c/amhe/p/{cast.north_project.pk}/theory/gatherings/"
    lead.get(path)
    with CaptureQueriesContext(connection) as asked:
        assert lead.get(path).content.decode().count("Opened by Nora Lead") == 12
    assert len(asked) <= 22, "\n".join(query["sql"][:110] for query in asked)


def test_like_ideas_are_ticked_and_put_together(cast: Cast, theory: Theory) -> None:
    row, _ = look(cast, filled, cast, theory)
    lead = signed_in(cast.lead)
    lead.post(at(row, "lead/"), {"do": "end"})
    same = [look(cast, pk, words) for words in ("A bus fare", "Fares paid")]
    assert lead.post(at(row, "lead/"), {"do": "merge", "ideas": same[:1]}).status_code == 422
    lead.post(at(row, "lead/"), {"do": "merge", "ideas": same})
    page = signed_in(cast.partner).get(at(row)).content.decode()
    assert "put in 2 times" in page
    assert "A bus fare" in page
    assert "Fares paid" in page
    heads = look(cast, lambda: PooledIdea.objects.get(merged_into__isnull=False))
    lead.post(at(row, "lead/"), {"do": "separate", "idea": heads.pk})
    assert "put in 2 times" not in lead.get(at(row)).content.decode()


def test_an_idea_about_the_whole_theory_needs_a_driver(cast: Cast, theory: Theory) -> None:
    row = look(cast, voted, cast, theory)
    lead, idea = signed_in(cast.lead), look(cast, pk, WORDS[0])
    answer = lead.post(at(row, "lead/"), {"do": "use", "idea": idea, "under": ""})
    assert answer.status_code == 422
    assert "Choose the driver it belongs under" in answer.content.decode()
    graph: Graph = look(cast, now, theory).graph
    assert not [node for node in graph.nodes if node.text == "A bus fare"]
    with cast.scope():
        put_in_idea(gathering=gather(cast, theory), words="A bus fare", code=new_code())
        use_idea(gathering=row, by=cast.lead, idea=idea, under=key(theory, "Trust"))
    assert "In the theory of change" in lead.get(at(row)).content.decode()
