"""Gathering ideas and voting: what counts, what is refused, and that nothing says whose anything is."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from collaborative.models import User
from phases.actions.gatherings import (
    cast_vote,
    count_if_over,
    count_votes,
    end_collecting,
    merge_ideas,
    new_code,
    open_voting,
    put_in_idea,
    remove_idea,
    separate_idea,
    use_idea,
    withdraw_idea,
)
from phases.models import Ballot, ChangeIdea, Gathering, PooledIdea, Stage, Theory, TheoryEdit
from phases.presenters.gatherings import by_dots, has_result
from phases.queries.gatherings import dots_of, pool_of, proof_of, to_be_counted, token_of, voters_in
from phases.tasks import count_votes_that_are_over
from tests.cast import Cast
from tests.phases.gathering_rows import WORDS, everything, filled, gather, pk, voted, voting
from tests.phases.theory_rows import key, own, shape


@pytest.fixture
def theory(cast: Cast) -> Iterator[Theory]:
    with cast.scope():
        yield own(cast)


def told(gathering: Gathering) -> list[tuple[str, int, int | None]]:
    gathering.refresh_from_db()
    return [(one.row.words, one.times, one.row.dots) for one in by_dots(pool_of(gathering))]


def history() -> list[tuple[str, str, str]]:
    events: Any = Gathering.pgh_event_model.objects.order_by("pgh_id")  # type: ignore[attr-defined]
    contexts = [event.pgh_context for event in events]
    return [(one["actor_name"], one["verb"], one["reason"]) for one in contexts if one]


def test_an_idea_leaves_nothing_but_its_words(cast: Cast, theory: Theory) -> None:
    made = gather(cast, theory)
    before = everything(cast)
    code = new_code()
    put_in_idea(gathering=made, words="  A bus   fare ", code=code)
    left = everything(cast) - before
    assert {table for table, _ in left} == {"phases_pooledidea"}
    (row,) = PooledIdea.objects.values()
    assert row == {
        "id": row["id"],
        "collaborative_id": cast.amhe.pk,
        "participation_id": cast.north.pk,
        "gathering_id": made.pk,
        "words": "A bus fare",
        "proof": proof_of(made, code),
        "merged_into_id": None,
        "change_idea_id": None,
        "dots": None,
    }
    assert before - everything(cast) == {}
    assert code not in str(left)
    people = {*User.objects.values_list("name", flat=True), *User.objects.values_list("email", flat=True)}
    assert not [name for name in people for _, text in left if name in text]


def test_ids_are_chance_and_not_an_order_in_time(cast: Cast, theory: Theory) -> None:
    made = gather(cast, theory)
    written = [put_in_idea(gathering=made, words=f"Idea {n}", code=new_code()).pk for n in range(12)]
    shown = [one.row.pk for one in pool_of(made)]
    assert shown == sorted(written)
    assert shown != written
    assert max(b - a for a, b in pairwise(shown)) > 1_000
    assert [one.row.pk for one in pool_of(made)] == shown


def stored(table: str) -> tuple[set[str], list[str]]:
    """The transactions that a table's rows carry, and the rows in the order in which they lie in its file."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT t.xmin::text, t.id::text FROM {table} t ORDER BY t.ctid")
        rows = cursor.fetchall()
    return {xmin for xmin, _ in rows}, [id for _, id in rows]


def test_neither_place_nor_transaction_tells_which_idea_came_first(cast: Cast, theory: Theory) -> None:
    made = gather(cast, theory)
    written = [str(put_in_idea(gathering=made, words=f"Idea {n}", code=new_code()).pk) for n in range(12)]
    transactions, order = stored("phases_pooledidea")
    assert len(transactions) == 1
    assert sorted(order) == sorted(written)
    assert order != written
    end_collecting(gathering=made, by=cast.lead)
    later, _ = stored("phases_pooledidea")
    assert len(later) == 1
    assert later != transactions


def test_neither_place_nor_transaction_tells_who_voted_first(cast: Cast, theory: Theory) -> None:
    made = voting(cast, theory)
    tokens = []
    for who in (cast.partner, cast.sponsor, cast.member, cast.lead, cast.data_entry):
        cast_vote(gathering=made, by=who, dots={pk(WORDS[0]): 2, pk(WORDS[1]): 2, pk(WORDS[2]): 1})
        tokens.append(token_of(made, who))
    transactions, order = stored("phases_ballot")
    assert len(transactions) == 1
    given = dict(Ballot.objects.values_list("pk", "token"))
    assert len(order) == 15
    assert [given[int(id)] for id in order] != [token for token in tokens for _ in range(3)]


