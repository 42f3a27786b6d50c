"""What a new team has seen to: its checklist, partly ticked by hand and partly by what the product can see."""

import hashlib
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet

from collaborative.models import Collaborative
from collaborative.roles import Role
from organisations.models import ChecklistItem, ChecklistTick, Fact, Membership, Participation, Project
from organisations.queries.access import current_assignments

_FACTS = (
    *("key_contact_name", "key_contact_email", "key_contact_phone"),
    *("lead_days", "qi_support_level", "qi_support"),
)
_OF_ROLES = {Role.LEAD: Fact.LEAD, Role.SPONSOR: Fact.SPONSOR, Role.PARTNER: Fact.PARTNER}


@dataclass(frozen=True)
class ChecklistLine:
    """One item for one team. is_by_fact: nobody ticks it. tick: who ticked it and when, where somebody did."""

    item: ChecklistItem
    is_done: bool
    is_by_fact: bool
    tick: ChecklistTick | None = None


def checklist_items(collaborative: Collaborative) -> QuerySet[ChecklistItem]:
    """Every item of the collaborative's checklist in its order, those out of use included."""
    return ChecklistItem.objects.filter(collaborative=collaborative)


def checklist_of(participation: Participation) -> list[ChecklistLine]:
    """The items in use, in their order, for one participation. Needs a scope on it; four queries at most."""
    items = list(ChecklistItem.objects.filter(collaborative_id=participation.collaborative_id, is_active=True))
    if not items:
        return []
    rows = ChecklistTick.objects.filter(participation=participation).select_related("ticked_by")
    ticks = {row.item_id: row for row in rows}
    facts = facts_seen(participation) if any(item.fact for item in items) else set()
    return [
        ChecklistLine(item, item.fact in facts, True)
        if item.fact
        else ChecklistLine(item, item.pk in ticks, False, ticks.get(item.pk))
        for item in items
    ]


def facts_mark(participation: Participation) -> str:
    """What tells what is known of an organisation's part as somebody saw it from what was changed since."""
    said = [str(getattr(participation, name)) for name in _FACTS]
    return hashlib.sha256(repr(said).encode()).hexdigest()[:16]


def facts_seen(participation: Participation) -> set[str]:
    """Which facts hold today for this participation."""
    held = Membership.objects.filter(participation=participation, ended_at__isnull=True, user__is_active=True)
    found: set[str] = {_OF_ROLES[Role(role)].value for role in held.values_list("role", flat=True) if role in _OF_ROLES}
    if participation.key_contact_name:
        found.add(Fact.KEY_CONTACT)
    here = {"participation": OuterRef("pk")}
    there = Participation.objects.filter(pk=participation.pk).values_list(
        Exists(current_assignments().filter(**here)), Exists(Project.objects.filter(**here))
    )
    seen = zip((Fact.COACH, Fact.PROJECT), there.get(), strict=True)
    return found | {fact.value for fact, is_there in seen if is_there}
