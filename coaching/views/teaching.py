"""Who was taught what."""

from functools import partial

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from coaching.actions.teaching import change_lesson, record_lesson, say_confidence
from coaching.forms.teaching import LessonForm, SureForm
from coaching.models import Lesson
from coaching.presenters import teaching as presenter
from coaching.queries import teaching as query
from coaching.views.visits import page_or_form, way
from collaborative.http import confirms_kept, go, page
from collaborative.roles import Action
from organisations.http import ScopedRequest, attempt, get_or_404, posted
from organisations.queries import participations_at
from phases.presenters.collisions import collision


@require_safe
def taught(request: ScopedRequest, slug: str, ods: str) -> HttpResponse:
    """What was taught in one organisation, by person and by topic."""
    participation = get_or_404(participations_at(request.access, Action.SEE_WORK), organisation__ods_code=ods)
    lessons = query.lessons_at(request.access, participation)
    context = {
        "participation": participation,
        "lessons": lessons,
        "people": presenter.by_person(lessons),
        "topics": presenter.by_topic(lessons),
        "may_coach": request.access.may(Action.COACH, participation.pk),
        "trail": way(request, participation),
    }
    return page(request, "coaching/taught.jinja", context)


@page_or_form
@confirms_kept
def lesson_new(request: ScopedRequest, slug: str, ods: str) -> HttpResponse:
    """Record what was taught."""
    participation = get_or_404(participations_at(request.access, Action.COACH), organisation__ods_code=ods)
    form = LessonForm(posted(request), people=query.who_learns(participation))
    if form.is_valid():
        record_lesson(participation=participation, by=request.user, said=form.said)
        messages.success(request, "What was taught is saved.")
        return go(request, "taught", slug=slug, ods=ods)
    context = {
        "form": form,
        "title": "Record what was taught",
        "participation": participation,
        "back": reverse("taught", args=[slug, ods]),
        "trail": way(request, participation),
    }
    return page(request, "coaching/lesson_form.jinja", context, status=422 if form.is_bound else 200)


@page_or_form
@confirms_kept
def lesson(request: ScopedRequest, slug: str, pk: int) -> HttpResponse:
    """Say otherwise what was taught."""
    row: Lesson = get_or_404(query.lessons_to(request.access, Action.COACH), pk=pk)
    learned = [one.person for one in row.taught]  # type: ignore[attr-defined]
    people = list({one.pk: one for one in [*query.who_learns(row.participation), *learned]}.values())
    form, seen = LessonForm(posted(request), people=people, lesson=row), request.POST.get("seen", "")
    change = partial(change_lesson, lesson=row, by=request.user, seen=seen)
    ods = row.participation.organisation.ods_code
    if attempt(form, lambda: change(said=form.said)) is not None:
        messages.success(request, "What was taught is saved.")
        return go(request, "taught", slug=slug, ods=ods)
    context = {"form": form, "title": row.topic, "participation": row.participation, "row": row}
    context |= {"back": reverse("taught", args=[slug, ods]), "trail": way(request, row.participation)}
    context |= collision(form, query.lesson_mark(row), request.POST)
    return page(request, "coaching/lesson_form.jinja", context, status=422 if form.is_bound else 200)


@page_or_form
@confirms_kept
def learner(request: ScopedRequest, slug: str, pk: int) -> HttpResponse:
    """Say how sure one is of what one was taught."""
    row = get_or_404(query.own_lines(request.access), pk=pk)
    form = SureForm(posted(request), initial={"confidence": row.confidence, "words": row.words})
    ods = row.participation.organisation.ods_code
    if attempt(form, lambda: say_confidence(learner=row, by=request.user, **form.cleaned_data)) is not None:
        messages.success(request, "What you said is saved.")
        return go(request, "taught", slug=slug, ods=ods)
    context = {"form": form, "row": row, "participation": row.participation}
    context |= {"back": reverse("taught", args=[slug, ods]), "trail": way(request, row.participation)}
    return page(request, "coaching/learner_form.jinja", context, status=422 if form.is_bound else 200)
