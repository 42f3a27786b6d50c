"""Definitions without a database: what changed, how two people's changes come together, who differs, and families."""

from datetime import date

import pytest

from measures.strategy.catalogue import ALIKE, ASKED, BY_KEY, COUNTED_TEXTS, FIELDS, OWN, SECTIONS, missing, shareable
from measures.strategy.compare import Divergence, Kept, Standing, changed, divergences, merge, standing, written_since
from measures.strategy.family import family, is_family

DAYS = [date(2026, month, 1) for month in range(1, 7)]


def test_the_catalogue_holds_every_field_once_and_in_a_part_of_the_page() -> None:
    assert len(BY_KEY) == len(FIELDS) == 37
    assert {field.section for field in FIELDS} == set(SECTIONS)
    assert {
        "initial_population",
        "inclusions",
        "exclusions",
        "exceptions",
        "sampling",
        "period_anchor",
    } == COUNTED_TEXTS
    assert not ALIKE & OWN
    assert {"target", "numerator_label", "missing_plan", "owner"} <= {field.key for field in ASKED}


def test_what_is_missing_is_told_with_why_it_matters() -> None:
    said = {"inclusions": "Adults", "exclusions": " "}
    told = {field.key: field.matters for field in missing(said)}
    assert "inclusions" not in told
    assert told["exclusions"] == "Two people would count two different groups."
    assert "exceptions" not in told


def test_what_is_shared_has_no_number_and_nobody_s_job() -> None:
    said = {"name": "Waits", "target": "75", "baseline_value": "61%", "collected_by": "Ann", "inclusions": "Adults"}
    assert shareable(said) == {"name": "Waits", "inclusions": "Adults"}


def test_spaces_and_line_ends_are_no_change() -> None:
    assert changed({"limits": "a\r\nb "}, {"limits": "a\nb"}) == []
    assert changed({"limits": "a"}, {"limits": "b", "inclusions": "c"}) == ["inclusions", "limits"]


@pytest.mark.parametrize(
    ("base", "theirs", "mine", "words", "taken", "clashing"),
    [
        ("a", "a", "a", "a", (), ()),
        ("a", "b", "a", "b", ("limits",), ()),
        ("a", "a", "c", "c", (), ()),
        ("a", "b", "b", "b", (), ()),
        ("a", "b", "c", "c", (), ("limits",)),
        ("a", "", "a", "", ("limits",), ()),
        ("a", "", "c", "c", (), ("limits",)),
        ("", "b", "c", "c", (), ("limits",)),
    ],
)
def test_two_people_s_changes_come_together(
    base: str, theirs: str, mine: str, words: str, taken: tuple[str, ...], clashing: tuple[str, ...]
) -> None:
    merged = merge({"limits": base}, {"limits": theirs}, {"limits": mine})
    assert (merged.words, merged.taken, merged.clashing) == ({"limits": words}, taken, clashing)


def versions(*said: tuple[int | None, str, str]) -> list[Kept]:
    """Versions a month apart: whose words, exclusions and who collects it."""
    return [
        Kept(follows, day, {"exclusions": exclusions, "collected_by": who})
        for day, (follows, exclusions, who) in zip(DAYS, said, strict=False)
    ]


def test_a_divergence_is_dated_from_when_it_began_and_ends_when_it_is_taken_back() -> None:
    assert divergences([]) == []
    assert divergences(versions((None, "Nobody", ""), (None, "Inpatients", ""))) == []
    assert divergences(versions((7, "Nobody", ""), (7, "Nobody", "Ann"))) == []
    since_feb = [Divergence("exclusions", DAYS[1])]
    assert divergences(versions((7, "Nobody", ""), (7, "Inpatients", ""), (7, "Under 18", ""))) == since_feb
    assert divergences(versions((7, "Nobody", ""), (7, "Inpatients", ""), (7, "Nobody", ""))) == []
    again = versions((7, "Nobody", ""), (7, "Inpatients", ""), (7, "Nobody", ""), (7, "Under 18", ""))
    assert divergences(again) == [Divergence("exclusions", DAYS[3])]


def test_who_takes_over_a_newer_version_differs_no_more() -> None:
    taken_over = versions((7, "Nobody", ""), (7, "Inpatients", ""), (9, "Everybody counts", ""))
    assert divergences(taken_over) == []
    assert divergences([*taken_over, Kept(9, DAYS[4], {"exclusions": "None"})]) == [Divergence("exclusions", DAYS[4])]


def test_the_same_version_taken_over_again_is_the_new_beginning() -> None:
    """The programme has put its words right meanwhile."""
    again = Kept(7, DAYS[2], {"exclusions": "No one"}, taken=True)
    before = versions((7, "Nobody", ""), (7, "Inpatients", ""))
    assert divergences([*before, again]) == []
    later = Kept(7, DAYS[3], {"exclusions": "Nobody"})
    assert divergences([*before, again, later]) == [Divergence("exclusions", DAYS[3])]


def test_words_changed_while_they_are_taken_over_differ_from_the_first_day() -> None:
    theirs = {"inclusions": "Within 28 days"}
    first = Kept(7, DAYS[0], {"inclusions": "Within 56 days", "sampling": "Everybody"}, taken=True, theirs=theirs)
    assert divergences([first]) == [Divergence("inclusions", DAYS[0])]
    assert standing([first], counts_by=True, counts_differently=False) == Standing.ADAPTED
    # What the programme left unsaid is the team's own to say.
    later = Kept(7, DAYS[1], {"inclusions": "Within 28 days", "sampling": "A sample"})
    assert divergences([first, later]) == [Divergence("sampling", DAYS[1])]
    assert written_since(theirs, {"inclusions": "Within 28 days", "owner": "Ann"}) == []
    assert written_since(theirs, {"inclusions": "Within 14 days"}) == ["inclusions"]


def test_how_a_measure_can_be_compared() -> None:
    core, own = versions((7, "Nobody", "")), versions((None, "Nobody", ""))
    adapted = versions((7, "Nobody", ""), (7, "Inpatients", ""))
    assert standing(core, counts_by=True, counts_differently=False) == Standing.CORE
    assert standing(core, counts_by=False, counts_differently=True) == Standing.ADAPTED
    assert standing(adapted, counts_by=True, counts_differently=False) == Standing.ADAPTED
    assert standing(own, counts_by=True, counts_differently=False) == Standing.CORE_OWN_WORDS
    assert standing([], counts_by=False, counts_differently=False) == Standing.LOCAL


def test_a_family_has_one_of_each_sort() -> None:
    members = family(["outcome", "process", "process"])
    assert [(one.sort.key, one.how_many) for one in members] == [("outcome", 1), ("process", 2), ("balancing", 0)]
    assert not is_family(members)
    assert is_family(family(["balancing", "outcome", "process"]))
    assert not is_family(family([]))
