"""Which part of the theory of change a measure shows."""

from collections.abc import Sequence
from typing import Any

from django import forms

from phases.theory.graph import KIND_NAMES, Node


class DriversForm(forms.Form):
    """The aim and the drivers, to be ticked. seen: the keys of those that were when the form was made."""

    boxes = forms.MultipleChoiceField(
        label="What does this measure show?",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Tick the aim for an outcome measure, and the drivers that this measure tells you about.",
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    mark_optional = False

    def __init__(self, data: Any, boxes: Sequence[Node], ticked: Sequence[str]) -> None:
        there = {node.id for node in boxes}
        shown = [key for key in ticked if key in there]
        super().__init__(data, initial={"boxes": shown, "seen": " ".join(shown)})
        field = self.fields["boxes"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(node.id, f"{KIND_NAMES[node.kind].capitalize()}: {node.text}") for node in boxes]
