"""The shelf of the library."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from measures.models import LibraryEntry, MeasureType, ProgrammeMeasure
from measures.presenters.adoption import latest_of
from measures.presenters.strategy import word
from measures.queries.definitions import programme_said
from measures.queries.strategy import counting


@dataclass(frozen=True)
class Book:
    """One definition on the shelf. whose: "" for the programme's. words: everything it says, to be searched."""

    name: str
    sort: str
    sort_name: str
    whose: str
    plain: str
    counted: str
    used: str
    pk: int
    words: str

    @property
    def is_core(self) -> bool:
        return not self.whose


def shelf(
    programmes: Iterable[ProgrammeMeasure], uses: Mapping[int, int], entries: Iterable[LibraryEntry]
) -> list[Book]:
    """The programme's first, then what organisations share. entries: with `used`."""
    core = [_book(one.name, "", one.pk, _said(one), _used(uses.get(one.pk, 0), counting(one))) for one in programmes]
    shared = [
        _book(one.name, one.participation.organisation.name, one.pk, one.said, _used(one.used, 0))  # type: ignore[attr-defined]
        for one in entries
    ]
    return core + shared


def _said(programme: ProgrammeMeasure) -> dict[str, str]:
    return programme_said(programme, latest_of(programme))


def _used(copied: int, counted: int) -> str:
    parts = []
    if counted:
        parts.append(f"Counted by {_organisations(counted)}")
    if copied:
        parts.append(f"{'copied' if parts else 'Copied'} by {_organisations(copied)}")
    return ", ".join(parts) or "Not used by others yet"


def _organisations(how_many: int) -> str:
    return "1 organisation" if how_many == 1 else f"{how_many} organisations"


def _book(name: str, whose: str, pk: int, said: Mapping[str, str], used: str) -> Book:
    sort = said.get("measure_type", "")
    counted = " out of ".join(text for key in ("numerator_label", "denominator_label") if (text := word(key, said)))
    words = " ".join([name, whose, *(str(value) for value in said.values())])
    sort_name = dict(MeasureType.choices).get(sort, "").partition(":")[0]
    return Book(name, sort, sort_name, whose, word("plain_name", said), counted, used, pk, words.casefold())


def found(books: Sequence[Book], asked: str, sort: str) -> list[Book]:
    """Those that say every word that was asked for, of the sort."""
    words = asked.casefold().split()
    return [book for book in books if (not sort or book.sort == sort) and all(word in book.words for word in words)]
