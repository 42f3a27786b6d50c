"""Migrations applied in groups come to the same as one by one."""

from itertools import groupby

from django.db.migrations import AddConstraint, AddField, CreateModel
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState
from django.db.models import CheckConstraint, IntegerField, Q

from collaborative.migrating import Together, together

TABLES = [CreateModel(name, [("id", IntegerField(primary_key=True))]) for name in ("One", "Two", "Three")]
COLUMN = AddField("one", "size", IntegerField(default=0))
RULES = [AddConstraint("one", CheckConstraint(condition=Q(id__gt=low), name=f"above_{low}")) for low in range(4)]


def state_after(operations) -> ProjectState:
    state = ProjectState()
    for operation in operations:
        operation.state_forwards("shop", state)
    return state


def test_neighbours_of_one_sort_are_applied_as_one_and_in_their_order() -> None:
    grouped = together([*TABLES, COLUMN, *RULES])
    assert {type(operation) for operation in grouped} == {Together}
    assert [group.operations for group in grouped] == [TABLES, [COLUMN], RULES]


def test_tables_among_columns_come_before_them_and_nothing_else_changes_places() -> None:
    grouped = together([TABLES[0], COLUMN, TABLES[1], *RULES, TABLES[2]])
    assert [group.operations for group in grouped] == [TABLES[:2], [COLUMN], RULES, TABLES[2:]]


def test_the_models_come_out_the_same() -> None:
    operations = [*TABLES, COLUMN, *RULES]
    assert state_after(together(operations)) == state_after(operations)
    assert [rule.name for rule in state_after(together(operations)).models["shop", "one"].options["constraints"]] == [
        "above_0",
        "above_1",
        "above_2",
        "above_3",
    ]


def test_models_that_were_built_before_know_of_the_change() -> None:
    state = state_after(TABLES)
    assert [field.name for field in state.apps.get_model("shop", "one")._meta.fields] == ["id"]
    columns = [AddField("one", f"size_{k}", IntegerField(default=0)) for k in range(3)]
    (group,) = together(columns)
    group.state_forwards("shop", state)
    assert [field.name for field in state.apps.get_model("shop", "one")._meta.fields] == [
        "id",
        "size_0",
        "size_1",
        "size_2",
    ]


def test_every_long_migration_of_ours_is_applied_in_groups() -> None:
    ours = {"collaborative", "organisations", "phases", "measures", "pdsa", "evaluation"}
    loose = []
    for (app, name), migration in MigrationLoader(None).disk_migrations.items():
        sorts = [type(operation) for operation in migration.operations]
        longest = max((len(list(same)) for _, same in groupby(sorts)), default=0)
        if app in ours and longest > 3 and Together not in sorts:
            loose.append((app, name))
    assert loose == []
