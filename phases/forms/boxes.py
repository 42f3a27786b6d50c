"""The editor's forms, one for each thing that can be done to a box. Each knows the action it stands for."""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, cast

from django import forms
from django.http import QueryDict

from collaborative.models import User
from collaborative.nhsuk.fields import DateField
from phases.actions import Saved, set_belief
from phases.actions import boxes as act
from phases.actions.sharing import offer_idea
from phases.models import Belief, ProgrammeTheory, TheoryNode
from phases.models.graph import LinkStrength
from phases.queries.theory import AnyTheory, Held
from phases.theory import aims
from phases.theory.aims import PARTS
from phases.theory.edits import Children
from phases.theory.graph import KIND_NAMES, LONGEST, LONGEST_AIM, OVER, Kind, Node, Strength, same_words

GONE = "This is not there any more: somebody may have removed it. Load the page again."
MOST_AT_ONCE = 30
# What a copied list puts before each line.
_BULLET = re.compile(r"^\s*[-*•–·▪◦](?=\s|$)")
# What a box of each kind may have beneath it.
BENEATH: dict[str, tuple[Kind, ...]] = {
    kind: tuple(cast(Kind, under) for under, over in OVER.items() if kind in over) for kind in KIND_NAMES
}


def _hidden() -> forms.CharField:
    return forms.CharField(widget=forms.HiddenInput, required=False, error_messages={"required": GONE})


def _words(label: str, longest: int = 2000, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=longest, widget=forms.Textarea(attrs={"rows": 2}), **more)


class BoxForm(forms.Form):
    """What every edit says: what is to be done (`do`) and to which box (`key`), seen under which parent (`under`)."""

    do = ""
    key = _hidden()
    under = _hidden()
    mark_optional = False

    def __init__(self, there: Held, data: QueryDict | None = None, initial: dict[str, Any] | None = None) -> None:
        self.there = there
        super().__init__(data, auto_id=f"{self.do}-%s", initial=initial)

    @property
    def box(self) -> Node | None:
        """The box this is about, if it is still there."""
        key = self.data.get("key") if self.is_bound else self.initial.get("key", "")
        return self.there.graph.by_id.get(key or "")

    def choices(self, nodes: Iterable[Node], first: str = "") -> list[tuple[str, str]]:
        """Boxes to choose from, in the theory's order."""
        return [*([("", first)] if first else []), *((node.id, node.text) for node in nodes)]

    def parents(self, *, besides: bool = False) -> list[Node]:
        """What the box may stand under, without those it does where `besides`."""
        if self.box is None:
            return list(self.there.graph.nodes)
        over = {node.id for node in self.there.graph.parents(self.box.id)} if besides else set()
        return [node for node in self.there.graph.nodes if node.kind in OVER[self.box.kind] and node.id not in over]

    def act(self, theory: AnyTheory, by: User) -> Saved:
        """Do it. Raises ValidationError where it would be wrong."""
        raise NotImplementedError


