"""What teams have learnt: their own rows, and what they let everybody in the collaborative find."""

import hashlib

from django.db.models import Q, QuerySet

from coaching.models import Learning, SharedLearning
from collaborative.models import Collaborative
from collaborative.roles import Action
from organisations.models import Project
from organisations.queries import Access, owned

# The parts of what was learnt, in the order in which they are read.
PARTS = ("worked", "did_not", "for_whom", "others")


def learning_to(access: Access, action: Action) -> QuerySet[Learning]:
    """What was learnt, of projects on which this person may do this, latest first."""
    return owned(Learning, access, action).select_related("made_by", "project__participation__organisation")


def learning_of(access: Access, project: Project) -> list[Learning]:
    """What was learnt in one project, latest first (one query)."""
    return list(learning_to(access, Action.SEE_WORK).filter(project=project))


def shared_of(project: Project) -> dict[int, SharedLearning]:
    """What of it everybody finds, by the id of the row it was copied from (one query)."""
    rows = SharedLearning.objects.filter(participation_id=project.participation_id, withdrawn_at=None)
    return {row.learning_key: row for row in rows}


def is_as_shared(row: Learning, shared: SharedLearning) -> bool:
    """Whether what everybody finds are the words of today."""
    return (shared.title, shared.said) == (row.title, {part: getattr(row, part) for part in PARTS})


def found_learning(collaborative: Collaborative, words: str = "") -> QuerySet[SharedLearning]:
    """What teams of the collaborative let everybody find, narrowed to those with all the words, latest first."""
    rows = SharedLearning.objects.filter(collaborative=collaborative, withdrawn_at=None)
    for word in words.split():
        said = Q(title__icontains=word) | Q(participation__organisation__name__icontains=word)
        for part in PARTS:
            said |= Q(**{f"said__{part}__icontains": word})
        rows = rows.filter(said)
    return rows.select_related("participation__organisation").order_by("-shared_at", "-pk")


def learning_mark(row: Learning) -> str:
    """The mark of what is said of something learnt."""
    said = [row.title, *(getattr(row, part) for part in PARTS)]
    return hashlib.sha256(repr(said).encode()).hexdigest()[:20]
