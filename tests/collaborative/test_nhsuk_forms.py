from django import forms
from pytest_django.asserts import assertInHTML

from collaborative.nhsuk.components import describe_field, render_field


class MeasureForm(forms.Form):
    title = forms.CharField(max_length=80, help_text="As on the <chart>.")
    aim = forms.CharField(widget=forms.Textarea, max_length=400, required=False)
    note = forms.CharField(widget=forms.Textarea(attrs={"rows": 2}))
    size = forms.IntegerField(initial=12, min_value=1)
    share = forms.DecimalField(widget=forms.NumberInput(attrs={"data-cell": "3"}))
    kind = forms.ChoiceField(choices=[("o", "Outcome"), ("p", "Process")], widget=forms.RadioSelect, initial="p")
    groups = forms.MultipleChoiceField(
        choices=[("e", "Ethnic group"), ("d", "Deprivation")], widget=forms.CheckboxSelectMultiple, initial=["d"]
    )
    often = forms.ChoiceField(choices=[("", "---------"), ("m", "Monthly")])
    region = forms.ChoiceField(choices=[("", "---------"), ("n", "North")], required=False)
    ward = forms.ChoiceField(choices=[("North", [("1", "Ash")]), ("South", [("2", "Birch")])])
    file = forms.FileField(label="CSV file")
    email = forms.EmailField()
    password = forms.CharField(widget=forms.PasswordInput)
    agree = forms.BooleanField(label="The team has seen it")
    q = forms.CharField(widget=forms.SearchInput, required=False)
    key = forms.CharField(widget=forms.HiddenInput)


def test_a_text_field_has_its_label_hint_and_box_tied_together() -> None:
    html = MeasureForm()["title"].as_field_group()
    assertInHTML('<label class="nhsuk-label" for="id_title">Title</label>', html)
    assertInHTML('<div class="nhsuk-hint" id="id_title-hint">As on the &lt;chart&gt;.</div>', html)
    assertInHTML(
        '<input class="nhsuk-input" id="id_title" name="title" type="text" aria-describedby="id_title-hint">', html
    )


def test_an_error_is_read_out_with_the_box_and_what_was_typed_stays() -> None:
    html = MeasureForm({"title": '"' + "x" * 90})["title"].as_field_group()
    assert 'aria-describedby="id_title-hint id_title-error"' in html
    assert "Title must be 80 characters or fewer" in html
    assert 'class="nhsuk-input nhsuk-input--error"' in html
    assert "&#34;xxx" in html


def test_optional_fields_say_so_unless_the_form_does_not_want_it() -> None:
    assert "Aim (optional)" in MeasureForm()["aim"].as_field_group()
    quiet = type("QuietForm", (MeasureForm,), {"mark_optional": False})()
    assert "(optional)" not in quiet["aim"].as_field_group()


def test_numbers_are_text_boxes_with_the_right_keyboard() -> None:
    size = describe_field(MeasureForm()["size"])["params"]
    share = describe_field(MeasureForm()["share"])["params"]
    assert (size["type"], size["inputmode"], size["value"]) == ("text", "numeric", "12")
    assert (share["type"], share["inputmode"], share["attributes"]) == ("text", "decimal", {"data-cell": "3"})
    assert 'min="1"' not in MeasureForm()["size"].as_field_group()


def test_long_texts_count_their_characters() -> None:
    assert 'data-maxlength="400"' in MeasureForm()["aim"].as_field_group()
    note = MeasureForm()["note"].as_field_group()
    assert "data-maxlength" not in note
    assert 'rows="2"' in note


def test_choices_are_in_a_fieldset_with_the_chosen_one_marked() -> None:
    kind = MeasureForm()["kind"].as_field_group()
    assert '<legend class="nhsuk-fieldset__legend">' in kind
    assertInHTML('<input class="nhsuk-radios__input" id="id_kind_1" name="kind" type="radio" value="p" checked>', kind)
    assertInHTML('<input class="nhsuk-radios__input" id="id_kind_0" name="kind" type="radio" value="o">', kind)
    groups = MeasureForm()["groups"].as_field_group()
    assert 'type="radio"' not in groups
    assertInHTML(
        '<input class="nhsuk-checkboxes__input" id="id_groups_1" name="groups" type="checkbox" value="d" checked>',
        groups,
    )


