"""Addresses of this app, under /c/<collaborative>/."""

from collections.abc import Callable

from django.http import HttpResponse
from django.urls import path

from measures.presenters.decisions import SORTS
from measures.views import (
    adoption,
    anew,
    charts,
    decisions,
    definition,
    downloads,
    drivers,
    entry,
    family,
    gaps,
    library,
    measure,
    notes,
    pictures,
    programme,
    strategy,
    tables,
    words,
)

_PICTURES: dict[str, Callable[..., HttpResponse]] = {
    "chart.png": pictures.png,
    "chart.svg": pictures.svg,
    "chart.csv": pictures.numbers,
    "embed/": pictures.embed,
}
# The chart of everyone, and of a group: part of the address, and of the route's name.
_CHARTS = (("", ""), ("g/<int:stratum_id>/", "group-"))

urlpatterns = [
    path("charts/", charts.defaults, name="chart-defaults"),
    path("m/<int:pk>/chart/", charts.choose, name="measure-chart"),
    path("m/<int:pk>/decisions/<int:decision_id>/take-back/", decisions.undo, name="decision-take-back"),
    *(
        path(
            f"m/<int:pk>/{where}decide/{sort}/",
            decisions.decide,
            {"decision": sort, "line": "gap" if of == "gap-" else "value"},
            name=f"decide-{of}{sort}",
        )
        for where, of in (*_CHARTS, ("g/<int:stratum_id>/gap/", "gap-"))
        for sort in SORTS
    ),
    *(
        path(f"m/<int:pk>/{where}{file}", view, name=f"chart-{of}{file.removeprefix('chart.').strip('/')}")
        for where, of in _CHARTS
        for file, view in _PICTURES.items()
    ),
    path("p/<int:pk>/measures/", measure.measures, name="measures"),
    path("p/<int:pk>/measures/new/", definition.measure_new, name="measure-new"),
    path("m/<int:pk>/", measure.measure, name="measure"),
    path("m/<int:pk>/edit/", definition.measure_edit, name="measure-edit"),
    path("m/<int:pk>/g/<int:stratum_id>/", measure.measure, name="measure-group"),
    path("m/<int:pk>/g/<int:stratum_id>/reporting/", definition.group_reporting, name="measure-group-reporting"),
    path("m/<int:pk>/notes/", notes.note_add, name="measure-note"),
    path("m/<int:pk>/notes/<int:annotation_id>/remove/", notes.note_remove, name="measure-note-remove"),
    path("m/<int:pk>/enter/", entry.enter, name="measure-enter"),
    path("m/<int:pk>/enter/row/", entry.enter_row, name="measure-enter-row"),
    path("m/<int:pk>/import/", tables.bring, name="measure-import"),
    path("m/<int:pk>/imports/<int:import_pk>/", tables.check, name="import"),
    path("m/<int:pk>/imports/<int:import_pk>/apply/", tables.apply, name="import-apply"),
    path("m/<int:pk>/imports/<int:import_pk>/cancel/", tables.cancel, name="import-cancel"),
    path("m/<int:pk>/imports/<int:import_pk>/refused.csv", downloads.refused, name="import-refused"),
    path("m/<int:pk>/template.csv", downloads.template, name="measure-template"),
    path("m/<int:pk>/data.csv", downloads.data, name="measure-csv"),
    path("m/<int:pk>/g/<int:stratum_id>/gap/", gaps.gap, name="measure-gap"),
    path("m/<int:pk>/g/<int:stratum_id>/gap.csv", gaps.numbers, name="measure-gap-csv"),
    path("m/<int:pk>/programme/", adoption.programmes, name="measure-programmes"),
    path("m/<int:pk>/programme/<int:programme_id>/", adoption.say, name="measure-programme"),
    path("m/<int:pk>/programme/said/<int:adoption_id>/remove/", adoption.remove, name="measure-programme-remove"),
    path("charts/anew/", anew.charts_anew, name="charts-anew"),
    path("programme/", programme.programme, name="programme"),
    path("programme/new/", programme.programme_new, name="programme-new"),
    path("programme/<int:pk>/", programme.programme_measure, name="programme-measure"),
    path("programme/<int:pk>/chart.csv", programme.programme_csv, name="programme-csv"),
    path("m/<int:pk>/drivers/", drivers.measure_drivers, name="measure-drivers"),
    path("programme/<int:pk>/edit/", programme.programme_edit, name="programme-edit"),
    path("programme/<int:pk>/versions/new/", programme.version_new, name="programme-version-new"),
    path("programme/<int:pk>/versions/<int:number>/", programme.version_edit, name="programme-version"),
    path("p/<int:pk>/strategy/", family.strategy, name="strategy"),
    path("p/<int:pk>/strategy/data-plan/", family.data_plan, name="data-plan"),
    path("m/<int:pk>/definition/", strategy.definition, name="definition"),
    path("m/<int:pk>/definition/edit/", strategy.edit, name="definition-edit"),
    path("m/<int:pk>/definition/share/", strategy.share, name="definition-share"),
    path("m/<int:pk>/definition/<int:number>/", strategy.version, name="definition-version"),
    path("measures/library/", library.library, name="library"),
    path("measures/library/<int:entry>/", library.entry, name="library-entry"),
    path("measures/library/<int:entry>/use/", library.use_shared, name="library-use"),
    path("programme/definitions/", words.definitions, name="programme-definitions"),
    path("programme/<int:pk>/definition/", words.programme_definition, name="programme-definition"),
    path("programme/<int:pk>/definition/edit/", words.programme_definition_edit, name="programme-definition-edit"),
    path("programme/<int:pk>/definition/use/", library.use_core, name="programme-use"),
]
