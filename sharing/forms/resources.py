"""Forms about the programme's library."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils import timezone

from collaborative.nhsuk.fields import DateField
from organisations.models import Participation
from phases.models import ProgrammeNode
from sharing.actions.resources import LONGEST_REMARK, ResourceFields
from sharing.models import Helped, Resource, ResourceKind, Step, web_address
from sharing.queries.resources import Wish


class LibraryForm(forms.Form):
    """What of the library somebody looks for."""

    mark_optional = False
    q = forms.CharField(label="Words", required=False, max_length=100)
    step = forms.ChoiceField(label="Step", required=False, choices=[("", "Any step"), *Step.choices])
    driver = forms.ChoiceField(label="Driver or idea", required=False)
    kind = forms.ChoiceField(label="Kind", required=False, choices=[("", "Any kind"), *ResourceKind.choices])

    def __init__(self, *args: Any, drivers: Iterable[ProgrammeNode], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["driver"].choices = [("", "Any"), *((one.key, one.text) for one in drivers)]  # type: ignore[attr-defined]

    @property
    def wish(self) -> Wish:
        """What was chosen; nothing where it makes no sense."""
        if not self.is_valid():
            return Wish()
        said = self.cleaned_data
        return Wish(words=said["q"], step=said["step"], driver=said["driver"], kind=said["kind"])


class ResourceForm(forms.Form):
    """One resource."""

    title = forms.CharField(label="Title", max_length=200)
    about = forms.CharField(
        label="What it is, and when to use it",
        help_text="In your own words: do not copy from it.",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Say what it is, and when to use it"},
    )
    kind = forms.ChoiceField(label="Kind", choices=ResourceKind.choices, widget=forms.RadioSelect)
    link = forms.CharField(
        label="Web address",
        help_text="It begins with https://. Everybody in the collaborative should be able to open it.",
        max_length=500,
        validators=[web_address],
        error_messages={"required": "Enter the web address"},
    )
    step = forms.ChoiceField(
        label="Step of the Advancing Mental Health Equalities resource",
        required=False,
        choices=[("", "None of them"), *Step.choices],
    )
    drivers = forms.TypedMultipleChoiceField(
        label="Drivers and ideas of the programme’s theory that it helps with",
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    words = forms.CharField(
        label="Words of change ideas that it helps with",
        help_text="Divided by commas, for example: text reminder, community leader. A team that has an idea with "
        "these words finds it there.",
        required=False,
        max_length=400,
    )
    contact_name = forms.CharField(
        label="Who knows about it", max_length=200, error_messages={"required": "Enter the name of a contact"}
    )
    contact_email = forms.EmailField(label="Their e-mail address", required=False)
    checked_on = DateField(
        label="When was it last checked?",
        help_text="That it is there, and still right.",
        latest=timezone.localdate,
    )

    def __init__(self, *args: Any, drivers: Iterable[ProgrammeNode], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["drivers"].choices = [(one.pk, one.text) for one in drivers]  # type: ignore[attr-defined]

    @staticmethod
    def initial_of(row: Resource) -> dict[str, Any]:
        """What is said now."""
        names = ("title", "about", "kind", "link", "step", "contact_name", "contact_email", "checked_on")
        topics = list(row.topics.filter(ended_at=None))
        return {name: getattr(row, name) for name in names} | {
            "drivers": [one.driver_id for one in topics if one.driver_id],
            "words": ", ".join(one.word for one in topics if one.word),
        }

    @property
    def said(self) -> ResourceFields:
        """What was typed, as the actions take it."""
        words = tuple(word.strip() for word in self.cleaned_data["words"].split(",") if word.strip())
        rest = {name: value for name, value in self.cleaned_data.items() if name not in ("drivers", "words")}
        return ResourceFields(**rest, drivers=tuple(self.cleaned_data["drivers"]), words=words)


class RemarkForm(forms.Form):
    """How a resource helped, in the name of an organisation."""

    mark_optional = False
    participation = forms.ModelChoiceField(queryset=Participation.objects.none(), label="Organisation")
    helped = forms.ChoiceField(
        label="Did it help?",
        choices=Helped.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose whether it helped"},
    )
    words = forms.CharField(
        label="What should other teams know? (optional)",
        help_text="How you used it, and what you changed. Everybody in the collaborative reads it: no names, and "
        "nothing by which a person could be recognised.",
        required=False,
        max_length=LONGEST_REMARK,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, places: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["participation"].queryset = places  # type: ignore[attr-defined]
        self.fields["participation"].empty_label = None  # type: ignore[attr-defined]
        if len(places) == 1:
            self.fields["participation"].widget = forms.HiddenInput()
            self.fields["participation"].initial = places[0].pk
