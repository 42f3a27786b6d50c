"""A partner's own page in words. Pure."""

from dataclasses import dataclass

from django.urls import reverse

from collaborative.nhsuk.filters import date_long
from evaluation.queries.partner import PartnerWork
from pdsa.models import Cycle
from pdsa.presenters import when
from phases.models import About

# More at once is no longer an invitation.
_MOST = 5


@dataclass(frozen=True)
class Asked:
    """One thing a partner is asked for: what, on what, and where."""

    what: str
    name: str
    url: str


def asks(work: PartnerWork, slug: str) -> list[Asked]:
    """What is asked of a partner now."""
    found = []
    if not work.has_answered:
        url = reverse("pulse-answer", args=[slug, work.participation.organisation.ods_code])
        found.append(Asked("Answer two questions", "Were you heard this month? It takes a minute.", url))
    told = {(row.project_id, row.about) for row in work.said}
    for project in work.projects:
        if project.pk in work.theories and not {(project.pk, About.THEORY), (project.pk, About.DESIGN)} & told:
            url = f"{reverse('sign-off', args=[slug, project.pk])}?about={About.THEORY}"
            found.append(Asked("Say whether you agree", f"The theory of change of {project.name}", url))
    for row in work.unsaid[:_MOST]:
        url = reverse("involvement-say", args=[slug, row.pk])
        found.append(Asked("Say how much of a say you had", f"{row.about}, {date_long(row.happened_on)}", url))
    return found


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
