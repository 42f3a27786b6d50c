"""What was taught, by person and by topic. Pure."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from coaching.models import MOST_CONFIDENT, Learner, Lesson
from collaborative.models import User


@dataclass(frozen=True)
class Learned:
    """One person: what they were taught, and of it the latest that they said."""

    person: User
    topics: tuple[str, ...]
    sure: str


@dataclass(frozen=True)
class Topic:
    """One topic: how often it was taught, and to how many people of the team, and others."""

    topic: str
    times: int
    people: int
    others: int


def by_person(lessons: Sequence[Lesson]) -> list[Learned]:
    """Everybody who was taught, by name."""
    lines: dict[User, list[tuple[Lesson, Learner]]] = defaultdict(list)
    for lesson in lessons:
        for learner in lesson.taught:  # type: ignore[attr-defined]
            lines[learner.person].append((lesson, learner))
    return [
        Learned(person, _topics(held), _sure(held))
        for person, held in sorted(lines.items(), key=lambda item: (item[0].get_full_name(), item[0].pk))
    ]


def _topics(held: Sequence[tuple[Lesson, Learner]]) -> tuple[str, ...]:
    """Each topic once, latest first."""
    spelt: dict[str, str] = {}
    for lesson, _ in held:
        spelt.setdefault(lesson.topic.casefold(), lesson.topic)
    return tuple(spelt.values())


def _sure(held: Sequence[tuple[Lesson, Learner]]) -> str:
    """The latest that somebody said: "4 of 5, Plan-do-study-act"; lessons come latest first."""
    return next((f"{one.confidence} of {MOST_CONFIDENT}, {lesson.topic}" for lesson, one in held if one.confidence), "")


def by_topic(lessons: Sequence[Lesson]) -> list[Topic]:
    """Every topic, most taught first; as it was last spelt, in capitals or not."""
    held: dict[str, list[Lesson]] = defaultdict(list)
    for lesson in lessons:
        held[lesson.topic.casefold()].append(lesson)
    found = [
        Topic(
            mine[0].topic,
            len(mine),
            len({one.person_id for lesson in mine for one in lesson.taught}),  # type: ignore[attr-defined]
            sum(lesson.others for lesson in mine),
        )
        for mine in held.values()
    ]
    return sorted(found, key=lambda one: (-one.times, one.topic.casefold()))
