"""Will a change last? Ten factors, what a team says of each, and how its answers are read together. Pure.

Source of the factors and of how they are used: the NHS Sustainability Model (Maher, Gustafson and Evans, NHS Institute
for Innovation and Improvement), which is meant for one project and not for a whole organisation. Each person answers
alone; then the team compares, because how far people differ is itself worth knowing (Doyle and others, Implementation
Science 2013, 8:127). The words of the levels here are our own; `Factor.source` says which values are confirmed.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from statistics import median
from typing import Any

LEVELS = "abcd"
# Below so many answers it is not told how far they lie apart.
FEWEST = 3
# From memory of the model's guide: from here on, of 100, there is reason for optimism.
OPTIMISM = Decimal(55)
_TENTH = Decimal("0.1")

_CONFIRMED = (
    "NHS Sustainability Model. Best value confirmed by Implementation Science Communications 2021 (s43058-021-00205-x, "
    "table 5); the values below it are from memory"
)
_FROM_MEMORY = "NHS Sustainability Model. All values are from memory; with them the best answers make exactly 100"


@dataclass(frozen=True)
class Factor:
    """One factor. words, values: of the levels a (best) to d (worst), in that order."""

    code: str
    domain: str
    name: str
    question: str
    words: tuple[str, str, str, str]
    values: tuple[Decimal, Decimal, Decimal, Decimal]
    source: str = _CONFIRMED

    @property
    def best(self) -> Decimal:
        """What the best level counts."""
        return max(self.values)

    def value(self, level: str) -> Decimal:
        """What a level counts."""
        return self.values[LEVELS.index(level)]


def _values(*said: str) -> tuple[Decimal, Decimal, Decimal, Decimal]:
    a, b, c, d = map(Decimal, said)
    return a, b, c, d


_PROCESS, _STAFF, _ORGANISATION = "Process", "Staff", "Organisation"

DEFAULT = (
    Factor(
        "benefits", _PROCESS, "Benefits beyond helping patients", "Does the change make work easier or better as well?",
        (
            "Staff feel the difference: less waste, less doubled work, a day that runs better.",
            "There is some gain for staff or for how work runs.",
            "Hardly anything changes for staff or for how work runs.",
            "Nothing but the patients’ gain speaks for it, or it makes work harder.",
        ),
        _values("8.5", "4.7", "4.0", "0"),
    ),
    Factor(
        "credibility", _PROCESS, "Credibility of the benefits", "Do people see and believe what it does?",
        (
            "The gain is plain to see, shown by numbers, and staff say so themselves.",
            "The gain is shown by numbers, but not everybody sees or believes it.",
            "The gain is hard to see, and few can say what it is.",
            "Nobody could show it to somebody who doubts.",
        ),
        _values("9.1", "6.3", "3.1", "0"),
    ),
    Factor(
        "adaptability", _PROCESS, "Adaptability of the improved process", "Would it outlive a change around it?",
        (
            "It does not hang on one person, sum of money or tool, and can be fitted to what comes.",
            "It could be fitted to what comes, with some work.",
            "It would be hard to keep if people or conditions changed.",
            "It would stop if one person or one source of money went.",
        ),
        _values("7.0", "3.4", "2.4", "0"),
    ),
    Factor(
        "monitoring", _PROCESS, "A system to monitor progress", "How would you notice if it slipped?",
        (
            "It is measured as a matter of course, looked at, acted on and told, and will be after the project.",
            "It is measured and looked at now, but nobody has said how that goes on after the project.",
            "It is measured now and then, and seldom told to anybody.",
            "It is not measured in a way that would tell.",
        ),
        _values("6.5", "3.3", "2.4", "0"),
    ),
    Factor(
        "training", _STAFF, "Staff involved and trained to sustain it", "Who helped to make it, and who is taught it?",
        (
            "Staff have shaped it from the beginning, and everybody who needs it is taught, new people too.",
            "Staff have shaped it, but not everybody is taught.",
            "Some are taught, but staff have had little part in shaping it.",
            "Staff have neither shaped it nor been taught.",
        ),
        _values("11.4", "6.3", "4.9", "0"),
    ),
    Factor(
        "behaviours", _STAFF, "How staff act towards it", "Do staff want it, and try things to keep it?",
        (
            "Staff say what they think, are heard, and try small changes of their own to keep it.",
            "Staff are heard, but do not feel free to change anything.",
            "Staff feel free to change things, but hardly anybody asks what they think.",
            "Staff have no say and do not believe that it is better.",
        ),
        _values("11.0", "5.1", "5.1", "0"),
    ),
    Factor(
        "senior_leaders", _STAFF, "Senior leaders stand behind it", "What do senior leaders do for it?",
        (
            "They are seen to take part, know the results, clear the way and answer for it.",
            "They know of it and support it, but give it little time.",
            "They take part now and then, and staff would not go to them with a problem.",
            "They are not involved.",
        ),
        _values("15.0", "6.2", "5.7", "0"),
    ),
    Factor(
        "clinical_leaders", _STAFF, "Clinical leaders stand behind it", "What do clinical leaders do for it?",
        (
            "They are seen to take part, win others over and answer for it.",
            "They support it, but give it little time.",
            "They take part now and then, and staff would not go to them with a problem.",
            "They are not involved.",
        ),
        _values("15.0", "6.7", "5.5", "0"),
        _FROM_MEMORY,
    ),
    Factor(
        "fit", _ORGANISATION, "Fit with aims and culture", "Does it serve what the organisation wants to be?",
        (
            "It serves a goal that the organisation has named, and improving things is how people work here.",
            "It serves such a goal, but improvements have not always lasted here.",
            "It serves no goal that was named, though improvements have lasted here before.",
            "It serves no goal that was named, and improvements have not lasted here.",
        ),
        _values("7.0", "3.5", "3.3", "0"),
        _FROM_MEMORY,
    ),
    Factor(
        "infrastructure", _ORGANISATION, "What it needs is there", "Are people, tools, rooms and rules in place?",
        (
            "People, tools and rooms are there, and job descriptions and policies say it.",
            "People, tools and rooms are there, but no policy or job description says it.",
            "Some of what it needs is there, and the rest is asked for.",
            "What it needs is not there.",
        ),
        _values("9.5", "4.4", "3.3", "0"),
    ),
)  # fmt: skip
CODES = tuple(factor.code for factor in DEFAULT)


def kept(factors: Sequence[Factor]) -> list[dict[str, Any]]:
    """The factors as they are kept with a round, so that later words and values do not change what was answered."""
    return [
        {
            "code": one.code,
            "domain": one.domain,
            "name": one.name,
            "question": one.question,
            "words": list(one.words),
            "values": [str(value) for value in one.values],
            "source": one.source,
        }
        for one in factors
    ]


def unkept(rows: Sequence[Mapping[str, Any]]) -> tuple[Factor, ...]:
    """The factors that were kept."""
    return tuple(
        Factor(
            code=row["code"],
            domain=row["domain"],
            name=row["name"],
            question=row["question"],
            words=tuple(row["words"]),
            values=_values(*row["values"]),
            source=row["source"],
        )
        for row in rows
    )


@dataclass(frozen=True)
class Told:
    """What a team says of one factor. spread: the lowest and highest value, None where too few have answered."""

    factor: Factor
    median: Decimal
    spread: tuple[Decimal, Decimal] | None

    @property
    def room(self) -> Decimal:
        """How much more there could be: the best value less the median."""
        return self.factor.best - self.median


@dataclass(frozen=True)
class Result:
    """What a team's answers say together. told: most room first."""

    answers: int
    told: tuple[Told, ...]

    @property
    def total(self) -> Decimal:
        """The factors' medians added up, of `best`; rounded to a tenth."""
        return rounded(sum((one.median for one in self.told), Decimal(0)))

    @property
    def best(self) -> Decimal:
        """What the best answers everywhere make: 100 with the model's values."""
        return best_of(one.factor for one in self.told)

    @property
    def line(self) -> Decimal:
        """From where on there is reason for optimism; see `line_of`."""
        return line_of(self.best)

    @property
    def is_hopeful(self) -> bool:
        """From the line on there is reason for optimism; below, the factors with most room come first."""
        return self.total >= self.line


def best_of(factors: Iterable[Factor]) -> Decimal:
    """What the best answers to these factors make."""
    return sum((factor.best for factor in factors), Decimal(0))


def line_of(best: Decimal) -> Decimal:
    """From where on there is reason for optimism: 55 of 100, and as large a part of what a collaborative's own values
    make; rounded to a tenth."""
    return rounded(OPTIMISM * best / 100)


def read(factors: Sequence[Factor], answers: Sequence[Mapping[str, str]]) -> Result | None:
    """The answers (level by factor code) of everybody, read together; None where nobody has answered.

    Nobody's own total is in it. Factors with the same room stand in the model's order.
    """
    if not answers:
        return None
    told = []
    for factor in factors:
        said = sorted(factor.value(one[factor.code]) for one in answers)
        told.append(Told(factor, median(said), (said[0], said[-1]) if len(said) >= FEWEST else None))
    return Result(len(answers), tuple(sorted(told, key=lambda one: -one.room)))


def rounded(value: Decimal) -> Decimal:
    """To a tenth, half upwards."""
    return value.quantize(_TENTH, rounding=ROUND_HALF_UP)
