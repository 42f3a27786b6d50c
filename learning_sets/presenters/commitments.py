"""What teams committed to, in a sentence and as a small picture. Pure but for the rows it is given."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from learning_sets.models import Commitment, CommitmentState
from learning_sets.queries.commitments import counted

_COLOURS: Mapping[str, str] = {
    CommitmentState.NOT_STARTED: "grey",
    CommitmentState.PLANNED: "white",
    CommitmentState.TESTING: "blue",
    CommitmentState.ADOPTED: "green",
    CommitmentState.ADAPTED: "aqua-green",
    CommitmentState.ABANDONED: "purple",
}


@dataclass(frozen=True)
class Part:
    """One state in the picture: its name, how many, and where its bar stands (of a hundred)."""

    state: str
    name: str
    number: int
    at: float
    width: float


@dataclass(frozen=True)
class Became:
    """What came of several commitments: one sentence that says all, and the same as parts of one bar."""

    sentence: str
    parts: tuple[Part, ...]


def became(rows: Iterable[Commitment]) -> Became:
    """How they stand, such as “7 commitments: 2 adopted, 1 abandoned, 4 not started.”"""
    counts = counted(rows)
    total = sum(counts.values())
    told = ", ".join(f"{number} {state.label.lower()}" for state, number in counts.items())
    sentence = f"{total} commitment{'' if total == 1 else 's'}: {told}." if total else ""
    parts, at = [], 0.0
    for state, number in counts.items():
        width = 100 * number / total
        parts.append(Part(state.value, state.label, number, round(at, 3), round(width, 3)))
        at += width
    return Became(sentence, tuple(parts))


def tag_of(row: Commitment) -> tuple[str, str]:
    """The state as a tag: its words and its colour."""
    return CommitmentState(row.state).label, _COLOURS[row.state]
