"""The invented programme theory of the demonstration, and what organisations make of its parts."""

from phases.theory.graph import Link, Node, Theory

AIM = (
    "By March 2028, people whom mental health services have failed reach care as early as anybody else, "
    "and say they were treated well"
)
# Primary drivers, each with its secondary drivers, each with its change ideas.
DRIVERS: dict[str, dict[str, list[str]]] = {
    "Early help in places people trust": {
        "Many ways in, and no wrong door": [
            "Self-referral by phone, text and in person",
            "One referral form for every team",
            "Drop-in at a community centre",
        ],
        "Cost, distance and language keep nobody away": [
            "Interpreter offered before the first appointment",
            "Travel paid on the day",
            "Evening and weekend clinics",
        ],
    },
    "Care that fits culture, faith and disability": {
        "Care plans start from what matters to the person": [
            "Culture and faith asked about at the first assessment",
            "Family meeting within 72 hours",
        ],
        "Staff have the skills and the time": [
            "Reflective practice about racism each month",
            "Communication skills taught by Deaf and autistic people",
            "Community worker joins the case discussion",
        ],
    },
    "Trust between communities and services": {
        "Harm is acknowledged and put right": [
            "Listening events led by community leaders",
            "Complaints answered in person",
            "Debrief with the person after each use of force",
        ],
        "Communities and staff know one another": [
            "Staff spend a day with a community group",
            "“You said, we did” in every waiting room",
        ],
    },
    "People with lived experience share power": {
        "Partners are paid, supported and equal": [
            "Two partners chair the project team together",
            "Partners paid within ten days",
        ],
        "Peer workers are in every team": [
            "Peer worker at the first contact",
            "Peer-led discharge group",
            "Peers teach on the trust’s induction",
        ],
    },
    "We see our gaps and close them": {
        "Ethnicity and disability are recorded for everyone": [
            "Ethnicity asked for when booking",
            "Missing entries completed at the first contact",
        ],
        "The gap is looked at each month": [
            "Gap between groups on the team’s board",
            "Results shared with the community each quarter",
            "A partner reviews each detention with the team",
        ],
    },
}
# Ideas that help a second driver too, less surely.
ALSO = (
    ("Peer worker at the first contact", "Communities and staff know one another"),
    ("Interpreter offered before the first appointment", "Care plans start from what matters to the person"),
    ("A partner reviews each detention with the team", "Harm is acknowledged and put right"),
)
# What organisations call a part of it.
LOCALLY = {
    "Early help in places people trust": "Help early, close to home",
    "Cost, distance and language keep nobody away": "Bus fares, opening hours and language keep nobody away",
    "Staff have the skills and the time": "Every member of staff can talk about race, faith and disability",
    "Trust between communities and services": "Communities trust us, and we trust them",
    "Peer workers are in every team": "At least two peer workers in each team",
    "The gap is looked at each month": "The board sees the gap every month",
    "Drop-in at a community centre": "Drop-in at the library on market day",
    "Travel paid on the day": "Bus tickets posted with the appointment",
    "Listening events led by community leaders": "Listening circles in churches and mosques",
    "Staff spend a day with a community group": "Each new starter spends a day with a community group",
}
# What the programme's driver says, and what it says since the organisations have copied it.
LEARNED = ("Harm is acknowledged and put right", "Harm is named, and put right with those who were harmed")
# Why organisations leave a part of it out.
NOT_HERE = {
    "One referral form for every team": "Our referrals come through the county’s single form, which we cannot change.",
    "Evening and weekend clinics": "Our unions have asked us to wait until the rota is agreed.",
    "Family meeting within 72 hours": "Most of the people we work with have told us they do not want this.",
    "Debrief with the person after each use of force": "We run no wards.",
    "A partner reviews each detention with the team": "We run no wards.",
    "Peers teach on the trust’s induction": "Induction is run by another trust for all of us.",
    "Complaints answered in person": "We tried it in 2024: people preferred a letter.",
    "Peer-led discharge group": "Nobody is discharged from a group in our service.",
    "Care plans start from what matters to the person": "Care plans are the work of another project here.",
    "Partners are paid, supported and equal": "Agreed already with our involvement team: it is how we work.",
}
# Ideas that organisations hang from another driver: from, to.
ELSEWHERE = {
    "Interpreter offered before the first appointment": (
        "Cost, distance and language keep nobody away",
        "Staff have the skills and the time",
    ),
    "Peer worker at the first contact": ("Peer workers are in every team", "Many ways in, and no wrong door"),
    "Results shared with the community each quarter": (
        "The gap is looked at each month",
        "Communities and staff know one another",
    ),
    "Community worker joins the case discussion": (
        "Staff have the skills and the time",
        "Communities and staff know one another",
    ),
}
# Ideas of organisations' own.
OWN_IDEAS = (
    ("Barbers and hairdressers hand out the card", "Many ways in, and no wrong door"),
    ("A phone that can be borrowed for appointments", "Cost, distance and language keep nobody away"),
    ("Prayer room open to visitors", "Care plans start from what matters to the person"),
    ("Letter of apology from the chief executive", "Harm is acknowledged and put right"),
    ("Walking group with staff and neighbours", "Communities and staff know one another"),
    ("Data explained in a five-minute film", "The gap is looked at each month"),
)
SEEN = {
    "low": "Others report it, but we have seen nothing ourselves yet.",
    "moderate": "A first small test went as we predicted.",
    "high": "Three tests in different places went as we predicted.",
}


def programme_theory() -> Theory:
    """The whole of it as a table would bring it."""
    nodes, links = [Node("aim", "aim", AIM)], []
    for primary, seconds in DRIVERS.items():
        nodes.append(Node(primary, "primary", primary))
        links.append(Link("aim", primary))
        for secondary, ideas in seconds.items():
            nodes.append(Node(secondary, "secondary", secondary))
            links.append(Link(primary, secondary))
            nodes += [Node(idea, "idea", idea) for idea in ideas]
            links += [Link(secondary, idea) for idea in ideas]
    links += [Link(over, idea, "dotted") for idea, over in ALSO]
    return Theory(tuple(nodes), tuple(links))
