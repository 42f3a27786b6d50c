"""`tenant_context` reaches its rows and no others, for exactly its body."""

import pytest
from django.db import DatabaseError, InternalError, ProgrammingError, connection, transaction

from collaborative.tenancy.scope import MissingScope, Scope, current_scope, require_scope, tenant_context
from organisations.models import Project
from organisations.queries import system_scope
from tests.cast import Cast
from tests.tenancy.conftest import House


def variables() -> tuple[str, ...]:
    """What the database holds of the present scope."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_user, current_setting('role'), current_setting('app.user_id', true),"
            " current_setting('app.collaborative_ids', true), current_setting('app.participation_ids', true)"
        )
        return tuple(value or "" for value in cursor.fetchone())


def names() -> list[str]:
    return list(Project.objects.order_by("name").values_list("name", flat=True))


def scope_of(cast: Cast, *places: str) -> Scope:
    rows = [getattr(cast, place) for place in places]
    return Scope(cast.lead.pk, tuple({row.collaborative_id for row in rows}), tuple(row.pk for row in rows))


def test_outside_every_scope_a_query_fails_loudly(cast: Cast) -> None:
    with pytest.raises(ProgrammingError, match="permission denied for table"), transaction.atomic():
        names()


def test_asking_for_the_scope_outside_one_fails_loudly(cast: Cast) -> None:
    assert current_scope() is None
    with pytest.raises(MissingScope):
        require_scope()
    with tenant_context(scope_of(cast, "north")):
        assert require_scope() == scope_of(cast, "north")
    assert current_scope() is None


def test_a_scope_of_nobody_finds_nothing(cast: Cast) -> None:
    with tenant_context(Scope(cast.stranger.pk, (), ())):
        assert names() == []


def test_the_database_knows_person_collaborative_and_participations(cast: Cast) -> None:
    with tenant_context(scope_of(cast, "south", "north")):
        assert variables() == (
            "collaborative_tenant",
            "collaborative_tenant",
            str(cast.lead.pk),
            f"{{{cast.amhe.pk}}}",
            f"{{{cast.north.pk},{cast.south.pk}}}",
        )


def test_nested_scopes_are_restored_exactly(cast: Cast) -> None:
    outermost = variables()
    with tenant_context(scope_of(cast, "north")):
        outer = variables()
        with tenant_context(scope_of(cast, "south")):
            assert names() == ["southcanary project"]
            with tenant_context(scope_of(cast, "north", "south", "east")):
                assert len(names()) == 3
            assert names() == ["southcanary project"]
        assert variables() == outer
        assert names() == ["northcanary project"]
        assert current_scope() == scope_of(cast, "north")
    assert variables() == outermost


@pytest.mark.parametrize("how", ["exception", "database error", "rollback asked for"])
def test_nested_scopes_are_restored_after_a_failure(cast: Cast, how: str) -> None:
    def body() -> None:
        with tenant_context(scope_of(cast, "south")):
            Project.objects.update(name="changed")
            if how == "exception":
                raise ValueError("on purpose")
            if how == "database error":
                Project.objects.extra(where=["1/0 = 1"]).count()
            transaction.set_rollback(True)

    with tenant_context(scope_of(cast, "north")):
        before = variables()
        if how == "rollback asked for":
            body()
        else:
            with pytest.raises((ValueError, DatabaseError)):
                body()
        assert variables() == before
        assert current_scope() == scope_of(cast, "north")
        assert names() == ["northcanary project"]
    with tenant_context(scope_of(cast, "south")):
        assert names() == ["southcanary project"]


def test_a_read_only_scope_refuses_to_write(cast: Cast) -> None:
    with tenant_context(scope_of(cast, "north"), read_only=True):
        assert names() == ["northcanary project"]
        with pytest.raises(InternalError, match="read-only transaction"), transaction.atomic():
            Project.objects.update(name="changed")


def test_a_nested_read_only_scope_ends_with_its_body(cast: Cast) -> None:
    with tenant_context(scope_of(cast, "north")):
        with tenant_context(scope_of(cast, "north"), read_only=True):
            assert names() == ["northcanary project"]
        Project.objects.update(name="changed")
        assert names() == ["changed"]


def test_a_scope_inside_a_read_only_one_cannot_write_either(cast: Cast) -> None:
    with tenant_context(scope_of(cast, "north"), read_only=True):
        with pytest.raises(InternalError, match="read-only transaction"), tenant_context(scope_of(cast, "north")):
            Project.objects.update(name="changed")
        assert names() == ["northcanary project"]


def test_writing_into_another_participation_is_refused(cast: Cast) -> None:
    with cast.scope(cast.south):
        theirs = Project.objects.get()
    with cast.scope(cast.north):
        for attempt in (_insert, _move, _overwrite):
            with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
                attempt(cast, theirs)
        assert Project.objects.filter(pk=theirs.pk).update(name="changed") == 0
        assert names() == ["northcanary project"]


def _copy(row: Project, **changes: object) -> Project:
    values = {field.attname: getattr(row, field.attname) for field in Project._meta.fields if not field.primary_key}
    return Project(**(values | changes))


def _insert(cast: Cast, theirs: Project) -> None:
    _copy(theirs, name="new").save()


def _move(cast: Cast, theirs: Project) -> None:
    Project.objects.update(participation=cast.south)


def _overwrite(cast: Cast, theirs: Project) -> None:
    """ON CONFLICT DO UPDATE onto a row of another participation."""
    mine = _copy(Project.objects.get(), pk=theirs.pk, name="overwritten")
    Project.objects.bulk_create([mine], update_conflicts=True, unique_fields=["id"], update_fields=["name"])


def test_a_scope_is_gone_in_the_next_transaction_of_the_connection(live: House) -> None:
    with live.cast.scope(live.cast.north):
        backend = _backend()
        assert names() == ["northcanary project"]
    assert _backend() == backend
    assert variables() == ("collaborative_web", "none", "", "", "")
    assert current_scope() is None
    with pytest.raises(ProgrammingError, match="permission denied"):
        names()
    with live.cast.scope(live.cast.east):
        assert _backend() == backend
        assert names() == ["eastcanary project"]


def test_a_scope_is_gone_after_a_crash(live: House) -> None:
    with pytest.raises(ZeroDivisionError), live.cast.scope(live.cast.north):
        Project.objects.update(name=str(1 // 0))
    assert variables() == ("collaborative_web", "none", "", "", "")
    with live.cast.scope(live.cast.north):
        assert names() == ["northcanary project"]


def test_what_runs_on_commit_knows_who_acted_but_reaches_no_rows(live: House) -> None:
    seen: list[object] = []

    def after() -> None:
        seen.append(current_scope())
        with pytest.raises(ProgrammingError, match="permission denied"):
            names()

    with live.cast.scope(live.cast.north):
        transaction.on_commit(after)
    (scope,) = seen
    assert isinstance(scope, Scope)
    assert (scope.user_id, scope.participation_ids) == (live.cast.lead.pk, (live.cast.north.pk,))


def test_the_system_scope_spells_out_one_collaborative(cast: Cast) -> None:
    with tenant_context(system_scope(cast.amhe, cast.admin)):
        assert names() == ["northcanary project", "southcanary project"]


def _backend() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return cursor.fetchone()[0]
