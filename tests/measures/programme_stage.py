"""A collaborative of five organisations that count the same thing, for the tests of programme measures."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from collaborative.models import User
from collaborative.roles import Role
from collaborative.tenancy.scope import Scope, tenant_context
from measures.actions import Entry, record_points
from measures.actions.pooled import compute_pooled
from measures.actions.programme import ProgrammeFields, add_version, adopt, define_programme
from measures.models import Measure, ProgrammeChange, ProgrammeChart, ProgrammeMeasure, ProgrammeVersion
from measures.pooling import Pooled
from organisations.actions.system import system_user
from organisations.models import Membership, Organisation, Participation, Project
from organisations.queries import system_scope
from tests.cast import Cast
from tests.measures.stage import measure_in, past_months

NAMES = ("north", "south", "west", "mid", "coast")
Numbers = Mapping[date, tuple[float, float]]


@dataclass
class Place:
    """One organisation: its participation, its lead and the measure it counts in."""

    participation: Participation
    lead: User
    project: Project
    measure: Measure

    def scope(self) -> Any:
        return tenant_context(Scope(self.lead.pk, (self.participation.collaborative_id,), (self.participation.pk,)))

    def enter(self, numbers: Numbers, reason: str = "") -> None:
        entries = [Entry(period, None, Decimal(str(n)), Decimal(str(d))) for period, (n, d) in numbers.items()]
        with self.scope():
            record_points(measure=self.measure, by=self.lead, entries=entries, reason=reason)


@dataclass
class Programme:
    """The collaborative, its places by name, and one programme measure with its first version."""

    cast: Cast
    measure: ProgrammeMeasure
    months: list[date]
    places: dict[str, Place] = field(default_factory=dict)

    @property
    def first(self) -> ProgrammeVersion:
        return ProgrammeVersion.objects.get(programme_measure=self.measure, number=1)

    def national(self) -> Any:
        """The scope of somebody in the national team: every organisation."""
        ids = Participation.objects.filter(collaborative=self.cast.amhe).values_list("pk", flat=True)
        return tenant_context(Scope(self.cast.admin.pk, (self.cast.amhe.pk,), tuple(ids)))

    def say(
        self, name: str, version: ProgrammeVersion | None, since: date | None = None, reason: str = "Otherwise"
    ) -> None:
        """This place says by which version it counts (None: differently)."""
        place = self.places[name]
        with place.scope():
            adopt(
                measure=place.measure,
                by=place.lead,
                programme=self.measure,
                version=version,
                since=since or self.months[0],
                reason=reason,
            )

    def renew(self, effective_from: date, reason: str = "Clearer now") -> ProgrammeVersion:
        with self.national():
            return add_version(
                programme=self.measure,
                by=self.cast.admin,
                effective_from=effective_from,
                definition="Counted anew",
                reason=reason,
            )

    def compute(self) -> int:
        with tenant_context(system_scope(self.cast.amhe, system_user())):
            return compute_pooled(chart_ids=[self.measure.chart.pk])

    def stored(self) -> Pooled:
        """What the stored chart shows."""
        with self.national():
            self.measure.chart.refresh_from_db()
        return Pooled.from_dict(self.measure.chart.series)

    def a_day_passes(self) -> None:
        """The chart that is stored was computed yesterday."""
        with self.national():
            ProgrammeChart.objects.filter(pk=self.measure.chart.pk).update(
                computed_at=timezone.now() - timedelta(days=1)
            )

    def pooled(self) -> Pooled:
        """The chart as it will be on the next day."""
        self.a_day_passes()
        self.compute()
        return self.stored()

    def waiting(self) -> int:
        """How many changes the stored chart does not show."""
        with self.national():
            return ProgrammeChange.objects.filter(chart=self.measure.chart).count()


FIELDS: dict[str, Any] = {
    "name": "Seen within four weeks",
    "measure_type": "outcome",
    "kind": "percentage",
    "numerator_label": "People seen",
    "denominator_label": "People referred",
    "frequency": "month",
    "direction": "up",
}


def make_programme(cast: Cast, *, months: int = 12, places: Sequence[str] = NAMES, **changes: Any) -> Programme:
    """Everybody has a measure of the same kind, and nobody has said yet that it counts."""
    spans = past_months(months)
    said = FIELDS | changes
    with tenant_context(Scope(cast.admin.pk, (cast.amhe.pk,), ())):
        measure = define_programme(
            collaborative=cast.amhe,
            by=cast.admin,
            fields=ProgrammeFields(**said),
            effective_from=spans[0],
            definition="Everybody referred",
        )
    made = Programme(cast, measure, spans)
    for name in places:
        made.places[name] = _place(cast, name, said, spans[0])
    return made


def _place(cast: Cast, name: str, said: Mapping[str, Any], starts_on: date) -> Place:
    known = {"north": (cast.north, cast.lead, cast.north_project), "south": (cast.south, cast.south_lead, None)}
    participation, lead, project = known.get(name) or _joins(cast, name)
    with tenant_context(Scope(lead.pk, (cast.amhe.pk,), (participation.pk,))):
        project = project or _project(participation, name, lead)
        own = {key: said[key] for key in FIELDS if key not in ("name", "measure_type")}
        measure = measure_in(project, lead, name=f"{name}canary measure", starts_on=starts_on, **own)
    return Place(participation, lead, project, measure)


def _joins(cast: Cast, name: str) -> tuple[Participation, User, None]:
    organisation = Organisation.objects.create(ods_code=f"R{name[:2].upper()}", name=f"{name.title()} Trust")
    participation = Participation.objects.create(
        collaborative=cast.amhe, organisation=organisation, joined_on=date(2018, 1, 1)
    )
    lead = User.objects.create_user(f"{name}@example.nhs.uk", f"{name.title()} Lead")
    Membership.objects.create(user=lead, role=Role.LEAD, collaborative=cast.amhe, participation=participation)
    return participation, lead, None


def _project(participation: Participation, name: str, lead: User) -> Project:
    owner = {"collaborative_id": participation.collaborative_id, "participation": participation}
    return Project.objects.get_or_create(
        **owner,
        name=f"{name}canary counting",
        defaults={"population": "All", "aim": "Sooner", "starts_on": date(2025, 1, 6), "created_by": lead},
    )[0]
