"""From a Django form field to the NHS.UK component that shows it, with that component's options."""

from typing import Any, TypedDict

from django import forms
from django.forms import widgets
from django.forms.boundfield import BoundField
from django.utils.safestring import SafeString

from collaborative.nhsuk.errors import field_error
from collaborative.nhsuk.fields import PARTS, DateBoxesInput, faulty_boxes

# Attributes that are options of the component or are left to the server: the browser's own checks (required,
# maxlength ...) speak in bubbles that vanish, cut pasted text short, and differ from ours.
# fmt: off
OWN_ATTRIBUTES = frozenset({
    "aria-describedby", "autocomplete", "class", "cols", "disabled", "id", "inputmode", "max", "maxlength", "min",
    "minlength", "multiple", "placeholder", "required", "rows", "size", "spellcheck", "step", "type",
})
# fmt: on
BLANK = "---------"


class Component(TypedDict):
    """The NHS.UK macro to call and what to call it with."""

    component: str
    params: dict[str, Any]


class FieldOptions(TypedDict, total=False):
    """What a page may say about a field beyond what the form knows."""

    label: str
    label_size: str  # s, m, l or xl
    label_hidden: bool  # read out but not shown
    page_heading: bool  # the label is the page's h1
    hint: str
    width: int  # 2, 3, 4, 5, 10, 20 or 30 characters
    prefix: str
    suffix: str
    inline: bool
    small: bool
    hints: dict[Any, str]  # a hint under a choice, by its value
    conditional: dict[Any, str]  # HTML shown when a choice is picked, by its value


def _text(value: Any) -> dict[str, str] | None:
    """A text for a macro, escaped there unless it is already HTML."""
    text = str(value or "")
    if not text:
        return None
    return {"html": text} if isinstance(text, SafeString) else {"text": text}


def _label(bound: BoundField, options: FieldOptions) -> dict[str, Any]:
    text = options.get("label") or bound.label
    optional = not bound.field.required and not isinstance(bound.field.widget, forms.CheckboxInput)
    if optional and getattr(bound.form, "mark_optional", True) and "label" not in options:
        text = f"{text} (optional)"
    label: dict[str, Any] = _text(text) or {"text": bound.name}
    if options.get("label_size"):
        label["size"] = options["label_size"]
    if options.get("label_hidden"):
        label["classes"] = "nhsuk-u-visually-hidden"
    if options.get("page_heading"):
        label |= {"isPageHeading": True, "size": options.get("label_size", "l")}
    return label


def _attributes(widget: forms.Widget) -> dict[str, Any]:
    """The widget's further attributes (data-*, hx-* ...), True as a bare name, False left out."""
    return {
        name: {"value": value, "optional": True} if isinstance(value, bool) else value
        for name, value in widget.attrs.items()
        if name not in OWN_ATTRIBUTES and value is not None
    }


def _common(bound: BoundField, options: FieldOptions) -> dict[str, Any]:
    widget = bound.field.widget
    params: dict[str, Any] = {
        "id": bound.auto_id,
        "name": bound.html_name,
        "label": _label(bound, options),
        "hint": _text(options.get("hint") or bound.help_text),
        "errorMessage": _text(field_error(bound)),
        "classes": widget.attrs.get("class", ""),
        "attributes": _attributes(widget),
        "disabled": bound.field.disabled or bool(widget.attrs.get("disabled")),
    }
    for name in ("autocomplete", "inputmode", "placeholder", "spellcheck"):
        if name in widget.attrs:
            params[name] = widget.attrs[name]
    return {name: value for name, value in params.items() if value not in (None, "", {})}


def _fieldset(bound: BoundField, params: dict[str, Any]) -> dict[str, Any]:
    """For a group of boxes the label becomes the legend, and ids are built from the field's."""
    legend = params.pop("label")
    return {**params, "idPrefix": bound.auto_id, "fieldset": {"legend": legend}}


def _value(bound: BoundField) -> str | None:
    value = bound.field.widget.format_value(bound.value())
    return None if value is None else str(value)


def _input(bound: BoundField, params: dict[str, Any], options: FieldOptions) -> Component:
    widget = bound.field.widget
    kind = getattr(widget, "input_type", "text")
    params |= {"value": _value(bound), "type": kind}
    params |= {name: options[name] for name in ("width", "prefix", "suffix") if name in options}
    if kind == "number":
        whole = isinstance(bound.field, forms.IntegerField) and not isinstance(bound.field, forms.FloatField)
        params = {"inputmode": "decimal", "width": 5, "spellcheck": False} | params | {"type": "text"}
        if whole and not isinstance(bound.field, forms.DecimalField):
            params["inputmode"] = "numeric"
    if kind == "email":
        params = {"autocomplete": "email", "spellcheck": False} | params
    return {"component": "search" if kind == "search" else "input", "params": params}


