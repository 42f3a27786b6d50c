"""The kinds of support that a collaborative begins with. Pure."""

from dataclasses import dataclass


@dataclass(frozen=True)
class PlannedKind:
    """One kind: what it is called, and when to ask for it."""

    name: str
    about: str


# The support that the offer of the collaborative names beside the QI coach.
KINDS = (
    PlannedKind("Equality", "Somebody who knows the inequality you chose, and what has been tried against it."),
    PlannedKind("Coproduction", "A critical friend for working with people who use the service and their carers."),
    PlannedKind("Scale-up and spread", "For a change that works in one place and is to work in more."),
    PlannedKind("Resource team", "Guides, materials and examples of the collaborative, made to fit your work."),
)
