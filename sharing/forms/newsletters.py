"""Forms of newsletters."""

from collections.abc import Iterable
from typing import Any

from django import forms

from organisations.forms.guard import GuardedForm
from sharing.models import BlockKind, Publication

NO_PATIENTS = "Do not write anything that could identify a patient."
_MARKS = "Leave an empty line between paragraphs. Begin a line with “- ” to make a list."


class NewsletterForm(forms.Form):
    """What a newsletter is called and who gets it."""

    subject = forms.CharField(
        label="Subject",
        help_text="Say what is in it, in up to 60 letters: phones cut off the rest.",
        max_length=150,
        error_messages={"required": "Enter the subject"},
    )
    preheader = forms.CharField(
        label="Line after the subject",
        help_text="Mail programs show it in the list of messages.",
        max_length=150,
        required=False,
    )
    to_members = forms.BooleanField(label="Everybody with a role in the collaborative", required=False, initial=True)
    to_subscribers = forms.BooleanField(
        label="Readers outside, who asked for it on the public page",
        help_text="They get only cards of what may be shown on the web.",
        required=False,
    )
    is_public = forms.BooleanField(
        label="Show it on the public page too",
        help_text="Only with cards of what may be shown on the web.",
        required=False,
    )


def _text(required: str = "", rows: int = 6) -> forms.CharField:
    return forms.CharField(
        label="Text",
        help_text=f"{_MARKS} {NO_PATIENTS}",
        required=bool(required),
        max_length=6000,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"required": required},
    )


class _LinkForm(forms.Form):
    link_text = forms.CharField(label="What the link says", max_length=100, required=False)
    link = forms.URLField(
        label="Link",
        max_length=500,
        required=False,
        assume_scheme="https",
        help_text="For example https://www.england.nhs.uk/",
        error_messages={"invalid": "Enter the whole address of a page, like https://www.england.nhs.uk/"},
    )

    def clean(self) -> dict[str, Any]:
        """A link says what it is."""
        said = super().clean() or {}
        if said.get("link") and not said.get("link_text"):
            self.add_error("link_text", "Enter what the link says")
        return said


class HeadingForm(forms.Form):
    """A heading over what follows."""

    heading = forms.CharField(label="Heading", max_length=150, error_messages={"required": "Enter the heading"})


class TextForm(_LinkForm):
    """Text, with a heading and a link where they are wanted."""

    heading = forms.CharField(label="Heading", max_length=150, required=False)
    text = _text("Enter the text", rows=10)
    field_order = ("heading", "text", "link_text", "link")


class EventForm(_LinkForm):
    """What happens when and where."""

    heading = forms.CharField(
        label="What is it?", max_length=150, error_messages={"required": "Enter what the event is"}
    )
    when = forms.CharField(
        label="When?",
        help_text="For example Thursday 4 March 2027, 10am to 3pm",
        max_length=100,
        error_messages={"required": "Enter when it is"},
    )
    place = forms.CharField(label="Where?", max_length=200, required=False)
    text = _text(rows=4)
    field_order = ("heading", "when", "place", "text", "link_text", "link")


def publication_choices(published: Iterable[Publication]) -> tuple[dict[int, Publication], list[tuple[int, str]]]:
    """What was published by its id, and the words to choose it by."""
    rows = list(published)
    words = "{0.title} ({0.participation.organisation.name}; {1}, to “{2}”)"
    return {row.pk: row for row in rows}, [
        (row.pk, words.format(row, row.get_kind_display().lower(), row.get_channel_display().lower())) for row in rows
    ]


class CardForm(forms.Form):
    """A card of something that a team has published."""

    publication = forms.TypedChoiceField(
        label="What does it show?",
        help_text="What teams have published, the latest first. Its words are read from there whenever it is shown.",
        coerce=int,
        error_messages={"required": "Choose what to show"},
    )
    text = _text(rows=3)

    def __init__(self, data: Any, *, published: Iterable[Publication], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self._published, choices = publication_choices(published)
        self.fields["publication"].choices = [("", "Choose one"), *choices]  # type: ignore[attr-defined]

    def clean_publication(self) -> Publication:
        """The publication itself."""
        return self._published[self.cleaned_data["publication"]]


FORMS: dict[str, type[forms.Form]] = {
    BlockKind.HEADING: HeadingForm,
    BlockKind.TEXT: TextForm,
    BlockKind.EVENT: EventForm,
    BlockKind.CARD: CardForm,
}


class SubscribeForm(GuardedForm):
    """An address for newsletters, on the public page."""

    email = forms.EmailField(
        label="Your email address",
        max_length=254,
        error_messages={"required": "Enter your email address"},
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
