"""What a set leaves behind: materials and recordings, and what people say of the day."""

from functools import partial

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache

from collaborative.http import go, page
from collaborative.roles import Action
from learning_sets.actions.after import (
    agree_to_recording,
    close_answers,
    end_recording_consent,
    put_material,
    say_of_set,
    take_out_material,
)
from learning_sets.asking import question_of
from learning_sets.forms.bookings import ConsentForm, FeedbackForm, MaterialForm
from learning_sets.queries import after as query
from learning_sets.queries.bookings import own_booking
from learning_sets.queries.sets import agenda_of, settings_of
from learning_sets.views.common import page_or_form, seen_set, way
from organisations.http import ScopedRequest, attempt, get_or_404, posted, require


@page_or_form
def set_materials(request: ScopedRequest, slug: str, pk: int) -> HttpResponse:
    """What there is of a set, shown or not yet, and a form for more."""
    require(request, Action.RUN_COLLABORATIVE)
    row = seen_set(request, pk)
    form = MaterialForm(posted(request), sessions=list(agenda_of(row)))
    made = attempt(form, lambda: put_material(learning_set=row, by=request.user, **form.said))
    if made is not None:
        later = " It is shown once everybody who speaks in it agreed." if made.kind == "recording" else ""
        messages.success(request, f"It is added.{later}")
        return go(request, "set-materials", slug=slug, pk=pk)
    rows = [(one, query.is_shown(one)) for one in query.materials_of(row)]
    context = {"form": form, "row": row, "rows": rows, "trail": way(request, row)}
    return page(request, "learning_sets/materials.jinja", context, status=422 if form.is_bound else 200)


@page_or_form
def set_material(request: ScopedRequest, slug: str, pk: int) -> HttpResponse:
    """One of them: who agreed to be heard in it, and taking it away."""
    require(request, Action.RUN_COLLABORATIVE)
    row = get_or_404(query.materials_in(request.access), pk=pk)
    consents, do = list(row.consents.all()), request.POST.get("do", "")
    chosen = next((one for one in consents if str(one.pk) == request.POST.get("who")), None)
    if do == "remove":
        take_out_material(material=row, by=request.user)
        messages.success(request, f"{row.title} is taken away.")
        return go(request, "set-materials", slug=slug, pk=row.learning_set_id)
    if do == "withdraw" and chosen is not None:
        end_recording_consent(consent=chosen, by=request.user)
        messages.success(request, f"{chosen.who} no longer agrees. The recording is shown to nobody.")
        return go(request, "set-material", slug=slug, pk=pk)
    form = ConsentForm(posted(request))
    if form.is_bound and chosen is None:
        form.add_error(None, "Choose who agreed.")
    if chosen is not None:
        agree = partial(agree_to_recording, consent=chosen, by=request.user)
        if attempt(form, lambda: agree(**form.cleaned_data)) is not None:
            messages.success(request, f"{chosen.who} agrees.")
            return go(request, "set-material", slug=slug, pk=pk)
    context = {"form": form, "row": row, "consents": consents, "shown": query.is_shown(row), "chosen": chosen}
    context |= {
        "trail": way(request, row.learning_set),
        "back": reverse("set-materials", args=[slug, row.learning_set_id]),
    }
    return page(request, "learning_sets/material.jinja", context, status=422 if form.is_bound else 200)


@page_or_form
@never_cache
def set_feedback(request: ScopedRequest, slug: str, pk: int) -> HttpResponse:
    """Say what you thought of a set you were booked on."""
    row = seen_set(request, pk)
    own = own_booking(request.access, row)
    require(request, Action.BOOK_SET, own.participation_id if own else 0)
    questions = [question_of(one) for one in settings_of(row.collaborative).questions]
    form = FeedbackForm(posted(request), questions=questions, said=query.said_by(row, request.user))
    if own is not None and form.is_bound:
        said = attempt(
            form,
            lambda: (
                say_of_set(
                    learning_set=row, participation=own.participation, by=request.user, answers=form.cleaned_data
                )
                or True
            ),
        )
        if said:
            messages.success(request, "Thank you. Your answers are kept without your name.")
            return go(request, "set", slug=slug, pk=pk)
    context = {"form": form, "row": row, "taken": query.takes_answers(row), "trail": way(request, row)}
    return page(request, "learning_sets/feedback.jinja", context, status=422 if form.is_bound else 200)


@page_or_form
def set_said(request: ScopedRequest, slug: str, pk: int) -> HttpResponse:
    """What people said of a set, for who runs the collaborative."""
    require(request, Action.RUN_COLLABORATIVE)
    row = seen_set(request, pk)
    if request.method == "POST":
        close_answers(learning_set=row, by=request.user)
        messages.success(request, "No more answers are taken. Nothing tells any more whose they were.")
        return go(request, "set-said", slug=slug, pk=pk)
    many, tallies = query.answers_to(request.access, row)
    context = {"row": row, "many": many, "tallies": tallies, "fewest": query.FEWEST_ANSWERS, "trail": way(request, row)}
    return page(request, "learning_sets/said.jinja", context)
