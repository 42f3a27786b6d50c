"""The progress scale: what each level means and what would show it. Pure.

Source: the Institute for Healthcare Improvement's Assessment Scale for Collaboratives (0.5 to 5.0; "Assessment Scale
for Collaboratives", IHI tool, and The Breakthrough Series white paper, IHI 2003), paraphrased. IHI asks each programme
to put it in words of its own: a collaborative's own words replace these, level by level.
"""

from dataclasses import dataclass

SOURCE = "Paraphrased from the IHI Assessment Scale for Collaboratives"


@dataclass(frozen=True)
class Level:
    """One level. tenths: the score times ten. prompts: questions whose answers are evidence for it."""

    tenths: int
    label: str
    definition: str
    prompts: tuple[str, ...]
    source: str = SOURCE

    @property
    def score(self) -> str:
        """Such as "2.5"."""
        return score(self.tenths)


def score(tenths: int) -> str:
    """A score as it is said: 25 is "2.5"."""
    return f"{tenths // 10}.{tenths % 10}"


DEFAULT = (
    Level(5, "Intent to take part", "A project is named. There is no aim or team yet.", ("Is a project named?",)),
    Level(
        10,
        "Aim and team agreed",
        "The aim is written down and a team has been formed. No work has begun.",
        ("Is the aim written in plain words?", "Who leads, and who else is on the team?"),
    ),
    Level(
        15,
        "Planning has begun",
        "The team has begun to plan: whom it works with, what drives the problem, when it meets.",
        ("Who is the population of focus, and why?", "What does the theory of change say so far?"),
    ),
    Level(
        20,
        "Activity, but no changes",
        "The team studies how things are: baseline numbers, measures, the process. No change is tested yet.",
        ("What does the baseline show?", "What have you learned from people and staff?"),
    ),
    Level(
        25,
        "Changes tested, no improvement yet",
        "Changes are being tested and the measures are drawn on charts. They do not show improvement yet.",
        ("Which changes have you tested?", "Which chart would show it first?"),
    ),
    Level(
        30,
        "Modest improvement",
        "Tests are finished for a part of the change theory. There are first signs of improvement: about a fifth of "
        "what is hoped for.",
        ("Which tests are finished, and what did you decide?", "Where do you see a first sign?"),
    ),
    Level(
        35,
        "Improvement",
        "Testing goes on, and an outcome measure is moving towards its goal.",
        ("Which outcome moved, and since when?", "What are you testing now?"),
    ),
    Level(
        40,
        "Significant improvement",
        "Changes are made permanent in main parts of the service. At least half of the way to the goals is done.",
        ("Which changes are adopted, and where?", "How far is each outcome from its goal?"),
    ),
    Level(
        45,
        "Sustainable improvement",
        "The numbers of the main measures begin to show that the improvement holds.",
        ("For how long has it held?", "What would keep it if the lead left?"),
    ),
    Level(
        50,
        "Outstanding, sustained results",
        "All goals are met, all changes made, and the organisation has changed so that they last.",
        ("Is every goal met?", "What in the organisation is different for good?"),
    ),
)
TENTHS = tuple(level.tenths for level in DEFAULT)
