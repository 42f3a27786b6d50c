"""The demonstration's definitions in full: the programme's, who took them over or changed them, and the library."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.db import transaction

from collaborative.models import Collaborative, User
from collaborative.roles import Role
from collaborative.tenancy.scope import Scope, tenant_context
from evaluation.seed.clock import on
from measures.actions import compute_charts
from measures.actions.measures import WORDING
from measures.actions.strategy import describe_measure, describe_programme, share_definition, use_entry
from measures.models import Adoption, Measure, ProgrammeMeasure, ProgrammeVersion
from measures.queries import charts_of, measures_of_projects
from measures.queries.definitions import definitions_of, programme_said
from measures.queries.programme import programmes_of
from measures.queries.strategy import library_entries
from measures.strategy.catalogue import ALIKE, TEXTS
from organisations.models import Participation, Project
from organisations.queries import team_of
from organisations.queries.places import taking_part

ETHNICITY = {
    "plain_name": "For how many people we know their ethnicity",
    "dimension": "access",
    "rationale": "Nobody can see who waits longer, or is detained more often, while ethnicity is not recorded.",
    "initial_population": "Everybody on the caseload of adult community and inpatient mental health services.",
    "inclusions": "Aged 18 or over, on the caseload on the last day of the month.",
    "exclusions": "Nobody.",
    "exceptions": "None: who would rather not say is asked again at the yearly review.",
    "source": "The electronic record: the ethnicity field of the patient’s details.",
    "method": "A report run on the first working day of the month.",
    "sampling": "Everybody; no sample.",
    "period_anchor": "The last day of the month",
    "lag": "Complete one week after the month ends",
    "missing_plan": "A caseload that could not be read is left as a gap with its reason, never carried forward.",
    "analysis": "Every month, by the team",
    "feedback": "Every month on the wards’ boards, every quarter to the coproduction group",
    "stratifiers": "By service, because recording differs more between services than between people.",
    "suppression": "Fewer than 8 people are not shown outside the team.",
    "limits": "It tells that something is recorded, not that it is what the person would say.",
}
COMPLAINTS = {
    "plain_name": "How many people complain that they could not get to us",
    "dimension": "experience",
    "rationale": "When more people are seen, those who still are not may be turned away more harshly.",
    "inclusions": "Formal complaints received in the month about waiting, distance, language or being turned away.",
    "exclusions": "Complaints by professionals on behalf of their own service.",
    "sampling": "Every complaint.",
    "period_anchor": "The day the complaint is received",
    "suppression": "Fewer than 8 complaints are not shown outside the team.",
    "limits": "Many people never complain. A rise can mean that complaining has become easier.",
}
# Who took the programme's words over so many months ago, and what of them some have changed since.
_TAKEN = {"RWR": 14, "RT1": 13, "RV3": 13, "RXT": 12, "RQY": 12, "RKL": 11, "RPG": 11, "RX4": 10, "RXV": 9, "RHA": 9}
_CHANGED: Mapping[str, tuple[int, Mapping[str, str], str]] = {
    "RV3": (
        6,
        {"exclusions": "People in hospital, who are asked on admission."},
        "The wards have a record of their own.",
    ),
    "RX4": (
        4,
        {"period_anchor": "The middle of the month", "inclusions": "Aged 16 or over, on the caseload in mid-month."},
        "Our transition team sees people from 16.",
    ),
    "RXT": (
        7,
        {"sampling": "200 records a month, chosen at random by the performance team."},
        "No report could be run.",
    ),
}
# Whose first measure is written in full and shared with everybody.
_SHARED = ("RWR", "RHA", "RXT", "RPG")
_OWN = {
    "rationale": "It is what people told us they would notice first.",
    "exclusions": "Nobody.",
    "sampling": "Everybody; no sample.",
    "source": "The electronic record.",
    "method": "A report that anybody in the team can run.",
    "period_anchor": "The day it happened",
    "lag": "Complete two weeks after the month ends",
    "missing_plan": "We ring the service; what cannot be found stays a gap with its reason.",
    "analysis": "Every month, at the project meeting",
    "feedback": "Every month to the team and the partners, every quarter to the board",
    "limits": "Small numbers in some groups: read a year together.",
    "owner": "The project’s data group",
}


def load(collaborative: Collaborative, admin: User, today: date) -> None:
    """Load what is not there yet: the programme's words are the sign that all of it is."""
    places = list(taking_part(collaborative))
    with transaction.atomic(), tenant_context(Scope(admin.pk, (collaborative.pk,), ())):
        programmes = list(programmes_of(collaborative))
        waiting = [one for one in programmes if not any(version.texts for version in one.versions.all())]
        for programme in waiting:
            _programme(programme, admin)
    if not waiting:
        return
    for place in places:
        _place(place, today)
    _use(places)


