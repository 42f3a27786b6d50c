"""A measure's definition in words, and two versions of it beside each other."""

from typing import Any

from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from measures import periods
from measures.forms import RevisionForm
from measures.forms.definition import LOCKED, initial_of
from measures.models import Measure
from measures.numbers import number_text
from measures.presenters.charts import unit_of

Rows = list[dict[str, str]]
BREAK = SafeString("<br>")


def _words(measure: Measure) -> dict[str, str]:
    """Each field as a person reads it."""
    per = f", for every {measure.rate_per:,}" if measure.kind == "rate" else ""
    return {
        "measure_type": measure.get_measure_type_display(),
        "kind": measure.get_kind_display() + per,
        "numerator_label": measure.numerator_label,
        "denominator_label": measure.denominator_label,
        "direction": measure.get_direction_display(),
        "frequency": measure.get_frequency_display(),
        "starts_on": periods.label(measure.frequency, measure.starts_on),
        "target": f"{number_text(measure.target)} {unit_of(measure)}".replace(" %", "%").strip()
        if measure.target is not None
        else "",
        "definition": format_html_join(BREAK, "{}", ((line,) for line in measure.definition.splitlines())),
        "collected_by": measure.collected_by,
    }


def definition_rows(measure: Measure) -> Rows:
    """The definition for the measure's page; what does not apply is left out."""
    said = _words(measure)
    named = [
        ("What it tells us", "measure_type"),
        ("How it is counted", "kind"),
        ("What is counted", "numerator_label"),
        ("Out of", "denominator_label"),
        ("Better is", "direction"),
        ("How often", "frequency"),
        ("Since", "starts_on"),
        ("Target", "target"),
        ("Exactly who and what", "definition"),
        ("Who collects it", "collected_by"),
    ]
    shown = [{"key": key, "value": said[name]} for key, name in named if said[name] or name == "definition"]
    groups = ", ".join(
        f"{group.name} (the others are compared with this)" if group.is_comparator else group.name
        for group in measure.strata.all()
    )
    return [*shown, {"key": "Groups", "value": groups}] if groups else shown


def locked_rows(form: RevisionForm, measure: Measure) -> Rows:
    """What can no longer change, in words; empty where everything can."""
    if not form.locked:
        return []
    said = _words(measure)
    return [{"key": str(form.fields[name].label), "value": said[name]} for name in LOCKED]


def differences(form: RevisionForm, measure: Measure) -> Rows:
    """Where somebody else's version differs from what was typed: field, theirs and yours."""
    if form.cleaned_data["version"] == measure.version:
        return []
    stored, rows = initial_of(measure), []
    for name, field in form.fields.items():
        if name in stored and name != "version":
            theirs, yours = _plain(stored[name]), _plain(form[name].value())
            if theirs != yours:
                rows.append({"key": str(field.label), "theirs": theirs or "Empty", "yours": yours or "Empty"})
    return rows


def _plain(value: Any) -> str:
    if isinstance(value, tuple):
        return "-".join(part.zfill(2) for part in reversed(value))
    return "" if value is None else "\n".join(str(value).split("\r\n")).strip()
