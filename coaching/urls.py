"""Addresses of this app, under a collaborative."""

from django.urls import URLPattern, path

from coaching.views import blockers, caseloads, followups, scores, visits

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
    path("o/<slug:ods>/blockers/", blockers.blockers, name="blockers"),
    path("blockers/<int:pk>/", blockers.blocker, name="blocker"),
    path("blockers/<int:pk>/edit/", blockers.blocker_edit, name="blocker-edit"),
    path("blockers/<int:pk>/ask/", blockers.blocker_ask, name="blocker-ask"),
    path("blockers/<int:pk>/answer/", blockers.blocker_answer, name="blocker-answer"),
    path("blockers/<int:pk>/close/", blockers.blocker_close, name="blocker-close"),
    path("blockers/<int:pk>/reopen/", blockers.blocker_reopen, name="blocker-reopen"),
    path("visits/<int:pk>/", visits.visit, name="visit"),
    path("visits/<int:pk>/edit/", visits.visit_edit, name="visit-edit"),
]