def _textarea(bound: BoundField, params: dict[str, Any]) -> Component:
    rows = bound.field.widget.attrs.get("rows")
    params |= {"value": _value(bound) or "", "rows": 5 if rows in (None, "10") else rows}
    limit = getattr(bound.field, "max_length", None)
    if limit is None:
        return {"component": "textarea", "params": params}
    return {"component": "character_count", "params": {**params, "maxlength": limit, "threshold": 75}}


def _choices(bound: BoundField, options: FieldOptions) -> list[dict[str, Any]]:
    items = []
    for choice in bound.subwidgets:
        value = choice.data["value"]
        conditional = options.get("conditional", {}).get(value)
        items.append(
            {
                **(_text(choice.data["label"]) or {"text": str(value)}),
                "id": choice.id_for_label,
                "value": str(value),
                "checked": bool(choice.data["selected"]),
                "hint": _text(options.get("hints", {}).get(value)),
                **({"conditional": {"html": conditional}} if conditional else {}),
            }
        )
    return items


def _choosing(bound: BoundField, params: dict[str, Any], options: FieldOptions) -> Component:
    several = isinstance(bound.field.widget, forms.CheckboxSelectMultiple)
    params = _fieldset(bound, params)
    params.pop("id")
    params |= {"items": _choices(bound, options), "inline": options.get("inline"), "small": options.get("small")}
    return {"component": "checkboxes" if several else "radios", "params": params}


def _select(bound: BoundField, params: dict[str, Any]) -> Component:
    blank = "Choose one" if bound.field.required else "None"
    chosen = {str(value) for value in bound.field.widget.format_value(bound.value())}
    items = [
        {"value": str(value), "text": blank if label == BLANK else str(label), "selected": str(value) in chosen}
        for value, label in bound.field.widget.choices
    ]
    return {"component": "select", "params": {**params, "items": items}}


def _tick(bound: BoundField, params: dict[str, Any], options: FieldOptions) -> Component:
    label = params.pop("label")
    item = {"id": params.pop("id"), "value": "on", "checked": bool(bound.value()), "attributes": params["attributes"]}
    item |= {name: label[name] for name in ("text", "html") if name in label}
    params |= {"idPrefix": bound.auto_id, "items": [item], "small": options.get("small"), "attributes": {}}
    return {"component": "checkboxes", "params": params}


def _date(bound: BoundField, params: dict[str, Any]) -> Component:
    widget = bound.field.widget
    texts = widget.format_value(bound.value())
    wrong = faulty_boxes(texts) if bound.errors else set()
    items = [
        {
            "name": f"{bound.html_name}_{part}",
            "id": f"{bound.auto_id}_{part}",
            "label": part.capitalize(),
            "value": text,
            "width": 4 if part == "year" else 2,
            "error": part in wrong,
            # A month may be typed as a word, so its keyboard is not the number pad.
            "inputmode": "text" if part == "month" else "numeric",
        }
        for part, text in zip(PARTS, texts, strict=True)
    ]
    return {"component": "date", "params": {**_fieldset(bound, params), "items": items}}


def describe_field(bound: BoundField, options: FieldOptions | None = None) -> Component:
    """Which NHS.UK macro shows this field, and its options; `widget` means Django's own with our label around."""
    options = options or {}
    widget = bound.field.widget
    params = _common(bound, options)
    match widget:
        case DateBoxesInput():
            return _date(bound, params)
        case forms.RadioSelect() | forms.CheckboxSelectMultiple():
            return _choosing(bound, params, options)
        case forms.CheckboxInput():
            return _tick(bound, params | {"attributes": params.get("attributes", {})}, options)
        case forms.Textarea():
            return _textarea(bound, params)
        case forms.PasswordInput():
            return {"component": "password", "params": params}
        case forms.Select() if not isinstance(widget, forms.SelectMultiple):
            grouped = any(isinstance(label, list | tuple) for _, label in widget.choices)
            return {"component": "widget", "params": params} if grouped else _select(bound, params)
        case widgets.Input() if not isinstance(widget, forms.FileInput):
            return _input(bound, params, options)
    return {"component": "widget", "params": params}


def render_field(bound: BoundField, **options: Any) -> SafeString:
    """The field's whole group (label, hint, error, box) with this page's options; see FieldOptions."""
    return bound.render("components/field.jinja", {"field": bound, "options": options})