def test_the_empty_choice_has_words() -> None:
    assertInHTML('<option value="" selected>Choose one</option>', MeasureForm()["often"].as_field_group())
    assertInHTML('<option value="" selected>None</option>', MeasureForm()["region"].as_field_group())
    assertInHTML('<option value="m" selected>Monthly</option>', MeasureForm({"often": "m"})["often"].as_field_group())


def test_a_grouped_select_and_a_file_keep_djangos_box_in_our_group() -> None:
    ward = MeasureForm({"ward": "9"})["ward"].as_field_group()
    assert '<optgroup label="South">' in ward
    assert 'class="nhsuk-select nhsuk-select--error"' in ward
    assert 'aria-describedby="id_ward-error"' in ward
    file = MeasureForm()["file"].as_field_group()
    assertInHTML('<input type="file" name="file" class="nhsuk-file-upload__input" id="id_file">', file)
    assertInHTML('<label class="nhsuk-label" for="id_file">CSV file</label>', file)


def test_a_tick_box_has_its_label_beside_it_and_comes_back_ticked() -> None:
    html = MeasureForm({"agree": "on"})["agree"].as_field_group()
    assertInHTML(
        '<input class="nhsuk-checkboxes__input" id="id_agree" name="agree" type="checkbox" value="on" checked>', html
    )
    assert "<fieldset" not in html


def test_a_password_is_never_sent_back() -> None:
    html = MeasureForm({"password": "correct horse"})["password"].as_field_group()
    assert "correct horse" not in html
    assert 'data-module="nhsuk-password-input"' in html


def test_an_email_and_a_search_box_are_what_they_are() -> None:
    assert 'type="email"' in MeasureForm()["email"].as_field_group()
    assert 'autocomplete="email"' in MeasureForm()["email"].as_field_group()
    assert 'type="search"' in MeasureForm()["q"].as_field_group()


def test_a_page_may_say_more_about_a_field() -> None:
    form = MeasureForm({"kind": "o"})
    html = render_field(form["title"], label="Name", label_size="m", hint="Short.", width=10, suffix="%", prefix="£")
    assertInHTML('<label class="nhsuk-label nhsuk-label--m" for="id_title">Name</label>', html)
    assert "Short." in html
    assert "nhsuk-input--width-10" in html
    assert '<div class="nhsuk-input-wrapper__suffix" aria-hidden="true">%</div>' in html
    assert "<h1" in render_field(form["title"], page_heading=True)
    assert "nhsuk-u-visually-hidden" in render_field(form["title"], label_hidden=True)
    kinds = render_field(
        form["kind"], inline=True, hints={"o": "What matters in the end"}, conditional={"p": "<p>Why?</p>"}
    )
    assert "nhsuk-radios--inline" in kinds
    assert "What matters in the end" in kinds
    assert "<p>Why?</p>" in kinds


def test_a_label_cannot_bring_markup() -> None:
    form = type("OddForm", (forms.Form,), {"x": forms.CharField(label="<script>alert(1)</script>")})()
    assert "<script>" not in form.render()
    assert "&lt;script&gt;" in form.render()


def test_a_whole_form_shows_each_field_once_and_hidden_ones_without_a_label() -> None:
    html = MeasureForm().render()
    for name in MeasureForm.base_fields:
        assert f'name="{name}"' in html
    assert 'for="id_key"' not in html


def test_a_formset_brings_its_management_form() -> None:
    rows = forms.formset_factory(MeasureForm, extra=2)()
    html = rows.render()
    assert 'name="form-TOTAL_FORMS"' in html
    assert 'id="id_form-1-title"' in html
    assert 'id="id_form-1-kind_0"' in html


def test_a_bare_widget_is_djangos_own() -> None:
    assertInHTML(
        '<input type="number" name="size" value="12" min="1" required id="id_size">', str(MeasureForm()["size"])
    )
