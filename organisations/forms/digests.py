"""The form for how often a person is written to."""

from django import forms

from organisations.models import HowOften, Weekday
from organisations.queries.digests import time_zones


class DigestForm(forms.Form):
    """How often, on which day, and by whose clock."""

    how = forms.ChoiceField(label="How often do you want it?", choices=HowOften.choices, widget=forms.RadioSelect)
    weekday = forms.TypedChoiceField(
        label="Day of the week", help_text="For once a week.", choices=Weekday.choices, coerce=int
    )
    time_zone = forms.ChoiceField(
        label="Where you are", help_text="The email comes at 7 in the morning there, in summer and in winter."
    )
    monthly = forms.BooleanField(
        label="As a sponsor: send me the sponsor’s page every month, on the first working day", required=False
    )

    def __init__(self, *args: object, sponsors: bool = False, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        if not sponsors:
            del self.fields["monthly"]
        field = self.fields["time_zone"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(name, name.replace("_", " ")) for name in time_zones()]