def test_a_vote_leaves_a_token_that_dies_with_the_count(cast: Cast, theory: Theory) -> None:
    made = voting(cast, theory)
    before = everything(cast)
    cast_vote(gathering=made, by=cast.partner, dots={pk(WORDS[0]): 3})
    left = everything(cast) - before
    assert [table for table, _ in left] == ["phases_ballot"]
    assert before - everything(cast) == {}
    (ballot,) = Ballot.objects.values()
    assert sorted(ballot) == ["collaborative_id", "dots", "gathering_id", "id", "idea_id", "participation_id", "token"]
    token = token_of(made, cast.partner)
    assert ballot["token"] == token != token_of(made, cast.sponsor)
    for who in (cast.sponsor, cast.member):
        cast_vote(gathering=made, by=who, dots={pk(WORDS[0]): 1})
    held = Gathering.objects.get(pk=made.pk).ballot_key
    assert len(held) == 64
    count_votes(gathering=made, by=cast.lead)
    assert not Ballot.objects.exists()
    kept = str([text for _, text in everything(cast)])
    assert held not in kept
    assert token not in kept
    made.refresh_from_db()
    assert made.ballot_key == ""
    assert token_of(made, cast.partner) != token
    assert dots_of(made, cast.partner) == {}


def test_a_token_needs_the_gathering_s_key_and_the_product_s(cast: Cast, theory: Theory, settings: Any) -> None:
    made = voting(cast, theory)
    token = token_of(made, cast.partner)
    other = Gathering.objects.get(pk=made.pk)
    other.ballot_key = "0" * 64
    assert token_of(other, cast.partner) != token
    settings.SECRET_KEY = "another key of the product"
    assert token_of(made, cast.partner) != token


def test_dots_are_added_up_and_each_person_s_last_word_counts(cast: Cast, theory: Theory) -> None:
    made = voted(cast, theory)
    assert made.voters == 3
    assert has_result(made)
    assert told(made) == [
        ("A bus fare", 1, 5),
        ("A text the day before", 1, 4),
        ("Fares paid", 1, 2),
        ("Tea on arrival", 1, 1),
    ]


@pytest.mark.parametrize(
    ("dots", "why"),
    [
        ({0: 4}, "at most 3 dots"),
        ({0: 3, 1: 3}, "You have 5 dots and gave 6. Take 1 back."),
        ({0: -1, 1: 3}, "at most 3 dots"),
    ],
)
def test_nobody_has_more_dots_than_all(cast: Cast, theory: Theory, dots: dict[int, int], why: str) -> None:
    made = voting(cast, theory)
    with pytest.raises(ValidationError, match=why):
        cast_vote(gathering=made, by=cast.partner, dots={pk(WORDS[at]): many for at, many in dots.items()})
    assert cast_vote(gathering=made, by=cast.partner, dots={pk(WORDS[0]): 3}) == 2
    assert cast_vote(gathering=made, by=cast.partner, dots={pk(WORDS[1]): 2, pk(WORDS[2]): 3}) == 0
    assert dots_of(made, cast.partner) == {pk(WORDS[1]): 2, pk(WORDS[2]): 3}
    assert dots_of(made, cast.sponsor) == {}
    assert voters_in(made) == 1


def test_an_idea_of_another_gathering_gets_no_dots(cast: Cast, theory: Theory) -> None:
    made = voting(cast, theory)
    other = put_in_idea(gathering=gather(cast, theory), words="Elsewhere", code=new_code())
    with pytest.raises(ValidationError, match="The ideas have changed"):
        cast_vote(gathering=made, by=cast.partner, dots={other.pk: 1})


def test_fewer_than_three_voters_leave_no_result_and_may_vote_again(cast: Cast, theory: Theory) -> None:
    made = voting(cast, theory)
    for who in (cast.partner, cast.sponsor):
        cast_vote(gathering=made, by=who, dots={pk(WORDS[0]): 1})
    closed = count_votes(gathering=made, by=cast.lead)
    assert (closed.voters, has_result(closed)) == (2, False)
    assert [dots for _, _, dots in told(made)] == [None] * 4
    assert not Ballot.objects.exists()
    until = timezone.now() + timedelta(hours=1)
    again = open_voting(gathering=made, by=cast.lead, until=until, dots=2, most_on_one=1)
    assert (again.stage(timezone.now()), again.voters, voters_in(again)) == (Stage.VOTING, None, 0)


def test_a_result_is_not_voted_on_again(cast: Cast, theory: Theory) -> None:
    made = voted(cast, theory)
    with pytest.raises(ValidationError, match="The gathering is closed"):
        open_voting(gathering=made, by=cast.lead, until=timezone.now(), dots=5, most_on_one=3)


