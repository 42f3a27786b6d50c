"""A second policy for words that are for the coaches of an organisation alone."""

from typing import Any

from django.conf import settings
from django.db.models import BaseConstraint

# Asked of the tables themselves, for whoever the scope says is at work: no list that the application puts together can
# open these rows. The sub-select stands alone, so that PostgreSQL computes it once for a statement.
_COACHED = (
    "ARRAY(SELECT assigned.participation_id FROM organisations_coachassignment assigned"
    " JOIN organisations_membership held ON held.user_id = assigned.coach_id"
    " AND held.collaborative_id = assigned.collaborative_id AND held.role = 'coach' AND held.ended_at IS NULL"
    " WHERE assigned.coach_id = current_setting('app.user_id')::bigint"
    " AND assigned.starts_on <= {today} AND (assigned.ends_on IS NULL OR assigned.ends_on >= {today}))"
)


class CoachesOnly(BaseConstraint):
    """Beside `Tenancy`: rows of a participation are there only for who is its coach today.

    Restrictive: both policies must agree, so it can only take away. A scheduled job, the team, its sponsor, the
    national team and every other coach find no row, whatever code asks.
    """

    def __eq__(self, other: object) -> bool:
        return isinstance(other, CoachesOnly) and self.deconstruct() == other.deconstruct()

    __hash__ = BaseConstraint.__hash__

    def validate(self, model: Any, instance: Any, exclude: Any = None, using: str = "default") -> None:
        """Nothing to check in Python: the database enforces it."""

    def constraint_sql(self, model: Any, schema_editor: Any) -> str:
        schema_editor.deferred_sql.append(self.create_sql(model, schema_editor))
        return ""

    def create_sql(self, model: Any, schema_editor: Any) -> str:
        quote = schema_editor.quote_name
        coached = _COACHED.format(today=f"(now() AT TIME ZONE '{settings.TIME_ZONE}')::date")
        return (
            f"CREATE POLICY {quote(self.name)} ON {quote(model._meta.db_table)} AS RESTRICTIVE"
            f" TO {quote(settings.DATABASE_TENANT_ROLE)}"
            f" USING (participation_id = ANY({coached})) WITH CHECK (participation_id = ANY({coached}))"
        )

    def remove_sql(self, model: Any, schema_editor: Any) -> str:
        # Without this policy all of the team could read the rows, so the right to them goes as well.
        quote = schema_editor.quote_name
        table = quote(model._meta.db_table)
        tenant = quote(settings.DATABASE_TENANT_ROLE)
        return f"REVOKE ALL ON {table} FROM {tenant};\nDROP POLICY {quote(self.name)} ON {table}"
