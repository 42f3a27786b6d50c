"""Whose mail is to be sent now, and what each was last told."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

from django.conf import settings
from django.core import signing
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from collaborative.models import Collaborative, User
from collaborative.roles import Role
from organisations.models import LONDON, Digest, DigestChoice, HowOften, Letter, Membership, Participation
from organisations.workdays import first_working_day

# The mail comes at seven in the morning where the person is. After an hour without a worker it still comes, and from
# noon on the next one does.
FIRST_HOUR, NOON = 7, 12
# For so many days after the month's first working day its mail still comes.
_LATE = 6
_SALT = "no more digests"


def due_day(moment: datetime, choice: DigestChoice) -> date | None:
    """The day, by the calendar where the person is, whose mail is to be sent at this moment; None where none is.

    The clock of the person's place decides, so seven stays seven when the clocks change. Pure but for the time zones'
    own data.
    """
    there = moment.astimezone(ZoneInfo(choice.time_zone))
    wanted = choice.how == HowOften.DAILY or (choice.how == HowOften.WEEKLY and there.weekday() == choice.weekday)
    return there.date() if wanted and FIRST_HOUR <= there.hour < NOON else None


def month_day(moment: datetime, choice: DigestChoice) -> date | None:
    """The first working day of this month, where its mail is to be sent at this moment; None where it is not.

    It is sent in the morning of that day, by the clock where the person is; where no worker ran then, on one of the six
    days after.
    """
    there = moment.astimezone(ZoneInfo(choice.time_zone))
    first = first_working_day(there.year, there.month)
    in_time = FIRST_HOUR <= there.hour < NOON and 0 <= (there.date() - first).days <= _LATE
    return first if choice.monthly and in_time else None


def time_zones() -> list[str]:
    """Every place by which a clock can be set, London first."""
    return sorted((name for name in available_timezones() if "/" in name), key=lambda name: (name != LONDON, name))


def choice_of(user: User) -> DigestChoice:
    """What this person chose, or, not saved, what they have until they do."""
    return DigestChoice.objects.filter(user=user).first() or DigestChoice(user=user)


def to_write_to(moment: datetime) -> list[int]:
    """The ids of the people whose mail is to be sent now and is in nobody's hands yet (three queries)."""
    # No place is further than a day from another.
    return _not_in_hand(moment, _held(), due_day, Letter.WAITING, timedelta(days=2))


def to_write_monthly_to(moment: datetime) -> list[int]:
    """The ids of the sponsors whose month's mail is to be sent now and is in nobody's hands yet (three queries)."""
    return _not_in_hand(moment, _held().filter(role=Role.SPONSOR), month_day, Letter.MONTHLY, timedelta(days=31))


def _held() -> QuerySet[Membership]:
    return Membership.objects.filter(ended_at__isnull=True, user__is_active=True, user__is_system=False)


def _not_in_hand(
    moment: datetime,
    held: QuerySet[Membership],
    day_of: Callable[[datetime, DigestChoice], date | None],
    letter: str,
    back: timedelta,
) -> list[int]:
    """Of those who hold these roles, the ids of whose mail is due by `day_of` and not claimed. back: how far the day of
    a mail may lie behind the moment."""
    people = list(held.order_by("user_id").values_list("user_id", flat=True).distinct())
    chosen = {row.user_id: row for row in DigestChoice.objects.filter(user__in=people)}
    recent = Digest.objects.filter(day__gte=moment.date() - back, letter=letter, claimed_at__isnull=False)
    taken = set(recent.values_list("user_id", "day"))
    default = DigestChoice()
    days = {pk: day_of(moment, chosen.get(pk, default)) for pk in people}
    return [pk for pk, day in days.items() if day is not None and (pk, day) not in taken]


def sponsored_by(user: User) -> list[Participation]:
    """Where this person is a sponsor today, by collaborative and name."""
    rows = Participation.objects.filter(
        Q(ended_on=None) | Q(ended_on__gte=timezone.localdate()),
        memberships__user=user,
        memberships__role=Role.SPONSOR,
        memberships__ended_at__isnull=True,
    )
    order = ("collaborative__name", "organisation__name", "pk")
    return list(rows.select_related("organisation", "collaborative").order_by(*order).distinct())


def person_of(pk: int) -> User | None:
    """The person of this id, while they can sign in."""
    return User.objects.filter(pk=pk, is_active=True).first()


def last_sent(user: User) -> Digest | None:
    """The last mail of what waits that this person was sent."""
    return Digest.objects.filter(user=user, letter=Letter.WAITING, sent_at__isnull=False).order_by("-sent_at").first()


def collaboratives_of(user: User) -> list[Collaborative]:
    """Those in which the person has a role today, by name."""
    rows = Collaborative.objects.filter(memberships__user=user, memberships__ended_at__isnull=True)
    return list(rows.order_by("name", "pk").distinct())


def off_link(user: User, letter: str = Letter.WAITING) -> str:
    """The address, with the server's name, that ends one of the mails without signing in. It does nothing else."""
    said = [user.pk, letter] if letter else user.pk
    return settings.BASE_URL + reverse("digest-off", args=[signing.Signer(salt=_SALT).sign_object(said)])


def mail_of_link(token: str) -> tuple[User, str] | None:
    """Whose mail the link ends, whether they can still sign in or not, and which; None where nobody gave it."""
    try:
        said = signing.Signer(salt=_SALT).unsign_object(token)
    except signing.BadSignature:
        return None
    pk, letter = said if isinstance(said, list) else (said, Letter.WAITING.value)
    person = User.objects.filter(pk=pk).first()
    return None if person is None else (person, letter)
