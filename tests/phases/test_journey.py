"""The journey of an organisation: phases as data, dates with their reasons, pauses, gates, and everybody's timeline."""

import re
from datetime import UTC, date, datetime, timedelta
from xml.etree import ElementTree

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from organisations.models import CoachAssignment, Membership, Organisation, Participation
from phases.actions.journey import (
    describe_phase,
    pause,
    pause_all,
    remove_phase,
    set_dates,
    set_up_phases,
    withdraw_pause,
)
from phases.models import GateCriterion, Pause, Phase, PhaseChange, PhasePlan
from phases.presenters.journey import timeline
from phases.queries.journey import Journey, paused_periods
from phases.timeline import Span, Stage
from tests.cast import Cast

JAN, JUNE, JULY = date(2026, 1, 5), date(2026, 6, 30), date(2026, 7, 31)
HOME = "/c/amhe/o/RNN/journey/"


@pytest.fixture
def phases(cast: Cast) -> list[Phase]:
    return set_up_phases(collaborative=cast.amhe, by=cast.admin)


def dates(cast: Cast, phase: Phase, reason: str = "", **days: date | None) -> PhasePlan:
    return set_dates(participation=cast.north, phase=phase, by=cast.lead, dates=days, reason=reason)


def test_the_usual_phases_come_once_and_are_data(cast: Cast, phases: list[Phase]) -> None:
    assert [str(row) for row in phases] == [
        "Phase 1: Local design",
        "Phase 2: Testing and scaling up",
        "Phase 3: Sustaining",
    ]
    assert set_up_phases(collaborative=cast.amhe, by=cast.admin) == phases
    describe_phase(phase=phases[0], by=cast.admin, name="Listening", purpose="", asked=["New", "New", " "])
    left = GateCriterion.objects.filter(phase=phases[0], retired_at=None)
    assert [row.text for row in left] == ["New"]
    assert GateCriterion.objects.filter(phase=phases[0]).count() == 5


def test_a_date_that_moves_needs_a_reason_and_every_change_is_kept(cast: Cast, phases: list[Phase]) -> None:
    with cast.scope():
        dates(cast, phases[0], planned_start=JAN, planned_end=JUNE)
        with pytest.raises(ValidationError, match="Say why the dates change"):
            dates(cast, phases[0], planned_end=JULY)
        dates(cast, phases[0], "Partners needed longer.", planned_end=JULY)
        last = PhaseChange.objects.filter(which="planned_end").first()
        assert last is not None
        assert (last.before, last.after, last.reason) == (JUNE, JULY, "Partners needed longer.")
        assert PhaseChange.objects.count() == 3
        dates(cast, phases[0], planned_end=JULY)
        assert PhaseChange.objects.count() == 3


@pytest.mark.parametrize(
    ("days", "field"),
    [
        ({"planned_start": JUNE, "planned_end": JAN}, "planned_end"),
        ({"actual_start": date(2100, 1, 1)}, "actual_start"),
    ],
)
def test_impossible_dates_are_refused(cast: Cast, phases: list[Phase], days: dict[str, date], field: str) -> None:
    with cast.scope(), pytest.raises(ValidationError) as refused:
        dates(cast, phases[0], **days)
    assert list(refused.value.message_dict) == [field]


def test_pauses_of_one_and_of_all_count_until_they_are_withdrawn(cast: Cast) -> None:
    pause_all(collaborative=cast.amhe, by=cast.admin, starts_on=JAN, ends_on=JAN, reason="Pandemic.")
    with cast.scope():
        own = pause(participation=cast.north, by=cast.lead, starts_on=JUNE, reason="No lead.")
        assert paused_periods(cast.north) == [Span(JUNE), Span(JAN, JAN)]
        withdraw_pause(current=own, by=cast.lead)
        assert paused_periods(cast.north) == [Span(JAN, JAN)]
        with pytest.raises(ValidationError) as refused:
            pause(participation=cast.north, by=cast.lead, starts_on=JUNE, ends_on=JAN, reason=" ")
        assert set(refused.value.message_dict) == {"ends_on", "reason"}
    with cast.scope(cast.south):
        assert paused_periods(cast.south) == [Span(JAN, JAN)]


