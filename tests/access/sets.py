"""Learning sets: who opens which page, and what stands in their addresses."""

from typing import Any

from collaborative.models import User
from learning_sets.models import Booking, CalendarDay, LearningSet, SetMaterial, SetSession
from tests.access.answers import AMHE, NATIONAL, TEAM, Answers, button, form, safe
from tests.tenancy.rows import Rows

BOOKS = (*TEAM, "south_lead")
# Each has a booking of their own on the collaborative's set.
BOOKED = ("lead", "south_lead")

SETS: dict[str, dict[str, Answers]] = {
    **dict.fromkeys(("sets", "set"), safe(AMHE)),
    **dict.fromkeys(("set-new", "set-edit", "set-cancel", "sets-year", "sets-calendar", "sets-day"), form(NATIONAL)),
    **dict.fromkeys(("sets-settings", "set-agenda", "set-session", "set-people"), form(NATIONAL)),
    **dict.fromkeys(("set-materials", "set-material"), form(NATIONAL)),
    **dict.fromkeys(("set-people-csv", "set-names", "set-check-in"), safe(NATIONAL)),
    **dict.fromkeys(("set-open", "set-booking-here"), button(NATIONAL)),
    "set-said": form(NATIONAL, 302),
    "set-book": form(BOOKS),
    "set-booking": form((*TEAM, *NATIONAL), 302),
    "set-booking-cancel": form((*TEAM, *NATIONAL), 302),
    **dict.fromkeys(("set-here", "set-feedback"), form(BOOKED)),
}

# As tests.access.stage.KINDS.
SET_KINDS = {
    "/sets/<": "set",
    **{f"/sets/{kind}s/<": f"set_{kind}" for kind in ("session", "material", "booking")},
    "/sets/calendar/<": "set_day",
}


def set_ids(rows: Rows, lead: User) -> dict[str, Any]:
    """What the addresses name of the collaborative's set, and of the booking of this place's lead."""
    booking: Any = rows[Booking]
    Booking.objects.filter(pk=booking.pk).update(name=lead.name)
    here = {"collaborative_id": booking.collaborative_id}
    return {
        "set": LearningSet.objects.get(**here).pk,
        "set_session": SetSession.objects.get(**here).pk,
        "set_material": SetMaterial.objects.get(**here).pk,
        "set_booking": booking.pk,
        "set_day": CalendarDay.objects.get(**here).pk,
    }
