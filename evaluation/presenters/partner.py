"""A partner's own page in words. Pure."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Generic, TypeVar

from django.urls import reverse
from django.utils import timezone

from collaborative.nhsuk.filters import date_long
from evaluation.queries.partner import PartnerWork
from pdsa.models import Cycle
from pdsa.presenters import when
from phases.models import About, Involvement

# More at once is no longer an invitation.
_MOST = 5
# Days after which nobody remembers well enough for it to stand first: half a year.
_LONG_AGO = 183

Row = TypeVar("Row")


@dataclass(frozen=True)
class Asked:
    """One thing a partner is asked for: what, on what, and where."""

    what: str
    name: str
    url: str


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


def shown(work: PartnerWork, slug: str, today: date) -> dict[str, Any]:
    """What the page shows, what is long ago apart."""
    unsaid = split(work.unsaid, lambda row: row.happened_on, today)
    return {
        "asks": asks(work, unsaid.recent, slug),
        "older_asks": [_say(row, slug) for row in unsaid.older],
        "said": split(work.said, lambda row: timezone.localdate(row.said_at), today),
        "own": split(work.own, lambda row: row.happened_on, today),
        "coming": coming(work, slug),
    }


def asks(work: PartnerWork, unsaid: Sequence[Involvement], slug: str) -> list[Asked]:
    """What is asked of a partner now; unsaid: what they may say how much of a say they had in."""
    found = []
    if not work.has_answered:
        url = reverse("pulse-answer", args=[slug, work.participation.organisation.ods_code])
        found.append(Asked("Answer two questions", "Were you heard this month? It takes a minute.", url))
    told = {(row.project_id, row.about) for row in work.said}
    for project in work.projects:
        if project.pk in work.theories and not {(project.pk, About.THEORY), (project.pk, About.DESIGN)} & told:
            url = f"{reverse('sign-off', args=[slug, project.pk])}?about={About.THEORY}"
            found.append(Asked("Say whether you agree", f"The theory of change of {project.name}", url))
    return [*found, *(_say(row, slug) for row in unsaid[:_MOST])]


def _say(row: Involvement, slug: str) -> Asked:
    url = reverse("involvement-say", args=[slug, row.pk])
    return Asked("Say how much of a say you had", f"{row.about}, {date_long(row.happened_on)}", url)


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
