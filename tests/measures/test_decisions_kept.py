"""What was decided about a chart stays: no later decision moves it unsaid, and a second press is no second decision."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from measures.actions import Entry, draw_anew, fix_baseline, leave_out, record_points, revise_measure, take_back
from measures.actions.measures import DIFFERENTLY, MeasureFields
from measures.forms.definition import LOCKED, initial_of
from measures.models import ChartDecision, Line, Measure
from tests.cast import Cast
from tests.measures.test_decisions import ANSWERS, YES, missed, only_decision, shown
from tests.measures.test_pages_measure import address, words


@pytest.fixture
def lead(cast: Cast, client: Client) -> Client:
    client.force_login(cast.lead)
    return client


# A fixed baseline.


@pytest.mark.parametrize("at", [6, 11])
def test_a_line_drawn_anew_within_the_baseline_is_refused_and_the_baseline_stays(
    cast: Cast, lead: Client, at: int
) -> None:
    measure, months = missed(cast)
    lead.post(address(measure, "decide-baseline"), {"period": months[11].isoformat(), "reason": "Before the test"})
    before = shown(cast, measure)
    refused = lead.post(address(measure, "decide-rebase"), YES | {"period": months[at].isoformat()})
    assert refused.status_code == 422
    said = f"The baseline of this chart is fixed until {months[11]:%b %Y}. Choose a later period, or take the baseline"
    assert f"{said} back." in words(refused)
    assert (shown(cast, measure).parts, before.centre) == (before.parts, 20.0)
    done = lead.post(address(measure, "decide-rebase"), YES | {"period": months[12].isoformat()})
    assert done.status_code == 302
    assert [part.start for part in shown(cast, measure).parts] == [0, 12]


def test_the_baseline_of_another_chart_keeps_no_line_where_it_is(cast: Cast, lead: Client) -> None:
    measure, months = missed(cast, groups=("A", "B"))
    with cast.scope():
        first, second = measure.strata.values_list("pk", flat=True)
        fix_baseline(measure=measure, by=cast.lead, period=months[11], reason="x", stratum_id=first)
    sent = YES | {"period": months[6].isoformat()}
    assert lead.post(address(measure, "decide-group-rebase", first), sent).status_code == 422
    assert lead.post(address(measure, "decide-group-rebase", second), sent).status_code == 302
    assert lead.post(address(measure, "decide-rebase"), sent).status_code == 302


def count_anew(cast: Cast, measure: Measure, **said: Any) -> Measure:
    """Change who is counted; call it inside a scope."""
    fields = {name: getattr(measure, name) for name in MeasureFields.__dataclass_fields__}
    fields["definition"] = "The self-referred too"
    groups = list(measure.strata.values_list("name", flat=True))
    return revise_measure(
        measure=measure,
        by=cast.lead,
        fields=MeasureFields(**fields),
        groups=groups,
        comparator=groups[0] if groups else "",
        reason="Agreed with partners",
        version=measure.version,
        counted=DIFFERENTLY,
        **said,
    )


def test_counting_that_changes_within_a_baseline_waits_until_it_is_taken_back(cast: Cast) -> None:
    measure, months = missed(cast, groups=("A", "B"))
    with cast.scope():
        last = measure.strata.get(name="B").pk
        about = {"measure": measure, "by": cast.lead, "reason": "x"}
        rows = [
            fix_baseline(period=months[11], **about),
            fix_baseline(period=months[9], stratum_id=last, **about),
            fix_baseline(period=months[12], stratum_id=last, line=Line.GAP, **about),
            fix_baseline(period=months[8], stratum_id=measure.strata.get(name="A").pk, **about),
        ]
        with pytest.raises(ValidationError) as refused:
            count_anew(cast, measure, counted_from=months[9])
        assert refused.value.message_dict == {
            "counted_from": [
                f"A baseline is fixed on the gap of B until {months[12]:%b %Y} and the chart of everyone until"
                f" {months[11]:%b %Y} and the chart of B until {months[9]:%b %Y}. Take it back first, on the page of"
                " that chart."
            ]
        }
        measure.refresh_from_db()
        assert (measure.version, measure.definition) == (1, "")
        for row in rows[:3]:
            take_back(decision=row, by=cast.lead, reason="y")
        count_anew(cast, measure, counted_from=months[9])
        assert set(ChartDecision.objects.values_list("decision", "period")) == {
            ("baseline", months[8]),
            ("definition", months[9]),
        }
        of_part = fix_baseline(period=months[11], **about)
        (start,) = ChartDecision.objects.filter(decision="definition")
        told = f"a fixed baseline: the chart of everyone until {months[11]:%b %Y}. Take that back first"
        with pytest.raises(ValidationError, match=told):
            take_back(decision=start, by=cast.lead, reason="z")
        take_back(decision=of_part, by=cast.lead, reason="z")
        assert take_back(decision=start, by=cast.lead, reason="z")


# Pressed twice.


@pytest.mark.parametrize(
    ("decision", "said", "done"),
    [
        ("rebase", YES, "The median is drawn anew."),
        ("baseline", {"reason": "Before the test"}, "The baseline is fixed."),
        ("exclude", {"reason": "Flooding"}, "The point is left out of the lines."),
    ],
)
def test_the_same_decision_pressed_twice_is_made_once_and_done_both_times(
    cast: Cast, lead: Client, decision: str, said: dict[str, str], done: str
) -> None:
    measure, months = missed(cast)
    sent = said | {"period": months[13].isoformat()}
    for _ in range(2):
        answer = lead.post(address(measure, f"decide-{decision}"), sent, follow=True)
        assert (answer.status_code, answer.redirect_chain) == (200, [(address(measure), 302)])
        assert done in words(answer)
    row = only_decision(cast)
    with cast.scope():
        assert ChartDecision.pgh_event_model.objects.count() == 1
    other = lead.post(address(measure, f"decide-{decision}"), sent | {"reason": "For something else"})
    assert other.status_code == 422
    assert "already" in words(other)
    assert only_decision(cast).reason == row.reason == said["reason"]


def test_what_is_the_same_is_the_whole_of_what_was_said(cast: Cast) -> None:
    measure, months = missed(cast)
    about = {"measure": measure, "by": cast.lead, "reason": "x"}
    with cast.scope():
        row = draw_anew(period=months[14], **about, **ANSWERS)
        assert draw_anew(period=months[14], **about | {"reason": " x "}, **ANSWERS) == row
        with pytest.raises(ValidationError, match="already drawn anew"):
            draw_anew(period=months[14], **about, **ANSWERS | {"lasting": "Because"})
        kept = fix_baseline(period=months[8], **about)
        assert fix_baseline(period=months[8], **about) == kept
        with pytest.raises(ValidationError, match="already fixed"):
            fix_baseline(period=months[9], **about)


@pytest.mark.parametrize("instead", ["", "Records lost"])
def test_a_baseline_whose_numbers_are_cleared_is_warned_of_where_it_is_listed(
    cast: Cast, lead: Client, instead: str
) -> None:
    measure, months = missed(cast)
    with cast.scope():
        row = fix_baseline(measure=measure, by=cast.lead, period=months[11], reason="Before the test")
    said = "The fixed baseline has no numbers: take it back, or enter them again."
    for left, warned in ((1, False), (0, True)):
        with cast.scope():
            entries = [Entry(month, no_data_reason=instead) for month in months[: 12 - left]]
            record_points(measure=measure, by=cast.lead, entries=entries, reason="Wrong clinic")
        assert (said in words(lead.get(address(measure, "measure")))) is warned
    with cast.scope():
        take_back(decision=row, by=cast.lead, reason="Nothing is left of it")
    assert said not in words(lead.get(address(measure, "measure")))


def test_taken_back_twice_is_taken_back_once_and_done_both_times(cast: Cast, lead: Client) -> None:
    measure, months = missed(cast, groups=("A", "B"))
    with cast.scope():
        group = measure.strata.get(name="B").pk
        row = leave_out(measure=measure, by=cast.lead, period=months[3], reason="x", stratum_id=group)
    back = address(measure, "decision-take-back", row.pk)
    for _ in range(2):
        answer = lead.post(back, {"reason": "It counts"}, follow=True)
        assert answer.redirect_chain == [(address(measure, "measure-group", group), 302)]
        assert "It is taken back. The history keeps what was decided." in words(answer)
    with cast.scope():
        assert ChartDecision.pgh_event_model.objects.filter(pgh_label="delete").count() == 1


def test_what_never_was_and_what_is_not_one_s_own_is_not_said_to_be_taken_back(cast: Cast, lead: Client) -> None:
    measure, months = missed(cast)
    with cast.scope():
        row = leave_out(measure=measure, by=cast.lead, period=months[3], reason="x")
        take_back(decision=row, by=cast.lead, reason="y")
    back = address(measure, "decision-take-back", row.pk)
    assert lead.post(address(measure, "decision-take-back", row.pk + 1), {"reason": "y"}).status_code == 404
    for person in (cast.coach, cast.sponsor, cast.south_lead, cast.admin):
        lead.force_login(person)
        assert lead.post(back, {"reason": "y"}).status_code == 404


# The groups that make a gap.


def edit_of(cast: Cast, measure: Measure) -> dict[str, Any]:
    """What the form of the definition sends when nothing is changed."""
    with cast.scope():
        said = initial_of(Measure.objects.get(pk=measure.pk))
    sent = {name: value for name, value in said.items() if value is not None and name not in LOCKED}
    return sent | {"reason": "Clearer", "unknown_offered": said["groups"]}


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"comparator": "C"}, "the gap of ‘B’ are drawn, and it would be another gap. Take that back first."),
        ({"comparator": ""}, "the gap of ‘B’ are drawn, and it would be another gap. Take that back first."),
        ({"unknown": ["B"]}, "the gap of ‘B’ are drawn, and there would be none. Take that back first."),
    ],
)
def test_what_is_decided_about_a_gap_keeps_its_groups_until_it_is_taken_back(
    cast: Cast, lead: Client, changed: dict[str, Any], told: str
) -> None:
    measure, months = missed(cast, groups=("A", "B", "C"))
    with cast.scope():
        group = measure.strata.get(name="B").pk
        fix_baseline(measure=measure, by=cast.lead, period=months[11], reason="x", line=Line.GAP, stratum_id=group)
    edit, undo = address(measure, "measure-edit"), address(measure, "decision-take-back", only_decision(cast).pk)
    assert lead.post(edit, edit_of(cast, measure) | {"name": "Missed appointments"}).status_code == 302
    sent = edit_of(cast, measure) | changed | {"target": "5"}
    refused = lead.post(edit, sent)
    assert refused.status_code == 422
    assert told in words(refused)
    assert f'href="{undo}"' in refused.content.decode()
    assert "The gap of B: baseline fixed until" in words(refused)
    assert 'value="5"' in refused.content.decode()
    with cast.scope():
        assert measure.strata.get(is_comparator=True).name == "A"
        assert not measure.strata.filter(is_unknown=True).exists()
    assert lead.post(undo, {"reason": "x"})["Location"] == address(measure, "measure-gap", group)
    assert lead.post(edit, sent).status_code == 302


def test_a_decision_of_a_gap_that_is_gone_is_taken_back_from_the_measure_s_page(cast: Cast, lead: Client) -> None:
    measure, months = missed(cast, groups=("A", "B"))
    with cast.scope():
        group = measure.strata.get(name="B").pk
        fix_baseline(measure=measure, by=cast.lead, period=months[11], reason="x", line=Line.GAP, stratum_id=group)
        measure.strata.update(is_comparator=False)
    undo = address(measure, "decision-take-back", only_decision(cast).pk)
    assert lead.post(undo, {"reason": "x"}, follow=True).redirect_chain == [(address(measure), 302)]
