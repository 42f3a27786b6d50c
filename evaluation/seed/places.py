"""The organisations of the demonstration. Codes and names are real; everything else told of them is made up."""

from dataclasses import dataclass

NORTH_EAST, NORTH_WEST, MIDLANDS = "North East and Yorkshire", "North West", "Midlands"
EAST, LONDON, SOUTH_EAST, SOUTH_WEST = "East of England", "London", "South East", "South West"


@dataclass(frozen=True)
class PlaceRecord:
    """An NHS trust by its ODS code (Organisation Data Service, August 2024)."""

    code: str
    name: str
    region: str


_TRUSTS = (
    ("RV3", "Central and North West London NHS Foundation Trust", LONDON),
    ("RXT", "Birmingham and Solihull Mental Health NHS Foundation Trust", MIDLANDS),
    ("RQY", "South West London and St George's Mental Health NHS Trust", LONDON),
    ("RKL", "West London NHS Trust", LONDON),
    ("RPG", "Oxleas NHS Foundation Trust", LONDON),
    ("RAT", "North East London NHS Foundation Trust", LONDON),
    ("RX4", "Cumbria, Northumberland, Tyne and Wear NHS Foundation Trust", NORTH_EAST),
    ("RXV", "Greater Manchester Mental Health NHS Foundation Trust", NORTH_WEST),
    ("RW4", "Mersey Care NHS Foundation Trust", NORTH_WEST),
    ("RHA", "Nottinghamshire Healthcare NHS Foundation Trust", MIDLANDS),
    ("RXM", "Derbyshire Healthcare NHS Foundation Trust", MIDLANDS),
    ("RT1", "Cambridgeshire and Peterborough NHS Foundation Trust", EAST),
    ("RMY", "Norfolk and Suffolk NHS Foundation Trust", EAST),
    ("R1L", "Essex Partnership University NHS Foundation Trust", EAST),
    ("RWR", "Hertfordshire Partnership University NHS Foundation Trust", EAST),
    ("RWV", "Devon Partnership NHS Trust", SOUTH_WEST),
    ("RVN", "Avon and Wiltshire Mental Health Partnership NHS Trust", SOUTH_WEST),
    ("RNU", "Oxford Health NHS Foundation Trust", SOUTH_EAST),
    ("RWK", "East London NHS Foundation Trust", LONDON),
    ("RV5", "South London and Maudsley NHS Foundation Trust", LONDON),
)
TRUSTS = {code: PlaceRecord(code, name, region) for code, name, region in _TRUSTS}
