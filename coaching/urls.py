"""Addresses of this app, under a collaborative."""

from django.urls import URLPattern, path

from coaching.views import caseloads, followups, learning, scores, sustain_plan, sustaining, visits

urlpatterns: list[URLPattern] = [
    path("o/<slug:ods>/coaching/", visits.coaching, name="coaching"),
    path("o/<slug:ods>/coaching/visits/new/", visits.visit_new, name="visit-new"),
    path("o/<slug:ods>/coaching/actions/new/", followups.follow_up_new, name="follow-up-new"),
    path("actions/<int:pk>/", followups.follow_up, name="follow-up"),
    path("o/<slug:ods>/progress/", scores.progress, name="progress"),
    path("o/<slug:ods>/progress/score/", scores.score, name="score"),
    path("programme/coaching/", caseloads.caseloads, name="caseloads"),
    path("programme/progress-scale/", scores.progress_scale, name="progress-scale"),
    path("programme/progress-scale/<int:tenths>/", scores.progress_level, name="progress-level"),
    path("programme/progress-scale/stalled/", scores.stalled_rule, name="stalled-rule"),
    path("p/<int:pk>/sustaining/", sustaining.sustaining, name="sustaining"),
    path("p/<int:pk>/sustaining/ask/", sustaining.sustain_open, name="sustain-open"),
    path("p/<int:pk>/sustaining/plan/new/", sustain_plan.sustain_item_new, name="sustain-item-new"),
    path("p/<int:pk>/sustaining/learning/new/", learning.learning_new, name="learning-new"),
    path("sustaining/asked/<int:pk>/", sustaining.sustain_round, name="sustain-round"),
    path("sustaining/asked/<int:pk>/answer/", sustaining.sustain_answer, name="sustain-answer"),
    path("sustaining/asked/<int:pk>/close/", sustaining.sustain_close, name="sustain-close"),
    path("sustaining/plan/<int:pk>/", sustain_plan.sustain_item, name="sustain-item"),
    path("sustaining/plan/<int:pk>/remove/", sustain_plan.sustain_item_remove, name="sustain-item-remove"),
    path("sustaining/learning/<int:pk>/", learning.learning, name="learning"),
    path("sustaining/learning/<int:pk>/edit/", learning.learning_edit, name="learning-edit"),
    path("sustaining/learning/<int:pk>/remove/", learning.learning_remove, name="learning-remove"),
    path("programme/sustaining/", sustaining.sustain_factors, name="sustain-factors"),
    path("programme/sustaining/<slug:code>/", sustaining.sustain_factor, name="sustain-factor"),
    path("programme/learning/", learning.found, name="learning-found"),
    path("visits/<int:pk>/", visits.visit, name="visit"),
    path("visits/<int:pk>/edit/", visits.visit_edit, name="visit-edit"),
]
