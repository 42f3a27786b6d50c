"""The rules every table must keep, asked of PostgreSQL's own catalogue. Each function returns what breaks its rule."""

from typing import Any

from tests.tenancy.rows import columns_to_owned
from tests.tenancy.tables import (
    DERIVED,
    DIRECTORY,
    DIRECTORY_HISTORY,
    FRAMEWORK,
    HISTORY,
    OUTSIDE,
    OWNED,
    PERSONAL,
    PRIVATE,
    PROGRAMMES,
    SAME_PARENT,
    SORTS,
)

WEB, TENANT, OWNER = "collaborative_web", "collaborative_tenant", "collaborative_owner"
VERBS = {"SELECT", "INSERT", "UPDATE", "DELETE"}
PLACE = ["collaborative_id", "participation_id"]
READ_AND_ADD = {"SELECT", "INSERT"}
NO_DELETE = {"SELECT", "INSERT", "UPDATE"}

# The one form of a policy's test. The cast stands outside the sub-select, so that PostgreSQL computes it once; there
# is no missing_ok, so that a forgotten scope is an error.
POLICY = (
    "(participation_id = ANY ((( SELECT current_setting('app.participation_ids'::text) AS current_setting))::bigint[]))"
)

# And of a programme's own rows: within the scope's collaboratives.
PROGRAMME = POLICY.replace("participation_id", "collaborative_id", 1).replace("participation_ids", "collaborative_ids")

# How the test of a personal table's policies begins.
PERSON = "((user_id = (( SELECT current_setting('app.user_id'::text) AS current_setting))::bigint) AND "

# What must be so as well before words among coaches are there: who is at work coaches the organisation today.
COACHES = (
    "(participation_id = ANY (ARRAY( SELECT assigned.participation_id\n"
    "   FROM (organisations_coachassignment assigned\n"
    "    "
    " JOIN organisations_membership held"
    " ON (((held.user_id = assigned.coach_id)"
    " AND "
    "(held.collaborative_id = assigned.collaborative_id)"
    " AND ((held.role)::text = 'coach'::text)"
    " AND (held.ended_at IS NULL))))\n"
    "  WHERE ((assigned.coach_id = (current_setting('app.user_id'::text))::bigint)"
    " AND (assigned.starts_on <= ("
    "(now() AT TIME ZONE 'Europe/London'::text))::date)"
    " AND ((assigned.ends_on IS NULL) OR (assigned.ends_on >= ("
    "(now() AT TIME ZONE 'Europe/London'::text))::date))))))"
)


# And what must be so for every row that a participation owns: it is not closed to an expert who is at work.
IN_TIME = (
    "(participation_id <> ALL (( SELECT support_closed((( SELECT current_setting('app.user_id'::text) AS"
    " current_setting))::bigint) AS support_closed)::bigint[]))"
)


def rows(cursor: Any, statement: str, *params: Any) -> list[tuple[Any, ...]]:
    cursor.execute(statement, params or None)
    return list(cursor.fetchall())


def one_column(cursor: Any, statement: str, *params: Any) -> set[Any]:
    return {row[0] for row in rows(cursor, statement, *params)}


def problems(cursor: Any) -> list[str]:
    """Everything wrong with the database, in words; empty where all rules hold."""
    found = unclassified(cursor)
    if any("no such table" in line for line in found):
        return found
    found += [*stray_objects(cursor), *role_problems(cursor), *same_parent_problems(cursor)]
    for table in sorted(OWNED):
        found += key_problems(cursor, table) + policy_problems(cursor, table) + unique_problems(cursor, table)
        found += grant_problems(cursor, table, web=set(), tenant=VERBS)
    for table in sorted(HISTORY):
        found += policy_problems(cursor, table) + history_problems(cursor, table)
        found += grant_problems(cursor, table, web=set(), tenant=READ_AND_ADD)
    for table in sorted(DIRECTORY):
        found += place_problems(cursor, table)
        found += grant_problems(cursor, table, web=NO_DELETE, tenant=NO_DELETE)
    for table in sorted(PROGRAMMES):
        found += programme_problems(cursor, table)
    for table in sorted(DIRECTORY_HISTORY):
        found += append_only_problems(cursor, table)
        found += grant_problems(cursor, table, web=READ_AND_ADD, tenant=READ_AND_ADD)
    for table, verbs in sorted(DERIVED.items()):
        found += grant_problems(cursor, table, web=set(), tenant=verbs)
    for table, verbs in sorted(PERSONAL.items()):
        found += place_problems(cursor, table) + person_problems(cursor, table)
        found += grant_problems(cursor, table, web=set(), tenant=verbs)
    for table, verbs in sorted((FRAMEWORK | OUTSIDE).items()):
        found += grant_problems(cursor, table, web=verbs, tenant=set())
    return found


