"""A theory as a picture: SVG that stands alone, prints, and keeps to a page's Content-Security-Policy.

Presentation attributes and classes only: no script, no style element and no style attribute. Levels differ in shape
and weight as well as in colour, and each column says what it holds.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from collaborative.drawing import colours
from collaborative.drawing.letters import text_width
from collaborative.drawing.svg import Attributes, attribute, el, escape, line, text
from phases.theory import narrow as outlined
from phases.theory import signs
from phases.theory.boxes import Box, Line, PlacedSign
from phases.theory.graph import KIND_NAMES, KINDS, Node, Theory
from phases.theory.items import Style
from phases.theory.layout import Layout, arrange
from phases.theory.narrow import Elbow
from phases.theory.routes import Route
from phases.theory.signs import Mark, Sign

WIDE = 1216.0  # of a page 1280 wide
NARROW = 338.0  # of a phone 390 wide, with the page's own margins
MARGIN = 10.0
_NARROW_SIZE = 15.0
_USUAL = 14.0  # letter size for which lines and corners are given


@dataclass(frozen=True, slots=True)
class Extras:
    """What may come with a theory's picture, by the node's id.

    marks: how a node differs from the programme's. links: where its box leads.
    """

    marks: Mapping[str, Sequence[Mark]] = field(default_factory=dict)
    links: Mapping[str, str] = field(default_factory=dict)

    def signs(self, theory: Theory) -> dict[str, list[Sign]]:
        """What each node's box says beneath its words."""
        return {node.id: signs.signs(node, self.marks.get(node.id, ())) for node in theory.nodes}

    def dropped(self, id: str) -> bool:
        """Whether the node is only there to show that it was dropped."""
        return any(mark.relation == "dropped" for mark in self.marks.get(id, ()))


def wide(theory: Theory, *, title: str = "Theory of change", uid: str = "theory", extras: Extras | None = None) -> str:
    """The picture for a page, aim left and change ideas right, at most 1,236 units wide.

    uid: unique for each picture of a page: the ids of title and description begin with it.
    """
    extras = extras or Extras()
    laid = arrange(theory, Style(WIDE), extras.signs(theory))
    parts, height = picture(theory, laid, extras)
    return frame(theory, parts, laid.width, height, title=title, uid=uid, kind="wide", extras=extras)


def narrow(
    theory: Theory, *, title: str = "Theory of change", uid: str = "theory-narrow", extras: Extras | None = None
) -> str:
    """The picture for a phone, from top to bottom, 358 units wide."""
    extras = extras or Extras()
    laid = outlined.arrange(theory, extras.signs(theory), width=NARROW, size=_NARROW_SIZE)
    ghosts = {node.id for node in theory.nodes if extras.dropped(node.id)}
    pen: Attributes = {"fill": "none", "stroke": colours.MUTED, "stroke_width": 1.4}
    parts = [el("g", *(_elbow(elbow, ghosts) for elbow in laid.elbows), class_="theory-links", **pen)]
    for number, box in enumerate(laid.boxes):
        parts.append(draw_box(box, theory.by_id[box.node], extras, reference=number in laid.again))
    height = laid.height
    if any(elbow.strength == "dotted" for elbow in laid.elbows):
        parts.extend(_key(height + 1.4 * laid.size, laid.size))
        height += 2.2 * laid.size
    return frame(theory, parts, laid.width, height, title=title, uid=uid, kind="narrow", extras=extras)


def frame(
    theory: Theory,
    parts: Sequence[str],
    width: float,
    height: float,
    *,
    title: str,
    uid: str,
    kind: str,
    extras: Extras,
    font: str = colours.FONT,
) -> str:
    """The svg element around the parts, with title, description and a margin of paper.

    A picture that leads elsewhere is a group of links; any other is one image.
    """
    x, y, w, h = -MARGIN, -MARGIN, width + 2 * MARGIN, height + 2 * MARGIN
    return el(
        "svg",
        el("title", escape(title), id=f"{uid}-title"),
        el("desc", escape(description(theory)), id=f"{uid}-desc"),
        el("rect", class_="theory-paper", x=x, y=y, width=w, height=h, fill=colours.PAPER),
        *parts,
        xmlns="http://www.w3.org/2000/svg",
        class_=f"theory-svg theory-svg--{kind}",
        role="group" if extras.links else "img",
        aria_labelledby=f"{uid}-title",
        aria_describedby=f"{uid}-desc",
        viewBox=" ".join(attribute(number) for number in (x, y, w, h)),
        width=w,
        height=h,
        font_family=font,
    )


