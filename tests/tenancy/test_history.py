"""History says who did what and why, whatever way the change was made, and shows it to its own participation only."""

from typing import Any

import pytest
from django.db import connection, transaction

from collaborative.audit import recording
from collaborative.models import User
from organisations.models import Membership, Project
from tests.cast import Cast

ProjectEvent: Any = Project.pgh_event_model  # type: ignore[attr-defined]
MembershipEvent: Any = Membership.pgh_event_model  # type: ignore[attr-defined]


def told(event: Any) -> tuple[Any, ...]:
    """What a history row says: what happened, who, with which verb, why, and the name before."""
    context = event.pgh_context or {}
    return event.pgh_label, context.get("actor"), context.get("verb"), context.get("reason"), event.name


def last() -> tuple[Any, ...]:
    return told(ProjectEvent.objects.order_by("pgh_id").last())


def change(way: str, name: str) -> None:
    if way == "save":
        project = Project.objects.get()
        project.name = name
        project.save()
    elif way == "bulk":
        Project.objects.update(name=name)
    else:
        with connection.cursor() as cursor:
            cursor.execute("UPDATE organisations_project SET name = %s", [name])


@pytest.mark.parametrize("way", ["save", "bulk", "raw"])
def test_a_change_names_person_verb_reason_and_what_was_there(cast: Cast, way: str) -> None:
    with cast.scope(), recording(by=cast.lead, verb="renamed the project", reason="a typing error"):
        change(way, "Better name")
        assert last() == ("update", cast.lead.pk, "renamed the project", "a typing error", "northcanary project")
        assert ProjectEvent.objects.order_by("pgh_id").last().pgh_context["actor_name"] == "Nora Lead"


def test_the_outermost_verb_stands(cast: Cast) -> None:
    with cast.scope(), recording(by=cast.lead, verb="did the whole", reason="because"):
        with recording(by=cast.member, verb="did a part"):
            change("save", "Better name")
        assert last()[1:4] == (cast.lead.pk, "did the whole", "because")


def test_two_actions_of_one_transaction_keep_their_own_names(cast: Cast) -> None:
    with cast.scope():
        for person, verb in ((cast.lead, "first"), (cast.member, "second")):
            with recording(by=person, verb=verb):
                change("save", verb)
            assert last()[1:3] == (person.pk, verb)


def test_a_later_change_is_not_laid_at_the_last_actor_s_door(cast: Cast) -> None:
    with cast.scope():
        with recording(by=cast.lead, verb="renamed the project"):
            change("save", "Better name")
        change("save", "Nobody's name")
        assert last() == ("update", None, None, None, "Better name")


def test_nor_is_a_change_after_a_failed_action(cast: Cast) -> None:
    with cast.scope():
        with pytest.raises(ZeroDivisionError), transaction.atomic(), recording(by=cast.lead, verb="failed"):
            change("save", str(1 // 0))
        with pytest.raises(KeyError):
            _change_and_fail(cast.lead)
        change("save", "Nobody's name")
        assert last() == ("update", None, None, None, "Better name")


def _change_and_fail(by: User) -> None:
    with recording(by=by, verb="failed"):
        change("save", "Better name")
        raise KeyError


def test_an_action_that_breaks_the_transaction_still_fails_with_its_own_error(cast: Cast) -> None:
    with pytest.raises(Exception, match="division by zero"), cast.scope(), recording(by=cast.lead, verb="failed"):
        Project.objects.extra(where=["1/0 = 1"]).count()


def test_a_removed_row_leaves_its_last_state(cast: Cast) -> None:
    with cast.scope(), recording(by=cast.lead, verb="removed it"):
        pk = Project.objects.get().pk
        Project.objects.all().delete()
        assert last() == ("delete", cast.lead.pk, "removed it", "", "northcanary project")
        assert ProjectEvent.objects.filter(pgh_obj_id=pk).count() == 2


def test_another_participation_s_history_is_not_there(cast: Cast) -> None:
    with cast.scope(cast.south):
        assert set(ProjectEvent.objects.values_list("name", flat=True)) == {"southcanary project"}
    with cast.scope(cast.north, cast.south):
        assert ProjectEvent.objects.count() == 2


def test_the_directory_keeps_history_without_a_scope(cast: Cast) -> None:
    with transaction.atomic(), recording(by=cast.admin, verb="ended the membership"):
        Membership.objects.filter(user=cast.member).update(role="sponsor")
    event = MembershipEvent.objects.order_by("pgh_id").last()
    assert (event.pgh_label, event.pgh_context["verb"], event.role) == ("update", "ended the membership", "member")


def test_no_history_holds_a_password(cast: Cast) -> None:
    columns = {field.name for field in User.pgh_event_model._meta.get_fields()}  # type: ignore[attr-defined]
    assert "email" in columns
    assert not columns & {"password", "last_login", "token_hash"}
