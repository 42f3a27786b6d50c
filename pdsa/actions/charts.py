"""Tests stand on the charts of the measures they should move: written there by the test, never read from here."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.urls import reverse

from collaborative.models import User
from measures.actions import annotate, remove_annotation
from measures.models import Annotation, Measure
from pdsa.models import Cycle, CycleMeasure, Spread


def source_of(cycle: Cycle) -> str:
    """The name under which a test writes on charts."""
    return f"pdsa:{cycle.pk}"


def source_of_spread(spread: Spread) -> str:
    """The name under which the start in a further place writes on charts."""
    return f"spread:{spread.pk}"


def draw(cycle: Cycle, by: User) -> None:
    """Write a started test on the charts of its measures, or bring what is written there up to date."""
    for spread in cycle.spreads.filter(started_on__isnull=False):
        draw_spread(spread, by)
    if not cycle.is_started or cycle.starts_on is None:
        return
    url = reverse("cycle", kwargs={"slug": cycle.collaborative.slug, "pk": cycle.pk})
    for link in cycle.measure_links.select_related("measure"):
        annotate(
            measure=link.measure,
            by=by,
            label=f"Test {cycle.number}: {cycle.title}",
            starts_on=cycle.starts_on,
            ends_on=cycle.ends_on,
            kind=Annotation.AnnotationKind.PDSA,
            source=source_of(cycle),
            url=url,
        )


def draw_spread(spread: Spread, by: User) -> None:
    """Write the start in a further place on the charts of its test, or bring what is written there up to date."""
    if spread.started_on is None:
        return
    # The whole scale-up, which everybody reads who reads the charts; the place's own page is a form.
    url = reverse("spreads", kwargs={"slug": spread.cycle.collaborative.slug, "pk": spread.cycle.project_id})
    for link in spread.cycle.measure_links.select_related("measure"):
        annotate(
            measure=link.measure,
            by=by,
            label=f"Spread to {spread.place}: {spread.cycle.title}",
            starts_on=spread.started_on,
            source=source_of_spread(spread),
            url=f"{url}#place-{spread.pk}",
        )


def rub_out_spread(spread: Spread, by: User) -> None:
    """Take the start in a place off the charts, if it is there."""
    for link in spread.cycle.measure_links.select_related("measure"):
        remove_annotation(measure=link.measure, by=by, source=source_of_spread(spread))


def link_measures(cycle: Cycle, by: User, measures: Iterable[Measure]) -> None:
    """Make these the test's measures, and take it off the charts of those it had before.

    Raises ValidationError for a measure of another project.
    """
    wanted = {measure.pk: measure for measure in measures}
    if any(measure.project_id != cycle.project_id for measure in wanted.values()):
        raise ValidationError({"measures": "Choose measures of this project"})
    present = {link.measure_id: link for link in cycle.measure_links.select_related("measure")}
    sources = [source_of(cycle), *map(source_of_spread, cycle.spreads.filter(started_on__isnull=False))]
    for pk in present.keys() - wanted.keys():
        for source in sources:
            remove_annotation(measure=present[pk].measure, by=by, source=source)
        present[pk].delete()
    for pk in sorted(wanted.keys() - present.keys()):
        CycleMeasure.objects.create(
            collaborative_id=cycle.collaborative_id,
            participation_id=cycle.participation_id,
            cycle=cycle,
            measure=wanted[pk],
        )
