"""Questions and answers."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from collaborative.http import confirms_kept, go, page, paginate
from organisations.http import ScopedRequest, attempt, get_or_404, posted
from organisations.presenters.places import trail
from sharing.actions import discussion as act
from sharing.forms.discussion import AnswerForm, QuestionForm, ReasonForm, RewordForm, TalkSearchForm
from sharing.models import Post, Thread
from sharing.presenters import discussion as presenter
from sharing.queries import discussion as query
from sharing.queries.subjects import Subject, subject_of, talks

page_or_form = require_http_methods(["GET", "HEAD", "POST"])
PER_PAGE = 20


def _way(request: ScopedRequest, *pages: dict[str, Any]) -> list[dict[str, Any]]:
    here = {"text": "Questions and answers", "href": reverse("talk", args=[request.access.collaborative.slug])}
    return [*trail(request.access)[:1], here, *pages]


def _subject(request: ScopedRequest, about: str, thing: int) -> Subject:
    found = subject_of(request.access, about, thing)
    if found is None:
        raise Http404("Nothing to ask about")
    return found


def _thread(request: ScopedRequest, pk: int) -> Thread:
    return get_or_404(query.threads_to(request.access), pk=pk)


def _post(request: ScopedRequest, pk: int) -> Post:
    return get_or_404(query.posts_to(request.access), pk=pk)


@require_safe
def talk(request: ScopedRequest, slug: str) -> HttpResponse:
    """Every question this person may read, those that nobody answered first."""
    access = request.access
    if not talks(access):
        raise Http404("Not for this person")
    moderates = query.moderates(access)
    form = TalkSearchForm(request.GET, moderates=moderates)
    said = form.cleaned_data if form.is_valid() else {}
    rows = query.found_threads(access, words=said.get("q", ""), show=said.get("show", ""))
    context = {
        "shown": paginate(request, rows, PER_PAGE),
        "filters": form,
        "narrowed": any(said.values()),
        "trail": _way(request)[:1],
    }
    return page(request, "sharing/talk.jinja", context)


@require_safe
def talk_about(request: ScopedRequest, slug: str, about: str, thing: int) -> HttpResponse:
    """The questions about one thing."""
    subject = _subject(request, about, thing)
    rows = query.found_threads(request.access).filter(about=subject.about, about_key=subject.key)
    part = request.GET.get("part", "")
    box = dict(subject.parts).get(part, "")
    context = {
        "subject": subject,
        "back": reverse(subject.page[0], args=[slug, *subject.page[1:]]),
        "box": box,
        "ask": reverse("talk-ask", args=[slug, about, thing]) + (f"?{urlencode({'part': part})}" if box else ""),
        "shown": paginate(request, rows.filter(about_part=part) if box else rows, PER_PAGE),
        "trail": _way(request),
    }
    return page(request, "sharing/talk_about.jinja", context)


@page_or_form
@confirms_kept
def talk_ask(request: ScopedRequest, slug: str, about: str, thing: int) -> HttpResponse:
    """Ask about something."""
    access, subject = request.access, _subject(request, about, thing)
    readers = query.readers_of(access.collaborative, subject.participation)
    moderators = {one.pk for one in query.moderators_of(access.collaborative, subject.participation)}
    people = presenter.near(readers, moderators, access.user)
    form = QuestionForm(posted(request), subject=subject, people=people, initial={"part": request.GET.get("part", "")})
    ask = partial(act.ask_question, collaborative=access.collaborative, subject=subject, by=request.user)
    thread = attempt(form, lambda: ask(**form.cleaned_data))
    if thread is not None:
        messages.success(request, "Your question is asked. You are told when somebody answers.")
        return go(request, "thread", slug=slug, pk=thread.pk)
    context = {
        "form": form,
        "subject": subject,
        "back": reverse("talk-about", args=[slug, about, thing]),
        "number": len(readers),
        "trail": _way(request),
    }
    return page(request, "sharing/talk_ask.jinja", context, status=422 if form.is_bound else 200)


@page_or_form
@confirms_kept
def thread(request: ScopedRequest, slug: str, pk: int) -> HttpResponse:
    """One question with its answers; sent to, another answer."""
    access, row = request.access, _thread(request, pk)
    posts = list(query.posts_to(access).filter(thread=row))
    taking_part = {row.said_by_id, *(post.said_by_id for post in posts)}
    people = presenter.near(query.readers_of(access.collaborative, row.participation), taking_part, access.user)
    form = AnswerForm(posted(request), people=people)
    if attempt(form, lambda: act.answer_question(thread=row, by=request.user, **form.cleaned_data)) is not None:
        messages.success(request, "Your answer is there.")
        return go(request, "thread", slug=slug, pk=pk)
    names = query.named(presenter.mentioned_in([row, *posts]))
    subject = subject_of(access, row.about, row.about_key)
    moderates = query.may_moderate(access, row)
    context = {
        "thread": row,
        "question": presenter.shown(access, row, names),
        "answers": [presenter.shown(access, post, names) for post in posts],
        "subject": subject,
        "subject_href": reverse(subject.page[0], args=[slug, *subject.page[1:]]) if subject else "",
        "may_close": moderates or row.said_by_id == access.user.pk,
        "form": form,
        "trail": _way(request),
    }
    return page(request, "sharing/thread.jinja", context, status=422 if form.is_bound else 200)


def _reworded(request: ScopedRequest, slug: str, row: Thread | Post, thread_pk: int) -> HttpResponse:
    if not query.can_edit(row, request.user):
        raise Http404("Not theirs, or too late")
    is_question = isinstance(row, Thread)
    start = {"words": row.words, "title": getattr(row, "title", "")}
    form = RewordForm(posted(request), is_question=is_question, initial=start)

    def change() -> bool:
        act.reword(row=row, by=request.user, **form.cleaned_data)
        return True

    if attempt(form, change):
        messages.success(request, "Changed.")
        return go(request, "thread", slug=slug, pk=thread_pk)
    context = {"form": form, "is_question": is_question, "back": thread_pk, "trail": _way(request)}
    return page(request, "sharing/talk_reword.jinja", context, status=422 if form.is_bound else 200)


@page_or_form
@confirms_kept
def thread_edit(request: ScopedRequest, slug: str, pk: int) -> HttpResponse:
    """Put one's own question otherwise."""
    return _reworded(request, slug, _thread(request, pk), pk)


