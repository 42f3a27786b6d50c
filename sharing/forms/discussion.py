"""Forms of questions and answers."""

from collections.abc import Sequence
from typing import Any

from django import forms

from collaborative.models import User
from sharing.queries.subjects import Subject

SHOW = (("", "All questions"), ("unanswered", "Not answered yet"), ("mine", "Where I take part"))
REPORTED = ("reported", "Reported to those who moderate")

_NO_PATIENTS = "No names or details by which a patient or carer could be recognised."


def _mention(people: Sequence[User]) -> forms.TypedMultipleChoiceField:
    return forms.TypedMultipleChoiceField(
        label="Mention somebody",
        help_text="They are told within the product. You can also write @ and the full name of anybody who reads this.",
        choices=[(person.pk, person.get_full_name()) for person in people],
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )


class QuestionForm(forms.Form):
    """A question, of what box of a theory where it is about one."""

    title = forms.CharField(
        label="Your question, in one line",
        max_length=200,
        error_messages={"required": "Write your question in one line"},
    )
    words = forms.CharField(
        label="What should people know to answer it?",
        help_text=_NO_PATIENTS,
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    def __init__(self, data: Any = None, *, subject: Subject, people: Sequence[User], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        if subject.parts:
            boxes = [("", "The theory as a whole"), *((key, text[:90]) for key, text in subject.parts)]
            self.fields["part"] = forms.ChoiceField(
                label="Which box is it about?", choices=boxes, required=False, widget=forms.Select
            )
            self.order_fields(["part", "title", "words"])
        if people:
            self.fields["mention"] = _mention(people)


class AnswerForm(forms.Form):
    """An answer."""

    words = forms.CharField(
        label="Your answer",
        help_text=_NO_PATIENTS,
        max_length=4000,
        error_messages={"required": "Write your answer"},
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    def __init__(self, data: Any = None, *, people: Sequence[User] = (), **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        if people:
            self.fields["mention"] = _mention(people)


class RewordForm(forms.Form):
    """One's own words, put otherwise; of a question its line too."""

    title = forms.CharField(
        label="Your question, in one line",
        max_length=200,
        error_messages={"required": "Write your question in one line"},
    )
    words = forms.CharField(
        label="What you said",
        help_text=_NO_PATIENTS,
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6}),
    )

    def __init__(self, data: Any = None, *, is_question: bool, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        if not is_question:
            del self.fields["title"]
            self.fields["words"].required = True
            self.fields["words"].error_messages["required"] = "Write something"


class ReasonForm(forms.Form):
    """Why words are reported, or hidden."""

    words = forms.CharField(label="Why?", max_length=500, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, data: Any = None, *, label: str, missing: str, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.fields["words"].label = label
        self.fields["words"].error_messages["required"] = missing


class TalkSearchForm(forms.Form):
    """Words to look for, and which questions to show."""

    mark_optional = False
    q = forms.CharField(label="Search questions and answers", required=False, max_length=100)
    show = forms.ChoiceField(label="Show", required=False, widget=forms.Select)

    def __init__(self, data: Any = None, *, moderates: bool, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.fields["show"].choices = [*SHOW, REPORTED] if moderates else SHOW  # type: ignore[attr-defined]
