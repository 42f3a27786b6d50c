"""Deciding about a chart's lines, and taking it back: through the pages, as the person does."""

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from measures.actions import compute_charts, draw_anew, fix_baseline, leave_out, take_back
from measures.models import Chart, ChartDecision, Measure
from measures.queries import chart_of
from measures.spc import Analysis
from tests.cast import Cast
from tests.measures.stage import north_measure, past_months, store
from tests.measures.test_pages_measure import address, queries, words

# Up and down around 20, then ten months around 11.
FALL = (21, 19, 22, 18, 21, 19, 22, 18, 21, 19, 22, 18, 23, 21, 10, 11, 10, 12, 11, 10, 12, 11, 10, 12)
YES = {
    "different_yes": "yes",
    "different": "Ten months in a row below the median",
    "cause_yes": "yes",
    "cause": "The text the day before",
    "desirable_yes": "yes",
    "desirable": "People come to their appointment",
    "lasting_yes": "yes",
    "lasting": "It is sent by the system",
    "reason": "Reminders are here to stay",
}
ANSWERS = {name: YES[name] for name in ("different", "cause", "desirable", "lasting")}


@pytest.fixture
def lead(cast: Cast, client: Client) -> Client:
    client.force_login(cast.lead)
    return client


def missed(cast: Cast, values: tuple[int, ...] = FALL, **changes: Any) -> tuple[Measure, list[date]]:
    """Missed appointments of 100 each month, and the months."""
    months = past_months(len(values))
    measure = north_measure(cast, starts_on=months[0], direction="down", name="Missed", **changes)
    groups: list[int | None] = [None]
    if changes.get("groups"):
        with cast.scope():
            groups = list(measure.strata.values_list("pk", flat=True))
    for group in groups:
        store(cast, measure, {month: (n, 100) for month, n in zip(months, values, strict=True)}, group)
    return measure, months


def shown(cast: Cast, measure: Measure, stratum_id: int | None = None) -> Analysis:
    with cast.scope():
        state = chart_of(measure, stratum_id=stratum_id)
        assert state is not None
        return state.analysis


def only_decision(cast: Cast) -> ChartDecision:
    with cast.scope():
        return ChartDecision.objects.select_related("measure").get()


# Drawing anew.


def test_a_lasting_shift_is_pointed_out_and_leads_to_the_form(cast: Cast, lead: Client) -> None:
    measure, months = missed(cast)
    page = lead.get(address(measure))
    link = f"{address(measure, 'decide-rebase')}?period={months[14].isoformat()}"
    assert f"10 months in a row below the median since {months[14]:%B %Y}. If you know why" in words(page)
    assert link in page.content.decode()
    assert f'value="{months[14].isoformat()}" selected' in lead.get(link).content.decode()


@pytest.mark.parametrize("who", ["coach", "sponsor", "data_entry"])
def test_who_may_not_define_sees_no_hint_and_no_way(cast: Cast, client: Client, who: str) -> None:
    measure, _ = missed(cast)
    client.force_login(getattr(cast, who))
    page = client.get(address(measure)).content.decode()
    assert "If you know why" not in page
    assert "decide/" not in page


def test_a_shift_for_the_worse_is_no_reason_for_a_new_line(cast: Cast, lead: Client) -> None:
    measure, _ = missed(cast, tuple(40 - n for n in FALL))
    assert "If you know why" not in words(lead.get(address(measure)))


def test_the_line_is_drawn_anew_with_four_answers_and_taken_back(cast: Cast, lead: Client) -> None:
    measure, months = missed(cast)
    before = shown(cast, measure)
    sent = YES | {"period": months[14].isoformat()}
    assert lead.post(address(measure, "decide-rebase"), sent)["Location"] == address(measure)
    after = shown(cast, measure)
    assert [(part.start, part.stop, part.centre) for part in after.parts] == [(0, 14, 21.0), (14, 24, 11.0)]
    page = lead.get(address(measure))
    text = words(page)
    assert f"Centre line drawn anew from {months[14]:%b %Y} . Reminders are here to stay Nora Lead" in text
    assert "Do you know what caused the change? Yes. The text the day before" in text
    assert "Drawn anew at A" in text
    assert "Reminders are here to stay" in text
    row = only_decision(cast)
    event = ChartDecision.pgh_event_model.objects
    with cast.scope():
        assert event.get().pgh_context["verb"] == "drew a chart's line anew"
    back = address(measure, "decision-take-back", row.pk)
    assert back in page.content.decode()
    assert "Take this back?" in words(lead.get(back))
    assert lead.post(back, {"reason": ""}).status_code == 422
    assert lead.post(back, {"reason": "The clinic closed again"}).status_code == 302
    assert shown(cast, measure).parts == before.parts
    assert lead.get(back).status_code == 404
    with cast.scope():
        gone = event.get(pgh_label="delete")
        assert (gone.reason, gone.pgh_context["reason"]) == ("Reminders are here to stay", "The clinic closed again")


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("different", "the line still describes your numbers"),
        ("cause", "look for the cause first"),
        ("desirable", "would make the worse level look like the usual one"),
        ("lasting", "a new line would call that a change"),
    ],
)
def test_a_no_leaves_the_line_and_keeps_what_was_typed(cast: Cast, lead: Client, question: str, said: str) -> None:
    measure, months = missed(cast)
    sent = YES | {"period": months[14].isoformat(), f"{question}_yes": "no"}
    answer = lead.post(address(measure, "decide-rebase"), sent)
    assert answer.status_code == 422
    assert words(answer).count(said) == 2
    for typed in ANSWERS.values():
        assert typed in answer.content.decode()
    with cast.scope():
        assert not ChartDecision.objects.exists()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"cause": " "}, "Say how you know."),
        ({"cause_yes": ""}, "Choose Yes or No."),
        ({"reason": ""}, "Say why."),
        ({"period": ""}, "Choose a period."),
        ({"period": "1999-01-01"}, "Choose one of the periods of this chart."),
    ],
)
def test_nothing_is_drawn_anew_without_all_of_it(cast: Cast, lead: Client, change: dict[str, str], said: str) -> None:
    measure, months = missed(cast)
    answer = lead.post(address(measure, "decide-rebase"), YES | {"period": months[14].isoformat()} | change)
    assert answer.status_code == 422
    assert said in words(answer)
    with cast.scope():
        assert not ChartDecision.objects.exists()


