"""Every status with every move, against the table written out by hand."""

import pytest

from pdsa.states import STATUS_NAMES, Move, Stage, Status, after, can, stages_reached

ALLOWED = {
    ("plan", "start_do"): "do",
    ("do", "start_study"): "study",
    ("study", "start_act"): "act",
    ("study", "decide"): "complete",
    ("act", "decide"): "complete",
    ("plan", "stop"): "stopped",
    ("do", "stop"): "stopped",
    ("study", "stop"): "stopped",
    ("act", "stop"): "stopped",
}


@pytest.mark.parametrize("move", list(Move))
@pytest.mark.parametrize("status", list(Status))
def test_every_status_with_every_move(status: Status, move: Move) -> None:
    target = ALLOWED.get((status.value, move.value))
    assert can(status.value, move.value) is (target is not None)
    if target is not None:
        assert after(status.value, move.value) == target
        return
    with pytest.raises(ValueError, match=f"A test that is {STATUS_NAMES[status].lower()} cannot {move.value}"):
        after(status.value, move.value)


@pytest.mark.parametrize(("status", "move"), [("planned", "stop"), ("plan", "finish")])
def test_unknown_words_are_errors(status: str, move: str) -> None:
    with pytest.raises(ValueError, match="is not a valid"):
        can(status, move)


def test_every_status_has_a_plain_name() -> None:
    assert {status.value: name for status, name in STATUS_NAMES.items()} == {
        "plan": "Planned",
        "do": "Being tried",
        "study": "Being studied",
        "act": "Decision due",
        "complete": "Complete",
        "stopped": "Stopped",
    }


@pytest.mark.parametrize(
    ("status", "started", "studied", "reached"),
    [
        ("plan", False, False, ["plan"]),
        ("do", True, False, ["plan", "do"]),
        ("study", True, True, ["plan", "do", "study"]),
        ("act", True, True, ["plan", "do", "study", "act"]),
        ("complete", True, True, ["plan", "do", "study", "act"]),
        ("stopped", False, False, ["plan"]),
        ("stopped", True, False, ["plan", "do"]),
        ("stopped", True, True, ["plan", "do", "study", "act"]),
    ],
)
def test_stages_reached(status: str, started: bool, studied: bool, reached: list[str]) -> None:
    assert stages_reached(status, started=started, studied=studied) == tuple(Stage(stage) for stage in reached)
