"""Whose theory a page is about. A project's and the programme's have the same pages, told apart by the address."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.http import Http404
from django.urls import reverse

from collaborative.roles import Action
from organisations.http import ScopedRequest, get_or_404
from organisations.models import Project
from organisations.presenters.places import trail
from phases.models import ProgrammeTheory, Theory
from phases.queries.theory import AnyTheory, Held, held, programme_theory, project_theory, projects_to


@dataclass(frozen=True)
class Desk:
    """A project's theory, or without a project the programme's; and what this person may do with it."""

    request: ScopedRequest
    project: Project | None
    row: AnyTheory | None

    @property
    def theory(self) -> AnyTheory:
        """The theory, where there is one; else the page is not there."""
        if self.row is None:
            raise Http404("No theory yet")
        return self.row

    @cached_property
    def there(self) -> Held:
        """The theory as it is now."""
        return held(self.theory)

    @property
    def may_edit(self) -> bool:
        """Whether this person may change it."""
        if self.project is None:
            return self.request.access.may(Action.RUN_COLLABORATIVE)
        return self.request.access.may(Action.EDIT_THEORY, self.project.participation_id)

    @property
    def may_offer(self) -> bool:
        """Whether this person may offer the team's ideas to the programme."""
        return self.project is not None and self.request.access.may(Action.EDIT_PROJECT, self.project.participation_id)

    @property
    def title(self) -> str:
        """What the theory is called."""
        return f"Theory of change: {self.project.name}" if self.project else "The programme’s theory of change"

    @property
    def caption(self) -> str:
        """Whose it is."""
        return self.project.participation.organisation.name if self.project else self.collaborative_name

    @property
    def collaborative_name(self) -> str:
        return self.request.access.collaborative.name

    def url(self, page: str = "", *args: object) -> str:
        """The address of a page of this theory."""
        slug = self.request.access.collaborative.slug
        name = "theory" if self.project else "programme-theory"
        mine = [slug, self.project.pk] if self.project else [slug]
        return reverse(f"{name}-{page}" if page else name, args=[*mine, *args])

    def trail(self, *, inside: bool = True) -> list[dict[str, Any]]:
        """The way here; `inside` is a page below the theory's own."""
        access = self.request.access
        here = [{"text": "Theory of change", "href": self.url()}] if inside else []
        if self.project is None:
            return [*trail(access)[:1], *here]
        home = reverse("project", args=[access.collaborative.slug, self.project.pk])
        return trail(access, self.project.participation, {"text": self.project.name, "href": home}, *here)

    def tabs(self, current: str) -> list[dict[str, Any]]:
        """The theory's pages as links."""
        pages = [("", "Picture"), ("outline", "Outline")]
        if isinstance(self.row, Theory) and programme_theory(self.request.access.collaborative):
            pages.append(("difference", "Compared with the programme"))
        if isinstance(self.row, Theory):
            pages.append(("gatherings", "Gather ideas"))
        pages += [("versions", "Versions"), ("changes", "Changes")]
        if self.project is None and self.request.access.may(Action.RUN_COLLABORATIVE):
            pages += [("heat", "By organisation"), ("offers", "Offered ideas")]
        return [{"text": text, "href": self.url(page), "current": page == current} for page, text in pages]

    def context(self, current: str = "", *, inside: bool = True) -> dict[str, Any]:
        """What every page of a theory shows."""
        return {
            "desk": self,
            "project": self.project,
            "tabs": self.tabs(current),
            "trail": self.trail(inside=inside),
        }


def desk_to_read(request: ScopedRequest, pk: int | None) -> Desk:
    """The theory that this person may read: of a project's they can see, or the programme's, which all see."""
    if pk is None:
        return Desk(request, None, programme_theory(request.access.collaborative))
    project = get_or_404(projects_to(request.access, Action.SEE_WORK), pk=pk)
    return Desk(request, project, project_theory(project))


def desk_to_edit(request: ScopedRequest, pk: int | None) -> Desk:
    """The theory that this person may change, or the 404 of everything that is not theirs."""
    desk = desk_to_read(request, pk)
    if not desk.may_edit:
        raise Http404("Not for this person")
    return desk


def programme_of(desk: Desk) -> tuple[ProgrammeTheory, Held] | None:
    """The programme's theory, beside a project's."""
    row = programme_theory(desk.request.access.collaborative)
    return (row, held(row)) if row else None
