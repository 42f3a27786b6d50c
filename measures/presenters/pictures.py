"""Charts that leave their page: as files, and as a frame in somebody's story."""

from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from collaborative.csvfile import csv_text
from collaborative.nhsuk.filters import date_long
from measures.charts import ChartSpec, table
from measures.models import Measure
from measures.presenters.page import Picture, picture


@dataclass(frozen=True)
class Embedded:
    """A chart to stand in another page: the picture with its words, whose it is, and the way to its own page."""

    picture: Picture
    source: str
    url: str


def source_of(measure: Measure, today: date) -> str:
    """Whose numbers a chart shows, and as of when: "North Trust, Shorter waits. 3 March 2027"."""
    return f"{measure.participation.organisation.name}, {measure.project.name}. {date_long(today)}"


def chart_csv(spec: ChartSpec) -> str:
    """The numbers, lines and signals of the chart as CSV, safe to open in a spreadsheet."""
    return csv_text(table.csv_rows(spec))


def embedded(spec: ChartSpec, measure: Measure, today: date, stratum_id: int | None = None, uid: str = "") -> Embedded:
    """A chart for another page of ours, by the macro of `measures/_embedded.jinja`. `uid`: unique on that page."""
    slug = measure.collaborative.slug
    here = ("measure", [slug, measure.pk]) if stratum_id is None else ("measure-group", [slug, measure.pk, stratum_id])
    return Embedded(
        picture(spec, uid or f"chart-{measure.pk}-{stratum_id or 0}"),
        source_of(measure, today),
        reverse(here[0], args=here[1]),
    )
