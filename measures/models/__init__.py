"""Measures, their groups and numbers, what stands on their charts, and the charts themselves."""

from measures.models.charts import Annotation, Chart, ChartDecision, ChartDefaults, Line
from measures.models.definitions import (
    EVENT_KINDS,
    ChartKind,
    Direction,
    Frequency,
    GapScale,
    Kind,
    Measure,
    MeasureType,
    RuleSet,
    Stratum,
)
from measures.models.drivers import DriverMeasure
from measures.models.points import DataPoint, Import
from measures.models.programme import (
    POOLED_CHARTS,
    POOLED_FREQUENCIES,
    POOLED_KINDS,
    Adoption,
    ProgrammeChange,
    ProgrammeChart,
    ProgrammeMeasure,
    ProgrammeVersion,
)
from measures.models.strategy import Definition, LibraryEntry, LibraryUse, SharedMeasure

__all__ = [
    "EVENT_KINDS",
    "POOLED_CHARTS",
    "POOLED_FREQUENCIES",
    "POOLED_KINDS",
    "Adoption",
    "Annotation",
    "Chart",
    "ChartDecision",
    "ChartDefaults",
    "ChartKind",
    "DataPoint",
    "Definition",
    "Direction",
    "DriverMeasure",
    "Frequency",
    "GapScale",
    "Import",
    "Kind",
    "LibraryEntry",
    "LibraryUse",
    "Line",
    "Measure",
    "MeasureType",
    "ProgrammeChange",
    "ProgrammeChart",
    "ProgrammeMeasure",
    "ProgrammeVersion",
    "RuleSet",
    "SharedMeasure",
    "Stratum",
]