def description(theory: Theory) -> str:
    """What the picture holds, for those who do not see it: how much of each, and that a list says the rest."""
    counted = []
    for kind in KINDS:
        many = len(theory.of_kind(kind))
        if many:
            counted.append(f"{many} {KIND_NAMES[kind]}{'s' if many > 1 else ''}")
    if not counted:
        return "Nothing yet."
    held = counted[0] if len(counted) == 1 else f"{', '.join(counted[:-1])} and {counted[-1]}"
    return f"{held}, linked from the aim on to the change ideas. The outline says the same in words."


def picture(theory: Theory, laid: Layout, extras: Extras) -> tuple[list[str], float]:
    """The elements of a wide picture and how far down they reach."""
    ghosts = {node.id for node in theory.nodes if extras.dropped(node.id)}
    parts = [_words(heading, colours.MUTED, "theory-heading") for heading in laid.headings]
    dots = _dots(laid.size / _USUAL)
    drawn = [_route(line_, ghosts, dots) for line_ in laid.routes] + [_spine(s.x, s.top, s.bottom) for s in laid.spines]
    parts.append(
        el("g", *drawn, class_="theory-links", fill="none", stroke=colours.MUTED, stroke_width=0.1 * laid.size)
    )
    parts.extend(draw_box(box, theory.by_id[box.node], extras, unit=laid.size / _USUAL) for box in laid.boxes)
    height = laid.height
    dotted = any(route.strength == "dotted" for route in laid.routes)
    shapes = [sign.shape for box in laid.boxes for sign in box.signs if not sign.lines or sign.lines[0].words.isdigit()]
    if dotted or shapes:
        parts.extend(_key(height + 1.2 * laid.size, laid.size, dotted=dotted, shapes=shapes))
        height += 2.2 * laid.size
    return parts, height


def draw_box(box: Box, node: Node, extras: Extras, *, unit: float = 1.0, reference: bool = False) -> str:
    """A box with its words and signs, a link where it leads somewhere.

    unit: by how much lines and corners are larger than usual. reference: it only points to the box itself.
    """
    dropped = extras.dropped(node.id)
    if reference:
        words = [signs.draw(s.shape, s.x, s.y, s.size) + "".join(_sign_words(s)) for s in box.signs]
        return el("g", *words, class_="theory-reference")
    ink = colours.PAPER if box.kind == "aim" else colours.INK
    inside = [*_shape(box, unit, dropped=dropped)]
    struck: Attributes = {"text_decoration": "line-through"} if dropped else {}
    inside += [_words(one, ink, "theory-text", **({} if one.label else struck)) for one in box.lines]
    for sign in box.signs:
        own = colours.PAPER if box.kind == "aim" else signs.colour(sign.shape)
        inside.append(signs.draw(sign.shape, sign.x, sign.y, sign.size, own))
        inside += _sign_words(sign, own)
    names = f"theory-box theory-box--{box.kind}" + (" theory-box--dropped" if dropped else "")
    group = el("g", *inside, class_=names, data_node=node.id)
    href = extras.links.get(node.id)
    if not href:
        return group
    return el("a", group, href=href, class_="theory-link", aria_label=spoken(node, extras))


def spoken(node: Node, extras: Extras) -> str:
    """All that a box says, in words."""
    said = [sign.words for sign in signs.signs(node, extras.marks.get(node.id, ()))]
    return ". ".join([f"{KIND_NAMES[node.kind].capitalize()}: {node.text.rstrip('.')}", *said])


