"""The question before something ends."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpResponse

from collaborative.http import go, page
from organisations.http import ScopedRequest, attempt


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
