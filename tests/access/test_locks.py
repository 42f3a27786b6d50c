"""Ids of somebody else in an address, and each of the two locks by itself."""

import re
from typing import Any

import pytest

from collaborative.roles import Action
from organisations.models import Participation
from organisations.queries import Access
from tests.access.answers import NATIONAL
from tests.access.conftest import Visitor, everything_said, routes
from tests.access.faults import faults
from tests.access.stage import MISSING, Stage, work_of
from tests.access.table import ACCESS

# What the national team runs for every organisation, by its address; and the name of its id.
RUN_NATIONALLY = {
    **dict.fromkeys(("fee", "fee-remove"), "fee"),
    **dict.fromkeys(("support-request", "support-end", "support-match"), "support"),
}


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
            if role in NATIONAL and (parameter == "ods" or name in RUN_NATIONALLY):
                # The national team works with every organisation of its own collaborative.
                values = [
                    value
                    for value in values
                    if value not in {"RSS", stage.ids["south"][RUN_NATIONALLY.get(name, "fee")]}
                ]
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
    everywhere = tuple(Participation.objects.values_list("pk", flat=True))

    def wide(self: Access) -> Any:
        scope = narrow(self)
        return type(scope)(scope.user_id, scope.collaborative_ids, everywhere)

    monkeypatch.setattr(Access, "scope", wide)
    found = faults(stage, role)
    assert not found, "\n".join(found)


@pytest.mark.parametrize(("role", "method"), [("other_coach", "GET"), ("south_lead", "GET"), ("south_lead", "POST")])
def test_row_level_security_alone_shows_no_row_of_another(
    stage: Stage, role: str, method: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The roles let everything through: everybody may do everything on every participation there is."""

    everywhere = tuple(Participation.objects.values_list("pk", flat=True))

    def may(self: Access, action: Action, participation_id: int | None = None) -> bool:
        return True

    def participations_for(self: Access, action: Action) -> tuple[int, ...]:
        return everywhere

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


def test_the_collaboratives_of_others_are_like_missing_ones(stage: Stage) -> None:
    visitor = Visitor(stage, "lead")
    for name, route in routes().items():
        if route.startswith("c/"):
            theirs = visitor.ask("GET", stage.address(name, route, "east"))
            nobodys = visitor.ask("GET", stage.address(name, route, "east", slug="nowhere"))
            assert (theirs.status_code, nobodys.status_code) == (404, 404), name
            assert same_words(theirs) == same_words(nobodys), name
