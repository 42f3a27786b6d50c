"""Operational definitions as words, their versions, and how a measure's stands to the programme's."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from collaborative.tenancy.scope import require_scope
from measures.models import Definition, Measure, ProgrammeMeasure, ProgrammeVersion, SharedMeasure
from measures.strategy.catalogue import FIELDS, TAKEN_OVER, texts_of
from measures.strategy.compare import Kept

_COLUMNS = [field.key for field in FIELDS if field.column and field.key != "groups"]


def _word(value: Any) -> str:
    if value is None:
        return ""
    normalize = getattr(value, "normalize", None)
    return f"{normalize():f}" if normalize else str(value)


def measured(measure: Measure) -> dict[str, str]:
    """What a definition says that stands in the measure itself, by the catalogue's keys (uses prefetched groups)."""
    groups = list(measure.strata.all())
    told = {
        "groups": "\n".join(group.name for group in groups),
        "comparator": next((group.name for group in groups if group.is_comparator), ""),
        "unknown": "\n".join(group.name for group in groups if group.is_unknown),
        "gap_scale": measure.gap_scale,
    }
    return {key: _word(getattr(measure, key)) for key in _COLUMNS} | told


def said_of(measure: Measure, latest: Definition | None) -> dict[str, str]:
    """The definition in force: the measure as it is, with what else its latest version says."""
    return measured(measure) | (texts_of(latest.said) if latest else {})


def programme_said(programme: ProgrammeMeasure, version: ProgrammeVersion) -> dict[str, str]:
    """A programme measure's definition by the same keys; what each team says for itself is not in it."""
    columns = {key: _word(getattr(programme, key)) for key in _COLUMNS if hasattr(programme, key)}
    columns |= {"definition": version.definition, "starts_on": version.effective_from.isoformat(), "groups": ""}
    return columns | texts_of(version.texts)


def definitions_of(measure: Measure) -> list[Definition]:
    """The kept versions of a measure's definition, oldest first, with their authors and origins (one query)."""
    rows = Definition.objects.filter(participation_id=measure.participation_id, measure=measure)
    related = ("made_by", "programme_version__programme_measure", "entry__participation__organisation")
    return list(rows.select_related(*related).order_by("number"))


def latest_of_measures(measures: Iterable[Measure]) -> dict[int, Definition]:
    """The latest version of each measure's definition, by measure id (one query)."""
    ids = [measure.pk for measure in measures]
    reach = {"participation_id__in": require_scope().participation_ids, "measure_id__in": ids}
    rows = Definition.objects.filter(**reach).select_related("programme_version__programme_measure")
    return {row.measure_id: row for row in rows.order_by("measure_id", "-number").distinct("measure_id")}


def kept_of_measures(measures: Iterable[Measure]) -> dict[int, list[Kept]]:
    """Every version of each measure's definition as divergence is told from, oldest first (one query)."""
    ids = [measure.pk for measure in measures]
    reach = {"participation_id__in": require_scope().participation_ids, "measure_id__in": ids}
    found: dict[int, list[Kept]] = defaultdict(list)
    for row in Definition.objects.filter(**reach).order_by("measure_id", "number"):
        found[row.measure_id].append(kept(row))
    return dict(found)


def kept(row: Definition) -> Kept:
    """A version as divergence is told from."""
    return Kept(row.programme_version_id, row.effective_from, row.said, TAKEN_OVER in row.said, row.taken)


def sharing_of(measure: Measure) -> SharedMeasure | None:
    """Where the measure's definition stands in the library, if its team lets others use it."""
    rows = SharedMeasure.objects.filter(participation_id=measure.participation_id, measure=measure)
    return rows.select_related("entry").first()


def base_of(measure: Measure, revision: int) -> Mapping[str, str]:
    """What the definition said at an earlier revision of the measure; of one that was not kept, nothing."""
    rows = Definition.objects.filter(participation_id=measure.participation_id, measure=measure, revision__lte=revision)
    row = rows.order_by("-revision").first()
    return row.said if row else {}
