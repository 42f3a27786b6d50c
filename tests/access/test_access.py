"""Who gets what at every address, and that nobody is told another organisation's words, people or numbers."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from collaborative.models import User
from collaborative.roles import Action
from organisations.models import CoachAssignment, ExpertAssignment, Membership, Participation
from organisations.queries import Access
from tests.access.conftest import Visitor, everything_said, names_and_routes, routes
from tests.access.stage import MISSING, PLACES, Stage, people_of, work_of
from tests.access.table import ACCESS, AMHE, NATIONAL, NORTH, ROLES
from tests.cast import Cast

HOME = dict.fromkeys((*NORTH, "expert"), "north") | {"other_coach": "south", "south_lead": "south", "east_lead": "east"}
# Who holds an invitation's link may read whom it is for, and the invitation of this table is North's.
BY_LINK = {"invitation"}
# Where a coach reads what is for coaches alone.
AMONG_COACHES = re.compile("northcanary private")
FOR_COACHES = {("coach", "visit"), ("coach", "visit-edit")}


def forbidden(role: str, name: str) -> list[Any]:
    """What must not be said to this person: other places' work and people, and to the national team anybody's work."""
    patterns = [work_of(place) for place in PLACES if place != HOME.get(role)]
    strangers = [place for place in PLACES if place != HOME.get(role)]
    if role in NATIONAL:
        strangers = ["east"]
    if name in BY_LINK:
        strangers = [place for place in strangers if place != "north"]
    if (role, name) not in FOR_COACHES:
        patterns.append(AMONG_COACHES)
    return patterns + [people_of(place) for place in strangers]


def leaks(role: str, name: str, answer: Any, own_name: str) -> list[str]:
    said = everything_said(answer).replace(own_name, "")
    return [found[0] for pattern in forbidden(role, name) if (found := pattern.search(said))]


def faults(stage: Stage, role: str, like: str = "") -> list[str]:
    """Every address that answers this person otherwise than the table says of `like`, or says too much."""
    visitor, found = Visitor(stage, role), []
    role = like or role
    for name, route in routes().items():
        for method, answers in ACCESS[name].items():
            answer = visitor.ask(method, stage.address(name, route))
            expected = answers[role]
            if answer.status_code != expected:
                found.append(f"{method} {name}: {answer.status_code}, not {expected}")
            found += [f"{method} {name} says {word!r}" for word in leaks(role, name, answer, visitor.name)]
    return found


def test_every_address_stands_in_the_table() -> None:
    assert [route for name, route in names_and_routes() if not name] == []
    assert sorted(str(name) for name, _ in names_and_routes()) == sorted(ACCESS)
    assert {role for row in ACCESS.values() for answers in row.values() for role in answers} == set(ROLES)


def test_every_address_with_a_collaborative_lies_below_it() -> None:
    scoped = {route for _, route in names_and_routes() if "slug:slug" in route}
    assert scoped
    assert [route for route in scoped if not route.startswith("c/<slug:slug>/")] == []
    others = {route for _, route in names_and_routes()} - scoped
    # The public form and an invitation are for those who have no place in the collaborative yet.
    outside = ("join/<slug:programme>/", "invitations/mine/<int:pk>/")
    others = {route for route in others if not route.startswith(outside)}
    assert [route for route in others if "<int:" in route or "<slug:" in route] == []


@pytest.mark.parametrize("role", ROLES)
def test_every_address_answers_as_the_table_says(stage: Stage, role: str) -> None:
    found = faults(stage, role)
    assert not found, "\n".join(found)


def _end_membership(cast: Cast) -> None:
    Membership.objects.filter(user=cast.lead).update(ended_at=timezone.now())


def _end_assignment(cast: Cast) -> None:
    yesterday = timezone.localdate() - timedelta(days=1)
    CoachAssignment.objects.filter(coach=cast.coach).update(ends_on=yesterday)


def _assign_from_tomorrow(cast: Cast) -> None:
    tomorrow = timezone.localdate() + timedelta(days=1)
    CoachAssignment.objects.filter(coach=cast.coach).update(starts_on=tomorrow)


def _put_out(cast: Cast) -> None:
    User.objects.filter(pk=cast.lead.pk).update(is_active=False)


@pytest.mark.parametrize(
    ("role", "end", "like"),
    [
        ("lead", _end_membership, "stranger"),
        ("coach", _end_assignment, "other_coach"),
        ("coach", _assign_from_tomorrow, "other_coach"),
        ("lead", _put_out, "anonymous"),
    ],
    ids=["membership ended", "assignment ended", "assignment not begun", "person not active"],
)
def test_rights_that_are_not_in_force_open_nothing(
    stage: Stage, role: str, end: Callable[[Cast], None], like: str
) -> None:
    end(stage.cast)
    found = faults(stage, role, like)
    assert not found, "\n".join(found)


def test_an_expert_whose_time_is_over_gets_what_everybody_of_the_collaborative_gets(stage: Stage) -> None:
    ExpertAssignment.objects.filter(expert=stage.cast.expert).update(ends_at=timezone.now())
    visitor, found = Visitor(stage, "expert"), []
    for name, route in routes().items():
        answers = ACCESS[name]["GET"]
        everybodys = answers["expert"] == answers["south_lead"] or name == "my-support"
        answer = visitor.ask("GET", stage.address(name, route))
        if answer.status_code != (answers["expert"] if everybodys else 404):
            found.append(f"{name}: {answer.status_code}")
        if work_of("north").search(everything_said(answer)) or people_of("north").search(everything_said(answer)):
            found.append(f"{name} speaks of North")
    assert [name for name in found if name != "invitation speaks of North"] == []


def test_what_must_not_be_said_elsewhere_is_said_at_home(stage: Stage) -> None:
    """Else the search for canaries would find nothing because there is nothing."""
    lead = Visitor(stage, "lead")
    for name in ("measure-csv", "measure-group", "measure-enter", "import", "history"):
        said = everything_said(lead.ask("GET", stage.address(name, routes()[name])))
        assert re.search(r"41,?7\d\d", said), name
        assert work_of("north").search(said), name
    for name in ("project", "organisation-home", "cycle", "cycles", "measures"):
        assert "northcanary" in everything_said(lead.ask("GET", stage.address(name, routes()[name]))), name
    assert people_of("north").search(everything_said(lead.ask("GET", stage.address("people", routes()["people"]))))
    coach = Visitor(stage, "coach")
    for _, name in FOR_COACHES:
        assert AMONG_COACHES.search(everything_said(coach.ask("GET", stage.address(name, routes()[name])))), name


def test_the_national_team_sees_that_something_changed_and_not_what(stage: Stage) -> None:
    said = everything_said(Visitor(stage, "admin").ask("GET", stage.address("history", routes()["history"])))
    assert "Nora Lead" in said
    assert "corrected numbers" in said.lower()
    assert not work_of("north").search(said)


# Ids of somebody else in the addresses.


def unlike(stage: Stage, name: str, route: str, parameter: str) -> list[Any]:
    """Values of the parameter that are another's, or nobody's; the last one is nobody's."""
    theirs = [stage.parameters(name, route, place)[parameter] for place in ("south", "east")]
    own = stage.parameters(name, route, "north")[parameter]
    nobody: list[Any] = ["ZZZ"] if isinstance(own, str) else [0, 2**63, MISSING]
    return [value for value in theirs if value != own] + nobody


