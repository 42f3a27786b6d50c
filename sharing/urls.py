"""Addresses of this app."""

from django.urls import URLPattern, path

from sharing.views import discussion

_IN = "c/<slug:slug>/"

urlpatterns: list[URLPattern] = [
    path(f"{_IN}questions-and-answers/", discussion.talk, name="talk"),
    path(f"{_IN}talk/<slug:about>/<int:thing>/", discussion.talk_about, name="talk-about"),
    path(f"{_IN}talk/<slug:about>/<int:thing>/ask/", discussion.talk_ask, name="talk-ask"),
    path(f"{_IN}talk/<int:pk>/", discussion.thread, name="thread"),
    path(f"{_IN}talk/<int:pk>/edit/", discussion.thread_edit, name="thread-edit"),
    path(f"{_IN}talk/<int:pk>/report/", discussion.thread_report, name="thread-report"),
    path(f"{_IN}talk/<int:pk>/hide/", discussion.thread_hide, name="thread-hide"),
    path(f"{_IN}talk/<int:pk>/close/", discussion.thread_close, name="thread-close"),
    path(f"{_IN}talk/answers/<int:pk>/edit/", discussion.answer_edit, name="answer-edit"),
    path(f"{_IN}talk/answers/<int:pk>/report/", discussion.answer_report, name="answer-report"),
    path(f"{_IN}talk/answers/<int:pk>/hide/", discussion.answer_hide, name="answer-hide"),
    path(f"{_IN}talk/answers/<int:pk>/helped/", discussion.answer_helped, name="answer-helped"),
]
