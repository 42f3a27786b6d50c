"""What the pages of a theory say: its outline, what can be done, what was done, and how it differs."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from collaborative.models import User
from phases.models import Belief, ChangeIdea, Gathering, ProgrammeNode, TheoryDrop, TheoryNode
from phases.queries.edits import Believed, Open, WhyNot
from phases.queries.theory import Held
from phases.theory.diff import Change, Counts, Difference, News, Otherwise
from phases.theory.graph import KIND_NAMES, OVER, Node, Theory
from phases.theory.outline import Entry, outline
from phases.theory.signs import BELIEF_WORDS, STATUS_WORDS

RELATIONS = {
    "kept": "Kept",
    "reworded": "Reworded",
    "moved": "Moved",
    "reworded and moved": "Reworded and moved",
    "added": "Added",
    "dropped": "Not used",
}
RELATION_COLOURS = {
    "kept": "grey",
    "reworded": "purple",
    "moved": "blue",
    "reworded and moved": "purple",
    "added": "green",
    "dropped": "orange",
}


@dataclass(frozen=True)
class Line:
    """One line of an outline, with what is nested in it.

    anchor: of the line; a box under two parents has two. weaker: the link to what it is nested in is.
    also: words of its other parents. credit: whose idea it was.
    """

    node: Node
    anchor: str
    kind: str
    parent: str
    weaker: bool
    again: bool
    also: tuple[str, ...]
    signs: tuple[str, ...]
    credit: str
    offered: bool
    first: bool
    last: bool
    children: tuple["Line", ...]

    @property
    def adds(self) -> tuple[str, ...]:
        """What may be put beneath it."""
        return tuple(kind for kind, over in OVER.items() if self.node.kind in over)

    @property
    def under(self) -> tuple[str, ...]:
        """What it may be put under, for those who drag."""
        return OVER[self.node.kind]


def lines(theory: Theory, there: Held, gathered: Mapping[int, Gathering] | None = None) -> tuple[Line, ...]:
    """The outline of a theory; `there` knows the rows behind its boxes, `gathered` from which gathering ideas came."""
    return tuple(_line(entry, "", 0, (), there, gathered or {}) for entry in outline(theory))


def _line(
    entry: Entry, parent: str, at: int, beside: Sequence[Entry], there: Held, gathered: Mapping[int, Gathering]
) -> Line:
    node, row = entry.node, there.nodes.get(entry.node.id)
    same = [other for other in beside if other.node.kind == node.kind]
    children = tuple(
        _line(child, node.id, place, entry.children, there, gathered) for place, child in enumerate(entry.children)
    )
    return Line(
        node=node,
        anchor=f"box-{node.id}" + (f"-{parent}" if parent else ""),
        kind=KIND_NAMES[node.kind].capitalize(),
        parent=parent,
        weaker=entry.strength == "dotted",
        again=entry.again,
        also=tuple(other.text for other in entry.also_under),
        signs=tuple(_signs(node)),
        credit=_credit(row, gathered),
        offered=isinstance(row, TheoryNode) and row.offered,
        first=not same or same[0] is entry,
        last=not same or same[-1] is entry,
        children=children,
    )


def _credit(row: object, gathered: Mapping[int, Gathering]) -> str:
    """Whose idea a box was: an organisation's, or of the team and its partners together."""
    if isinstance(row, ProgrammeNode):
        return row.credit
    gathering = gathered.get(row.idea_id or 0) if isinstance(row, TheoryNode) else None
    return f"the gathering “{gathering.question}”, without names" if gathering else ""


def anchor_of(shown: Sequence[Line], key: str, under: str) -> str:
    """Which line of the outline stands for a box seen under this parent; where it stands in full, if not there."""
    found = [line for line in _every(shown) if line.node.id == key]
    exact = [line for line in found if line.parent == under]
    whole = [line for line in found if not line.again]
    return next((line.anchor for line in (*exact, *whole)), "")


def _every(shown: Sequence[Line]) -> Iterator[Line]:
    for line in shown:
        yield line
        yield from _every(line.children)


def _signs(node: Node) -> list[str]:
    said = [STATUS_WORDS[node.status]] if node.status else []
    said += [BELIEF_WORDS[node.belief]] if node.belief else []
    if node.tests:
        said.append(f"{node.tests} finished test{'s' if node.tests > 1 else ''}")
    if node.measures:
        said.append(f"{node.measures} measure{'s' if node.measures > 1 else ''}")
    return said


@dataclass(frozen=True)
class Done:
    """One line of what was done. reason: why, where it was asked."""

    said: str
    who: str
    when: datetime
    reason: str = ""


