"""Two people who changed the same thing: what is there now beside what the second wanted, nothing of either lost."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS

from collaborative.nhsuk.filters import date_long, number
from phases.actions.collisions import CHANGED, GONE


@dataclass(frozen=True)
class Difference:
    """One field: what is there now, and what this person wants."""

    label: str
    theirs: str
    mine: str


def collision(form: forms.Form, mark: str, sent: Mapping[str, Any]) -> dict[str, Any]:
    """What a page shows of others' changes. seen: the state that the next save is meant to change; differences: of the
    two texts, where they collided.

    mark: the state of the row now. A form that comes back for another reason still speaks of the state it began with.
    """
    collided = form.is_bound and form.has_error(NON_FIELD_ERRORS, CHANGED)
    seen = mark if collided or not form.is_bound else sent.get("seen", "")
    return {"seen": seen, "differences": _differences(form) if collided else []}


def gone(form: forms.Form) -> bool:
    """Whether what a form was about has been taken back by somebody else meanwhile."""
    return form.is_bound and form.has_error(NON_FIELD_ERRORS, GONE)


def _differences(form: forms.Form) -> list[Difference]:
    found = []
    for name, field in form.fields.items():
        if name not in form.cleaned_data:
            continue
        theirs = _words(field, form.get_initial_for_field(field, name))
        mine = _words(field, form.cleaned_data[name])
        if theirs != mine:
            found.append(Difference(str(field.label), theirs, mine))
    return found


def _words(field: forms.Field, value: Any) -> str:
    match value:
        case None | "":
            return ""
        case bool():
            return "Yes" if value else "No"
        case list():
            chosen = {str(one) for one in value}
            return ", ".join(str(label) for key, label in _choices(field) if str(key) in chosen)
        case date():
            return date_long(value)
        case Decimal():
            return number(value)
    said = {str(key): label for key, label in _choices(field)}.get(str(value), value)
    return str(said).replace("\r\n", "\n")


def _choices(field: forms.Field) -> list[Any]:
    return list(field.widget.choices) if isinstance(field.widget, forms.widgets.ChoiceWidget) else []
