"""The demonstration: every state is there, a second run changes nothing, and it is refused elsewhere."""

from collections import Counter
from datetime import date
from itertools import pairwise

import pytest
from django.contrib.auth.hashers import is_password_usable
from django.core.management import CommandError, call_command
from django.utils import timezone

from coaching.models import Blocker, FollowUp, Learning, Score, SustainItem, SustainRound, Visit
from coaching.presenters.blockers import waits_spec
from coaching.queries.blockers import waits_at
from coaching.queries.signs import coached
from collaborative.models import Collaborative, User
from collaborative.roles import Role
from collaborative.tenancy.scope import tenant_context
from evaluation.presenters.coach import assess
from evaluation.queries import caseload
from evaluation.seed.drivers import LEARNED
from evaluation.seed.names import people
from evaluation.seed.ramps import LONG
from evaluation.seed.schedule import DO, DONE, Ramp, dated
from evaluation.seed.shapes import IMPROVING, level
from learning_sets.models import Booking, LearningSet, SetFeedback
from measures.charts.words import verdict
from measures.models import Annotation, Chart, ChartKind, DataPoint, Import, Measure
from measures.pooling import Pooled
from measures.presenters.equity_words import warning
from measures.queries.programme import programmes_of
from organisations.models import (
    ChecklistTick,
    CoachAssignment,
    ExpressionOfInterest,
    Fee,
    Invitation,
    Membership,
    Participation,
    Project,
    Readiness,
)
from organisations.queries import access_to, system_scope
from organisations.queries.fees import in_arrears
from organisations.queries.places import demo_cast
from pdsa.models import Cycle, Meeting, MeetingAction, Prediction, Spread
from phases.models import (
    Ballot,
    Design,
    GateReview,
    Gathering,
    Inequality,
    Involvement,
    Level,
    Pause,
    PhaseChange,
    PhasePlan,
    PooledIdea,
    Population,
    SignOff,
)
from phases.presenters.heat import heat_map
from phases.presenters.theory import RELATIONS, counted
from phases.queries.coproduction import pulses
from phases.queries.design import overview
from phases.queries.journey import phases_of
from phases.queries.programme import spread
from phases.queries.theory import held, programme_theory
from phases.theory.diff import compare, news
from tests.coaching.score_recount import recounted as recounted_score
from tests.evaluation.builders import months_back
from tests.evaluation.fact_recount import recounted as facts_recounted
from tests.phases.theory_recount import counted as recounted
from tests.phases.theory_recount import relations


def counts(collaborative: Collaborative, user: User) -> dict[str, int]:
    with tenant_context(system_scope(collaborative, user)):
        kept = (
            Measure,
            DataPoint,
            Cycle,
            Annotation,
            Import,
            PhaseChange,
            GateReview,
            Pause,
            Involvement,
            SignOff,
            Inequality,
            Visit,
            FollowUp,
            Blocker,
            Score,
            SustainRound,
            SustainItem,
            Learning,
            Spread,
            Booking,
        )
        rows = {model.__name__: model.objects.count() for model in kept}
    return {**rows, "people": User.objects.count(), "memberships": Membership.objects.count()}


def _joining_is_told(amhe: Collaborative, admin: User) -> None:
    """Some would like to join, teams have got started, fees are paid and two organisations are behind."""
    states = ExpressionOfInterest.objects.filter(collaborative=amhe).values_list("state", flat=True)
    assert Counter(states) == {"new": 1, "confirmed": 1, "in_review": 2, "declined": 1}
    with tenant_context(system_scope(amhe, admin)):
        assert Fee.objects.count() == 54
        behind = in_arrears(Fee.objects.all(), timezone.localdate(), 30)
        assert {row.participation.organisation.ods_code for row in behind} == {"RXV", "RMY"}
        assert set(Fee.objects.values_list("status", flat=True)) == {"planned", "requested", "invoiced", "paid"}
        assert ChecklistTick.objects.exists()
        assert Readiness.objects.count() == 2


def _designs_are_signed_or_not(amhe: Collaborative, admin: User) -> None:
    """Whoever is past phase one has signed near its end: one after a dissent, one not by a partner; one waits."""
    access = access_to(user=admin, slug="amhe")
    assert access is not None
    with tenant_context(system_scope(amhe, admin)):
        found = [one.standing for designs in overview(access).designs.values() for one in designs]
        ends = dict(PhasePlan.objects.filter(phase__number=1).values_list("participation_id", "actual_end"))
        firsts = {row.participation_id: row.asked_at.date() for row in Design.objects.filter(number=1)}
    told = [(len(one.signed), len(one.dissent), len(one.waiting), len(one.ended)) for one in found]
    assert sorted(one for one in told if one[1:] != (0, 0, 0)) == [(1, 0, 2, 0), (2, 1, 0, 0), (9, 0, 0, 1)]
    assert set(firsts) == {place for place, ended in ends.items() if ended}
    assert len(firsts) >= 14
    assert {(ends[place] - asked).days for place, asked in firsts.items()} == {30}


