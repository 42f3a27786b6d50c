"""What people type about a test: one form for each part of the record, none of which asks for more than a title."""

from collections.abc import Iterable, Mapping
from typing import Any, cast
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.forms.formsets import BaseFormSet
from django.utils import timezone

from collaborative.nhsuk.fields import DateField
from measures.models import Measure
from pdsa.actions import Compared, Expected
from pdsa.models import CarriedOut, Cycle, Decision, Involvement, Prediction, Purpose, Scale

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
    "involvement",
    "involvement_note",
)
DO_FIELDS = ("carried_out", "deviations", "observations", "problems", "unintended", "ends_on")
STUDY_FIELDS = ("learned", "surprises", "analysis")
ACT_FIELDS = ("decision", "rationale", "next_steps", "may_share")


MOST_PREDICTIONS = 20


def _text(label: str, hint: str = "", rows: int = 3) -> forms.CharField:
    return forms.CharField(
        label=label, help_text=hint, required=False, widget=forms.Textarea(attrs={"rows": str(rows)})
    )


def _line(label: str, hint: str = "", **options: Any) -> forms.CharField:
    return forms.CharField(label=label, help_text=hint, required=False, max_length=200, **options)


def _radios(label: str, choices: Iterable[tuple[str, Any]], hint: str = "", **options: Any) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label, help_text=hint, choices=list(choices), required=False, widget=forms.RadioSelect, **options
    )


def refuse(form: forms.Form, error: ValidationError) -> None:
    """Put what an action refused beside its fields, and what has no field on top."""
    if not hasattr(error, "error_dict"):
        form.add_error(None, error)
        return
    for name, errors in error.error_dict.items():
        form.add_error(name if name in form.fields else None, errors)


class VersionedForm(forms.Form):
    """Carries the version of the test that the person saw."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    mark_optional = False


class PlanDetails(forms.Form):
    """What a plan may say beyond the first questions."""

    mark_optional = False
    purpose = _radios("What is this test for?", Purpose.choices, initial=Purpose.TEST.value)
    objective = _text("What do you want to find out?")
    scale = _radios(
        "How large is it?",
        Scale.choices,
        "Start small: one person or one shift teaches a lot and harms little.",
        initial=Scale.ONE.value,
    )
    segment = _line("Who is it for?", "For example: young men waiting for a first appointment.")
    setting = _line("Where, and under which conditions?", "For example: the Tuesday evening clinic.")
    starts_on = DateField(label="Planned start", required=False)
    ends_on = DateField(label="Planned end", help_text="A test takes days or weeks, seldom months.", required=False)
    led_by = _line("Who leads it?")
    data_plan = _text("How will you know?", "Which numbers and which words you will collect, who does, and when.")
    measures = forms.ModelMultipleChoiceField(
        label="Which measures should it move?",
        help_text="When the test starts it appears on their charts.",
        queryset=Measure.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    involvement = _radios("How involved were people with lived experience in this test?", Involvement.choices)
    involvement_note = _text("What was their part?", rows=2)

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
    idea_title = _line(
        "Which change idea is it part of?",
        "Start typing to pick one you have. Leave it empty to use the words above.",
        widget=forms.TextInput(attrs={"list": "ideas", "autocomplete": "off"}),
    )

    def clean_title(self) -> str:
        """One line, whatever was pasted."""
        return " ".join(self.cleaned_data["title"].split())


class NewCycleForm(_TitleAndIdea, PlanDetails):
    """The first entry: what is tested and what is expected; the rest is offered, never asked."""

    prediction = _text(
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
    text = _text("What do you predict?", rows=2)


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


class StageForm(VersionedForm):
    """A part of the record that is only fields of the test."""

    names: tuple[str, ...] = ()

    def __init__(self, *args: Any, cycle: Cycle, **kwargs: Any) -> None:
        kwargs["initial"] = {name: getattr(cycle, name) for name in (*self.names, "version")}
        super().__init__(*args, **kwargs)

    def entries(self) -> dict[str, Any]:
        """All that was typed, as the stage's action takes it."""
        return {name: self.cleaned_data[name] for name in (*self.names, "version")}


