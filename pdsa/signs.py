"""Six signs that a test is run so that one can learn from it, told as help and never as a score. Pure.

The signs are those by which the fidelity of PDSA cycles is assessed: Taylor and others, Systematic review of the
application of the plan-do-study-act method to improve quality in healthcare, BMJ Quality & Safety 2014;23:290-298 (the
framework), and McNicholas and others, Evolving quality improvement support strategies to improve Plan-Do-Study-Act
cycle fidelity, BMJ Quality & Safety 2019;28:356-365 (the yes-or-no questions, asked of 421 cycles of front-line teams).

Each sign takes a `Record` and gives an `Answer`. In doubt a sign says nothing: help that is wrong is worse than none.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from pdsa.ramp import SCALES
from pdsa.states import CLOSED, Stage, Status

# A team has this long to see what is missing before its coach is told, and a closed test is left in peace after that.
COACH_AFTER = timedelta(days=7)
PEACE_AFTER = timedelta(days=28)
_SMALL = frozenset(SCALES[:2])
_DECIDED = frozenset({"adopt", "adapt", "expand"})


class Sign(StrEnum):
    """The six, in the order in which a test comes to them."""

    PREDICTION = "prediction"
    SCALE = "scale"
    OVER_TIME = "over_time"
    COMPLETE = "complete"
    PAST = "past"
    ITERATIVE = "iterative"


class Shows(StrEnum):
    """Whether a test shows a sign; OPEN: it cannot be said yet, or is not asked of such a test."""

    YES = "yes"
    NO = "no"
    OPEN = ""


@dataclass(frozen=True, slots=True)
class Record:
    """A test as the signs read it.

    status: a Status. scale: one of ramp.SCALES. earlier: the scales on which tests before it in its series tried a
    change. in_series: one before it was tried, or a later one was made from it. predicted: what was expected, one text
    a question. done, studied, acted: what is written in each part, texts that may be empty. collected: what the plan
    says of when and how it is collected. measured: a measure is linked. since: the day on which it came to its present
    step.
    """

    status: str
    purpose: str
    scale: str
    decision: str
    since: date
    was_studied: bool = False
    earlier: tuple[str, ...] = ()
    in_series: bool = False
    predicted: tuple[str, ...] = ()
    done: tuple[str, ...] = ()
    studied: tuple[str, ...] = ()
    acted: tuple[str, ...] = ()
    collected: tuple[str, ...] = ()
    measured: bool = False

    @property
    def is_closed(self) -> bool:
        """Decided or stopped."""
        return Status(self.status) in CLOSED


@dataclass(frozen=True, slots=True)
class Answer:
    """What a test shows of one sign; where it does not, help for the team, beside this part (and field) of its form."""

    sign: Sign
    shows: Shows
    help: str = ""
    stage: Stage = Stage.PLAN
    field: str = ""


_FILLER = re.compile(
    r"n/?a|none|nothing|tb[cd]|to be (?:confirmed|decided|agreed)|not sure(?: yet)?|unsure|no idea"
    r"|(?:(?:i|we) )?(?:do not|don't) know(?: yet)?|as (?:above|before)"
    r"|(?:(?:we will|we'll|let's|let us) )?(?:just )?(?:wait and )?see(?: (?:what happens|how it goes))?"
)


def says_what(text: str) -> bool:
    """Whether a prediction says something that can turn out otherwise: a number, or two words that are not a filler."""
    plain = _plain(text)
    if _FILLER.fullmatch(plain):
        return False
    return any(letter.isdigit() for letter in plain) or len(re.findall(r"[^\W\d_]+", plain)) > 1


def prediction(record: Record) -> Answer:
    """An explicit prediction is written, before the test (McNicholas: "Was an explicit prediction documented?").

    Asked of what is a learning activity, so not of making a change permanent. Help only while one can still be
    written: from Do on predictions are locked, and hindsight is none.
    """
    if record.purpose == "implement":
        return Answer(Sign.PREDICTION, Shows.OPEN)
    if any(says_what(text) for text in record.predicted):
        return Answer(Sign.PREDICTION, Shows.YES)
    words = "What do you expect to see? A guess is enough, best with a number: you learn most where it turns out wrong."
    help = words if record.status == Status.PLAN else ""
    return Answer(Sign.PREDICTION, Shows.NO, help, Stage.PLAN, "predictions")


def scale(record: Record) -> Answer:
    """The test starts small and grows in steps (Taylor: "PDSAs start small in scale and build in scale as confidence
    grows"; McNicholas: series that increase in scale, 30% of those seen).

    A first test is small with one person or a few; a later one may be at most one step of `ramp.SCALES` above the
    largest that was tried before it. Not asked of collecting information, which changes nobody's care and so is no
    step before a change either.
    """
    if record.purpose == "collect":
        return Answer(Sign.SCALE, Shows.OPEN)
    most = max((SCALES.index(one) for one in record.earlier), default=None)
    is_right = record.scale in _SMALL if most is None else SCALES.index(record.scale) <= most + 1
    if is_right:
        return Answer(Sign.SCALE, Shows.YES)
    first = "This is large for a first test. What could you learn by next week with one person, or on one shift?"
    later = "This is a long way up from your last test. A step between would show what changes as it grows."
    help = (first if most is None else later) if record.status == Status.PLAN else ""
    return Answer(Sign.SCALE, Shows.NO, help, Stage.PLAN, "scale")


_AGAIN = re.compile(
    r"\b(?:each|every|daily|nightly|hourly|weekly|fortnightly|monthly|regularly|ongoing|throughout|continuous(?:ly)?"
    r"|(?:once|twice|times|one|two|three|\d+) (?:a|an|per) (?:hour|day|shift|night|week|fortnight|month)"
    r"|per (?:hour|day|shift|night|week|month)|(?:mon|tues|wednes|thurs|fri|satur|sun)days"
    r"|mornings|evenings|week by week|day by day|run chart)\b"
)


def is_again_and_again(text: str) -> bool:
    """Whether the words say that something is collected more than once."""
    return bool(_AGAIN.search(_plain(text)))


def over_time(record: Record) -> Answer:
    """Numbers are seen in the order of time (Taylor: "use of data over time"; McNicholas: "using regular data over
    time").

    A linked measure has a chart; without one, what the plan says of collecting says that it is done again and again.
    Not asked of a test with one person or on one shift, which has no order of time yet.
    """
    if record.scale == SCALES[0]:
        return Answer(Sign.OVER_TIME, Shows.OPEN)
    if record.measured or any(is_again_and_again(text) for text in record.collected):
        return Answer(Sign.OVER_TIME, Shows.YES)
    words = (
        "A few numbers each day or each shift show more than one sum at the end. "
        "Say when you collect, or link a measure."
    )
    return Answer(Sign.OVER_TIME, Shows.NO, "" if record.is_closed else words, Stage.PLAN, "data_when")


def complete(record: Record) -> Answer:
    """Every part of the record that the test has left behind says something (McNicholas: "Were all cycle stages of the
    PDSA cycle documented?").

    A plan always does, for a test has a title. YES only of a test that is decided; a stopped one ended before its time
    and is not asked.
    """
    left = {
        Status.STUDY: ((Stage.DO, record.done),),
        Status.ACT: ((Stage.DO, record.done), (Stage.STUDY, record.studied)),
        Status.COMPLETE: ((Stage.DO, record.done), (Stage.STUDY, record.studied), (Stage.ACT, record.acted)),
    }.get(Status(record.status), ())
    for stage, texts in left:
        if not any(text.strip() for text in texts):
            return Answer(Sign.COMPLETE, Shows.NO, _UNWRITTEN[stage][1], stage, _UNWRITTEN[stage][0])
    return Answer(Sign.COMPLETE, Shows.YES if record.status == Status.COMPLETE else Shows.OPEN)


_UNWRITTEN = {
    Stage.DO: ("observations", "Nothing is written of what happened. Two lines are enough while you still remember."),
    Stage.STUDY: ("learned", "What did it teach you? One sentence is enough for whoever tries this next."),
    Stage.ACT: ("rationale", "Why did you decide so? In a year nobody will know, and another team may ask."),
}


_INTENT = re.compile(
    r"\b(?:will|won't|shall|going to|would like to|plan(?:s|ning)? to|aim(?:s|ing)? to|intend(?:s|ing)? to"
    r"|hop(?:e|es|ing) to|tb[cd]|to be (?:confirmed|decided|agreed)|(?:we|i) (?:should|must|need to|have to|are to))\b"
    r"|\w'll\b|(?:^|[.;\n] ?)(?:to (?!\d)|collect |review |analyse |discuss |gather |compare )"
)
# What looks like the past and may be still to come: "will then be counted", "once completed", "the planned calls",
# "how many came".
_NOT_PAST = re.compile(
    r"\b(?:will|won't|to|shall|should|must|can|could|would|may|might)\s+(?:\w+\s+){0,2}?(?:be|have|get)\s+"
    r"\w+(?:\s+and\s+\w+ed)?\b"
    r"|\b(?:once|when|if|as|until|after|before|is|are)\s+(?:\w+ly\s+)?\w+ed\b"
    r"|\b(?:the|a|an|our|their|its|these|those|any)\s+\w+ed\b(?=\s+\w)"
    r"|\b(?:how (?:many|much)|whether)(?: \w+){1,3}"
    r"|\b(?:need|feed|seed|speed|bleed|exceed|proceed|succeed|indeed|hundred|shared?|red|bed|shed)s?\b"
)
_PAST = re.compile(
    r"\b(?:was|were|had|did|said|told|found|came|went|saw|took|made|got|gave|felt|knew|thought|left|kept|held|heard"
    r"|met|led|lost|won|ran|began|rose|fell|brought|chose|spoke|wrote|rang|sent|spent|paid|became|grew|stood|sat|built"
    r"|forgot|broke|learnt|meant|understood|could|couldn't|wasn't|weren't|hadn't|didn't|\w{2,}ed)\b"
    r"|\b(?:has|have|'ve|hasn't|haven't) (?:\w+ ){0,2}?(?:been|seen|done|taken|given|shown|known|become|gone)\b"
)


def reads_as_past(text: str) -> bool:
    """Whether the words say somewhere that something happened."""
    return bool(_PAST.search(_NOT_PAST.sub(" ", _plain(text))))


def reads_as_plan(text: str) -> bool:
    """Whether the words say what is meant to be done, and nowhere that anything happened."""
    return bool(_INTENT.search(_plain(text))) and not reads_as_past(text)


def past(record: Record) -> Answer:
    """The study says what happened (McNicholas: "Was the 'Study' stage documented in the past tense (indicating that
    the PDSA cycle was executed)?").

    NO only where its words mean to do something and none is in the past; findings put in the present ("median eight
    minutes") are neither, and nothing is said of them.
    """
    text = "\n".join(one for one in record.studied if one.strip())
    if not record.was_studied or not text:
        return Answer(Sign.PAST, Shows.OPEN)
    if reads_as_past(text):
        return Answer(Sign.PAST, Shows.YES)
    if not reads_as_plan(text):
        return Answer(Sign.PAST, Shows.OPEN)
    words = "Your study reads as a plan: what happened? What comes next has its place under Act."
    return Answer(Sign.PAST, Shows.NO, words, Stage.STUDY, "learned")


def iterative(record: Record) -> Answer:
    """The test stands in a series of two or more (McNicholas: "Was the PDSA cycle within an iterative series of PDSA
    cycles?"; Taylor: lessons learned from one cycle link and inform the next).

    Asked once it is decided, and not of an idea that one test was enough to abandon.
    """
    if record.in_series:
        return Answer(Sign.ITERATIVE, Shows.YES)
    if record.status != Status.COMPLETE or record.decision not in _DECIDED:
        return Answer(Sign.ITERATIVE, Shows.OPEN)
    adopted = (
        "You adopted it after one test. Would it hold at night, at a weekend, or with another team? One more would say."
    )
    onward = "You decided to test on. Plan the next test while what you learned is fresh."
    return Answer(Sign.ITERATIVE, Shows.NO, adopted if record.decision == "adopt" else onward, Stage.ACT, "decision")


_RULES: tuple[Callable[[Record], Answer], ...] = (prediction, scale, over_time, complete, past, iterative)


def signs(record: Record) -> tuple[Answer, ...]:
    """The six answers, in the order of `Sign`."""
    return tuple(rule(record) for rule in _RULES)


def helps(record: Record, today: date) -> dict[Stage, Answer]:
    """The help that the team is given, by part of the record: one for each part, the first of those there are, so that
    it stays help. A test that is closed for longer than PEACE_AFTER is left in peace."""
    found: dict[Stage, Answer] = {}
    if record.is_closed and today - record.since > PEACE_AFTER:
        return found
    for answer in signs(record):
        if answer.help:
            found.setdefault(answer.stage, answer)
    return found


def told(record: Record, today: date) -> tuple[Answer, ...]:
    """The six answers as a coach, and data, are told them: what is missing only once the test's step is COACH_AFTER
    old, so that the team sees it first and can mend it; what is there at once."""
    is_early = today - record.since < COACH_AFTER
    return tuple(
        Answer(answer.sign, Shows.OPEN) if is_early and answer.shows is Shows.NO else answer for answer in signs(record)
    )


def _plain(text: str) -> str:
    """Small letters, straight apostrophes, one space between words, no full stop at the end."""
    lines = (" ".join(line.split()) for line in text.replace("’", "'").casefold().splitlines())
    return "\n".join(lines).strip().rstrip(".!?… ")