FAR = {"starts_on_day": "1", "starts_on_month": "3", "starts_on_year": "2026", "reason": "Merger.", "ends_on_day": "31"}


def test_a_date_at_the_end_of_the_calendar_is_refused_beside_it(
    client: Client, cast: Cast, phases: list[Phase]
) -> None:
    client.force_login(cast.lead)
    refused = client.post(f"{HOME}pause/", FAR | {"ends_on_month": "12", "ends_on_year": "9999"})
    assert refused.status_code == 422
    assert "Last day of the pause must be 31 December 2100 or earlier" in refused.content.decode()
    sent = {"planned_end_day": "31", "planned_end_month": "12", "planned_end_year": "9999"}
    assert client.post(f"{HOME}1/dates/", sent).status_code == 422
    with cast.scope():
        assert not Pause.objects.exists()
        with pytest.raises(ValidationError) as refusal:
            pause(participation=cast.north, by=cast.lead, starts_on=JAN, ends_on=date.max, reason="Merger.")
        assert list(refusal.value.message_dict) == ["ends_on"]
        with pytest.raises(ValidationError) as refusal:
            dates(cast, phases[0], forecast_end=date.max, planned_start=date.min)
        assert set(refusal.value.message_dict) == {"planned_start", "forecast_end"}


def test_the_picture_of_far_dates_is_drawn() -> None:
    far = Journey(Participation(organisation=Organisation(name="North")), [Stage(1, "D", (JAN, date.max))], [Span(JAN)])
    assert timeline([far], JUNE).svg.count(">Jan ") < 12


def test_the_pages_of_a_journey(client: Client, cast: Cast) -> None:
    client.force_login(cast.admin)
    assert "Begin with the usual three" in client.get("/c/amhe/programme/phases/").content.decode()
    client.post("/c/amhe/programme/phases/", {"do": "usual"})
    client.force_login(cast.lead)
    assert "No dates yet" in client.get(HOME).content.decode()
    sent = {"planned_start_day": "5", "planned_start_month": "1", "planned_start_year": "2026"}
    assert client.post(f"{HOME}1/dates/", sent).status_code == 302
    refused = client.post(f"{HOME}1/dates/", {**sent, "planned_start_day": "6"})
    assert refused.status_code == 422
    assert "Say why the dates change" in refused.content.decode()
    assert "This phase has not begun yet." in client.get(f"{HOME}1/gate/").content.decode()
    client.post(f"{HOME}1/dates/", {**sent, **{key.replace("planned", "actual"): value for key, value in sent.items()}})
    asked = client.get(f"{HOME}1/gate/").content.decode()
    assert "Tell your coach that you are ready" in asked
    criterion = GateCriterion.objects.filter(phase__number=1).earliest("pk")
    one = {f"met_{criterion.pk}": "on", f"evidence_{criterion.pk}": "Minutes of May"}
    for empty, lacking in (({}, 4), (one, 3)):
        refused = client.post(f"{HOME}1/gate/", empty)
        assert refused.status_code == 422
        assert f"{lacking} of 4 criteria are not met. Tick what is met" in refused.content.decode()
    assert client.post(f"{HOME}1/gate/", one | {"unmet": "on", "although": "The ward closes."}).status_code == 302
    client.force_login(cast.coach)
    assert "Answer North Trust" in client.get("/c/amhe/coach/").content.decode()
    there = client.get(f"{HOME}1/gate/").content.decode()
    assert "Minutes of May" in there
    assert "Why go on although not all is met:</strong> The ward closes." in there
    assert "Yes, go on, although 3 criteria are not met" in there
    refused = client.post(f"{HOME}1/gate/", {"outcome": "passed"}).content.decode()
    assert "Say why the team can go on although not all is met" in refused
    assert "Send the answer" in there
    assert "Withdraw it" not in there
    client.post(f"{HOME}1/gate/", {"outcome": "more", "decision": "Talk to the ward first."})
    assert "Answer North Trust" not in client.get("/c/amhe/coach/").content.decode()
    client.force_login(cast.sponsor)
    told = client.get(HOME).content.decode()
    assert "Talk to the ward first." in told
    assert "1 of 4 criteria met" in told
    assert "Began 5 January 2026" in told


