"""Addresses of this app, under /c/<collaborative>/. A project's theory and the programme's have the same pages."""

from django.urls import path

from phases.views import (
    coproduction,
    editor,
    gathering_lead,
    gatherings,
    journey,
    keeping,
    populations,
    programme,
    programme_journey,
    sharing,
    theory,
)

_PAGES = (
    ("", theory.show, ""),
    ("outline/", theory.outline, "outline"),
    ("start/", theory.start, "start"),
    ("edit/", editor.edit, "edit"),
    ("changes/", keeping.changes, "changes"),
    ("versions/", keeping.versions, "versions"),
    ("versions/<int:number>/", keeping.version, "version"),
    ("import/", keeping.bring, "import"),
    ("theory.svg", theory.svg, "svg"),
    ("theory.png", theory.png, "png"),
    ("theory.csv", theory.table, "csv"),
    ("print/<str:size>/", theory.paper, "print"),
    ("print/<str:size>/<int:number>.svg", theory.sheet, "sheet"),
)
_WHOSE = (("p/<int:pk>/theory/", "theory"), ("programme/theory/", "programme-theory"))

urlpatterns = [
    *(
        path(where + route, view, name=f"{name}-{page}" if page else name)
        for where, name in _WHOSE
        for route, view, page in _PAGES
    ),
    path("p/<int:pk>/theory/difference/", sharing.difference, name="theory-difference"),
    path("p/<int:pk>/theory/gatherings/", gatherings.gatherings, name="theory-gatherings"),
    path("p/<int:pk>/theory/gatherings/new/", gatherings.gathering_new, name="gathering-new"),
    path("gathering/<int:pk>/", gatherings.gathering, name="gathering"),
    path("gathering/<int:pk>/lead/", gathering_lead.gathering_lead, name="gathering-lead"),
    path("programme/theory/heat/", programme.heat, name="programme-theory-heat"),
    path("programme/theory/offers/", programme.offers, name="programme-theory-offers"),
    path("o/<slug:ods>/populations/", populations.populations, name="populations"),
    path("o/<slug:ods>/populations/new/", populations.population_new, name="population-new"),
    path("population/<int:pk>/", populations.population, name="population"),
    path("population/<int:pk>/edit/", populations.population_edit, name="population-edit"),
    path("population/<int:pk>/end/", populations.population_end, name="population-end"),
    path("population/<int:pk>/inequality/", populations.inequality_new, name="inequality-new"),
    path("inequality/<int:pk>/", populations.inequality, name="inequality"),
    path("programme/populations/", populations.population_limit, name="population-limit"),
    path("o/<slug:ods>/journey/", journey.journey, name="journey"),
    path("o/<slug:ods>/journey/<int:number>/dates/", journey.journey_dates, name="journey-dates"),
    path("o/<slug:ods>/journey/pause/", journey.journey_pause, name="journey-pause"),
    path("pause/<int:pk>/", journey.journey_pause_edit, name="journey-pause-edit"),
    path("programme/timeline/", programme_journey.timeline, name="timeline"),
    path("programme/phases/", programme_journey.phases, name="phases"),
    path("programme/phases/<int:number>/", programme_journey.phase, name="phase"),
    path("programme/pauses/", programme_journey.programme_pauses, name="programme-pauses"),
    path("programme/pauses/<int:pk>/", programme_journey.programme_pause, name="programme-pause"),
    path("involvement/<int:pk>/", coproduction.involvement_say, name="involvement-say"),
    path("p/<int:pk>/coproduction/agree/", coproduction.sign_off_new, name="sign-off"),
    path("said/<int:pk>/", coproduction.sign_off_reply, name="sign-off-reply"),
    path("o/<slug:ods>/pulse/answer/", coproduction.pulse_answer, name="pulse-answer"),
    path("o/<slug:ods>/needs/", coproduction.access_needs, name="access-needs"),
    path("o/<slug:ods>/hours/", coproduction.involvement_hours, name="involvement-hours"),
    path("hours/<int:pk>/", coproduction.involvement_time, name="involvement-time"),
    path("codes/", populations.code_lists, name="code-lists"),
]
