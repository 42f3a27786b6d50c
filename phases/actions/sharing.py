"""Between a team's theory and the programme's: put back what was dropped, say why not, offer an idea, take it up."""

from django.core.exceptions import ValidationError
from django.db import transaction

from collaborative.audit import recording
from collaborative.models import User
from phases.actions.boxes import new_key
from phases.actions.saving import Saved, locked, save
from phases.models import ProgrammeNode, ProgrammeTheory, Theory, TheoryDrop, TheoryNode
from phases.queries.edits import WHY_NOT_VERB
from phases.queries.theory import Held, held
from phases.theory import edits
from phases.theory.faults import quoted
from phases.theory.graph import KIND_NAMES, Link, Node, Problem, same_words
from phases.theory.patch import Edited, missing


@transaction.atomic
def put_in(*, theory: Theory, by: User, programme: Held, key: str) -> Saved:
    """A box of the programme's theory (its key there) into the project's, under what its parents became there.

    Raises ValidationError where none of its parents is there.
    """

    def step(there: Held) -> tuple[Edited | Problem, str]:
        original = programme.graph.by_id.get(key)
        if original is None:
            return missing(), ""
        copies = {node.origin: node.id for node in reversed(there.graph.nodes) if node.origin}
        aims = [node.id for node in there.graph.of_kind("aim")]
        over = [
            Link(parent, "", link.strength)
            for link in programme.graph.links_over(key)
            for parent in ([copies[link.parent]] if link.parent in copies else [])
        ]
        if not over and original.kind == "primary":
            over = [Link(aim, "", "solid") for aim in aims]
        if not over:
            text = f"Nothing that {quoted(original.text)} stands under is in your theory. Put that in first."
            return Problem("orphan", (key,), text), ""
        node = Node(new_key(), original.kind, original.text, origin=key)
        done = edits.add(there.graph, node, [over[0].parent], strength=over[0].strength)
        for link in over[1:]:
            if isinstance(done, Edited):
                further = edits.add_parent(done.theory, node.id, link.parent, link.strength)
                done = further if isinstance(further, Problem) else edits.edited(there.graph, further.theory)
        return done, f"Put in {KIND_NAMES[original.kind]} {quoted(original.text)} from the programme’s theory"

    return save(theory=theory, by=by, step=step)


@transaction.atomic
def take_words(*, theory: Theory, by: User, programme: Held, key: str, seen: str) -> Saved:
    """The programme's words of today for the project's copy of a box (its key there).

    seen: the copy's words when the person chose it. Raises ValidationError where they are others by now.
    """
    original = programme.graph.by_id.get(key)
    copy = next((node for node in held(locked(theory)).graph.nodes if node.origin == key), None)
    if original is None or copy is None or copy.kind == "aim" or same_words(copy.text) != same_words(seen):
        raise ValidationError("Somebody has changed this meanwhile. Load the page again.")

    def step(there: Held) -> tuple[Edited | Problem, str]:
        said = f"Took over the programme’s words {quoted(original.text)} for {quoted(copy.text)}"
        return edits.reword(there.graph, copy.id, original.text), said

    saved = save(theory=theory, by=by, step=step)
    row = saved.held.nodes[copy.id]
    with recording(by=by, verb="took over the programme’s words"):
        TheoryNode.objects.filter(participation_id=theory.participation_id, pk=row.pk).update(copied_text=original.text)
    return saved


@transaction.atomic
def say_why_not(*, theory: Theory, by: User, node: ProgrammeNode, reason: str) -> TheoryDrop:
    """Why a box of the programme's theory is not in the project's. Raises ValidationError by field, and where it is."""
    why = " ".join(reason.split())[:500]
    if not why:
        raise ValidationError({"reason": "Say why this part of the programme’s theory is not for you"})
    if node.key in {box.origin for box in held(locked(theory)).graph.nodes}:
        raise ValidationError("Somebody has put this into your theory meanwhile. Load the page again.")
    with recording(by=by, verb=WHY_NOT_VERB, reason=why):
        made, _ = TheoryDrop.objects.update_or_create(
            participation_id=theory.participation_id,
            theory=theory,
            programme_node=node,
            defaults={"collaborative_id": theory.collaborative_id, "reason": why, "made_by": by},
        )
    return made


@transaction.atomic
def offer_idea(*, node: TheoryNode, by: User, offered: bool) -> TheoryNode:
    """Show a change idea of the team's own to the programme, or no longer. Raises ValidationError for another box."""
    current = TheoryNode.objects.select_for_update(no_key=True, of=("self",)).get(
        participation_id=node.participation_id, pk=node.pk
    )
    if current.kind != "idea" or current.origin_id is not None:
        raise ValidationError("Only a change idea of your own can be offered to the programme.")
    if current.offered != offered:
        verb = "offered a change idea to the programme" if offered else "took back the offer of a change idea"
        with recording(by=by, verb=verb):
            current.offered = offered
            current.save(update_fields=["offered"])
    return current


@transaction.atomic
def take_up(*, theory: ProgrammeTheory, by: User, idea: TheoryNode, under: str) -> Saved:
    """An idea that a team has offered into the programme's theory, with credit to its organisation, whose own box then
    stands for the programme's.

    Raises ValidationError for an idea that is not offered, or where it would be wrong.
    """
    # The team's theory is held too, so that nobody rewords or removes the idea meanwhile.
    theirs = held(locked(idea.theory))
    box = theirs.nodes[idea.key]
    if not isinstance(box, TheoryNode) or box.idea is None or not box.offered or box.removed_at:
        raise ValidationError("This idea is not offered to the programme.")
    organisation = idea.participation.organisation.name
    title = box.idea.title

    def step(there: Held) -> tuple[Edited | Problem, str]:
        done = edits.add(there.graph, Node(new_key(), "idea", title), [under])
        return done, f"Took up change idea {quoted(title)} from {organisation}"

    saved = save(theory=theory, by=by, step=step)
    with recording(by=by, verb="gave credit for a change idea"):
        made = saved.held.nodes[saved.key]
        assert isinstance(made, ProgrammeNode)
        made.credit, made.credited_to = organisation[:200], idea.participation
        made.save(update_fields=["credit", "credited_to"])
        box.origin, box.copied_text, box.offered = made, title, False
        box.copied_under = [parent.origin or parent.id for parent in theirs.graph.parents(box.key)]
        box.save(update_fields=["origin", "copied_text", "copied_under", "offered"])
    return saved