def test_like_ideas_are_put_together_and_counted(cast: Cast, theory: Theory) -> None:
    made, _ = filled(cast, theory)
    end_collecting(gathering=made, by=cast.lead)
    merge_ideas(gathering=made, by=cast.member, ideas=[pk("Fares paid"), pk("Tea on arrival")])
    merge_ideas(gathering=made, by=cast.lead, ideas=[pk("A bus fare"), pk("Fares paid")])
    assert {(words, times) for words, times, _ in told(made)} == {("A bus fare", 3), ("A text the day before", 1)}
    (together,) = [one for one in pool_of(made) if one.same]
    assert {row.words for row in together.same} == {"Fares paid", "Tea on arrival"}
    separate_idea(gathering=made, by=cast.lead, idea=pk("Tea on arrival"))
    assert {(words, times) for words, times, _ in told(made)} == {
        ("A bus fare", 2),
        ("A text the day before", 1),
        ("Tea on arrival", 1),
    }
    assert history() == [
        ("Nora Lead", "opened a gathering of ideas", ""),
        ("Nora Lead", "ended the gathering of ideas", ""),
        ("Mia Member", "put ideas of a gathering together", ""),
        ("Nora Lead", "put ideas of a gathering together", ""),
        ("Nora Lead", "took ideas of a gathering apart", ""),
    ]
    with pytest.raises(ValidationError, match="at least two"):
        merge_ideas(gathering=made, by=cast.lead, ideas=[pk("A bus fare"), pk("A bus fare")])


def test_who_has_the_code_takes_the_idea_back(cast: Cast, theory: Theory) -> None:
    made, codes = filled(cast, theory)
    with pytest.raises(ValidationError, match="No idea here has this code"):
        withdraw_idea(gathering=gather(cast, theory), code=codes["A bus fare"])
    withdraw_idea(gathering=made, code=codes["A bus fare"].lower().replace("-", " "))
    with pytest.raises(ValidationError, match="No idea here has this code"):
        withdraw_idea(gathering=made, code=codes["A bus fare"])
    end_collecting(gathering=made, by=cast.lead)
    merge_ideas(gathering=made, by=cast.lead, ideas=[pk("Fares paid"), pk("Tea on arrival"), pk(WORDS[1])])
    withdraw_idea(gathering=made, code=codes["Fares paid"])
    assert [times for _, times, _ in told(made)] == [2]
    assert not [text for _, text in everything(cast) if "A bus fare" in text or "Fares paid" in text]


def test_the_same_code_twice_is_one_idea(cast: Cast, theory: Theory) -> None:
    made, code = gather(cast, theory), new_code()
    first = put_in_idea(gathering=made, words="A bus fare", code=code)
    assert put_in_idea(gathering=made, words="A bus fare", code=code) == first
    assert PooledIdea.objects.count() == 1
    with pytest.raises(ValidationError, match="An idea was put in from this page already"):
        put_in_idea(gathering=made, words="Tea on arrival", code=code)
    assert PooledIdea.objects.get() == first


def test_an_idea_whose_words_stand_elsewhere_is_not_removed_for_good(cast: Cast, theory: Theory) -> None:
    made, _ = filled(cast, theory)
    end_collecting(gathering=made, by=cast.lead)
    use_idea(gathering=made, by=cast.lead, idea=pk("A bus fare"), under=key(theory, "Listening"))
    with pytest.raises(ValidationError, match="its words stand there"):
        remove_idea(gathering=made, by=cast.lead, idea=pk("A bus fare"), reason="It names a person")
    assert pk("A bus fare")


def test_an_idea_that_names_somebody_goes_for_good_with_a_reason(cast: Cast, theory: Theory) -> None:
    made, _ = filled(cast, theory)
    end_collecting(gathering=made, by=cast.lead)
    with pytest.raises(ValidationError) as refused:
        remove_idea(gathering=made, by=cast.lead, idea=pk("A bus fare"), reason=" ")
    assert list(refused.value.message_dict) == ["reason"]
    remove_idea(gathering=made, by=cast.lead, idea=pk("A bus fare"), reason="It names a person")
    assert history()[-1] == ("Nora Lead", "removed an idea from a gathering", "It names a person")
    assert not [text for _, text in everything(cast) if "A bus fare" in text]
    made.refresh_from_db()
    assert made.removed == 1


