"""A team that changes how it counts is in no programme total from there on, until it says by which version it does."""

from datetime import date

import pytest
from django.test import Client

from measures.actions.measures import DIFFERENTLY, WORDING
from measures.actions.programme import adopt
from measures.models import Adoption
from tests.cast import Cast
from tests.measures.programme_stage import Programme, make_programme
from tests.measures.stage import measure_in
from tests.measures.test_pages_measure import _edit, address, words
from tests.measures.test_programme_computing import by_pandas

PLACES = ("north", "south", "west", "mid")
NAMED = "not in the programme’s total of ‘Seen within four weeks’"


@pytest.fixture
def programme(cast: Cast, client: Client) -> Programme:
    """Four organisations that count by the first version; North's numbers are unlike the others'."""
    made = make_programme(cast, places=PLACES)
    for name, place in made.places.items():
        share = 90 if name == "north" else 40
        place.enter({month: (share + at, 100 + at) for at, month in enumerate(made.months)})
        made.say(name, made.first)
    client.force_login(cast.lead)
    return made


def change(programme: Programme, client: Client, since: date, counted: str = DIFFERENTLY) -> str:
    """North changes who is counted, on the page; what the page says then."""
    measure = programme.places["north"].measure
    with programme.places["north"].scope():
        measure.refresh_from_db()
    day = {f"counted_from_{part}": str(getattr(since, part)) for part in ("day", "month", "year")}
    sent = _edit(measure, counted=counted, definition=f"The self-referred too, {measure.version}", **day)
    answer = client.post(address(measure, "measure-edit"), sent, follow=True)
    assert answer.redirect_chain == [(address(measure), 302)]
    return answer.content.decode()


def said(programme: Programme) -> list[tuple[date, int | None, str]]:
    """What North said: since when, by which version, why."""
    with programme.places["north"].scope():
        rows = Adoption.objects.filter(participation=programme.cast.north)
        return list(rows.order_by("since").values_list("since", "version__number", "reason"))


def test_a_team_that_counts_differently_leaves_the_total_and_is_told(programme: Programme, client: Client) -> None:
    months = programme.months
    path = address(programme.places["north"].measure, "measure-programme", programme.measure.pk)
    page = change(programme, client, months[6])
    assert said(programme) == [(months[0], 1, "Otherwise"), (months[6], None, "Agreed with partners")]
    told = f"From {months[6]:%b %Y} on, these numbers are {NAMED}, because they are counted differently."
    assert told in page
    assert f'href="{path}">say by which</a>' in page
    pooled = programme.pooled()
    assert (pooled.counted, pooled.differently) == ((4,) * 6 + (3,) * 6, (0,) * 6 + (1,) * 6)
    expected = [round(100 * (210 + 4 * at) / (400 + 4 * at), 1) for at in range(6)]
    expected += [round(100 * (120 + 3 * at) / (300 + 3 * at), 1) for at in range(6, 12)]
    assert list(pooled.values) == expected == list(by_pandas(programme)["value"])
    assert "counts, in a way of its own, since" in words(client.get(path))


def test_what_was_said_of_later_periods_was_said_of_the_old_counting_too(programme: Programme, client: Client) -> None:
    months = programme.months
    second = programme.renew(months[8])
    programme.say("north", second, months[8])
    assert change(programme, client, months[6]).count(NAMED) == 1
    new = "Agreed with partners"
    assert said(programme) == [(months[0], 1, "Otherwise"), (months[6], None, new), (months[8], None, new)]
    programme.say("north", second, months[8], "Looked again")
    assert said(programme)[-1] == (months[8], 2, "Looked again")
    change(programme, client, months[8])
    assert said(programme)[1:] == [(months[6], None, new), (months[8], None, new)]
    assert len(said(programme)) == 3


def test_where_another_measure_counts_or_only_words_change_nothing_is_said(
    programme: Programme, client: Client
) -> None:
    months, place = programme.months, programme.places["north"]
    assert NAMED not in change(programme, client, months[6], counted=WORDING)
    with place.scope():
        other = measure_in(place.project, place.lead, name="Instead", starts_on=months[0])
        adopt(measure=other, by=place.lead, programme=programme.measure, version=programme.first, since=months[3])
    before = said(programme)
    assert NAMED not in change(programme, client, months[6])
    assert said(programme) == before == [(months[0], 1, "Otherwise"), (months[3], 1, "")]
    assert NAMED in change(programme, client, months[2])
    assert [number for _, number, _ in said(programme)] == [1, None, 1]


def test_the_form_says_it_beforehand_to_whom_it_concerns(programme: Programme, client: Client) -> None:
    place = programme.places["north"]
    words_before = "From then on its numbers are " + NAMED
    edit = address(place.measure, "measure-edit")
    assert words_before in words(client.get(edit))
    programme.say("north", None, programme.months[11])
    assert words_before not in words(client.get(edit))