@page_or_form
@confirms_kept
def answer_edit(request: ScopedRequest, slug: str, pk: int) -> HttpResponse:
    """Put one's own answer otherwise."""
    row = _post(request, pk)
    return _reworded(request, slug, row, row.thread_id)


def _reported(request: ScopedRequest, slug: str, row: Thread | Post, thread_pk: int) -> HttpResponse:
    form = ReasonForm(posted(request), label="What is wrong with it?", missing="Say what is wrong with it")

    def ask() -> bool:
        act.report(row=row, by=request.user, words=form.cleaned_data["words"])
        return True

    if attempt(form, ask):
        messages.success(request, "Thank you. Those who moderate here are told.")
        return go(request, "thread", slug=slug, pk=thread_pk)
    context = {"form": form, "row": row, "back": thread_pk, "trail": _way(request)}
    return page(request, "sharing/talk_report.jinja", context, status=422 if form.is_bound else 200)


@page_or_form
def thread_report(request: ScopedRequest, slug: str, pk: int) -> HttpResponse:
    """Ask who moderates to look at a question."""
    return _reported(request, slug, _thread(request, pk), pk)


@page_or_form
def answer_report(request: ScopedRequest, slug: str, pk: int) -> HttpResponse:
    """Ask who moderates to look at an answer."""
    row = _post(request, pk)
    return _reported(request, slug, row, row.thread_id)


def _moderated(request: ScopedRequest, slug: str, row: Thread | Post, thread_pk: int) -> HttpResponse:
    if not query.may_moderate(request.access, row):
        raise Http404("Does not moderate here")
    if request.POST.get("do") == "restore":
        act.restore(row=row, by=request.user)
        messages.success(request, "Everybody reads it.")
        return go(request, "thread", slug=slug, pk=thread_pk)
    form = ReasonForm(posted(request), label="Why do you hide it?", missing="Give the reason")

    def take() -> bool:
        act.hide(row=row, by=request.user, reason=form.cleaned_data["words"])
        return True

    if attempt(form, take):
        messages.success(request, "It is hidden. Only those who moderate here still read it, and can bring it back.")
        return go(request, "thread", slug=slug, pk=thread_pk)
    context = {"form": form, "row": row, "back": thread_pk, "trail": _way(request)}
    return page(request, "sharing/talk_hide.jinja", context, status=422 if form.is_bound else 200)


@page_or_form
def thread_hide(request: ScopedRequest, slug: str, pk: int) -> HttpResponse:
    """Hide a question with its answers, or bring it back."""
    return _moderated(request, slug, _thread(request, pk), pk)


@page_or_form
def answer_hide(request: ScopedRequest, slug: str, pk: int) -> HttpResponse:
    """Hide an answer, or bring it back."""
    row = _post(request, pk)
    return _moderated(request, slug, row, row.thread_id)


@require_POST
def answer_helped(request: ScopedRequest, slug: str, pk: int) -> HttpResponse:
    """Say that this answer helped, or no longer: who asked, and who moderates."""
    row = _post(request, pk)
    if row.thread.said_by_id != request.user.pk and not query.may_moderate(request.access, row):
        raise Http404("Not their question")
    act.mark_helped(post=row, by=request.user, helped="undo" not in request.POST)
    return go(request, "thread", slug=slug, pk=row.thread_id)


@require_POST
def thread_close(request: ScopedRequest, slug: str, pk: int) -> HttpResponse:
    """Close a question, or open it again: who asked it, and who moderates."""
    row = _thread(request, pk)
    if row.said_by_id != request.user.pk and not query.may_moderate(request.access, row):
        raise Http404("Not their question")
    act.close_question(thread=row, by=request.user, closed="reopen" not in request.POST)
    return go(request, "thread", slug=slug, pk=pk)
