"""What a theory shows of tests and measures, counted once more from their rows."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from measures.actions.drivers import put_on_drivers
from measures.models import DriverMeasure, Measure
from organisations.models import Project
from organisations.queries import access_to
from pdsa.models import Cycle
from pdsa.queries import testing_of as how_far
from phases.actions import set_belief
from phases.actions.boxes import remove_box, undo
from phases.actions.start import start_theory
from phases.models import ChangeIdea, ProgrammeTheory, Theory
from phases.presenters.heat import Map, heat_map
from phases.presenters.pictures import dressed
from phases.queries.programme import spread
from phases.queries.theory import held
from tests.cast import Cast
from tests.evaluation.builders import STEADY, measure_with
from tests.evaluation.fact_recount import recounted
from tests.phases.theory_rows import key, programme

DAY = datetime(2026, 3, 2, 12, tzinfo=UTC)


def tried(idea: ChangeIdea, status: str, decision: str) -> Cycle:
    """A test in this state, later than those before."""
    started = status not in ("plan", "stopped")
    done: dict[str, Any] = {"do_started_at": DAY, "starts_on": date(2026, 3, 2)} if started else {}
    if decision:
        done |= {"decision": decision, "decided_at": DAY}
    if status == "stopped":
        done |= {"stop_reason": "Nobody was free", "stopped_at": DAY}
    owner = {"collaborative_id": idea.collaborative_id, "participation_id": idea.participation_id}
    by = idea.created_by
    return Cycle.objects.create(
        **owner, project_id=idea.project_id, idea=idea, title=idea.title, status=status, created_by=by, **done
    )


@pytest.fixture
def common(cast: Cast) -> ProgrammeTheory:
    return programme(cast.amhe, cast.admin)


def copied(cast: Cast, project: Project, place: str) -> Theory:
    lead = cast.lead if place == "north" else cast.south_lead
    with cast.scope(getattr(cast, place), user=lead):
        return start_theory(project=project, by=lead, copy=True)


@pytest.mark.parametrize(
    ("tests", "finished", "status"),
    [
        ([("plan", "")], 0, ""),
        ([("stopped", "")], 0, ""),
        ([("do", "")], 0, "testing"),
        ([("complete", "adapt")], 1, "testing"),
        ([("complete", "expand"), ("complete", "adopt")], 2, "adopted"),
        ([("complete", "adopt"), ("plan", "")], 1, "adopted"),
        ([("complete", "abandon"), ("stopped", "")], 1, "abandoned"),
        ([("complete", "abandon"), ("study", "")], 1, "testing"),
    ],
)
def test_how_far_an_idea_is(cast: Cast, tests: list[tuple[str, str]], finished: int, status: str) -> None:
    with cast.scope():
        owner = {"collaborative": cast.amhe, "participation": cast.north, "project": cast.north_project}
        idea = ChangeIdea.objects.create(**owner, title="Drop-in", created_by=cast.lead)
        for state, decision in tests:
            tried(idea, state, decision)
        (found,) = how_far([idea]).values()
        assert (found.finished, found.status) == (finished, status)
        assert how_far([]) == {}


def test_the_last_decision_holds_and_not_the_last_plan(cast: Cast) -> None:
    """The first test was abandoned months after the second, which was made later, had been adopted."""
    with cast.scope():
        owner = {"collaborative": cast.amhe, "participation": cast.north, "project": cast.north_project}
        idea = ChangeIdea.objects.create(**owner, title="Drop-in", created_by=cast.lead)
        first, second = tried(idea, "complete", "abandon"), tried(idea, "complete", "adopt")
        Cycle.objects.filter(pk=first.pk).update(decided_at=DAY + timedelta(days=90))
        assert how_far([idea])[idea.pk].status == "abandoned"
        # One that was made first and begins after both is under way now.
        third = tried(idea, "do", "")
        Cycle.objects.filter(pk=third.pk).update(do_started_at=DAY + timedelta(days=91), created_at=DAY)
        found = how_far([idea])[idea.pk]
        assert (found.finished, found.status) == (2, "testing")
        assert second.pk


def seen(cast: Cast, common: ProgrammeTheory) -> Map:
    access = access_to(user=cast.admin, slug="amhe")
    assert access is not None
    found = spread(access)
    return heat_map(held(common).graph, found.places, found.theories)


def test_the_map_counts_tests_and_measures_by_driver(client: Client, cast: Cast, common: ProgrammeTheory) -> None:
    north = copied(cast, cast.north_project, "north")
    south = copied(cast, cast.south_project, "south")
    outcome = measure_with(cast.north_project, cast.lead, STEADY)
    process = measure_with(cast.north_project, cast.lead, STEADY, name="Called back", kind="process")
    with cast.scope():
        ideas = {idea.title: idea for idea in ChangeIdea.objects.all()}
        for title, state, decision in (
            ("Drop-in", "complete", "adapt"),
            ("Drop-in", "complete", "adopt"),
            ("Phone line", "do", ""),
            ("Peer worker", "complete", "abandon"),
        ):
            tried(ideas[title], state, decision)
        for title in ("Drop-in", "Phone line"):
            set_belief(idea=ideas[title], by=cast.lead, belief="high", reason="Forty people came")
        set_belief(idea=ideas["Peer worker"], by=cast.lead, belief="low", reason="Nobody came")
        put_on_drivers(measure=outcome, by=cast.lead, keys=[key(north, cast.north_project.aim), key(north, "Access")])
        put_on_drivers(measure=process, by=cast.lead, keys=[key(north, "Early help"), key(north, "Access")])
        nodes = {node.text: node for node in dressed(held(north)).nodes}
        assert (nodes["Drop-in"].tests, nodes["Drop-in"].status) == (2, "adopted")
        assert (nodes["Phone line"].tests, nodes["Phone line"].status) == (0, "testing")
        assert (nodes["Access"].measures, nodes["Early help"].measures, nodes["Trust"].measures) == (2, 1, 0)
        assert nodes[cast.north_project.aim].measures == 1
    with cast.scope(cast.south, user=cast.south_lead):
        tried(ChangeIdea.objects.get(title="Peer worker"), "complete", "expand")

    with cast.scope(cast.north, cast.south, user=cast.admin):
        shown = seen(cast, common)
        again = recounted(common, [north, south])
    told = {band.text: [(one.state, one.tests, one.measures) for one in band.squares] for band in shown.bands}
    assert told == {
        "Access": [("adopted", 3, 2), ("being tested", 1, 0)],
        "Trust": [("taken on", 1, 0), ("being tested", 1, 0)],
        "Early help": [("adopted", 2, 1), ("taken on", 0, 0)],
        "Right place": [("taken on", 1, 0), ("being tested", 1, 0)],
        "Listening": [("taken on", 1, 0), ("being tested", 1, 0)],
    }
    assert {name: [(tests, measures) for _, tests, measures in many] for name, many in told.items()} == again
    assert [(band.tests, band.measures) for band in shown.bands] == [(4, 2), (2, 0), (2, 1), (2, 0), (2, 0)]

    assert [band.believed for band in shown.bands] == [2, 0, 2, 0, 0]

    client.force_login(cast.admin)
    page = client.get("/c/amhe/programme/theory/heat/").content.decode()
    access = page.split("</span>Access</th>")[1].split("</tr>")[0]
    assert ">2 of 2</td>" in access
    assert ">4</td>" in access
    assert "3 finished tests, 2 high belief, 2 measures" in access
    assert "Called back" not in page


def test_a_theory_shows_its_tests_and_measures_to_its_team(client: Client, cast: Cast, common: ProgrammeTheory) -> None:
    north = copied(cast, cast.north_project, "north")
    with cast.scope():
        tried(ChangeIdea.objects.get(title="Drop-in"), "complete", "adopt")
    client.force_login(cast.lead)
    base = f"/c/amhe/p/{cast.north_project.pk}/theory/"
    said = client.get(f"{base}outline/").content.decode()
    assert "1 finished test" in said
    assert "Adopted" in said
    row = next(line for line in client.get(f"{base}theory.csv").content.decode().splitlines() if "Drop-in" in line)
    assert ",adopted,1," in row
    assert north.pk


def on_boxes() -> set[str]:
    return set(DriverMeasure.objects.values_list("node__key", flat=True))


def look_up(cast: Cast, theory: Theory, words: str) -> str:
    with cast.scope():
        return key(theory, words)


def test_a_measure_is_put_on_drivers_of_its_own_theory(client: Client, cast: Cast, common: ProgrammeTheory) -> None:
    measure = measure_with(cast.north_project, cast.lead, [])
    client.force_login(cast.member)
    path = f"/c/amhe/m/{measure.pk}/drivers/"
    assert "No theory of change yet" in client.get(path).content.decode()
    north, south = copied(cast, cast.north_project, "north"), copied(cast, cast.south_project, "south")
    with cast.scope():
        trust, access, idea = (key(north, words) for words in ("Trust", "Access", "Drop-in"))
    with cast.scope(cast.south, user=cast.south_lead):
        theirs = key(south, "Trust")
    assert client.post(path, {"boxes": [trust, access]}).status_code == 302
    page = client.get(path).content.decode()
    assert page.count(" checked") == 2
    assert client.post(path, {"boxes": [idea]}).status_code == 422
    assert client.post(path, {"boxes": [theirs]}).status_code == 422
    assert client.post(path, {"boxes": [trust]}).status_code == 302
    assert "1 measure" in client.get(f"/c/amhe/p/{cast.north_project.pk}/theory/outline/").content.decode()
    with cast.scope():
        assert list(DriverMeasure.objects.values_list("node__key", flat=True)) == [trust]
        with pytest.raises(ValidationError, match="The theory has changed"):
            put_on_drivers(measure=Measure.objects.get(pk=measure.pk), by=cast.lead, keys=[idea])
        put_on_drivers(measure=measure, by=cast.lead, keys=[trust])
    # Somebody else ticked another one while this form was open: only what the person changed is changed.
    form = client.get(path).content.decode()
    assert f'name="seen" value="{trust}"' in form
    with cast.scope():
        put_on_drivers(measure=measure, by=cast.lead, keys=[trust, access])
    aim = look_up(cast, north, cast.north_project.aim)
    assert client.post(path, {"boxes": [aim], "seen": trust}).status_code == 302
    with cast.scope():
        assert on_boxes() == {access, aim}
        # What is out of the theory at the moment keeps its measure for when it is back.
        saved = remove_box(theory=north, by=cast.lead, key=access, children="remove", reason="Not for us")
        put_on_drivers(measure=measure, by=cast.lead, keys=[aim, trust])
        undo(theory=north, by=cast.lead, number=saved.held.row.revision)
        assert on_boxes() == {access, aim, trust}
    client.force_login(cast.partner)
    assert client.get(path).status_code == 404
