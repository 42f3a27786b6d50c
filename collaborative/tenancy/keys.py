"""A key of two columns, for a row whose parent must belong to the same place as the row itself."""

from typing import Any

from django.db.models import BaseConstraint


class SameParent(BaseConstraint):
    """Binds `parent`, where there is one, to rows that have the same `within` as this row.

    Both name foreign keys of the model; the parent's model has `within` too, under the same column name, and a unique
    constraint on (within, id). Without it a row could name one collaborative and a parent of another.
    """

    def __init__(self, *, name: str, within: str, parent: str) -> None:
        super().__init__(name=name)
        self.within, self.parent = within, parent

    def deconstruct(self) -> Any:
        path, args, kwargs = super().deconstruct()
        return path, args, {**kwargs, "within": self.within, "parent": self.parent}

    def __eq__(self, other: object) -> bool:
        return isinstance(other, SameParent) and self.deconstruct() == other.deconstruct()

    __hash__ = BaseConstraint.__hash__

    def validate(self, model: Any, instance: Any, exclude: Any = None, using: str = "default") -> None:
        """Nothing to check in Python: the database enforces it."""

    def constraint_sql(self, model: Any, schema_editor: Any) -> str:
        quote = schema_editor.quote_name
        within, parent = (model._meta.get_field(name) for name in (self.within, self.parent))
        here = f"{quote(within.column)}, {quote(parent.column)}"
        there = f"{quote(within.column)}, {quote('id')}"
        return (
            f"CONSTRAINT {quote(self.name)} FOREIGN KEY ({here})"
            f" REFERENCES {quote(parent.related_model._meta.db_table)} ({there})"
        )

    def create_sql(self, model: Any, schema_editor: Any) -> str:
        table = schema_editor.quote_name(model._meta.db_table)
        return f"ALTER TABLE {table} ADD {self.constraint_sql(model, schema_editor)}"

    def remove_sql(self, model: Any, schema_editor: Any) -> str:
        table = schema_editor.quote_name(model._meta.db_table)
        return f"ALTER TABLE {table} DROP CONSTRAINT {schema_editor.quote_name(self.name)}"
