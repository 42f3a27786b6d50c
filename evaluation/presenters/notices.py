"""Notices as lines of a list, and what is due above them. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from collaborative.nhsuk.filters import date_long, plural
from evaluation.presenters.home import Ask, numbers_ask, test_ask
from evaluation.presenters.reviews import question_ask
from evaluation.queries import Dues
from evaluation.queries.reviews import Waiting
from organisations.models import Notice, NoticeSort

_COLOURS = {NoticeSort.ASKED: "yellow", NoticeSort.ANSWERED: "green", NoticeSort.TOLD: "grey"}
_SENT_IN = "things that teams sent in"


@dataclass(frozen=True)
class Line:
    """One notice: who did what, where, when, and what it wants."""

    pk: int
    who: str
    text: str
    place: str
    at: datetime
    tag: str
    colour: str
    is_new: bool


def line_of(notice: Notice, *, several: bool) -> Line:
    """The notice as a line; with the organisation's name for who works with several."""
    place = notice.participation
    return Line(
        pk=notice.pk,
        who=notice.made_by.get_full_name(),
        text=notice.text,
        place=place.organisation.name if several and place is not None else "",
        at=notice.made_at,
        tag=notice.sort.label,
        colour=_COLOURS[notice.sort],
        is_new=notice.seen_at is None,
    )


def due_asks(dues: Dues, slug: str, to_review: Sequence[Waiting] = ()) -> list[Ask]:
    """What is due, and what a coach has to review, as things to do; late things first."""
    found = [numbers_ask(measure, state, slug) for measure, state in dues.numbers]
    found += [test_ask(late, slug) for late in dues.tests]
    found += [question_ask(row, slug) for row in dues.questions]
    if to_review:
        since = f"The longest waits since {date_long(to_review[0].upto)}."
        url = reverse("review-queue", args=[slug])
        found.append(
            Ask("Review", plural(len(to_review), "thing that teams sent in", _SENT_IN), since, url, late=False)
        )
    return sorted(found, key=lambda ask: not ask.late)
