"""Questions and answers as a page shows them."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from markupsafe import Markup, escape

from collaborative.models import User
from organisations.queries import Access
from sharing.models import Post, Thread
from sharing.models.discussion import Said
from sharing.queries.discussion import can_edit, may_moderate


@dataclass(frozen=True)
class Shown:
    """One person's words, and what the reader can do with them. told: who is mentioned without standing in them."""

    row: Thread | Post
    is_question: bool
    text: Markup
    told: str
    may_edit: bool
    may_moderate: bool
    may_report: bool


def shown(access: Access, row: Thread | Post, names: Mapping[int, str]) -> Shown:
    """One question or answer for this reader."""
    mentioned = [names[pk] for pk in row.mentioned if pk in names]
    unsaid = [name for name in mentioned if f"@{name}".lower() not in row.words.lower()]
    return Shown(
        row=row,
        is_question=isinstance(row, Thread),
        text=with_mentions(row.words, mentioned),
        told=", ".join(f"@{name}" for name in unsaid),
        may_edit=can_edit(row, access.user),
        may_moderate=may_moderate(access, row),
        may_report=not row.is_hidden and not row.is_reported and row.said_by_id != access.user.pk,
    )


def with_mentions(words: str, names: Iterable[str]) -> Markup:
    """The words, with those names that follow an @ made bold."""
    wanted = sorted((re.escape(str(escape(name))) for name in names), key=len, reverse=True)
    text = str(escape(words))
    if wanted:
        text = re.sub(rf"(?<!\w)@(?:{'|'.join(wanted)})(?!\w)", r"<strong>\g<0></strong>", text, flags=re.IGNORECASE)
    return Markup(text)


def mentioned_in(rows: Iterable[Said]) -> set[int]:
    """The ids of all who are mentioned."""
    return {pk for row in rows for pk in row.mentioned}


def near(readers: Iterable[User], taking_part: set[int], by: User, *, most: int = 12) -> list[User]:
    """Whom a form offers to mention: who takes part already, then the others where there are not too many."""
    others = [person for person in readers if person.pk != by.pk]
    return others if len(others) <= most else [person for person in others if person.pk in taking_part][:most]