def unclassified(cursor: Any) -> list[str]:
    """Each table stands in exactly one list, and each name in the lists is a table."""
    existing = one_column(cursor, "SELECT tablename::text FROM pg_tables WHERE schemaname = 'public'")
    listed = [name for names in SORTS for name in names]
    return [
        *[f"{name}: in no list of tests/tenancy/tables.py" for name in sorted(existing - set(listed))],
        *[f"{name}: listed, but there is no such table" for name in sorted(set(listed) - existing)],
        *[f"{name}: listed twice" for name in sorted(set(listed)) if listed.count(name) > 1],
    ]


def stray_objects(cursor: Any) -> list[str]:
    """No other schema, no view of any kind (they can leak), no function with its owner's rights, nothing for PUBLIC."""
    schemas = one_column(cursor, "SELECT nspname::text FROM pg_namespace WHERE nspname !~ '^pg_'")
    kinds = rows(
        cursor,
        "SELECT relname::text FROM pg_class WHERE relnamespace = 'public'::regnamespace"
        " AND relkind NOT IN ('r', 'i', 'S')",
    )
    definers = rows(
        cursor, "SELECT proname::text FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND prosecdef"
    )
    public = rows(
        cursor,
        "SELECT relname::text FROM pg_class, aclexplode(relacl) a"
        " WHERE relnamespace = 'public'::regnamespace AND a.grantee = 0",
    )
    columns = rows(
        cursor,
        "SELECT attrelid::regclass::text FROM pg_attribute JOIN pg_class c ON c.oid = attrelid"
        " WHERE attacl IS NOT NULL AND relnamespace = 'public'::regnamespace",
    )
    return [
        *[f"schema {name}: not expected" for name in sorted(schemas - {"public", "information_schema"})],
        *[f"{name}: not an ordinary table" for (name,) in kinds],
        *[f"function {name}: runs with its owner's rights" for (name,) in definers],
        *[f"{name}: rights for everybody" for (name,) in public],
        *[f"{name}: rights to single columns" for (name,) in columns],
    ]


def role_problems(cursor: Any) -> list[str]:
    """The web role is nothing but a member of the tenant role, and neither may make, see past or own anything."""
    found = []
    for role in (WEB, TENANT, OWNER):
        ((unsafe, inherits, schema),) = rows(
            cursor,
            "SELECT rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb OR rolreplication, rolinherit,"
            " has_schema_privilege(rolname, 'public', 'CREATE') FROM pg_roles WHERE rolname = %s",
            role,
        )
        found += [f"role {role}: has a right above its station"] * unsafe
        if role != OWNER:
            found += [f"role {role}: inherits"] * inherits + [f"role {role}: may make tables"] * schema
            owns = one_column(cursor, "SELECT tablename::text FROM pg_tables WHERE tableowner = %s", role)
            found += [f"role {role}: owns {table}" for table in sorted(owns)]
    members = rows(
        cursor,
        "SELECT roleid::regrole::text, member::regrole::text, inherit_option, admin_option FROM pg_auth_members"
        " WHERE member IN (%s::regrole, %s::regrole)",
        WEB,
        TENANT,
    )
    if members != [(TENANT, WEB, False, False)]:
        found.append(f"the web role must be a member of the tenant role alone, without inheriting: {members}")
    return found


def person_problems(cursor: Any, table: str) -> list[str]:
    """Row-level security on and forced; every reading and changing policy asks whose row it is."""
    ((enabled, forced),) = rows(
        cursor, "SELECT relrowsecurity, relforcerowsecurity FROM pg_class WHERE oid = to_regclass(%s)", table
    )
    found = [f"{table}: row-level security is off"] * (not enabled) + [f"{table}: not FORCED"] * (not forced)
    policies = rows(
        cursor,
        "SELECT cmd, roles::text[], starts_with(qual, %s), qual = with_check"
        " FROM pg_policies WHERE tablename = %s ORDER BY cmd",
        PERSON,
        table,
    )
    if policies != [
        ("INSERT", [TENANT], None, None),
        ("SELECT", [TENANT], True, None),
        ("UPDATE", [TENANT], True, True),
    ]:
        found.append(f"{table}: its policies are not those declared: {policies}")
    return found


