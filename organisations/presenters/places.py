"""Places, people and links in words."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.urls import reverse

from collaborative.roles import NATIONAL_ROLES, ROLE_LABELS, Action, Role, may
from organisations.models import Invitation, Membership, Participation
from organisations.queries import Access
from organisations.queries.access import Place

_SAYS = {
    Role.NATIONAL_ADMIN: "Runs {collaborative}: organisations, coaches and who may sign in.",
    Role.PROGRAMME_MANAGER: "Keeps {collaborative} going from quarter to quarter.",
    Role.FINANCE: "Follows the fees of {collaborative}, and nothing else.",
    Role.COACH: "Opens the dashboard of the organisations they coach in {collaborative}.",
    Role.EXPERT: "Gives support in {collaborative} to organisations that ask for it, while they are open to them.",
    Role.EDITOR: "Writes what is told of {collaborative}, from what organisations published.",
    Role.LEAD: "Leads the work at {organisation}: measures, numbers, tests and people.",
    Role.MEMBER: "Enters numbers and logs tests at {organisation}.",
    Role.DATA_ENTRY: "Enters the numbers of {organisation}.",
    Role.PARTNER: "Brings lived experience to the work at {organisation}.",
    Role.SPONSOR: "Follows the work at {organisation}, and takes away what stands in its way.",
}


@dataclass(frozen=True)
class PlaceCard:
    """One card of the chooser."""

    title: str
    subtitle: str
    url: str


@dataclass(frozen=True)
class DemoPerson:
    """One line of the demonstration's sign-in page."""

    membership_id: int
    name: str
    role: str
    says: str


@dataclass(frozen=True)
class Invited:
    """One role a person can accept: as what, where, from whom, and the page on which they do."""

    role: str
    place: str
    by: str
    url: str


def invited_to(rows: Iterable[Invitation]) -> list[Invited]:
    """What a person was invited to, as lines."""
    return [
        Invited(
            role=ROLE_LABELS[Role(row.role)],
            place=place_of(row),
            by=row.invited_by.get_full_name(),
            url=reverse("my-invitation", args=[row.pk]),
        )
        for row in rows
    ]


def place_cards(places: list[Place]) -> list[PlaceCard]:
    """The chooser's cards: the organisation with what you are there and in which collaborative, or that alone."""
    return [_place_card(place) for place in places]


def _place_card(place: Place) -> PlaceCard:
    slug, name = place.collaborative.slug, place.collaborative.name
    roles = ", ".join(ROLE_LABELS[role] for role in place.roles)
    if place.organisation is not None:
        home = _team_home(slug, place.organisation.ods_code, place.roles)
        return PlaceCard(title=place.organisation.name, subtitle=f"{roles} · {name}", url=home)
    return PlaceCard(title=name, subtitle=roles, url=_wide_home(slug, place.roles))


def _team_home(slug: str, ods: str, roles: Iterable[Role]) -> str:
    """Where somebody of a team goes: who is a partner or a sponsor and nothing else, to a page of their own."""
    own = {frozenset({Role.PARTNER}): "partner-home", frozenset({Role.SPONSOR}): "sponsor-home"}
    return reverse(own.get(frozenset(roles), "organisation-home"), args=[slug, ods])


def _wide_home(slug: str, roles: Iterable[Role]) -> str:
    """Where somebody goes whose roles are for the whole collaborative."""
    held = frozenset(roles)
    if Role.COACH in held:
        return reverse("coach-dashboard", args=[slug])
    if Role.EXPERT in held:
        return reverse("my-support", args=[slug])
    if Role.EDITOR in held and not held & NATIONAL_ROLES:
        return reverse("newsletters", args=[slug])
    return reverse("organisations" if may(held, Action.RUN_COLLABORATIVE) else "fees", args=[slug])


def demo_people(cast: list[Membership]) -> list[DemoPerson]:
    """The invented people, each with a sentence about what they do."""
    return [
        DemoPerson(
            membership_id=row.pk,
            name=row.user.get_full_name(),
            role=ROLE_LABELS[Role(row.role)],
            says=_SAYS[Role(row.role)].format(
                collaborative=row.collaborative.name,
                organisation=row.participation.organisation.name if row.participation else "",
            ),
        )
        for row in cast
    ]


def home_of(row: Membership) -> str:
    """Where somebody goes who comes for this role."""
    slug = row.collaborative.slug
    if row.participation is not None:
        return _team_home(slug, row.participation.organisation.ods_code, [Role(row.role)])
    return _wide_home(slug, [Role(row.role)])


def place_of(invitation: Invitation) -> str:
    """Where an invitation leads: the organisation and the collaborative, or the collaborative alone."""
    if invitation.participation is None:
        return invitation.collaborative.name
    return f"{invitation.participation.organisation.name}, in {invitation.collaborative.name}"


def invitation_link(token: str) -> str:
    """The whole address of an invitation's page."""
    return settings.BASE_URL + reverse("invitation", args=[token])


def trail(access: Access, participation: Participation | None = None, *pages: dict[str, Any]) -> list[dict[str, Any]]:
    """Breadcrumbs: the collaborative, the organisation (or the list of them), then `pages` ({text, href})."""
    slug = access.collaborative.slug
    steps = [_step(access.collaborative.name, "collaborative-home", slug)]
    if participation is not None and access.may(Action.SEE_WORK, participation.pk):
        steps.append(
            _step(participation.organisation.name, "organisation-home", slug, participation.organisation.ods_code)
        )
    elif access.may(Action.RUN_COLLABORATIVE):
        steps.append(_step("Organisations", "organisations", slug))
    elif access.may(Action.SEE_FEES):
        steps.append(_step("Fees", "fees", slug))
    return [*steps, *pages]


def _step(text: str, name: str, *args: object) -> dict[str, Any]:
    return {"text": text, "href": reverse(name, args=args)}
