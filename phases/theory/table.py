"""A theory as the rows of a table, and back: one row a node, which says under which others it stands."""

import csv
import io
from collections.abc import Mapping
from dataclasses import replace

from phases.theory.faults import a, problems
from phases.theory.graph import BELIEFS, KIND_NAMES, LONGEST, Link, Node, Problem, Strength, Theory

HEADINGS = (
    "Reference",
    "Level",
    "Text",
    "Under",
    "Weaker link under",
    "Measures",
    "Belief",
    "Status",
    "Tests",
    "Copied from",
)
MAX_BYTES = 1024 * 1024
MAX_NODES = 1_000
_NEEDED = ("reference", "level", "text", "under")
_LEVELS = {name: kind for kind, name in KIND_NAMES.items()} | {kind: kind for kind in KIND_NAMES}
_SEPARATOR = ";"
_STATUS_WORDS = {"": "", "testing": "being tested", "adopted": "adopted", "abandoned": "abandoned"}
_STATUSES = {words: status for status, words in _STATUS_WORDS.items()}
# A cell that a spreadsheet would run as a formula is written with an apostrophe before it.
_FORMULA = ("=", "+", "-", "@", "|", "%")
_LETTERS = {"aim": "A", "primary": "P", "secondary": "S", "idea": "I"}


def rows(theory: Theory) -> list[tuple[str | int, ...]]:
    """The rows beneath HEADINGS, in the theory's order. References are the nodes' ids and may hold no semicolon.

    Writing them safely (no cell run as a formula) is the writer's part.
    """
    written: list[tuple[str | int, ...]] = []
    for node in theory.nodes:
        over: dict[str, list[str]] = {"solid": [], "dotted": []}
        for link in theory.links_over(node.id):
            over[link.strength].append(link.parent)
        under = [f"{_SEPARATOR} ".join(over[strength]) for strength in ("solid", "dotted")]
        status = _STATUS_WORDS[node.status]
        more = (node.measures, node.belief, status, node.tests, node.origin)
        written.append((node.id, KIND_NAMES[node.kind].capitalize(), node.text, *under, *more))
    return written


def numbered(theory: Theory) -> Theory:
    """The same theory with references people can type: A, P1, P2, S1, I1 ..., by level in order."""
    names: dict[str, str] = {}
    for kind, letter in _LETTERS.items():
        same = [node.id for node in theory.nodes if node.kind == kind]
        alone = kind == "aim" and len(same) == 1
        names |= {id: letter if alone else f"{letter}{k}" for k, id in enumerate(same, 1)}
    nodes = [replace(node, id=names[node.id]) for node in theory.nodes]
    links = [Link(names.get(x.parent, x.parent), names.get(x.child, x.child), x.strength) for x in theory.links]
    return Theory(tuple(nodes), tuple(links))


def read(text: str, longest_aim: int = LONGEST["aim"]) -> Theory | list[Problem]:
    """The theory of a CSV file's or a pasted table's text, or everything that is wrong with it.

    longest_aim: how many letters the aim may have; of the others LONGEST says it.
    Columns are known by their headings, in any order; those that are not needed may be missing. A problem's sentence
    names the row as a spreadsheet counts them. A theory that is returned has no problems.
    """
    if len(text.encode()) > MAX_BYTES:
        return [_whole("This table is larger than 1 MB. A theory is smaller than that.")]
    if "\x00" in text:
        return [_whole("This is not a text file. Save it as CSV and try again.")]
    try:
        table = [(n, cells) for n, cells in _split(text.lstrip("\ufeff")) if any(cell.strip() for cell in cells)]
    except csv.Error:
        return [_whole("This table cannot be read as CSV. Check its quotation marks and try again.")]
    if not table:
        return [_whole("There is nothing here yet. Paste a table with a heading row, or choose a CSV file.")]
    names = [cell.strip().casefold() for cell in table[0][1]]
    missing = [heading for heading in HEADINGS if heading.casefold() in _NEEDED and heading.casefold() not in names]
    if missing:
        return [_whole(f"We could not find a column called {' or '.join(f'‘{name}’' for name in missing)}.")]
    if len(table) - 1 > MAX_NODES:
        return [_whole(f"This table has more than {MAX_NODES:,} rows. A theory is smaller than that.")]
    reader = _Reader({**LONGEST, "aim": longest_aim})
    for number, cells in table[1:]:
        reader.row(number, dict(zip(names, cells, strict=False)))
    return reader.theory()