def same_words(answer: Any) -> str:
    """The body without what differs each time: a form's token and an error page's reference."""
    return re.sub(r"\b([0-9A-F]{8}|[0-9A-Za-z]{64})\b", "RANDOM", answer.content.decode())


def parameters_of(route: str) -> list[str]:
    return [name for name in re.findall(r"<(?:int|slug):(\w+)>", route) if name != "stage"]


@pytest.mark.parametrize(("role", "method"), [("lead", "GET"), ("lead", "POST"), ("admin", "GET"), ("admin", "POST")])
def test_another_s_id_is_like_a_missing_one(stage: Stage, role: str, method: str) -> None:
    visitor, found = Visitor(stage, role), []
    for name, route in routes().items():
        if not route.startswith("c/") or ACCESS[name][method][role] in {404, 405}:
            continue
        for parameter in parameters_of(route):
            values = unlike(stage, name, route, parameter)
            if role in NATIONAL and (parameter == "ods" or name in {"fee", "fee-remove"}):
                # The national team works with every organisation of its own collaborative.
                values = [value for value in values if value not in {"RSS", stage.ids["south"]["fee"]}]
            asked = [(value, visitor.ask(method, stage.address(name, route, **{parameter: value}))) for value in values]
            found += [
                f"{name} {parameter}={value}: {got.status_code}" for value, got in asked if got.status_code != 404
            ]
            bodies = {same_words(got) for _, got in asked}
            found += [f"{name} {parameter}: {len(bodies)} different answers"] * (len(bodies) > 1)
    assert not found, "\n".join(found)


