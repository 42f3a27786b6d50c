"""What a person says of themselves: at sign-up, beside e-mail address and password, and later on their own page."""

from django import forms
from django.http import HttpRequest

from collaborative.models import User
from organisations.models import phone_validator


class DetailsForm(forms.Form):
    """The name and telephone number that colleagues see."""

    name = forms.CharField(
        label="Your name",
        max_length=200,
        help_text="As colleagues should see it.",
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    phone = forms.CharField(
        label="Telephone number",
        max_length=40,
        required=False,
        validators=[phone_validator],
        help_text="Your team, your coach and the team that runs the collaborative see it, to ring you about the work.",
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
    )


class SignUpForm(DetailsForm):
    """The questions sign-up adds to the sign-in package's own."""

    def signup(self, request: HttpRequest, user: User) -> None:
        """Nothing more to do: the adapter has saved the answers with the account."""
