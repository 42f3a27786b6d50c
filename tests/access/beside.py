"""People of the stage beside the cast, and an organisation that would like to join."""

from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from collaborative.models import Collaborative, User
from collaborative.roles import Role
from organisations.actions.joining import confirm_interest, edit_joining, register_interest
from organisations.actions.system import system_user
from organisations.models import CoachAssignment, ExpertAssignment, ExpressionOfInterest, Membership, Participation
from sharing.models import NewsletterBlock, NewsletterReader, NewsletterRecipient, PressItem
from sharing.queries.newsletters import confirm_link, stop_link
from tests.cast import Cast
from tests.password import PASSWORD


def expert_of_north(cast: Cast) -> User:
    """Somebody to whom North is open today, and nothing else."""
    expert, now = User.objects.create_user("exa@example.nhs.uk", "Exa Expert", PASSWORD), timezone.now()
    Membership.objects.create(user=expert, role=Role.EXPERT, collaborative=cast.amhe)
    ExpertAssignment.objects.create(
        expert=expert,
        collaborative=cast.amhe,
        participation=cast.north,
        starts_at=now - timedelta(days=1),
        ends_at=now + timedelta(days=1),
    )
    return expert


def another_collaborative_s_staff(cast: Cast) -> User:
    """Who runs and who coaches in it; the one who runs it."""
    manager = User.objects.create_user("eve@example.nhs.uk", "Eve Manager")
    coach = User.objects.create_user("eli@example.nhs.uk", "Eli Coach")
    Membership.objects.create(user=manager, role=Role.PROGRAMME_MANAGER, collaborative=cast.safety)
    Membership.objects.create(user=coach, role=Role.COACH, collaborative=cast.safety)
    CoachAssignment.objects.create(
        coach=coach, collaborative=cast.safety, participation=cast.east, starts_on=date(2025, 1, 6)
    )
    return manager


def interest_in(collaborative: Collaborative) -> ExpressionOfInterest:
    """An organisation that would like to join, confirmed, in a collaborative whose public form is open."""
    system = system_user()
    edit_joining(collaborative=collaborative, by=system, is_open=True, introduction="")
    told = register_interest(
        by=system,
        collaborative=collaborative,
        organisation=None,
        organisation_text="Hopeful Trust",
        name="Hope Hopeful",
        job="Manager",
        email=f"hope@{collaborative.slug}.example",
        inequality="Waits",
        sponsor_known="no",
        sponsor_name="",
        qi_support_level="none",
        qi_support="",
        lead_days=None,
    )
    return confirm_interest(interest=told, by=system)


def newsletter_ids(participation: Participation) -> dict[str, Any]:
    """What stands in the addresses of the collaborative's newsletters; its card shows a text, to be changed by a form
    that every collaborative can fill in. Within a scope."""
    of = {"collaborative_id": participation.collaborative_id}
    NewsletterBlock.objects.filter(**of).update(kind="text", publication=None)
    slug, sent = participation.collaborative.slug, NewsletterRecipient.objects.get(**of)
    reader = NewsletterReader.objects.select_related("collaborative").get(**of)
    links = {"newsletter-confirm": confirm_link(reader), "newsletter-stop": stop_link(slug, sent.pk)}
    return {
        "newsletters": sent.newsletter_id,
        "newsletter_block": NewsletterBlock.objects.get(**of).pk,
        "press": PressItem.objects.get(**of).pk,
        "links": {name: link.rstrip("/").rsplit("/", 1)[1] for name, link in links.items()},
    }
