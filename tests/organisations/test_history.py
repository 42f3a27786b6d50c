"""The history page: every change with who, what, from what to what, and why."""

import re
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from collaborative.audit import recording
from collaborative.roles import Role
from organisations.actions.invitations import invite
from organisations.actions.onboarding import tick
from organisations.actions.people import end_membership
from organisations.actions.projects import create_project, edit_project
from organisations.models import ChecklistItem, Membership, Participation
from organisations.presenters.history import HistoryLine, history_lines, history_steps, kind_choices
from organisations.queries.history import changes_of, history_kinds, history_of, plain
from phases.actions.start import start_theory
from tests.cast import Cast

PROJECT = {"name": "Waits", "population": "Adults", "aim": "Halve the wait", "starts_on": date(2026, 5, 1)}
ADDRESS = "/c/amhe/o/RNN/history/"


def lines(cast: Cast, *, sees_work: bool = True, **filters: Any) -> list[HistoryLine]:
    """What is on record for North, newest first. A test is one transaction, so only lines of one kind have an order."""
    with cast.scope():
        return history_lines(changes_of(history_of(cast.north, sees_work=sees_work, **filters)), sees_work=sees_work)


def edit_twice(cast: Cast) -> None:
    with cast.scope():
        project = create_project(participation=cast.north, by=cast.lead, **PROJECT)
        edit_project(project=project, by=cast.lead, **(PROJECT | {"aim": "Halve it by May"}))
        edit_project(project=project, by=cast.member, **(PROJECT | {"aim": "Halve it by June", "name": "Short waits"}))


def test_every_app_is_covered_without_being_named() -> None:
    kinds = history_kinds(sees_work=True)
    for key in (
        "organisations.project",
        "organisations.membership",
        "organisations.participation",
        "measures.measure",
        "measures.datapoint",
        "measures.import",
        "pdsa.cycle",
    ):
        assert key in kinds
    assert "collaborative.user" not in kinds
    assert kinds["measures.datapoint"].is_work
    assert not kinds["organisations.membership"].is_work


def test_a_change_tells_from_what_to_what(cast: Cast) -> None:
    edit_twice(cast)
    newest, middle, oldest, *_ = lines(cast, kind="organisations.project")
    assert (newest.who, newest.verb, newest.what, newest.kind) == (
        "Mia Member",
        "edited the project",
        "changed",
        "Project",
    )
    assert {(f.label, f.old, f.new) for f in newest.fields} == {
        ("Name", "Waits", "Short waits"),
        ("Aim", "Halve it by May", "Halve it by June"),
    }
    assert {(f.label, f.old, f.new) for f in middle.fields} == {("Aim", "Halve the wait", "Halve it by May")}
    assert (oldest.what, oldest.who, oldest.which) == ("added", "Nora Lead", "Waits")
    assert ("Starts on", "nothing", "1 May 2026") in {(f.label, f.old, f.new) for f in oldest.fields}


def test_a_removal_keeps_what_it_was(cast: Cast) -> None:
    with cast.scope():
        project = create_project(participation=cast.north, by=cast.lead, **PROJECT)
        edit_project(project=project, by=cast.lead, **(PROJECT | {"aim": "Another aim"}))
        with recording(by=cast.lead, verb="removed the project", reason="made by mistake"):
            project.delete()
    removed, changed, *_ = lines(cast, kind="organisations.project")
    assert (removed.what, removed.verb, removed.reason) == ("removed", "removed the project", "made by mistake")
    assert ("Aim", "Another aim", "nothing") in {(f.label, f.old, f.new) for f in removed.fields}
    assert {(f.label, f.old, f.new) for f in changed.fields} == {("Aim", "Halve the wait", "Another aim")}


