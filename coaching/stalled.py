"""When nothing has been heard of an organisation for long. Pure.

The rule is the collaborative's: how many weeks is its own number. Silence is counted from the latest of four days: the
last day of the latest period with a number, the day a test was last planned, begun or moved on, the day of the last
contact with a coach, and the day the organisation joined. Days of a pause do not count, and who pauses today is not
called stalled.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from phases.timeline import Span, closed, is_paused, worked


@dataclass(frozen=True)
class Signs:
    """The latest day of each sign of life; None where there never was one."""

    joined: date
    number: date | None = None
    test: date | None = None
    contact: date | None = None

    @property
    def latest(self) -> date:
        """The latest of all."""
        return max(day for day in (self.joined, self.number, self.test, self.contact) if day is not None)


def silent_days(signs: Signs, pauses: Sequence[Span], today: date) -> int:
    """Days since the latest sign of life, without those of a pause."""
    return worked(closed(pauses, today), signs.latest + timedelta(days=1), today)


def is_stalled(signs: Signs, pauses: Sequence[Span], today: date, weeks: int) -> bool:
    """Whether the silence is as long as the rule says, and no pause explains it."""
    return not is_paused(pauses, today) and silent_days(signs, pauses, today) >= 7 * weeks
