"""The items of SQUIRE 2.0, by number: what an article about improving quality tells, in our own words.

Source: Ogrinc G, Davies L, Goodman D, Batalden P, Davidoff F, Stevens D. SQUIRE 2.0: revised publication guidelines
from a detailed consensus process. BMJ Quality & Safety 2016;25:986-992, doi 10.1136/bmjqs-2015-004411. Pure.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

SOURCE = "SQUIRE 2.0 (Ogrinc and others, BMJ Quality & Safety 2016, doi 10.1136/bmjqs-2015-004411)"

Piece = Mapping[str, Any]


@dataclass(frozen=True)
class Item:
    """One of the eighteen. asks: what the writer still has to say, whatever the record holds."""

    number: int
    part: str
    heading: str
    asks: str


ITEMS = (
    Item(1, "Title and abstract", "Title", "Say that it is about improving quality or safety, and for whom."),
    Item(2, "Title and abstract", "Abstract", "Sum up the article in the form your journal asks for."),
    Item(3, "Introduction", "What was wrong", "Say what the problem is and how much it matters, here and elsewhere."),
    Item(4, "Introduction", "What was known", "Say what others had found out about the problem before you began."),
    Item(5, "Introduction", "Why it should work", "Say by which theory or reasons the changes were chosen."),
    Item(6, "Introduction", "Aims", "Say what the project, and this article, set out to do."),
    Item(7, "Methods", "Where it happened", "Say what in your setting helped or hindered, so that others can compare."),
    Item(8, "Methods", "What was changed", "Describe each change so that others could do it too, and who did it."),
    Item(9, "Methods", "How they were studied", "Say how you judged whether the changes brought the results about."),
    Item(10, "Methods", "What was measured", "Say why these measures were chosen, and how you know they are right."),
    Item(11, "Methods", "How it was read", "Say how numbers and words were analysed, and how chance was told apart."),
    Item(12, "Methods", "Ethics", "Say what could have done harm, who reviewed that, and what interests authors have."),
    Item(13, "Results", "What came of it", "Tell how the changes and the results went together over time."),
    Item(14, "Discussion", "Summary", "Sum up what matters most in what you found, and how strong the project was."),
    Item(15, "Discussion", "What it means", "Compare with others, say why it came as it did, and what it cost."),
    Item(16, "Discussion", "Limits", "Say how far it holds elsewhere, and what could have misled you."),
    Item(17, "Discussion", "Conclusions", "Say whether it will last and can spread, and what should be tried next."),
    Item(18, "Other information", "Funding", "Say who paid, and what part they had in the work."),
)


@dataclass(frozen=True)
class Missing:
    """What the record could say and does not, and the address where to add it."""

    words: str
    href: str


@dataclass(frozen=True)
class Section:
    """One item with what the record says of it: pieces as those of a publication."""

    item: Item
    pieces: tuple[Piece, ...] = ()
    missing: tuple[Missing, ...] = ()


@dataclass(frozen=True)
class Draft:
    """The whole article as far as the record goes."""

    title: str
    sections: tuple[Section, ...] = field(default_factory=tuple)

    @property
    def told(self) -> int:
        """Of how many items the record says something."""
        return sum(bool(section.pieces) for section in self.sections)


def markdown(draft: Draft, *, note: str) -> str:
    """The draft as a Markdown file. note: whose it is and what to look after, in a sentence."""
    lines = [f"# {_plain(draft.title)}", "", f"_{_plain(note)}_", ""]
    part = ""
    for section in draft.sections:
        if section.item.part != part:
            part = section.item.part
            lines += [f"## {part}", ""]
        lines += [f"### {section.item.number}. {section.item.heading}", "", f"> {section.item.asks}", ""]
        for piece in section.pieces:
            lines += [*_piece(piece), ""]
        lines += [f"- Missing: {_plain(one.words)}" for one in section.missing]
        lines += [""] * bool(section.missing)
    return "\n".join(lines)


def _piece(piece: Piece) -> list[str]:
    heading = [f"**{_plain(piece['heading'])}**", ""] if piece.get("heading") else []
    match piece["kind"]:
        case "text":
            return [*heading, _lines(piece["text"])]
        case "list":
            return [*heading, *[f"- {_plain(one)}" for one in piece["items"]]]
        case "table":
            return [f"**{_plain(piece['title'])}**", "", *_table(piece["head"], piece["rows"])]
        case "chart":
            shown = _table(piece["table"]["head"], piece["table"]["rows"]) if piece.get("table") else []
            return [f"**{_plain(piece['title'])}**", "", _plain(piece["sentence"]), "", *shown]
        case "theory":
            return [f"{'  ' * level}- {_plain(text)}" for level, text in outlined(piece["outline"])]
    return []


def outlined(entries: Sequence[Mapping[str, Any]], level: int = 0) -> Iterator[tuple[int, str]]:
    """The lines of an outline ({"text", "under"}) with how deep each stands."""
    for entry in entries:
        yield level, entry["text"]
        yield from outlined(entry["under"], level + 1)


def _table(head: Sequence[str], rows: Sequence[Sequence[Any]]) -> list[str]:
    cells = [[_plain(str(cell)) for cell in row] for row in rows]
    return [
        f"| {' | '.join(map(_plain, head))} |",
        f"| {' | '.join('---' for _ in head)} |",
        *[f"| {' | '.join(row)} |" for row in cells],
    ]


def _plain(text: str) -> str:
    """On one line, and without what Markdown would take for a mark."""
    said = " ".join(str(text).split())
    for mark in ("\\", "|", "*", "_", "`", "<", "[", "]"):
        said = said.replace(mark, f"\\{mark}")
    return f"\\{said}" if said[:1] in ("#", ">", "-", "+") else said


def _lines(text: str) -> str:
    return "\n\n".join(_plain(line) for line in str(text).splitlines() if line.strip())
