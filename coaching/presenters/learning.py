"""What was learnt, part by part. Pure."""

from collections.abc import Mapping

from coaching.models import Learning
from coaching.queries.learning import PARTS

_NAMES = {
    "worked": "What worked",
    "did_not": "What did not",
    "for_whom": "For whom",
    "others": "What others should know",
}


def parts_of(said: Mapping[str, str]) -> list[tuple[str, str]]:
    """The parts on which something is said, as name and words."""
    return [(_NAMES[part], said[part]) for part in PARTS if said.get(part)]


def own_parts(row: Learning) -> list[tuple[str, str]]:
    """The same of a team's own row."""
    return parts_of({part: getattr(row, part) for part in PARTS})
