"""Who agreed to what, for the team that asked and for the person themselves."""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from collaborative.models import User
from collaborative.roles import Action, Role
from collaborative.tenancy.scope import Scope, tenant_context
from organisations.models import Membership, Participation
from organisations.queries import Access, owned
from sharing.models import Channel, Consent, ConsentChannel, Publication, Story
from sharing.pieces import consents_of
from sharing.queries.publishing import reach_of

# Who can ask for something to be taken off a website or out of a paper.
_WHO_TO_ASK = (Role.EDITOR, Role.NATIONAL_ADMIN, Role.PROGRAMME_MANAGER)


def consents_to(access: Access) -> QuerySet[Consent]:
    """The consents that this person may keep and read, with their channels, the last one first."""
    channels = ConsentChannel.objects.select_related("withdrawn_by", "kept_by").order_by("pk")
    rows = owned(Consent, access, Action.PUBLISH).prefetch_related(Prefetch("channels", channels))
    return rows.select_related("participation__organisation", "user", "asked_by")


def files_to(access: Access) -> QuerySet[ConsentChannel]:
    """Channels with a form or letter that this person may open."""
    return owned(ConsentChannel, access, Action.PUBLISH).filter(file_key__isnull=False)


def consents_at(access: Access, participation: Participation) -> QuerySet[Consent]:
    """The consents of one organisation."""
    return consents_to(access).filter(participation=participation)


def standing_at(participation: Participation) -> list[Consent]:
    """The consents that still go as far as the team, for somebody to be quoted by."""
    team = ConsentChannel.objects.filter(consent=OuterRef("pk"), channel=Channel.TEAM, withdrawn_at__isnull=True)
    return list(Consent.objects.filter(Exists(team), participation=participation).prefetch_related("channels"))


def reach_today(consent: Consent) -> Channel | None:
    """How far a consent goes now, of channels that were fetched with it."""
    return reach_of(row.channel for row in consent.channels.all() if row.withdrawn_at is None)


@dataclass(frozen=True)
class Resting:
    """What rests on a consent: the team's own stories, and versions that are out."""

    stories: tuple[Story, ...]
    publications: tuple[Publication, ...]


def resting_on(consent: Consent) -> Resting:
    """Where somebody appears by this consent today (two queries)."""
    named = Q(quote_consent=consent) | Q(picture_consent=consent)
    stories = Story.objects.filter(named, participation_id=consent.participation_id).order_by("pk")
    out = Publication.objects.filter(participation_id=consent.participation_id, withdrawn_at__isnull=True)
    found = [row for row in out.order_by("published_at", "pk") if consent.pk in consents_of(row.pieces)]
    return Resting(tuple(stories), tuple(found))


def whom_to_ask(collaborative_id: int) -> list[User]:
    """Who runs the collaborative's newsletter and press: they can ask others to take something off (one query)."""
    rows = Membership.objects.filter(
        collaborative_id=collaborative_id, role__in=_WHO_TO_ASK, ended_at__isnull=True, user__is_active=True
    )
    return list({row.user_id: row.user for row in rows.select_related("user").order_by("user__name", "pk")}.values())


def scopes_about(user: User) -> list[Scope]:
    """One scope for each collaborative in which this person is or was in a team: what they agreed to there stays theirs
    to take back."""
    places: dict[int, set[int]] = defaultdict(set)
    rows = Membership.objects.filter(user=user, participation__isnull=False)
    for collaborative_id, participation_id in rows.values_list("collaborative_id", "participation_id"):
        places[collaborative_id].add(participation_id)
    return [Scope(user.pk, (pk,), tuple(sorted(inside))) for pk, inside in sorted(places.items())]


def consents_about(user: User) -> list[Consent]:
    """Everything this person has agreed to, with its channels, wherever they are or were in a team."""
    found: list[Consent] = []
    for scope in scopes_about(user):
        with tenant_context(scope, read_only=True):
            rows = Consent.objects.filter(user=user, participation_id__in=scope.participation_ids)
            rows = rows.select_related("participation__organisation", "collaborative", "asked_by")
            found += list(rows.prefetch_related("channels"))
    return found
