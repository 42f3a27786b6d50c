"""The pages of learning sets in the demonstration."""

from collections.abc import Iterator

from tests.browser.places import Finder, Shot


def set_pages(find: Finder) -> Iterator[Shot]:
    """As the national team plans and runs them, and as an organisation sees and books them."""
    base, admin = f"/c/{find.slug}/sets", find.role("national_admin")
    held, _ = _set(find, "held")
    coming, place = _set(find, "open")
    lead = find.role("lead", place)
    yield Shot("sets", admin, f"{base}/", printed=True)
    yield Shot("sets-year", admin, f"{base}/year/")
    yield Shot("sets-calendar", admin, f"{base}/calendar/")
    yield Shot("sets-settings", admin, f"{base}/settings/")
    yield Shot("set-agenda", admin, f"{base}/{coming}/agenda/")
    yield Shot("set-people", admin, f"{base}/{coming}/people/")
    yield Shot("set-names", admin, f"{base}/{coming}/names/", printed=True)
    yield Shot("set-check-in", admin, f"{base}/{held}/check-in/")
    yield Shot("set-materials", admin, f"{base}/{held}/materials/")
    yield Shot("set-said", admin, f"{base}/{held}/said/")
    yield Shot("set", lead, f"{base}/{coming}/", printed=True)
    yield Shot("set-book", lead, f"{base}/{coming}/book/")


def _set(find: Finder, state: str) -> tuple[int, int]:
    """(id, participation of somebody booked) of the first set in this state."""
    found = find.one(
        "SELECT s.id, b.participation_id FROM learning_sets_learningset s JOIN collaborative_collaborative c"
        " ON c.id = s.collaborative_id JOIN learning_sets_booking b ON b.learning_set_id = s.id"
        " WHERE c.slug = %s AND s.state = %s ORDER BY s.starts_at, b.id LIMIT 1",
        find.slug,
        state,
    )
    return found[0], found[1]
