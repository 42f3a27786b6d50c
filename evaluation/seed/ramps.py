"""Series of tests, in words that fit any idea: what was predicted, what came of it and what was decided."""

from dataclasses import dataclass

ADOPT, ADAPT, ABANDON, EXPAND = "adopt", "adapt", "abandon", "expand"
MET, PARTLY, NOT = "met", "partly", "not"


@dataclass(frozen=True)
class Step:
    """One test of a series: its size in words and as a scale, how it was meant to go and how it went."""

    size: str
    scale: str
    weeks: int
    predicted: str
    result: str
    observed: str
    learned: str
    decision: str
    rationale: str


_ONE = Step(
    "with one person", "one", 1,
    "They will say it helped, and it will take staff less than ten minutes.", PARTLY,
    "It helped. It took 25 minutes, most of it spent looking for the right leaflet.",
    "The idea is welcome. What we hand over has to be ready beforehand.", ADAPT,
    "Keep the idea, and put everything needed into one folder.",
)  # fmt: skip
_FEW = Step(
    "with five people", "few", 2,
    "Four of five will take it up, and each will take under ten minutes.", MET,
    "Five of five took it up. Median eight minutes.",
    "With the folder it fits into the day. Two people asked for it in another language.", EXPAND,
    "It works on a small scale. Try it with a whole team.",
)  # fmt: skip
_TEAM = Step(
    "with one team for a month", "team", 4,
    "Three in four people will be offered it, nights and weekends included.", PARTLY,
    "Offered to 31 of 48. Nearly nobody at weekends.",
    "Temporary staff did not know of it. It needs a line in the handover sheet.", ADAPT,
    "Add it to handover, then run the same month again.",
)  # fmt: skip
_AGAIN = Step(
    "with one team, in handover", "team", 4,
    "With a line in handover, four in five people will be offered it at weekends too.", MET,
    "Offered to 44 of 50, weekends included.",
    "The handover sheet did it. Partners say the tone of the offer matters more than its timing.", EXPAND,
    "Ready for three teams, with partners in the briefing.",
)  # fmt: skip
_TEAMS = Step(
    "with three teams", "teams", 6,
    "All three teams will reach four in five without us in the room.", MET,
    "Reached 81%, 86% and 79%.",
    "It holds without the project team. The third team wants its own champion.", ADOPT,
    "Make it how we work, with a champion in each team.",
)  # fmt: skip
_COSTLY = Step(
    "for two weeks", "few", 2,
    "Half of those we ring will answer, and half of them will book.", NOT,
    "Two of 19 answered. One booked.",
    "People do not answer numbers they do not know, and partners had told us so.", ABANDON,
    "Stop. A text message from a name they know is the better idea.",
)  # fmt: skip
_QUICK = Step(
    "on one shift", "one", 1,
    "Staff will use it at least once on the shift and say what is missing.", MET,
    "Used three times. One question was hard to understand.",
    "Plain words matter: 'worries' works, 'concerns' does not.", EXPAND,
    "Change the one question and try it with more shifts.",
)  # fmt: skip

LONG = (_ONE, _FEW, _TEAM, _AGAIN, _TEAMS)
SHORT = (_QUICK, _FEW, _TEAM)
DROPPED = (_COSTLY,)
