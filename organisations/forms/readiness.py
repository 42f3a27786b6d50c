"""Forms about readiness: the team's answers, and the collaborative's questions."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from collaborative.nhsuk.fields import DateField
from organisations.forms.orphans import KeepsOrphans
from organisations.forms.places import NOBODY
from organisations.models import ReadinessQuestion


class ReadinessForm(KeepsOrphans):
    """One field of 1 to 5 and one comment for each question in use; any may be left out.

    questions: all of them, so that an answer to one taken out of use meanwhile can be shown with its words.
    """

    taken_on = DateField(label="Date", initial=timezone.localdate, latest=timezone.localdate)
    summary = forms.CharField(
        label="What do you take from it?",
        max_length=2000,
        required=False,
        help_text=NOBODY,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    mark_optional = False
    answered = ("score_", "comment_")

    def __init__(self, *args: Any, questions: Iterable[ReadinessQuestion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = list(questions)
        self.questions, self._words = [row for row in rows if row.is_active], {row.pk: row.text for row in rows}
        for row in self.questions:
            labels = {1: f"1: {row.low}", 5: f"5: {row.high}"}
            self.fields[f"score_{row.pk}"] = forms.TypedChoiceField(
                label=row.text,
                required=False,
                coerce=int,
                choices=[(score, labels.get(score, str(score))) for score in range(1, 6)],
                widget=forms.RadioSelect,
            )
            self.fields[f"comment_{row.pk}"] = forms.CharField(label="Why?", max_length=1000, required=False)

    def groups(self) -> list[tuple[str, list[tuple[Any, Any]]]]:
        """The questions' fields by theme, in order: theme, then (score, comment) for each question."""
        found: dict[str, list[tuple[Any, Any]]] = {}
        for row in self.questions:
            found.setdefault(row.theme, []).append((self[f"score_{row.pk}"], self[f"comment_{row.pk}"]))
        return list(found.items())

    @property
    def left_over(self) -> list[tuple[str, list[str]]]:
        """What was written to questions that are no longer asked: the question, then the texts."""
        found = self.orphans({row.pk for row in self.questions})
        return [(self._words.get(pk, "A question"), texts) for pk, texts in found.items()]

    def told(self, prefix: str, said: str) -> str:
        """A number says that it is the answer."""
        return f"Your answer: {said}" if prefix == "score_" else said

    def clean(self) -> dict[str, Any]:
        """A comment needs its score, and there must be one answer at least. None is dropped."""
        said = super().clean() or {}
        self.refuse_orphans({row.pk for row in self.questions})
        answers = {}
        for row in self.questions:
            score, why = said.pop(f"score_{row.pk}", ""), said.pop(f"comment_{row.pk}", "")
            if score:
                answers[row] = (score, why)
            elif why and f"score_{row.pk}" not in self.errors:
                self.add_error(f"score_{row.pk}", "Select a number from 1 to 5, or clear the comment")
        if not answers and not self.errors:
            raise ValidationError("Answer at least one question.")
        return said | {"answers": answers}


class QuestionForm(forms.Form):
    """One question of readiness."""

    theme = forms.CharField(label="Theme", max_length=100, help_text="Questions of one theme stand together.")
    text = forms.CharField(label="Question", max_length=300)
    low = forms.CharField(label="What 1 means", max_length=200)
    high = forms.CharField(label="What 5 means", max_length=200)
    position = forms.IntegerField(label="Place in the list", min_value=0, max_value=999)
    is_active = forms.BooleanField(label="In use", required=False, initial=True)