def test_people_are_named(cast: Cast) -> None:
    end_membership(membership=Membership.objects.get(user=cast.member), by=cast.lead, reason="moved on")
    newest = lines(cast, kind="organisations.membership")[0]
    assert (newest.kind, newest.which, newest.reason) == ("Role", "Mia Member, Project team member", "moved on")
    (change,) = newest.fields
    assert (change.label, change.old) == ("Ended at", "nothing")
    invite(
        by=cast.lead,
        email="nina@example.nhs.uk",
        name="Nina",
        role=Role.MEMBER,
        collaborative=cast.amhe,
        participation=cast.north,
    )
    newest = lines(cast, kind="organisations.invitation")[0]
    assert (newest.kind, newest.which, newest.verb) == ("Invitation", "Nina", "invited")
    assert ("Role", "nothing", "Project team member") in {(f.label, f.old, f.new) for f in newest.fields}


def test_the_participation_itself_is_listed(cast: Cast) -> None:
    with recording(by=cast.admin, verb="changed the wave"):
        Participation.objects.filter(pk=cast.north.pk).update(wave=3)
    newest = lines(cast, kind="organisations.participation")[0]
    assert (newest.kind, newest.which) == ("Organisation", "North Trust")
    assert [(f.label, f.old, f.new) for f in newest.fields] == [("Wave", "1", "3")]


def test_nothing_of_another_organisation_is_listed(cast: Cast) -> None:
    text = str(lines(cast))
    assert "northcanary" in text
    for absent in ("southcanary", "eastcanary", "South Trust", "Sam Southlead", "Otto"):
        assert absent not in text


def test_without_the_right_to_the_work_its_values_and_reasons_stay_hidden(cast: Cast) -> None:
    edit_twice(cast)
    with cast.scope(), recording(by=cast.lead, verb="removed the project", reason="secretreason"):
        cast.north_project.delete()
    shown = lines(cast, sees_work=False)
    for secret in ("northcanary", "Waits", "Halve", "Adults", "secretreason"):
        assert secret not in str(shown)
    changed = lines(cast, sees_work=False, kind="organisations.project")[1]
    assert (changed.what, changed.masked, changed.changed, changed.fields) == ("changed", True, "name, aim", [])
    assert any("Mia Member" in line.which for line in shown)


def test_filters_by_kind_and_by_day(cast: Cast) -> None:
    edit_twice(cast)
    assert {line.kind for line in lines(cast, kind="organisations.project")} == {"Project"}
    today = timezone.localdate()
    everything = len(lines(cast))
    assert everything > 10
    assert len(lines(cast, since=today, until=today)) == everything
    assert lines(cast, until=today.replace(year=today.year - 1)) == []
    assert lines(cast, since=today.replace(year=today.year + 1)) == []
    assert len(lines(cast, kind="no.such")) == everything


def test_the_page_of_the_lead(cast: Cast, client: Client) -> None:
    edit_twice(cast)
    client.force_login(cast.lead)
    html = client.get(ADDRESS).content.decode()
    assert re.search(r"Aim: <del>Halve it by May</del>.*?<ins>Halve it by June</ins>", html, re.S)
    assert "Edited the project" in html
    assert "Every number typed in, every change and every removal is listed." in html
    assert "You see that the team's work was changed" not in html
    assert "southcanary" not in html


def test_the_page_of_the_national_team_is_masked_and_says_why(cast: Cast, client: Client) -> None:
    edit_twice(cast)
    client.force_login(cast.admin)
    html = client.get(ADDRESS).content.decode()
    assert "You see that the team's work was changed, but not its numbers or texts." in html
    for secret in ("northcanary", "Halve", "Waits"):
        assert secret not in html
    assert "Mia Member" in html


def test_the_page_filters_and_says_when_nothing_matches(cast: Cast, client: Client) -> None:
    client.force_login(cast.lead)
    html = client.get(ADDRESS, {"kind": "organisations.project"}).content.decode()
    assert "northcanary project" in html
    assert "Role added" not in html
    assert '<optgroup label="Theory of change">' in html
    since = {"since_day": "1", "since_month": "1", "since_year": str(datetime.now().year + 2)}  # noqa: DTZ005
    assert "Nothing matches this filter." in client.get(ADDRESS, since).content.decode()
    wrong = client.get(ADDRESS, {"since_day": "40", "since_month": "1", "since_year": "2026"})
    assert "From must be a real date" in wrong.content.decode()