def test_each_thing_has_its_time(cast: Cast, theory: Theory) -> None:
    made, codes = filled(cast, theory)
    now, until = timezone.now(), timezone.now() + timedelta(days=1)
    assert made.stage(now) == Stage.COLLECTING
    assert made.stage(made.ideas_until) == Stage.SORTING
    with pytest.raises(ValidationError, match="still being gathered"):
        merge_ideas(gathering=made, by=cast.lead, ideas=[pk(WORDS[0]), pk(WORDS[1])])
    with pytest.raises(ValidationError, match="still being gathered"):
        open_voting(gathering=made, by=cast.lead, until=until, dots=5, most_on_one=3)
    end_collecting(gathering=made, by=cast.lead)
    with pytest.raises(ValidationError, match="The voting has not begun"):
        put_in_idea(gathering=made, words="Late", code=new_code())
    with pytest.raises(ValidationError) as refused:
        open_voting(gathering=made, by=cast.lead, until=until, dots=2, most_on_one=3)
    assert list(refused.value.message_dict) == ["most_on_one"]
    open_voting(gathering=made, by=cast.lead, until=until, dots=5, most_on_one=3)
    with pytest.raises(ValidationError, match="The voting has begun"):
        withdraw_idea(gathering=made, code=codes["A bus fare"])
    count_votes(gathering=made, by=cast.lead)
    with pytest.raises(ValidationError, match="The gathering is closed"):
        cast_vote(gathering=made, by=cast.partner, dots={pk(WORDS[0]): 1})


def test_voting_needs_something_to_choose_between(cast: Cast, theory: Theory) -> None:
    made = gather(cast, theory)
    put_in_idea(gathering=made, words="Alone", code=new_code())
    end_collecting(gathering=made, by=cast.lead)
    with pytest.raises(ValidationError, match="voting needs two ideas"):
        open_voting(gathering=made, by=cast.lead, until=timezone.now(), dots=5, most_on_one=3)


def test_a_voting_whose_time_is_over_is_counted_by_itself(cast: Cast, theory: Theory) -> None:
    made = voting(cast, theory)
    for who in (cast.partner, cast.sponsor, cast.member):
        cast_vote(gathering=made, by=who, dots={pk(WORDS[0]): 2})
    assert count_votes_that_are_over() == 0
    assert not count_if_over(gathering=made, by=cast.lead)
    Gathering.objects.filter(pk=made.pk).update(votes_until=timezone.now() - timedelta(seconds=1))
    with pytest.raises(ValidationError, match="The voting has ended"):
        cast_vote(gathering=made, by=cast.partner, dots={pk(WORDS[0]): 1})
    assert count_votes_that_are_over() == 1
    assert told(made)[0] == ("A bus fare", 1, 6)
    assert history()[-1][:2] == ("Collaborative (automatic)", "closed the voting on gathered ideas")
    assert count_votes_that_are_over() == 0


def test_what_somebody_counted_meanwhile_is_passed_over(cast: Cast, theory: Theory) -> None:
    made = voting(cast, theory)
    cast_vote(gathering=made, by=cast.partner, dots={pk(WORDS[0]): 2})
    Gathering.objects.filter(pk=made.pk).update(votes_until=timezone.now() - timedelta(seconds=1))
    (waiting,) = to_be_counted([cast.north.pk], timezone.now())
    count_votes(gathering=made, by=cast.lead)
    assert not count_if_over(gathering=waiting, by=cast.lead)
    assert history()[-1][:2] == ("Nora Lead", "closed the voting on gathered ideas")


def test_a_chosen_idea_becomes_a_change_idea(cast: Cast, theory: Theory) -> None:
    made = voted(cast, theory)
    saved = use_idea(gathering=made, by=cast.member, idea=pk("A bus fare"), under=key(theory, "Listening"))
    assert "A bus fare < Listening" in shape(theory)
    assert PooledIdea.objects.get(words="A bus fare").change_idea == ChangeIdea.objects.get(title="A bus fare")
    assert saved.said == "Added change idea “A bus fare” under “Listening”"
    assert TheoryEdit.objects.get(said=saved.said).made_by == cast.member
    with pytest.raises(ValidationError, match="in the theory already"):
        use_idea(gathering=made, by=cast.member, idea=pk("A bus fare"), under=key(theory, "Listening"))
    with pytest.raises(ValidationError):
        use_idea(gathering=made, by=cast.member, idea=pk("Tea on arrival"), under="nothing")


def test_the_database_itself_refuses_a_counted_gathering_with_a_key(cast: Cast, theory: Theory) -> None:
    made = voting(cast, theory)
    with pytest.raises(IntegrityError, match="gathering_counted_is_sealed"), transaction.atomic():
        Gathering.objects.filter(pk=made.pk).update(counted_at=timezone.now())
