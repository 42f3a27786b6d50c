"""What the coach can ask of the dashboard."""

from django import forms

from evaluation.presenters.coach import SHOWS, SORTS


class CaseloadForm(forms.Form):
    """Search, filter and order; anything unknown in the address counts as not asked."""

    mark_optional = False
    q = forms.CharField(label="Organisation", required=False, max_length=100, widget=forms.TextInput)
    show = forms.ChoiceField(label="Show", required=False, choices=list(SHOWS.items()))
    sort = forms.ChoiceField(label="Order by", required=False, choices=list(SORTS.items()))

    def asked(self) -> dict[str, str]:
        """`words`, `show` and `sort`, each with its default where it is missing or unknown."""
        self.is_valid()
        given = self.cleaned_data
        return {
            "words": given.get("q", "").strip(),
            "show": given.get("show") or "all",
            "sort": given.get("sort") or "needs",
        }
