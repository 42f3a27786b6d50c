"""Choosing a chart and its rules: for one measure, and where a measure says nothing for a whole collaborative."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import QueryDict

from measures.models import ChartKind, Measure
from measures.plans import CHARTS_OF, Defaults, rules_of
from measures.presenters.rules import as_collaborative, screened_as_collaborative, title
from measures.spc.catalogue import BY_MOVING_RANGE

AS_COLLABORATIVE = ""
_SCREENED: dict[str, bool | None] = {"": None, "in": False, "out": True}
_LEFT = [
    ("in", "Leave them in, as NHS England’s Excel tool does"),
    ("out", "Leave very large ones out, as NHSRplotthedots does"),
]


class ChartForm(forms.Form):
    """The chart of one measure, the rules it is read by, and why. What is offered follows the chart that is shown."""

    chart_kind = forms.ChoiceField(
        label="Kind of chart", widget=forms.RadioSelect, error_messages={"required": "Choose a kind of chart."}
    )
    rules = forms.ChoiceField(
        label="Rules",
        required=False,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": "These rules are not for this kind of chart. Choose one of those below."},
    )
    screened = forms.ChoiceField(label="Very large moving ranges", required=False, widget=forms.RadioSelect)
    reason = forms.CharField(
        label="Why this chart?",
        max_length=400,
        error_messages={"required": "Say why you choose this chart."},
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="It is kept in the history. The same numbers can signal on one chart and not on another.",
    )
    was = forms.CharField(required=False, widget=forms.HiddenInput)
    mark_optional = False

    def __init__(self, *args: Any, measure: Measure, defaults: Defaults, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.measure, self.defaults = measure, defaults
        self._offer("chart_kind", [(kind, ChartKind(kind).label) for kind in CHARTS_OF[measure.kind]])
        chart, rules, _ = self.shown
        own = [(name, title(name)) for name in rules_of(chart)]
        self._offer("rules", [(AS_COLLABORATIVE, as_collaborative(chart, defaults)), *own])
        first = (AS_COLLABORATIVE, screened_as_collaborative(rules or defaults.rules(chart), defaults))
        self._offer("screened", [first, *_LEFT])

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    @property
    def shown(self) -> tuple[str, str, bool | None]:
        """Chart, rules ("": as the collaborative does) and screening as far as they are chosen and fit each other."""
        chart, rules, screened = (str(self[name].value() or "") for name in ("chart_kind", "rules", "screened"))
        if chart not in CHARTS_OF[self.measure.kind]:
            chart = self.measure.chart_kind
        return chart, rules if rules in rules_of(chart) else AS_COLLABORATIVE, _SCREENED.get(screened)

    @property
    def uses_moving_ranges(self) -> bool:
        """Whether the limits of the chart that is shown come from moving ranges."""
        return self.shown[0] in BY_MOVING_RANGE

    def clean_screened(self) -> bool | None:
        """Left out, left in, or None: as the collaborative does."""
        return _SCREENED[self.cleaned_data["screened"]]

    def clean_was(self) -> tuple[str, str, bool | None] | None:
        """What was chosen when the person was shown the form."""
        if not self.cleaned_data["was"]:
            return None
        chart, rules, screened = [*self.cleaned_data["was"].split("/"), "", ""][:3]
        return chart, rules, _SCREENED.get(screened)

    def has_read(self, measure: Measure) -> None:
        """The person is now told what is chosen: sending the form again is a decision, not a collision."""
        sent = QueryDict(mutable=True)
        sent.update(self.data)
        sent["was"] = initial_of(measure)["was"]
        self.data = sent


def initial_of(measure: Measure) -> dict[str, str]:
    """What the form shows of a measure as it is."""
    now = {"chart_kind": measure.chart_kind, "rules": measure.rules, "screened": _said(measure.screened)}
    return now | {"was": "/".join(now.values())}


def seen(sent: Mapping[str, str], measure: Measure, defaults: Defaults) -> ChartForm:
    """The form with what was sent, to look at and not to save: nothing is called wrong in it."""
    asked = {name: sent.get(name, "") for name in ChartForm.base_fields}
    chart, rules, _ = ChartForm(initial=asked, measure=measure, defaults=defaults).shown
    return ChartForm(initial=asked | {"chart_kind": chart, "rules": rules}, measure=measure, defaults=defaults)


def _said(screened: bool | None) -> str:
    return next(word for word, value in _SCREENED.items() if value is screened)


class DefaultsForm(forms.Form):
    """How a collaborative reads its charts."""

    run_rules = forms.ChoiceField(
        label="Run charts", choices=[(name, title(name)) for name in rules_of("run")], widget=forms.RadioSelect
    )
    xmr_rules = forms.ChoiceField(
        label="XmR charts", choices=[(name, title(name)) for name in rules_of("xmr")], widget=forms.RadioSelect
    )
    limits_rules = forms.ChoiceField(
        label="Every other chart with limits",
        choices=[(name, title(name)) for name in rules_of("i")],
        widget=forms.RadioSelect,
    )
    screened = forms.ChoiceField(
        label="Very large moving ranges",
        required=False,
        choices=[("", "As is usual for each rule set: in by Making Data Count’s, out by the others"), *_LEFT],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label="Why?",
        max_length=400,
        required=False,
        help_text="It is kept in the history.",
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    mark_optional = False

    def said(self) -> dict[str, Any]:
        """What was said, for the action; screened: left out, left in, or None: as each rule set does."""
        return self.cleaned_data | {"screened": _SCREENED[self.cleaned_data["screened"]]}


def initial_defaults(defaults: Defaults) -> dict[str, str]:
    """What the form shows of a collaborative as it is."""
    return {
        "run_rules": defaults.run,
        "xmr_rules": defaults.xmr,
        "limits_rules": defaults.limits,
        "screened": _said(defaults.screened),
    }