def test_a_part_begins_once_in_a_place_and_the_database_holds_to_it(cast: Cast, lead: Client) -> None:
    measure, months = missed(cast)
    sent = YES | {"period": months[14].isoformat()}
    assert lead.post(address(measure, "decide-rebase"), sent).status_code == 302
    again = lead.post(address(measure, "decide-rebase"), sent | {"cause": "Something else"})
    assert again.status_code == 422
    assert "The line is already drawn anew from this period." in words(again)
    row = only_decision(cast)
    row.pk, row._state.adding = None, True
    with cast.scope(), pytest.raises(IntegrityError), transaction.atomic():
        row.save()


def test_a_chart_of_a_group_is_decided_about_by_itself(cast: Cast, lead: Client) -> None:
    measure, months = missed(cast, groups=("A", "B"))
    with cast.scope():
        first, second = measure.strata.values_list("pk", flat=True)
    sent = YES | {"period": months[14].isoformat()}
    where = address(measure, "decide-group-rebase", second)
    assert lead.post(where, sent)["Location"] == address(measure, "measure-group", second)
    assert [len(shown(cast, measure, group).parts) for group in (None, first, second)] == [1, 1, 2]
    assert "Centre line drawn anew" in words(lead.get(address(measure, "measure-group", second)))
    assert "Centre line drawn anew" not in words(lead.get(address(measure)))


def test_the_gap_between_two_groups_is_decided_about_on_its_page(cast: Cast, lead: Client) -> None:
    measure, months = missed(cast, groups=("A", "B"))
    with cast.scope():
        group = measure.strata.get(name="B").pk
    page = lead.get(address(measure, "measure-gap", group))
    where = address(measure, "decide-gap-rebase", group)
    assert f'href="{where}"' in page.content.decode()
    sent = YES | {"period": months[14].isoformat()}
    assert lead.post(where, sent)["Location"] == address(measure, "measure-gap", group)
    with cast.scope():
        state = chart_of(measure, "gap", group)
        assert state is not None
        assert len(state.analysis.parts) == 2
    assert len(shown(cast, measure, group).parts) == 1
    assert "Centre line drawn anew" in words(lead.get(address(measure, "measure-gap", group)))
    back = address(measure, "decision-take-back", only_decision(cast).pk)
    assert lead.post(back, {"reason": "x"})["Location"] == address(measure, "measure-gap", group)


def test_a_page_asks_as_much_for_many_decisions_as_for_one(cast: Cast, lead: Client) -> None:
    measure, months = missed(cast)
    counts = []
    for period in (months[2], *months[4:9]):
        with cast.scope():
            leave_out(measure=measure, by=cast.lead, period=period, reason="x")
            compute_charts(chart_ids=list(Chart.objects.values_list("pk", flat=True)))
        counts.append(queries(lead, address(measure)))
    assert len(set(counts)) == 1


# The baseline, and points left out.


def test_the_baseline_is_fixed_and_a_short_one_is_warned_of(cast: Cast, lead: Client) -> None:
    measure, months = missed(cast)
    sent = {"period": months[11].isoformat(), "reason": "Before the first test"}
    done = lead.post(address(measure, "decide-baseline"), sent, follow=True)
    assert "The baseline is fixed." in words(done)
    assert "Warning" not in words(done)
    assert f"Baseline fixed until {months[11]:%b %Y}" in words(done)
    assert f"Baseline of the median: {months[0]:%b %Y} to {months[11]:%b %Y}." in words(done)
    assert shown(cast, measure).centre == 20.0
    again = lead.post(address(measure, "decide-baseline"), sent | {"period": months[5].isoformat()})
    assert "The baseline of this chart is already fixed. Take that back first." in words(again)
    lead.post(address(measure, "decision-take-back", only_decision(cast).pk), {"reason": "Too long"})
    short = lead.post(address(measure, "decide-baseline"), sent | {"period": months[5].isoformat()}, follow=True)
    assert "The baseline has only six points: its median is still uncertain." in words(short)