def many(cast: Cast, phases: list[Phase], numbers: range) -> None:
    for number in numbers:
        place = Organisation.objects.create(ods_code=f"X{number:02}", name=f"Trust number {number}", region="x")
        joined = Participation.objects.create(
            collaborative=cast.amhe, organisation=place, wave=1 + number % 2, joined_on=JAN
        )
        with cast.scope(joined):
            plan = {"planned_start": JAN, "planned_end": JUNE, "actual_start": JAN + timedelta(days=number)}
            set_dates(participation=joined, phase=phases[0], by=cast.lead, dates=plan)
            pause(participation=joined, by=cast.lead, starts_on=JAN + timedelta(days=60), reason="secretcanary")


def test_the_timeline_of_all_says_dates_and_no_words(client: Client, cast: Cast, phases: list[Phase]) -> None:
    client.force_login(cast.manager)
    path = "/c/amhe/programme/timeline/"
    assert "No dates yet" in client.get(path).content.decode()
    many(cast, phases, range(2))
    with CaptureQueriesContext(connection) as few:
        client.get(path)
    many(cast, phases, range(2, 8))
    with CaptureQueriesContext(connection) as more:
        said = client.get(path).content.decode()
    assert len(more) == len(few) <= 20
    assert ">Today</text>" in said
    assert "Paused" in said
    assert said.count('/people/">Trust number ') == 8
    assert "Phase 1: Local design" in said
    assert "secretcanary" not in said
    # Dates are for who runs the collaborative; the team's own page is for who may see its work.
    assert "o/X00/journey/" not in said
    coached = Participation.objects.get(organisation__ods_code="X00")
    Membership.objects.create(user=cast.manager, role="coach", collaborative=cast.amhe)
    CoachAssignment.objects.create(coach=cast.manager, collaborative=cast.amhe, participation=coached, starts_on=JAN)
    said = client.get(path).content.decode()
    assert '<a href="/c/amhe/o/X00/journey/">Trust number 0</a>' in said
    assert "o/X01/journey/" not in said
    one = client.get(f"{path}?wave=2").content.decode()
    assert "Trust number 1" in one
    assert "Trust number 0" not in one


def test_what_was_planned_stays_beside_what_is_expected_now(client: Client, cast: Cast, phases: list[Phase]) -> None:
    with cast.scope():
        dates(cast, phases[0], planned_start=JAN, planned_end=JUNE, actual_start=JAN)
        dates(cast, phases[1], planned_start=JULY, planned_end=date(2027, 7, 31))
        PhasePlan.objects.update(planned_at=datetime(2026, 1, 5, tzinfo=UTC))
        dates(cast, phases[0], "The data came late.", forecast_end=JULY)
    client.force_login(cast.coach)
    said = client.get(HOME).content.decode()
    assert "Planned: 5 January 2026 to 30 June 2026." in said
    assert "was to end 31 July 2026 (expected)" in said
    assert "Not before phase 1 ends." in said
    assert "31 August 2026" not in said
    # A first date is no change; a forecast beside the plan is one, with its reason.
    assert "Phase 1, now expected to end: 31 July 2026" in said
    assert "planned to begin" not in said


def test_the_picture_fills_what_has_been_and_leaves_the_rest_pale() -> None:
    told = Journey(
        Participation(organisation=Organisation(name="North <Trust>")),
        [Stage(1, "Design", planned=(JAN, JULY), actual=(JAN, None))],
        [Span(JUNE, JUNE)],
    )
    drawn = ElementTree.fromstring(timeline([told], JUNE).svg)
    boxes = [box for box in drawn.iter("{http://www.w3.org/2000/svg}rect") if box.get("rx")]
    pale, filled = boxes
    assert float(filled.get("width") or 0) < float(pale.get("width") or 0)
    assert [box.get("fill") for box in drawn.iter("{http://www.w3.org/2000/svg}rect")][-1] == "url(#paused)"
    words = [one.text for one in drawn.iter("{http://www.w3.org/2000/svg}text")]
    assert words == ["Jan 2026", "Apr 2026", "Jul 2026", "North <Trust>", "1", "Today"]


