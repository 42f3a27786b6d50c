"""A measure's definition in words, and two versions of it beside each other."""

from collections.abc import Mapping

from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from measures import periods
from measures.actions.measures import HOW_MANY
from measures.forms import RevisionForm
from measures.forms.definition import LOCKED
from measures.models import Kind, Measure
from measures.numbers import number_text
from measures.presenters.charts import unit_of
from measures.strategy.compare import Merged

Rows = list[dict[str, str]]
BREAK = SafeString("<br>")


def _words(measure: Measure) -> dict[str, str]:
    """Each field as a person reads it."""
    per = f", for every {measure.rate_per:,}" if measure.kind == "rate" else ""
    return {
        "measure_type": measure.get_measure_type_display(),
        "kind": measure.get_kind_display() + per,
        "numerator_label": measure.numerator_label,
        "denominator_label": measure.denominator_label if measure.denominator_label != HOW_MANY else "",
        "direction": measure.get_direction_display(),
        "frequency": measure.get_frequency_display(),
        "starts_on": periods.label(measure.frequency, measure.starts_on),
        "target": f"{number_text(measure.target)} {unit_of(measure)}".replace(" %", "%").strip()
        if measure.target is not None
        else "",
        "definition": format_html_join(BREAK, "{}", ((line,) for line in measure.definition.splitlines())),
        "collected_by": measure.collected_by,
        "unknown": ", ".join(group.name for group in measure.strata.all() if group.is_unknown),
        "gap_scale": _gap(measure),
    }


def _gap(measure: Measure) -> str:
    """How the gap is told, or why there is none; nothing where nobody is compared."""
    if not any(group.is_comparator for group in measure.strata.all()):
        return ""
    if measure.kind == Kind.COUNT:
        return "Not drawn from counts: a group of more people has more of everything."
    return measure.get_gap_scale_display()


def definition_rows(measure: Measure) -> Rows:
    """The definition for the measure's page; what does not apply is left out."""
    said = _words(measure)
    named = [
        ("What it tells us", "measure_type"),
        ("How it is counted", "kind"),
        ("What is counted", "numerator_label"),
        ("Who is measured" if measure.kind == Kind.AVERAGE else "Out of", "denominator_label"),
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
    told = [("Groups", groups), ("Not stated or not known", said["unknown"]), ("Gap", said["gap_scale"])]
    return [*shown, *({"key": key, "value": value} for key, value in told if value)]


def locked_rows(form: RevisionForm, measure: Measure) -> Rows:
    """What can no longer change, in words; empty where everything can."""
    if not form.locked:
        return []
    said = _words(measure)
    return [{"key": str(form.fields[name].label), "value": said[name]} for name in LOCKED]


def differences(form: RevisionForm, base: Mapping[str, str], theirs: Mapping[str, str], merged: Merged) -> Rows:
    """The fields two people changed, and not to the same: what it said before, theirs and yours."""
    return [
        {
            "key": str(form.fields[key].label),
            "before": _shown(form, key, base),
            "theirs": _shown(form, key, theirs),
            "yours": _shown(form, key, merged.words),
        }
        for key in merged.clashing
        if key in form.fields
    ]


def taken(form: RevisionForm, merged: Merged) -> list[str]:
    """What only the other changed, by its label."""
    return [str(form.fields[key].label) for key in merged.taken if key in form.fields]


def _shown(form: RevisionForm, key: str, words: Mapping[str, str]) -> str:
    value = words.get(key) or ""
    choices = dict(getattr(form.fields[key], "choices", ())) if key != "unknown" else {}
    return str(choices.get(value, value)) or "Empty"
