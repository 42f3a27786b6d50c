"""Expressions of interest in words."""

from typing import Any

from collaborative.nhsuk.filters import plural
from organisations.models import ExpressionOfInterest

_State = ExpressionOfInterest.State
STATE_COLOURS = {
    _State.CONFIRMED.value: "blue",
    _State.IN_REVIEW.value: "yellow",
    _State.ACCEPTED.value: "green",
    _State.DECLINED.value: "red",
    _State.WITHDRAWN.value: "grey",
}


def facts_of(row: ExpressionOfInterest) -> list[dict[str, Any]]:
    """What was told, as rows of a summary list."""
    where = f"{row.organisation} ({row.organisation.ods_code})" if row.organisation else row.organisation_text
    sponsor = ", ".join(filter(None, (row.get_sponsor_known_display(), row.sponsor_name)))
    if not row.email:
        gone = "Forgotten, as the form says. The organisation and what was decided stay."
        return [{"key": "Organisation", "value": where}, {"key": "Proposed by", "value": gone}]
    days = "" if row.lead_days is None else f"{plural(row.lead_days, 'day')} a week"
    return [
        {"key": "Organisation", "value": where},
        {"key": "Proposed by", "value": f"{row.name}, {row.job}"},
        {"key": "Email", "value": row.email},
        {"key": "Inequality", "value": row.inequality},
        {"key": "Executive sponsor", "value": sponsor},
        {"key": "Improvement support", "value": row.get_qi_support_level_display()},
        {"key": "More about it", "value": row.qi_support},
        {"key": "Time of the lead", "value": days},
    ]


def prefilled(row: ExpressionOfInterest) -> dict[str, Any]:
    """What the form to enrol the organisation begins with: its proposer may well be its lead."""
    found = row.organisation
    return {
        "organisation": f"{found.ods_code} {found.name}" if found else row.organisation_text,
        "lead_name": row.name,
        "lead_email": row.email,
        "lead_days": row.lead_days,
        "sponsor_name": row.sponsor_name,
        "qi_support_level": row.qi_support_level,
        "qi_support": row.qi_support,
    }
