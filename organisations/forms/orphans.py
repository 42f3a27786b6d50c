"""What somebody wrote to questions that were taken out of use meanwhile: it is shown, never dropped in silence."""

import re
from collections.abc import Collection, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

CHANGED = (
    "The questions have changed since you opened this page. What you wrote to those no longer asked stands at the "
    "top of the form: copy what still holds, and save again."
)


class KeepsOrphans(forms.Form):
    """A form with fields for each of several questions, named `<prefix><id>`, whose questions can change meanwhile.

    answered: the prefixes of these fields.
    """

    answered: tuple[str, ...] = ()

    def orphans(self, asked: Collection[int]) -> dict[int, list[str]]:
        """What was sent to questions other than those asked (ids): the texts by the question's id."""
        pattern = re.compile(rf"({'|'.join(self.answered)})(\d{{1,12}})")
        found: dict[int, list[str]] = {}
        sent: Mapping[str, Any] = self.data
        for name in sent:
            match, said = pattern.fullmatch(name), str(sent[name]).strip()
            if match and said and int(match[2]) not in asked:
                found.setdefault(int(match[2]), []).append(self.told(match[1], said))
        return found

    def told(self, prefix: str, said: str) -> str:
        """One such answer in words."""
        return said

    def refuse_orphans(self, asked: Collection[int]) -> None:
        """Raises ValidationError where something was sent to a question that is not asked."""
        if self.orphans(asked):
            raise ValidationError(CHANGED)
