"""Reads of the directory and of what a person may reach."""

from organisations.queries.access import (
    Access,
    access_to,
    access_within,
    owned,
    places_of,
    system_scope,
    team_access,
)
from organisations.queries.people import contacts_of, current_coaches, open_invitation, team_of
from organisations.queries.places import participations_at

__all__ = [
    "Access",
    "access_to",
    "access_within",
    "contacts_of",
    "current_coaches",
    "open_invitation",
    "owned",
    "participations_at",
    "places_of",
    "system_scope",
    "team_access",
    "team_of",
]
