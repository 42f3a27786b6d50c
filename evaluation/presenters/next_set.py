"""The next learning set on an organisation's home."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone

from collaborative.roles import Action
from learning_sets.presenters.sets import times
from learning_sets.queries.bookings import mine_in
from learning_sets.queries.sets import next_set
from organisations.models import Participation
from organisations.queries import Access


@dataclass(frozen=True)
class NextSet:
    """What it is called, when it is, who of the organisation is booked; and where to book ("" where that is not
    possible)."""

    title: str
    when: str
    said: str
    url: str
    book_url: str


def next_set_card(access: Access, participation: Participation) -> NextSet | None:
    """The next set that is planned (two queries); None where there is none."""
    row = next_set(access.collaborative)
    if row is None:
        return None
    here = [access.collaborative.slug, row.pk]
    bookable = row.is_bookable(timezone.now()) and access.may(Action.BOOK_SET, participation.pk)
    said = mine_in(access, [row], participation).get(row.pk, "")
    book = f"{reverse('set-book', args=here)}?at={participation.organisation.ods_code}" if bookable else ""
    return NextSet(row.title, times(row), said, reverse("set", args=here), book)
