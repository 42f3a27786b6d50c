"""The gate at the end of a phase: what there is to see, what the team says, and what its coach answers."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from collaborative.http import go, page
from collaborative.roles import Action
from evaluation.presenters import gate as evidence
from evaluation.queries.gate import evidence_of
from organisations.http import ScopedRequest, attempt, get_or_404, posted
from organisations.presenters.places import trail
from organisations.queries import participations_at
from phases.actions.gates import answer_gate, propose_gate, why_shut, withdraw_gate
from phases.forms.journey import DecisionForm, GateForm
from phases.presenters import journey as presenter
from phases.queries.journey import Gate, gate_at, once_asked


@require_http_methods(["GET", "HEAD", "POST"])
def journey_gate(request: ScopedRequest, slug: str, ods: str, number: int) -> HttpResponse:
    """The team proposes, its coach answers, and all of it is shown beside what there is to see."""
    place = get_or_404(participations_at(request.access, Action.SEE_WORK), organisation__ods_code=ods)
    gate, back = gate_at(request.access, place, number), reverse("journey", args=[slug, ods])
    if gate is None:
        raise Http404("No such phase")
    if request.POST.get("do") == "withdraw":
        return _withdraw(request, place, gate)
    form, done = _gate(request, place, gate)
    if done is not None:
        messages.success(request, "Saved. The team and its coach both see it.")
        return go(request, back)
    context = {
        "form": form,
        "gate": gate,
        "shut": why_shut(gate.plan),
        "decides": isinstance(form, DecisionForm),
        "withdraws": gate.waiting is not None and request.access.may(Action.PLAN_JOURNEY, place.pk),
        "evidence": evidence.groups(evidence_of(request.access, place), place),
        "presenter": presenter,
        "back": back,
        "trail": trail(request.access, place, {"text": "Journey", "href": back}),
    }
    return page(request, "evaluation/gate.jinja", context, status=422 if form is not None and form.is_bound else 200)


def _withdraw(request: ScopedRequest, place: Any, gate: Gate) -> HttpResponse:
    if not gate.reviews or not request.access.may(Action.PLAN_JOURNEY, place.pk):
        raise Http404("Nothing to withdraw for this person")
    try:
        withdraw_gate(review=gate.reviews[0], by=request.user)
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
    else:
        messages.success(request, "Withdrawn. When you are ready, say so again.")
    return go(request, request.path)


def _gate(request: ScopedRequest, place: Any, gate: Gate) -> tuple[GateForm | DecisionForm | None, object]:
    """The form for what this person may do at the gate now, and what was done with it.

    What was sent when somebody else was quicker comes back with the reason, so that no text is lost.
    """
    sent = request.method == "POST"
    answers = gate.waiting or (gate.reviews[0] if gate.reviews and sent and "decision" in request.POST else None)
    if answers is not None and request.access.may(Action.REVIEW_GATE, place.pk):
        deciding = DecisionForm(posted(request), presenter.unmet(answers))
        answer = partial(answer_gate, review=answers, by=request.user)
        return deciding, attempt(deciding, lambda: answer(**deciding.cleaned_data))
    if (sent or not (gate.waiting or why_shut(gate.plan))) and request.access.may(Action.PLAN_JOURNEY, place.pk):
        asking = GateForm(posted(request), gate.asked, once_asked(gate.phase))
        propose = partial(propose_gate, participation=place, phase=gate.phase, by=request.user)
        return asking, attempt(asking, lambda: propose(answers=asking.answers, **asking.said))
    if sent:
        raise Http404("Nothing to do here for this person")
    return None, None
