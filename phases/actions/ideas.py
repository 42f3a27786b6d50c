"""Writes to single change ideas."""

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from collaborative.audit import recording
from collaborative.models import User
from organisations.models import Project
from phases.models import Belief, ChangeIdea
from phases.queries.edits import BELIEF_VERB
from phases.theory.graph import LONGEST

LONGEST_TITLE = LONGEST["idea"]


def _existing(project: Project, title: str) -> ChangeIdea | None:
    ideas = ChangeIdea.objects.filter(participation_id=project.participation_id, project=project)
    return ideas.filter(title__iexact=title).order_by("pk").first()


@transaction.atomic
def change_idea(*, project: Project, by: User, title: str) -> ChangeIdea:
    """The project's change idea of this title, made if it is not there yet.

    Titles that differ only in capitals or spaces are one idea. Raises ValidationError for an empty or too long one.
    """
    words = " ".join(title.split())
    if not words:
        raise ValidationError({"idea_title": "Enter the change idea"})
    if len(words) > LONGEST_TITLE:
        raise ValidationError({"idea_title": f"The change idea must be {LONGEST_TITLE} characters or fewer"})
    found = _existing(project, words)
    if found is not None:
        return found
    with recording(by=by, verb="added a change idea"):
        try:
            with transaction.atomic():
                return ChangeIdea.objects.create(
                    collaborative_id=project.collaborative_id,
                    participation_id=project.participation_id,
                    project=project,
                    title=words,
                    created_by=by,
                )
        except IntegrityError:
            # Somebody else added it between our look and our write.
            return ChangeIdea.objects.get(participation_id=project.participation_id, project=project, title=words)


@transaction.atomic
def set_belief(*, idea: ChangeIdea, by: User, belief: str, reason: str) -> ChangeIdea:
    """How strongly the team now believes that an idea will help, and why. Raises ValidationError by field."""
    current = ChangeIdea.objects.select_for_update(no_key=True).get(
        participation_id=idea.participation_id, project_id=idea.project_id, pk=idea.pk
    )
    if belief not in Belief.values:
        raise ValidationError({"belief": "Choose how strongly you believe it"})
    if belief == current.belief:
        return current
    why = " ".join(reason.split())
    if not why:
        raise ValidationError({"reason": "Say what you have seen that changes your belief"})
    with recording(by=by, verb=BELIEF_VERB, reason=why):
        current.belief = belief
        current.save(update_fields=["belief"])
    return current