def programme_problems(cursor: Any, table: str) -> list[str]:
    """Row-level security on and forced; one policy, which tests reading and writing alike by the collaborative."""
    ((enabled, forced),) = rows(
        cursor, "SELECT relrowsecurity, relforcerowsecurity FROM pg_class WHERE oid = to_regclass(%s)", table
    )
    found = [f"{table}: row-level security is off"] * (not enabled) + [f"{table}: not FORCED"] * (not forced)
    policies = rows(
        cursor,
        "SELECT permissive, roles::text[], cmd, qual, with_check FROM pg_policies"
        " WHERE schemaname = 'public' AND tablename = %s",
        table,
    )
    if policies != [("PERMISSIVE", [TENANT], "ALL", PROGRAMME, PROGRAMME)]:
        found.append(f"{table}: its policy is not the one declared: {policies}")
    return found


def policy_problems(cursor: Any, table: str) -> list[str]:
    """Row-level security on and forced; the policies for the tenant role, each of which tests reading and writing
    alike."""
    ((enabled, forced),) = rows(
        cursor, "SELECT relrowsecurity, relforcerowsecurity FROM pg_class WHERE oid = to_regclass(%s)", table
    )
    found = [f"{table}: row-level security is off"] * (not enabled) + [f"{table}: not FORCED"] * (not forced)
    policies = rows(
        cursor,
        "SELECT permissive, roles::text[], cmd, qual, with_check FROM pg_policies"
        " WHERE schemaname = 'public' AND tablename = %s",
        table,
    )
    expected = [("PERMISSIVE", [TENANT], "ALL", POLICY, POLICY), ("RESTRICTIVE", [TENANT], "ALL", IN_TIME, IN_TIME)]
    if table in PRIVATE:
        expected.append(("RESTRICTIVE", [TENANT], "ALL", COACHES, COACHES))
    if sorted(policies) != expected:
        found.append(f"{table}: its policy is not the one declared: {policies}")
    return found


def grant_problems(cursor: Any, table: str, *, web: set[str], tenant: set[str]) -> list[str]:
    """Exactly these verbs for the two roles, none of them to be passed on, and nobody else but the owner."""
    granted = rows(
        cursor,
        "SELECT a.grantee::regrole::text, a.privilege_type::text, a.is_grantable"
        " FROM pg_class, aclexplode(relacl) a WHERE oid = to_regclass(%s)",
        table,
    )
    found = []
    for role, expected in ((WEB, web), (TENANT, tenant)):
        has = {verb for grantee, verb, _ in granted if grantee == role}
        if has != expected:
            found.append(f"{table}: {role} has {sorted(has)}, not {sorted(expected)}")
    found += [f"{table}: {grantee} has rights" for grantee in sorted({g for g, _, _ in granted} - {WEB, TENANT, OWNER})]
    return found + [
        f"{table}: {grantee} may pass {verb} on" for grantee, verb, on in granted if on and grantee != OWNER
    ]


def key_problems(cursor: Any, table: str) -> list[str]:
    """Owner columns never empty; the composite key; a composite foreign key beside or instead of each plain one."""
    optional = one_column(
        cursor,
        "SELECT attname::text FROM pg_attribute WHERE attrelid = to_regclass(%s) AND NOT attnotnull"
        " AND attname IN ('participation_id', 'collaborative_id')",
        table,
    )
    found = [f"{table}: {column} may be empty" for column in sorted(optional)]
    keys = _foreign_keys(cursor, table)
    if (PLACE, "organisations_participation", ["collaborative_id", "id"]) not in keys:
        found.append(f"{table}: no composite key to its participation")
    composite = {columns[1] for columns, _, there in keys if columns[:1] == there[:1] == ["participation_id"]}
    for columns, target, _ in keys:
        if target in OWNED and columns[:1] != ["participation_id"]:
            found.append(f"{table}: plain key {columns} to {target} can point into another participation")
    pointing = columns_to_owned(table)
    found += [f"{table}: no composite key for {column}" for column in sorted(pointing - composite)]
    # To a directory row of the same participation: see same_parent_problems.
    beside = {column for here, within, column in SAME_PARENT if (here, within) == (table, "participation_id")}
    found += [f"{table}: key {column} is not a column of its model" for column in sorted(composite - pointing - beside)]
    unvalidated = rows(
        cursor, "SELECT conname::text FROM pg_constraint WHERE conrelid = to_regclass(%s) AND NOT convalidated", table
    )
    return found + [f"{table}: constraint {name} was never checked" for (name,) in unvalidated]


