"""Rules of disclosure control as data: which counts are hidden, how the others are rounded, when a rate is shown."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rules:
    """One rule set.

    small: counts of people from 1 to this one are hidden. base: every other count is rounded to the nearest multiple
    of it. floor: a rate is shown only of at least so many people. name, version: stand on everything that was made by
    it, so that one can say later by which rule a number was shown.
    """

    name: str
    version: str
    small: int = 7
    base: int = 5
    floor: int = 20

    @property
    def label(self) -> str:
        """The rule as it is written on what it made: "NHS England 2018, version 1"."""
        return f"{self.name}, version {self.version}"

    @property
    def sentence(self) -> str:
        """What the rule does, for whoever reads the numbers."""
        return (
            f"Numbers from 1 to {self.small} are not shown and others are rounded to the nearest {self.base}. "
            f"Shares are made from the rounded numbers and shown for groups of {self.floor} or more. ({self.label})"
        )


# NHS England's rule for hospital episode statistics since September 2018: counts from 1 to 7 are hidden, the others
# rounded to the nearest 5, and zero stays zero; averages of 1 to 7 people are hidden; shares are made from rounded
# numbers. It names no least denominator; 20 is ours: beneath it a rounded share is wrong by ten points or more.
NHS_2018 = Rules("NHS England 2018", "1")

# How far a collaborative's own rule may be from it: the lowest and the highest of each number. Counts from 1 to 5 were
# hidden before 2018; a rule that hides less would name people.
BOUNDS = {"small": (5, 20), "floor": (10, 500)}
BASES = (5, 10)


def problems(rules: Rules) -> dict[str, str]:
    """What is wrong with a rule set, by field; empty where it can be used."""
    found = {}
    for name, (least, most) in BOUNDS.items():
        if not least <= getattr(rules, name) <= most:
            found[name] = f"Enter a number from {least} to {most}"
    if rules.base not in BASES:
        found["base"] = f"Round to the nearest {' or '.join(map(str, BASES))}"
    if "floor" not in found and rules.floor <= rules.small:
        found["floor"] = "A share cannot be shown of a group that is itself hidden"
    if not rules.name.strip():
        found["name"] = "Enter a name for the rule"
    return found
