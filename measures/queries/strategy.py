"""How measures stand to the programme's, and what can be used from the library."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Max, QuerySet

from collaborative.models import Collaborative
from collaborative.roles import Action
from collaborative.tenancy.scope import require_scope
from measures.models import (
    Adoption,
    Definition,
    LibraryEntry,
    LibraryUse,
    Measure,
    ProgrammeMeasure,
    ProgrammeVersion,
)
from measures.pooling import Pooled
from measures.queries.definitions import kept, kept_of_measures
from measures.strategy.compare import Divergence, Kept, Standing, divergences, standing
from organisations.models import Participation
from organisations.queries import Access, owned


@dataclass(frozen=True)
class Stood:
    """How a measure stands to the programme's measure (None: local).

    number: the version whose words it has or by which it counts (None: of neither). differently_since: its team says
    that it counts in a way of its own. latest: the number of the programme's latest version.
    """

    standing: Standing
    programme: ProgrammeMeasure | None = None
    number: int | None = None
    divergences: tuple[Divergence, ...] = ()
    differently_since: date | None = None
    latest: int | None = None

    @property
    def is_older(self) -> bool:
        """Whether the programme has made another version since."""
        return 0 < (self.number or 0) < (self.latest or 0)


def _held(reach: QuerySet[Adoption]) -> QuerySet[Adoption]:
    """What was said last, of each organisation and programme measure."""
    key = ("participation_id", "programme_measure_id")
    return reach.order_by(*key, "-since").distinct(*key).select_related("programme_measure", "version").defer("reason")


def _stood(
    versions: list[Kept], said: Adoption | None, follows: Definition | None, latest: dict[int, int] | None = None
) -> Stood:
    version = said.version if said else None
    taken = follows.programme_version if follows else None
    programme = said.programme_measure if said else taken.programme_measure if taken else None
    which = standing(versions, counts_by=version is not None, counts_differently=said is not None and version is None)
    return Stood(
        which,
        programme,
        taken.number if taken else version.number if version else None,
        tuple(divergences(versions)),
        said.since if said is not None and version is None else None,
        (latest or {}).get(programme.pk) if programme else None,
    )


def _latest_numbers() -> dict[int, int]:
    """The number of the latest version of each programme measure of the scope's collaboratives (one query)."""
    rows = ProgrammeVersion.objects.filter(collaborative_id__in=require_scope().collaborative_ids).order_by()
    return dict(rows.values_list("programme_measure_id").annotate(Max("number")))


def counted_in(participation_id: int, programme: ProgrammeMeasure) -> Measure | None:
    """The measure in which an organisation said last that it counts for the programme's; None where it said nothing."""
    said = Adoption.objects.filter(participation_id=participation_id, programme_measure=programme)
    row = said.select_related("measure").order_by("-since").first()
    return row.measure if row else None


def standings_of(measures: Iterable[Measure], latest: dict[int, Definition]) -> dict[int, Stood]:
    """How each of these measures stands to the programme's, by id; three queries. latest: as `latest_of_measures`."""
    rows = list(measures)
    versions = kept_of_measures(rows)
    said = _held(Adoption.objects.filter(participation_id__in=require_scope().participation_ids))
    by_measure: dict[int, list[Adoption]] = defaultdict(list)
    for one in said:
        by_measure[one.measure_id].append(one)
    numbers = _latest_numbers()
    found = {}
    for row in rows:
        definition = latest.get(row.pk)
        follows = definition if definition is not None and definition.programme_version_id else None
        found[row.pk] = _stood(versions.get(row.pk, []), _said_of(by_measure[row.pk], follows), follows, numbers)
    return found


def _said_of(said: Sequence[Adoption], follows: Definition | None) -> Adoption | None:
    """Of what holds of a measure, what was said for the programme measure whose words it has, if it has any's."""
    if follows is None or follows.programme_version is None:
        return said[-1] if said else None
    programme = follows.programme_version.programme_measure_id
    return next((row for row in said if row.programme_measure_id == programme), None)


@dataclass(frozen=True)
class Told:
    """What the programme is told of one organisation's measure: names of fields and days, no words and no numbers."""

    organisation: str
    stood: Stood


def told_to_programme(access: Access) -> dict[int, list[Told]]:
    """By programme measure, how each organisation's stands to it, for who runs the collaborative (three queries)."""
    everyone = access.participations_for(Action.RUN_COLLABORATIVE)
    names = dict(Participation.objects.filter(pk__in=everyone, ended_on=None).values_list("pk", "organisation__name"))
    said = list(_held(owned(Adoption, access, Action.RUN_COLLABORATIVE).filter(participation_id__in=names)))
    mine = owned(Definition, access, Action.RUN_COLLABORATIVE).filter(participation_id__in=names)
    following = mine.filter(programme_version__isnull=False).values("measure_id")
    rows: dict[int, list[Definition]] = defaultdict(list)
    related = mine.select_related("programme_version__programme_measure")
    for row in related.filter(measure_id__in=following).order_by("measure_id", "number"):
        rows[row.measure_id].append(row)
    found: dict[int, list[Told]] = defaultdict(list)
    followed = {pk: _followed(versions) for pk, versions in rows.items()}
    for one in said:
        # A measure can count for several, but it has the words of one at most.
        own = followed.get(one.measure_id) == one.programme_measure_id
        versions = rows[one.measure_id] if own else []
        stood = _stood([kept(row) for row in versions], one, _follower(versions))
        found[one.programme_measure_id].append(Told(names[one.participation_id], stood))
    spoken = {(one.measure_id, one.programme_measure_id) for one in said}
    for pk, programme in followed.items():
        if programme is not None and (pk, programme) not in spoken:
            follows = rows[pk][-1]
            stood = _stood([kept(row) for row in rows[pk]], None, follows)
            found[programme].append(Told(names[follows.participation_id], stood))
    return {key: sorted(told, key=lambda one: one.organisation) for key, told in found.items()}


def _follower(versions: list[Definition]) -> Definition | None:
    return versions[-1] if versions and versions[-1].programme_version_id else None


def _followed(versions: list[Definition]) -> int | None:
    """The programme measure (id) whose words these versions of a definition have now."""
    follows = _follower(versions)
    return follows.programme_version.programme_measure_id if follows and follows.programme_version else None


# The library.


def library_entries(collaborative: Collaborative) -> QuerySet[LibraryEntry]:
    """What organisations share now, with who and how many organisations made a measure of it (one query)."""
    rows = LibraryEntry.objects.filter(collaborative=collaborative, withdrawn_at=None)
    used = Count("uses__participation", distinct=True)
    return rows.select_related("participation__organisation").annotate(used=used).order_by("name", "pk")


def programme_uses(collaborative: Collaborative) -> dict[int, int]:
    """How many organisations made a measure from each programme measure's words, by its id (one query)."""
    rows = LibraryUse.objects.filter(collaborative=collaborative, programme_version__isnull=False)
    by = rows.order_by().values_list("programme_version__programme_measure_id")
    return dict(by.annotate(Count("participation", distinct=True)))


def counting(programme: ProgrammeMeasure) -> int:
    """How many organisations count by its version in force, as everybody may see under its chart."""
    due = Pooled.from_dict(programme.chart.series).due
    return due[-1] if due else 0