def _scores_are_counted_anew(amhe: Collaborative, admin: User) -> None:
    """Each organisation has the suggestion that its record comes to, its coach has scored, and two are stalled."""
    today = timezone.localdate()
    with tenant_context(system_scope(amhe, admin)):
        kept = dict(
            Score.objects.filter(voice="suggested", month=today.replace(day=1)).values_list("participation", "tenths")
        )
        assert kept == {place.pk: recounted_score(place.pk, today) for place in amhe.participations.all()}
        assert len(set(kept.values())) >= 5
        assert set(Score.objects.filter(voice="coach").values_list("participation", flat=True)) == set(kept)
        assert Visit.objects.count() > 50
        assert FollowUp.objects.filter(ending="", due_on__lt=today).exists()
        assert set(Blocker.objects.values_list("state", flat=True)) == {"open", "with_sponsor", "answered", "closed"}
        times = [waits_spec(waits_at(place), today) for place in amhe.participations.all()]
        assert any(spec is not None and verdict(spec) == "better" and spec.left_out for spec in times)
        access = access_to(user=admin, slug="amhe")
        assert access is not None
        stalled = {one.place.organisation.ods_code for one in coached(access, 8) if one.standing.stalled}
    assert stalled == {"RQY", "RW4"}


def test_refused_where_it_is_no_demonstration(db: None, settings: object) -> None:
    settings.DEMO = False  # type: ignore[attr-defined]
    with pytest.raises(CommandError, match="set DEMO=1"):
        call_command("seed_demo")
    assert not Collaborative.objects.filter(slug="amhe").exists()


@pytest.mark.timeout(600)
def test_the_whole_demonstration(db: None) -> None:
    call_command("seed_demo", verbosity=0)
    amhe = Collaborative.objects.get(slug="amhe")
    admin = Membership.objects.get(collaborative=amhe, role=Role.NATIONAL_ADMIN).user
    assert amhe.data_notice.startswith("Invented data")
    assert amhe.participations.count() == 18
    _people_are_as_told(amhe)
    _every_state_is_there(amhe, admin)
    _joining_is_told(amhe, admin)
    _designs_are_signed_or_not(amhe, admin)
    _scores_are_counted_anew(amhe, admin)
    with tenant_context(system_scope(amhe, admin)):
        _what_all_count_is_pooled(amhe)
        _theories_differ(amhe, admin)
        _journeys_differ(amhe)
        _populations_differ()
        _partners_say_it()
        _ideas_are_gathered()
        _teams_meet()
        _what_was_won_is_kept()
        _sets_are_held_and_booked()
    before = counts(amhe, admin)
    call_command("seed_demo", verbosity=0)
    assert counts(amhe, admin) == before


def _journeys_differ(amhe: Collaborative) -> None:
    """Each organisation has dates; gates were passed, asked more of and left waiting; some pauses are over."""
    phases, today = phases_of(amhe), timezone.localdate()
    assert len(phases) == 3
    assert PhasePlan.objects.values("participation").distinct().count() == 18
    assert set(GateReview.objects.values_list("outcome", flat=True)) >= {"passed", "more"}
    assert Pause.objects.filter(ends_on=None).count() == 1
    assert Pause.objects.filter(ends_on__lt=today).count() == 2
    assert PhaseChange.objects.filter(which="forecast_end").exclude(reason="").exists()


def _partners_say_it() -> None:
    """Every level, a yes, a doubt and a no; months of the pulse that can be shown and months that cannot."""
    assert set(Involvement.objects.values_list("level", flat=True)) == set(Level.values)
    assert set(SignOff.objects.values_list("verdict", flat=True)) == {"agree", "concerns", "dissent"}
    many = Participation.objects.get(organisation__ods_code="RV3")
    told = pulses(many, timezone.localdate().replace(day=1))
    # Twenty months of answers, in two of which too few answered.
    assert len(told) == 18


def _teams_meet() -> None:
    """Teams whose tests run met three times and will again; some of what they agreed is late, most is done."""
    places = set(Meeting.objects.values_list("participation", flat=True))
    assert len(places) >= 5
    assert Meeting.objects.count() == 4 * len(places)
    assert Meeting.objects.filter(held_on__gt=timezone.localdate()).count() == len(places)
    late = MeetingAction.objects.filter(ending="", due_on__lt=timezone.localdate()).count()
    assert 0 < late < MeetingAction.objects.filter(ending="done").count()


def _sets_are_held_and_booked() -> None:
    """One set was held, with who was there and what they said; of the year to come the next one can be booked."""
    states = list(LearningSet.objects.order_by("starts_at").values_list("state", "taken"))
    assert states == [("held", 10), ("open", 10), *[("planned", 0)] * 3]
    assert Booking.objects.filter(attended_at__isnull=False).count() == 10
    assert SetFeedback.objects.count() >= 3


