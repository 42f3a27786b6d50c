"""Change ideas: made once per title, in their own project."""

import pytest
from django.core.exceptions import ValidationError

from phases.actions import change_idea
from phases.models import ChangeIdea
from tests.cast import Cast


def test_an_idea_is_made_with_its_owner_and_author(cast: Cast) -> None:
    with cast.scope():
        idea = change_idea(project=cast.north_project, by=cast.member, title="  Evening   clinics ")
        assert (idea.title, idea.created_by, idea.project) == ("Evening clinics", cast.member, cast.north_project)
        assert (idea.collaborative_id, idea.participation_id) == (cast.amhe.pk, cast.north.pk)


@pytest.mark.parametrize("again", ["Evening clinics", "evening CLINICS", " Evening\nclinics "])
def test_the_same_title_is_the_same_idea(cast: Cast, again: str) -> None:
    with cast.scope():
        first = change_idea(project=cast.north_project, by=cast.member, title="Evening clinics")
        assert change_idea(project=cast.north_project, by=cast.lead, title=again) == first
        assert ChangeIdea.objects.count() == 1


def test_two_projects_have_their_own_ideas(cast: Cast) -> None:
    with cast.scope():
        ours = change_idea(project=cast.north_project, by=cast.lead, title="Evening clinics")
    with cast.scope(cast.south, user=cast.south_lead):
        theirs = change_idea(project=cast.south_project, by=cast.south_lead, title="Evening clinics")
    assert ours.pk != theirs.pk
    assert theirs.participation_id == cast.south.pk


@pytest.mark.parametrize(
    ("title", "told"),
    [("  ", "Enter the change idea"), ("x" * 201, "The change idea must be 200 characters or fewer")],
)
def test_an_empty_or_endless_title_is_refused(cast: Cast, title: str, told: str) -> None:
    with cast.scope(), pytest.raises(ValidationError) as refused:
        change_idea(project=cast.north_project, by=cast.lead, title=title)
    assert refused.value.message_dict == {"idea_title": [told]}


def test_history_names_who_added_it(cast: Cast) -> None:
    with cast.scope():
        idea = change_idea(project=cast.north_project, by=cast.partner, title="Evening clinics")
        event = ChangeIdea.pgh_event_model.objects.get(pgh_obj_id=idea.pk)
        assert event.pgh_label == "insert"
        assert event.pgh_context["actor"] == cast.partner.pk
        assert event.pgh_context["verb"] == "added a change idea"
