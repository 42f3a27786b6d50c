"""Theories made up by hypothesis: right ones of every shape, with texts of every length."""

from hypothesis import settings
from hypothesis import strategies as st

from phases.theory.graph import BELIEFS, STATUSES, Kind, Link, Node, Strength, Theory

# A machine that does other work too is no failure.
calm = settings(deadline=None, max_examples=40)

_WORDS = st.text(alphabet="abcdefghij WM/-é中‘’&<", min_size=1, max_size=90).filter(lambda text: text.strip() != "")


@st.composite
def theories(draw: st.DrawFn, most: int = 8, *, words: bool = True) -> Theory:
    """An aim, drivers and ideas, each under one to three parents; ideas also right under primary drivers."""
    nodes = [Node("a", "aim", "Aim")]
    links: list[Link] = []
    above: list[str] = ["a"]
    over_ideas: list[str] = []
    kinds: tuple[Kind, ...] = ("primary", "secondary", "idea")
    for kind in kinds:
        ids = [f"{kind[0]}{k}" for k in range(draw(st.integers(0, most)))]
        parents = over_ideas if kind == "idea" else above
        if not parents:
            break
        for id in ids:
            text = f"{id} {draw(_WORDS)}" if words else id
            belief, status = draw(st.sampled_from(BELIEFS)), draw(st.sampled_from(STATUSES))
            nodes.append(Node(id, kind, text, draw(st.integers(0, 2)), belief, status, draw(st.integers(0, 3))))
            chosen = draw(st.lists(st.sampled_from(parents), min_size=1, max_size=3, unique=True))
            strengths: st.SearchStrategy[Strength] = st.sampled_from(["solid", "dotted"])
            links += [Link(parent, id, draw(strengths)) for parent in chosen]
        above = ids
        over_ideas = [*over_ideas, *ids]
    ordered = draw(st.permutations(nodes))
    return Theory(tuple(ordered), tuple(links))
