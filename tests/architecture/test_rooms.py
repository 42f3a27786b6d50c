"""Views read no managers, everything that writes is an action, and every action says who acts."""

import ast

from tests.architecture.sources import Function, functions, named, of_kind, tree

WRITING = {"save", "create", "bulk_create", "bulk_update", "get_or_create", "update_or_create", "asave", "acreate"}
# A manager and what changes rows through it; `update` and `delete` are also names of dictionaries' and sessions'.
MANAGERS = {"objects", "_default_manager", "_base_manager"}

# Actions without `by`, and why.
WITHOUT_ACTOR = {
    "compute_charts": "derives charts from numbers that are on record with their authors",
    "compute_pooled": "derives charts from numbers that are on record with their authors",
    "system_user": "makes the system actor itself",
    "put_in_idea": "whose idea it is must be known to nobody",
    "withdraw_idea": "whose idea it was must be known to nobody",
    "cast_vote": "who acts becomes a token: what they chose must be known to nobody",
    "accept_invitation": "whoever accepts is the one who acts, and is given as `user`",
    "forget_needs": "needs end with the role, whoever ends it",
}
# Actions that leave nothing in the history on purpose, and why.
WITHOUT_HISTORY = {
    "say_needs": "the history would name who needs something",
    "forget_needs": "the history would name who needed something",
    "answer_round": "the history would tell how one person answered alone",
    "tell": "what it tells of has its own history",
    "mark_seen": "what somebody has read is nobody else's to know",
    "mark_all_seen": "what somebody has read is nobody else's to know",
    "claim_digest": "the row is itself the record of a mail",
    "digest_sent": "the row is itself the record of a mail",
    "release_digest": "the row is itself the record of a mail",
    **dict.fromkeys(("claim_batch", "hand_over", "note_sent", "give_back"), "the row is itself the record of a mail"),
    "note_reminders": "the row is itself the record of a mail",
    "say_of_set": "the history would tell who said what of a learning set",
}


def attributes(node: ast.AST) -> list[ast.Attribute]:
    return [found for found in ast.walk(node) if isinstance(found, ast.Attribute)]


def test_views_and_what_serves_them_use_no_manager() -> None:
    kinds = ("views", "receivers", "tasks", "forms", "presenters", "context", "middleware", "http", "charts", "entry")
    found = [
        f"{named(path)}:{node.lineno}"
        for path in of_kind(*kinds)
        for node in attributes(tree(path))
        if node.attr in MANAGERS and id(node) not in empty(tree(path))
    ]
    # The task base reads the actor and the collaborative that a message names.
    assert {place.split(":")[0] for place in found} <= {"organisations/tasks.py"}


def empty(module: ast.Module) -> set[int]:
    """The managers asked for nothing (`objects.none()`), which is how a form's field begins."""
    return {id(node.value) for node in attributes(module) if node.attr == "none"}


def test_only_actions_write() -> None:
    outside = (
        "views",
        "receivers",
        "tasks",
        "forms",
        "presenters",
        "context",
        "middleware",
        "http",
        "queries",
        "charts",
    )
    found = [
        f"{named(path)}:{node.lineno}: {node.func.attr}"
        for path in of_kind(*outside)
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in WRITING
    ]
    assert found == []


def actions() -> list[tuple[str, Function]]:
    """Every public function of the actions modules that opens a transaction: helpers join their caller's."""
    return [
        (named(path), node)
        for path in of_kind("actions")
        for node in tree(path).body
        if isinstance(node, ast.FunctionDef)
        and not node.name.startswith("_")
        and any("atomic" in ast.unparse(decorator) for decorator in node.decorator_list)
    ]


def test_there_are_actions() -> None:
    assert {"record_points", "plan_cycle", "invite", "define_measure"} <= {node.name for _, node in actions()}


def test_every_action_takes_keywords_only_and_says_who_acts() -> None:
    wrong = []
    for place, node in actions():
        if node.args.args or node.args.posonlyargs or node.args.vararg:
            wrong.append(f"{place}: {node.name} takes positional arguments")
        if node.name not in WITHOUT_ACTOR and "by" not in {argument.arg for argument in node.args.kwonlyargs}:
            wrong.append(f"{place}: {node.name} has no `by`")
    assert wrong == []


def test_every_action_writes_its_history_or_calls_one_that_does() -> None:
    names = {node.name for _, node in actions()}
    silent = []
    for place, node in actions():
        called = {
            call.func.id for call in ast.walk(node) if isinstance(call, ast.Call) and isinstance(call.func, ast.Name)
        }
        if (
            node.name not in {*WITHOUT_ACTOR, *WITHOUT_HISTORY}
            and "recording" not in called
            and not called & (names - {node.name})
        ):
            silent.append(f"{place}: {node.name}")
    assert silent == []


def test_every_write_in_an_actions_module_is_reached_through_an_action() -> None:
    """A public helper that opens no transaction and writes must take the acting person or the locked row from one."""
    found = [
        f"{named(path)}: {node.name}"
        for path in of_kind("actions")
        for node in functions(path)
        if node.name.startswith(("create_", "delete_", "save_", "remove_", "add_", "record_", "enrol"))
        and not any("atomic" in ast.unparse(decorator) for decorator in node.decorator_list)
        and not node.name.startswith("_")
    ]
    assert found == []


def test_the_exceptions_are_still_there() -> None:
    every = {node.name for path in of_kind("actions") for node in functions(path)}
    assert {*WITHOUT_ACTOR, *WITHOUT_HISTORY} <= every
