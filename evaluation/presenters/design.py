"""The pages of a design in words: how far it is, what is still missing, and its parts with what was remarked."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.urls import reverse

from collaborative.models import User
from collaborative.nhsuk.filters import date_long, datetime_long, plural
from collaborative.roles import ROLE_LABELS, Role
from evaluation.queries.design import DesignRows, MeasureRow
from measures.strategy.catalogue import complete
from pdsa.presenters import Tag
from phases.actions.design import TAKE_BACK
from phases.design import FAMILY, PARTS, Contents, Differs
from phases.models import Design, DesignComment, Signature
from phases.presenters import pictures
from phases.queries.design import SIGNING, Carried, Overview, Signed, Signer, Standing
from phases.theory.outline import Entry, outline

# Where none of these is filled in, nobody has said how the numbers come together.
_DATA_PLAN = ("collected_by", "source", "method")


@dataclass(frozen=True)
class Step:
    """Something still to be done, and where. `must`: without it nobody can be asked to sign."""

    text: str
    action: str
    href: str
    must: bool = True


def steps(
    rows: DesignRows,
    signers: Iterable[Signer],
    comments: Iterable[DesignComment],
    reader: User | None = None,
    *,
    defines: bool = True,
) -> list[Step]:
    """What is still missing before the design can be signed, then what is thin. reader: who reads it; defines: whether
    they see to measures, so that what is thin there is theirs to fill in."""
    project = rows.project
    slug, ods = project.collaborative.slug, project.participation.organisation.ods_code
    there = {role for one in signers for role in one.roles}
    people = reverse("people", args=[slug, ods])
    found = [*_populations_missing(rows, slug, ods), *_theory_missing(rows, slug)]
    found += [one for one in _measures_missing(rows, slug) if one.must or defines]
    for role in SIGNING:
        if role not in there:
            label = ROLE_LABELS[role].lower()
            found.append(Step(f"Nobody is in the team as {label} yet, so nobody can sign as one.", "Invite", people))
    found += _comments_waiting(rows, comments, reader)
    return sorted(found, key=lambda one: not one.must)


def _comments_waiting(rows: DesignRows, comments: Iterable[DesignComment], reader: User | None) -> list[Step]:
    waiting = [one for one in comments if not one.answered]  # type: ignore[attr-defined]
    if not waiting:
        return []
    slug, many = rows.project.collaborative.slug, len(waiting)
    here = f"{reverse('design', args=[slug, rows.project.pk])}#comments"
    if reader is not None and all(one.author_id == reader.pk for one in waiting):
        words = "1 of your comments waits" if many == 1 else f"{many} of your comments wait"
        return [Step(f"{words} for an answer.", "Go to the comments", here, must=False)]
    words = "A comment of your coach waits" if many == 1 else f"{many} comments of your coach wait"
    return [Step(f"{words} for an answer.", "Answer", here, must=False)]


def _populations_missing(rows: DesignRows, slug: str, ods: str) -> list[Step]:
    if not rows.populations:
        text = "Say for whom you want to make care more equal: one to three populations of focus."
        return [Step(text, "Choose a population", reverse("populations", args=[slug, ods]))]
    found = []
    for row in rows.populations:
        there, unequal = reverse("population", args=[slug, row.pk]), row.unequal  # type: ignore[attr-defined]
        if not unequal:
            found.append(Step(f"Say what is unequal for “{row.name}”.", "Say it", there))
        elif not all(one.evidence_source for one in unequal):
            text = f"Say how you know what is unequal for “{row.name}”."
            found.append(Step(text, "Add the evidence", there, must=False))
    return found


def _theory_missing(rows: DesignRows, slug: str) -> list[Step]:
    here = reverse("theory", args=[slug, rows.project.pk])
    if rows.theory is None:
        return [Step("Say what you think will help: a theory of change.", "Begin the theory", here)]
    if not rows.theory.held.graph.of_kind("primary"):
        return [Step("The theory has no driver yet: say what has to change to reach the aim.", "Go on with it", here)]
    if not rows.theory.held.graph.of_kind("idea"):
        return [Step("The theory has no change idea yet.", "Add the first ideas", here, must=False)]
    return []


def _measures_missing(rows: DesignRows, slug: str) -> list[Step]:
    here = reverse("measures", args=[slug, rows.project.pk])
    if not rows.measures:
        return [Step("Say how you will see whether it gets better: at least one measure.", "Define a measure", here)]
    there = {row.measure.measure_type for row in rows.measures}
    found = [
        Step(f"There is no {sort.name.lower()} measure yet. {sort.matters}", "Define one", here, must=False)
        for sort in FAMILY
        if sort.key not in there
    ]
    return [*found, *_thin(rows, reverse("strategy", args=[slug, rows.project.pk]))]


def _thin(rows: DesignRows, strategy: str) -> list[Step]:
    """What is hardly filled in: definitions, goals with their day, and how the numbers come together."""
    filled = {row.measure.name: complete(row.said) for row in rows.measures}
    few = [f"“{name}” ({done} of {of} filled in)" for name, (done, of) in filled.items() if done < of]
    goals = [row for row in rows.measures if not (row.said.get("target") and row.said.get("goal_date"))]
    plan = [row for row in rows.measures if not any(row.said.get(key) for key in _DATA_PLAN)]
    told = (
        ("Fill in how it is counted", few, "Open the definitions"),
        ("Say which number you want to reach, and by when", _names(goals), "Open the definitions"),
        ("There is no data plan yet: say who collects it, how and from where", _names(plan), "Open the data plan"),
    )
    return [Step(f"{words}: {_some(many)}.", action, strategy, must=False) for words, many, action in told if many]


def _names(rows: Iterable[MeasureRow]) -> list[str]:
    return [f"“{row.measure.name}”" for row in rows]


def _some(names: Sequence[str]) -> str:
    more = f", and {plural(len(names) - 2, 'more measure')}" if len(names) > 2 else ""
    return ", ".join(names[:2]) + more


def state_of(design: Design | None, state: Standing | None, *, latest: bool = True) -> Tag:
    """How far a design is, in a word or two. latest: whether it can still be answered."""
    if design is None or state is None:
        return Tag("Not signed yet", "grey")
    return _state(state, latest=latest)


def _state(state: Standing, *, latest: bool = True) -> Tag:
    dissent = len(state.dissent)
    told = f", {dissent} did not sign" if dissent else ""
    if state.is_signed:
        return Tag(f"Signed{told}", "green")
    if state.waiting:
        many = f"{len(state.waiting)} of {len(state.waiting) + len(state.given)}"
        return Tag(f"Waiting for {many}{told}", "yellow") if latest else Tag(f"{many} never answered{told}", "grey")
    return Tag(f"Everybody has answered{told}", "orange" if dissent else "yellow")


@dataclass(frozen=True)
class Given:
    """One answer: signed, or why not, as plainly as the other."""

    name: str
    roles: str
    tag: Tag
    when: str
    words: str
    ended: str


def given(rows: Iterable[Signature]) -> list[Given]:
    """Answers as lines."""
    return [
        Given(
            name=row.name,
            roles=row.role_words,
            tag=Tag("Signed", "green") if row.is_signed else Tag("Did not sign", "orange"),
            when=datetime_long(row.signed_at),
            words=row.words,
            ended=_ended(row),
        )
        for row in rows
    ]


def _ended(row: Signature) -> str:
    if row.ended_at is None:
        return ""
    on = date_long(row.ended_at)
    return f"Taken back on {on}: {row.taken_back}" if row.taken_back else f"Answered anew on {on}"


def until(row: Signature) -> str:
    """Until when an answer can be taken back."""
    return datetime_long(row.signed_at + TAKE_BACK)


@dataclass(frozen=True)
class Earlier:
    """A dissent to an earlier version, and what became of it in this one."""

    title: str
    words: str
    since: str


def earlier(rows: Iterable[Carried], state: Standing | None, number: int, *, latest: bool = True) -> list[Earlier]:
    """Dissents that were carried to this version. state: where it stands, None before it is frozen."""
    return [
        Earlier(
            f"On version {one.number}, {one.said.name} ({one.said.role_words.lower()}) did not sign:",
            one.said.words,
            _became(one.said, state, number, latest=latest) if state else "",
        )
        for one in rows
    ]


def _became(row: Signature, state: Standing, number: int, *, latest: bool) -> str:
    """What the giver of a dissent says to a later version."""
    answer = next((one for one in state.given if one.user_id == row.user_id), None)
    if answer is not None:
        did = "Signed" if answer.is_signed else "Did not sign"
        return f"{did} version {number} on {date_long(answer.signed_at)}."
    if row.ended_at is not None and row.taken_back:
        return f"Took it back on {date_long(row.ended_at)}: {row.taken_back}"
    asked = next((one for one in state.waiting if one.user_id == row.user_id), None)
    if asked is None:
        return f"Is not asked about version {number}."
    open_still = latest and not asked.gone
    return f"Has not answered version {number} yet." if open_still else f"Never answered version {number}."


@dataclass(frozen=True)
class Part:
    """One part of the design: its title, what was remarked beside it, and what has changed since it was frozen."""

    key: str
    title: str
    comments: tuple[DesignComment, ...] = ()
    changed: tuple[str, ...] = ()


def parts(comments: Sequence[DesignComment] = (), changed: Sequence[Differs] = ()) -> dict[str, Part]:
    """The parts by their keys, in order."""
    lines = {one.part: one.lines for one in changed}
    return {
        key: Part(key, title, tuple(one for one in comments if one.part == key), lines.get(key, ()))
        for key, title in PARTS.items()
    }


@dataclass(frozen=True)
class Drawn:
    """The theory as two pictures of which a page shows one, and as an outline."""

    picture: dict[str, str]
    outline: tuple[Entry, ...]


def drawn(found: Contents) -> Drawn | None:
    """The theory of a design, where it has one."""
    if found.theory is None:
        return None
    return Drawn(pictures.both(found.theory, "Theory of change"), outline(found.theory))


def fact(found: Contents, key: str) -> str:
    """What stands over a design under this name."""
    return next((one.value for one in found.about if one.key == key), "")


def sheets(design: Design) -> tuple[str, ...]:
    """The theory of a frozen design on sheets of A4, each a complete SVG."""
    found = design.contents
    if found.theory is None:
        return ()
    caption = f"{fact(found, 'Organisation')}. Version {design.number}, frozen on {date_long(design.asked_at)}."
    return pictures.sheets(found.theory, "A4", f"Theory of change: {fact(found, 'Project')}", caption)


@dataclass(frozen=True)
class Line:
    """One organisation in the national team's list: of each design its version, how far it is, and since when."""

    name: str
    code: str
    designs: list[tuple[str, Tag, str]]


def lines(found: Overview) -> list[Line]:
    """Every organisation. Nothing of what a design says, nor what anything is called."""
    return [
        Line(row.organisation.name, row.organisation.ods_code, [_signed(one) for one in found.designs.get(row.pk, ())])
        for row in found.places
    ]


def _signed(one: Signed) -> tuple[str, Tag, str]:
    signed = one.standing.signed_at if one.standing.is_signed else None
    when = f"signed on {date_long(signed)}" if signed else f"asked for on {date_long(one.asked_at)}"
    return f"Version {one.number}", _state(one.standing), when


def roles_asked(signers: Iterable[Signer]) -> list[tuple[str, list[str]]]:
    """Whose signatures are asked for, by role."""
    held: dict[Role, list[str]] = {role: [] for role in SIGNING}
    for one in signers:
        held[one.roles[0]].append(one.user.get_full_name())
    return [(ROLE_LABELS[role], names) for role, names in held.items() if names]
