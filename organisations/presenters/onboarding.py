"""A new team's checklist in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from collaborative.nhsuk.filters import plural
from organisations.models import Participation
from organisations.queries.onboarding import ChecklistLine

NEXT = 3


@dataclass(frozen=True)
class Progress:
    """How far a team is, and what comes next."""

    done: int
    total: int
    following: list[ChecklistLine]

    @property
    def is_complete(self) -> bool:
        return self.done == self.total


def progress_of(lines: Sequence[ChecklistLine]) -> Progress | None:
    """How far a team is; None where the collaborative has no checklist."""
    if not lines:
        return None
    open_lines = [line for line in lines if not line.is_done]
    return Progress(len(lines) - len(open_lines), len(lines), open_lines[:NEXT])


def facts_rows(participation: Participation) -> list[dict[str, Any]]:
    """What is known of an organisation's part, as rows of a summary list."""
    contact = ", ".join(
        filter(
            None,
            (participation.key_contact_name, participation.key_contact_email, participation.key_contact_phone),
        )
    )
    days = "" if participation.lead_days is None else f"{plural(participation.lead_days, 'day')} a week"
    support = ": ".join(filter(None, (participation.get_qi_support_level_display(), participation.qi_support)))
    return [
        {"key": "Key contact", "value": contact},
        {"key": "Time of the project lead", "value": days},
        {"key": "Improvement support", "value": support},
    ]