def _sign_words(sign: PlacedSign, colour: str = "") -> list[str]:
    return [_words(words, colour or signs.colour(sign.shape), "theory-sign-text") for words in sign.lines]


def _words(words: Line, colour: str, class_: str, **more: str | float) -> str:
    weight: Attributes = {"font_weight": "bold"} if words.bold else {}
    return text(words.words, words.x, words.y, font_size=words.size, fill=colour, class_=class_, **weight, **more)


def _shape(box: Box, unit: float, *, dropped: bool) -> Iterator[str]:
    """The rectangle of a kind: the aim is filled, a primary driver has a bar, ideas are round and pale."""
    place: Attributes = {"x": box.x, "y": box.y, "width": box.width, "height": box.height, "class_": "theory-shape"}
    edge: Attributes = {"stroke_width": unit}
    if dropped:
        yield el("rect", **place, rx=4 * unit, fill=colours.PAPER, stroke=colours.MUTED, stroke_dasharray="5 3", **edge)
    elif box.kind == "aim":
        yield el("rect", **place, rx=4 * unit, fill=colours.DARK_BLUE)
    elif box.kind == "primary":
        yield el("rect", **place, fill=colours.PALE_BLUE, stroke=colours.BLUE, **edge)
        bar: Attributes = {"x": box.x, "y": box.y, "width": 5 * unit, "height": box.height}
        yield el("rect", **bar, class_="theory-bar", fill=colours.BLUE)
    elif box.kind == "secondary":
        yield el("rect", **place, rx=3 * unit, fill=colours.PAPER, stroke=colours.BLUE, stroke_width=1.5 * unit)
    else:
        yield el(
            "rect", **place, rx=min(9.0 * unit, box.height / 2), fill=colours.PALE_GREY, stroke=colours.GRID, **edge
        )


def _route(route: Route, ghosts: set[str], dots: Attributes) -> str:
    dotted = route.strength == "dotted" or bool(ghosts & {route.parent, *route.children})
    dash = dots if dotted else {}
    ends = {"data_parent": route.parent, "data_child": " ".join(route.children)}
    return el("path", d=route.path, class_=f"theory-link-line theory-link-line--{route.strength}", **dash, **ends)


def _dots(unit: float) -> Attributes:
    return {"stroke_dasharray": f"{1.5 * unit:.2f} {4.5 * unit:.2f}", "stroke_linecap": "round"}


def _elbow(elbow: Elbow, ghosts: set[str]) -> str:
    dotted = elbow.strength == "dotted" or bool(ghosts & {elbow.parent, elbow.child})
    dash = _dots(1) if dotted else {}
    d = f"M{attribute(elbow.x)},{attribute(elbow.top)}V{attribute(elbow.y)}H{attribute(elbow.left)}"
    return el("path", d=d, class_="theory-link-line", **dash)


def _spine(x: float, top: float, bottom: float) -> str:
    return line(x, top, x, bottom, class_="theory-spine")


def _key(y: float, size: float, *, dotted: bool = True, shapes: Sequence[str] = ()) -> Iterator[str]:
    """What a dotted line means, and shapes that stand without their words."""
    small = 0.88 * size
    stroke: Attributes = {"stroke": colours.MUTED, "stroke_width": 0.1 * size, "class_": "theory-key"}
    x = 0.0
    plain: Attributes = {}
    for words, dash in (("Strong link", plain), ("Weaker link", _dots(size / _USUAL))) if dotted else ():
        yield line(x, y, x + 2.6 * size, y, **stroke, **dash)
        yield text(
            words, x + 3.2 * size, y + 0.3 * size, font_size=small, fill=colours.MUTED, class_="theory-sign-text"
        )
        x += 3.2 * size + text_width(words, small) + 2 * size
    for shape, words in signs.KEY_WORDS.items():
        if shape in shapes:
            yield signs.draw(shape, x, y - small / 2, small)
            place = x + 1.35 * size, y + 0.3 * size
            yield text(words, *place, font_size=small, fill=signs.colour(shape), class_="theory-sign-text")
            x += 1.35 * size + text_width(words, small) + 1.4 * size
