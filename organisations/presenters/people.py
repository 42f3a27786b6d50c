"""Whose telephone number a page shows to whom. Pure."""

from collaborative.roles import Role
from organisations.models import Membership
from organisations.queries import Access

# Whom people of the team and the coach ring.
_RUNG = frozenset({Role.LEAD, Role.SPONSOR})


def rings_partners(access: Access, participation_id: int) -> bool:
    """Whether this person is shown a partner's number: the lead and the coach are."""
    return bool(access.grants.get(participation_id, frozenset()) & {Role.LEAD, Role.COACH})


def is_rung(row: Membership, key_contact: str, *, rings_partners: bool) -> bool:
    """Whether the number of somebody in a team is shown: of the lead, the sponsor and the key contact (an email
    address), and a partner's where the reader rings partners."""
    if row.role == Role.PARTNER:
        return rings_partners
    return row.role in _RUNG or (bool(key_contact) and row.user.email.casefold() == key_contact.casefold())