# One lock at a time.


@pytest.mark.parametrize("role", ["other_coach", "south_lead", "sponsor", "admin"])
def test_roles_alone_keep_the_table(stage: Stage, role: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Row-level security let everything through: every scope reaches every participation of every collaborative."""
    narrow = Access.scope

    def wide(self: Access) -> Any:
        scope = narrow(self)
        everywhere = tuple(Participation.objects.values_list("pk", flat=True))
        return type(scope)(scope.user_id, scope.collaborative_ids, everywhere)

    monkeypatch.setattr(Access, "scope", wide)
    found = faults(stage, role)
    assert not found, "\n".join(found)


@pytest.mark.parametrize("role", ["other_coach", "south_lead"])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_row_level_security_alone_shows_no_row_of_another(
    stage: Stage, role: str, method: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The roles let everything through: everybody may do everything on every participation there is."""

    def may(self: Access, action: Action, participation_id: int | None = None) -> bool:
        return True

    def participations_for(self: Access, action: Action) -> tuple[int, ...]:
        return tuple(Participation.objects.values_list("pk", flat=True))

    monkeypatch.setattr(Access, "may", may)
    monkeypatch.setattr(Access, "participations_for", participations_for)
    visitor, found = Visitor(stage, role), []
    for name, route in routes().items():
        if not route.startswith("c/"):
            continue
        addresses = {place: stage.address(name, route, place, slug="amhe") for place in ("north", "east")}
        answers = {address: visitor.ask(method, address) for address in sorted(set(addresses.values()))}
        for place, address in addresses.items():
            answer = answers[address]
            if work_of(place).search(everything_said(answer)):
                found.append(f"{name} says words of {place}")
            owned = any(part in route for part in ("/p/<int:pk>", "/m/<int:pk>", "/t/<int:pk>"))
            if owned and answer.status_code not in {404, 405}:
                found.append(f"{name} of {place}: {answer.status_code}")
    assert not found, "\n".join(found)


def test_the_own_rows_are_still_there_with_one_lock(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """So that the two tests above do not pass because everything is refused."""
    monkeypatch.setattr(Access, "may", lambda self, action, participation_id=None: True)
    answer = Visitor(stage, "south_lead").ask("GET", stage.address("measure-csv", routes()["measure-csv"], "south"))
    assert answer.status_code == 200
    assert work_of("south").search(everything_said(answer))


def test_the_collaboratives_of_others_are_like_missing_ones(stage: Stage, cast: Cast) -> None:
    visitor = Visitor(stage, "lead")
    for name, route in routes().items():
        if route.startswith("c/"):
            theirs = visitor.ask("GET", stage.address(name, route, "east"))
            nobodys = visitor.ask("GET", stage.address(name, route, "east", slug="nowhere"))
            assert (theirs.status_code, nobodys.status_code) == (404, 404), name
            assert same_words(theirs) == same_words(nobodys), name


def test_the_roles_of_the_table_are_the_cast_s(cast: Cast) -> None:
    assert set(AMHE) < set(ROLES)
    assert all(getattr(cast, role).email for role in ROLES if role != "anonymous")
