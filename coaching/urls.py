"""Addresses of this app, under a collaborative."""

from django.urls import URLPattern, path

from coaching.views import caseloads, followups, learning, scores, support, support_programme, visits

urlpatterns: list[URLPattern] = [
    path("o/<slug:ods>/coaching/", visits.coaching, name="coaching"),
    path("o/<slug:ods>/coaching/visits/new/", visits.visit_new, name="visit-new"),
    path("o/<slug:ods>/coaching/actions/new/", followups.follow_up_new, name="follow-up-new"),
    path("actions/<int:pk>/", followups.follow_up, name="follow-up"),
    path("o/<slug:ods>/learning/", learning.learning, name="learning"),
    path("o/<slug:ods>/learning/new/", learning.lesson_new, name="lesson-new"),
    path("lessons/<int:pk>/", learning.lesson, name="lesson"),
    path("learned/<int:pk>/", learning.learner, name="learner"),
    path("o/<slug:ods>/progress/", scores.progress, name="progress"),
    path("o/<slug:ods>/progress/score/", scores.score, name="score"),
    path("programme/coaching/", caseloads.caseloads, name="caseloads"),
    path("programme/progress-scale/", scores.progress_scale, name="progress-scale"),
    path("programme/progress-scale/<int:tenths>/", scores.progress_level, name="progress-level"),
    path("programme/progress-scale/stalled/", scores.stalled_rule, name="stalled-rule"),
    path("o/<slug:ods>/support/", support.support, name="support"),
    path("o/<slug:ods>/support/new/", support.support_new, name="support-new"),
    path("support/mine/", support.my_support, name="my-support"),
    path("support/<int:pk>/", support.support_request, name="support-request"),
    path("support/<int:pk>/outcome/", support.support_outcome, name="support-outcome"),
    path("support/<int:pk>/end/", support.support_end, name="support-end"),
    path("support/<int:pk>/match/", support_programme.support_match, name="support-match"),
    path("programme/support/", support_programme.support_requests, name="support-requests"),
    path("programme/support/kinds/", support_programme.support_kinds, name="support-kinds"),
    path("programme/support/kinds/<int:pk>/", support_programme.support_kind, name="support-kind"),
    path("visits/<int:pk>/", visits.visit, name="visit"),
    path("visits/<int:pk>/edit/", visits.visit_edit, name="visit-edit"),
]
