"""The nested list, the table, and back."""

import csv
import io

import pytest
from hypothesis import given

from phases.theory.graph import Link, Node, Theory
from phases.theory.outline import Entry, lines, outline
from phases.theory.table import HEADINGS, numbered, read, rows
from tests.phases.theory_cases import amhe
from tests.phases.theory_strategies import calm, theories

NEEDED = "Reference,Level,Text,Under\n"
MANY = "x,idea,x,\n" * 1001


def written(theory: Theory, delimiter: str = ",") -> str:
    file = io.StringIO()
    writer = csv.writer(file, delimiter=delimiter)
    writer.writerow(HEADINGS)
    writer.writerows(rows(theory))
    return file.getvalue()


def at(entries: tuple[Entry, ...], number: str) -> Entry:
    return next(entry for entry in lines(entries) if entry.number == number)


def test_a_node_is_told_in_full_once_and_named_under_its_other_parents() -> None:
    nodes = (
        Node("a", "aim", "Aim"),
        Node("p", "primary", "Access"),
        Node("q", "primary", "Trust"),
        Node("s", "secondary", "Early help"),
        Node("i", "idea", "Drop-in"),
    )
    links = (Link("a", "p"), Link("a", "q"), Link("p", "s"), Link("q", "s", "dotted"), Link("s", "i"))
    entries = outline(Theory(nodes, links))
    assert [(e.number, e.node.id, e.strength, e.again) for e in lines(entries)] == [
        ("1", "a", "", False),
        ("1.1", "p", "solid", False),
        ("1.1.1", "s", "solid", False),
        ("1.1.1.1", "i", "solid", False),
        ("1.2", "q", "solid", False),
        ("1.2.1", "s", "dotted", True),
    ]
    assert [node.text for node in at(entries, "1.1.1").also_under] == ["Trust"]
    assert [node.text for node in at(entries, "1.2.1").also_under] == ["Access"]
    assert [at(entries, number).depth for number in ("1", "1.2.1")] == [0, 2]


@calm
@given(theories())
def test_each_link_is_a_line_and_each_node_is_told_in_full_once(theory: Theory) -> None:
    told = list(lines(outline(theory)))
    assert len(told) == 1 + len(theory.links)
    assert sorted(entry.node.id for entry in told if not entry.again) == sorted(node.id for node in theory.nodes)
    for entry in told:
        parents = {node.id for node in theory.parents(entry.node.id)}
        assert len(entry.also_under) == max(len(parents) - 1, 0)
        assert not entry.loose
        assert [child.node.id for child in entry.children] == (
            [] if entry.again else [child.id for child in theory.children(entry.node.id)]
        )


def test_what_hangs_from_nothing_or_in_a_circle_is_in_the_outline_too() -> None:
    nodes = (Node("i", "idea", "Loose"), Node("a", "aim", "Aim"), Node("p", "primary", "P"), Node("q", "primary", "Q"))
    entries = outline(Theory(nodes, (Link("p", "q"), Link("q", "p"))))
    assert [(e.number, e.node.id, e.loose) for e in lines(entries)] == [
        ("1", "a", False),
        ("2", "i", True),
        ("3", "p", True),
        ("3.1", "q", False),
        ("3.1.1", "p", False),
    ]


def test_the_table_says_everything() -> None:
    table = {row[0]: row for row in rows(amhe())}
    assert len(table) == 81
    assert table["i4"] == (
        "i4", "Change idea", "Weekly drop-in at the African community centre", "s1", "s3", 0, "low", "", 0, "",
    )  # fmt: skip
    assert table["i1"][5:] == (0, "moderate", "being tested", 2, "")
    assert table["s7"][3:5] == ("p2; p4", "")


@calm
@given(theories())
def test_from_theory_to_table_and_back(theory: Theory) -> None:
    stripped = Theory(
        tuple(Node(n.id, n.kind, n.text.strip(), n.measures, n.belief, n.status, n.tests) for n in theory.nodes),
        theory.links,
    )
    for delimiter in ",;\t":
        found = read(written(stripped, delimiter))
        assert found == stripped or _twins(found)


