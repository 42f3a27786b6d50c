"""A policy that ends an expert's reach at the hour it ends, by PostgreSQL's own clock.

Which participations a scope names is said by the application, once, when a request begins. What is open to an expert
for a time is asked again here, of the assignments themselves and for every statement: before it begins, once it is
over, or where it was ended early, the rows are not there, whatever the scope names.
"""

from django.conf import settings

NAME = "in_time"
_FUNCTION = "support_closed(bigint)"

# One definition for all policies, with a plan that a connection keeps: written out in each, PostgreSQL would plan it
# anew for every table of a statement. Names are qualified, because the body is read when it runs. Who has another right
# to the place, in its team, as its coach of today or running the collaborative, is not shut out of it.
_CLOSED = """
CREATE OR REPLACE FUNCTION support_closed(person bigint) RETURNS bigint[] LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
DECLARE
    moment timestamptz := statement_timestamp();
    today date := (moment AT TIME ZONE '{zone}')::date;
BEGIN
    RETURN ARRAY(
        SELECT given.participation_id FROM public.organisations_expertassignment given
        WHERE given.expert_id = person
        AND NOT EXISTS (
            SELECT 1 FROM public.organisations_expertassignment opened
            JOIN public.organisations_membership held ON held.user_id = opened.expert_id
                AND held.collaborative_id = opened.collaborative_id AND held.role = 'expert' AND held.ended_at IS NULL
            WHERE opened.expert_id = person AND opened.participation_id = given.participation_id
            AND opened.starts_at <= moment AND opened.ends_at > moment
        )
        AND NOT EXISTS (
            SELECT 1 FROM public.organisations_membership other
            WHERE other.user_id = person AND other.ended_at IS NULL
            AND (other.participation_id = given.participation_id
                OR other.participation_id IS NULL AND other.collaborative_id = given.collaborative_id
                    AND other.role NOT IN ('expert', 'coach'))
        )
        AND NOT EXISTS (
            SELECT 1 FROM public.organisations_coachassignment coached
            JOIN public.organisations_membership held ON held.user_id = coached.coach_id
                AND held.collaborative_id = coached.collaborative_id AND held.role = 'coach' AND held.ended_at IS NULL
            WHERE coached.coach_id = person AND coached.participation_id = given.participation_id
            AND coached.starts_on <= today AND (coached.ends_on IS NULL OR coached.ends_on >= today)
        )
    );
END $$;
"""

# The tables that there are already, by what their policy asks. Those that stand for all (reading and writing alike).
_EVERY_TABLE = """
DO $$
DECLARE
    found record;
BEGIN
    FOR found IN
        SELECT tablename FROM pg_policies
        WHERE schemaname = 'public' AND permissive = 'PERMISSIVE' AND cmd = 'ALL'
        AND qual LIKE '(participation_id = ANY (%app.participation_ids%'
        AND tablename NOT IN (SELECT tablename FROM pg_policies WHERE policyname = '{name}')
    LOOP
        EXECUTE format('{policy}', found.tablename);
    END LOOP;
END $$;
"""

_EVERY_TABLE_BACK = """
DO $$
DECLARE
    found record;
BEGIN
    FOR found IN SELECT tablename FROM pg_policies WHERE schemaname = 'public' AND policyname = '{name}'
    LOOP
        EXECUTE format('DROP POLICY {name} ON public.%I', found.tablename);
    END LOOP;
END $$;
"""


def _policy(table: str, roles: str, *, optional: bool = False) -> str:
    test = "participation_id <> ALL((SELECT support_closed((SELECT current_setting({}))::bigint))::bigint[])"
    if optional:
        test = f"participation_id IS NULL OR {test}"
    asked = test.format("$who$app.user_id$who$")
    return f"CREATE POLICY {NAME} ON {table} AS RESTRICTIVE TO {roles} USING ({asked}) WITH CHECK ({asked})"


def for_every_table() -> str:
    """The function, and the policy on each owned table that has none: to be run once, when the assignments' table is
    there."""
    policy = _policy("public.%I", settings.DATABASE_TENANT_ROLE)
    return _CLOSED.format(zone=settings.TIME_ZONE) + _EVERY_TABLE.format(name=NAME, policy=policy)


def for_table(table: str, tenant: str, *, optional: bool = False) -> str:
    """The policy on a new table (both quoted). Before there is the function, nothing: `for_every_table` sees to it.

    optional: some of its rows belong to no participation, and are closed to nobody.
    """
    return (
        f"DO $$ BEGIN IF to_regprocedure('public.{_FUNCTION}') IS NOT NULL"
        f" THEN {_policy(table, tenant, optional=optional)}; END IF; END $$"
    )


def for_no_table() -> str:
    """The way back of `for_every_table`."""
    return _EVERY_TABLE_BACK.format(name=NAME) + f"DROP FUNCTION {_FUNCTION};"


def without(table: str) -> str:
    """No such policy on the table (quoted)."""
    return f"DROP POLICY IF EXISTS {NAME} ON {table}"
