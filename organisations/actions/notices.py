"""Tell people of what happened, and what they have seen of it."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from collaborative.models import Collaborative, User
from collaborative.tenancy.scope import Scope, current_scope, tenant_context
from organisations.models import Notice, NoticeKind, Participation
from organisations.queries.notices import unseen


@transaction.atomic
def tell(
    *,
    people: Iterable[User],
    by: User,
    kind: NoticeKind,
    key: str,
    text: str,
    to: tuple[str, *tuple[object, ...]],
    collaborative: Collaborative,
    participation: Participation | None = None,
) -> None:
    """Tell each of these people once that `by` did something; nobody is told of what they did themself.

    text: the product's own words, to stand after the name of who did it; nothing that was typed. to: the name of the
    page it is about, with what follows the collaborative in its address. key: what happened; of the same key a person
    is told once, also where two tell of it at the same moment.
    """
    reached = {person.pk: person for person in people if person.is_active and person.pk != by.pk}
    if not reached:
        return
    path = reverse(to[0], args=[collaborative.slug, *to[1:]])
    rows = [
        Notice(
            user=person,
            collaborative=collaborative,
            participation=participation,
            kind=kind,
            text=text,
            path=path,
            key=key,
            made_by=by,
        )
        for person in reached.values()
    ]
    with _within(by, collaborative):
        # Nothing is read back: whoever tells does not see what others are told.
        Notice.objects.bulk_create(rows, ignore_conflicts=True)


@contextmanager
def _within(by: User, collaborative: Collaborative) -> Iterator[None]:
    """A scope on the collaborative, where none is open: an invitation, for one, is accepted outside every scope."""
    scope = current_scope()
    if scope is not None and collaborative.pk in scope.collaborative_ids:
        yield
        return
    with tenant_context(Scope(by.pk, (collaborative.pk,), ())):
        yield


@transaction.atomic
def mark_seen(*, notice: Notice, by: User) -> None:
    """The person has seen this one. Only who it is for can say so: for anybody else there is no such row."""
    unseen(by, notice.collaborative_id).filter(pk=notice.pk).update(seen_at=timezone.now())


@transaction.atomic
def mark_all_seen(*, collaborative: Collaborative, by: User) -> int:
    """The person has seen all they were told of in this collaborative; how many were new."""
    return unseen(by, collaborative.pk).update(seen_at=timezone.now())
