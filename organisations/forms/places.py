"""Forms about organisations, projects and what to list."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils import timezone

from collaborative.models import Collaborative
from collaborative.nhsuk.fields import DateField
from organisations.actions.places import MOST_ENTRY_DAYS, obstacles_to_enrolment

NOBODY = "Do not write anything that could identify a person."


class SearchForm(forms.Form):
    """What to look for in a list."""

    q = forms.CharField(label="Name, region or ODS code", required=False, max_length=100)
    mark_optional = False


class EnrolForm(forms.Form):
    """An organisation that joins the collaborative."""

    ods_code = forms.CharField(
        label="ODS code",
        max_length=10,
        help_text="For example, RX4. An organisation that is already known keeps its name and region.",
    )
    name = forms.CharField(label="Name of the organisation", max_length=200)
    region = forms.CharField(label="Region", max_length=100, required=False)
    wave = forms.IntegerField(
        label="Wave", min_value=1, max_value=99, initial=1, help_text="Which group of organisations it joins with."
    )
    joined_on = DateField(label="Joined on", initial=timezone.localdate)
    again = forms.CharField(
        label="Why it takes part again",
        max_length=300,
        required=False,
        help_text="It stands in the history. The work it had goes on where it was.",
    )

    def __init__(self, *args: Any, collaborative: Collaborative, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._collaborative = collaborative

    def clean(self) -> dict[str, Any]:
        """All that is refused is told at once."""
        said = super().clean() or self.cleaned_data
        if "ods_code" in said:
            code, again = said["ods_code"], said.get("again", "")
            for name, words in obstacles_to_enrolment(
                collaborative=self._collaborative, ods_code=code, again=again
            ).items():
                self.add_error(name, words)
        return said


class CollaborativeForm(forms.Form):
    """What a collaborative says of itself."""

    name = forms.CharField(label="Name of the collaborative", max_length=200)
    description = forms.CharField(
        label="What it is about", max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    data_notice = forms.CharField(
        label="Notice about the data",
        max_length=300,
        required=False,
        help_text="Shown at the top of every page: where the numbers come from, or that they are invented.",
    )
    entry_days = forms.IntegerField(
        label="Days to enter numbers",
        min_value=0,
        max_value=MOST_ENTRY_DAYS,
        help_text="How many days after a month or quarter has ended its numbers are due.",
    )


class ProjectForm(forms.Form):
    """What a project is about."""

    name = forms.CharField(
        label="Name of the project", max_length=200, help_text=f"Short, as you would say it. {NOBODY}"
    )
    population = forms.CharField(
        label="Who is it for?",
        max_length=300,
        help_text=f"The group of people whose care you want to improve. {NOBODY}",
    )
    aim = forms.CharField(
        label="What do you want to change, by how much and by when?",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=NOBODY,
    )
    starts_on = DateField(label="When does it start?", initial=timezone.localdate)


class EditProjectForm(ProjectForm):
    """The same for a project that is there. seen: its aim when the form was made."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def look_again(self, aim: str) -> None:
        """The person is shown the aim as it is by now."""
        self.data = {name: self.data[name] for name in self.data} | {"seen": aim}


class HistoryFilter(forms.Form):
    """Which part of the history to list."""

    kind = forms.ChoiceField(label="Kind", required=False)
    since = DateField(label="From", required=False)
    until = DateField(label="To", required=False)
    mark_optional = False

    def __init__(self, *args: Any, kinds: Iterable[tuple[str, list[tuple[str, str]]]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["kind"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "Everything"), *kinds]

    def chosen(self) -> dict[str, Any]:
        """The filter's values; what was refused does not filter."""
        self.is_valid()
        return {name: self.cleaned_data.get(name) or ("" if name == "kind" else None) for name in self.fields}
