"""A believable theory of change for tests, pictures and benchmarks."""

from phases.theory.graph import Belief, Kind, Link, Node, Status, Theory

AIM = (
    "By March 2029, Black African people are admitted under the Mental Health Act at no higher a rate "
    "than White British people in our borough"
)

# Primary drivers, each with its secondary drivers, each with its change ideas.
DRIVERS: dict[str, dict[str, list[str]]] = {
    "Access to help early, in places people already use": {
        "People can refer themselves, with no wrong door": [
            "Self-referral by phone, text and in person at two churches and a mosque",
            "One form for every team, filled in once",
            "A named worker rings back within two working days",
            "Referral cards in barbers’ and hairdressers’ shops",
        ],
        "Help before a crisis, close to home": [
            "Weekly drop-in at the African community centre",
            "Crisis plans written with families",
            "Out-of-hours peer support line",
            "Home visits by a pair: nurse and community worker",
        ],
        "Barriers of cost, language and time are taken away": [
            "Evening and weekend appointments",
            "Interpreters booked when the appointment is made",
            "Travel paid on the day",
            "Letters in plain English, read aloud on a voice message",
        ],
    },
    "Trust between Black African communities and services": {
        "People are heard when care went wrong": [
            "Listening circles led by faith leaders",
            "Complaints answered in person within ten days",
            "“You said, we did” board in every waiting room",
            "Apology and plan after each use of force",
        ],
        "Staff and communities know one another": [
            "Staff spend a day with a community group each quarter",
            "Community open days on the ward",
            "Health checks offered at cultural festivals",
            "A shared calendar of community events",
        ],
        "Culture and faith are part of care plans": [
            "Cultural formulation interview at the first assessment",
            "Spiritual care visits offered on day one",
            "Food, hair and skin care asked about on admission",
            "Family meeting within 72 hours",
        ],
    },
    "Coproduction: people with lived experience share decisions": {
        "Partners are paid, supported and equal": [
            "Partners paid within ten days of each meeting",
            "Two partners co-chair the project team",
            "Induction and supervision for every partner",
            "Access needs asked for and met",
        ],
        "Peer workers are part of every team": [
            "Four peer support workers on the acute wards",
            "A peer worker at every Mental Health Act assessment",
            "Peer-led discharge groups",
            "Peers teach on the trust’s induction",
        ],
        "Decisions are made with, not for, people": [
            "Advance choice documents offered to everybody",
            "Shared decision aid for medicines",
            "Ward rounds with an advocate present",
            "Carers’ view recorded before a section is considered",
        ],
    },
    "Care pathways that do not lead to detention": {
        "Alternatives to admission exist and are used": [
            "Crisis house with six beds, led by a community organisation",
            "Home treatment team considers every referral first",
            "Respite with a host family",
            "Same-day medicines review",
        ],
        "Fewer people come by way of the police": [
            "Street triage nurse with each night shift",
            "Joint training with the police on section 136",
            "Direct line from custody to the crisis team",
            "Review of every section 136 by a panel with partners",
        ],
        "Discharge lasts": [
            "48-hour follow-up by somebody the person knows",
            "Housing officer on the ward twice a week",
            "Early-warning plan agreed before leave",
            "Depot clinic at the community centre",
        ],
    },
    "A workforce and data that show and close the gap": {
        "Staff can talk about race and power": [
            "Anti-racism reflective practice each month",
            "Reverse mentoring of the executive team",
            "Simulation of a Mental Health Act assessment",
            "Bias pause before each section recommendation",
        ],
        "Teams look like the people they serve": [
            "Recruitment panels with a community member",
            "Apprenticeships for local young people",
            "Career sponsorship for Black staff at bands 5 and 6",
            "Exit interviews by the equality lead",
        ],
        "Ethnicity is recorded, and the gap is seen each month": [
            "Ethnicity asked for by the person who books",
            "Detention rate by ethnic group on the ward’s board",
            "Monthly review of each detention of a Black African person",
            "Missing ethnicity completed at first contact",
        ],
    },
}
# Ideas that serve a second driver, and drivers that serve a second primary driver: by where they stand in the list.
ALSO_IDEAS = (
    (0, 3, "solid"),
    (4, 3, "dotted"),
    (5, 8, "solid"),
    (11, 1, "dotted"),
    (12, 7, "dotted"),
    (17, 1, "solid"),
    (25, 9, "solid"),
    (32, 5, "dotted"),
    (37, 6, "dotted"),
    (43, 9, "solid"),
    (45, 2, "dotted"),
    (49, 13, "dotted"),
    (58, 3, "dotted"),
)
ALSO_DRIVERS = ((3, 2, "dotted"), (7, 4, "solid"), (12, 1, "solid"))
STATUSES: tuple[Status, ...] = ("", "testing", "", "adopted", "", "", "testing", "", "abandoned", "")
BELIEFS: tuple[Belief, ...] = ("", "moderate", "high", "", "low", "", "high")


def amhe(primary: int = 5, secondary: int = 3, ideas: int = 4, *, shared: bool = True, plain: bool = False) -> Theory:
    """The theory, or so many of its drivers and ideas: at most 5 primary, 3 secondary each, 4 ideas each.

    shared: with the links that give a node a second parent. plain: without measures, belief and status.
    """
    nodes = [Node("aim", "aim", AIM, measures=0 if plain else 1)]
    links: list[Link] = []

    def put(id: str, kind: Kind, text: str, parent: str, number: int) -> None:
        extras: dict[str, object] = {}
        if not plain and kind == "idea":
            extras = {"status": STATUSES[number % 10], "belief": BELIEFS[number % 7]}
            extras["tests"] = 2 if extras["status"] else 0
        elif not plain:
            extras = {"measures": (1, 0, 2, 0)[number % 4]}
        nodes.append(Node(id, kind, text, **extras))  # type: ignore[arg-type]
        links.append(Link(parent, id))

    for p, (title, seconds) in enumerate(list(DRIVERS.items())[:primary]):
        put(f"p{p}", "primary", title, "aim", p)
        for s, (words, changes) in enumerate(list(seconds.items())[:secondary]):
            put(f"s{3 * p + s}", "secondary", words, f"p{p}", 3 * p + s)
            for i, change in enumerate(changes[:ideas]):
                number = 4 * (3 * p + s) + i
                put(f"i{number}", "idea", change, f"s{3 * p + s}", number)
    there = {node.id for node in nodes}
    also = [Link(f"s{over}", f"i{under}", strength) for under, over, strength in ALSO_IDEAS]  # type: ignore[arg-type]
    also += [Link(f"p{over}", f"s{under}", strength) for under, over, strength in ALSO_DRIVERS]  # type: ignore[arg-type]
    if shared:
        links += [link for link in also if {link.parent, link.child} <= there]
    return Theory(tuple(nodes), tuple(links))
