"""Form fields that Django does not have: a date as three boxes, and numbers with commas between their thousands."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from collaborative.nhsuk.filters import MONTHS, date_long

PARTS = ("day", "month", "year")
_THOUSANDS = re.compile(r"-?\d{1,3}(,\d{3})+(\.\d*)?", re.ASCII)
# A year mistyped as 0206 or 2926 is told at once, wherever a date is typed.
EARLIEST, LATEST = date(1900, 1, 1), date(2100, 12, 31)
DateBoxes = tuple[str, str, str]


class DateBoxesInput(forms.Widget):
    """Three text boxes named `<name>_day`, `<name>_month` and `<name>_year`; keeps what was typed, right or wrong."""

    template_name = "components/date_boxes.jinja"
    use_fieldset = True

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> DateBoxes | None:
        """What was typed in (day, month, year), stripped; None when none of the boxes was sent."""
        if not any(f"{name}_{part}" in data for part in PARTS):
            return None
        day, month, year = (str(data.get(f"{name}_{part}", "")).strip() for part in PARTS)
        return day, month, year

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        return not any(f"{name}_{part}" in data for part in PARTS)

    def format_value(self, value: Any) -> DateBoxes:
        """The three boxes' texts for a date, for boxes as typed, or for nothing."""
        if isinstance(value, tuple):
            return value
        if isinstance(value, date):
            return str(value.day), str(value.month), str(value.year)
        return "", "", ""

    def id_for_label(self, id_: str) -> str:
        return f"{id_}_day" if id_ else ""

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        id_ = context["widget"]["attrs"].get("id", f"id_{name}")
        texts = self.format_value(value)
        context["widget"]["boxes"] = [
            {"name": f"{name}_{part}", "id": f"{id_}_{part}", "value": text, "label": part.capitalize()}
            for part, text in zip(PARTS, texts, strict=True)
        ]
        return context


def _month_number(text: str) -> int | None:
    """3 for "3", "03", "mar" and "March"."""
    if text.isdecimal():
        return int(text) if len(text) <= 2 else None
    names = [i for i, name in enumerate(MONTHS, 1) if len(text) >= 3 and name.lower().startswith(text.lower())]
    return names[0] if len(names) == 1 else None


def faulty_boxes(boxes: DateBoxes) -> set[str]:
    """Which of day, month and year to mark in a date that was refused: the empty or impossible ones, or all."""
    day, month, year = boxes
    month_number = _month_number(month)
    fine = {
        "day": day.isdecimal() and len(day) <= 2 and 1 <= int(day) <= 31,
        "month": month_number is not None and 1 <= month_number <= 12,
        "year": year.isdecimal() and len(year) == 4,
    }
    wrong = {part for part in PARTS if not fine[part]}
    return wrong or set(PARTS)


class DateField(forms.DateField):
    """
    A date typed as day, month and year (the month also as a word), refused in plain words.

    `earliest` and `latest` are dates, or functions that give one (`timezone.localdate`), and are allowed themselves;
    where nothing closer is said, a date lies between 1900 and 2100.
    """

    widget = DateBoxesInput

    def __init__(
        self,
        *,
        earliest: date | Callable[[], date] = EARLIEST,
        latest: date | Callable[[], date] = LATEST,
        **kwargs: Any,
    ) -> None:
        self.earliest = earliest
        self.latest = latest
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> date | None:
        """The date, None for three empty boxes, or ValidationError saying which box lacks what."""
        if not isinstance(value, tuple):
            return super().to_python(value)
        day, month, year = value
        missing = [part for part, text in zip(PARTS, value, strict=True) if not text]
        if len(missing) == len(PARTS):
            return None
        name = self.label or "Date"
        if missing:
            raise ValidationError(f"{name} must include a {' and '.join(missing)}", code="incomplete")
        if not (year.isdecimal() and len(year) == 4):
            raise ValidationError("Year must have 4 numbers, like 2027", code="year")
        try:
            return date(int(year), _month_number(month) or 0, int(day))
        except (ValueError, OverflowError) as impossible:
            raise ValidationError(f"{name} must be a real date", code="invalid") from impossible

    def validate(self, value: date | None) -> None:
        """Refuses a date outside `earliest` to `latest`."""
        super().validate(value)
        if value is None:
            return
        name = self.label or "Date"
        earliest = self.earliest() if callable(self.earliest) else self.earliest
        latest = self.latest() if callable(self.latest) else self.latest
        if value < earliest:
            raise ValidationError(f"{name} must be {_day(earliest)} or later", code="early")
        if value > latest:
            raise ValidationError(f"{name} must be {_day(latest)} or earlier", code="late")


def _without_thousands(value: Any) -> Any:
    """'15,000.50' as '15000.50'. A comma that does not stand between thousands stays, and is refused as no number."""
    text = value.strip() if isinstance(value, str) else ""
    return text.replace(",", "") if _THOUSANDS.fullmatch(text) else value


class AmountField(forms.DecimalField):
    """A decimal number that may be written with commas between its thousands."""

    def to_python(self, value: Any) -> Any:
        return super().to_python(_without_thousands(value))


class CountField(forms.IntegerField):
    """A whole number that may be written with commas between its thousands."""

    def to_python(self, value: Any) -> Any:
        return super().to_python(_without_thousands(value))


def _day(day: date) -> str:
    return "today" if day == timezone.localdate() else date_long(day)
