"""What a local theory made of the programme's, each number counted again by another way."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from phases.theory.diff import Copied, compare, news, together
from phases.theory.faults import problems
from phases.theory.graph import STATUSES, Link, Node, Theory
from phases.theory.heat import Copy, heat
from tests.phases.theory_cases import amhe
from tests.phases.theory_local import REASONS, local, programme
from tests.phases.theory_strategies import calm, theories


@st.composite
def adapted(draw: st.DrawFn, original: Theory) -> Theory:
    """A copy of a theory with nodes taken out, reworded, put elsewhere and added; it need not be a right one."""
    kept = [node for node in original.nodes if draw(st.integers(0, 5))]
    nodes, links = [], []
    for node in kept:
        text = f"{node.text} here" if not draw(st.integers(0, 4)) else node.text
        status = draw(st.sampled_from(STATUSES)) if node.kind == "idea" else ""
        nodes.append(Node(f"x{node.id}", node.kind, text, node.measures, node.belief, status, node.tests, node.id))
        over = [link.parent for link in original.links_over(node.id)]
        if over and not draw(st.integers(0, 4)):
            over = [draw(st.sampled_from([other.id for other in original.nodes]))]
        links += [Link(f"x{parent}", f"x{node.id}") for parent in over]
    there = {node.id for node in nodes}
    links = [link for link in links if link.parent in there]
    for number in range(draw(st.integers(0, 3))):
        nodes.append(Node(f"n{number}", "idea", f"New {number}", 1, "high", "testing", 2))
        links += [Link(node.id, f"n{number}") for node in nodes[:2] if node.kind in ("primary", "secondary")]
    return Theory(tuple(nodes), tuple(links))


def counted(mine: Theory, theirs: Theory) -> dict[str, int]:
    """The same counts from plain sets of pairs."""
    origin = {node.id: node.origin for node in mine.nodes}
    texts = {node.id: node.text for node in theirs.nodes}
    over = {node.id: {link.parent for link in theirs.links if link.child == node.id} for node in theirs.nodes}
    copies = [node for node in mine.nodes if node.origin in texts]
    worded = {node.id for node in copies if node.text.split() != texts[node.origin].split()}
    moved = {
        node.id
        for node in copies
        if {origin[link.parent] or link.parent for link in mine.links if link.child == node.id} != over[node.origin]
    }
    return {
        "kept": len({node.id for node in copies} - worded - moved),
        "reworded": len(worded),
        "moved": len(moved),
        "both": len(worded & moved),
        "added": len(mine.nodes) - len(copies),
        "dropped": len(set(texts) - {node.origin for node in copies}),
    }


def test_what_became_of_each_node() -> None:
    changes = compare(local(), programme(), REASONS).changes
    became = {(change.local or change.programme).id: change.relation for change in changes}  # type: ignore[union-attr]
    assert {id: relation for id, relation in became.items() if relation != "kept"} == {
        "l-aim": "reworded",
        "l-i0": "reworded",
        "l-i16": "moved",
        "l-i17": "moved",
        "l-i26": "reworded and moved",
        "n1": "added",
        "n2": "added",
        "i2": "dropped",
        "s4": "dropped",
        "i18": "dropped",
    }
    dropped = {change.programme.id: change.reason for change in changes if change.local is None and change.programme}
    assert dropped == {"i2": "no team has such a rota yet", "s4": "covered by the trust’s inclusion plan", "i18": ""}
    moved = next(change for change in changes if change.local and change.local.id == "l-i26")
    assert [node.text for node in moved.moved_from] == ["Partners are paid, supported and equal"]
    assert [node.text for node in moved.moved_to] == ["Partners and staff meet outside meetings"]


def test_the_counts_add_up() -> None:
    counts = compare(local(), programme()).counts
    assert (counts.kept, counts.reworded, counts.moved, counts.both) == (20, 3, 3, 1)
    assert (counts.added, counts.dropped) == (2, 3)
    assert counts.local == 27 == len(local().nodes)


@calm
@given(st.data())
def test_the_counts_are_those_of_another_way_of_counting(data: st.DataObject) -> None:
    theirs = data.draw(theories(5))
    mine = data.draw(adapted(theirs))
    counts = compare(mine, theirs).counts
    assert {name: getattr(counts, name) for name in counted(mine, theirs)} == counted(mine, theirs)
    assert counts.local == len(mine.nodes)


def test_a_theory_compared_with_itself_is_kept_whole() -> None:
    theory = programme()
    copy = Theory(tuple(replace(node, origin=node.id) for node in theory.nodes), theory.links)
    counts = compare(copy, theory).counts
    assert (counts.kept, counts.local, counts.dropped) == (28, 28, 0)
    marked, marks = together(copy, theory, compare(copy, theory))
    assert marked == copy
    assert {mark.words for of_node in marks.values() for mark in of_node} == {"Kept"}


def test_an_aim_written_afresh_is_the_programmes_reworded() -> None:
    theory = local()
    fresh = Theory(
        tuple(replace(node, origin="") if node.kind == "aim" else node for node in theory.nodes), theory.links
    )
    assert compare(fresh, programme()).counts == compare(theory, programme()).counts


def test_an_unknown_origin_counts_as_none() -> None:
    theory = local()
    lost = Theory(tuple(replace(n, origin="gone") if n.id == "l-i5" else n for n in theory.nodes), theory.links)
    counts = compare(lost, programme()).counts
    assert (counts.kept, counts.added, counts.dropped) == (19, 3, 4)


def test_what_was_dropped_is_drawn_where_it_was() -> None:
    marked, marks = together(local(), programme(), compare(local(), programme(), REASONS))
    assert problems(marked) == []
    assert [node.id for node in marked.parents("dropped:i2")] == ["l-s0"]
    assert [node.id for node in marked.parents("dropped:i18")] == ["dropped:s4"]
    assert [mark.words for mark in marks["dropped:s4"]] == ["Not used: covered by the trust’s inclusion plan"]
    assert [mark.words for mark in marks["l-i17"]] == ["Moved from “Staff and communities know one an…”"]
    also = Theory(local().nodes, (*local().links, Link("l-s0", "l-i5")))
    marks = together(also, programme(), compare(also, programme()))[1]
    assert [mark.words for mark in marks["l-i5"]] == ["Moved: also under “People can refer themselves, with…”"]


def as_it_was(name: str, original: Theory) -> dict[str, Copied]:
    """What each node of a copy was."""
    return {
        f"{name}-{node.id}": Copied(node.id, node.kind, node.text, tuple(over.id for over in original.parents(node.id)))
        for node in original.nodes
    }


def test_what_the_programme_does_later_is_no_doing_of_the_team() -> None:
    """It rewords one, takes one out, hangs one elsewhere and adds one; the team's copy stays as it was copied."""
    before = programme()
    copy = Theory(tuple(replace(n, id=f"c-{n.id}", origin=n.id) for n in before.nodes),
                  tuple(Link(f"c-{x.parent}", f"c-{x.child}") for x in before.links))  # fmt: skip
    copied = {
        f"c-{n.id}": Copied(n.id, n.kind, n.text, tuple(p.id for p in before.parents(n.id))) for n in before.nodes
    }
    nodes = [replace(n, text="Getting in") if n.id == "p0" else n for n in before.nodes if n.id != "i1"]
    links = [x for x in before.links if x.child not in ("i1", "i0")]
    today = Theory((*nodes, Node("n1", "idea", "Bus fare")), (*links, Link("s1", "i0"), Link("s0", "n1")))
    counts = compare(copy, today, copied=copied).counts
    assert (counts.kept, counts.reworded, counts.moved, counts.added, counts.dropped) == (28, 0, 0, 0, 1)
    told = {one.local.id: one for one in news(copy, today, copied)}
    assert set(told) == {"c-p0", "c-i1", "c-i0"}
    assert (told["c-p0"].was, told["c-p0"].now.text, told["c-p0"].reworded) == (  # type: ignore[union-attr]
        before.by_id["p0"].text, "Getting in", True)  # fmt: skip
    assert told["c-i1"].now is None
    assert [node.id for node in told["c-i0"].over] == ["s1"]
    # The team's own changes are held against what it copied, and words it shares with the programme are no news.
    mine = Theory(tuple(replace(n, text="Getting in") if n.id == "c-p0" else n for n in copy.nodes), copy.links)
    assert compare(mine, today, copied=copied).counts.reworded == 1
    assert {one.local.id for one in news(mine, today, copied)} == {"c-i1", "c-i0"}


