"""Forms about joining: what a proposer tells, and what the national team does with it."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from collaborative.models import Collaborative
from collaborative.nhsuk.fields import DateField
from organisations.actions.places import obstacles_to_enrolment
from organisations.forms.guard import TRAP, GuardedForm
from organisations.forms.places import NOBODY
from organisations.models import ExpressionOfInterest, Organisation, QiSupport, SponsorKnown, phone_validator
from organisations.queries.ods import organisation_typed, organisation_with, search_organisations

EARLIEST = date(2000, 1, 1)
DAYS = "In days a week, such as 1 or 0.5."
_State = ExpressionOfInterest.State
_NO_CHOICE = [("", "---------")]


class DaysField(forms.DecimalField):
    """A number that may be written with a decimal comma."""

    def to_python(self, value: Any) -> Any:
        """As Django does, with 0,5 as 0.5."""
        return super().to_python(value.replace(",", ".") if isinstance(value, str) else value)


def lead_days(**options: Any) -> forms.DecimalField:
    """How many days a week the project lead has for the work."""
    return DaysField(
        min_value=0,
        max_value=5,
        max_digits=2,
        decimal_places=1,
        required=False,
        help_text=DAYS,
        error_messages={
            "invalid": "Enter how many days a week, such as 1 or 0.5",
            "max_value": "There are 5 days a week to give. Enter 5 or fewer",
        },
        **options,
    )


def organisation_box(address: str) -> dict[str, Any]:
    """The attributes of a box in which an organisation is looked up as one types, where scripts run."""
    return {
        "list": "organisation-options",
        "autocomplete": "off",
        "hx-get": address,
        "hx-trigger": "input changed delay:250ms",
        "hx-target": "#organisation-options",
        "hx-swap": "innerHTML",
    }


class OrganisationMixin:
    """`organisation` is looked up by code or name; where several fit, `candidates` are offered to choose from."""

    candidates: list[Organisation]
    found: Organisation | None

    def look_up(self, text: str) -> None:
        """Set `found`, or `candidates` where the words fit several organisations."""
        self.found = organisation_typed(text)
        self.candidates = [] if self.found else list(search_organisations(text)[:11])
        if self.found is None and len(self.candidates) == 1:
            self.found = self.candidates.pop()


class InterestForm(OrganisationMixin, GuardedForm):
    """What somebody tells whose organisation would like to join. `address` answers the look-up."""

    organisation = forms.CharField(
        label="Your organisation",
        max_length=200,
        help_text="Its name or its ODS code, such as RX4.",
        error_messages={"required": "Enter your organisation’s name or ODS code"},
    )
    name = forms.CharField(label="Your name", max_length=200, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    job = forms.CharField(
        label="Your role", max_length=200, widget=forms.TextInput(attrs={"autocomplete": "organization-title"})
    )
    email = forms.EmailField(
        label="Your email address", max_length=254, help_text="We send a link there to confirm that it is you."
    )
    inequality = forms.CharField(
        label="Which inequality would you like to work on?",
        max_length=2000,
        help_text=f"Who is affected, and is it about getting care, the experience of it, or its outcome? {NOBODY}",
        error_messages={"required": "Enter which inequality you would like to work on"},
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    sponsor_known = forms.ChoiceField(
        label="Is there an executive sponsor?",
        choices=SponsorKnown.choices,
        widget=forms.RadioSelect,
        help_text="A director who stays close to the work and clears the way for it.",
        error_messages={"required": "Select whether there is an executive sponsor"},
    )
    sponsor_name = forms.CharField(label="Name of the executive sponsor", max_length=200, required=False)
    qi_support_level = forms.ChoiceField(
        label="What improvement support do you have?",
        choices=QiSupport.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Select what improvement support you have"},
    )
    qi_support = forms.CharField(
        label="Tell us more about that support",
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    lead_days = lead_days(label="How much time would the project lead have?")

    def __init__(self, *args: Any, address: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].widget.attrs.update(organisation_box(address))

    def clean_organisation(self) -> str:
        """The text; one that fits several organisations is asked again, and one that fits none is kept as it is."""
        text = self.cleaned_data["organisation"]
        self.look_up(text)
        if len(self.candidates) > 1:
            raise ValidationError("Several organisations fit. Choose yours below, or enter more of its name.")
        return text

    def told(self) -> dict[str, Any]:
        """What goes to `register_interest`."""
        said = {name: value for name, value in self.cleaned_data.items() if name not in (TRAP, "opened")}
        return said | {"organisation": self.found, "organisation_text": said["organisation"]}


class LookUpForm(forms.Form):
    """What is being typed of an organisation's name or code."""

    organisation = forms.CharField(max_length=200, required=False)

    def text(self) -> str:
        """What was typed; nothing where it is no text."""
        return self.cleaned_data["organisation"] if self.is_valid() else ""


class InterestFilter(forms.Form):
    """Which expressions of interest to list."""

    state = forms.ChoiceField(
        label="State",
        required=False,
        choices=[
            ("", "To decide"),
            *((value, label) for value, label in _State.choices if value != _State.NEW),
            ("all", "All"),
        ],
    )
    q = forms.CharField(label="Organisation, person or ODS code", required=False, max_length=100)
    mark_optional = False

    def chosen(self) -> dict[str, str]:
        """The filter's values; what was refused does not filter."""
        self.is_valid()
        return {"state": self.cleaned_data.get("state", ""), "search": self.cleaned_data.get("q", "")}