def _programme(programme: ProgrammeMeasure, admin: User) -> None:
    texts = ETHNICITY if programme.measure_type == "process" else COMPLAINTS
    for version in programme.versions.all():
        describe_programme(version=version, by=admin, texts=texts, seen={})


def _lead(place: Participation) -> User:
    return team_of(place.pk).filter(role=Role.LEAD)[0].user


@transaction.atomic
def _place(place: Participation, today: date) -> None:
    """One organisation: the programme's words, what it changed of them, and what it shares."""
    code, lead = place.organisation.ods_code, _lead(place)
    written: list[Measure] = []
    with tenant_context(Scope(lead.pk, (place.collaborative_id,), (place.pk,))):
        held = Adoption.objects.filter(participation=place, version__isnull=False, measure__measure_type="process")
        said = held.select_related("version__programme_measure", "measure").order_by("-since").first()
        if said is not None and said.version is not None and code in _TAKEN:
            with on(today - timedelta(days=30 * _TAKEN[code])):
                _take_over(said.measure, lead, said.version)
            written.append(said.measure)
        if said is not None and code in _CHANGED:
            months, words, why = _CHANGED[code]
            with on(today - timedelta(days=30 * months)):
                _write(said.measure, lead, words, why)
        if code in _SHARED:
            project = Project.objects.filter(participation=place).order_by("pk")[0]
            written.append(next(iter(measures_of_projects([project.pk]))))
            _share(written[-1], lead)
        _compute(written)


def _compute(measures: list[Measure]) -> None:
    compute_charts(chart_ids=[chart.pk for chart in charts_of(measures, groups=True, gaps=True)])


def _take_over(measure: Measure, lead: User, version: ProgrammeVersion) -> None:
    words = programme_said(version.programme_measure, version)
    counted = ("numerator_label", "denominator_label", "definition")
    own = {"collected_by": "Performance analyst"} | {key: words[key] for key in counted}
    texts = {key: words[key] for key in TEXTS if key in ALIKE and words.get(key)} | {
        key: ETHNICITY[key] for key in ("plain_name", "rationale", "source", "method", "lag", "missing_plan")
    }
    why = "Took over the programme’s words"
    _describe(measure, lead, own, texts, why, follows=version)


def _write(measure: Measure, lead: User, words: Mapping[str, str], why: str) -> None:
    latest = definitions_of(measure)[-1].said
    texts = {key: latest[key] for key in TEXTS if latest.get(key)} | dict(words)
    _describe(measure, lead, {}, texts, why)


def _describe(
    measure: Measure, lead: User, columns: dict[str, Any], texts: Mapping[str, str], why: str, **more: Any
) -> None:
    row = Measure.objects.get(participation_id=measure.participation_id, pk=measure.pk)
    describe_measure(
        measure=row, by=lead, columns=columns, texts=texts, reason=why, version=row.version, counted=WORDING, **more
    )


def _share(measure: Measure, lead: User) -> None:
    own = {"plain_name": measure.name, "inclusions": f"{measure.numerator_label}: everybody the service is for."}
    goal = {"baseline_period": "The first year", "goal_date": "December 2027"}
    _write(measure, lead, _OWN | own | goal, "Written in full with the data group")
    share_definition(measure=measure, by=lead, shared=True)


@transaction.atomic
def _use(places: list[Participation]) -> None:
    """A team that made a measure from another's definition."""
    by_code = {place.organisation.ods_code: place for place in places}
    if not {"RWR", "R1L"} <= by_code.keys():
        return
    place = by_code["R1L"]
    lead = _lead(place)
    with tenant_context(Scope(lead.pk, (place.collaborative_id,), (place.pk,))):
        project = Project.objects.filter(participation=place).order_by("pk").first()
        entry = library_entries(place.collaborative).filter(participation=by_code["RWR"]).first()
        if project is not None and entry is not None:
            name = f"{entry.name} (as shared)"
            _compute([use_entry(entry=entry, project=project, by=lead, name=name, starts_on=place.joined_on)])
