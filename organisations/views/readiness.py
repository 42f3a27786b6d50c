"""How ready a team finds itself: its own page, and the national team's questions."""

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from collaborative.http import go, page
from collaborative.roles import Action
from organisations.actions.readiness import assess_readiness, save_question
from organisations.forms.readiness import QuestionForm, ReadinessForm
from organisations.http import ScopedRequest, attempt, get_or_404, posted, require
from organisations.models import ReadinessQuestion
from organisations.presenters.places import trail
from organisations.queries.places import participations_at
from organisations.queries.readiness import readiness_of, readiness_questions


@require_safe
def readiness(request: ScopedRequest, slug: str, ods: str) -> HttpResponse:
    """The latest self-assessments side by side, for the team and its coach."""
    participation = get_or_404(participations_at(request.access, Action.SEE_READINESS), organisation__ods_code=ods)
    context = {
        "participation": participation,
        "table": readiness_of(request.access, participation),
        "may_assess": request.access.may(Action.SEE_TO_JOINING, participation.pk),
        "trail": trail(request.access, participation),
    }
    return page(request, "organisations/readiness.jinja", context)


def readiness_new(request: ScopedRequest, slug: str, ods: str) -> HttpResponse:
    """Answer the questions once more."""
    participation = get_or_404(participations_at(request.access, Action.SEE_TO_JOINING), organisation__ods_code=ods)
    form = ReadinessForm(posted(request), questions=readiness_questions(request.access.collaborative))
    made = attempt(form, lambda: assess_readiness(participation=participation, by=request.user, **form.cleaned_data))
    back = reverse("readiness", args=[slug, ods])
    if made is None:
        steps = trail(request.access, participation, {"text": "How ready are we?", "href": back})
        context = {"form": form, "participation": participation, "back": back, "trail": steps}
        return page(request, "organisations/readiness_new.jinja", context, status=422 if form.is_bound else 200)
    messages.success(request, "Your answers are saved. Only your team and your coach see them.")
    return go(request, back)


def questions(request: ScopedRequest, slug: str) -> HttpResponse:
    """The questions every team asks itself; POST adds one."""
    require(request, Action.RUN_COLLABORATIVE)
    rows = list(readiness_questions(request.access.collaborative))
    following = max((row.position for row in rows), default=0) + 1
    form = QuestionForm(posted(request), initial={"position": following})
    new = ReadinessQuestion(collaborative=request.access.collaborative)
    if attempt(form, lambda: save_question(question=new, by=request.user, **form.cleaned_data)) is not None:
        messages.success(request, "The question is saved.")
        return go(request, "readiness-questions", slug=slug)
    context = {"rows": rows, "form": form, "trail": trail(request.access)}
    return page(request, "organisations/readiness_questions.jinja", context, status=422 if form.is_bound else 200)


def question(request: ScopedRequest, slug: str, pk: int) -> HttpResponse:
    """Change one question."""
    require(request, Action.RUN_COLLABORATIVE)
    row = get_or_404(readiness_questions(request.access.collaborative), pk=pk)
    form = QuestionForm(posted(request), initial={name: getattr(row, name) for name in QuestionForm.base_fields})
    if attempt(form, lambda: save_question(question=row, by=request.user, **form.cleaned_data)) is not None:
        messages.success(request, "The question is saved.")
        return go(request, "readiness-questions", slug=slug)
    back = reverse("readiness-questions", args=[slug])
    steps = [*trail(request.access), {"text": "Questions of readiness", "href": back}]
    context = {"form": form, "back": back, "trail": steps, "title": "Change the question"}
    return page(request, "organisations/readiness_question.jinja", context, status=422 if form.is_bound else 200)