class NoteForm(forms.Form):
    """A note for the national team."""

    text = forms.CharField(
        label="Add a note",
        max_length=2000,
        help_text="Only the team that runs the collaborative sees it.",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Enter the note"},
    )


class DeclineForm(forms.Form):
    """Why an organisation cannot join."""

    reason = forms.CharField(
        label="Reason",
        max_length=1000,
        help_text="We send it to the person who proposed it, in these words.",
        error_messages={"required": "Enter a reason"},
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class WithdrawForm(forms.Form):
    """Why an organisation does not want to join any more."""

    reason = forms.CharField(label="What they told you", max_length=300, required=False)


class JoiningForm(forms.Form):
    """Whether organisations may ask to join."""

    is_open = forms.BooleanField(
        label="Organisations may tell us that they would like to join",
        required=False,
        help_text="The front page then leads to a form that anybody can fill in.",
    )
    introduction = forms.CharField(
        label="What they read before they fill in the form",
        max_length=3000,
        required=False,
        help_text="What it asks of an organisation: time, a sponsor, a fee, and what they get for it.",
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    keep_months = forms.IntegerField(
        label="Months after a no until the proposer is forgotten",
        min_value=1,
        max_value=36,
        help_text="Then name, address and what they wrote are taken out. The form says so.",
    )


class EnrolmentForm(OrganisationMixin, forms.Form):
    """An organisation that joins, with the people it begins with. `address` answers the look-up."""

    organisation = forms.CharField(label="Organisation", max_length=200, help_text="Its ODS code or its name.")
    ods_code = forms.CharField(
        label="ODS code, where the directory does not have the organisation",
        max_length=10,
        required=False,
        help_text="It is then added to the directory under the name above.",
    )
    region = forms.CharField(label="Region", max_length=100, required=False)
    wave = forms.IntegerField(
        label="Wave", min_value=1, max_value=99, initial=1, help_text="Which group of organisations it joins with."
    )
    again = forms.CharField(
        label="Why it takes part again",
        max_length=300,
        required=False,
        help_text="It stands in the history. The work it had goes on where it was.",
    )
    joined_on = DateField(label="Start date", initial=timezone.localdate, earliest=EARLIEST)
    lead_name = forms.CharField(label="Name of the project lead", max_length=200)
    lead_email = forms.EmailField(
        label="Email address of the project lead", max_length=254, help_text="We send the invitation there."
    )
    lead_days = lead_days(label="Time of the project lead")
    sponsor_name = forms.CharField(label="Name of the executive sponsor", max_length=200, required=False)
    sponsor_email = forms.EmailField(
        label="Email address of the executive sponsor",
        max_length=254,
        required=False,
        help_text="With an address we invite them as well.",
    )
    key_contact_name = forms.CharField(
        label="Name of the key contact", max_length=200, required=False, help_text="Where it is not the project lead."
    )
    key_contact_email = forms.EmailField(label="Email address of the key contact", max_length=254, required=False)
    key_contact_phone = forms.CharField(
        label="Telephone number of the key contact", max_length=40, required=False, validators=[phone_validator]
    )
    qi_support_level = forms.ChoiceField(
        label="Improvement support it has", required=False, choices=[*_NO_CHOICE, *QiSupport.choices]
    )
    qi_support = forms.CharField(
        label="More about that support", max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, collaborative: Collaborative, address: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._collaborative = collaborative
        self.fields["organisation"].widget.attrs.update(organisation_box(address))
        for name in self.fields:
            if name.endswith(("_name", "_email", "_phone")):
                self.fields[name].widget.attrs["autocomplete"] = "off"

    def clean_organisation(self) -> Organisation:
        """The organisation itself; not saved where its code is given because the directory does not have it."""
        text = " ".join(self.cleaned_data["organisation"].split())
        self.look_up(text)
        if self.found is not None:
            return self.found
        if code := str(self.data.get("ods_code", "")).strip().upper():
            return Organisation(ods_code=code, name=text)
        if self.candidates:
            raise ValidationError("Several organisations fit. Choose one below, or enter its ODS code.")
        raise ValidationError(
            "This organisation is not in the directory. Enter its ODS code below to add it, or bring the directory up "
            "to date."
        )

    def clean(self) -> dict[str, Any]:
        """Whoever has an address has a name; a new organisation has a code that no other has."""
        said = super().clean() or {}
        if said.get("sponsor_email") and not said.get("sponsor_name"):
            self.add_error("sponsor_name", "Enter the name of the executive sponsor")
        said.pop("ods_code", "")
        region = said.pop("region", "")
        if organisation := said.get("organisation"):
            self._check(organisation, region, said.get("again", ""))
        return said

    def _check(self, organisation: Organisation, region: str, again: str) -> None:
        code, known = organisation.ods_code, organisation.pk is not None
        other = None if known else organisation_with(code)
        if other is not None:
            self.add_error("ods_code", f"{code} is {other} in the directory. Enter {code} above if you mean that.")
            return
        if not known:
            organisation.region = region.strip()
        field = "organisation" if known else "ods_code"
        for name, words in obstacles_to_enrolment(
            collaborative=self._collaborative, ods_code=code, again=again
        ).items():
            self.add_error(field if name == "ods_code" else name, words)

    @property
    def asks_code(self) -> bool:
        """Whether to ask for the code of an organisation that the directory does not have."""
        text = self["organisation"].value()
        return bool(text) and organisation_typed(text) is None
