"""The questions of the feedback form, and what the answers amount to. Pure."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

SCALE, WORDS = "scale", "words"
LEAST, MOST = 1, 5


@dataclass(frozen=True)
class Question:
    """One question: its key, its words, and whether it is answered by a number from LEAST to MOST or in words."""

    key: str
    text: str
    kind: str = WORDS

    @property
    def stored(self) -> dict[str, Any]:
        """As JSON keeps it."""
        return {"key": self.key, "text": self.text, "kind": self.kind}


QUESTIONS = (
    Question("useful", "How useful was the day for your work?", SCALE),
    Question("keep", "What should we keep?"),
    Question("change", "What should we change?"),
    Question("learnt", "What did you learn that you will use?"),
)


@dataclass(frozen=True)
class Tally:
    """What people answered to one question: how many chose each number, or the words in no one's order."""

    question: Question
    counts: tuple[tuple[int, int], ...] = ()
    words: tuple[str, ...] = ()

    @property
    def answered(self) -> int:
        return sum(many for _, many in self.counts) + len(self.words)

    @property
    def mean(self) -> float | None:
        """The mean of the numbers; None where nobody chose one."""
        return sum(number * many for number, many in self.counts) / self.answered if self.answered else None


def question_of(stored: Mapping[str, Any]) -> Question:
    """A question as JSON keeps it."""
    return Question(str(stored["key"]), str(stored["text"]), str(stored["kind"]))


def tallies(answers: Iterable[Iterable[Mapping[str, Any]]], asked: Iterable[Question] = ()) -> list[Tally]:
    """What all answers amount to, question by question, in the order in which they are asked now.

    Questions that nobody answered are left out.

    An answer is a list of questions as stored, each with its `answer`; so what was asked in other words at another
    time is told apart. The words are sorted, so that their order says nothing of who wrote them.
    """
    given: dict[Question, list[Any]] = {question: [] for question in asked}
    for one in answers:
        for said in one:
            given.setdefault(question_of(said), []).append(said["answer"])
    return [_tally(question, all_of_it) for question, all_of_it in given.items() if all_of_it]


def _tally(question: Question, given: list[Any]) -> Tally:
    if question.kind == SCALE:
        counted = Counter(int(number) for number in given)
        return Tally(question, counts=tuple((number, counted[number]) for number in range(LEAST, MOST + 1)))
    return Tally(question, words=tuple(sorted(str(words) for words in given if str(words).strip())))
