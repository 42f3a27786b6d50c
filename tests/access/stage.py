"""Three organisations whose every text and number can be told apart, and the addresses of what they own."""

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.urls import reverse

from coaching.models import (
    Blocker,
    FollowUp,
    Learner,
    Learning,
    Lesson,
    SupportKind,
    SupportRequest,
    SustainItem,
    SustainRound,
    Visit,
)
from collaborative.models import User
from collaborative.roles import Role
from collaborative.tenancy.scope import Scope, tenant_context
from evaluation.models import Review
from measures.actions import Entry, annotate, apply_import, preview_import, record_points
from measures.models import (
    Adoption,
    Chart,
    ChartDecision,
    DataPoint,
    Frequency,
    Kind,
    LibraryEntry,
    Measure,
    ProgrammeMeasure,
    Stratum,
)
from organisations.actions.invitations import invite
from organisations.actions.notices import tell
from organisations.actions.system import system_user
from organisations.models import (
    ChecklistItem,
    CoachAssignment,
    Fee,
    Handover,
    Membership,
    Notice,
    NoticeKind,
    Participation,
    Project,
    ReadinessQuestion,
)
from organisations.queries.digests import off_link
from organisations.queries.joining import confirm_token
from pdsa.actions import path_of
from pdsa.models import Capture, Cycle, File, Note, Prediction, SharedPlan, Spread, Task
from pdsa.models.meetings import Meeting, MeetingAction, MeetingDecision
from phases.actions.journey import pause_all
from phases.models import (
    DesignComment,
    Gathering,
    Inequality,
    Involvement,
    InvolvementTime,
    Pause,
    Population,
    ProgrammePause,
    SignOff,
)
from sharing.models import Resource
from tests.access.beside import another_collaborative_s_staff, expert_of_north, interest_in
from tests.cast import Cast
from tests.tenancy.rows import Rows, fields_for, make_rows, programme_node

