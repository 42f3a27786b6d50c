from datetime import date
from decimal import Decimal

import pytest
from django import forms

from collaborative.nhsuk.errors import form_errors
from collaborative.nhsuk.fields import AmountField, CountField, DateField, faulty_boxes
from organisations.forms.fees import FeeForm
from phases.forms.populations import PopulationForm


class VisitForm(forms.Form):
    visit = DateField(label="Visit date", earliest=date(2026, 4, 1), latest=lambda: date(2027, 12, 31))


class MaybeForm(forms.Form):
    visit = DateField(required=False)


def visit(day: str, month: str, year: str) -> VisitForm:
    return VisitForm({"visit_day": day, "visit_month": month, "visit_year": year})


@pytest.mark.parametrize("month", ["3", "03", "mar", "March", " MARCH "])
def test_a_month_may_be_a_number_or_a_word(month: str) -> None:
    form = visit("7", month, "2027")
    assert form.is_valid()
    assert form.cleaned_data["visit"] == date(2027, 3, 7)


@pytest.mark.parametrize(
    ("typed", "error", "focus"),
    [
        (("", "", ""), "Enter visit date", "#id_visit_day"),
        (("", "3", "2027"), "Visit date must include a day", "#id_visit_day"),
        (("3", "", ""), "Visit date must include a month and year", "#id_visit_month"),
        (("3", "3", "27"), "Year must have 4 numbers, like 2027", "#id_visit_year"),
        (("31", "2", "2027"), "Visit date must be a real date", "#id_visit_day"),
        (("3", "13", "2027"), "Visit date must be a real date", "#id_visit_month"),
        (("3", "ju", "2027"), "Visit date must be a real date", "#id_visit_month"),
        (("9" * 30, "3", "2027"), "Visit date must be a real date", "#id_visit_day"),
        (("9" * 5000, "9" * 5000, "2027"), "Visit date must be a real date", "#id_visit_day"),
        (("31", "3", "2026"), "Visit date must be 1 April 2026 or later", "#id_visit_day"),
        (("1", "1", "2028"), "Visit date must be 31 December 2027 or earlier", "#id_visit_day"),
    ],
)
def test_a_refused_date_says_what_is_wrong_and_leads_to_its_box(
    typed: tuple[str, str, str], error: str, focus: str
) -> None:
    assert form_errors(visit(*typed)) == [{"text": error, "href": focus}]


def test_the_first_and_last_allowed_days_are_allowed() -> None:
    assert visit("1", "4", "2026").is_valid()
    assert visit("31", "12", "2027").is_valid()


@pytest.mark.parametrize(
    ("year", "error"),
    [
        ("1899", "Date must be 1 January 1900 or later"),
        ("0206", "Date must be 1 January 1900 or later"),
        ("2101", "Date must be 31 December 2100 or earlier"),
        ("9999", "Date must be 31 December 2100 or earlier"),
    ],
)
def test_a_mistyped_year_is_refused_where_nothing_closer_is_said(year: str, error: str) -> None:
    form = MaybeForm({"visit_day": "1", "visit_month": "6", "visit_year": year})
    assert form_errors(form) == [{"text": error, "href": "#id_visit_day"}]
    for fine in ("1900", "2100"):
        assert MaybeForm({"visit_day": "1", "visit_month": "6", "visit_year": fine}).is_valid()


def test_what_was_typed_stays_in_the_boxes_and_the_wrong_one_is_marked() -> None:
    html = visit("3", "Smarch", "2027")["visit"].as_field_group()
    assert 'name="visit_month" type="text" value="Smarch"' in html
    assert html.count("nhsuk-input--error") == 1
    assert "nhsuk-input--error" in html[html.index('for="id_visit_month"') : html.index('for="id_visit_year"')]


def test_a_stored_date_fills_the_boxes() -> None:
    html = VisitForm(initial={"visit": date(2027, 3, 7)})["visit"].as_field_group()
    values = [
        html.split(f'name="visit_{part}" type="text" value="')[1].split('"')[0] for part in ("day", "month", "year")
    ]
    assert values == ["7", "3", "2027"]


def test_an_optional_date_may_be_empty() -> None:
    form = MaybeForm({"visit_day": "", "visit_month": "", "visit_year": ""})
    assert form.is_valid()
    assert form.cleaned_data["visit"] is None


def test_a_date_typed_again_has_not_changed() -> None:
    typed = {"visit_day": "07", "visit_month": "March", "visit_year": "2027"}
    assert not VisitForm(typed, initial={"visit": date(2027, 3, 7)}).has_changed()
    assert VisitForm(typed, initial={"visit": date(2027, 3, 8)}).has_changed()


def test_only_impossible_boxes_are_faulty_and_otherwise_all() -> None:
    assert faulty_boxes(("32", "3", "2027")) == {"day"}
    assert faulty_boxes(("", "13", "27")) == {"day", "month", "year"}
    assert faulty_boxes(("30", "2", "2027")) == {"day", "month", "year"}


@pytest.mark.parametrize(
    ("field", "typed", "number"),
    [
        (AmountField(), " 15,000.50 ", Decimal("15000.50")),
        (AmountField(), "-1,200,000", Decimal(-1200000)),
        (CountField(), "1,200", 1200),
        (FeeForm.base_fields["net"], "15,000.50", Decimal("15000.50")),
        (PopulationForm.base_fields["size"], "1,200", 1200),
    ],
)
def test_a_comma_may_stand_between_thousands(field: forms.Field, typed: str, number: Decimal | int) -> None:
    assert field.clean(typed) == number
