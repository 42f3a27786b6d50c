"""Which part of the theory of change a measure shows."""

from collections.abc import Sequence
from typing import Any

from django import forms

from phases.theory.graph import KIND_NAMES, Node


class DriversForm(forms.Form):
    """The aim and the drivers, to be ticked."""

    boxes = forms.MultipleChoiceField(
        label="What does this measure show?",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Tick the aim for an outcome measure, and the drivers that this measure tells you about.",
    )
    mark_optional = False

    def __init__(self, data: Any, boxes: Sequence[Node], ticked: Sequence[str]) -> None:
        super().__init__(data, initial={"boxes": ticked})
        field = self.fields["boxes"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(node.id, f"{KIND_NAMES[node.kind].capitalize()}: {node.text}") for node in boxes]
