"""What can be asked of the dashboard and of what is due, and what is said of a design."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core import signing
from django.http import QueryDict

from evaluation.models import Verdict
from evaluation.presenters.agenda import WHATS, WHOSE
from evaluation.presenters.coach import SHOWS, SORTS
from phases.actions.design import NO_WORDS
from phases.models import Answer

LONGEST = 100
_SALT = "design"


class CaseloadForm(forms.Form):
    """Search, filter and order, as they stand in the address. What cannot be understood there counts as not asked."""

    mark_optional = False
    q = forms.CharField(label="Organisation", required=False, max_length=LONGEST)
    show = forms.ChoiceField(label="Show", required=False, choices=list(SHOWS.items()))
    sort = forms.ChoiceField(label="Order by", required=False, choices=list(SORTS.items()))

    def __init__(self, address: Mapping[str, str]) -> None:
        self.words = " ".join(address.get("q", "").split())[:LONGEST]
        self.chosen_show = address.get("show", "") if address.get("show") in SHOWS else "all"
        self.chosen_sort = address.get("sort", "") if address.get("sort") in SORTS else "needs"
        super().__init__({"q": self.words, "show": self.chosen_show, "sort": self.chosen_sort})

    @property
    def narrows(self) -> bool:
        """True where some organisations may be left out."""
        return bool(self.words) or self.chosen_show != "all"


class AgendaForm(forms.Form):
    """Of what has a day, what to show. What cannot be understood in the address counts as not asked."""

    mark_optional = False
    whose = forms.ChoiceField(label="Whose", required=False, choices=list(WHOSE.items()))
    what = forms.ChoiceField(label="What", required=False, choices=list(WHATS.items()))

    def __init__(self, address: Mapping[str, str]) -> None:
        self.chosen_whose = address.get("whose", "") if address.get("whose") in WHOSE else ""
        self.chosen_what = address.get("what", "") if address.get("what") in WHATS else ""
        super().__init__({"whose": self.chosen_whose, "what": self.chosen_what})

    @property
    def narrows(self) -> bool:
        """True where some things may be left out."""
        return bool(self.chosen_whose or self.chosen_what)


def _area(label: str, missing: str = "", hint: str = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        required=bool(missing),
        max_length=4000,
        help_text=hint,
        error_messages={"required": missing} if missing else {},
        widget=forms.Textarea(attrs={"rows": 4}),
    )


def sealed(contents: Mapping[str, Any]) -> str:
    """The contents of a design in few letters that nobody can make up, for a form to bring back."""
    return signing.dumps(contents, salt=_SALT, compress=True)


class AskForm(forms.Form):
    """The lead asks for signatures. seen: the latest version there was when the page was opened; read: the design as it
    was then, sealed, so that nobody freezes what they have not looked at."""

    note = _area("What do you want to tell those who sign?", hint="It stands in their mail. Name no patient.")
    seen = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    read = forms.CharField(required=False, widget=forms.HiddenInput)
    sure = forms.BooleanField(
        label="Freeze the design as it is now",
        error_messages={"required": "Tick the box to freeze the design as it is now"},
    )

    def read_then(self) -> dict[str, Any]:
        """The design as it was when the page was opened; empty where that cannot be known."""
        try:
            found = signing.loads(self.cleaned_data["read"], salt=_SALT)
        except signing.BadSignature:
            return {}
        return found if isinstance(found, dict) else {}

    def read_now(self, contents: Mapping[str, Any]) -> None:
        """The person is now shown this design, and has to tick again that it is to be frozen."""
        sent = QueryDict(mutable=True)
        sent.update(self.data)
        sent["read"] = sealed(contents)
        sent.pop("sure", None)
        self.data = sent


class SignForm(forms.Form):
    """One person's answer to one version."""

    answer = forms.ChoiceField(
        label="Your answer",
        choices=Answer.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose whether you sign"},
    )
    words = _area(
        "In your own words (needed if you do not sign)",
        hint="Why not, or anything you want to add. Everybody here reads it.",
    )
    sure = forms.BooleanField(error_messages={"required": "Confirm which version you have read"})

    def __init__(self, *args: Any, version: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sure"].label = f"I have read {version}"

    def clean(self) -> dict[str, Any]:
        """That a dissent says nothing is told with whatever else is missing."""
        said = super().clean() or self.cleaned_data
        if said.get("answer") == Answer.DISSENT and "words" in said and not said["words"].strip():
            self.add_error("words", NO_WORDS)
        return said


class TakeBackForm(forms.Form):
    """Why somebody takes back their answer."""

    reason = forms.CharField(
        label="Why do you take it back?", max_length=500, error_messages={"required": "Say why you take it back"}
    )


class CommentForm(forms.Form):
    """The coach's remark beside one part."""

    text = _area("Your comment", "Write your comment", "The team answers it. Both stay beside this part.")


class AnswerCommentForm(forms.Form):
    """The team's answer. seen: the answer that stood there when the page was opened."""

    seen = forms.CharField(required=False, strip=False, widget=forms.HiddenInput)
    text = _area("Your answer", "Write your answer")


class ReviewForm(forms.Form):
    """What a coach says of work that was sent in. seen: the moment of the last change when the page was opened."""

    mark_optional = False
    words = forms.CharField(
        label="Comment or question",
        required=False,
        max_length=4000,
        help_text="The team reads it. Name no patient. To approve, you need not write anything.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    seen = forms.DateTimeField(widget=forms.HiddenInput, error_messages={"invalid": "Open this page again."})
    verdict = forms.ChoiceField(
        choices=Verdict.choices, widget=forms.HiddenInput, error_messages={"required": "Choose what you want to say"}
    )


class AnswerForm(forms.Form):
    """The team's answer to its coach."""

    text = _area("Your answer", "Write your answer", "Your coach and your team read it. Name no patient.")
