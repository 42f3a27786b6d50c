"""Files, quick notes, and what becomes of them."""

from collections.abc import Iterable
from typing import Any

from django import forms

from pdsa.filetypes import ACCEPTED, LARGEST
from pdsa.forms.beside import OnceForm
from pdsa.forms.fields import line, words
from pdsa.models import Capture, Cycle


class FileForm(OnceForm):
    """A file to keep beside a test."""

    file = forms.FileField(
        label="Choose a file",
        help_text="A photo (JPEG, PNG, WebP), a PDF, a Word or Excel file without macros, or a CSV file; up to 10 MB."
        " Where and when a photo was taken, and who a document says wrote it, is removed from it.",
        widget=forms.FileInput(attrs={"accept": ACCEPTED, "class": "nhsuk-input"}),
        error_messages={"required": "Choose a file", "empty": "The file is empty"},
    )
    about = line("What does it show?", "A few words, also for those who cannot see it.")

    def clean_file(self) -> Any:
        """Refused before it is read, where it is too large."""
        sent = self.cleaned_data["file"]
        if sent.size > LARGEST:
            raise forms.ValidationError("The file is larger than 10 MB")
        return sent

    def entries(self) -> dict[str, Any]:
        """The file's name and bytes with the words about it."""
        sent = self.cleaned_data["file"]
        return {
            "name": sent.name,
            "content": sent.read(),
            "about": self.cleaned_data["about"],
            "form_key": self.cleaned_data["form_key"],
        }


class CaptureForm(OnceForm):
    """One field, for a phone in a corridor."""

    text = forms.CharField(
        label="What do you want to remember?",
        help_text="An idea, something you saw, a test you just tried. A few words are enough; you finish it later.",
        required=False,
        widget=forms.Textarea(attrs={"rows": "3"}),
    )
    voice = forms.FileField(label="Recording", required=False, widget=forms.FileInput(attrs={"accept": "audio/*"}))

    def clean_voice(self) -> Any:
        """Refused before it is read, where it is too large."""
        sent = self.cleaned_data["voice"]
        if sent and sent.size > LARGEST:
            raise forms.ValidationError("The recording is too long. Write the note instead")
        return sent

    def entries(self) -> dict[str, Any]:
        """What was written and what was said."""
        sent = self.cleaned_data["voice"]
        return {
            "text": self.cleaned_data["text"],
            "voice": (sent.name, sent.read()) if sent else None,
            "form_key": self.cleaned_data["form_key"],
        }


NEW, LET_GO = "new", "let-go"


class FinishForm(forms.Form):
    """What becomes of a quick note."""

    mark_optional = False
    what = forms.ChoiceField(
        label="What is it?", widget=forms.RadioSelect, error_messages={"required": "Select what it is"}
    )
    title = forms.CharField(
        label="What are you testing?", required=False, max_length=200, widget=forms.Textarea(attrs={"rows": "2"})
    )
    prediction = words("What do you predict?", "You can leave this for later.", rows=2)

    def __init__(self, *args: Any, capture: Capture, running: Iterable[Cycle], **kwargs: Any) -> None:
        kwargs["initial"] = {"title": " ".join(capture.text.split())[:200]}
        super().__init__(*args, **kwargs)
        self.running = {f"test-{cycle.pk}": cycle for cycle in running}
        self.fields["what"].choices = [  # type: ignore[attr-defined]
            (NEW, "A new test"),
            *((key, f"A note on test {cycle.number}: {cycle.title}") for key, cycle in self.running.items()),
            (LET_GO, "Nothing: take it off the list"),
        ]

    def clean(self) -> dict[str, Any]:
        """A new test needs words of its own."""
        if self.cleaned_data.get("what") == NEW and not self.cleaned_data.get("title", "").strip():
            self.add_error("title", "Enter what you are testing")
        return self.cleaned_data
