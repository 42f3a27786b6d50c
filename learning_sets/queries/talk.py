"""Learning sets as something that people ask about."""

from learning_sets.queries.sets import sets_seen
from organisations.queries import Access
from sharing.models import About
from sharing.queries.subjects import Subject


def set_subject(access: Access, key: int) -> Subject | None:
    """The set of this id, where the person's collaborative has it."""
    row = sets_seen(access).filter(pk=key).first()
    return Subject(About.SET, key, row.title, ("set", key)) if row else None
