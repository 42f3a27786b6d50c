"""The filter of the national team's page of caseloads."""

from typing import Any

from django import forms

from coaching.presenters.caseloads import SORTS


class CaseloadsForm(forms.Form):
    """What to look for and in which order; what is not understood is left aside."""

    q = forms.CharField(label="Organisation or coach", required=False, widget=forms.TextInput)
    sort = forms.ChoiceField(label="Order", choices=list(SORTS.items()), required=False)
    mark_optional = False

    def __init__(self, data: Any) -> None:
        super().__init__(data or None)
        self.is_valid()

    @property
    def words(self) -> str:
        """What to look for."""
        return self._given("q")

    @property
    def order(self) -> str:
        """In which order; by coach where nothing is chosen."""
        return self._given("sort") or "coach"

    def _given(self, name: str) -> str:
        return getattr(self, "cleaned_data", {}).get(name, "").strip()
