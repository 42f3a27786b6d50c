"""Forms about what stands in the way."""

from collections.abc import Sequence
from typing import Any

from django import forms

from coaching.actions.blockers import BlockerFields
from coaching.models import Barrier, Blocker, Reply
from collaborative.models import User
from collaborative.nhsuk.fields import DateField
from organisations.models import Project

_NOBODY = "Do not write anything that could identify a patient."


def _words(label: str, missing: str, hint: str = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=hint,
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": missing},
    )


class BlockerForm(forms.Form):
    """What stands in the way; one field is enough."""

    title = forms.CharField(
        label="What stands in your way?",
        help_text=_NOBODY,
        max_length=300,
        error_messages={"required": "Say what stands in your way"},
    )
    needs = forms.CharField(
        label="What would take it away?", required=False, max_length=3000, widget=forms.Textarea(attrs={"rows": 3})
    )
    barrier = forms.ChoiceField(label="What is it about?", required=False, choices=[("", "Not said"), *Barrier.choices])
    owner = forms.ChoiceField(label="Who sees to it?", required=False)
    project = forms.ChoiceField(label="Which project?", required=False)

    def __init__(
        self,
        data: Any,
        *,
        people: Sequence[User],
        projects: Sequence[Project],
        by: User,
        initial: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(data, initial={"owner": str(by.pk)} | (initial or {}))
        self._by = by
        self._people = {str(row.pk): row for row in people}
        self._projects = {str(row.pk): row for row in projects}
        named = [(key, row.get_full_name()) for key, row in self._people.items()]
        self.fields["owner"].choices = named  # type: ignore[attr-defined]
        about = [("", "The whole organisation"), *((key, row.name) for key, row in self._projects.items())]
        self.fields["project"].choices = about  # type: ignore[attr-defined]

    @property
    def said(self) -> BlockerFields:
        """What was typed, as the action takes it; who raises it sees to it, unless somebody else is named."""
        given = self.cleaned_data
        return BlockerFields(
            title=given["title"],
            needs=given["needs"],
            barrier=given["barrier"],
            owner=self._people.get(given["owner"], self._by),
            project=self._projects.get(given["project"]),
        )


def initial_of(row: Blocker) -> dict[str, Any]:
    """What is said now."""
    said = {name: getattr(row, name) for name in ("title", "needs", "barrier")}
    return said | {"owner": str(row.owner_id), "project": str(row.project_id or "")}


class AskForm(forms.Form):
    """What is asked of the sponsor."""

    words = _words("What do you ask the sponsor to do?", "Say what you ask for", _NOBODY)
    by_when = DateField(label="By when", error_messages={"required": "Say by when you need it"})


class AnswerForm(forms.Form):
    """The sponsor's answer."""

    reply = forms.ChoiceField(
        label="Your answer",
        choices=Reply.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose an answer"},
    )
    words = _words(
        "In a sentence", "Say it in a sentence", "What you will do and when, what you have done, or when to talk."
    )


class CloseForm(forms.Form):
    """What came of a blocker."""

    words = _words("What came of it?", "Say what came of it", "What took it away, or why you leave it at that.")


class ReopenForm(forms.Form):
    """Why a blocker is open again."""

    words = _words("Why is it open again?", "Say why it is open again")