def place_problems(cursor: Any, table: str) -> list[str]:
    """A directory row that names a collaborative and a participation names one that belongs to it."""
    columns = one_column(
        cursor,
        "SELECT attname::text FROM pg_attribute WHERE attrelid = to_regclass(%s) AND NOT attisdropped",
        table,
    )
    bound = (PLACE, "organisations_participation", ["collaborative_id", "id"]) in _foreign_keys(cursor, table)
    return [f"{table}: no composite key to its participation"] * (set(PLACE) <= columns and not bound)


def same_parent_problems(cursor: Any) -> list[str]:
    """A row names no directory row of another collaborative, and no version of another programme measure."""
    found = []
    for table, within, column in sorted(SAME_PARENT):
        keys = [(columns, there) for columns, _, there in _foreign_keys(cursor, table)]
        if ([within, column], [within, "id"]) not in keys:
            found.append(f"{table}: {column} is not bound to the row's {within}")
    return found


def _foreign_keys(cursor: Any, table: str) -> list[tuple[list[str], str, list[str]]]:
    names = (
        "ARRAY(SELECT attname::text FROM unnest({0}) WITH ORDINALITY AS k(number, place)"
        " JOIN pg_attribute ON attrelid = {1} AND attnum = number ORDER BY place)"
    )
    here, there = names.format("conkey", "conrelid"), names.format("confkey", "confrelid")
    return rows(  # type: ignore[return-value]
        cursor,
        f"SELECT {here}, confrelid::regclass::text, {there} FROM pg_constraint"
        " WHERE contype = 'f' AND conrelid = to_regclass(%s)",
        table,
    )


def unique_problems(cursor: Any, table: str) -> list[str]:
    """A unique index that begins elsewhere would tell one participation what another has; one index leads with it."""
    indexes = rows(
        cursor,
        "SELECT indexrelid::regclass::text, indisunique, indisprimary, indkey[0] ="
        " (SELECT attnum FROM pg_attribute WHERE attrelid = indrelid AND attname = 'participation_id'),"
        " pg_get_indexdef(indexrelid) LIKE '%%(participation_id, id)' AND indpred IS NULL"
        " FROM pg_index WHERE indrelid = to_regclass(%s)",
        table,
    )
    found = [
        f"{table}: unique index {name} does not begin with participation_id"
        for name, unique, primary, leads, _ in indexes
        if unique and not primary and not leads
    ]
    if not any(unique and key for _, unique, _, _, key in indexes):
        found.append(f"{table}: no unique (participation_id, id)")
    if not any(leads for _, _, _, leads, _ in indexes):
        found.append(f"{table}: no index begins with participation_id")
    return found


def history_problems(cursor: Any, table: str) -> list[str]:
    """A history row knows its participation, is found by it, and can only be added."""
    found = append_only_problems(cursor, table)
    optional = rows(
        cursor,
        "SELECT 1 FROM pg_attribute WHERE attrelid = to_regclass(%s) AND attname = 'participation_id'"
        " AND NOT attnotnull",
        table,
    )
    leading = rows(
        cursor,
        "SELECT 1 FROM pg_index JOIN pg_attribute ON attrelid = indrelid AND attnum = indkey[0]"
        " WHERE indrelid = to_regclass(%s) AND attname = 'participation_id'",
        table,
    )
    found += [f"{table}: participation_id may be empty"] * len(optional)
    return found + [f"{table}: no index begins with participation_id"] * (not leading)


def append_only_problems(cursor: Any, table: str) -> list[str]:
    """An enabled trigger before every UPDATE and DELETE, whoever asks (16 + 8 + 2 + 1: update, delete, before, row)."""
    triggers = rows(
        cursor,
        "SELECT 1 FROM pg_trigger WHERE tgrelid = to_regclass(%s) AND tgname LIKE 'pgtrigger_append_only%%'"
        " AND tgtype & 27 = 27 AND tgenabled = 'O' AND tgqual IS NULL",
        table,
    )
    return [f"{table}: not append-only"] * (not triggers)
