"""Applying migrations of many tables in little time.

After each operation Django builds the models anew that have to do with the changed one, and here nearly all have to do
with each other. Operations that stand beside each other and do not need to see each other's effect are therefore
applied as one: what changes in the state first, then their statements in the same order.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any

from django.db.migrations.operations import (
    AddConstraint,
    AddField,
    AddIndex,
    AlterField,
    CreateModel,
    RemoveConstraint,
)
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState
from pgtrigger.migrations import AddTrigger, RemoveTrigger

# Which may stand in one group. A new table needs no other table until its keys, which come at the end in any case.
_GROUPS: dict[type[Operation], str] = {
    CreateModel: "tables",
    AddField: "columns",
    AddIndex: "rules",
    AlterField: "altered columns",
    AddConstraint: "rules",
    RemoveConstraint: "removed rules",
    AddTrigger: "rules",
    RemoveTrigger: "removed rules",
}


class Together(Operation):
    """Operations applied as one."""

    def __init__(self, operations: Sequence[Operation]) -> None:
        self.operations = operations

    def deconstruct(self) -> Any:
        return type(self).__name__, [self.operations], {}

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        # Without built models nothing is built anew: that is done once, when the statements ask for it.
        state.__dict__.pop("apps", None)
        for operation in self.operations:
            operation.state_forwards(app_label, state)

    def database_forwards(
        self, app_label: str, schema_editor: Any, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        for operation in self.operations:
            operation.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(
        self, app_label: str, schema_editor: Any, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        for operation in reversed(self.operations):
            operation.database_backwards(app_label, schema_editor, from_state, to_state)

    def describe(self) -> str:
        return "; ".join(operation.describe() for operation in self.operations)


def together(operations: Sequence[Operation]) -> list[Operation]:
    """The same operations, neighbours of one sort applied as one; new tables before the columns beside them."""
    return list(_grouped(_tables_first(operations)))


def _tables_first(operations: Sequence[Operation]) -> Iterator[Operation]:
    """No new table needs a column that is added to another: so tables that stand among columns make one group."""
    for mixed, group in groupby(operations, key=lambda operation: type(operation) in (CreateModel, AddField)):
        several = list(group)
        yield from sorted(several, key=lambda operation: type(operation) is AddField) if mixed else several


def _grouped(operations: Iterable[Operation]) -> Iterator[Operation]:
    for sort, group in groupby(operations, key=lambda operation: _GROUPS.get(type(operation))):
        several = list(group)
        if sort is None:
            yield from several
        else:
            yield Together(several)