def done_lines(
    edits: Iterable[Any],
    ideas: Iterable[ChangeIdea] = (),
    beliefs: Mapping[int, Sequence[Believed]] | None = None,
    given: Iterable[WhyNot] = (),
) -> list[Done]:
    """Edits, changes of belief in these ideas, and reasons given afterwards, in one list, latest first."""
    lines = [Done(edit.said, edit.made_by.get_full_name(), edit.made_at, edit.why or "") for edit in edits]
    for idea in ideas:
        for one in (beliefs or {}).get(idea.pk, ()):
            lines.append(Done(f"Belief in “{idea.title}”: {one.became.lower()}", one.who, one.when, one.reason))
    lines += [Done(f"Said why “{one.text}” is not used", one.who, one.when, one.reason) for one in given]
    # Sorting keeps the order of what was done at one moment.
    return sorted(lines, key=lambda line: line.when, reverse=True)


def open_words(known: Open, me: User) -> dict[str, Any]:
    """What the undo and redo buttons say. whose: somebody else, if it was, whose doing this would take back."""
    return {
        "undo": _open_words(known.undo, known.undo.said if known.undo else "", me),
        "redo": _open_words(known.redo, known.redone, me),
    }


def _open_words(edit: Any, said: str, me: User) -> dict[str, Any] | None:
    if edit is None:
        return None
    whose = "" if edit.made_by_id == me.pk else edit.made_by.get_full_name()
    return {"number": edit.number, "said": said, "whose": whose, "when": edit.made_at}


@dataclass(frozen=True)
class IdeaBelief:
    """An idea with what is believed of it, and why."""

    title: str
    belief: str
    changes: Sequence[Believed]


def belief_lines(ideas: Sequence[ChangeIdea], changes: Mapping[int, Sequence[Believed]]) -> list[IdeaBelief]:
    """The ideas of which something is or was believed."""
    return [IdeaBelief(idea.title, Belief(idea.belief).label, changes[idea.pk]) for idea in ideas if idea.pk in changes]


@dataclass(frozen=True)
class Differs:
    """One box of either theory in the list of differences. key: in the programme's theory, for what is not used."""

    kind: str
    text: str
    was: str
    relation: str
    colour: str
    note: str
    key: str
    said: bool


def differences(difference: Difference, drops: Mapping[str, TheoryDrop]) -> list[Differs]:
    """What is not as in the programme's theory, box by box; what was kept is only counted."""
    return [_differs(change, drops) for change in difference.changes if change.relation != "kept"]


def _differs(change: Change, drops: Mapping[str, TheoryDrop]) -> Differs:
    node = change.local or change.programme
    assert node is not None
    was = change.programme.text if change.reworded and change.programme else ""
    note, key, said = "", "", False
    if change.local is None:
        drop, key = drops.get(node.id), node.id
        said = drop is not None
        note = f"{drop.reason} ({drop.made_by.get_full_name()})" if drop else "No reason is given yet."
    elif change.moved:
        note = _moved(change)
    relation = RELATIONS[change.relation]
    colour = RELATION_COLOURS[change.relation]
    return Differs(KIND_NAMES[node.kind].capitalize(), node.text, was, relation, colour, note, key, said)


def _moved(change: Change) -> str:
    left = ", ".join(f"“{node.text}”" for node in change.moved_from)
    new = ", ".join(f"“{node.text}”" for node in change.moved_to)
    said = [f"no longer under {left}" if left else "", f"now under {new}" if new else ""]
    return "; ".join(part for part in said if part).capitalize()


def otherwise_lines(otherwise: Otherwise) -> list[str]:
    """Links, beliefs and order that are others since, in sentences."""
    told = [
        f"The link between “{child.text}” and “{parent.text}” is {'weaker' if strength == 'dotted' else 'strong'} now."
        for child, parent, strength in otherwise.links
    ]
    told += [
        f"Belief in “{new.text}” is {Belief(new.belief).label.lower()} now; it was {Belief(old.belief).label.lower()}."
        for old, new in otherwise.beliefs
    ]
    return [*told, "Boxes stand in another order."] if otherwise.reordered else told


@dataclass(frozen=True)
class NewsLine:
    """One box that the programme has put otherwise since it was copied. key: there, where its words can be taken."""

    kind: str
    text: str
    notes: tuple[str, ...]
    key: str


def news_lines(news: Sequence[News]) -> list[NewsLine]:
    """What the programme has changed since, box by box."""
    return [_news_line(one) for one in news]


def _news_line(one: News) -> NewsLine:
    kind = KIND_NAMES[one.local.kind].capitalize()
    if one.now is None:
        return NewsLine(kind, one.local.text, ("The programme has taken it out.",), "")
    notes = [f"The programme says “{one.now.text}” now; it was “{one.was}” before."] if one.reworded else []
    notes += [f"The programme has it under {_words_of(one.over)} now."] if one.over else []
    takes = one.reworded and one.local.kind != "aim"
    return NewsLine(kind, one.local.text, tuple(notes), one.now.id if takes else "")


def _words_of(nodes: Sequence[Node]) -> str:
    return " and ".join(f"“{node.text}”" for node in nodes)


def counted(counts: Counts) -> list[tuple[str, int]]:
    """The numbers of a difference, in words."""
    return [
        ("Kept as it is", counts.kept),
        ("Reworded", counts.reworded),
        ("Moved", counts.moved),
        ("Added", counts.added),
        ("Not used", counts.dropped),
    ]
