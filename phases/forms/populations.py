"""Forms about populations of focus."""

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from collaborative.nhsuk.fields import AmountField, CountField, DateField
from organisations.models import Project
from phases.actions.populations import InequalityFields, PopulationFields
from phases.models import Code, Comparator, Dimension, Inequality, Population

AGGREGATES = "Speak of groups. Do not write anything that could identify a person."
MOST_WORDS = 200
_SET = "codes_"


def _area(label: str, hint: str = "", *, required: bool = False, rows: int = 3) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, help_text=hint, required=required, max_length=2000, widget=widget)


def _line(label: str, hint: str = "", most: int = 300, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, help_text=hint, required=False, max_length=most, **more)


class PopulationForm(forms.Form):
    """A population of focus. `codes` and `words` hold what its people have in common."""

    name = forms.CharField(
        label="What do you call these people?",
        max_length=200,
        help_text="For example, “Young Black men in crisis care”.",
        error_messages={"required": "Enter a name for the population"},
    )
    description = _area("Who they are, in plain words", AGGREGATES)
    why_chosen = _area("Why you chose them", "Say who took part in choosing.")
    own_words = _area("What else they have in common, in your own words", "One on each line: aged 18 to 35.", rows=2)
    geography = _line("Where they live", "For example, three wards in the east of the borough.")
    setting = _line("Which services", "For example, community mental health teams.")
    size = CountField(label="How many people", required=False, min_value=0, max_value=100_000_000)
    size_source = _line("Where this number is from", "For example, caseload review, March 2026.")
    comparator = forms.ChoiceField(
        label="Who are they compared with?", choices=Comparator.choices, required=False, widget=forms.RadioSelect
    )
    comparator_name = _line("Which group", "For a named group, or the population one would expect.", 200)
    project = forms.ChoiceField(label="Project that works with them", required=False)
    core20 = forms.BooleanField(label="They are among the most deprived 20% (Core20)", required=False)
    plus_group = _line("PLUS group", "A group your integrated care system has named.", 200)
    clinical_area = forms.ChoiceField(label="Core20PLUS5 clinical area", required=False)
    pcref = _area("How this bears on your PCREF", "The patient and carer race equality framework.", rows=2)
    beyond = forms.BooleanField(label="Yes, we want one more", required=False)

    def __init__(
        self,
        data: Any,
        *,
        codes: Sequence[Code],
        areas: Sequence[Code],
        projects: Iterable[Project],
        population: Population | None = None,
    ) -> None:
        super().__init__(data, initial=_initial(population) if population else None)
        self._codes = {code.pk: code for code in codes}
        self._areas = {code.pk: code for code in areas}
        self._projects = {project.pk: project for project in projects}
        self.set_fields: list[str] = []
        chosen = [mark.code_id for mark in population.marks] if population else []  # type: ignore[attr-defined]
        for code_set, lines in groupby(codes, key=lambda code: code.code_set):
            name = f"{_SET}{code_set.key.replace('-', '_')}"
            self.fields[name] = forms.TypedMultipleChoiceField(
                label=code_set.name,
                help_text=code_set.description,
                choices=[(code.pk, code.name) for code in lines],
                coerce=int,
                required=False,
                widget=forms.CheckboxSelectMultiple,
                initial=chosen,
            )
            self.set_fields.append(name)
        self._choices("clinical_area", self._areas, "None of them")
        self._choices("project", self._projects, "No project yet")

    def _choices(self, name: str, rows: dict[int, Any], none: str) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", none), *((pk, str(row)) for pk, row in rows.items())]

    def chosen_in(self, name: str) -> list[Any]:
        """What is ticked in one list: its part of the page is then open."""
        offered = {str(pk) for pk, _ in self.fields[name].choices}  # type: ignore[attr-defined]
        return [one for one in self[name].value() or [] if str(one) in offered]

    @property
    def codes(self) -> list[Code]:
        """The codes that were chosen, of all lists."""
        return [self._codes[pk] for name in self.set_fields for pk in self.cleaned_data[name]]

    @property
    def words(self) -> list[str]:
        """The team's own words, one for each line."""
        return [line.strip() for line in self.cleaned_data["own_words"].splitlines() if line.strip()]

    def clean_own_words(self) -> str:
        """Refuses a line that is too long to be kept whole."""
        text: str = self.cleaned_data["own_words"]
        long = next((line.strip() for line in text.splitlines() if len(line.strip()) > MOST_WORDS), None)
        if long is not None:
            told = f"“{long[:40]}…” has {len(long)} characters. Use {MOST_WORDS} or fewer on each line."
            raise ValidationError(told)
        return text

    @property
    def said(self) -> PopulationFields:
        """What the action takes."""
        values = {name: self.cleaned_data[name] for name in PopulationFields.__dataclass_fields__}
        values["project"] = self._projects.get(int(values["project"] or 0))
        values["clinical_area"] = self._areas.get(int(values["clinical_area"] or 0))
        return PopulationFields(**values)


def _initial(row: Population) -> dict[str, Any]:
    values = {name: getattr(row, name) for name in PopulationFields.__dataclass_fields__}
    own = [mark.words for mark in row.marks if mark.words]  # type: ignore[attr-defined]
    return values | {
        "project": row.project_id,
        "clinical_area": row.clinical_area_id,
        "own_words": "\n".join(own),
    }


class EndForm(forms.Form):
    """Why a team no longer works with a population."""

    reason = _area("Why do you no longer work with them?")
    reason.required = True
    reason.error_messages["required"] = "Say why you no longer work with them"


class InequalityForm(forms.Form):
    """What is unequal, and how that is known."""

    dimension = forms.ChoiceField(
        label="In what are they treated unequally?",
        choices=Dimension.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose access, experience or outcomes"},
    )
    statement = _area("What is unequal?", f"For example, “They wait longer for a first visit”. {AGGREGATES}")
    statement.required = True
    statement.error_messages["required"] = "Say what is unequal"
    evidence_source = _line("How do you know?", "For example, waiting-list data, or what people said in four groups.")
    evidence_date = DateField(label="From when is this evidence?", required=False, latest=timezone.localdate)
    size_words = _line("How large is it, in words?", "For example, they wait twice as long.")
    size_number = AmountField(label="As a number", required=False, max_digits=12, decimal_places=3)
    size_unit = _line("Of what?", "For example, times as long, or percentage points.", 60)

    @property
    def said(self) -> InequalityFields:
        """What the action takes."""
        return InequalityFields(**self.cleaned_data)

    @staticmethod
    def initial_of(row: Inequality) -> dict[str, Any]:
        """The form's values for what was said before."""
        return {name: getattr(row, name) for name in InequalityFields.__dataclass_fields__}


class LimitForm(forms.Form):
    """How many populations to start with."""

    most = forms.IntegerField(
        label="Populations of focus to start with",
        min_value=1,
        max_value=50,
        help_text="An organisation that chooses more is asked whether it is sure. It is not stopped.",
    )