def _split(text: str) -> list[tuple[int, list[str]]]:
    """Rows with the number of each, as a spreadsheet counts them: a cell may hold several lines of the file."""
    delimiter = max("\t,;", key=text.strip().split("\n", 1)[0].count)
    return list(enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True), 1))


def _whole(text: str) -> Problem:
    return Problem("table", (), text)


class _Reader:
    """Rows made into nodes and links, and what was wrong with them."""

    def __init__(self, longest: Mapping[str, int]) -> None:
        self.longest = longest
        self.nodes: list[Node] = []
        self.links: list[tuple[int, Link]] = []
        self.wrong: list[Problem] = []
        self.row_of: dict[str, int] = {}

    def row(self, number: int, cells: dict[str, str]) -> None:
        """Take in one row."""
        plain = {name: _plain(cell) for name, cell in cells.items()}
        id, text, level = (plain.get(name, "") for name in ("reference", "text", "level"))
        kind = _LEVELS.get(level.casefold())
        self._reference(number, id)
        if kind is None:
            names = ", ".join(KIND_NAMES.values())
            self._say(number, f"‘{level}’ is not a level. Use one of these: {names}.")
        if not text:
            self._say(number, "it has no text.")
        elif kind is not None and len(text) > self.longest[kind]:
            self._say(
                number, f"{a(kind)} must have {self.longest[kind]} characters or fewer, and this has {len(text)}."
            )
        values = (
            self._number(number, plain, "measures"),
            self._word(number, plain, "belief", {belief: belief for belief in BELIEFS}),
            self._word(number, plain, "status", _STATUSES),
            self._number(number, plain, "tests"),
        )
        self.row_of.setdefault(id, number)
        if kind is not None:
            self.nodes.append(Node(id, kind, text, *values, plain.get("copied from", "")))  # type: ignore[arg-type]
        strengths: tuple[tuple[str, Strength], ...] = (("under", "solid"), ("weaker link under", "dotted"))
        for name, strength in strengths:
            for parent in plain.get(name, "").split(_SEPARATOR):
                if parent.strip():
                    self.links.append((number, Link(parent.strip(), id, strength)))

    def _reference(self, number: int, id: str) -> None:
        if not id:
            self._say(number, "it has no reference. Give each row one, such as P1.")
        elif _SEPARATOR in id:
            self._say(number, "a reference cannot hold a semicolon.")
        elif id in self.row_of:
            self._say(number, f"row {self.row_of[id]} has the reference {id} too. Give each row its own.")

    def theory(self) -> Theory | list[Problem]:
        """What the rows make, or what is wrong with them: with single rows first, else with the whole."""
        for number, link in self.links:
            if link.parent not in self.row_of:
                self._say(number, f"it stands under {link.parent}, but no row has that reference.")
        if self.wrong:
            return self.wrong
        made = Theory(tuple(self.nodes), tuple(link for _, link in self.links))
        return problems(made) or made

    def _say(self, number: int, text: str) -> None:
        self.wrong.append(Problem("row", (), f"Row {number}: {text}"))

    def _number(self, number: int, cells: dict[str, str], name: str) -> int:
        written = cells.get(name, "")
        if written and not (written.isascii() and written.isdigit() and len(written) < 7):
            self._say(number, f"‘{written}’ is not a number of {name}.")
            return 0
        return int(written or 0)

    def _word(self, number: int, cells: dict[str, str], name: str, words: dict[str, str]) -> str:
        written = cells.get(name, "").casefold()
        if written not in words:
            known = ", ".join(dict.fromkeys(word for word in words if word))
            self._say(number, f"‘{written}’ is not a {name}. Use one of these, or leave it empty: {known}.")
        return words.get(written, "")


def _plain(cell: str) -> str:
    """A cell without spaces around it, and without what a careful writer put before a formula."""
    cell = cell.strip()
    if cell.startswith("'") and cell[1:].startswith(_FORMULA):
        return cell[1:].replace("\\|", "|")
    return cell
