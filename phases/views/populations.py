"""Populations of focus: those of an organisation, one of them, and what is unequal for it."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from collaborative.http import go, page
from collaborative.roles import Action
from organisations.http import ScopedRequest, attempt, get_or_404, posted, require
from organisations.models import Participation
from organisations.presenters.places import trail
from organisations.queries import participations_at
from organisations.views.confirming import Question, ask_seen, asks
from phases.actions.populations import (
    choose_population,
    describe_population,
    end_population,
    remove_inequality,
    resume_population,
    say_inequality,
    set_population_limit,
)
from phases.forms.populations import EndForm, InequalityForm, LimitForm, PopulationForm
from phases.models import Inequality, Population
from phases.presenters import populations as presenter
from phases.presenters.collisions import collision
from phases.queries import populations as query
from phases.queries.marks import inequality_mark, population_mark

page_or_form = require_http_methods(["GET", "HEAD", "POST"])


def _trail(request: ScopedRequest, participation: Participation, *pages: dict[str, Any]) -> list[dict[str, Any]]:
    ods = participation.organisation.ods_code
    here = reverse("populations", args=[request.access.collaborative.slug, ods])
    return trail(request.access, participation, {"text": "Populations of focus", "href": here}, *pages)


def _step(row: Population) -> dict[str, Any]:
    return {"text": row.name, "href": reverse("population", args=[row.collaborative.slug, row.pk])}


@require_safe
def populations(request: ScopedRequest, slug: str, ods: str) -> HttpResponse:
    """For whom an organisation wants to make care more equal."""
    participation = get_or_404(participations_at(request.access, Action.SEE_WORK), organisation__ods_code=ods)
    rows = query.populations_of(request.access, participation)
    current = [row for row in rows if row.ended_on is None]
    context = {
        "participation": participation,
        "current": current,
        "ended": [row for row in rows if row.ended_on is not None],
        "limit": query.limit_of(participation.collaborative),
        "may_choose": request.access.may(Action.DESCRIBE_POPULATION, participation.pk),
        "presenter": presenter,
        "trail": trail(request.access, participation),
    }
    return page(request, "phases/populations.jinja", context)


@require_safe
def population(request: ScopedRequest, slug: str, pk: int) -> HttpResponse:
    """One population: who they are, what is unequal and how that is known."""
    row = get_or_404(query.populations_to(request.access, Action.SEE_WORK), pk=pk)
    context = {
        "population": row,
        "facts": presenter.facts(row),
        "presenter": presenter,
        "may_change": request.access.may(Action.DESCRIBE_POPULATION, row.participation_id),
        "trail": _trail(request, row.participation),
    }
    return page(request, "phases/population.jinja", context)


def _form(request: ScopedRequest, participation: Participation, row: Population | None = None) -> PopulationForm:
    return PopulationForm(
        posted(request),
        codes=query.offered_codes(),
        areas=query.clinical_areas(),
        projects=query.projects_at(request.access, participation),
        population=row,
    )


@page_or_form
def population_new(request: ScopedRequest, slug: str, ods: str) -> HttpResponse:
    """Choose a population of focus."""
    allowed = participations_at(request.access, Action.DESCRIBE_POPULATION)
    participation = get_or_404(allowed, organisation__ods_code=ods)
    form = _form(request, participation)
    choose = partial(choose_population, participation=participation, by=request.user)
    made = attempt(
        form,
        lambda: choose(said=form.said, codes=form.codes, words=form.words, beyond=form.cleaned_data["beyond"]),
    )
    if made is not None:
        messages.success(request, "The population is saved. Next, say what is unequal for them.")
        return go(request, "population", slug=slug, pk=made.pk)
    context = {
        "title": "Choose a population of focus",
        "caption": participation.organisation.name,
        "back": reverse("populations", args=[slug, ods]),
        "trail": _trail(request, participation),
    }
    return _form_page(request, form, context)


def _form_page(request: ScopedRequest, form: PopulationForm, context: dict[str, Any]) -> HttpResponse:
    shown = {"form": form, "beyond": bool(form.errors.get("beyond")), **context}
    return page(request, "phases/population_form.jinja", shown, status=422 if form.is_bound else 200)


@page_or_form
def population_edit(request: ScopedRequest, slug: str, pk: int) -> HttpResponse:
    """Change what is said of a population."""
    row = get_or_404(query.populations_to(request.access, Action.DESCRIBE_POPULATION), pk=pk)
    name, form = row.name, _form(request, row.participation, row)
    describe = partial(describe_population, population=row, by=request.user, seen=request.POST.get("seen", ""))
    if attempt(form, lambda: describe(said=form.said, codes=form.codes, words=form.words)) is not None:
        messages.success(request, "The population is saved.")
        return go(request, "population", slug=slug, pk=pk)
    here = reverse("population", args=[slug, pk])
    steps = _trail(request, row.participation, {"text": name, "href": here})
    context = {"title": "Describe the population", "caption": name, "back": here, "trail": steps}
    context |= collision(form, population_mark(row), request.POST)
    return _form_page(request, form, context)


@page_or_form
def population_end(request: ScopedRequest, slug: str, pk: int) -> HttpResponse:
    """The team no longer works with a population, or works with it again."""
    row = get_or_404(query.populations_to(request.access, Action.DESCRIBE_POPULATION), pk=pk)
    if request.POST.get("do") == "again":
        resume_population(population=row, by=request.user)
        messages.success(request, f"You work with “{row.name}” again.")
        return go(request, "population", slug=slug, pk=pk)
    form = EndForm(posted(request))
    if attempt(form, lambda: end_population(population=row, by=request.user, **form.cleaned_data)) is not None:
        messages.success(request, f"You no longer work with “{row.name}”. What you said of them stays on record.")
        return go(request, "populations", slug=slug, ods=row.participation.organisation.ods_code)
    context = {"population": row, "form": form, "trail": _trail(request, row.participation, _step(row))}
    return page(request, "phases/population_end.jinja", context, status=422 if form.is_bound else 200)


@page_or_form
def inequality_new(request: ScopedRequest, slug: str, pk: int) -> HttpResponse:
    """Say what is unequal for a population."""
    row = get_or_404(query.populations_to(request.access, Action.DESCRIBE_POPULATION), pk=pk)
    return _inequality(request, row, None)


@page_or_form
def inequality(request: ScopedRequest, slug: str, pk: int) -> HttpResponse:
    """Put otherwise what is unequal, or take it back."""
    row = get_or_404(query.inequalities_to(request.access, Action.DESCRIBE_POPULATION), pk=pk)
    if asks(request, "remove"):
        question = Question(
            title="Do you no longer say this?",
            text=f"“{row.statement}” It goes from the page of {row.population.name}. The history keeps it.",
            submit="We no longer say this",
            done="It is no longer said. The history keeps it.",
            back=reverse("population", args=[slug, row.population_id]),
            trail=_trail(request, row.population.participation, _step(row.population)),
        )
        remove = partial(remove_inequality, inequality=row, by=request.user)
        return ask_seen(request, "remove", remove, question, seen=inequality_mark(row))
    return _inequality(request, row.population, row)


def _inequality(request: ScopedRequest, population: Population, row: Inequality | None) -> HttpResponse:
    form = InequalityForm(posted(request), initial=InequalityForm.initial_of(row) if row else None)
    seen = request.POST.get("seen", "")
    say = partial(say_inequality, population=population, by=request.user, inequality=row, seen=seen)
    if attempt(form, lambda: say(said=form.said)) is not None:
        messages.success(request, "What is unequal is saved.")
        return go(request, "population", slug=population.collaborative.slug, pk=population.pk)
    context = {
        "population": population,
        "inequality": row,
        "form": form,
        "trail": _trail(request, population.participation, _step(population)),
        **(collision(form, inequality_mark(row), request.POST) if row else {}),
    }
    return page(request, "phases/inequality_form.jinja", context, status=422 if form.is_bound else 200)


@page_or_form
def population_limit(request: ScopedRequest, slug: str) -> HttpResponse:
    """The national team says how many populations to start with."""
    require(request, Action.RUN_COLLABORATIVE)
    collaborative = request.access.collaborative
    form = LimitForm(posted(request), initial={"most": query.limit_of(collaborative)})
    kept = attempt(
        form, lambda: set_population_limit(collaborative=collaborative, by=request.user, **form.cleaned_data)
    )
    if kept is not None:
        messages.success(request, "The number is saved.")
        return go(request, "population-limit", slug=slug)
    context = {"form": form, "trail": trail(request.access)}
    return page(request, "phases/population_limit.jinja", context, status=422 if form.is_bound else 200)


@require_safe
def code_lists(request: ScopedRequest, slug: str) -> HttpResponse:
    """The published lists that people are described with."""
    context = {"sets": list(query.code_sets()), "trail": trail(request.access)[:1]}
    return page(request, "phases/code_lists.jinja", context)
