"""Addresses of this app."""

from django.urls import path

from evaluation.views import agenda, coproduction, design, reviews
from evaluation.views.calendar import calendar_feed
from evaluation.views.coach import coach_dashboard
from evaluation.views.front import front
from evaluation.views.gates import journey_gate
from evaluation.views.meetings import meeting
from evaluation.views.notices import notice, notices
from evaluation.views.places import collaborative_home, organisation_home, project, still_in_name
from evaluation.views.signs import signs_table
from evaluation.views.sponsor import sponsor_home

urlpatterns = [
    path("", front, name="front"),
    path("calendar/<str:token>.ics", calendar_feed, name="calendar-feed"),
    path("c/<slug:slug>/", collaborative_home, name="collaborative-home"),
    path("c/<slug:slug>/o/<slug:ods>/", organisation_home, name="organisation-home"),
    path("c/<slug:slug>/o/<slug:ods>/people/<int:pk>/work/", still_in_name, name="still-theirs"),
    path("c/<slug:slug>/p/<int:pk>/", project, name="project"),
    path("c/<slug:slug>/p/<int:pk>/coproduction/", coproduction.record, name="coproduction"),
    path("c/<slug:slug>/p/<int:pk>/coproduction/new/", coproduction.involvement_new, name="involvement-new"),
    path("c/<slug:slug>/involvement/<int:pk>/edit/", coproduction.involvement_edit, name="involvement-edit"),
    path("c/<slug:slug>/o/<slug:ods>/pulse/", coproduction.pulse, name="pulse"),
    path("c/<slug:slug>/o/<slug:ods>/partner/", coproduction.partner_home, name="partner-home"),
    path("c/<slug:slug>/o/<slug:ods>/journey/<int:number>/gate/", journey_gate, name="journey-gate"),
    path("c/<slug:slug>/p/<int:pk>/design/", design.design, name="design"),
    path("c/<slug:slug>/p/<int:pk>/design/ask/", design.ask, name="design-ask"),
    path("c/<slug:slug>/p/<int:pk>/design/comment/<slug:part>/", design.comment, name="design-comment"),
    path("c/<slug:slug>/p/<int:pk>/design/comments/<int:comment_pk>/", design.answer, name="design-answer"),
    path("c/<slug:slug>/p/<int:pk>/design/<int:number>/", design.version, name="design-version"),
    path("c/<slug:slug>/p/<int:pk>/design/<int:number>/sign/", design.sign, name="design-sign"),
    path("c/<slug:slug>/p/<int:pk>/design/<int:number>/take-back/", design.take_back, name="design-take-back"),
    path("c/<slug:slug>/p/<int:pk>/design/<int:number>/remind/", design.remind, name="design-remind"),
    path("c/<slug:slug>/p/<int:pk>/design/<int:number>/print/", design.paper, name="design-print"),
    path("c/<slug:slug>/p/<int:pk>/design/<int:number>/theory/<int:sheet>.svg", design.sheet, name="design-sheet"),
    path("c/<slug:slug>/programme/designs/", design.designs, name="designs"),
    path("c/<slug:slug>/due/", agenda.due, name="due"),
    path("c/<slug:slug>/p/<int:pk>/due/", agenda.project_due, name="project-due"),
    path("c/<slug:slug>/meetings/<int:pk>/", meeting, name="meeting"),
    path("c/<slug:slug>/notices/", notices, name="notices"),
    path("c/<slug:slug>/notices/<int:pk>/", notice, name="notice"),
    path("c/<slug:slug>/o/<slug:ods>/sponsor/", sponsor_home, name="sponsor-home"),
    path("c/<slug:slug>/coach/", coach_dashboard, name="coach-dashboard"),
    path("c/<slug:slug>/coach/queue/", reviews.queue, name="review-queue"),
    path("c/<slug:slug>/coach/queue/<slug:of>/<int:pk>/", reviews.review_page, name="review"),
    path("c/<slug:slug>/tests/signs.csv", signs_table, name="signs-csv"),
    path("c/<slug:slug>/questions/<int:pk>/", reviews.question, name="question"),
    path("c/<slug:slug>/o/<slug:ods>/reviews/", reviews.reviews, name="reviews"),
]
