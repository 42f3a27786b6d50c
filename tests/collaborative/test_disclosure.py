"""What may leave an organisation: small numbers cannot be found, and what tells of a person is noticed."""

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collaborative.disclosure import NHS_2018, Kind, Rules, average, count, groups, problems, rate, screen, series

RULES = (NHS_2018, Rules("Looser", "1", small=5, base=5, floor=10), Rules("Stricter", "2", small=9, base=10, floor=50))


@pytest.mark.parametrize(
    ("n", "shown"),
    [(0, "0"), (1, "*"), (7, "*"), (8, "10"), (12, "10"), (13, "15"), (1003, "1,005")],
)
def test_counts_are_hidden_or_rounded_as_the_nhs_does(n: int, shown: str) -> None:
    found = count(n, NHS_2018)
    assert (found.text, found.rule) == (shown, "NHS England 2018, version 1")


@pytest.mark.parametrize(
    ("top", "of", "shown"),
    [(12, 41, "25"), (3, 41, "*"), (0, 41, "0"), (12, 19, "*"), (41, 41, "100"), (8, 20, "50")],
)
def test_a_share_is_made_of_rounded_parts_for_enough_people(top: int, of: int, shown: str) -> None:
    assert rate(top, of, NHS_2018).text == shown


def test_a_hidden_share_says_neither_of_how_few_nor_how_many_of_them() -> None:
    found = rate(12, 19, NHS_2018)
    assert (found.numerator.text, found.denominator.text) == ("*", "*")
    assert rate(12, 41, NHS_2018, per=1000).value == 250.0
    assert (average(4.5, 7, NHS_2018).text, average(4.5, 8, NHS_2018).text) == ("*", "4.5")
    assert average(4.5, None, NHS_2018).text == "*"


def _possible(shown: float | None, rules: Rules, most: int) -> set[int]:
    """Every count that would be shown like this."""
    return {n for n in range(most + 1) if count(n, rules).value == shown}


def _small(values: set[int], rules: Rules) -> set[int]:
    return {n for n in values if 1 <= n <= rules.small}


@settings(max_examples=25)
@given(st.sampled_from(RULES), st.lists(st.integers(0, 16), min_size=2, max_size=4))
def test_no_small_count_can_be_worked_out_from_groups_and_their_total(rules: Rules, counts: list[int]) -> None:
    """By brute force: every table that would be shown alike, and of each cell all that it could hold."""
    shown, total = groups(counts, sum(counts), rules)
    most = 17
    ranges = [range(most) if one.is_hidden else sorted(_possible(one.value, rules, most)) for one in shown]
    alike = [table for table in product(*ranges) if groups(table, sum(table), rules) == (shown, total)]
    assert tuple(counts) in alike
    for at, n in enumerate(counts):
        if 1 <= n <= rules.small:
            assert len({table[at] for table in alike}) > 1, (counts, [one.text for one in shown], total.text)


@settings(max_examples=25)
@given(st.sampled_from(RULES), st.integers(0, 40), st.integers(0, 40))
def test_no_small_growth_can_be_worked_out_from_a_running_total(rules: Rules, before: int, more: int) -> None:
    first, second = count(before, rules).value, count(before + more, rules).value
    grown = {b - a for a in _possible(first, rules, 90) for b in _possible(second, rules, 90) if b >= a}
    assert more in grown
    assert len(_small(grown, rules)) != 1 or len(grown) > 1


@settings(max_examples=25)
@given(st.sampled_from(RULES), st.integers(0, 80), st.integers(1, 80))
def test_no_small_part_can_be_worked_out_from_a_share(rules: Rules, top: int, of: int) -> None:
    if top > of:
        top, of = of, top
    found = rate(top, of, rules)
    alike = [(n, d) for d in range(1, 90) for n in range(d + 1) if rate(n, d, rules) == found]
    for hidden, number in (({n for n, _ in alike}, top), ({d - n for n, d in alike}, of - top)):
        if 1 <= number <= rules.small:
            assert len(hidden) > 1


def test_a_line_hides_points_and_marks_them_and_nothing_is_reckoned_from_the_hidden() -> None:
    found = series([(12, 41), (3, 38), (None, None), (6, 12), (0, 0)], NHS_2018, kind=Kind.RATE)
    assert found.values == (25.0, None, None, None, None)
    assert found.numerators == (10.0, None, None, None, None)
    assert found.hidden == (1, 3, 4)
    assert series([(3, None), (9, None)], NHS_2018, kind=Kind.COUNT).values == (None, 10.0)
    assert series([(3.5, None)], NHS_2018, kind=Kind.PLAIN).values == (3.5,)
    assert series([(14, None)], NHS_2018, kind=Kind.EVENT).values == (None,)


def test_a_rule_of_one_s_own_stays_within_bounds() -> None:
    assert all(problems(rules) == {} for rules in RULES)
    assert set(problems(Rules(" ", "1", small=4, base=3, floor=5))) == {"name", "small", "base", "floor"}


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("She is 943 476 5919 in our system", ["nhs_number"]),
        ("Room 943 476 5918 is not one", []),
        ("Write to Ann.Bell@nhs.net or 0161 496 0000", ["email", "phone"]),
        ("He lives near SW1A 1AA", ["postcode"]),
        ("A man born on 3 May 1990, in March 2027 a father", ["born"]),
        ("We met three patients, and 2 of our 5 women", ["small_count", "small_count"]),
        ("Of 40 people 25% came; two weeks before patients rang", []),
        ("We ran it in 5 wards on 12/03/2026 for 8 patients", []),
    ],
)  # fmt: skip
def test_words_are_screened_for_what_tells_of_a_person(text: str, kinds: list[str]) -> None:
    found = screen(text)
    assert [one.kind for one in found] == kinds
    assert all(text[one.start : one.end] == one.text for one in found)
    assert [one.blocks for one in found] == [kind != "small_count" for kind in kinds]
