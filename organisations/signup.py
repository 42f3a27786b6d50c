"""The one question sign-up asks beside e-mail address and password."""

from django import forms
from django.http import HttpRequest

from collaborative.models import User


class NameForm(forms.Form):
    """Asks for the name other people will see."""

    name = forms.CharField(label="Your name", max_length=200, help_text="As colleagues should see it.")

    def signup(self, request: HttpRequest, user: User) -> None:
        user.name = self.cleaned_data["name"]
        user.save(update_fields=["name"])
