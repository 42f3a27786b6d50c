import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile

from collaborative.nhsuk.errors import field_error, form_errors
from collaborative.nhsuk.fields import AmountField, CountField


def error_of(field: forms.Field, value: object = "", **files: object) -> str:
    form = type("AnyForm", (forms.Form,), {"x": field})({} if value is None else {"x": value}, files)
    assert not form.is_valid()
    return field_error(form["x"])


CHOICES = [("o", "Outcome"), ("p", "Process")]


@pytest.mark.parametrize(
    ("field", "value", "text"),
    [
        (forms.CharField(label="Aim"), "", "Enter aim"),
        (forms.CharField(label="ODS code"), "", "Enter ODS code"),
        (forms.CharField(label="Name of the organisation"), "", "Enter the name of the organisation"),
        (AmountField(label="Fee"), "15,00.50", "Fee must be a number, like 12 or 3.5"),
        (CountField(label="People"), "1,2", "People must be a whole number"),
        (forms.CharField(label="What do you predict?"), "", "Answer “What do you predict?”"),
        (forms.CharField(label="Aim", max_length=5), "longer", "Aim must be 5 characters or fewer"),
        (forms.CharField(label="Aim", min_length=5), "x", "Aim must be 5 characters or more"),
        (forms.CharField(label="Aim"), "a\x00b", "Aim has a character that cannot be stored"),
        (
            forms.EmailField(label="Email address"),
            "x",
            "Enter an email address in the correct format, like name@example.com",
        ),
        (forms.IntegerField(label="Number of people"), "3.5", "Number of people must be a whole number"),
        (forms.IntegerField(label="Number of people", min_value=1), "0", "Number of people must be 1 or more"),
        (forms.DecimalField(label="Target"), "lots", "Target must be a number, like 12 or 3.5"),
        (forms.DecimalField(label="Target", max_value=100), "100.5", "Target must be 100 or less"),
        (
            forms.DecimalField(label="Target", decimal_places=2, max_digits=6),
            "1.234",
            "Target must have 2 decimal places or fewer",
        ),
        (
            forms.DecimalField(label="How many days?", max_value=5),
            "6",
            "The answer to “How many days?” must be 5 or less",
        ),
        (forms.FloatField(label="Target"), "x", "Target must be a number, like 12 or 3.5"),
        (forms.DateField(label="Visit"), "yesterday", "Visit must be a real date"),
        (forms.ChoiceField(label="Kind of measure", choices=CHOICES), "", "Select the kind of measure"),
        (forms.ChoiceField(label="Kind of measure", choices=CHOICES), "z", "Select the kind of measure from the list"),
        (forms.BooleanField(label="I agree"), None, "Tick “I agree” to go on"),
        (forms.FileField(label="CSV file"), None, "Choose CSV file"),
    ],
)
def test_djangos_wording_becomes_plain(field: forms.Field, value: object, text: str) -> None:
    assert error_of(field, value) == text


def test_an_empty_file_is_called_empty() -> None:
    assert error_of(forms.FileField(label="CSV file"), None, x=SimpleUploadedFile("a.csv", b"")) == "The file is empty"


def test_the_authors_own_wording_stays() -> None:
    own = {"required": "Say in a sentence what you will try"}
    assert error_of(forms.CharField(label="Aim", error_messages=own)) == own["required"]


def test_two_errors_of_a_field_are_both_said() -> None:
    class Doubted(forms.Form):
        aim = forms.CharField(max_length=3)

        def clean(self) -> None:
            self.add_error("aim", "Aim is already taken")

    assert field_error(Doubted({"aim": "long"})["aim"]) == "Aim must be 3 characters or fewer. Aim is already taken"


class EntryForm(forms.Form):
    kind = forms.ChoiceField(choices=CHOICES, widget=forms.RadioSelect)
    groups = forms.MultipleChoiceField(choices=CHOICES, widget=forms.CheckboxSelectMultiple)
    secret = forms.CharField(widget=forms.HiddenInput, error_messages={"required": "Open the page again"})
    value = forms.IntegerField()

    def clean(self) -> None:
        raise forms.ValidationError("Two tests cannot start on one day")


def test_each_line_of_the_summary_leads_to_its_first_box() -> None:
    assert form_errors(EntryForm({"value": "x"})) == [
        {"text": "Two tests cannot start on one day", "href": None},
        {"text": "Select kind", "href": "#id_kind_0"},
        {"text": "Select groups", "href": "#id_groups_0"},
        {"text": "Open the page again", "href": None},
        {"text": "Value must be a whole number", "href": "#id_value"},
    ]


def test_the_boxes_that_the_summary_leads_to_are_on_the_page() -> None:
    form = EntryForm({"value": "x"})
    html = form.render()
    for link in form_errors(form):
        if link["href"]:
            assert f'id="{link["href"][1:]}"' in html


def test_a_formset_gives_every_forms_errors_with_its_prefix() -> None:
    class RowForm(forms.Form):
        value = forms.IntegerField()

    rows = forms.formset_factory(RowForm, max_num=1, validate_max=True)(
        {"form-TOTAL_FORMS": "2", "form-INITIAL_FORMS": "2", "form-0-value": "1", "form-1-value": "x"}
    )
    assert form_errors(rows, None) == [
        {"text": "Please submit at most 1 form.", "href": None},
        {"text": "Value must be a whole number", "href": "#id_form-1-value"},
    ]


def test_a_form_nobody_sent_has_no_errors() -> None:
    assert form_errors(EntryForm()) == []
