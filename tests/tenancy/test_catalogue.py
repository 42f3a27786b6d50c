"""Every table of the database keeps the rules of its sort, and the rules notice when one does not."""

import pytest

from tests.tenancy.catalogue import problems
from tests.tenancy.conftest import House
from tests.tenancy.rows import history_models, owned_models
from tests.tenancy.tables import HISTORY, OWNED


def test_every_table_keeps_the_rules_of_its_sort(house: House) -> None:
    with house.raw("DATABASE_OWNER_URL") as owner, owner.cursor() as cursor:
        assert problems(cursor) == []


def test_the_lists_name_the_tables_of_the_models() -> None:
    assert {model._meta.db_table for model in owned_models()} == OWNED
    assert {model._meta.db_table for model in history_models()} == HISTORY


# Each breach of a rule, as one could slip into a migration, and what the catalogue test must say of it.
BREACHES = {
    "a table nobody classified": ("CREATE TABLE notes (id int)", "notes: in no list"),
    "a table that is gone": ("DROP TABLE pdsa_task CASCADE", "pdsa_task: listed, but there is no such table"),
    "a second schema": ("CREATE SCHEMA side", "schema side"),
    "a view": ("CREATE VIEW peek AS SELECT * FROM measures_measure", "peek: not an ordinary table"),
    "a materialised view": ("CREATE MATERIALIZED VIEW peek AS SELECT 1 AS one", "peek: not an ordinary table"),
    "a function with its owner's rights": (
        "CREATE FUNCTION peek() RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT 1'",
        "function peek",
    ),
    "no policy": ("DROP POLICY measure_tenancy ON measures_measure", "measures_measure: its policy"),
    "a second policy": (
        "CREATE POLICY more ON measures_measure TO collaborative_tenant USING (true)",
        "measures_measure: its policy",
    ),
    "a policy that lets anything be written": (
        "ALTER POLICY measure_tenancy ON measures_measure WITH CHECK (true)",
        "measures_measure: its policy",
    ),
    "a policy for everybody": ("ALTER POLICY measure_tenancy ON measures_measure TO PUBLIC", "its policy"),
    "a policy silent without a scope": (
        "ALTER POLICY measure_tenancy ON measures_measure USING"
        " (participation_id = ANY (string_to_array(current_setting('app.participation_ids', true), ',')::bigint[]))",
        "its policy",
    ),
    "a history without policy": (
        "DROP POLICY measures_measure_history ON measures_measureevent",
        "measures_measureevent: its policy",
    ),
    "row-level security off": (
        "ALTER TABLE pdsa_cycle DISABLE ROW LEVEL SECURITY",
        "pdsa_cycle: row-level security is off",
    ),
    "not forced": ("ALTER TABLE pdsa_cycle NO FORCE ROW LEVEL SECURITY", "pdsa_cycle: not FORCED"),
    "an owner column that may be empty": (
        "ALTER TABLE pdsa_task ALTER participation_id DROP NOT NULL",
        "pdsa_task: participation_id may be empty",
    ),
    "no composite key": (
        "DROP INDEX task_tenancy_key",
        "pdsa_task: no unique (participation_id, id)",
    ),
    "no key to the parent": (
        "ALTER TABLE pdsa_task DROP CONSTRAINT task_tenancy_cycle",
        "pdsa_task: no composite key for cycle_id",
    ),
    "no key to the participation": (
        "ALTER TABLE pdsa_task DROP CONSTRAINT task_tenancy_owner",
        "pdsa_task: no composite key to its participation",
    ),
    "a plain key to a parent": (
        "ALTER TABLE pdsa_task ADD FOREIGN KEY (cycle_id) REFERENCES pdsa_cycle (id) NOT VALID",
        "pdsa_task: plain key ['cycle_id'] to pdsa_cycle",
    ),
    "a key never checked": (
        "ALTER TABLE pdsa_task ADD FOREIGN KEY (cycle_id) REFERENCES pdsa_cycle (id) NOT VALID",
        "was never checked",
    ),
    "a unique index over all participations": (
        "CREATE UNIQUE INDEX oracle ON organisations_project (name)",
        "organisations_project: unique index oracle",
    ),
    "the web role reads": ("GRANT SELECT ON pdsa_cycle TO collaborative_web", "pdsa_cycle: collaborative_web has"),
    "the web role reads one column": ("GRANT SELECT (id) ON pdsa_cycle TO collaborative_web", "single columns"),
    "everybody reads": ("GRANT SELECT ON pdsa_cycle TO PUBLIC", "pdsa_cycle: rights for everybody"),
    "the tenant role may empty a table": (
        "GRANT TRUNCATE ON pdsa_cycle TO collaborative_tenant",
        "pdsa_cycle: collaborative_tenant has",
    ),
    "the tenant role may pass rights on": (
        "GRANT SELECT ON pdsa_cycle TO collaborative_tenant WITH GRANT OPTION",
        "pdsa_cycle: collaborative_tenant may pass SELECT on",
    ),
    "the tenant role may not add": (
        "REVOKE INSERT ON pdsa_cycle FROM collaborative_tenant",
        "pdsa_cycle: collaborative_tenant has",
    ),
    "a history that can be rewritten": (
        "GRANT UPDATE ON pdsa_cycleevent TO collaborative_tenant",
        "pdsa_cycleevent: collaborative_tenant has",
    ),
    "a directory row can be deleted": (
        "GRANT DELETE ON organisations_membership TO collaborative_web",
        "organisations_membership: collaborative_web has",
    ),
    "a membership in another collaborative's participation": (
        "ALTER TABLE organisations_membership DROP CONSTRAINT membership_own_collaborative",
        "organisations_membership: no composite key to its participation",
    ),
    "an adoption of another collaborative's programme measure": (
        "ALTER TABLE measures_adoption DROP CONSTRAINT adoption_own_collaborative",
        "measures_adoption: programme_measure_id is not bound to the row's collaborative_id",
    ),
    "an adoption of another programme measure's version": (
        "ALTER TABLE measures_adoption DROP CONSTRAINT adoption_own_version",
        "measures_adoption: version_id is not bound to the row's programme_measure_id",
    ),
    "what was open for a time stays open": (
        "DROP POLICY in_time ON pdsa_cycle",
        "pdsa_cycle: its policy is not the one declared",
    ),
    "what one organisation says is read by all": (
        "ALTER POLICY thread_shared_or_owned ON sharing_thread USING (participation_id IS NULL OR true)",
        "sharing_thread: its policy is not the one declared",
    ),
    "an answer to another's question": (
        "ALTER TABLE sharing_post DROP CONSTRAINT post_own_thread",
        "sharing_post: thread_id is not bound to the row's participation_id",
    ),
    "notices of others can be read": (
        "ALTER POLICY notice_for_person ON organisations_notice USING (true)",
        "organisations_notice: its policies",
    ),
    "a programme's rows can be read by another": (
        "ALTER POLICY learning_set_of_collaborative ON learning_sets_learningset USING (true)",
        "learning_sets_learningset: its policy",
    ),
    "the web role reads pooled charts": (
        "GRANT SELECT ON measures_programmechart TO collaborative_web",
        "measures_programmechart: collaborative_web has",
    ),
    "a pooled chart can be deleted": (
        "GRANT DELETE ON measures_programmechart TO collaborative_tenant",
        "measures_programmechart: collaborative_tenant has",
    ),
    "the tenant role reads sessions": (
        "GRANT SELECT ON django_session TO collaborative_tenant",
        "django_session: collaborative_tenant has",
    ),
    "a web role that may make tables": ("GRANT CREATE ON SCHEMA public TO collaborative_web", "may make tables"),
}


