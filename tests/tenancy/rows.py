"""One row in every table a participation owns, each text in it holding the participation's canary word.

The rows are made from the models themselves, so a new owned model is covered from its first day.
"""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django.apps import apps
from django.db import models
from django.utils import timezone

from coaching.models import PrivateWords, SharedLearning, SupportKind
from coaching.sustaining import CODES, DEFAULT, kept
from collaborative.models import Owned, User
from collaborative.tenancy.scope import Scope, tenant_context
from learning_sets.models import LearningSet
from measures.models import DataPoint, LibraryEntry, LibraryUse, ProgrammeChart, ProgrammeMeasure, ProgrammeVersion
from organisations.models import ChecklistItem, ExpertAssignment, Participation, Project, ReadinessQuestion
from organisations.queries import current_coaches
from pdsa.models import Prediction, SharedPlan
from phases.actions.boxes import add_box
from phases.actions.journey import set_up_phases
from phases.actions.keeping import keep_version
from phases.actions.start import start_programme_theory
from phases.models import Code, GateCriterion, Phase, PhaseSettings, ProgrammeNode, ProgrammePause, Reply, SignOff
from sharing.models import Publication, Resource
from tests.tenancy.gallery_rows import resource
from tests.tenancy.set_rows import learning_set
from tests.tenancy.sharing_rows import publication

Rows = dict[type[models.Model], models.Model]

_AIM = {"id": "aim", "kind": "aim", "text": "What all want to change"}
_NO_PATCH: dict[str, list[str]] = {"removed": [], "changed": [], "placed": [], "unlinked": [], "linked": []}
# A period's number stands where no reason for its absence may.
SPECIAL: dict[str, dict[str, Any]] = {
    # Of one thing, and not answered yet.
    "evaluation.Review": {
        "cycle": None,
        "design": None,
        "verdict": "asked",
        "answer": "",
        "answered_by": None,
        "answered_at": None,
    },
    "measures.DataPoint": {"no_data_reason": "", "numerator": Decimal(7), "denominator": Decimal(9)},
    # The national team sees fees and checklists, so no word of an organisation's work may stand there.
    "organisations.Fee": {"currency": "GBP", "po_number": "", "invoice_number": "", "note": ""},
    "organisations.ChecklistTick": {"note": ""},
    # A test that has started takes no new prediction.
    "pdsa.Cycle": {"previous": None, "do_started_at": None},
    # As it was tested, and still to be reached.
    "pdsa.Spread": {"fidelity": "as_tested", "started_on": None, "done_on": None},
    # It waits to be finished.
    "pdsa.Capture": {"finished_at": None},
    # A box of an idea has its words from the idea; a line between a box and itself is there no more.
    "phases.TheoryNode": {"kind": "idea", "text": "", "parts": [], "removed_at": None},
    # Closed, so without a key.
    "phases.Gathering": {"ballot_key": ""},
    "measures.Definition": {"number": 1},
    # The sponsor is asked.
    "coaching.Blocker": {"state": "with_sponsor"},
    "coaching.BlockerStep": {"kind": "asked", "by_when": date(2025, 3, 3), "reply": ""},
    "coaching.FollowUp": {"ended_at": None, "ending": ""},
    "coaching.Score": {"tenths": 25, "month": date(2025, 1, 1), "voice": "team", "evidence": []},
    "coaching.Learner": {"confidence": 3},
    # Who runs the collaborative reads it, so no word of an organisation's work may stand there. It is open.
    "coaching.SupportRequest": {
        "wanted": "Somebody to talk to",
        "closed_at": None,
        "closed_by": None,
        "closing": "",
        "team_outcome": "",
        "expert_outcome": "",
    },
    # Still open, its factors those of the model.
    "coaching.SustainRound": {"factors": kept(DEFAULT), "closed_at": None, "closed_by": None},
    "coaching.SustainAnswer": {"levels": dict.fromkeys(CODES, "b")},
    "coaching.SustainItem": {"factor": "", "holding": "", "looked_on": None},
    # Booked, and known to who prepares the set, so no word of an organisation's work may stand there.
    "learning_sets.Booking": {
        "name": "Booked Person",
        "email": "booked@example.nhs.uk",
        "role_words": "",
        "access_needs": "",
        "dietary_needs": "",
        "place": None,
        "attended_at": None,
        "checked_by": None,
    },
    "learning_sets.SetFeedback": {"answers": []},
    # Still standing.
    "sharing.ConsentChannel": {"withdrawn_at": None, "withdrawn_by": None, "file_kind": "pdf", "had_been": []},
    "sharing.Story": {"picture_kind": "png"},
    # The next meeting comes after the one there was.
    "pdsa.Meeting": {"next_on": None},
    "pdsa.MeetingAction": {"ended_at": None, "ending": ""},
    # About the whole organisation.
    "coaching.Visit": {"barriers": [], "confidence": 3},
    # A code or words, and still said.
    "phases.Characteristic": {"code": None},
    "phases.Inequality": {"removed_at": None},
    "phases.Involvement": {"step": None, "population": None, "thing": "", "thing_key": None, "thing_name": ""},
    "phases.Pause": {"withdrawn_at": None},
    # The first version, which its lead has signed.
    "phases.Design": {"number": 1, "content": {"theory": {"nodes": [_AIM], "links": []}}, "asked": []},
    "phases.Signature": {"roles": "lead", "ended_at": None},
    # An edit that changed nothing.
    "phases.TheoryEdit": {"done": _NO_PATCH, "undo": _NO_PATCH, "undoes": None},
    "phases.TheoryVersion": {"number": 1, "graph": {"nodes": [], "links": []}},
}