def test_a_baseline_does_not_reach_over_a_new_line(cast: Cast, lead: Client) -> None:
    measure, months = missed(cast)
    lead.post(address(measure, "decide-rebase"), YES | {"period": months[14].isoformat()})
    refused = lead.post(address(measure, "decide-baseline"), {"period": months[16].isoformat(), "reason": "x"})
    assert f"The line is drawn anew from {months[14]:%b %Y}. Choose a period before that." in words(refused)


def test_a_point_is_left_out_of_the_lines_and_still_drawn(cast: Cast, lead: Client) -> None:
    measure, months = missed(cast, (*FALL[:5], 90, *FALL[6:]))
    sent = {"period": months[5].isoformat(), "reason": "The clinic was shut by flooding"}
    done = lead.post(address(measure, "decide-exclude"), sent, follow=True)
    analysis = shown(cast, measure)
    assert analysis.points.included.count(False) == 1
    assert analysis.points.y[5] == 90
    text = words(done)
    assert f"Left out of the calculation {months[5]:%b %Y} . The clinic was shut by flooding" in text
    assert "Left out: The clinic was shut by flooding" in text
    assert "One point left out." in text


def test_only_periods_of_the_chart_can_be_decided_about(cast: Cast) -> None:
    measure, months = missed(cast)
    with cast.scope():
        for call, period, said in (
            (draw_anew, months[0], "The line begins here anyhow"),
            (draw_anew, date(2001, 1, 1), "Choose one of the periods"),
            (fix_baseline, date(2001, 1, 1), "Choose one of the periods"),
            (leave_out, date(2001, 1, 1), "Choose one of the periods"),
        ):
            answers = ANSWERS if call is draw_anew else {}
            with pytest.raises(ValidationError, match=said):
                call(measure=measure, by=cast.lead, period=period, reason="x", **answers)
        with pytest.raises(ValidationError) as refused:
            draw_anew(measure=measure, by=cast.lead, period=months[3], reason="x", **ANSWERS | {"cause": ""})
        assert list(refused.value.message_dict) == ["cause"]


def test_what_was_taken_back_by_somebody_else_is_gone_for_both(cast: Cast) -> None:
    measure, months = missed(cast)
    with cast.scope():
        row = leave_out(measure=measure, by=cast.lead, period=months[3], reason="x")
        assert take_back(decision=row, by=cast.member, reason="y") is True
        assert take_back(decision=row, by=cast.lead, reason="y") is False


# Who may.


@pytest.mark.parametrize(
    ("who", "status"),
    [("lead", 200), ("member", 200), ("coach", 404), ("sponsor", 404), ("data_entry", 404), ("partner", 404),
     ("south_lead", 404), ("other_coach", 404), ("admin", 404), ("manager", 404)],
)  # fmt: skip
def test_who_defines_decides(cast: Cast, client: Client, who: str, status: int) -> None:
    measure, months = missed(cast)
    with cast.scope():
        row = leave_out(measure=measure, by=cast.lead, period=months[3], reason="northcanary reason")
    client.force_login(getattr(cast, who))
    for name in ("decide-rebase", "decide-baseline", "decide-exclude"):
        assert client.get(address(measure, name)).status_code == status
    back = address(measure, "decision-take-back", row.pk)
    assert client.get(back).status_code == status
    if status == 404:
        assert client.post(back, {"reason": "x"}).status_code == 404
        with cast.scope():
            assert ChartDecision.objects.count() == 1


def test_the_coach_sees_what_was_decided_and_cannot_change_it(cast: Cast, client: Client) -> None:
    measure, months = missed(cast)
    with cast.scope():
        leave_out(measure=measure, by=cast.lead, period=months[3], reason="Flooding")
    client.force_login(cast.coach)
    page = client.get(address(measure))
    assert "Left out of the calculation" in words(page)
    assert "take-back" not in page.content.decode()


def test_a_decision_of_another_measure_or_group_is_not_there(cast: Cast, lead: Client) -> None:
    measure, months = missed(cast)
    other = north_measure(cast, name="Other", groups=("A",))
    with cast.scope():
        row = leave_out(measure=measure, by=cast.lead, period=months[3], reason="x")
        group = other.strata.get()
    assert lead.get(address(other, "decision-take-back", row.pk)).status_code == 404
    assert lead.get(address(measure, "decide-group-rebase", group.pk)).status_code == 404


def test_history_tells_it_in_plain_words_and_the_national_team_no_reason(cast: Cast, client: Client) -> None:
    measure, months = missed(cast)
    with cast.scope():
        leave_out(measure=measure, by=cast.lead, period=months[3], reason="Flooding")
    where = reverse("history", args=("amhe", "RNN"))
    client.force_login(cast.lead)
    text = words(client.get(where))
    assert "left a point out of a chart" in text.lower()
    assert "Flooding" in text
    client.force_login(cast.admin)
    assert "Flooding" not in words(client.get(where))
