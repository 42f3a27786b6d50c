"""What was said of a version is put right: the charts have a new part where counting changes, and nowhere else."""

from django.http import HttpResponse
from django.test import Client

from measures.actions.measures import DIFFERENTLY
from measures.actions.programme import ProgrammeFields, define_programme
from measures.models import ChartDecision
from tests.cast import Cast
from tests.measures.programme_stage import FIELDS, Programme
from tests.measures.test_decisions import only_decision
from tests.measures.test_pages_measure import _edit, address, words
from tests.measures.test_programme_counted_anew import NEW, WORDS, lead, parts, programme, say

__all__ = ["lead", "programme"]


def told(answer: HttpResponse) -> str:
    """What the page says became of the charts."""
    text = words(answer)
    return text[text.index("It is noted") :][:400]


def reasons(programme: Programme) -> list[tuple[int, str]]:
    """Where the charts begin a new part, by month, and why."""
    with programme.places["north"].scope():
        rows = ChartDecision.objects.filter(decision="definition").order_by("period")
        return [(programme.months.index(row.period), row.reason) for row in rows]


def test_a_version_that_was_taken_up_earlier_has_its_part_there_alone(programme: Programme, lead: Client) -> None:
    months = programme.months
    say(lead, programme, months[0], counted="1")
    say(lead, programme, months[NEW])
    done = told(say(lead, programme, months[NEW - 2]))
    assert f"The measure’s charts begin a new part in {months[NEW - 2]:%b %Y}." in done
    assert f"The part that began in {months[NEW]:%b %Y} is taken back: nothing changes there now." in done
    assert reasons(programme) == [(NEW - 2, WORDS)]
    assert [start for start, _ in parts(programme)] == [0, NEW - 2]
    with programme.places["north"].scope():
        gone = ChartDecision.pgh_event_model.objects.get(pgh_label="delete")  # type: ignore[attr-defined]
        assert (gone.period, gone.pgh_context["verb"]) == (months[NEW], "said how it counts for the programme")
    assert "is taken back" not in told(say(lead, programme, months[NEW - 2]))


def test_another_version_for_the_same_period_puts_its_part_right(programme: Programme, lead: Client) -> None:
    months = programme.months
    programme.renew(months[NEW + 6])
    say(lead, programme, months[0], counted="1")
    say(lead, programme, months[NEW])
    say(lead, programme, months[NEW], counted="3")
    assert reasons(programme) == [(NEW, "Version 3 of the programme’s definition")]
    say(lead, programme, months[NEW], counted="differently", reason="With the self-referred")
    assert reasons(programme) == [(NEW, "In a way of its own: With the self-referred")]
    done = told(say(lead, programme, months[NEW], counted="1"))
    assert f"The part that began in {months[NEW]:%b %Y} is taken back" in done
    assert parts(programme) == [(0, 78.0)]


def test_what_was_said_next_begins_a_part_where_it_differs_now(programme: Programme, lead: Client) -> None:
    months = programme.months
    say(lead, programme, months[NEW], counted="1")
    assert reasons(programme) == []
    done = told(say(lead, programme, months[4]))
    assert f"The measure’s charts begin a new part in {months[4]:%b %Y}." in done
    assert f"They begin a new part in {months[NEW]:%b %Y} too" in done
    assert reasons(programme) == [(4, WORDS), (NEW, "Version 1 of the programme’s definition")]
    say(lead, programme, months[4], counted="1")
    assert reasons(programme) == []


def test_a_part_that_somebody_took_back_or_called_as_before_is_not_begun_again(
    programme: Programme, lead: Client, cast: Cast
) -> None:
    months, measure = programme.months, programme.places["north"].measure
    say(lead, programme, months[0], counted="1")
    say(lead, programme, months[NEW])
    lead.post(address(measure, "decision-take-back", only_decision(cast).pk), {"reason": "The same"})
    say(lead, programme, months[4], counted="1")
    assert reasons(programme) == []
    say(lead, programme, months[NEW], anew="no", alike="The same people")
    say(lead, programme, months[4])
    say(lead, programme, months[4], counted="1")
    assert reasons(programme) == []


def test_somebody_s_own_part_and_that_of_another_programme_measure_stay(
    programme: Programme, lead: Client, cast: Cast
) -> None:
    months, measure = programme.months, programme.places["north"].measure
    say(lead, programme, months[0], counted="1")
    day = {f"counted_from_{part}": str(getattr(months[4], part)) for part in ("day", "month", "year")}
    lead.post(address(measure, "measure-edit"), _edit(measure, counted=DIFFERENTLY, definition="Others too", **day))
    say(lead, programme, months[4], counted="1")
    assert reasons(programme) == [(4, "Agreed with partners")]
    with cast.scope(user=cast.admin):
        other = define_programme(
            collaborative=cast.amhe,
            by=cast.admin,
            fields=ProgrammeFields(**FIELDS | {"name": "The same otherwise"}),
            effective_from=months[0],
            definition="Everybody",
        )
    twin = Programme(cast, other, months, programme.places)
    twin.renew(months[NEW])
    for which in (programme, twin):
        say(lead, which, months[NEW])
    say(lead, programme, months[NEW], counted="1")
    assert reasons(programme)[1:] == [(NEW, WORDS)]
    say(lead, twin, months[NEW], counted="1")
    assert [at for at, _ in reasons(programme)] == [4]


def test_a_part_whose_baseline_is_fixed_is_not_taken_back_by_the_way(programme: Programme, lead: Client) -> None:
    months, measure = programme.months, programme.places["north"].measure
    say(lead, programme, months[0], counted="1")
    say(lead, programme, months[NEW])
    until = months[NEW + 4]
    lead.post(address(measure, "decide-baseline"), {"period": until.isoformat(), "reason": "x"})
    refused = say(lead, programme, months[NEW], counted="1")
    assert refused.status_code == 422
    first = f"The charts’ part from {months[NEW]:%b %Y} on has a fixed baseline"
    assert f"{first}: the chart of everyone until {until:%b %Y}. Take that back first" in words(refused)
    assert reasons(programme) == [(NEW, WORDS)]
