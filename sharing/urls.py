"""Addresses of this app."""

from django.urls import URLPattern, path

from sharing.views import archive, newsletters, posting, press

_C = "c/<slug:slug>/"
_N = f"{_C}newsletters/<int:pk>/"

urlpatterns: list[URLPattern] = [
    path(f"{_C}newsletters/", newsletters.newsletters, name="newsletters"),
    path(f"{_C}newsletters/new/", newsletters.newsletter_new, name="newsletter-new"),
    path(f"{_C}newsletters/bounces/", posting.newsletter_bounces, name="newsletter-bounces"),
    path(f"{_C}newsletters/archive/", archive.newsletter_archive, name="newsletter-archive"),
    path(f"{_C}newsletters/archive/choice/", archive.newsletter_choice, name="newsletter-choice"),
    path(f"{_C}newsletters/archive/<int:number>/", archive.newsletter_issue, name="newsletter-issue"),
    path(_N, newsletters.newsletter, name="newsletter"),
    path(f"{_N}edit/", newsletters.newsletter_edit, name="newsletter-edit"),
    path(f"{_N}add/<slug:kind>/", newsletters.newsletter_add, name="newsletter-add"),
    path(f"{_N}blocks/<int:block>/", newsletters.newsletter_block, name="newsletter-block"),
    path(f"{_N}blocks/<int:block>/arrange/", newsletters.newsletter_arrange, name="newsletter-arrange"),
    path(f"{_N}preview/", posting.newsletter_preview, name="newsletter-preview"),
    path(f"{_N}email.html", posting.newsletter_email, name="newsletter-email"),
    path(f"{_N}newsletter.pdf", posting.newsletter_print, name="newsletter-print"),
    path(f"{_N}test/", posting.newsletter_test, name="newsletter-test"),
    path(f"{_N}send/", posting.newsletter_send, name="newsletter-send"),
    path(f"{_N}control/", posting.newsletter_control, name="newsletter-control"),
    path(f"{_N}recipients/", posting.newsletter_recipients, name="newsletter-recipients"),
    path(f"{_C}press/", press.press, name="press"),
    path(f"{_C}press/new/", press.press_new, name="press-new"),
    path(f"{_C}press/<int:pk>/", press.press_item, name="press-item"),
    path(f"{_C}press/<int:pk>/move/", press.press_move, name="press-move"),
    path("newsletters/<slug:programme>/", archive.newsletters_public, name="newsletters-public"),
    path("newsletters/<slug:programme>/asked/", archive.newsletter_asked, name="newsletter-asked"),
    path("newsletters/<slug:programme>/<int:number>/", archive.newsletter_public, name="newsletter-public"),
    path("newsletters/<slug:programme>/confirm/<str:token>/", archive.newsletter_confirm, name="newsletter-confirm"),
    path("newsletters/<slug:programme>/stop/<str:token>/", archive.newsletter_stop, name="newsletter-stop"),
]