def owned_models() -> list[type[models.Model]]:
    """Every model whose rows a participation owns, parents before children."""
    waiting = [model for model in apps.get_models() if issubclass(model, Owned)]
    ordered: list[type[models.Model]] = []
    while waiting:
        ready = [model for model in waiting if not _parents(model) & set(waiting) - {model}]
        assert ready, f"a circle of owned models: {waiting}"
        ordered += ready
        waiting = [model for model in waiting if model not in ready]
    return ordered


def history_models() -> list[type[models.Model]]:
    """Every model that keeps the history of an owned one."""
    tracked = [model for model in owned_models() if hasattr(model, "pgh_event_models")]
    return [event for model in tracked for event in dict.fromkeys(model.pgh_event_models.values())]


def columns_to_owned(table: str) -> set[str]:
    """The columns of an owned table that hold ids of other owned rows."""
    (model,) = [model for model in owned_models() if model._meta.db_table == table]
    return {field.column for field in model._meta.fields if _is_owned_key(field)}


def _parents(model: type[models.Model]) -> set[type[models.Model]]:
    return {field.related_model for field in model._meta.fields if _is_owned_key(field)}


def _is_owned_key(field: Any) -> bool:
    return field.is_relation and isinstance(field.related_model, type) and issubclass(field.related_model, Owned)


def make_rows(participation: Participation, by: User, canary: str, project: Project | None = None) -> Rows:
    """One row of every owned model in this participation (`project` is used where it is given)."""
    rows: Rows = {} if project is None else {Project: project}
    place = (participation.collaborative_id,), (participation.pk,)
    with tenant_context(Scope(by.pk, *place)):
        for model in owned_models():
            if model is PrivateWords:
                rows[model] = _among_coaches(rows, participation, canary)
            elif model not in rows:
                rows[model] = model._default_manager.create(**fields_for(model, rows, participation, by, canary))
        # The one table whose insertions leave no history.
        DataPoint.objects.update(numerator=Decimal(8))
    return rows


def _among_coaches(rows: Rows, participation: Participation, canary: str) -> PrivateWords:
    """Words that only a coach of the organisation can write."""
    coach = User.objects.get(pk=current_coaches([participation.pk])[participation.pk][0].coach_id)
    with tenant_context(Scope(coach.pk, (participation.collaborative_id,), (participation.pk,))):
        return PrivateWords.objects.create(**fields_for(PrivateWords, rows, participation, coach, f"{canary} private"))


def fields_for(
    model: type[models.Model], rows: Rows, participation: Participation, by: User, canary: str
) -> dict[str, Any]:
    """Values for a valid row of the model, with the given rows as its parents."""
    values: dict[str, Any] = {"participation": participation, "collaborative_id": participation.collaborative_id}
    programme = _programme(participation, by)
    for field in model._meta.fields:
        if field.primary_key or field.name in values or field.name == "collaborative":
            continue
        values[field.name] = programme.get(field.related_model) or _value(field, rows, by, canary)
    return values | SPECIAL.get(model._meta.label, {})


def _programme(participation: Participation, by: User) -> Rows:
    """The programme measure of this collaborative with a version, and an empty chart: what directory rows point at."""
    measure, _ = ProgrammeMeasure.objects.get_or_create(
        collaborative_id=participation.collaborative_id,
        name="Programme measure",
        defaults={
            "measure_type": "outcome",
            "kind": "percentage",
            "numerator_label": "People seen",
            "denominator_label": "People referred",
            "direction": "up",
            "frequency": "month",
            "created_by": by,
        },
    )
    version, _ = ProgrammeVersion.objects.get_or_create(
        programme_measure=measure,
        number=1,
        defaults={
            "collaborative_id": participation.collaborative_id,
            "effective_from": date(2025, 1, 1),
            "definition": "Everybody seen",
            "created_by": by,
        },
    )
    ProgrammeChart.objects.get_or_create(programme_measure=measure)
    PhaseSettings.objects.get_or_create(collaborative_id=participation.collaborative_id)
    (phase, *_) = set_up_phases(collaborative=participation.collaborative, by=by)
    ProgrammePause.objects.get_or_create(
        collaborative_id=participation.collaborative_id,
        starts_on=date(2025, 2, 3),
        defaults={"ends_on": date(2025, 2, 7), "reason": "All pause.", "made_by": by},
    )
    return {
        ProgrammeMeasure: measure,
        ProgrammeVersion: version,
        LibraryEntry: _entry(participation, by),
        SharedPlan: shared_plan(participation, by),
        SharedLearning: shared_learning(participation, by),
        Publication: publication(participation, by),
        ProgrammeNode: (node := programme_node(participation, by)),
        Resource: resource(participation, by, node),
        Code: Code.objects.earliest("pk"),
        Phase: phase,
        GateCriterion: GateCriterion.objects.filter(phase=phase).earliest("pk"),
        LearningSet: learning_set(participation, by),
    } | (_joining(participation) | _support(participation, by))


