"""Collaboratives start, organisations join them, and teams start projects."""

from datetime import date
from io import StringIO
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command

from collaborative.models import Collaborative
from organisations.actions.places import create_collaborative, enrol
from organisations.actions.projects import create_project, edit_project, reword_aim
from organisations.models import Invitation, Organisation, Participation
from organisations.queries import open_invitation
from tests.cast import Cast
from tests.organisations.helpers import last_event, told


def enrol_west(cast: Cast, **changes: Any) -> Participation:
    values = {
        "collaborative": cast.amhe,
        "by": cast.admin,
        "ods_code": " rww ",
        "name": "West  Trust",
        "region": "Example",
        "wave": 2,
        "joined_on": date(2026, 4, 1),
    }
    return enrol(**(values | changes))


def test_enrolling_a_new_organisation(cast: Cast) -> None:
    joined = enrol_west(cast)
    assert (joined.organisation.ods_code, joined.organisation.name) == ("RWW", "West Trust")
    assert (joined.wave, joined.joined_on, joined.ended_on) == (2, date(2026, 4, 1), None)
    assert told(joined) == ("insert", cast.admin.pk, "enrolled the organisation", "")
    assert told(joined.organisation) == ("insert", cast.admin.pk, "enrolled the organisation", "")


def test_a_known_organisation_is_taken_as_it_is(cast: Cast) -> None:
    joined = enrol_west(cast, ods_code="REE", name="Another name")
    assert joined.organisation == cast.east.organisation
    assert Organisation.objects.get(ods_code="REE").name == "East Trust"


def test_nobody_is_enrolled_twice(cast: Cast) -> None:
    with pytest.raises(ValidationError) as refused:
        enrol_west(cast, ods_code="rnn")
    assert refused.value.message_dict == {"ods_code": ["RNN already takes part in Advancing Mental Health Equality."]}


def test_enrolment_is_refused_beside_the_fields(cast: Cast) -> None:
    with pytest.raises(ValidationError) as refused:
        enrol_west(cast, ods_code="R-1", name=" ", wave=0)
    assert set(refused.value.message_dict) == {"ods_code", "name", "wave"}


def test_a_collaborative_is_made_with_a_record_of_who(cast: Cast) -> None:
    made = create_collaborative(by=cast.admin, slug="new-one", name="New one")
    assert told(made) == ("insert", cast.admin.pk, "made the collaborative", "")
    with pytest.raises(ValidationError):
        create_collaborative(by=cast.admin, slug="new-one", name="Again")
    with pytest.raises(ValidationError):
        create_collaborative(by=cast.admin, slug="not a slug", name="Bad")


def test_the_command_makes_a_collaborative_and_prints_a_link_that_works(cast: Cast) -> None:
    said = StringIO()
    call_command("new_collaborative", "fresh", "Fresh start", "boss@example.nhs.uk", "Bo Boss", stdout=said)
    token = said.getvalue().strip().rsplit("/", 2)[1]
    invitation = open_invitation(token)
    assert invitation is not None
    assert (invitation.email, invitation.role) == ("boss@example.nhs.uk", "national_admin")
    assert invitation.collaborative.slug == "fresh"
    assert invitation.invited_by.is_system
    assert told(invitation.collaborative)[1] == invitation.invited_by.pk


def test_a_command_that_is_refused_leaves_nothing_behind(cast: Cast) -> None:
    with pytest.raises(CommandError, match="email address"):
        call_command("new_collaborative", "fresh", "Fresh start", "boss", "Bo Boss")
    assert not Collaborative.objects.filter(slug="fresh").exists()
    assert not Invitation.objects.exists()


PROJECT = {"name": "  Shorter   waits ", "population": "Adults", "aim": " Halve it ", "starts_on": date(2026, 5, 1)}


def test_starting_a_project(cast: Cast) -> None:
    with cast.scope():
        made = create_project(participation=cast.north, by=cast.lead, **PROJECT)
        assert (made.name, made.population, made.aim) == ("Shorter waits", "Adults", "Halve it")
        assert (made.collaborative, made.participation, made.created_by) == (cast.amhe, cast.north, cast.lead)
        assert told(made) == ("insert", cast.lead.pk, "started the project", "")


def test_a_project_needs_all_of_it_and_a_name_of_its_own(cast: Cast) -> None:
    with cast.scope():
        with pytest.raises(ValidationError) as refused:
            create_project(participation=cast.north, by=cast.lead, **(PROJECT | {"name": " ", "aim": ""}))
        assert set(refused.value.message_dict) == {"name", "aim"}
        with pytest.raises(ValidationError) as refused:
            create_project(participation=cast.north, by=cast.lead, **(PROJECT | {"name": "northcanary project"}))
        assert "already has a project with this name" in refused.value.message_dict["name"][0]


def test_editing_a_project_keeps_what_it_was(cast: Cast) -> None:
    with cast.scope():
        edited = edit_project(project=cast.north_project, by=cast.lead, **PROJECT)
        assert edited.name == "Shorter waits"
        assert told(edited) == ("update", cast.lead.pk, "edited the project", "")
        assert last_event(edited).name == "northcanary project"


def test_an_aim_that_was_changed_meanwhile_is_not_overwritten(cast: Cast) -> None:
    with cast.scope():
        seen = cast.north_project.aim
        theirs = edit_project(project=cast.north_project, by=cast.member, **(PROJECT | {"aim": "Halve it by June"}))
        # Whoever has left the aim alone changes the rest.
        later = PROJECT | {"aim": seen, "starts_on": date(2027, 5, 1)}
        kept = edit_project(project=cast.north_project, by=cast.lead, seen=seen, **later)
        assert (kept.aim, kept.starts_on) == ("Halve it by June", date(2027, 5, 1))
        with pytest.raises(ValidationError) as refused:
            edit_project(project=theirs, by=cast.lead, seen=seen, **(PROJECT | {"aim": "Halve it by May"}))
        assert "It now says: “Halve it by June”" in refused.value.message_dict["aim"][0]
        kept = reword_aim(project=cast.north_project, by=cast.partner, aim="None at all")
        assert (kept.aim, kept.name, kept.starts_on) == ("None at all", "Shorter waits", date(2027, 5, 1))


def test_a_project_can_keep_its_own_name(cast: Cast) -> None:
    with cast.scope():
        edited = edit_project(project=cast.north_project, by=cast.lead, **(PROJECT | {"name": "northcanary project"}))
        edited.refresh_from_db()
        assert (edited.name, edited.population) == ("northcanary project", PROJECT["population"])