def _what_was_won_is_kept() -> None:
    """What was adopted is in place somewhere; teams asked whether it will last, and look after what slips."""
    assert Spread.objects.exclude(done_on=None).exists()
    assert SustainRound.objects.exclude(closed_at=None).exists()
    assert SustainItem.objects.filter(holding="slipping").exists()
    assert Learning.objects.exists()


def _populations_differ() -> None:
    """Every project says for whom it is, and no two of them the same."""
    rows = list(Population.objects.all())
    assert {row.project_id for row in rows} == set(Project.objects.values_list("pk", flat=True))
    assert len({row.size for row in rows}) > len(rows) * 0.7
    assert len({row.why_chosen for row in rows}) >= 11
    said = Inequality.objects.values_list("population", "statement")
    assert {population for population, _ in said} == {row.pk for row in rows}
    assert len({statement for _, statement in said}) > 15


def _ideas_are_gathered() -> None:
    """One gathering at each stage; the votes of the closed one are gone, and nobody stands with any idea."""
    now = timezone.now()
    assert {row.stage(now) for row in Gathering.objects.all()} == {"closed", "voting", "collecting"}
    closed = Gathering.objects.get(counted_at__isnull=False)
    assert (closed.voters, closed.ballot_key) == (5, "")
    assert not Ballot.objects.filter(gathering=closed).exists()
    pool = PooledIdea.objects.filter(gathering=closed)
    assert 20 <= sum(row.dots or 0 for row in pool) <= 25
    assert pool.filter(merged_into__isnull=False).count() == 1
    assert pool.filter(change_idea__isnull=False).count() == 1


def _theories_differ(amhe: Collaborative, admin: User) -> None:
    """The differences and the map by organisation, counted once more from the rows."""
    programme = programme_theory(amhe)
    assert programme is not None
    common = held(programme).graph
    assert Counter(node.kind for node in common.nodes) == {"aim": 1, "primary": 5, "secondary": 10, "idea": 26}
    access = access_to(user=admin, slug="amhe")
    assert access is not None
    found = spread(access)
    shown = heat_map(common, found.places, found.theories)
    places = [place for place in found.places if place.pk in found.theories]
    assert [column.code for column in shown.places] == [place.organisation.ods_code for place in places]
    assert len(places) == 16
    again = {}
    for pk, (one,) in found.theories.items():
        again[pk] = relations(one.row, programme)
        assert counted(compare(one.graph, common, copied=one.copied).counts) == recounted(again[pk].values())
    assert len({tuple(recounted(found.values())) for found in again.values()}) > 8
    drivers = [node for node in common.nodes if node.kind in ("primary", "secondary")]
    for band, driver in zip(shown.bands, drivers, strict=True):
        told = [again[place.pk][driver.id] for place in places]
        assert [square.relation for square in band.squares] == [RELATIONS[one] for one in told]
        assert band.taken == sum(one != "dropped" for one in told)
    mine = [one.row for place in places for one in found.theories[place.pk]]
    facts = facts_recounted(programme, mine)
    assert {band.text: [(one.tests, one.measures) for one in band.squares] for band in shown.bands} == facts
    assert sum(band.tests for band in shown.bands) > 0
    assert sum(band.measures for band in shown.bands) > 20
    every = Counter(relation for found in again.values() for relation in found.values())
    assert all(every[relation] for relation in ("kept", "reworded", "moved", "added", "dropped"))
    # What the programme has put otherwise since is no rewording of any organisation's.
    (learned,) = [node for node in common.nodes if node.text == LEARNED[1]]
    assert {told[learned.id] for told in again.values()} <= {"kept", "dropped"}
    kept = [one for pk, (one,) in found.theories.items() if again[pk][learned.id] == "kept"]
    assert {new.now for one in kept for new in news(one.graph, common, one.copied)} == {learned}


def _people_are_as_told(amhe: Collaborative) -> None:
    invented = User.objects.filter(email__endswith="@demo.example")
    assert not any(is_password_usable(user.password) for user in invented)
    assert all(user.phone.startswith("020 7946 0") for user in invented)
    held = Counter(CoachAssignment.objects.filter(collaborative=amhe).values_list("coach__name", flat=True))
    assert sorted(held.values()) == [9, 9]
    assert Membership.objects.filter(collaborative=amhe, role=Role.COACH).count() == 3
    cast = {(row.collaborative.slug, row.role): row for row in demo_cast()}
    assert {role for slug, role in cast if slug == "amhe"} == set(Role)
    both = cast["amhe", "coach"].user
    assert cast["sexual-safety", "lead"].user == both
    assert Membership.objects.filter(collaborative=amhe, ended_at__isnull=False).exists()
    states = [row.is_open for row in Invitation.objects.filter(collaborative=amhe, accepted_at__isnull=True)]
    assert sorted(states) == [False, True]