def test_what_the_programme_and_the_team_both_took_out_is_not_asked_for() -> None:
    before, mine = programme(), local()
    gone = {"i2", "s4", "i18"}
    copied = {
        f"l-{n.id}": Copied(n.id, n.kind, n.text, tuple(p.id for p in before.parents(n.id))) for n in before.nodes
    }
    today = Theory(tuple(n for n in before.nodes if n.id not in gone),
                   tuple(x for x in before.links if not {x.parent, x.child} & gone))  # fmt: skip
    counts = compare(mine, today, copied=copied).counts
    assert (counts.kept, counts.reworded, counts.moved, counts.added, counts.dropped) == (20, 3, 3, 2, 0)


def test_the_heat_of_each_driver() -> None:
    base = amhe(3, 2, 3)
    copy = Theory(tuple(replace(node, id=f"c-{node.id}", origin=node.id) for node in base.nodes),
                  tuple(Link(f"c-{x.parent}", f"c-{x.child}", x.strength) for x in base.links))  # fmt: skip
    # One measure on a driver and on the driver above it counts once there; one elsewhere does not.
    measures = {"c-p0": {1, 2}, "c-s0": {1}, "c-p1": {3}}
    found = heat(base, {"RXT": Copy(copy, measures=measures), "RKL": Copy(local()), "RAT": Copy(Theory())})
    assert [row.driver.id for row in found] == ["p0", "s0", "s1", "p1", "s3", "s4", "p2", "s6", "s7"]
    cells = {row.driver.id: row.cells for row in found}
    first = cells["s0"]["RXT"]
    # i0 nothing, i1 being tested with moderate belief, i2 high belief.
    assert (first.testing, first.adopted, first.believed, first.tests) == (1, 0, 1, 2)
    assert (first.state, first.measures, first.relation) == ("being tested", 1, "kept")
    assert (cells["p0"]["RXT"].measures, cells["p1"]["RXT"].measures, cells["s1"]["RXT"].measures) == (2, 1, 0)
    assert (cells["s4"]["RKL"].state, cells["s4"]["RKL"].relation) == ("not taken on", "dropped")
    assert cells["p1"]["RKL"].state == "taken on"
    assert {cell.state for cell in (row.cells["RAT"] for row in found)} == {"not taken on"}
    by_id = {row.driver.id: row for row in found}
    assert by_id["s4"].organisations("not taken on") == 2
    assert by_id["s0"].organisations("being tested", "adopted") == 1