def test_the_picture_draws_an_overdue_phase_up_to_today() -> None:
    overdue = Stage(1, "Design", planned=(JAN, JUNE), actual=(JAN, None))
    after = Stage(2, "Testing", planned=(JULY, date(2026, 12, 31)))
    told = Journey(Participation(organisation=Organisation(name="North")), [overdue, after], [])
    drawn = ElementTree.fromstring(timeline([told], date(2026, 8, 20)).svg)
    boxes = [box for box in drawn.iter("{http://www.w3.org/2000/svg}rect") if box.get("rx")]
    ends = [float(box.get("x") or 0) + float(box.get("width") or 0) for box in boxes]
    # Pale and filled of the first; then the second, which begins where the first is today.
    assert ends[:2] == pytest.approx([float(boxes[2].get("x") or 0)] * 2, abs=0.2)


def test_what_is_asked_is_never_cut_off(client: Client, cast: Cast, phases: list[Phase]) -> None:
    client.force_login(cast.admin)
    sent = {"name": "Design", "criteria": "Short\n" + "x" * 301}
    refused = client.post("/c/amhe/programme/phases/1/", sent)
    assert refused.status_code == 422
    assert "has 301 characters. Use 300 or fewer on each line." in refused.content.decode()
    assert "x" * 301 in refused.content.decode()
    assert not GateCriterion.objects.filter(text="Short").exists()


def test_a_phase_added_by_mistake_is_removed_and_one_in_use_stays(
    client: Client, cast: Cast, phases: list[Phase]
) -> None:
    with cast.scope():
        dates(cast, phases[0], planned_start=JAN)
    client.force_login(cast.admin)
    assert "Remove this phase" not in client.get("/c/amhe/programme/phases/1/").content.decode()
    refused = client.post("/c/amhe/programme/phases/1/", {"do": "remove"}, follow=True).content.decode()
    assert "so it stays" in refused
    assert 'phases/2/?do=remove"' in client.get("/c/amhe/programme/phases/2/").content.decode()
    assert "Remove Phase 2: Testing" in client.get("/c/amhe/programme/phases/2/", {"do": "remove"}).content.decode()
    client.post("/c/amhe/programme/phases/2/", {"do": "remove"})
    left = Phase.objects.filter(collaborative=cast.amhe, removed_at=None)
    assert [str(row) for row in left] == ["Phase 1: Local design", "Phase 2: Sustaining"]
    client.get("/c/amhe/programme/phases/")
    client.force_login(cast.lead)
    assert "Testing and scaling up" not in client.get(HOME).content.decode()


def test_who_has_left_is_not_on_the_timeline(client: Client, cast: Cast, phases: list[Phase]) -> None:
    many(cast, phases, range(2))
    Participation.objects.filter(organisation__ods_code="X00").update(ended_on=timezone.localdate() - timedelta(days=1))
    client.force_login(cast.manager)
    said = client.get("/c/amhe/programme/timeline/").content.decode()
    assert "Trust number 1" in said
    assert "Trust number 0" not in said


def test_two_who_set_the_dates_of_a_phase_at_once_lose_nothing(client: Client, cast: Cast, phases: list[Phase]) -> None:
    client.force_login(cast.lead)
    found = re.search(r'name="seen" value="(\w+)"', client.get(f"{HOME}1/dates/").content.decode())
    assert found is not None
    begin = {"planned_start_day": "5", "planned_start_month": "1", "planned_start_year": "2026"}
    end = {"planned_end_day": "30", "planned_end_month": "6", "planned_end_year": "2026"}
    seen = {"seen": found.group(1), "reason": "We know it now."}
    assert client.post(f"{HOME}1/dates/", begin | seen).status_code == 302
    refused = client.post(f"{HOME}1/dates/", end | seen)
    assert refused.status_code == 422
    told = refused.content.decode()
    for words in ("Somebody else has changed this", "5 January 2026", "30 June 2026"):
        assert words in told
    with cast.scope():
        plan = PhasePlan.objects.get()
        assert (plan.planned_start, plan.planned_end) == (JAN, None)


