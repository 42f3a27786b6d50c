"""What a row said when a page was opened, as a short mark: who saves an older state overwrites nothing."""

import hashlib
from typing import Any

from measures.models import ProgrammeMeasure, ProgrammeVersion, Stratum
from measures.plans import Defaults

_PROGRAMME = (
    "name",
    "measure_type",
    "numerator_label",
    "denominator_label",
    "rate_per",
    "direction",
    "target",
    "chart_kind",
)
_VERSION = ("pk", "effective_from", "definition", "reason")


def _mark(*values: Any) -> str:
    return hashlib.sha256(repr(values).encode()).hexdigest()[:20]


def programme_mark(row: ProgrammeMeasure) -> str:
    """The mark of what is said of a programme measure, whatever its version. Give the row as it is stored."""
    return _mark([getattr(row, name) for name in _PROGRAMME])


def version_mark(row: ProgrammeVersion) -> str:
    """The mark of one version's first period, words and reason; the rest of its definition is not part of that."""
    return _mark([getattr(row, name) for name in _VERSION])


def reporting_mark(group: Stratum) -> str:
    """The mark of the periods between which a group is reported."""
    return _mark(group.active_from, group.active_until)


def defaults_mark(defaults: Defaults) -> str:
    """The mark of how a collaborative reads its charts."""
    return _mark(defaults.run, defaults.xmr, defaults.limits, defaults.screened)
