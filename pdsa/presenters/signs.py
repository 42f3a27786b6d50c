"""The six signs in words: for the team as help, for a coach as what to talk about."""

from collections.abc import Iterable
from dataclasses import dataclass

from pdsa.signs import Answer, Shows, Sign

SIGN_NAMES = {
    Sign.PREDICTION: "A prediction before the test",
    Sign.SCALE: "Small first, then growing in steps",
    Sign.OVER_TIME: "Numbers in the order of time",
    Sign.COMPLETE: "Every part says something",
    Sign.PAST: "The study says what happened",
    Sign.ITERATIVE: "One of a series",
}
_MISSING = {
    Sign.PREDICTION: "no prediction was written",
    Sign.SCALE: "its scale is a large step",
    Sign.OVER_TIME: "nothing says that numbers are collected again and again",
    Sign.COMPLETE: "a part of the record says nothing",
    Sign.PAST: "the study reads as a plan",
    Sign.ITERATIVE: "it stands alone",
}
_STATES = {Shows.YES: "There", Shows.NO: "To look at again", Shows.OPEN: "Nothing to see yet"}


@dataclass(frozen=True)
class SignShown:
    """One sign by its name, and in a word whether the test shows it."""

    name: str
    state: str
    shows: Shows


def signs_shown(answers: Iterable[Answer]) -> list[SignShown]:
    """The signs in their order."""
    return [SignShown(SIGN_NAMES[one.sign], _STATES[one.shows], one.shows) for one in answers]


def to_talk_about(answers: Iterable[Answer]) -> str:
    """What a coach may talk about with the team, as a sentence; empty where there is nothing."""
    missing = [_MISSING[one.sign] for one in answers if one.shows is Shows.NO]
    if not missing:
        return ""
    said = missing[0] if len(missing) == 1 else f"{', '.join(missing[:-1])} and {missing[-1]}"
    return f"{said[0].upper()}{said[1:]}."
