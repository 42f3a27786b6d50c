"""What the national team reads of how organisations' definitions stand to the programme's: names of fields and days."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from measures.models import ProgrammeMeasure
from measures.presenters.adoption import latest_of
from measures.presenters.strategy import Section, differs
from measures.queries.strategy import Told
from measures.strategy.catalogue import OWN
from measures.strategy.compare import Standing


@dataclass(frozen=True)
class Differing:
    """One organisation that counts otherwise: by which version's words, and each difference with its day."""

    organisation: str
    number: int | None
    differs: tuple[str, ...]


@dataclass(frozen=True)
class Summary:
    """One programme measure: how many have its words, say it in their own, or differ; and those that differ."""

    programme: ProgrammeMeasure
    number: int
    core: int
    own_words: int
    adapted: int
    older: tuple[str, ...]
    differing: tuple[Differing, ...]


def summary(programme: ProgrammeMeasure, told: Sequence[Told]) -> Summary:
    """How the organisations stand to one programme measure (uses prefetched versions)."""
    how_many = Counter(one.stood.standing for one in told)
    latest = latest_of(programme).number
    adapted = [one for one in told if one.stood.standing == Standing.ADAPTED]
    return Summary(
        programme,
        latest,
        how_many[Standing.CORE],
        how_many[Standing.CORE_OWN_WORDS],
        len(adapted),
        tuple(
            f"{one.organisation} (version {one.stood.number})" for one in told if 0 < (one.stood.number or 0) < latest
        ),
        tuple(
            Differing(one.organisation, one.stood.number, tuple(differs(one.stood, programme.frequency)))
            for one in adapted
        ),
    )


def for_everybody(found: Iterable[Section]) -> list[Section]:
    """Without what is missing only because each team says it for itself."""
    kept = [replace(part, rows=tuple(row for row in part.rows if row.value or row.key not in OWN)) for part in found]
    return [part for part in kept if part.rows]
