"""Addresses of this app."""

from django.urls import URLPattern, path

from sharing.views import consents, discussion, publications, stories

_HERE = "c/<slug:slug>/"

urlpatterns: list[URLPattern] = [
    path("account/consents/", consents.my_consents, name="my-consents"),
    path(f"{_HERE}o/<slug:ods>/consents/", consents.consents, name="consents"),
    path(f"{_HERE}o/<slug:ods>/consents/new/", consents.consent_new, name="consent-new"),
    path(f"{_HERE}consents/<int:pk>/", consents.consent, name="consent"),
    path(f"{_HERE}consents/<int:pk>/more/", consents.consent_widen, name="consent-widen"),
    path(f"{_HERE}consents/<int:pk>/withdraw/", consents.consent_withdraw, name="consent-withdraw"),
    path(f"{_HERE}consents/files/<int:pk>/", consents.consent_file, name="consent-file"),
    path(f"{_HERE}o/<slug:ods>/stories/", stories.stories, name="stories"),
    path(f"{_HERE}o/<slug:ods>/stories/new/", stories.story_new, name="story-new"),
    path(f"{_HERE}stories/<int:pk>/", stories.story, name="story"),
    path(f"{_HERE}stories/<int:pk>/edit/", stories.story_edit, name="story-edit"),
    path(f"{_HERE}stories/<int:pk>/publish/", stories.story_publish, name="story-publish"),
    path(f"{_HERE}stories/<int:pk>/withdraw/", stories.story_withdraw, name="story-withdraw"),
    path(f"{_HERE}stories/<int:pk>/picture/", stories.story_picture, name="story-picture"),
    path(f"{_HERE}published/", publications.publications, name="publications"),
    path(f"{_HERE}published/<int:pk>/", publications.publication, name="publication"),
    path(
        f"{_HERE}published/<int:pk>/pictures/<int:number>/",
        publications.publication_picture,
        name="publication-picture",
    ),
    path(f"{_HERE}questions-and-answers/", discussion.talk, name="talk"),
    path(f"{_HERE}talk/<slug:about>/<int:thing>/", discussion.talk_about, name="talk-about"),
    path(f"{_HERE}talk/<slug:about>/<int:thing>/ask/", discussion.talk_ask, name="talk-ask"),
    path(f"{_HERE}talk/<int:pk>/", discussion.thread, name="thread"),
    path(f"{_HERE}talk/<int:pk>/edit/", discussion.thread_edit, name="thread-edit"),
    path(f"{_HERE}talk/<int:pk>/report/", discussion.thread_report, name="thread-report"),
    path(f"{_HERE}talk/<int:pk>/hide/", discussion.thread_hide, name="thread-hide"),
    path(f"{_HERE}talk/<int:pk>/close/", discussion.thread_close, name="thread-close"),
    path(f"{_HERE}talk/answers/<int:pk>/edit/", discussion.answer_edit, name="answer-edit"),
    path(f"{_HERE}talk/answers/<int:pk>/report/", discussion.answer_report, name="answer-report"),
    path(f"{_HERE}talk/answers/<int:pk>/hide/", discussion.answer_hide, name="answer-hide"),
    path(f"{_HERE}talk/answers/<int:pk>/helped/", discussion.answer_helped, name="answer-helped"),
]
