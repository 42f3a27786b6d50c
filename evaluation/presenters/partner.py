"""A partner's own page in words. Pure."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Generic, TypeVar

from django.urls import reverse
from django.utils import timezone

from collaborative.nhsuk.filters import date_long
from evaluation.queries.partner import PartnerWork
from pdsa.models import Cycle
from pdsa.presenters import when
from phases.models import About, Gathering, Involvement, Stage

# More at once is no longer an invitation.
_MOST = 5
# Days after which nobody remembers well enough for it to stand first: half a year.
_LONG_AGO = 183

Row = TypeVar("Row")


@dataclass(frozen=True)
class Asked:
    """One thing a partner is asked for: what, on what, where, and since when."""

    what: str
    name: str
    url: str
    since: date


def is_old(day: date, today: date) -> bool:
    """Whether something is so long ago that the page folds it away."""
    return (today - day).days > _LONG_AGO


@dataclass(frozen=True)
class Split(Generic[Row]):
    """Rows of a list, newest first as they came: those of the past six months, and those the page folds away."""

    recent: list[Row]
    older: list[Row]


def split(rows: Iterable[Row], day_of: Callable[[Row], date], today: date) -> Split[Row]:
    """The rows by how long ago they are."""
    every = list(rows)
    return Split(
        [row for row in every if not is_old(day_of(row), today)], [row for row in every if is_old(day_of(row), today)]
    )


def shown(work: PartnerWork, slug: str, now: datetime) -> dict[str, Any]:
    """What the page shows, what is long ago apart."""
    today = timezone.localdate(now)
    unsaid = split(work.unsaid, lambda row: row.happened_on, today)
    return {
        "asks": asks(work, unsaid.recent, slug, now),
        "older_asks": [_say(row, slug) for row in unsaid.older],
        "said": split(work.said, lambda row: timezone.localdate(row.said_at), today),
        "own": split(work.own, lambda row: row.happened_on, today),
        "coming": coming(work, slug),
    }


def asks(work: PartnerWork, unsaid: Sequence[Involvement], slug: str, now: datetime) -> list[Asked]:
    """What is asked of a partner now: first what others wait for, then what they may still say; each latest first.

    unsaid: what they may say how much of a say they had in.
    """
    waited = [
        Asked(
            "Sign, or say why not",
            f"Version {row.number} of the design of “{row.project.name}”",
            reverse("design-sign", args=[slug, row.project_id, row.number]),
            timezone.localdate(row.asked_at),
        )
        for row in work.to_sign
    ]
    waited += [_gathering(row, slug, now) for row in work.gatherings]
    if not work.has_answered:
        url = reverse("pulse-answer", args=[slug, work.participation.organisation.ods_code])
        month = timezone.localdate(now).replace(day=1)
        waited.append(Asked("Answer two questions", "Were you heard this month? It takes a minute.", url, month))
    return [*_latest_first(waited), *_latest_first(_to_say(work, unsaid, slug))]


def _latest_first(found: list[Asked]) -> list[Asked]:
    return sorted(found, key=lambda ask: ask.since, reverse=True)


def _to_say(work: PartnerWork, unsaid: Sequence[Involvement], slug: str) -> list[Asked]:
    """Whether they agree with a theory, and how much of a say they had."""
    found = []
    told = {(row.project_id, row.about) for row in work.said}
    for project in work.projects:
        if project.pk in work.theories and not {(project.pk, About.THEORY), (project.pk, About.DESIGN)} & told:
            url = f"{reverse('sign-off', args=[slug, project.pk])}?about={About.THEORY}"
            about = f"The theory of change of {project.name}"
            found.append(Asked("Say whether you agree", about, url, timezone.localdate(work.theories[project.pk])))
    return [*found, *(_say(row, slug) for row in unsaid[:_MOST])]


def _say(row: Involvement, slug: str) -> Asked:
    url = reverse("involvement-say", args=[slug, row.pk])
    return Asked("Say how much of a say you had", f"{row.about}, {date_long(row.happened_on)}", url, row.happened_on)


def _gathering(row: Gathering, slug: str, now: datetime) -> Asked:
    votes = row.stage(now) == Stage.VOTING
    until = row.votes_until if votes and row.votes_until else row.ideas_until
    return Asked(
        "Give your dots" if votes else "Put in your ideas",
        f"“{row.question}”, without your name, until {date_long(timezone.localdate(until))}",
        reverse("gathering", args=[slug, row.pk]),
        timezone.localdate(row.opened_at),
    )


@dataclass(frozen=True)
class Coming:
    """Something that is under way or comes next: what, and when in words."""

    what: str
    when: str
    url: str


def coming(work: PartnerWork, slug: str) -> list[Coming]:
    """What is being tried, and when the phase we are in ends."""
    tests = [_test(cycle, slug) for project in work.projects for cycle in work.tests.get(project.pk, ())]
    place = reverse("journey", args=[slug, work.participation.organisation.ods_code])
    now = [bar for bar in work.phases if bar.start_by == "actual" and not bar.is_over]
    phases = [
        Coming(
            f"We are in phase {bar.number}: {bar.name}",
            f"until about {date_long(bar.end)}" if bar.end and not bar.overdue else "",
            place,
        )
        for bar in now[-1:]
    ]
    return [*phases, *tests]


def _test(cycle: Cycle, slug: str) -> Coming:
    verb = "We are trying" if cycle.is_started else "We plan to try"
    return Coming(f"{verb}: {cycle.title}", when(cycle), reverse("cycle", args=[slug, cycle.pk]))
