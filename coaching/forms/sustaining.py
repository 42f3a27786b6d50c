"""Forms about whether changes last."""

from collections.abc import Sequence
from typing import Any

from django import forms

from coaching.actions.sustaining import ItemFields
from coaching.models import Holding, SustainItem
from coaching.sustaining import LEVELS, Factor
from collaborative.models import User
from collaborative.nhsuk.fields import DateField
from measures.models import Measure


class AnswerForm(forms.Form):
    """What one person says of the ten factors."""

    def __init__(self, data: Any, *, factors: Sequence[Factor], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        for factor in factors:
            self.fields[factor.code] = forms.ChoiceField(
                label=factor.name,
                help_text=factor.question,
                choices=list(zip(LEVELS, factor.words, strict=True)),
                widget=forms.RadioSelect,
                error_messages={"required": f"Choose what fits best: {factor.name.lower()}"},
            )


class ItemForm(forms.Form):
    """One thing that must hold."""

    must_hold = forms.CharField(
        label="What must hold?",
        help_text="Such as: every new nurse is shown the folder in the first week.",
        max_length=300,
        error_messages={"required": "Say what must hold"},
    )
    person = forms.ChoiceField(label="Who looks after it?", error_messages={"required": "Choose who looks after it"})
    measure = forms.ChoiceField(label="Which measure tells?", required=False)
    check_words = forms.CharField(
        label="How is it checked?",
        help_text="In words, where no measure tells: what you look at, or whom you ask.",
        required=False,
        max_length=300,
    )
    review_on = DateField(label="When is it looked at again?")
    falls_back = forms.CharField(
        label="What happens if it falls back?",
        help_text="Who does what then, so that nobody has to think of it first.",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say what happens if it falls back"},
    )
    factor = forms.ChoiceField(label="For which factor of the assessment?", required=False)

    def __init__(
        self,
        data: Any,
        *,
        people: Sequence[User],
        measures: Sequence[Measure],
        factors: Sequence[Factor],
        **kwargs: Any,
    ) -> None:
        super().__init__(data, **kwargs)
        self._people = {str(row.pk): row for row in people}
        self._measures = {str(row.pk): row for row in measures}
        named = [(key, row.get_full_name()) for key, row in self._people.items()]
        self.fields["person"].choices = [("", "Choose a person"), *named]  # type: ignore[attr-defined]
        told = [(key, row.name) for key, row in self._measures.items()]
        self.fields["measure"].choices = [("", "None"), *told]  # type: ignore[attr-defined]
        about = [(one.code, one.name) for one in factors]
        self.fields["factor"].choices = [("", "None in particular"), *about]  # type: ignore[attr-defined]

    @staticmethod
    def initial_of(row: SustainItem) -> dict[str, Any]:
        """A point of the plan as it is."""
        names = ("must_hold", "check_words", "review_on", "falls_back", "factor")
        given = {name: getattr(row, name) for name in names}
        return given | {"person": str(row.person_id), "measure": str(row.measure_id or "")}

    @property
    def said(self) -> ItemFields:
        """What was typed, as the actions take it."""
        given = dict(self.cleaned_data)
        given["person"] = self._people[given["person"]]
        given["measure"] = self._measures.get(given["measure"])
        return ItemFields(**given)


class LookForm(forms.Form):
    """How it stands with what must hold."""

    holding = forms.ChoiceField(
        label="Does it hold?",
        choices=Holding.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Say whether it holds"},
    )
    found = forms.CharField(
        label="What did you find, and what do you do about it?",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    review_on = DateField(label="When do you look again?")


class FactorForm(forms.Form):
    """One factor in the collaborative's own words, with what its levels count."""

    name = forms.CharField(label="Name of the factor", max_length=100)
    question = forms.CharField(label="The question it asks", max_length=300)
    source = forms.CharField(label="Where words and values are from", required=False, max_length=300)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for level, label in zip(LEVELS, ("best", "second", "third", "worst"), strict=True):
            self.fields[f"words_{level}"] = forms.CharField(
                label=f"The {label} level in words", max_length=1000, widget=forms.Textarea(attrs={"rows": 2})
            )
            self.fields[f"value_{level}"] = forms.DecimalField(
                label=f"What the {label} level counts", min_value=0, max_value=100, max_digits=4, decimal_places=1
            )
        self.order_fields(
            ["name", "question", *(f"{part}_{level}" for level in LEVELS for part in ("words", "value")), "source"]
        )

    @staticmethod
    def initial_of(factor: Factor) -> dict[str, Any]:
        """Words and values as they are."""
        given: dict[str, Any] = {"name": factor.name, "question": factor.question, "source": factor.source}
        for at, level in enumerate(LEVELS):
            given |= {f"words_{level}": factor.words[at], f"value_{level}": factor.values[at]}
        return given

    def factor(self, now: Factor) -> Factor:
        """What was typed, as the factor that is `now` otherwise."""
        given = self.cleaned_data
        words = tuple(given[f"words_{level}"] for level in LEVELS)
        values = tuple(given[f"value_{level}"] for level in LEVELS)
        return Factor(now.code, now.domain, given["name"], given["question"], words, values, given["source"])