class AddForm(BoxForm):
    """A new box beneath this one."""

    do = "add"
    key = forms.CharField(widget=forms.HiddenInput, error_messages={"required": "Choose a driver"})
    kind = forms.ChoiceField(
        label="What is it?",
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Choose what it is"),
    )
    text = _words(
        "What does it say?",
        longest=MOST_AT_ONCE * 400,
        error_messages={"required": "Enter what it says"},
        help_text="Several lines make several boxes, one for each line.",
    )
    weaker = forms.BooleanField(label="We are less sure of this link", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = BENEATH[self.box.kind] if self.box else tuple(KIND_NAMES)
        field = cast(forms.ChoiceField, self.fields["kind"])
        field.choices = [(kind, KIND_NAMES[kind].capitalize()) for kind in kinds]
        if len(kinds) == 1:
            field.widget = forms.HiddenInput()
        self.initial.setdefault("kind", kinds[0] if kinds else "")

    def clean_text(self) -> list[str]:
        """The texts, one a line, without the bullets that a list is copied with."""
        lines = [_BULLET.sub("", line).strip() for line in self.cleaned_data["text"].splitlines()]
        first: dict[str, str] = {}
        for line in filter(None, lines):
            first.setdefault(same_words(line), line)
        texts = list(first.values())
        if not texts:
            raise forms.ValidationError("Enter what it says")
        if len(texts) > MOST_AT_ONCE:
            raise forms.ValidationError(f"Add {MOST_AT_ONCE} boxes or fewer at once: these are {len(texts)} lines")
        return texts

    def act(self, theory: AnyTheory, by: User) -> Saved:
        said = self.cleaned_data
        strength: Strength = "dotted" if said["weaker"] else "solid"
        return act.add_boxes(
            theory=theory, by=by, kind=said["kind"], texts=said["text"], under=said["key"], strength=strength
        )


class RewordForm(BoxForm):
    """Other words for a box."""

    do = "reword"
    text = _words("What does it say?", error_messages={"required": "Enter what it says"})
    seen = _hidden()

    def act(self, theory: AnyTheory, by: User) -> Saved:
        said = self.cleaned_data
        return act.reword_box(theory=theory, by=by, key=said["key"], text=said["text"], seen=said["seen"])


class AimForm(BoxForm):
    """The aim in its four parts."""

    do = "aim"
    what = forms.CharField(
        label="What is to change?", max_length=300, error_messages={"required": "Enter what is to change"}
    )
    how_much = forms.CharField(label="By how much?", max_length=100, required=False)
    for_whom = forms.CharField(label="For whom?", max_length=300, required=False)
    by_when = DateField(label="By when?", required=False)
    seen = _hidden()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.box and not self.is_bound:
            told = dict(zip(PARTS, self.box.parts, strict=False))
            day = told.pop("by when", "")
            self.initial.update({name.replace(" ", "_"): part for name, part in told.items()})
            self.initial["by_when"] = date.fromisoformat(day) if day else None

    def clean(self) -> dict[str, Any]:
        """The four parts make one sentence, which may not be too long."""
        said = super().clean() or {}
        longest = LONGEST["aim"] if isinstance(self.there.row, ProgrammeTheory) else LONGEST_AIM
        many = len(aims.words(self._parts(said)))
        if many > longest:
            text = f"The four parts together must have {longest} characters or fewer, and have {many}"
            self.add_error("what", text)
        return said

    def act(self, theory: AnyTheory, by: User) -> Saved:
        said = self.cleaned_data
        parts = self._parts(said)
        return act.reword_box(theory=theory, by=by, key=said["key"], text="", seen=said["seen"], parts=parts)

    def _parts(self, said: Mapping[str, Any]) -> tuple[str, ...]:
        day = said.get("by_when")
        return (*(said.get(name, "") for name in ("what", "how_much", "for_whom")), day.isoformat() if day else "")


class MoveForm(BoxForm):
    """From under this parent to under another."""

    do = "move"
    new = forms.ChoiceField(label="Move it under", error_messages={"invalid_choice": GONE, "required": "Choose where"})

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ChoiceField, self.fields["new"]).choices = self.choices(self.parents(besides=True), "Choose where")

    def act(self, theory: AnyTheory, by: User) -> Saved:
        said = self.cleaned_data
        return act.move_box(theory=theory, by=by, key=said["key"], old=said["under"], new=said["new"])


