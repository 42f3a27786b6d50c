"""A theory begins: empty, or as a copy of the programme's."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from collaborative.audit import recording
from collaborative.models import Collaborative, User
from organisations.models import Participation, Project
from phases.actions.boxes import new_key
from phases.actions.rows import GAP
from phases.models import ChangeIdea, ProgrammeNode, ProgrammeTheory, Theory, TheoryLink, TheoryNode
from phases.queries.theory import Held, held, programme_theory, project_theory
from phases.theory.graph import LONGEST, same_words


@transaction.atomic
def start_theory(*, project: Project, by: User, copy: bool) -> Theory:
    """The project's theory with its aim; where `copy`, with all of the programme's beneath it.

    Raises ValidationError where there is one already, or none to copy.
    """
    # Two who begin it at the same moment wait for each other here.
    Participation.objects.select_for_update(no_key=True).get(pk=project.participation_id)
    if project_theory(project) is not None:
        raise ValidationError("This project has a theory of change already.")
    programme = programme_theory(project.collaborative) if copy else None
    if copy and programme is None:
        raise ValidationError("The programme has no theory of change yet.")
    with recording(by=by, verb="started the theory of change"):
        owner = {"collaborative_id": project.collaborative_id, "participation_id": project.participation_id}
        revision = programme.revision if programme else None
        made = Theory.objects.create(**owner, project=project, copied_revision=revision, created_by=by)
        if programme is None:
            TheoryNode.objects.create(**owner, theory=made, key=new_key(), kind="aim", position=GAP)
        else:
            _copy(made, held(programme), by, owner)
    return made


def _copy(theory: Theory, programme: Held, by: User, owner: Mapping[str, Any]) -> None:
    """The programme's boxes and lines, each box with where it comes from; the aim keeps the project's words."""
    nodes = programme.graph.nodes
    ideas = _ideas(theory.project, by, [node.text for node in nodes if node.kind == "idea"], owner)
    made = {
        node.id: TheoryNode(
            **owner,
            theory=theory,
            key=new_key(),
            kind=node.kind,
            text=node.text if node.kind in ("primary", "secondary") else "",
            idea=ideas[same_words(node.text)] if node.kind == "idea" else None,
            origin=_row(programme, node.id),
            copied_text=node.text,
            copied_under=[parent.id for parent in programme.graph.parents(node.id)],
            position=GAP * number,
        )
        for number, node in enumerate(nodes, 1)
    }
    TheoryNode.objects.bulk_create(made.values())
    TheoryLink.objects.bulk_create(
        TheoryLink(**owner, parent=made[link.parent], child=made[link.child], strength=link.strength)
        for link in programme.graph.links
    )


def _row(programme: Held, key: str) -> ProgrammeNode:
    row = programme.nodes[key]
    assert isinstance(row, ProgrammeNode)
    return row


def _ideas(project: Project, by: User, titles: Sequence[str], owner: Mapping[str, Any]) -> dict[str, ChangeIdea]:
    """The project's change ideas of these titles, made where it has none, by their words."""
    mine = ChangeIdea.objects.filter(participation_id=project.participation_id, project=project)
    known = {same_words(idea.title): idea for idea in mine}
    new = {same_words(title): title for title in titles if same_words(title) not in known}
    made = ChangeIdea.objects.bulk_create(
        ChangeIdea(**owner, project=project, title=title, created_by=by) for title in new.values()
    )
    return known | dict(zip(new, made, strict=True))


@transaction.atomic
def start_programme_theory(*, collaborative: Collaborative, by: User, aim: str) -> ProgrammeTheory:
    """The programme's theory with its aim. Raises ValidationError by field, or where there is one already."""
    words = " ".join(aim.split())
    if not words:
        raise ValidationError({"aim": "Say what is to change, how much, for whom and by when"})
    if len(words) > LONGEST["aim"]:
        raise ValidationError({"aim": f"The aim must be {LONGEST['aim']} characters or fewer"})
    Collaborative.objects.select_for_update(no_key=True).get(pk=collaborative.pk)
    if programme_theory(collaborative) is not None:
        raise ValidationError("The programme has a theory of change already.")
    with recording(by=by, verb="started the programme’s theory of change"):
        made = ProgrammeTheory.objects.create(collaborative=collaborative, created_by=by)
        ProgrammeNode.objects.create(
            collaborative=collaborative, theory=made, key=new_key(), kind="aim", text=words, position=GAP
        )
    return made
