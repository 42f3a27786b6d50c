"""Whose mail is to be sent now, and what each was last told."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

from django.conf import settings
from django.core import signing
from django.urls import reverse

from collaborative.models import Collaborative, User
from organisations.models import LONDON, Digest, DigestChoice, HowOften, Membership

# The mail comes at seven in the morning where the person is. After an hour without a worker it still comes, and from
# noon on the next one does.
FIRST_HOUR, NOON = 7, 12
_SALT = "no more digests"


def due_day(moment: datetime, choice: DigestChoice) -> date | None:
    """The day, by the calendar where the person is, whose mail is to be sent at this moment; None where none is.

    The clock of the person's place decides, so seven stays seven when the clocks change. Pure but for the time zones'
    own data.
    """
    there = moment.astimezone(ZoneInfo(choice.time_zone))
    wanted = choice.how == HowOften.DAILY or (choice.how == HowOften.WEEKLY and there.weekday() == choice.weekday)
    return there.date() if wanted and FIRST_HOUR <= there.hour < NOON else None


def time_zones() -> list[str]:
    """Every place by which a clock can be set, London first."""
    return sorted((name for name in available_timezones() if "/" in name), key=lambda name: (name != LONDON, name))


def choice_of(user: User) -> DigestChoice:
    """What this person chose, or, not saved, what they have until they do."""
    return DigestChoice.objects.filter(user=user).first() or DigestChoice(user=user)


def to_write_to(moment: datetime) -> list[int]:
    """The ids of the people whose mail is to be sent now and is in nobody's hands yet (three queries)."""
    held = Membership.objects.filter(ended_at__isnull=True, user__is_active=True, user__is_system=False)
    people = list(held.order_by("user_id").values_list("user_id", flat=True).distinct())
    chosen = {row.user_id: row for row in DigestChoice.objects.filter(user__in=people)}
    # No place is further than a day from another.
    recent = Digest.objects.filter(day__gte=moment.date() - timedelta(days=2), claimed_at__isnull=False)
    taken = set(recent.values_list("user_id", "day"))
    default = DigestChoice()
    days = {pk: due_day(moment, chosen.get(pk, default)) for pk in people}
    return [pk for pk, day in days.items() if day is not None and (pk, day) not in taken]


def person_of(pk: int) -> User | None:
    """The person of this id, while they can sign in."""
    return User.objects.filter(pk=pk, is_active=True).first()


def last_sent(user: User) -> Digest | None:
    """The last mail this person was sent."""
    return Digest.objects.filter(user=user, sent_at__isnull=False).order_by("-sent_at").first()


def collaboratives_of(user: User) -> list[Collaborative]:
    """Those in which the person has a role today, by name."""
    rows = Collaborative.objects.filter(memberships__user=user, memberships__ended_at__isnull=True)
    return list(rows.order_by("name", "pk").distinct())


def off_link(user: User) -> str:
    """The address, with the server's name, that ends the mail without signing in. It does nothing else."""
    return settings.BASE_URL + reverse("digest-off", args=[signing.Signer(salt=_SALT).sign_object(user.pk)])


def person_of_link(token: str) -> User | None:
    """Whose mail the link ends, whether they can still sign in or not; None where nobody gave it."""
    try:
        pk = signing.Signer(salt=_SALT).unsign_object(token)
    except signing.BadSignature:
        return None
    return User.objects.filter(pk=pk).first()
