"""How versions of a definition differ, how two people's changes come together, and who differs from the programme."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from measures.strategy.catalogue import ALIKE, FIELDS

Said = Mapping[str, str]


def plain(value: object) -> str:
    """Words as they are compared: line ends and spaces at the ends say nothing."""
    return "\n".join(line.rstrip() for line in str(value or "").strip().splitlines())


def changed(before: Said, after: Said) -> list[str]:
    """Keys of the fields that differ, in the order of the page."""
    return [field.key for field in FIELDS if plain(before.get(field.key)) != plain(after.get(field.key))]


def reworded(before: Said, after: Said, keys: Collection[str]) -> bool:
    """Whether any of these fields says something else; saying for the first time what was always done is not."""
    said = [(plain(before.get(key)).split(), plain(after.get(key)).split()) for key in keys]
    return any(was and was != now for was, now in said)


@dataclass(frozen=True)
class Merged:
    """Two people's changes of the same version. words: mine, with what only they changed.

    taken: fields only they changed. clashing: fields both changed, and not to the same.
    """

    words: Mapping[str, str]
    taken: tuple[str, ...]
    clashing: tuple[str, ...]


def merge(base: Said, theirs: Said, mine: Said) -> Merged:
    """Bring together what they saved and I typed, from the version both began with; only the fields I was asked."""
    words, taken, clashing = {}, [], []
    for key, value in mine.items():
        was, saved, typed = (plain(one.get(key)) for one in (base, theirs, mine))
        words[key] = value
        if saved in (typed, was):
            continue
        if typed == was:
            words[key] = theirs.get(key, "")
            taken.append(key)
        else:
            clashing.append(key)
    return Merged(words, tuple(taken), tuple(clashing))


class Standing(StrEnum):
    """How a measure can be compared with the same one elsewhere."""

    CORE = "core"
    CORE_OWN_WORDS = "own_words"
    ADAPTED = "adapted"
    LOCAL = "local"


@dataclass(frozen=True)
class Kept:
    """One version as divergence is told from: whose words it follows (None: nobody's), since when, and what it says.

    taken: with this version the words were taken over, perhaps again. theirs: what the programme said then.
    """

    follows: int | None
    since: date
    said: Said
    taken: bool = False
    theirs: Said = field(default_factory=dict)


@dataclass(frozen=True)
class Divergence:
    """A field that is no longer as the programme's, and since when."""

    key: str
    since: date


def divergences(versions: Sequence[Kept], keys: Collection[str] = ALIKE) -> list[Divergence]:
    """In which fields the latest version differs from the programme's words as they were taken over, and since when.

    versions: oldest first. Measured against what the programme said when its words were taken over, not against its
    words of today: when these are put right, no team has changed anything. What it left unsaid was the team's to say,
    and is measured against what the team said then. A field that was changed and changed back does not differ.
    """
    if not versions or versions[-1].follows is None:
        return []
    held = list(_since_taken(versions))
    found = []
    for one in FIELDS:
        agreed = plain(held[0].theirs.get(one.key)) or plain(held[0].said.get(one.key))
        since = None
        for version in held:
            differs = plain(version.said.get(one.key)) != agreed
            since = (since or version.since) if differs else None
        if since is not None and one.key in keys:
            found.append(Divergence(one.key, since))
    return found


def written_since(theirs: Said, now: Said) -> list[str]:
    """Which of the words that have to be alike the programme has changed since they were taken over as `theirs`."""
    return [key for key in changed(theirs, now) if key in ALIKE] if theirs else []


def _since_taken(versions: Sequence[Kept]) -> Sequence[Kept]:
    """The versions from the one in which the words that are followed now were taken over last."""
    follows = versions[-1].follows
    start = len(versions) - 1
    while start and not versions[start].taken and versions[start - 1].follows == follows:
        start -= 1
    return versions[start:]


def standing(versions: Sequence[Kept], *, counts_by: bool, counts_differently: bool) -> Standing:
    """How a measure stands to the programme's. counts_by: its team says it counts by a version now; counts_differently:
    it says that it counts for it in a way of its own."""
    follows = bool(versions) and versions[-1].follows is not None
    if counts_differently or divergences(versions):
        return Standing.ADAPTED
    if follows:
        return Standing.CORE
    return Standing.CORE_OWN_WORDS if counts_by else Standing.LOCAL
