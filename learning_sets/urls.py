"""Addresses of this app."""

from django.urls import URLPattern, path

from learning_sets.views import after, agenda, booking, calendar, commitments, people, planning, year

urlpatterns: list[URLPattern] = [
    path("c/<slug:slug>/sets/", planning.sets, name="sets"),
    path("c/<slug:slug>/sets/new/", planning.set_new, name="set-new"),
    path("c/<slug:slug>/sets/year/", year.sets_year, name="sets-year"),
    path("c/<slug:slug>/sets/calendar/", year.sets_calendar, name="sets-calendar"),
    path("c/<slug:slug>/sets/calendar/<int:pk>/", year.sets_day, name="sets-day"),
    path("c/<slug:slug>/sets/settings/", year.sets_settings, name="sets-settings"),
    path("c/<slug:slug>/sets/sessions/<int:pk>/", agenda.set_session, name="set-session"),
    path("c/<slug:slug>/sets/materials/<int:pk>/", after.set_material, name="set-material"),
    path("c/<slug:slug>/sets/bookings/<int:pk>/", booking.booking, name="set-booking"),
    path("c/<slug:slug>/sets/bookings/<int:pk>/cancel/", booking.booking_cancel, name="set-booking-cancel"),
    path("c/<slug:slug>/sets/bookings/<int:pk>/here/", people.booking_here, name="set-booking-here"),
    path("c/<slug:slug>/sets/<int:pk>/", booking.set_page, name="set"),
    path("c/<slug:slug>/sets/<int:pk>/edit/", planning.set_edit, name="set-edit"),
    path("c/<slug:slug>/sets/<int:pk>/open/", planning.set_open, name="set-open"),
    path("c/<slug:slug>/sets/<int:pk>/cancel/", planning.set_cancel, name="set-cancel"),
    path("c/<slug:slug>/sets/<int:pk>/agenda/", agenda.set_agenda, name="set-agenda"),
    path("c/<slug:slug>/sets/<int:pk>/book/", booking.set_book, name="set-book"),
    path("c/<slug:slug>/sets/<int:pk>/here/", booking.set_here, name="set-here"),
    path("c/<slug:slug>/sets/<int:pk>/people/", people.set_people, name="set-people"),
    path("c/<slug:slug>/sets/<int:pk>/people.csv", people.set_people_csv, name="set-people-csv"),
    path("c/<slug:slug>/sets/<int:pk>/names/", people.set_names, name="set-names"),
    path("c/<slug:slug>/sets/<int:pk>/check-in/", people.set_check_in, name="set-check-in"),
    path("c/<slug:slug>/sets/<int:pk>/materials/", after.set_materials, name="set-materials"),
    path("c/<slug:slug>/sets/<int:pk>/feedback/", after.set_feedback, name="set-feedback"),
    path("c/<slug:slug>/sets/<int:pk>/said/", after.set_said, name="set-said"),
    path("account/calendar/", calendar.calendar, name="calendar"),
    path("c/<slug:slug>/sets/<int:pk>/set.ics", calendar.set_file, name="set-file"),
    path("c/<slug:slug>/sets/<int:pk>/commitments/", commitments.commitments, name="commitments"),
    path("c/<slug:slug>/sets/<int:pk>/commitments/new/", commitments.commit, name="commit"),
    path("c/<slug:slug>/sets/<int:pk>/since/", commitments.since, name="set-since"),
    path("c/<slug:slug>/commitments/<int:pk>/", commitments.commitment, name="commitment"),
    path("c/<slug:slug>/commitments/<int:pk>/edit/", commitments.commitment_edit, name="commitment-edit"),
]