def _entry(participation: Participation, by: User) -> LibraryEntry:
    """What somebody of this collaborative lets the others use."""
    entry, _ = LibraryEntry.objects.get_or_create(
        collaborative_id=participation.collaborative_id,
        name="Shared measure",
        defaults={"participation": participation, "measure_type": "outcome", "number": 1, "shared_by": by},
    )
    LibraryUse.objects.get_or_create(
        collaborative_id=participation.collaborative_id,
        entry=entry,
        defaults={"participation": participation, "used_by": by},
    )
    return entry


def shared_plan(participation: Participation, by: User) -> SharedPlan:
    """A plan that somebody of this collaborative lets the others use."""
    plan, _ = SharedPlan.objects.get_or_create(
        collaborative_id=participation.collaborative_id,
        title="Shared plan",
        defaults={"participation": participation, "cycle_key": 0, "shared_by": by},
    )
    return plan


def shared_learning(participation: Participation, by: User) -> SharedLearning:
    """What somebody of this collaborative has learnt and lets the others find."""
    row, _ = SharedLearning.objects.get_or_create(
        collaborative_id=participation.collaborative_id,
        title="Shared learning",
        defaults={"participation": participation, "learning_key": 0, "shared_by": by},
    )
    return row


def programme_node(participation: Participation, by: User) -> ProgrammeNode:
    """The driver of the programme's theory of change, which is made with a version where there is none."""
    found = ProgrammeNode.objects.filter(collaborative_id=participation.collaborative_id, kind="primary").first()
    if found is not None:
        return found
    theory = start_programme_theory(collaborative=participation.collaborative, by=by, aim="What all want to change")
    aim = ProgrammeNode.objects.get(theory=theory)
    added = add_box(theory=theory, by=by, kind="primary", text="What drives it", under=[aim.key])
    keep_version(theory=theory, by=by, name="At the beginning")
    return ProgrammeNode.objects.get(theory=theory, key=added.key)


def _support(participation: Participation, by: User) -> Rows:
    """A kind of support, and an expert to whom the organisation is open."""
    owner, now = {"collaborative_id": participation.collaborative_id}, timezone.now()
    kind, _ = SupportKind.objects.get_or_create(**owner, name="Equality")
    opened = ExpertAssignment.objects.filter(participation=participation).first()
    if opened is None:
        times = {"starts_at": now - timedelta(days=1), "ends_at": now + timedelta(days=1)}
        opened = ExpertAssignment.objects.create(**owner, participation=participation, expert=by, **times)
    return {SupportKind: kind, ExpertAssignment: opened}


def _joining(participation: Participation) -> Rows:
    """What this collaborative asks of its new teams: one item of the checklist, one question of readiness."""
    owner = {"collaborative_id": participation.collaborative_id}
    item, _ = ChecklistItem.objects.get_or_create(**owner, text="An agreement to share data")
    question, _ = ReadinessQuestion.objects.get_or_create(
        **owner, text="Does the team have time?", defaults={"theme": "Time", "low": "None", "high": "Enough"}
    )
    return {ChecklistItem: item, ReadinessQuestion: question}


def _value(field: Any, rows: Rows, by: User, canary: str) -> Any:
    if _is_owned_key(field):
        return rows.get(field.related_model)
    if field.is_relation:
        return by
    if field.choices:
        return field.get_default() or field.choices[0][0]
    text = f"{canary} {field.name}"
    makers: list[tuple[type[models.Field], Any]] = [
        (models.CharField, text[: field.max_length]),
        (models.TextField, text),
        (models.DateTimeField, _moment(field)),
        (models.DateField, date(2025, 1, 1)),
        (models.BooleanField, field.get_default() if field.has_default() else False),
        (models.DecimalField, Decimal(7)),
        (models.IntegerField, 7),
        (models.UUIDField, uuid4()),
        (models.JSONField, {"text": text}),
    ]
    for kind, value in makers:
        if isinstance(field, kind):
            return value
    raise NotImplementedError(f"Say in tests/tenancy/rows.py what to put into a {type(field).__name__}")


def _moment(field: Any) -> datetime | None:
    # A locked prediction, or what a partner said, can be neither changed nor removed, which these rows are here to try.
    return None if field.model in (Prediction, SignOff, Reply) else timezone.now()