def _twins(found: object) -> bool:
    return isinstance(found, list) and {problem.code for problem in found} == {"duplicate"}


def test_columns_may_stand_in_any_order_and_most_may_be_missing() -> None:
    text = "Under;LEVEL;Text;Reference\n;Aim;Fewer detentions;A\nA;primary driver;Trust;P1\nP1; Idea ;“Drop-in”;I1\n"
    assert read("\ufeff" + text) == Theory(
        (Node("A", "aim", "Fewer detentions"), Node("P1", "primary", "Trust"), Node("I1", "idea", "“Drop-in”")),
        (Link("A", "P1"), Link("P1", "I1")),
    )


def test_a_cell_made_safe_for_spreadsheets_comes_back_as_it_was() -> None:
    text = "Reference,Level,Text,Under\nA,aim,'=SUM(1),\nB,primary,'tis so,A\nC,primary,'-10\\|x,A\n"
    found = read(text)
    assert isinstance(found, Theory)
    assert [node.text for node in found.nodes] == ["=SUM(1)", "'tis so", "-10|x"]


def test_every_fault_of_the_rows_is_told_with_its_row() -> None:
    text = (
        "Reference,Level,Text,Under,Weaker link under,Measures,Belief,Status\n"
        "A,aim,Fewer detentions,,,one,,\n"
        "P1,driver,Trust,A,,,,\n"
        "\n"
        "P1,primary driver,,A,,,huge,\n"
        ",change idea,Drop-in,P9,P1,,,done\n"
        '"x;y",idea,Text,P1,,,,\n'
    )
    found = read(text)
    assert isinstance(found, list)
    assert [problem.text for problem in found] == [
        "Row 2: ‘one’ is not a number of measures.",
        "Row 3: ‘driver’ is not a level. Use one of these: aim, primary driver, secondary driver, change idea.",
        "Row 5: row 3 has the reference P1 too. Give each row its own.",
        "Row 5: it has no text.",
        "Row 5: ‘huge’ is not a belief. Use one of these, or leave it empty: low, moderate, high.",
        "Row 6: it has no reference. Give each row one, such as P1.",
        "Row 6: ‘done’ is not a status. Use one of these, or leave it empty: being tested, adopted, abandoned.",
        "Row 7: a reference cannot hold a semicolon.",
        "Row 6: it stands under P9, but no row has that reference.",
    ]


def test_right_rows_may_make_a_wrong_theory() -> None:
    found = read("Reference,Level,Text,Under\nA,aim,Fewer detentions,\nI,idea,Drop-in,A\nB,aim,Shorter stays,\n")
    assert isinstance(found, list)
    assert [problem.code for problem in found] == ["second aim", "skipped"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "There is nothing here yet. Paste a table with a heading row, or choose a CSV file."),
        ("Name,Text\nx,y\n", "We could not find a column called ‘Reference’ or ‘Level’ or ‘Under’."),
        ("a\x00b", "This is not a text file. Save it as CSV and try again."),
        (f'{NEEDED}"A"b,aim,x,\n', "This table cannot be read as CSV. Check its quotation marks and try again."),
        (f"{NEEDED}{MANY}", "This table has more than 1,000 rows. A theory is smaller than that."),
        ("x" * 1024 * 1025, "This table is larger than 1 MB. A theory is smaller than that."),
    ],
)  # fmt: skip
def test_a_table_that_cannot_be_read(text: str, said: str) -> None:
    found = read(text)
    assert isinstance(found, list)
    assert [problem.text for problem in found] == [said]


def test_references_that_people_can_type() -> None:
    theory = numbered(amhe(2, 1, 2, plain=True))
    assert [node.id for node in theory.nodes] == ["A", "P1", "S1", "I1", "I2", "P2", "S2", "I3", "I4"]
    assert [(link.parent, link.child) for link in theory.links if link.child == "I1"] == [("S1", "I1"), ("S2", "I1")]
    assert read(written(theory)) == theory
