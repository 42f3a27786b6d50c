"""Addresses inside a collaborative, below /c/<slug>/."""

from django.urls import path

from organisations.views import directory, history, interests, jobs, national, people, projects, running

urlpatterns = [
    path("organisations/", national.organisations, name="organisations"),
    path("organisations/new/", national.organisation_new, name="organisation-new"),
    path("directory/", directory.directory, name="directory"),
    path("directory/preview/", directory.preview, name="directory-preview"),
    path("directory/search/", interests.directory_search, name="directory-search"),
    path("organisations/enrol/", interests.enrolment_new, name="enrolment"),
    path("interests/", interests.interest_list, name="interests"),
    path("interests/settings/", interests.joining_settings, name="joining-settings"),
    path("interests/<int:pk>/", interests.interest, name="interest"),
    path("interests/<int:pk>/review/", interests.review, name="interest-review"),
    path("interests/<int:pk>/decline/", interests.decline, name="interest-decline"),
    path("interests/<int:pk>/withdraw/", interests.withdraw, name="interest-withdraw"),
    path("interests/<int:pk>/enrol/", interests.enrolment, name="interest-enrol"),
    path("settings/", running.collaborative_settings, name="collaborative-settings"),
    path("jobs/", jobs.jobs, name="jobs"),
    path("team/", national.team, name="team"),
    path("team/history/", running.team_history, name="team-history"),
    path("team/<int:pk>/end/", national.team_end, name="team-end"),
    path("team/invitations/<int:pk>/withdraw/", national.team_withdraw, name="team-invitation-withdraw"),
    path("o/<slug:ods>/people/", people.people, name="people"),
    path("o/<slug:ods>/people/<int:pk>/end/", people.end_role, name="membership-end"),
    path("o/<slug:ods>/people/invitations/<int:pk>/withdraw/", people.withdraw, name="invitation-withdraw"),
    path("o/<slug:ods>/people/coach/", people.coach_assign, name="coach-assign"),
    path("o/<slug:ods>/people/coach/<int:pk>/end/", people.coach_end, name="coach-end"),
    path("o/<slug:ods>/history/", history.history, name="history"),
    path("o/<slug:ods>/projects/new/", projects.project_new, name="project-new"),
    path("p/<int:pk>/edit/", projects.project_edit, name="project-edit"),
]
