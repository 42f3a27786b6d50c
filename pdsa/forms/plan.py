"""The plan of a test: the first entry, which asks for no more than a title, and the plan as it grows."""

from collections.abc import Iterable, Mapping
from typing import Any, cast
from uuid import uuid4

from django import forms
from django.db.models import QuerySet
from django.forms.formsets import BaseFormSet

from collaborative.nhsuk.fields import DateField
from measures.models import Measure
from pdsa.actions import Expected
from pdsa.forms.fields import VersionedForm, line, radios, words
from pdsa.models import Cycle, Involvement, Purpose, Scale

PLAN_FIELDS = (
    "purpose",
    "objective",
    "scale",
    "segment",
    "setting",
    "starts_on",
    "ends_on",
    "led_by",
    "data_plan",
    "data_who",
    "data_when",
    "data_how",
    "involvement",
    "involvement_note",
)
MOST_PREDICTIONS = 20


class PlanDetails(forms.Form):
    """What a plan may say beyond the first questions."""

    mark_optional = False
    purpose = radios("What is this test for?", Purpose.choices, initial=Purpose.TEST.value)
    objective = words("What do you want to find out?")
    scale = radios(
        "How large is it?",
        Scale.choices,
        "Start small: one person or one shift teaches a lot and harms little.",
        initial=Scale.ONE.value,
    )
    segment = line("Who is it for?", "For example: young men waiting for a first appointment.")
    setting = line("Where, and under which conditions?", "For example: the Tuesday evening clinic.")
    starts_on = DateField(label="Planned start", required=False)
    ends_on = DateField(label="Planned end", help_text="A test takes days or weeks, seldom months.", required=False)
    led_by = line("Who leads it?")
    data_plan = words("How will you know?", "What you will collect: which numbers, and which of people's own words.")
    data_who = line("Who collects it?")
    data_when = line("When?", "For example: at the end of each shift.")
    data_how = line("How?", "For example: a tally sheet on the desk, and two questions to each person.")
    measures = forms.ModelMultipleChoiceField(
        label="Which measures should it move?",
        help_text="When the test starts it appears on their charts.",
        queryset=Measure.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    involvement = radios("How involved were people with lived experience in this test?", Involvement.choices)
    involvement_note = words("What was their part?", rows=2)

    def __init__(self, *args: Any, measures: QuerySet[Measure], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["measures"].queryset = measures  # type: ignore[attr-defined]
        if not measures:
            del self.fields["measures"]

    def clean_purpose(self) -> str:
        return self.cleaned_data["purpose"] or Purpose.TEST.value

    def clean_scale(self) -> str:
        return self.cleaned_data["scale"] or Scale.ONE.value

    def details(self) -> dict[str, Any]:
        """The plan's fields, as the actions take them."""
        return {name: self.cleaned_data[name] for name in PLAN_FIELDS}

    def detail_names(self) -> tuple[str, ...]:
        """The fields to show among the details, in their order."""
        return tuple(name for name in PlanDetails.base_fields if name in self.fields)

    def details_opened(self) -> bool:
        """Whether something among the details was refused, which must not stay folded away."""
        return any(name in self.errors for name in PlanDetails.base_fields)


class _TitleAndIdea(forms.Form):
    title = forms.CharField(
        label="What are you testing?",
        help_text="One small change in a sentence. For example: a text message the day before the appointment.",
        max_length=200,
        widget=forms.Textarea(attrs={"rows": "2"}),
        error_messages={"required": "Enter what you are testing"},
    )
    idea_title = line(
        "Which change idea is it part of?",
        "Start typing to pick one you have. Leave it empty to use the words above.",
        widget=forms.TextInput(attrs={"list": "ideas", "autocomplete": "off"}),
    )

    def clean_title(self) -> str:
        """One line, whatever was pasted."""
        return " ".join(self.cleaned_data["title"].split())


class NewCycleForm(_TitleAndIdea, PlanDetails):
    """The first entry: what is tested and what is expected; the rest is offered, never asked."""

    prediction = words(
        "What do you predict?",
        "What you expect to see, with a number if you can. You learn most where a test surprises you.",
    )
    form_key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    field_order = ("title", "prediction", "idea_title")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"form_key": uuid4(), **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)

    def entries(self) -> dict[str, Any]:
        """All that was typed, as `plan_cycle` takes it."""
        names = ("title", "idea_title", "prediction", "form_key")
        first = {name: self.cleaned_data[name] for name in names}
        return {**first, "measures": self.cleaned_data.get("measures", ()), **self.details()}


class PlanForm(_TitleAndIdea, PlanDetails, VersionedForm):
    """The plan as it grows."""

    def __init__(self, *args: Any, cycle: Cycle, linked: Iterable[int], **kwargs: Any) -> None:
        stored = {name: getattr(cycle, name) for name in (*PLAN_FIELDS, "title", "version")}
        kwargs["initial"] = {**stored, "idea_title": cycle.idea.title, "measures": list(linked)}
        super().__init__(*args, **kwargs)
        if cycle.is_started:
            self.fields["starts_on"].label = "Started on"
        if cycle.is_ended:
            self.fields["ends_on"].label = "Ended on"

    def entries(self) -> dict[str, Any]:
        """All that was typed, as `save_plan` takes it."""
        names = ("title", "idea_title", "version")
        first = {name: self.cleaned_data[name] for name in names}
        return {**first, "measures": self.cleaned_data.get("measures"), **self.details()}


class PredictionForm(forms.Form):
    """One question and what the team expects; both empty takes it away."""

    mark_optional = False
    pk = forms.IntegerField(widget=forms.HiddenInput, required=False)
    question = forms.CharField(label="What do you want to know?", required=False, max_length=300)
    text = words("What do you predict?", rows=2)


class PredictionFormSet(BaseFormSet):
    """The predictions of one test."""

    @property
    def written(self) -> int:
        """How many of them say anything."""
        return sum(bool(form["question"].value() or form["text"].value()) for form in self.forms)

    def entries(self) -> list[Expected]:
        """The predictions as `save_plan` takes them."""
        return [Expected(**form.cleaned_data) for form in self.forms if form.cleaned_data]


def prediction_forms(cycle: Cycle, data: Mapping[str, Any] | None = None) -> PredictionFormSet:
    """The test's predictions, and room for one more (two where there is none yet)."""
    stored = [{"pk": row.pk, "question": row.question, "text": row.text} for row in cycle.predictions.all()]
    factory = forms.formset_factory(PredictionForm, formset=PredictionFormSet, extra=1, max_num=MOST_PREDICTIONS)
    return cast(PredictionFormSet, factory(data, prefix="predictions", initial=stored))