@pytest.mark.parametrize(("statement", "words"), BREACHES.values(), ids=BREACHES)
def test_a_breach_is_noticed(house: House, statement: str, words: str) -> None:
    with house.raw("DATABASE_OWNER_URL") as owner, owner.cursor() as cursor:
        cursor.execute(statement)
        found = problems(cursor)
        assert [line for line in found if words in line], found


def test_a_history_whose_trigger_is_off_is_noticed(house: House) -> None:
    with house.raw("DATABASE_OWNER_URL") as owner, owner.cursor() as cursor:
        cursor.execute("ALTER TABLE pdsa_cycleevent DISABLE TRIGGER USER")
        assert problems(cursor) == ["pdsa_cycleevent: not append-only"]


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("ALTER ROLE collaborative_web BYPASSRLS", "role collaborative_web: has a right above its station"),
        ("ALTER ROLE collaborative_web INHERIT", "role collaborative_web: inherits"),
        ("GRANT collaborative_owner TO collaborative_web", "a member of the tenant role alone"),
        ("ALTER TABLE notes OWNER TO collaborative_tenant", "role collaborative_tenant: owns notes"),
    ],
)
def test_a_role_with_too_many_rights_is_noticed(house: House, statement: str, words: str) -> None:
    with house.raw("DATABASE_ADMIN_URL") as admin, admin.cursor() as cursor:
        cursor.execute("CREATE TABLE notes (id int)")
        cursor.execute(statement)
        found = problems(cursor)
        assert [line for line in found if words in line], found
