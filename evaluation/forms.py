"""What the coach can ask of the dashboard."""

from collections.abc import Mapping

from django import forms

from evaluation.presenters.coach import SHOWS, SORTS

LONGEST = 100


class CaseloadForm(forms.Form):
    """Search, filter and order, as they stand in the address. What cannot be understood there counts as not asked."""

    mark_optional = False
    q = forms.CharField(label="Organisation", required=False, max_length=LONGEST)
    show = forms.ChoiceField(label="Show", required=False, choices=list(SHOWS.items()))
    sort = forms.ChoiceField(label="Order by", required=False, choices=list(SORTS.items()))

    def __init__(self, address: Mapping[str, str]) -> None:
        self.words = " ".join(address.get("q", "").split())[:LONGEST]
        self.chosen_show = address.get("show", "") if address.get("show") in SHOWS else "all"
        self.chosen_sort = address.get("sort", "") if address.get("sort") in SORTS else "needs"
        super().__init__({"q": self.words, "show": self.chosen_show, "sort": self.chosen_sort})

    @property
    def narrows(self) -> bool:
        """True where some organisations may be left out."""
        return bool(self.words) or self.chosen_show != "all"
