"""What a form refused, in plain words, with the id of the box to go to."""

from collections.abc import Iterator
from typing import TypedDict

from django import forms
from django.core import validators
from django.core.exceptions import ValidationError
from django.db import models
from django.forms.boundfield import BoundField
from django.forms.formsets import BaseFormSet

from collaborative.nhsuk.fields import PARTS, DateBoxesInput, faulty_boxes


class ErrorLink(TypedDict):
    """One line of the error summary; `href` is None for what concerns the whole form."""

    text: str
    href: str | None


CHOOSING = (forms.Select, forms.RadioSelect, forms.CheckboxSelectMultiple)
INTEGER = forms.IntegerField.default_error_messages["invalid"]
FLOAT = forms.FloatField.default_error_messages["invalid"]
DECIMAL = forms.DecimalField.default_error_messages["invalid"]

# Django's own wording -> ours. A message that a form's author wrote is never touched: the objects are compared.
PLAIN = (
    (INTEGER, "{Label} must be a whole number"),
    (FLOAT, "{Label} must be a number, like 12 or 3.5"),
    (DECIMAL, "{Label} must be a number, like 12 or 3.5"),
    (validators.DecimalValidator.messages["invalid"], "{Label} must be a number, like 12 or 3.5"),
    (validators.DecimalValidator.messages["max_digits"], "{Label} must have {max} digits or fewer"),
    (validators.DecimalValidator.messages["max_decimal_places"], "{Label} must have {max} decimal places or fewer"),
    (validators.DecimalValidator.messages["max_whole_digits"], "{Label} is too large"),
    (validators.MinValueValidator.message, "{Label} must be {limit_value} or more"),
    (validators.MaxValueValidator.message, "{Label} must be {limit_value} or less"),
    (validators.MaxLengthValidator.message, "{Label} must be {limit_value} characters or fewer"),
    (validators.MinLengthValidator.message, "{Label} must be {limit_value} characters or more"),
    (validators.EmailValidator.message, "Enter an email address in the correct format, like name@example.com"),
    (validators.URLValidator.message, "Enter a web address, like https://www.example.com"),
    (validators.ProhibitNullCharactersValidator.message, "{Label} has a character that cannot be stored"),
    (forms.DateField.default_error_messages["invalid"], "{Label} must be a real date"),
    (forms.ChoiceField.default_error_messages["invalid_choice"], "Select {label} from the list"),
    (forms.ModelChoiceField.default_error_messages["invalid_choice"], "Select {label} from the list"),
    (forms.MultipleChoiceField.default_error_messages["invalid_list"], "Select {label} from the list"),
    (models.Field.default_error_messages["unique"], "{Label} is already in use"),
    (forms.FileField.default_error_messages["invalid"], "The file did not arrive: choose it again"),
    (forms.FileField.default_error_messages["missing"], "The file did not arrive: choose it again"),
    (forms.FileField.default_error_messages["empty"], "The file is empty"),
)


def _lower_first(label: str) -> str:
    """The label inside a sentence: "Aim" becomes "aim", "ODS code" stays."""
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]


def _named(label: str) -> str:
    """The label after a verb: "Name of the project" becomes "the name of the project"."""
    words = _lower_first(label)
    return f"the {words}" if " of " in words and not words.startswith("the ") else words


def _missing(bound: BoundField) -> str:
    label = str(bound.label)
    if label.endswith("?"):
        return f"Answer “{label}”"
    widget = bound.field.widget
    if isinstance(widget, forms.CheckboxInput):
        return f"Tick “{label}” to go on"
    if isinstance(widget, forms.FileInput):
        return f"Choose {_named(label)}"
    return f"{'Select' if isinstance(widget, CHOOSING) else 'Enter'} {_named(label)}"


def _plain(bound: BoundField, error: ValidationError) -> str:
    if error.message is forms.Field.default_error_messages["required"]:
        return _missing(bound)
    label = str(bound.label)
    if label.endswith("?"):
        label = f"The answer to “{label}”"
    for known, words in PLAIN:
        if error.message is known:
            return words.format(label=_named(label), Label=label, **(error.params or {}))
    return " ".join(str(message) for message in error.messages)


def field_error(bound: BoundField) -> str:
    """The field's errors as one text of plain sentences; empty when there is none."""
    return ". ".join(_plain(bound, error) for error in bound.form.errors.as_data().get(bound.name, ()))


def target_id(bound: BoundField) -> str:
    """The id of the element to focus: the first choice of a group, the first wrong box of a date."""
    widget = bound.field.widget
    if isinstance(widget, DateBoxesInput):
        wrong = faulty_boxes(widget.format_value(bound.value()))
        return f"{bound.auto_id}_{next(part for part in PARTS if part in wrong)}"
    if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        return next((choice.id_for_label for choice in bound.subwidgets), bound.auto_id)
    return bound.id_for_label or bound.auto_id


def _of_form(form: forms.BaseForm) -> Iterator[ErrorLink]:
    for text in form.non_field_errors():
        yield {"text": str(text), "href": None}
    for bound in form:
        if bound.errors:
            yield {"text": field_error(bound), "href": None if bound.is_hidden else f"#{target_id(bound)}"}


def form_errors(*forms_: forms.BaseForm | BaseFormSet | None) -> list[ErrorLink]:
    """Every error of these forms and formsets, in the order of the page."""
    links: list[ErrorLink] = []
    for form in forms_:
        if isinstance(form, BaseFormSet):
            links += [{"text": str(text), "href": None} for text in form.non_form_errors()]
            links += form_errors(*form.forms)
        elif form is not None:
            links += _of_form(form)
    return links
