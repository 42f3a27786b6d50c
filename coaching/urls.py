"""Addresses of this app, under a collaborative."""

from django.urls import URLPattern, path

from coaching.views import caseloads, followups, learning, scores, visits

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
    path("visits/<int:pk>/", visits.visit, name="visit"),
    path("visits/<int:pk>/edit/", visits.visit_edit, name="visit-edit"),
]
