"""One declaration per owned table: its keys, its policy and its grants, as a Meta constraint.

`Tenancy` travels through migrations like any constraint, so a new table cannot forget it and a change of its parents
is a change of the migration state. Foreign-key checks in PostgreSQL ignore row-level security; the composite keys
written here are what stops a row from pointing into another participation.
"""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db.models import BaseConstraint

from collaborative.tenancy import timed

_PLACE = (
    "FOREIGN KEY (collaborative_id, participation_id) REFERENCES organisations_participation (collaborative_id, id)"
)
_INSIDE = "ANY((SELECT current_setting('app.participation_ids'))::bigint[])"
_SAME_COLLABORATIVE = "ANY((SELECT current_setting('app.collaborative_ids'))::bigint[])"
_MYSELF = "(SELECT current_setting('app.user_id'))::bigint"


class Tenancy(BaseConstraint):
    """Binds a table's rows to the participations of the current scope.

    `parents` names the foreign keys to other owned tables; each becomes a composite key that starts with the
    participation. A `history` table may only be read and added to.
    """

    def __init__(self, *, name: str, parents: tuple[str, ...] | list[str] = (), history: bool = False) -> None:
        super().__init__(name=name)
        self.parents = tuple(parents)
        self.history = history

    def deconstruct(self) -> Any:
        path, args, kwargs = super().deconstruct()
        if self.parents:
            kwargs["parents"] = self.parents
        if self.history:
            kwargs["history"] = True
        return path, args, kwargs

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Tenancy) and self.deconstruct() == other.deconstruct()

    __hash__ = BaseConstraint.__hash__

    def validate(self, model: Any, instance: Any, exclude: Any = None, using: str = "default") -> None:
        """Nothing to check in Python: the database enforces it."""

    def constraint_sql(self, model: Any, schema_editor: Any) -> str:
        # Inside CREATE TABLE there is no place for a policy, and a fragment left out here would be lost without a
        # word, so the statements are put at the end of the migration.
        schema_editor.deferred_sql.append(self.create_sql(model, schema_editor))
        return ""

    def create_sql(self, model: Any, schema_editor: Any) -> str:
        quote = schema_editor.quote_name
        table = quote(model._meta.db_table)
        tenant = quote(settings.DATABASE_TENANT_ROLE)
        statements = [
            f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
            f"CREATE POLICY {quote(self.name)} ON {table} TO {tenant}"
            f" USING (participation_id = {_INSIDE}) WITH CHECK (participation_id = {_INSIDE})",
            timed.for_table(table, tenant),
        ]
        # FORCE binds the owner too, who must still add this migration's foreign keys; so it comes last of all.
        force = f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY"
        if self.history:
            statements.append(f"GRANT SELECT, INSERT ON {table} TO {tenant}")
            schema_editor.deferred_sql.append(force)
            return ";\n".join(statements)
        statements.append(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO {tenant}")
        # An index that stays when the declaration is changed, because other tables' keys hang on it.
        statements.append(
            f"CREATE UNIQUE INDEX IF NOT EXISTS {quote(self.name + '_key')} ON {table} (participation_id, id)"
        )
        # At the end of the migration, because a parent's own key may be made later in it.
        schema_editor.deferred_sql += [*self._foreign_keys(model, quote), force]
        return ";\n".join(statements)

    def _foreign_keys(self, model: Any, quote: Callable[[str], str]) -> list[str]:
        table = quote(model._meta.db_table)
        keys = [f"ALTER TABLE {table} ADD CONSTRAINT {quote(self.name + '_owner')} {_PLACE}"]
        tables = [table]
        for parent in self.parents:
            field = model._meta.get_field(parent)
            target = quote(field.related_model._meta.db_table)
            tables.append(target)
            keys.append(
                f"ALTER TABLE {table} ADD CONSTRAINT {quote(f'{self.name}_{parent}')}"
                f" FOREIGN KEY (participation_id, {quote(field.column)}) REFERENCES {target} (participation_id, id)"
            )
        # Adding a key checks the rows there are. Under FORCE that check would see no row (or fail without a scope), so
        # the owner lifts it for these statements, inside the migration's transaction.
        lift = [f"ALTER TABLE {name} NO FORCE ROW LEVEL SECURITY" for name in dict.fromkeys(tables)]
        return [*lift, *keys, *[statement.replace(" NO FORCE ", " FORCE ") for statement in lift]]

    def remove_sql(self, model: Any, schema_editor: Any) -> str:
        # Row-level security stays on: a table between two policies shows nothing rather than everything.
        quote = schema_editor.quote_name
        table = quote(model._meta.db_table)
        statements = [f"DROP POLICY {quote(self.name)} ON {table}", timed.without(table)]
        if not self.history:
            keys = [f"{self.name}_{parent}" for parent in self.parents] + [f"{self.name}_owner"]
            statements += [f"ALTER TABLE {table} DROP CONSTRAINT {quote(key)}" for key in keys]
        return ";\n".join(statements)


class OwnCollaborative(BaseConstraint):
    """Binds a directory row's participation, where it has one, to the row's collaborative.

    Without it a membership could name one collaborative and a participation of another, and would open that one's rows.
    """

    def __eq__(self, other: object) -> bool:
        return isinstance(other, OwnCollaborative) and self.deconstruct() == other.deconstruct()

    __hash__ = BaseConstraint.__hash__

    def validate(self, model: Any, instance: Any, exclude: Any = None, using: str = "default") -> None:
        """Nothing to check in Python: the database enforces it."""

    def constraint_sql(self, model: Any, schema_editor: Any) -> str:
        return f"CONSTRAINT {schema_editor.quote_name(self.name)} {_PLACE}"

    def create_sql(self, model: Any, schema_editor: Any) -> str:
        table = schema_editor.quote_name(model._meta.db_table)
        return f"ALTER TABLE {table} ADD {self.constraint_sql(model, schema_editor)}"

    def remove_sql(self, model: Any, schema_editor: Any) -> str:
        quote = schema_editor.quote_name
        return f"ALTER TABLE {quote(model._meta.db_table)} DROP CONSTRAINT {quote(self.name)}"


class WithinCollaborative(BaseConstraint):
    """Binds a directory's rows to the current scope: read within its collaboratives, written within its participations.

    For a directory that holds an organisation's words. Outside a scope it shows nothing.
    """

    def __eq__(self, other: object) -> bool:
        return isinstance(other, WithinCollaborative) and self.deconstruct() == other.deconstruct()

    __hash__ = BaseConstraint.__hash__

    def validate(self, model: Any, instance: Any, exclude: Any = None, using: str = "default") -> None:
        """Nothing to check in Python: the database enforces it."""

    def constraint_sql(self, model: Any, schema_editor: Any) -> str:
        schema_editor.deferred_sql.append(self.create_sql(model, schema_editor))
        return ""

    def create_sql(self, model: Any, schema_editor: Any) -> str:
        quote = schema_editor.quote_name
        table, tenant = quote(model._meta.db_table), quote(settings.DATABASE_TENANT_ROLE)
        mine = f"participation_id = {_INSIDE}"
        # As in `Tenancy`, FORCE comes last of all: the owner has still to add foreign keys.
        schema_editor.deferred_sql.append(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        return ";\n".join(
            [
                f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
                f"CREATE POLICY {quote(self.name)} ON {table} FOR SELECT TO {tenant}"
                f" USING (collaborative_id = {_SAME_COLLABORATIVE})",
                f"CREATE POLICY {quote(self.name + '_added')} ON {table} FOR INSERT TO {tenant} WITH CHECK ({mine})",
                f"CREATE POLICY {quote(self.name + '_changed')} ON {table} FOR UPDATE TO {tenant}"
                f" USING ({mine}) WITH CHECK ({mine})",
            ]
        )

    def remove_sql(self, model: Any, schema_editor: Any) -> str:
        quote = schema_editor.quote_name
        table = quote(model._meta.db_table)
        names = (self.name, f"{self.name}_added", f"{self.name}_changed")
        return ";\n".join(f"DROP POLICY {quote(name)} ON {table}" for name in names)


class OfCollaborative(BaseConstraint):
    """Binds a programme's own rows (no participation owns them) to the collaboratives of the current scope.

    Which of their roles may write is said by the pages; the database keeps one collaborative from another. Outside a
    scope it shows nothing.
    """

    def __eq__(self, other: object) -> bool:
        return isinstance(other, OfCollaborative) and self.deconstruct() == other.deconstruct()

    __hash__ = BaseConstraint.__hash__

    def validate(self, model: Any, instance: Any, exclude: Any = None, using: str = "default") -> None:
        """Nothing to check in Python: the database enforces it."""

    def constraint_sql(self, model: Any, schema_editor: Any) -> str:
        schema_editor.deferred_sql.append(self.create_sql(model, schema_editor))
        return ""

    def create_sql(self, model: Any, schema_editor: Any) -> str:
        quote = schema_editor.quote_name
        table, tenant = quote(model._meta.db_table), quote(settings.DATABASE_TENANT_ROLE)
        within = f"collaborative_id = {_SAME_COLLABORATIVE}"
        # As in `Tenancy`, FORCE comes last of all: the owner has still to add foreign keys.
        schema_editor.deferred_sql.append(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        return ";\n".join(
            [
                f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
                f"CREATE POLICY {quote(self.name)} ON {table} TO {tenant} USING ({within}) WITH CHECK ({within})",
            ]
        )

    def remove_sql(self, model: Any, schema_editor: Any) -> str:
        quote = schema_editor.quote_name
        return f"DROP POLICY {quote(self.name)} ON {quote(model._meta.db_table)}"


class SharedOrOwned(BaseConstraint):
    """Binds a directory's rows to the current scope: those without a participation, which belong to a whole
    collaborative, to its collaboratives; the others to its participations, as an owned row, and to an expert's time.

    For what people of an organisation say among themselves and what all of a collaborative say to each other. Outside a
    scope it shows nothing.
    """

    def __eq__(self, other: object) -> bool:
        return isinstance(other, SharedOrOwned) and self.deconstruct() == other.deconstruct()

    __hash__ = BaseConstraint.__hash__

    def validate(self, model: Any, instance: Any, exclude: Any = None, using: str = "default") -> None:
        """Nothing to check in Python: the database enforces it."""

    def constraint_sql(self, model: Any, schema_editor: Any) -> str:
        schema_editor.deferred_sql.append(self.create_sql(model, schema_editor))
        return ""

    def create_sql(self, model: Any, schema_editor: Any) -> str:
        quote = schema_editor.quote_name
        table, tenant = quote(model._meta.db_table), quote(settings.DATABASE_TENANT_ROLE)
        shared = f"participation_id IS NULL AND collaborative_id = {_SAME_COLLABORATIVE}"
        test = f"{shared} OR participation_id = {_INSIDE}"
        # As in `Tenancy`, FORCE comes last of all: the owner has still to add foreign keys.
        schema_editor.deferred_sql.append(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        return ";\n".join(
            [
                f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
                f"CREATE POLICY {quote(self.name)} ON {table} TO {tenant} USING ({test}) WITH CHECK ({test})",
                timed.for_table(table, tenant, optional=True),
            ]
        )

    def remove_sql(self, model: Any, schema_editor: Any) -> str:
        quote = schema_editor.quote_name
        table = quote(model._meta.db_table)
        return f"DROP POLICY {quote(self.name)} ON {table};\n{timed.without(table)}"


class ForPerson(BaseConstraint):
    """Binds a table's rows to the person they are for (`user_id`): read and changed by that person alone, and only
    where their scope still reaches. Anybody may add one within their own collaboratives. Outside a scope it shows
    nothing.
    """

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ForPerson) and self.deconstruct() == other.deconstruct()

    __hash__ = BaseConstraint.__hash__

    def validate(self, model: Any, instance: Any, exclude: Any = None, using: str = "default") -> None:
        """Nothing to check in Python: the database enforces it."""

    def constraint_sql(self, model: Any, schema_editor: Any) -> str:
        schema_editor.deferred_sql.append(self.create_sql(model, schema_editor))
        return ""

    def create_sql(self, model: Any, schema_editor: Any) -> str:
        quote = schema_editor.quote_name
        table, tenant = quote(model._meta.db_table), quote(settings.DATABASE_TENANT_ROLE)
        within = f"collaborative_id = {_SAME_COLLABORATIVE}"
        mine = f"user_id = {_MYSELF} AND {within} AND (participation_id IS NULL OR participation_id = {_INSIDE})"
        # As in `Tenancy`, FORCE comes last of all: the owner has still to add foreign keys.
        schema_editor.deferred_sql.append(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        return ";\n".join(
            [
                f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
                f"CREATE POLICY {quote(self.name)} ON {table} FOR SELECT TO {tenant} USING ({mine})",
                f"CREATE POLICY {quote(self.name + '_added')} ON {table} FOR INSERT TO {tenant} WITH CHECK ({within})",
                f"CREATE POLICY {quote(self.name + '_changed')} ON {table} FOR UPDATE TO {tenant}"
                f" USING ({mine}) WITH CHECK ({mine})",
            ]
        )

    def remove_sql(self, model: Any, schema_editor: Any) -> str:
        quote = schema_editor.quote_name
        table = quote(model._meta.db_table)
        names = (self.name, f"{self.name}_added", f"{self.name}_changed")
        return ";\n".join(f"DROP POLICY {quote(name)} ON {table}" for name in names)