def test_a_long_history_is_paged_at_a_constant_cost(cast: Cast, client: Client) -> None:
    client.force_login(cast.lead)
    edit_twice(cast)

    def cost(**query: Any) -> int:
        client.get(ADDRESS, query)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(ADDRESS, query).status_code == 200
        return len(captured)

    kind = {"kind": "organisations.project"}
    few = cost(**kind)
    for n in range(30):
        with cast.scope():
            edit_project(project=cast.north_project, by=cast.lead, **(PROJECT | {"aim": f"Aim {n}", "name": "N"}))
            create_project(participation=cast.north, by=cast.lead, **(PROJECT | {"name": f"Project {n}"}))
    assert cost(**kind) == few
    assert cost(**kind, page="2") == few
    html = client.get(ADDRESS, kind).content.decode()
    assert "1 to 50 of 64 changes" in html


@pytest.mark.parametrize("name", ["member", "sponsor", "coach", "south_lead", "east_lead", "stranger"])
def test_nobody_else_reads_it(cast: Cast, client: Client, name: str) -> None:
    client.force_login(getattr(cast, name))
    response = client.get(ADDRESS)
    assert response.status_code == 404
    assert "northcanary" not in response.content.decode()


def test_things_are_called_what_people_call_them() -> None:
    kinds = history_kinds(sees_work=True)
    told = {"measures.datapoint": "Number", "measures.stratum": "Group", "pdsa.cyclemeasure": "Measure of a test"}
    told |= {"measures.chartdecision": "Decision on a chart", "organisations.project": "Project"}
    assert {key: kinds[key].label for key in told} == told
    assert plain("is unknown") == "Not stated or not known"


def test_a_line_says_what_it_is_about_and_never_an_id(cast: Cast) -> None:
    item = ChecklistItem.objects.create(collaborative=cast.amhe, text="Meet your coach", position=90)
    with cast.scope():
        tick(participation=cast.north, item=item, by=cast.lead)
        start_theory(project=cast.north_project, by=cast.lead, copy=False)
    assert [line.which for line in lines(cast, kind="organisations.checklisttick")] == ["Meet your coach"]
    box = lines(cast, kind="phases.theorynode")[0]
    assert box.which == cast.north_project.name
    assert ("Theory of change", "nothing", cast.north_project.name) in {(f.label, f.old, f.new) for f in box.fields}
    assert re.search(r"\bnumber \d", str([(line.which, line.fields) for line in lines(cast)])) is None


def test_what_is_only_done_along_with_something_stands_behind_it() -> None:
    line = HistoryLine(
        timezone.now(), "Nora Lead", "started", "added", "Theory", "Waits", [], "", "", masked=False, step="one"
    )
    box = replace(line, kind="Box", along=True)
    other, alone = replace(line, kind="Idea"), replace(line, kind="Number", step=None)
    steps = history_steps([box, line, other, box, replace(box, step="two"), alone, alone])
    assert [(step.main.kind, len(step.along)) for step in steps] == [
        ("Theory", 2),
        ("Idea", 0),
        ("Box", 0),
        ("Number", 0),
        ("Number", 0),
    ]


def test_the_filter_has_its_kinds_in_groups() -> None:
    groups = dict(kind_choices(history_kinds(sees_work=True)))
    assert list(groups)[:4] == ["Numbers and charts", "Measures", "Tests", "Theory of change"]
    assert ("pdsa.cycle", "Test") in groups["Tests"]
    assert ("organisations.membership", "Role") in groups["People"]
    assert sum(map(len, groups.values())) == len(history_kinds(sees_work=True))
