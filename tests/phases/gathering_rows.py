"""Gatherings for tests, brought to a stage; and all that the database holds, to see what an act leaves behind."""

from collections import Counter
from datetime import timedelta

from django.db import ProgrammingError, connection, transaction
from django.utils import timezone

from phases.actions.gatherings import (
    cast_vote,
    count_votes,
    end_collecting,
    new_code,
    open_gathering,
    open_voting,
    put_in_idea,
)
from phases.models import Gathering, PooledIdea, Theory, TheoryNode
from tests.cast import Cast

WORDS = ("A bus fare", "A text the day before", "Tea on arrival", "Fares paid")


def gather(cast: Cast, theory: Theory, driver: TheoryNode | None = None) -> Gathering:
    """An open gathering of North's."""
    until = timezone.now() + timedelta(days=1)
    return open_gathering(theory=theory, by=cast.lead, question="What would help?", until=until, driver=driver)


def filled(cast: Cast, theory: Theory, driver: TheoryNode | None = None) -> tuple[Gathering, dict[str, str]]:
    """One with WORDS in it, and the codes that take them back."""
    made = gather(cast, theory, driver)
    codes = {words: new_code() for words in WORDS}
    for words, code in codes.items():
        put_in_idea(gathering=made, words=words, code=code)
    return made, codes


def voting(cast: Cast, theory: Theory, driver: TheoryNode | None = None) -> Gathering:
    """One on which people vote."""
    made, _ = filled(cast, theory, driver)
    end_collecting(gathering=made, by=cast.lead)
    until = timezone.now() + timedelta(days=1)
    return open_voting(gathering=made, by=cast.lead, until=until, dots=5, most_on_one=3)


def pk(words: str) -> int:
    """The id of the idea with these words."""
    return PooledIdea.objects.get(words=words).pk


def voted(cast: Cast, theory: Theory, driver: TheoryNode | None = None) -> Gathering:
    """One that three people voted on, counted: bus fare 5, text 4, tea 1."""
    made = voting(cast, theory, driver)
    fare, text, tea = (pk(words) for words in WORDS[:3])
    for who, dots in (
        (cast.partner, {fare: 3, text: 2}),
        (cast.sponsor, {fare: 2, text: 2, tea: 1}),
        (cast.member, {}),
        (cast.data_entry, {tea: 3}),
    ):
        cast_vote(gathering=made, by=who, dots=dots)
    cast_vote(gathering=made, by=cast.data_entry, dots={})
    cast_vote(gathering=made, by=cast.lead, dots={fare: 1})
    cast_vote(gathering=made, by=cast.lead, dots={fare: 0, text: 0, tea: 0})
    cast_vote(gathering=made, by=cast.member, dots={pk(WORDS[3]): 2})
    return count_votes(gathering=made, by=cast.lead)


def everything(cast: Cast) -> Counter[tuple[str, str]]:
    """Every row of every table that anything of the product can read or write, as (table, text of the row)."""
    found: Counter[tuple[str, str]] = Counter()
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
        tables = [name for (name,) in cursor.fetchall()]
    closed = set(tables)
    for table in tables:
        for inside in (False, True):
            try:
                with transaction.atomic():
                    rows = _inside(cast, table) if inside else _outside(table)
            except ProgrammingError:
                continue
            closed.discard(table)
            found |= Counter((table, row) for row in rows)
    # Tables of the packages that no role of the product may touch.
    assert closed <= {
        "auth_group",
        "auth_group_permissions",
        "auth_permission",
        "django_content_type",
        "pghistory_context",
    }
    return found


def _inside(cast: Cast, table: str) -> list[str]:
    with cast.scope(cast.north, cast.south):
        return _rows(table)


def _outside(table: str) -> list[str]:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('role', 'none', true)")
        rows = _rows(table)
        # With the savepoint the scope's role comes back.
        transaction.set_rollback(True)
    return rows


def _rows(table: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT t::text FROM "{table}" t')
        return [text for (text,) in cursor.fetchall()]
