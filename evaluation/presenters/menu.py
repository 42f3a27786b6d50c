"""The menu of those who run a collaborative: its pages in groups, with the place where they are. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse

from collaborative.roles import Action
from organisations.queries import Access


@dataclass(frozen=True)
class Link:
    """One page. here: "page" on the page itself, "true" on a page below it, else ""."""

    text: str
    href: str
    here: str


@dataclass(frozen=True)
class Group:
    """Pages that belong together; the group leads to the first of them. here: as of a link."""

    text: str
    links: tuple[Link, ...]

    @property
    def href(self) -> str:
        return self.links[0].href

    @property
    def here(self) -> str:
        """The group is the place itself only where it is all there is to see in it."""
        there = next((link.here for link in self.links if link.here), "")
        return there if len(self.links) == 1 or not there else "true"


@dataclass(frozen=True)
class _Page:
    """A page of the menu: who may open it (everybody where it is None), and where else its pages stand."""

    text: str
    name: str
    action: Action | None = Action.RUN_COLLABORATIVE
    also: tuple[str, ...] = ()


_PAGES: tuple[tuple[str, tuple[_Page, ...]], ...] = (
    (
        "Organisations",
        (
            _Page("Organisations", "organisations", also=("o/",)),
            _Page("Coaching", "caseloads"),
            _Page("Expert support", "support-requests", also=("support/",)),
        ),
    ),
    (
        "Programme",
        (
            _Page("Theory of change", "programme-theory", None),
            _Page("Measures", "programme", None),
            _Page("Definitions", "programme-definitions"),
            _Page("Measure library", "library", None),
            _Page("Phases", "phases"),
            _Page("Timeline", "timeline"),
            _Page("Pauses", "programme-pauses"),
            _Page("Signed designs", "designs"),
            _Page("Progress scale", "progress-scale", None),
            _Page("Sustainability factors", "sustain-factors", None),
            _Page("What teams learnt", "learning-found", None),
        ),
    ),
    (
        "Learning",
        (
            _Page("Learning sets", "sets", None),
            _Page("Published", "publications", None),
            _Page("Questions and answers", "talk", Action.DISCUSS, also=("talk/",)),
            _Page("Resources", "resources", None),
            _Page("Newsletters", "newsletters", Action.COMPOSE),
            _Page("Press and websites", "press", Action.COMPOSE),
            _Page("Newsletter archive", "newsletter-archive", None),
        ),
    ),
    (
        "Joining",
        (
            _Page("Would like to join", "interests", also=("organisations/enrol/",)),
            _Page("Directory", "directory"),
            _Page("Fees", "fees", Action.SEE_FEES),
            _Page("Getting started", "checklist-items"),
            _Page("Readiness", "readiness-questions"),
        ),
    ),
    (
        "Team and settings",
        (
            _Page("Team and coaches", "team"),
            _Page("Settings", "collaborative-settings", also=("programme/populations/",)),
            _Page("How charts are read", "chart-defaults"),
            _Page("Background work", "jobs"),
        ),
    ),
)


def menu(access: Access, path: str) -> list[Group]:
    """The groups this person may open something in. path: where they are."""
    slug = access.collaborative.slug
    home = reverse("collaborative-home", args=[slug])
    open_to = [
        (group, [page for page in pages if page.action is None or access.may(page.action)]) for group, pages in _PAGES
    ]
    hrefs = {page.name: reverse(page.name, args=[slug]) for _, pages in open_to for page in pages}
    here = _nearest(path, home, hrefs, [page for _, pages in open_to for page in pages])
    found = []
    for group, pages in open_to:
        links = tuple(
            Link(page.text, href := hrefs[page.name], "" if page.name != here else "page" if path == href else "true")
            for page in pages
        )
        if links:
            found.append(Group(group if len(links) > 1 else links[0].text, links))
    return found


def _nearest(path: str, home: str, hrefs: dict[str, str], pages: Iterable[_Page]) -> str:
    """The name of the page that `path` is or stands below; of several the one that says most of it."""
    below = [
        (len(start), page.name)
        for page in pages
        for start in (hrefs[page.name], *(home + part for part in page.also))
        if path.startswith(start)
    ]
    return max(below)[1] if below else ""