@calm
@given(st.data())
def test_the_heat_is_that_of_another_way_of_counting(data: st.DataObject) -> None:
    theirs = data.draw(theories(4))
    mine = data.draw(adapted(theirs))
    measures = {node.id: data.draw(st.sets(st.integers(1, 4), max_size=2)) for node in mine.nodes}
    found = heat(theirs, {"x": Copy(mine, measures=measures)})
    # All pairs of a node and what can be reached from it, by joining links again and again.
    pairs = {(link.parent, link.child) for link in mine.links}
    while True:
        more = pairs | {(a, d) for a, b in pairs for c, d in pairs if b == c}
        if more == pairs:
            break
        pairs = more
    for row in found:
        copies = {node.id for node in mine.nodes if node.origin == row.driver.id}
        ideas = [n for n in mine.nodes if n.kind == "idea" and any((copy, n.id) in pairs for copy in copies)]
        cell = row.cells["x"]
        assert [cell.testing, cell.adopted] == [
            [idea.status for idea in ideas].count(status) for status in ("testing", "adopted")
        ]
        assert (cell.tests, cell.believed) == (sum(i.tests for i in ideas), sum(i.belief == "high" for i in ideas))
        on = copies | {below for above, below in pairs if above in copies}
        assert cell.measures == len({measure for id in on for measure in measures[id]})
        assert (cell.state == "not taken on") == (not copies)