class AlsoForm(BoxForm):
    """Under one more parent."""

    do = "also"
    parent = forms.ChoiceField(
        label="Put it also under", error_messages={"invalid_choice": GONE, "required": "Choose where"}
    )
    weaker = forms.BooleanField(label="We are less sure of this link", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = cast(forms.ChoiceField, self.fields["parent"])
        field.choices = self.choices(self.parents(besides=True), "Choose where")

    def act(self, theory: AnyTheory, by: User) -> Saved:
        said = self.cleaned_data
        strength: Strength = "dotted" if said["weaker"] else "solid"
        return act.put_also_under(theory=theory, by=by, key=said["key"], parent=said["parent"], strength=strength)


class RemoveForm(BoxForm):
    """Take a box out, saying what becomes of what is beneath it, and why where it is the programme's."""

    do = "remove"
    children = forms.ChoiceField(
        label="What about what stands only under it?",
        widget=forms.RadioSelect,
        required=False,
        choices=[("remove", "Remove it too"), ("give", "Put it under another driver")],
    )
    heir = forms.ChoiceField(label="Which one?", required=False, error_messages={"invalid_choice": GONE})
    reason = forms.CharField(
        label="Why is this part of the programme’s theory not for you?", max_length=500, required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        same = [node for node in self.there.graph.nodes if self.box and node.kind == self.box.kind and node != self.box]
        cast(forms.ChoiceField, self.fields["heir"]).choices = self.choices(same, "Choose one")
        # Where it was chosen by drag or key, nothing was asked yet: the action says what is missing.
        if not self.bereft:
            del self.fields["children"], self.fields["heir"]
        elif not same:
            del self.fields["heir"]
            cast(forms.ChoiceField, self.fields["children"]).choices = [("remove", "Remove it too")]
        if not self.from_programme:
            del self.fields["reason"]

    @property
    def bereft(self) -> list[Node]:
        """What would stand under nothing."""
        graph = self.there.graph
        return [node for node in graph.children(self.box.id) if len(graph.links_over(node.id)) == 1] if self.box else []

    @property
    def from_programme(self) -> bool:
        """Whether it, or anything beneath it, was copied from what the programme's theory has today."""
        if self.box is None:
            return False
        shared = self.there.shared
        return any(node.id in shared for node in (self.box, *self.there.graph.beneath(self.box.id)))

    def act(self, theory: AnyTheory, by: User) -> Saved:
        said = self.cleaned_data
        children = cast(Children, said.get("children") or "refuse")
        more = {"heir": said.get("heir", ""), "reason": said.get("reason", "")}
        try:
            return act.remove_box(theory=theory, by=by, key=said["key"], children=children, **more)
        except forms.ValidationError as refused:
            if getattr(refused, "code", "") == "children" and "children" in self.fields:
                raise forms.ValidationError({"children": refused.messages}) from None
            raise


class BeliefForm(BoxForm):
    """How strongly the team believes in an idea, and what it has seen."""

    do = "belief"
    belief = forms.ChoiceField(
        label="How strongly do you believe that it will help?", choices=Belief.choices, required=False
    )
    reason = forms.CharField(label="What have you seen that changes your belief?", max_length=500, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        idea = self.there.ideas.get(self.box.id) if self.box else None
        if idea and not self.is_bound:
            self.initial["belief"] = idea.belief

    def act(self, theory: AnyTheory, by: User) -> Saved:
        said = self.cleaned_data
        idea = self.there.ideas.get(said["key"])
        if idea is None:
            raise forms.ValidationError(GONE)
        was = idea.belief
        now = set_belief(idea=idea, by=by, belief=said["belief"], reason=said["reason"])
        words = f"Belief in “{now.title}” is now: {Belief(now.belief).label.lower()}"
        return Saved(self.there, words if now.belief != was else "")


class LinkForm(BoxForm):
    """One of the small buttons of a link: up, down, weaker, stronger, not under."""

    do = "link"
    how = forms.ChoiceField(choices=[(how, how) for how in ("up", "down", "weaker", "stronger", "away")])

    def act(self, theory: AnyTheory, by: User) -> Saved:
        said = self.cleaned_data
        whose: dict[str, Any] = {"theory": theory, "by": by, "key": said["key"], "parent": said["under"]}
        if said["how"] in ("up", "down"):
            return act.shift_box(**whose, up=said["how"] == "up")
        if said["how"] == "away":
            return act.take_from_under(**whose)
        strength = LinkStrength.DOTTED if said["how"] == "weaker" else LinkStrength.SOLID
        return act.set_link(**whose, strength=cast(Strength, strength.value))


class AfterForm(BoxForm):
    """Right after another box of its level: where it was dropped."""

    do = "after"
    after = forms.CharField()

    def act(self, theory: AnyTheory, by: User) -> Saved:
        return act.place_after(theory=theory, by=by, key=self.cleaned_data["key"], after=self.cleaned_data["after"])


class OfferForm(BoxForm):
    """Offer an idea of one's own to the programme, or no longer."""

    do = "offer"
    offered = forms.BooleanField(required=False)

    def act(self, theory: AnyTheory, by: User) -> Saved:
        row = self.there.nodes.get(self.cleaned_data["key"])
        if not isinstance(row, TheoryNode) or self.box is None:
            raise forms.ValidationError(GONE)
        offered = self.cleaned_data["offered"]
        offer_idea(node=row, by=by, offered=offered)
        return Saved(self.there, "Offered to the programme" if offered else "No longer offered to the programme")


class BackForm(BoxForm):
    """Take back the latest edit, or do again what was taken back."""

    do = "undo"
    number = forms.IntegerField(error_messages={"required": "There is nothing to take back."})

    def act(self, theory: AnyTheory, by: User) -> Saved:
        return act.undo(theory=theory, by=by, number=self.cleaned_data["number"])


class AgainForm(BackForm):
    do = "redo"

    def act(self, theory: AnyTheory, by: User) -> Saved:
        return act.redo(theory=theory, by=by, number=self.cleaned_data["number"])


FORMS: dict[str, type[BoxForm]] = {
    form.do: form
    for form in (
        AddForm, RewordForm, AimForm, MoveForm, AlsoForm, RemoveForm, BeliefForm, LinkForm, AfterForm, OfferForm,
        BackForm, AgainForm,
    )
}  # fmt: skip


class UnknownForm(BoxForm):
    """What says nothing that can be done."""

    do = "unknown"
    what = forms.CharField(error_messages={"required": "Choose what to do"})


def form_for(there: Held, data: QueryDict) -> BoxForm:
    """The form that was sent."""
    return FORMS.get(data.get("do", ""), UnknownForm)(there, data)


def panel_forms(there: Held, node: Node, under: str, *, sent: BoxForm | None = None) -> dict[str, BoxForm]:
    """The forms of one box's panel, by what they do; what was sent and refused stands among them."""
    names = ["reword", "move", "also", "remove"] if node.kind != "aim" else ["aim", "reword"]
    if BENEATH[node.kind]:
        names.append("add")
    if node.kind == "idea" and not isinstance(there.row, ProgrammeTheory):
        names.append("belief")
    initial = {"key": node.id, "under": under, "seen": node.text, "text": ""}
    made = {
        name: FORMS[name](there, initial=initial | ({"text": node.text} if name == "reword" else {})) for name in names
    }
    if sent is not None and sent.do in made and sent.data.get("key") == node.id:
        made[sent.do] = sent
    return made
