"""The published lists that come with the product, each with its source and version. Pure data.

The teams' own words never go in here: a national list holds what its publisher put there.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

VALUE, NOT_STATED, NOT_KNOWN = "value", "not_stated", "not_known"


@dataclass(frozen=True)
class Line:
    """One code of a list."""

    code: str
    name: str
    group: str = ""
    kind: str = VALUE


@dataclass(frozen=True)
class Listing:
    """One list in one version; see phases.models.CodeSet."""

    key: str
    family: str
    name: str
    source: str
    version: str
    dated: str
    lines: Sequence[Line]
    description: str = ""
    exclusive: bool = False
    offered: bool = False


@dataclass(frozen=True)
class Crosswalk:
    """Which code of one list counts as which of another; `loose` are those that do not mean quite the same people."""

    source: str
    target: str
    pairs: Mapping[str, str]
    loose: frozenset[str] = field(default_factory=frozenset)


_WHITE, _MIXED, _ASIAN = "White", "Mixed", "Asian or Asian British"
_BLACK, _OTHER = "Black or Black British", "Other ethnic groups"

_ETHNICITY_2001 = (
    Line("A", "British", _WHITE),
    Line("B", "Irish", _WHITE),
    Line("C", "Any other White background", _WHITE),
    Line("D", "White and Black Caribbean", _MIXED),
    Line("E", "White and Black African", _MIXED),
    Line("F", "White and Asian", _MIXED),
    Line("G", "Any other mixed background", _MIXED),
    Line("H", "Indian", _ASIAN),
    Line("J", "Pakistani", _ASIAN),
    Line("K", "Bangladeshi", _ASIAN),
    Line("L", "Any other Asian background", _ASIAN),
    Line("M", "Caribbean", _BLACK),
    Line("N", "African", _BLACK),
    Line("P", "Any other Black background", _BLACK),
    Line("R", "Chinese", _OTHER),
    Line("S", "Any other ethnic group", _OTHER),
    Line("Z", "Not stated: the person was asked and did not say", "Not stated", NOT_STATED),
    Line("99", "Not known: the person was not asked, or could not answer", "Not known", NOT_KNOWN),
)

_ASIAN_21 = "Asian, Asian British or Asian Welsh"
_BLACK_21 = "Black, Black British, Black Welsh, Caribbean or African"
_MIXED_21, _OTHER_21 = "Mixed or Multiple ethnic groups", "Other ethnic group"
_ETHNICITY_2021 = (
    Line("asian-bangladeshi", "Bangladeshi", _ASIAN_21),
    Line("asian-chinese", "Chinese", _ASIAN_21),
    Line("asian-indian", "Indian", _ASIAN_21),
    Line("asian-pakistani", "Pakistani", _ASIAN_21),
    Line("asian-other", "Other Asian", _ASIAN_21),
    Line("black-african", "African", _BLACK_21),
    Line("black-caribbean", "Caribbean", _BLACK_21),
    Line("black-other", "Other Black", _BLACK_21),
    Line("mixed-white-asian", "White and Asian", _MIXED_21),
    Line("mixed-white-african", "White and Black African", _MIXED_21),
    Line("mixed-white-caribbean", "White and Black Caribbean", _MIXED_21),
    Line("mixed-other", "Other Mixed or Multiple ethnic groups", _MIXED_21),
    Line("white-british", "English, Welsh, Scottish, Northern Irish or British", _WHITE),
    Line("white-irish", "Irish", _WHITE),
    Line("white-traveller", "Gypsy or Irish Traveller", _WHITE),
    Line("white-roma", "Roma", _WHITE),
    Line("white-other", "Other White", _WHITE),
    Line("other-arab", "Arab", _OTHER_21),
    Line("other-any", "Any other ethnic group", _OTHER_21),
)
_FIVE = (
    Line("asian", _ASIAN_21),
    Line("black", _BLACK_21),
    Line("mixed", _MIXED_21),
    Line("white", _WHITE),
    Line("other", _OTHER_21),
)
_SIX = (
    Line("white", _WHITE),
    Line("mixed", _MIXED),
    Line("asian", _ASIAN),
    Line("black", _BLACK),
    Line("chinese", "Chinese"),
    Line("other", "Any other ethnic group"),
)


def _deciles() -> tuple[Line, ...]:
    ends = {1: "Decile 1 (most deprived tenth)", 10: "Decile 10 (least deprived tenth)"}
    return tuple(Line(str(number), ends.get(number, f"Decile {number}")) for number in range(1, 11))


_PROTECTED = (
    Line("age", "Age"),
    Line("disability", "Disability"),
    Line("gender-reassignment", "Gender reassignment"),
    Line("marriage", "Marriage and civil partnership"),
    Line("pregnancy", "Pregnancy and maternity"),
    Line("race", "Race"),
    Line("religion", "Religion or belief"),
    Line("sex", "Sex"),
    Line("sexual-orientation", "Sexual orientation"),
)
_INCLUSION = "Inclusion health groups"
_WIDER = (
    Line("deprivation", "People who live in deprivation"),
    Line("carers", "Carers"),
    Line("care-experienced", "Care-experienced people"),
    Line("veterans", "Veterans"),
    Line("offending", "People with a history of offending"),
    Line("homeless", "People who are homeless", _INCLUSION),
    Line("traveller", "Gypsy, Roma and Traveller communities", _INCLUSION),
    Line("migrants", "Vulnerable migrants, asylum seekers and refugees", _INCLUSION),
    Line("sex-workers", "Sex workers", _INCLUSION),
    Line("justice", "People in contact with the justice system", _INCLUSION),
    Line("substances", "People who depend on drugs or alcohol", _INCLUSION),
)
_CLINICAL_AREAS = (
    Line("adult-maternity", "Maternity", "Adults"),
    Line("adult-smi", "Severe mental illness", "Adults"),
    Line("adult-respiratory", "Chronic respiratory disease", "Adults"),
    Line("adult-cancer", "Early cancer diagnosis", "Adults"),
    Line("adult-hypertension", "Hypertension case-finding and lipid management", "Adults"),
    Line("child-asthma", "Asthma", "Children and young people"),
    Line("child-diabetes", "Diabetes", "Children and young people"),
    Line("child-epilepsy", "Epilepsy", "Children and young people"),
    Line("child-oral", "Oral health", "Children and young people"),
    Line("child-mental-health", "Mental health", "Children and young people"),
)

_IDENTIFY, _DESIGN, _DELIVER, _EVALUATE = "Identify", "Design", "Deliver", "Evaluate"
_STEPS = (
    Line("1A", "Use existing data and resources", _IDENTIFY),
    Line("1B", "Work with communities", _IDENTIFY),
    Line("2A", "Research", _DESIGN),
    Line("2B", "Formulate plans", _DESIGN),
    Line("2C", "Set key priorities", _DESIGN),
    Line("3A", "Create a strategy", _DELIVER),
    Line("3B", "Implement", _DELIVER),
    Line("4A", "Collect data and measures", _EVALUATE),
    Line("4B", "Feedback from people, carers, community and workforce", _EVALUATE),
    Line("4C", "Review", _EVALUATE),
)

LISTINGS = (
    Listing(
        "ethnicity-2001", "ethnicity", "Ethnicity: the NHS’s 16+1 categories",
        "NHS Data Dictionary, ethnic category, national codes", "2001 census categories (16+1)",
        "Census of 29 April 2001", _ETHNICITY_2001, exclusive=True, offered=True,
        description="The national standard of the NHS. Not stated (Z) and not known (99) are kept apart.",
    ),
    Listing(
        "ethnicity-2021", "ethnicity", "Ethnicity: the 19 categories of the 2021 census",
        "Office for National Statistics, ethnic group, England and Wales", "2021 census, 19 categories",
        "Census of 21 March 2021", _ETHNICITY_2021, exclusive=True, offered=True,
        description="It has Gypsy or Irish Traveller, Roma and Arab, which the NHS’s own list has not.",
    ),
    Listing(
        "ethnicity-5", "ethnicity-groups", "Ethnicity: the five groups of the census",
        "Office for National Statistics, ethnic group, England and Wales", "2021 census, 5 groups",
        "Census of 21 March 2021", _FIVE, exclusive=True, description="Chinese is counted as Asian.",
    ),
    Listing(
        "ethnicity-6", "ethnicity-groups", "Ethnicity: six groups",
        "Headings of the 2001 census, with Chinese apart", "2001 census, 6 groups",
        "Census of 29 April 2001", _SIX, exclusive=True,
        description="For older data that keeps Chinese apart from Asian and from other groups.",
    ),
    Listing(
        "imd-2019", "deprivation", "Deprivation: deciles of 2019",
        "English Indices of Deprivation 2019, index of multiple deprivation", "2019, areas (LSOA) of 2011",
        "September 2019", _deciles(), exclusive=True, offered=True,
        description="Of the area where people live. Decile 1 is the most deprived.",
    ),
    Listing(
        "imd-2025", "deprivation", "Deprivation: deciles of 2025",
        "English Indices of Deprivation 2025, index of multiple deprivation", "2025, areas (LSOA) of 2021",
        "October 2025", _deciles(), exclusive=True, offered=True,
        description="Of the area where people live. Decile 1 is the most deprived.",
    ),
    Listing(
        "protected", "protected", "Protected characteristics", "Equality Act 2010, section 4", "2010", "2010",
        _PROTECTED, offered=True, description="Say which age, sex or belief in your own words.",
    ),
    Listing(
        "wider", "wider", "Wider groups", "Collected for this service from NHS equality guidance", "1", "2026",
        _WIDER, offered=True, description="Groups beyond the Equality Act that often meet inequality.",
    ),
    Listing(
        "amhe-steps", "amhe-steps", "Steps of the AMHE method", "Advancing Mental Health Equality resource, NCCMH",
        "1", "2019", _STEPS,
    ),
    Listing(
        "core20plus5", "core20plus5", "Core20PLUS5 clinical areas", "NHS England, Core20PLUS5",
        "Adults 2021, children and young people 2022", "2021 and 2022", _CLINICAL_AREAS,
    ),
)  # fmt: skip

_TO_2021 = {
    "A": "white-british",
    "B": "white-irish",
    "C": "white-other",
    "D": "mixed-white-caribbean",
    "E": "mixed-white-african",
    "F": "mixed-white-asian",
    "G": "mixed-other",
    "H": "asian-indian",
    "J": "asian-pakistani",
    "K": "asian-bangladeshi",
    "L": "asian-other",
    "M": "black-caribbean",
    "N": "black-african",
    "P": "black-other",
    "R": "asian-chinese",
    "S": "other-any",
}
_BACK = {target: source for source, target in _TO_2021.items()}
_FIVE_OF_2001 = {
    code: group
    for group, codes in {"white": "ABC", "mixed": "DEFG", "asian": "HJKLR", "black": "MNP", "other": "S"}.items()
    for code in codes
}
_SIX_OF_2001 = {
    code: group
    for group, codes in {
        "white": "ABC", "mixed": "DEFG", "asian": "HJKL", "black": "MNP", "chinese": "R", "other": "S",
    }.items()
    for code in codes
}  # fmt: skip

# Any other White background and any other ethnic group hold people who have a category of their own in 2021.
MAPPINGS = (
    Crosswalk("ethnicity-2001", "ethnicity-2021", _TO_2021, frozenset("CS")),
    Crosswalk(
        "ethnicity-2021",
        "ethnicity-2001",
        _BACK | {"white-traveller": "C", "white-roma": "C", "other-arab": "S"},
        frozenset({"white-traveller", "white-roma", "other-arab", "white-other", "other-any"}),
    ),
    Crosswalk("ethnicity-2001", "ethnicity-5", _FIVE_OF_2001),
    Crosswalk("ethnicity-2001", "ethnicity-6", _SIX_OF_2001),
    Crosswalk("ethnicity-2021", "ethnicity-5", {line.code: line.code.split("-")[0] for line in _ETHNICITY_2021}),
)