PLACES = ("north", "south", "east")
# Each organisation's numbers begin with two digits of their own: 41,701 and so on.
NUMBERS = {"north": 41700, "south": 52700, "east": 63700}
MONTHS = [date(2025 + month // 12, month % 12 + 1, 1) for month in range(18)]
PEOPLE = {
    "north": ("Nora Lead", "Mia Member", "Dan Dataentry", "Pat Partner", "Sue Sponsor", "Northern Invited"),
    "south": ("Sam Southlead", "Southern Invited"),
    "east": ("Ed Eastlead", "Eastern Invited"),
}
# An id that nothing has.
MISSING = 10**9
# Addresses below /team/ and /o/.../people/ whose id is a directory row's.
DIRECTORY_IDS = {
    "team-end": "colleague",
    "team-invitation-withdraw": "colleague_invitation",
    "membership-end": "membership",
    "invitation-withdraw": "invitation",
    "my-invitation": "invitation",
    "coach-end": "coaching",
    "handover": "membership",
    "still-theirs": "membership",
    "handover-cancel": "handover",
    "handover-again": "handover",
    "team-handover-cancel": "coach_handover",
    "team-handover-again": "coach_handover",
    "team-handover": "coach",
}

# What the id in an address is of, by a part of its route; the first that fits.
KINDS = {
    "/programme/pauses/<": "programme_pause",
    "/visits/<": "visit",
    "/sustaining/asked/<": "sustain_round",
    "/sustaining/plan/<": "sustain_item",
    "/sustaining/learning/<": "learning",
    "/meetings/<": "meeting",
    **{f"/meetings/{kind}s/<": f"meeting_{kind}" for kind in ("decision", "action")},
    "/actions/<": "follow_up",
    "/lessons/<": "lesson",
    "/support/<": "support",
    "/support/kinds/<": "support_kind",
    "/learned/<": "learner",
    "/blockers/<": "blocker",
    "/p/<": "project",
    "/m/<": "measure",
    "/t/<": "cycle",
    "/t/files/<": "file",
    "/t/notes/<": "capture",
    "/t/spread/<": "spread",
    "/programme/<int:pk>": "programme",
    "/interests/<": "interest",
    "/checklist/<": "item",
    "/notices/<": "notice",
    "/queue/<": "measure",
    "/questions/<": "asked",
    "/fees/<": "fee",
    "/readiness/<": "question",
    "/resources/<": "resource",
    **{
        f"/{kind}/<": kind
        for kind in ("population", "inequality", "pause", "involvement", "said", "hours", "gathering")
    },
}


@dataclass
class Stage:
    """The people, and for each place the ids that stand in its addresses."""

    cast: Cast
    ids: dict[str, dict[str, Any]]

    def address(self, name: str, route: str, place: str = "north", **changed: Any) -> str:
        """The address of this name and route for what the place owns."""
        return reverse(name, kwargs=self.parameters(name, route, place) | changed)

    def parameters(self, name: str, route: str, place: str) -> dict[str, Any]:
        """The values of a route's parameters."""
        row, ids = getattr(self.cast, place), self.ids[place]
        values = {
            "slug": row.collaborative.slug,
            "ods": row.organisation.ods_code,
            "stratum_id": ids["group"],
            "annotation_id": ids["note"],
            "import_pk": ids["waiting"],
            "decision_id": ids["decision"],
            "task": ids["task"],
            "note": ids["cycle_note"],
            "plan": ids["plan"],
            "stage": "plan",
            "of": "months",
            "programme_id": ids["programme"],
            "adoption_id": ids["adoption"],
            "entry": ids["entry"],
            "number": 1,
            "size": "A4",
            "part": "theory",
            "sheet": 1,
            "tenths": 10,
            "code": "benefits",
            "comment_pk": ids["comment"],
            "token": {"join-confirm": ids["confirm"], "digest-off": ids["off"]}.get(name, ids["token"]),
            "programme": row.collaborative.slug,
            "uidb36": "1",
            "key": "set-password",
        }
        if "<int:pk>" in route:
            kind = DIRECTORY_IDS.get(name) or next(kind for part, kind in KINDS.items() if part in route)
            values["pk"] = ids[kind]
        return {key: value for key, value in values.items() if re.search(rf"[<:]{key}>", route)}


def work_of(place: str) -> re.Pattern[str]:
    """Finds any text or number of this place's work."""
    return re.compile(rf"{place}canary|\b{NUMBERS[place] // 1000}[,\s]?7\d\d\b", re.IGNORECASE)


def people_of(place: str) -> re.Pattern[str]:
    """Finds the name of anybody at this place."""
    return re.compile("|".join(PEOPLE[place]))


def make_stage(cast: Cast) -> Stage:
    """Fill every owned table of the three places, and the directory rows that pages need."""
    # What belongs to all of a collaborative is the work of its national team.
    programme_node(cast.north, cast.admin)
    programme_node(cast.east, another_collaborative_s_staff(cast))
    cast.expert = expert_of_north(cast)
    leads = {"north": cast.lead, "south": cast.south_lead, "east": cast.east_lead}
    ids = {}
    for place, lead in leads.items():
        participation = getattr(cast, place)
        rows = make_rows(participation, lead, f"{place}canary", getattr(cast, f"{place}_project"))
        with tenant_context(Scope(lead.pk, (participation.collaborative_id,), (participation.pk,))):
            ids[place] = _work(place, rows, participation, lead)
        ids[place] |= _directory(place, participation, lead)
    for collaborative in (cast.amhe, cast.safety):
        invitation, _ = invite(
            by=cast.admin,
            email=f"new.coach@{collaborative.slug}.example",
            name="New Coach",
            role=Role.COACH,
            collaborative=collaborative,
        )
        told = interest_in(collaborative)
        for place in PLACES:
            if getattr(cast, place).collaborative_id == collaborative.pk:
                ids[place] |= {
                    "colleague_invitation": invitation.pk,
                    "interest": told.pk,
                    "confirm": confirm_token(told),
                }
    return Stage(cast, ids)


def _directory(place: str, participation: Participation, lead: User) -> dict[str, Any]:
    name = f"{place.title()}ern Invited"
    invitation, token = invite(
        by=lead,
        email=f"invited@{place}.example",
        name=name,
        role=Role.MEMBER,
        collaborative=participation.collaborative,
        participation=participation,
    )
    colleagues = Membership.objects.filter(collaborative=participation.collaborative, participation=None)
    handover = Handover.objects.create(
        collaborative=participation.collaborative,
        participation=participation,
        membership=Membership.objects.get(participation=participation, user=lead),
        successor_name="Successor",
        successor_email="next@example.nhs.uk",
        ends_on=date(2099, 1, 1),
        created_by=lead,
    )
    coach = colleagues.filter(role=Role.COACH).earliest("pk")
    of_coach, _ = Handover.objects.get_or_create(
        collaborative=participation.collaborative,
        membership=coach,
        defaults={
            "successor_name": "Successor",
            "successor_email": "next.coach@example.nhs.uk",
            "ends_on": date(2099, 1, 1),
            "created_by": lead,
        },
    )
    return {
        "handover": handover.pk,
        "coach_handover": of_coach.pk,
        "coach": coach.pk,
        "token": token,
        "off": off_link(lead).rstrip("/").rsplit("/", 1)[1],
        "invitation": invitation.pk,
        "colleague": colleagues.get(role=Role.PROGRAMME_MANAGER).pk,
        "membership": Membership.objects.filter(participation=participation).earliest("-pk").pk,
        "coaching": CoachAssignment.objects.get(participation=participation).pk,
    }


def _work(place: str, rows: Rows, participation: Participation, lead: User) -> dict[str, Any]:
    canary = f"{place}canary"
    measure: Any = rows[Measure]
    group: Any = rows[Stratum]
    DataPoint.objects.all().delete()
    Measure.objects.update(kind=Kind.COUNT, frequency=Frequency.MONTH, denominator_label="")
    Stratum.objects.update(active_from=None, active_until=None, is_comparator=False, is_unknown=False)
    measure.refresh_from_db()
    rows[Chart].delete()
    # Compared with, and never reported, so that everyone's total waits for nothing.
    owner = {"collaborative_id": measure.collaborative_id, "participation": participation, "measure": measure}
    other = Stratum.objects.create(
        **owner, name=f"{canary} others", position=9, is_comparator=True, active_from=date(2099, 1, 1)
    )
    for stratum, line in ((None, "value"), (group, "value"), (other, "value"), (group, "gap")):
        shown = {"stratum": stratum, "line": line}
        Chart.objects.create(**fields_for(Chart, rows, participation, lead, canary) | shown)
    _numbers(place, measure, group, lead)
    # Only a person's note can be taken off the chart.
    note = annotate(measure=measure, by=lead, label=f"{canary} note", starts_on=MONTHS[3])
    _decided_cycle(rows, participation, lead, canary)
    return _ids(rows, participation, lead) | {"note": note.pk, "waiting": _tables(place, measure, lead)}


def _ids(rows: Rows, participation: Participation, lead: User) -> dict[str, Any]:
    """What the place's addresses name."""
    return {
        "project": rows[Project].pk,
        "measure": rows[Measure].pk,
        "group": rows[Stratum].pk,
        "decision": rows[ChartDecision].pk,
        "cycle": rows[Cycle].pk,
        "task": rows[Task].pk,
        "cycle_note": rows[Note].pk,
        "file": _file(rows, participation),
        "capture": rows[Capture].pk,
        "spread": rows[Spread].pk,
        "plan": SharedPlan.objects.get(collaborative_id=participation.collaborative_id).pk,
        "meeting": rows[Meeting].pk,
        "meeting_decision": rows[MeetingDecision].pk,
        "meeting_action": rows[MeetingAction].pk,
        "population": rows[Population].pk,
        "visit": rows[Visit].pk,
        "sustain_round": rows[SustainRound].pk,
        "sustain_item": rows[SustainItem].pk,
        "learning": rows[Learning].pk,
        "follow_up": rows[FollowUp].pk,
        "lesson": rows[Lesson].pk,
        "support": rows[SupportRequest].pk,
        "support_kind": SupportKind.objects.get(collaborative_id=participation.collaborative_id).pk,
        "learner": rows[Learner].pk,
        "blocker": rows[Blocker].pk,
        "inequality": rows[Inequality].pk,
        "pause": rows[Pause].pk,
        "involvement": rows[Involvement].pk,
        "said": rows[SignOff].pk,
        "hours": rows[InvolvementTime].pk,
        "programme_pause": _programme_pause(participation, lead).pk,
        "gathering": rows[Gathering].pk,
        "comment": rows[DesignComment].pk,
        "notice": _notice(participation, lead).pk,
        "asked": rows[Review].pk,
        "programme": ProgrammeMeasure.objects.get(collaborative_id=participation.collaborative_id).pk,
        "adoption": rows[Adoption].pk,
        "entry": LibraryEntry.objects.get(collaborative_id=participation.collaborative_id).pk,
        "fee": rows[Fee].pk,
        "question": ReadinessQuestion.objects.get(collaborative_id=participation.collaborative_id).pk,
        "item": ChecklistItem.objects.get(collaborative_id=participation.collaborative_id).pk,
        "resource": Resource.objects.get(collaborative_id=participation.collaborative_id).pk,
    }


def _file(rows: Rows, participation: Participation) -> int:
    """A CSV file whose bytes lie in the store."""
    file: Any = rows[File]
    File.objects.filter(pk=file.pk).update(kind="csv")
    default_storage.save(path_of(file), ContentFile(f"{participation.organisation.ods_code}\n".encode()))
    return file.pk


def _notice(participation: Participation, lead: User) -> Notice:
    """The lead is told of something; within their own scope."""
    told: dict[str, Any] = {"kind": NoticeKind.JOINED, "key": "stage", "text": "joined", "to": ("coach-dashboard",)}
    tell(
        people=[lead], by=system_user(), collaborative=participation.collaborative, participation=participation, **told
    )
    return Notice.objects.get(user=lead)


def _programme_pause(participation: Participation, by: User) -> ProgrammePause:
    found = ProgrammePause.objects.filter(collaborative=participation.collaborative).first()
    day = date(2025, 2, 3)
    return found or pause_all(collaborative=participation.collaborative, by=by, starts_on=day, reason="All pause.")


def _numbers(place: str, measure: Measure, group: Stratum, lead: User) -> None:
    first = NUMBERS[place]
    entries = [Entry(month, group.pk, numerator=Decimal(first + index)) for index, month in enumerate(MONTHS)]
    record_points(measure=measure, by=lead, entries=entries)
    corrected = Entry(MONTHS[0], group.pk, numerator=Decimal(first + 50))
    record_points(measure=measure, by=lead, entries=[corrected], reason=f"{place}canary correction")


def _tables(place: str, measure: Measure, lead: User) -> int:
    """A table taken in part, and one that waits, whose id is returned."""
    group = f"{place}canary name"
    text = f"month,group,number\n2026-07,{group},{NUMBERS[place] + 90}\n2025-01,{group},{place}canary no number\n"
    done, _ = preview_import(measure=measure, by=lead, text=text, filename=f"{place}canary.csv")
    apply_import(source_import=done, by=lead)
    waiting, _ = preview_import(
        measure=measure, by=lead, text=text.replace("2026-07", "2026-08"), filename=f"{place}canary.csv"
    )
    return waiting.pk


def _decided_cycle(rows: Rows, participation: Participation, lead: User, canary: str) -> None:
    """A second test, brought to its end, so that every stage's words stand somewhere."""
    values = fields_for(Cycle, rows, participation, lead, canary)
    done = Cycle.objects.create(**values | {"number": 1, "series": uuid4(), "form_key": uuid4()})
    Prediction.objects.create(**fields_for(Prediction, {**rows, Cycle: done}, participation, lead, canary))
    Cycle.objects.filter(pk=done.pk).update(status="complete", do_started_at=done.created_at)