class DoForm(StageForm):
    """What happened."""

    names = DO_FIELDS
    carried_out = _radios("Did it go as planned?", CarriedOut.choices)
    deviations = _text("What was different from the plan?")
    observations = _text("What did you see and hear?", "What people said counts as much as numbers.")
    problems = _text("What got in the way?", rows=2)
    unintended = _text("What happened that nobody intended?", "Good or bad.", rows=2)
    ends_on = DateField(label="End date", required=False)


class StudyForm(StageForm):
    """What the test showed, beside what was predicted."""

    names = STUDY_FIELDS
    learned = _text("What did you learn?")
    surprises = _text("What surprised you?", rows=2)
    analysis = _text("What do the numbers and charts show?", "A chart finds change; it does not say what caused it.")

    def __init__(self, *args: Any, cycle: Cycle, predictions: Iterable[Prediction], **kwargs: Any) -> None:
        super().__init__(*args, cycle=cycle, **kwargs)
        self.predictions = list(predictions)
        for row in self.predictions:
            self.fields[f"result_{row.pk}"] = _radios(
                "Was it as you predicted?", Prediction.Result.choices, initial=row.result
            )
            self.fields[f"note_{row.pk}"] = _text("What did you see?", rows=2)
            self.fields[f"note_{row.pk}"].initial = row.result_note

    def entries(self) -> dict[str, Any]:
        """All that was typed, as `save_study` takes it."""
        results = {
            row.pk: Compared(self.cleaned_data[f"result_{row.pk}"], self.cleaned_data[f"note_{row.pk}"])
            for row in self.predictions
        }
        return {**super().entries(), "results": results}


class ActForm(StageForm):
    """The decision."""

    names = ACT_FIELDS
    decision = _radios("What did you decide?", [(row.value, row.name.capitalize()) for row in Decision])
    rationale = _text("Why?")
    next_steps = _text("What happens next?")
    may_share = forms.BooleanField(label="Other organisations may learn from this test", required=False)

    def hints(self) -> dict[str, str]:
        """What each decision means, by its value."""
        meanings = {row.value: str(row.label).partition(": ")[2] for row in Decision}
        return {value: meaning[:1].upper() + meaning[1:] for value, meaning in meanings.items()}


class StartForm(VersionedForm):
    """The day Do starts."""

    starts_on = DateField(label="Start date", latest=timezone.localdate)
    ends_on = DateField(label="Planned end date", help_text="You can leave this empty.", required=False)


class StopForm(VersionedForm):
    """Why a test ends before its time."""

    reason = forms.CharField(
        label="Why is it stopping?",
        help_text="A stopped test teaches too. Say it so that another team can learn from it.",
        widget=forms.Textarea(attrs={"rows": "3"}),
        error_messages={"required": "Say why the test is stopping"},
    )


class TaskForm(forms.Form):
    """Something to do for the test."""

    what = forms.CharField(
        label="What needs doing?", max_length=300, error_messages={"required": "Enter what needs doing"}
    )
    who = _line("Who does it?")
    due_on = DateField(label="Due date", required=False)
    place = _line("Where?")


class NextForm(forms.Form):
    """The key of the press by which a ramp gets one more branch; none where the next test is asked for."""

    form_key = forms.UUIDField(widget=forms.HiddenInput, required=False)


class FilterForm(forms.Form):
    """Which tests to list."""

    mark_optional = False
    status = forms.ChoiceField(
        label="Show",
        required=False,
        choices=[
            ("", "All tests"),
            ("open", "Under way or planned"),
            ("plan", "Planned"),
            ("do", "Being tried"),
            ("study", "Being studied"),
            ("act", "Decision due"),
            *[(row.value, f"Decided: {row.name.lower()}") for row in Decision],
            ("stopped", "Stopped"),
        ],
    )
    q = forms.CharField(label="Search", required=False, max_length=100)
