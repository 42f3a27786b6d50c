"""A programme's theory, and what one organisation made of it."""

from dataclasses import replace

from phases.theory.graph import Link, Node, Theory
from tests.phases.theory_cases import amhe

REASONS = {"i2": "no team has such a rota yet", "s4": "covered by the trust’s inclusion plan"}
REWORDED = {
    "aim": "By March 2029, Black African people are detained no more often than White British people in Northfield",
    "i0": "Self-referral by phone and text, at three mosques",
    "i26": "Quarterly supper for partners and ward staff",
}


def programme() -> Theory:
    """Aim, 3 primary and 6 secondary drivers and 18 ideas, some of them shared."""
    return amhe(3, 2, 3, plain=True)


def local() -> Theory:
    """The same, adapted. Of the programme's 28 nodes 20 are kept, 3 reworded and 3 moved (one of them is both) and 3
    dropped; 2 are added."""
    original = programme()
    gone = {"i2", "s4", "i18"}
    nodes = [
        replace(node, id=f"l-{node.id}", origin=node.id, text=REWORDED.get(node.id, node.text))
        for node in original.nodes
        if node.id not in gone
    ]
    links = [
        Link(f"l-{link.parent}", f"l-{link.child}", link.strength)
        for link in original.links
        if not {link.parent, link.child} & gone and link.child != "i26"
    ]
    nodes += [
        Node("n1", "secondary", "Partners and staff meet outside meetings"),
        Node("n2", "idea", "Partners shadow a Mental Health Act assessment"),
    ]
    links += [
        Link("l-s3", "l-i16"),
        Link("l-p2", "n1"),
        Link("n1", "n2"),
        Link("n1", "l-i26", "dotted"),
    ]
    return Theory(tuple(nodes), tuple(links))
