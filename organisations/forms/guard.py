"""What keeps machines from filling in a public form, without asking anybody else and without puzzles.

A box that people do not see must stay empty, and a signed time says when the page was opened: nobody fills a form in
within seconds. Both work without JavaScript.
"""

import time
from typing import Any

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.http import QueryDict

_SALT = "organisations.form_opened"
# A name that no browser takes for something it knows of a person and fills in by itself.
TRAP = "nothing_here"
SHORTEST, LONGEST = 3, 24 * 60 * 60  # seconds


def opened_now() -> str:
    """The present moment, signed."""
    return signing.dumps(int(time.time()), salt=_SALT)


def open_for(stamp: str) -> float | None:
    """How many seconds ago a stamp was made; None for one that is not ours or too old."""
    try:
        since = time.time() - signing.loads(stamp, salt=_SALT)
    except (signing.BadSignature, TypeError):
        return None
    return since if since <= LONGEST else None


class GuardedForm(forms.Form):
    """A public form. `is_trap_sprung` after validation: thank the sender and keep nothing."""

    nothing_here = forms.CharField(
        label="Leave this box empty",
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )
    opened = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("opened", opened_now())

    @property
    def is_trap_sprung(self) -> bool:
        """Whether the box that people do not see was filled in."""
        return bool(self.data.get(TRAP, "").strip())

    def clean_opened(self) -> str:
        """Refuses what was sent within seconds, or with no time of ours; the form then carries a fresh one."""
        stamp = self.cleaned_data["opened"]
        since = open_for(stamp)
        if since is None:
            fresh = QueryDict(mutable=True)
            fresh.update({name: value for name, value in self.data.items() if name != "opened"})
            fresh["opened"] = opened_now()
            self.data = fresh
        if since is None or since < SHORTEST:
            self.add_error(
                None, ValidationError("Please look over your answers and send them once more.", code="guard")
            )
        return stamp