PHASES = "/c/amhe/programme/phases/"


def mark_of(client: Client, address: str) -> dict[str, str]:
    """What the page at this address sends back of the state it shows."""
    found = re.search(r'name="seen" value="(\w+)"', client.get(address).content.decode())
    assert found is not None
    return {"seen": found.group(1)}


def asked_in(phase: Phase) -> list[str]:
    return list(GateCriterion.objects.filter(phase=phase, retired_at=None).values_list("text", flat=True))


def test_a_phase_that_took_the_number_of_another_is_not_overwritten(
    client: Client, cast: Cast, phases: list[Phase]
) -> None:
    client.force_login(cast.admin)
    seen, kept = mark_of(client, f"{PHASES}2/"), asked_in(phases[2])
    assert client.post(f"{PHASES}1/", {"do": "remove", **mark_of(client, f"{PHASES}1/")}).status_code == 302
    sent = {"name": "Trying out", "criteria": "Changes were tried out"}
    refused = client.post(f"{PHASES}2/", sent | seen)
    assert refused.status_code == 422
    for words in ("Somebody else has changed this", "Sustaining", "Trying out", "Changes were tried out", kept[0]):
        assert words in refused.content.decode()
    told = client.post(f"{PHASES}2/", {"do": "remove"} | seen, follow=True).content.decode()
    assert "Nothing is removed" in told
    phases[2].refresh_from_db()
    assert (phases[2].number, phases[2].name, phases[2].removed_at) == (2, "Sustaining", None)
    assert asked_in(phases[2]) == kept
    assert client.post(f"{PHASES}2/", sent | mark_of(client, f"{PHASES}2/")).status_code == 302
    assert asked_in(phases[2]) == ["Changes were tried out"]


def test_what_one_person_asks_at_a_gate_is_not_retired_by_another_who_did_not_see_it(
    client: Client, cast: Cast, phases: list[Phase]
) -> None:
    client.force_login(cast.admin)
    seen, there = mark_of(client, f"{PHASES}1/"), asked_in(phases[0])
    more = {"name": "Local design", "purpose": phases[0].purpose, "criteria": "\r\n".join([*there, "A fifth"])}
    assert client.post(f"{PHASES}1/", more | seen).status_code == 302
    sent = {"name": "Design", "purpose": phases[0].purpose, "criteria": "\r\n".join(there)}
    refused = client.post(f"{PHASES}1/", sent | seen)
    assert refused.status_code == 422
    assert "A fifth" in refused.content.decode()
    assert asked_in(phases[0]) == [*there, "A fifth"]


def test_a_phase_with_a_stale_number_keeps_the_one_it_has_now(cast: Cast, phases: list[Phase]) -> None:
    with cast.scope():
        remove_phase(phase=phases[0], by=cast.admin)
    describe_phase(phase=phases[1], by=cast.admin, name="Trying out", purpose="", asked=[])
    assert [(row.number, row.name) for row in Phase.objects.filter(removed_at=None)] == [
        (1, "Trying out"),
        (2, "Sustaining"),
    ]
    with pytest.raises(ValidationError, match="removed this phase"):
        describe_phase(phase=phases[0], by=cast.admin, name="Back again", purpose="", asked=[])


def test_dates_do_not_go_to_a_phase_that_took_the_number_of_another(
    client: Client, cast: Cast, phases: list[Phase]
) -> None:
    client.force_login(cast.lead)
    seen = mark_of(client, f"{HOME}2/dates/")
    with cast.scope():
        remove_phase(phase=phases[0], by=cast.admin)
    begin = {"planned_start_day": "5", "planned_start_month": "1", "planned_start_year": "2026"}
    assert client.post(f"{HOME}2/dates/", begin | seen).status_code == 422
    with cast.scope():
        assert not PhasePlan.objects.exists()