def _every_state_is_there(amhe: Collaborative, admin: User) -> None:
    today = timezone.localdate()
    verdicts: set[str] = set()
    gaps: set[tuple[str, str]] = set()
    reasons = set()
    for user in User.objects.filter(coach_assignments__collaborative=amhe).distinct():
        access = access_to(user=user, slug="amhe")
        assert access is not None
        with tenant_context(access.scope()):
            rows = [assess(one, today) for one in caseload(access, today, today, 8)]
        verdicts |= {one.move.verdict for row in rows for one in row.seen}
        reasons |= {row.reason.rank.name for row in rows}
        gaps |= {(row.gap.verdict.key, warning(row.gap.recording)) for row in rows if row.gap}
    assert verdicts >= {"better", "worse", "none", "few", "empty"}
    assert reasons >= {"OUTCOME_WORSE", "OVERDUE", "GAP_WORSE", "LATE_TEST", "NOT_BEGUN", "BETTER"}
    assert gaps >= {
        ("closing-behind_improved", ""),
        ("closing-behind_improved", "Recording alone could have made this change"),
        ("closing-ahead_worsened", ""),
        ("widening-both_improved", ""),
        ("few", ""),
    }
    with tenant_context(system_scope(amhe, admin)):
        assert set(Cycle.objects.values_list("status", flat=True)) == {
            "plan", "do", "study", "act", "complete", "stopped",
        }  # fmt: skip
        assert set(Cycle.objects.filter(status="complete").values_list("decision", flat=True)) == {
            "adopt", "adapt", "abandon", "expand",
        }  # fmt: skip
        assert Cycle.objects.filter(number=5).exists()
        assert not Prediction.objects.filter(cycle__status="complete", locked_at__isnull=True).exists()
        assert not Prediction.objects.filter(cycle__status="complete", locked_at__gt=timezone.now()).exists()
        locked_late = [
            row for row in Prediction.objects.select_related("cycle").filter(cycle__status="complete")
            if row.locked_at and row.cycle.decided_at and row.locked_at > row.cycle.decided_at
        ]  # fmt: skip
        assert locked_late == []
        assert DataPoint.objects.exclude(no_data_reason="").exists()
        assert Measure.objects.filter(frequency__in=("week", "quarter")).exists()
        assert {len(row.refused) for row in Import.objects.all()} == {4}
        assert not Chart.objects.filter(stale=True).exists()
        assert set(Measure.objects.values_list("chart_kind", flat=True)) == set(ChartKind.values)
        assert DataPoint.pgh_event_model.objects.filter(
            pgh_context__reason="One person had been counted twice."
        ).exists()


def _what_all_count_is_pooled(amhe: Collaborative) -> None:
    found = {programme.name: Pooled.from_dict(programme.chart.series) for programme in programmes_of(amhe)}
    assert set(found) == {"Ethnicity recorded", "Complaints about access"}
    for pooled in found.values():
        assert len(pooled.periods) == 30
        assert sum(value is not None for value in pooled.values) >= 28
        assert set(pooled.taking_part) <= set(range(14, 19))
    recorded = found["Ethnicity recorded"]
    assert recorded.versions == (1,) * 22 + (2,) * 8
    assert (recorded.counted[0], recorded.differently[0]) == (13, 1)
    assert (recorded.counted[22], recorded.differently[22]) == (10, 4)
    assert recorded.values[-1] is None
    assert "have reported" in recorded.notes[-1]


def test_names_and_addresses_never_repeat() -> None:
    first = [person for person, _ in zip(people(), range(400), strict=False)]
    assert len({email for _, email, _ in first}) == 400


def test_a_ramp_is_dated_backwards_and_in_order() -> None:
    today = date(2026, 11, 23)
    found = dated(Ramp(0, LONG, DONE, 4), today)
    assert [one.stands for one in found] == ["done"] * 5
    assert found[-1].ends_on == date(2026, 10, 26)
    assert all(before.ends_on < after.starts_on for before, after in pairwise(found))
    running = dated(Ramp(0, LONG[:2], DO, 1), today)
    assert (running[-1].starts_on, running[-1].ends_on) == (date(2026, 11, 16), date(2026, 11, 30))


def test_an_improving_series_begins_low_and_ends_high() -> None:
    levels = [level(IMPROVING, at, 30) for at in range(30)]
    assert levels == sorted(levels)
    assert (levels[0], levels[-1]) == (pytest.approx(0, abs=0.01), pytest.approx(1, abs=0.01))


def test_months_back_crosses_years() -> None:
    assert months_back(3, date(2026, 2, 10)) == date(2025, 11, 1)
