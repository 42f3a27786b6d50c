"""Questions and answers, as one person may read them."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Case, Count, Exists, OuterRef, Q, QuerySet, When
from django.utils import timezone

from collaborative.models import Collaborative, User
from collaborative.roles import ALLOWED, Action
from organisations.models import Membership, Participation
from organisations.queries import Access
from organisations.queries.people import collaborative_wide, people_who_may
from sharing.models import Post, Thread
from sharing.models.discussion import Said
from sharing.queries.subjects import talks, talks_at

# How long a person can still change their own words.
EDITABLE = timedelta(hours=1)


def may_moderate(access: Access, row: Said) -> bool:
    """Whether this person hides and brings back such words: a lead or coach of their own organisation's; who runs the
    collaborative those that all of it read."""
    if row.participation_id is None:
        return access.may(Action.RUN_COLLABORATIVE)
    return access.may(Action.MODERATE, row.participation_id) and talks_at(access, row.participation_id)


def moderates(access: Access) -> bool:
    """Whether this person moderates anywhere in the collaborative."""
    return access.may(Action.RUN_COLLABORATIVE) or bool(access.participations_for(Action.MODERATE))


def _moderated(access: Access) -> Q:
    where = Q(participation__in=access.participations_for(Action.MODERATE))
    return where | Q(participation=None) if access.may(Action.RUN_COLLABORATIVE) else where


def _reach(access: Access) -> Q:
    """What this person may read, whether it is hidden or not."""
    places = [pk for pk in access.participations_for(Action.DISCUSS) if talks_at(access, pk)]
    where = Q(participation__in=places)
    return where | Q(participation=None) if talks(access) else where


def threads_to(access: Access) -> QuerySet[Thread]:
    """The questions this person may read, with `answers` (how many everybody there reads), latest first.
    Hidden ones are there only for who moderates them."""
    seen = Q(posts__hidden_at=None)
    rows = Thread.objects.filter(_reach(access), collaborative=access.collaborative)
    rows = rows.filter(Q(hidden_at=None) | _moderated(access))
    rows = rows.annotate(answers=Count("posts", filter=seen)).select_related(
        "said_by", "participation__organisation", "hidden_by", "reported_by"
    )
    return rows.order_by("-said_at", "-pk")


def posts_to(access: Access) -> QuerySet[Post]:
    """The answers this person may read, first said first."""
    rows = Post.objects.filter(_reach(access), collaborative=access.collaborative)
    rows = rows.filter(Q(hidden_at=None) | _moderated(access))
    rows = rows.filter(Exists(threads_to(access).filter(pk=OuterRef("thread"))))
    return rows.select_related("said_by", "thread", "hidden_by", "reported_by").order_by("said_at", "pk")


def found_threads(access: Access, *, words: str = "", show: str = "") -> QuerySet[Thread]:
    """The questions with all these words in them or in an answer; unanswered ones first.

    show: "unanswered", "mine", "reported" (by which somebody asked who moderates to look), else all.
    """
    rows = threads_to(access)
    answers = posts_to(access).filter(thread=OuterRef("pk"))
    for word in words.split():
        rows = rows.filter(
            Q(title__icontains=word)
            | Q(words__icontains=word)
            | Q(about_name__icontains=word)
            | Exists(answers.filter(words__icontains=word))
        )
    open_ones = Q(answers=0, closed_at=None)
    match show:
        case "unanswered":
            rows = rows.filter(open_ones)
        case "mine":
            rows = rows.filter(Q(said_by=access.user) | Exists(answers.filter(said_by=access.user)))
        case "reported":
            rows = rows.filter(_moderated(access)).filter(
                Q(reported_at__isnull=False) | Exists(answers.filter(reported_at__isnull=False))
            )
    waiting = Case(When(open_ones, then=0), default=1)
    return rows.order_by(waiting, "-said_at", "-pk")


def can_edit(row: Said, by: User, now: datetime | None = None) -> bool:
    """Whether this person can still change these words: their own, of the last hour, not hidden."""
    return row.said_by_id == by.pk and not row.is_hidden and (now or timezone.now()) < row.said_at + EDITABLE


def readers_of(collaborative: Collaborative, participation: Participation | None) -> list[User]:
    """The people who may read questions there, by name."""
    if participation is not None:
        found = people_who_may(Action.DISCUSS, participation.pk)
    else:
        talking = [role for role, may in ALLOWED.items() if Action.DISCUSS in may]
        rows = Membership.objects.filter(collaborative=collaborative, ended_at=None, role__in=sorted(talking))
        found = list(User.objects.filter(pk__in=rows.values("user"), is_active=True))
    return sorted({person.pk: person for person in found}.values(), key=lambda person: (person.name, person.pk))


def moderators_of(collaborative: Collaborative, participation: Participation | None) -> list[User]:
    """The people who may hide words there."""
    if participation is not None:
        return people_who_may(Action.MODERATE, participation.pk)
    runs = [role for role, may in ALLOWED.items() if Action.RUN_COLLABORATIVE in may]
    return [held.user for held in collaborative_wide(collaborative.pk).filter(role__in=sorted(runs))]


def named(ids: Iterable[int]) -> dict[int, str]:
    """The names of these people, by id (one query)."""
    wanted = set(ids)
    return {row.pk: row.get_full_name() for row in User.objects.filter(pk__in=wanted)} if wanted else {}
