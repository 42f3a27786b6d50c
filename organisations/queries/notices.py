"""What a person is told of: all of it, and how much they have not seen yet. Policies show each person their own."""

from django.db.models import F, QuerySet

from collaborative.models import User
from organisations.models import Notice
from organisations.queries.access import Access


def notices_of(access: Access) -> QuerySet[Notice]:
    """This person's notices in the collaborative: those not seen yet first, then the latest."""
    rows = Notice.objects.filter(user=access.user, collaborative=access.collaborative)
    beside = rows.select_related("made_by", "participation__organisation")
    return beside.order_by(F("seen_at").desc(nulls_first=True), "-made_at", "-pk")


def unseen(user: User, collaborative_id: int) -> QuerySet[Notice]:
    """What this person has not seen yet."""
    return Notice.objects.filter(user=user, collaborative_id=collaborative_id, seen_at__isnull=True)
