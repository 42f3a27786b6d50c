"""What one person's mail has to say: of each collaborative, what is new and how much is due."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from collaborative.models import Collaborative, User
from collaborative.tenancy.scope import tenant_context
from evaluation.queries.due import due_count
from evaluation.queries.reviews import to_review
from organisations.models import Digest, HowOften, NoticeKind
from organisations.queries import Access, access_within
from organisations.queries.digests import collaboratives_of
from organisations.queries.notices import unseen


@dataclass(frozen=True)
class Section:
    """One collaborative: how many notices of each kind are not seen, how many of them no mail has told of yet, how many
    things are due, and how many a coach has to review."""

    collaborative: Collaborative
    kinds: Mapping[NoticeKind, int]
    new: int
    due: int
    reviews: int = 0

    @property
    def waiting(self) -> int:
        """What is to be done, whether somebody told of it or not."""
        return self.due + self.reviews

    @property
    def count(self) -> int:
        return sum(self.kinds.values()) + self.waiting


@dataclass(frozen=True)
class Letter:
    """All that waits for one person, by collaborative; those without anything are left out."""

    sections: tuple[Section, ...]

    @property
    def waiting(self) -> int:
        return sum(one.waiting for one in self.sections)

    @property
    def count(self) -> int:
        return sum(one.count for one in self.sections)

    def is_worth(self, how: str, last: Digest | None) -> bool:
        """Once a week whatever waits is worth a mail; every day only what no mail has told of, or more to be done
        than the last mail said."""
        if how == HowOften.WEEKLY:
            return self.count > 0
        return any(one.new for one in self.sections) or self.waiting > (last.due if last else 0)


def letter_to(user: User, today: date, last: Digest | None) -> Letter:
    """What waits for this person, read with their own rights of now, one collaborative after the other."""
    reached = [access_within(user=user, collaborative=row) for row in collaboratives_of(user)]
    sections = [_section(access, today, last) for access in reached if access is not None]
    return Letter(tuple(one for one in sections if one.count))


def _section(access: Access, today: date, last: Digest | None) -> Section:
    with tenant_context(access.scope()):
        rows = list(unseen(access.user, access.collaborative.pk).values_list("kind", "made_at"))
        due, reviews = due_count(access, today), len(to_review(access))
    since = last.sent_at if last else None
    kinds = Counter(NoticeKind(kind) for kind, _ in rows)
    return Section(access.collaborative, kinds, sum(since is None or at > since for _, at in rows), due, reviews)
