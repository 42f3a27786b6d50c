"""The question before something ends."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpResponse
from django.urls import reverse

from collaborative.http import go, page
from organisations.actions.people import end_membership
from organisations.forms.people import ReasonForm, TakeBackForm
from organisations.http import ScopedRequest, attempt, posted
from organisations.models import Membership


@dataclass(frozen=True)
class Question:
    """What is asked, what the button says, what is said once it is done, and where to go then or on Cancel."""

    title: str
    text: str
    submit: str
    done: str
    back: str
    trail: list[dict[str, Any]] = field(default_factory=list)


def ask(request: ScopedRequest, form: BaseForm, action: Callable[[], object], question: Question) -> HttpResponse:
    """Show the question with the form's fields; when it is sent, do `action` and go back. 422 where it is refused."""
    if attempt(form, action) is not None:
        messages.success(request, question.done)
        return go(request, question.back)
    context = {"form": form, "question": question}
    return page(request, "organisations/confirm.jinja", context, status=422 if form.is_bound else 200)


def asks(request: ScopedRequest, what: str) -> bool:
    """Whether a page that also does something else is asked for this question (`?do=what`), or sent its answer."""
    return (request.POST if request.method == "POST" else request.GET).get("do") == what


def ask_seen(
    request: ScopedRequest, what: str, action: Callable[..., None], question: Question, *, seen: str
) -> HttpResponse:
    """Ask before `action(seen=…)` takes something back. seen: the mark of the row, which comes back with the answer."""

    def done() -> bool:
        action(seen=form.cleaned_data["seen"])
        return True

    form = TakeBackForm(posted(request), initial={"do": what, "seen": seen})
    return ask(request, form, done, question)


def ask_to_end(
    request: ScopedRequest, membership: Membership, *, text: str, done: str, back: str, trail: list[dict[str, Any]]
) -> HttpResponse:
    """Ask for the reason, then end a person's role. Who ends their own goes to their start page."""
    form = ReasonForm(posted(request))
    question = Question(
        title=f"End the role of {membership.user}?",
        text=text,
        submit="End this role",
        done=done,
        back=reverse("start") if membership.user_id == request.user.pk else back,
        trail=trail,
    )
    return ask(
        request, form, lambda: end_membership(membership=membership, by=request.user, **form.cleaned_data), question
    )
