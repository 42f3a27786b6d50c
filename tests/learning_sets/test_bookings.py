"""Places, the waiting list, who is told, and who sees whom."""

from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from collaborative.models import User
from collaborative.roles import Role
from collaborative.tenancy.scope import tenant_context
from learning_sets.actions.bookings import Guest, book, cancel_booking, change_booking, check_in, forget_set_needs
from learning_sets.actions.sets import SetFields, cancel_set, change_set
from learning_sets.models import Booking, BookingState, SetReminder
from learning_sets.tasks import give_places, keep_sets, write
from organisations.actions.system import system_user
from organisations.models import Membership, Notice
from organisations.queries import system_scope
from tests.cast import Cast
from tests.learning_sets.builders import a_set, begins, booked, fresh


def states(cast: Cast) -> dict[str, tuple[str, int | None]]:
    with cast.scope(cast.north, cast.south, user=cast.admin):
        return {row.name: (row.state, row.place) for row in Booking.objects.all()}


def counted(cast: Cast, row: Any) -> tuple[int, int]:
    now = fresh(cast, row)
    return now.taken, now.waiting


def test_places_go_in_order_across_organisations_and_are_given_on(
    cast: Cast, django_capture_on_commit_callbacks: Any
) -> None:
    row = a_set(cast, capacity=2)
    ann, _ = booked(cast, row, cast.north, "Ann A", "Ben B")
    booked(cast, row, cast.south, "Cat C")
    booked(cast, row, cast.north, "Dan D", "Ann A")
    assert states(cast) == {
        "Ann A": ("booked", None),
        "Ben B": ("booked", None),
        "Cat C": ("waiting", 1),
        "Dan D": ("waiting", 2),
    }
    assert counted(cast, row) == (2, 2)
    with django_capture_on_commit_callbacks() as asked, cast.scope(user=cast.lead):
        cancel_booking(booking=ann, by=cast.lead)
        # A place is free, but somebody waits for it.
        again = booked(cast, row, cast.north, "Eve E")
    assert again[0].state == BookingState.WAITING
    assert len(asked) == 2
    mail.outbox.clear()
    system = system_user()
    give_places.apply(kwargs={"set_id": row.pk}, headers={"actor_id": system.pk, "collaborative_id": cast.amhe.pk})
    found = states(cast)
    assert (found["Cat C"], found["Dan D"], found["Eve E"]) == (("booked", None), ("waiting", 2), ("waiting", 3))
    assert counted(cast, row) == (2, 2)
    # Again nothing: there is no place.
    assert keep_sets() == 0
    with cast.scope(cast.north, cast.south, user=cast.admin):
        change_set(learning_set=row, by=cast.admin, said=_said(row, capacity=5))
    assert keep_sets() == 2
    assert counted(cast, row) == (4, 0)


def _said(row: Any, **changed: Any) -> SetFields:
    names = ("title", "starts_at", "ends_at", "theme", "mode", "venue", "capacity")
    return SetFields(**{name: getattr(row, name) for name in names} | changed)


def test_whoever_books_locks_the_set(cast: Cast) -> None:
    row = a_set(cast, capacity=1)
    with CaptureQueriesContext(connection) as asked:
        booked(cast, row, cast.north, "Ann A")
    locks = [at for at, one in enumerate(asked) if 'FROM "learning_sets_learningset"' in one["sql"]]
    inserts = [at for at, one in enumerate(asked) if 'INSERT INTO "learning_sets_booking"' in one["sql"]]
    assert "FOR NO KEY UPDATE" in asked[locks[0]]["sql"]
    assert locks[0] < inserts[0]


def test_in_a_hybrid_set_places_are_those_in_the_room(cast: Cast) -> None:
    row = a_set(cast, mode="hybrid", capacity=1)
    booked(cast, row, cast.north, "Ann A")
    (online,) = booked(cast, row, cast.north, "Ben B", mode="online")
    assert counted(cast, row) == (1, 0)
    with cast.scope(), pytest.raises(ValidationError, match="no place left in the room"):
        change_booking(booking=online, by=cast.lead, mode="in_person", role_words="")
    (waits,) = booked(cast, row, cast.south, "Cat C")
    with cast.scope(cast.south, user=cast.south_lead):
        moved = change_booking(booking=waits, by=cast.south_lead, mode="online", role_words="Nurse")
    assert (moved.state, moved.place, counted(cast, row)) == ("booked", None, (1, 0))


def test_booking_is_refused_where_it_is_not_open(cast: Cast) -> None:
    planned = a_set(cast, is_open=False)
    with pytest.raises(ValidationError, match="Booking is not open"):
        booked(cast, planned, cast.north, "Ann A")
    guest = Guest(name="Ann", email="ann@example.org")
    with cast.scope(cast.north, cast.east), pytest.raises(ValidationError, match="organisation of this collaborative"):
        book(learning_set=planned, participation=cast.east, by=cast.lead, guests=[guest], late=True)


def test_booking_by_page_names_and_needs_stay_where_they_belong(client: Client, cast: Cast) -> None:
    row = a_set(cast, capacity=10)
    here = f"/c/amhe/sets/{row.pk}/"
    client.force_login(cast.member)
    assert client.post(f"{here}book/", {"do": "me"}).status_code == 302
    assert "You are booked" in client.get(here).content.decode()
    team = {"do": "members", "members": [cast.lead.pk, cast.partner.pk]}
    assert client.post(f"{here}book/", team).status_code == 302
    guest = {"do": "other", "name": "Gus Guest", "email": "GUS@example.org", "dietary_needs": "No nuts"}
    assert client.post(f"{here}book/", guest).status_code == 302
    assert client.post(f"{here}book/", guest | {"email": "no"}).status_code == 422
    with cast.scope():
        rows = {one.name: one for one in Booking.objects.all()}
    assert [(one.user_id is None, one.email, one.role_words) for one in (rows["Gus Guest"], rows["Nora Lead"])] == [
        (True, "gus@example.org", ""),
        (False, cast.lead.email, "Project lead"),
    ]
    with cast.scope(user=cast.lead):
        assert [one.kind for one in Notice.objects.all()] == ["set_booked"]
    # Others of the team see who comes, and what they need only where they booked them.
    client.force_login(cast.data_entry)
    assert "Gus Guest" in client.get(here).content.decode()
    page = client.get(f"/c/amhe/sets/bookings/{rows['Gus Guest'].pk}/").content.decode()
    assert "No nuts" not in page
    assert "dietary_needs" not in page
    client.post(f"/c/amhe/sets/bookings/{rows['Gus Guest'].pk}/", {"role_words": "Visitor", "dietary_needs": "All"})
    assert fresh(cast, rows["Gus Guest"]).dietary_needs == "No nuts"
    client.force_login(cast.member)
    assert "No nuts" in client.get(f"/c/amhe/sets/bookings/{rows['Gus Guest'].pk}/").content.decode()
    # Nobody of another organisation sees a name; the national team sees all of it.
    client.force_login(cast.south_lead)
    assert "Gus" not in client.get(here).content.decode()
    assert "Gus" not in client.get(f"{here}book/").content.decode()
    client.force_login(cast.manager)
    people = client.get(f"{here}people/").content.decode()
    assert "Gus Guest" in people
    assert "No nuts" in people
    table = client.get(f"{here}people.csv").content.decode()
    assert "North Trust,RNN,Gus Guest,Visitor,gus@example.org,In person,Booked,,No nuts," in table
    # After the set they are forgotten, and no history has them.
    with tenant_context(system_scope(cast.amhe, system_user())):
        assert forget_set_needs(collaborative_id=cast.amhe.pk, by=system_user(), before=begins(29)) == 0
        assert forget_set_needs(collaborative_id=cast.amhe.pk, by=system_user(), before=begins(31)) == 1
    assert fresh(cast, rows["Gus Guest"]).dietary_needs == ""
    for event in Booking.pgh_event_models.values():
        assert not {"access_needs", "dietary_needs"} & {field.name for field in event._meta.fields}


def test_somebody_is_known_by_their_address(client: Client, cast: Cast) -> None:
    row = a_set(cast)
    client.force_login(cast.manager)
    said = {"participation": cast.north.pk, "name": "P. Partner", "email": cast.partner.email.upper()}
    assert client.post(f"/c/amhe/sets/{row.pk}/people/", said | {"access_needs": "A ramp"}).status_code == 302
    later = {"participation": cast.south.pk, "name": "New N", "email": "new.n@example.nhs.uk"}
    client.post(f"/c/amhe/sets/{row.pk}/people/", later)
    with cast.scope(cast.north, cast.south, user=cast.admin):
        users = dict(Booking.objects.values_list("name", "user_id"))
    assert users == {"P. Partner": cast.partner.pk, "New N": None}
    client.force_login(cast.partner)
    assert "You are booked" in client.get(f"/c/amhe/sets/{row.pk}/").content.decode()
    # And who joins afterwards finds what was booked for them.
    new = User.objects.create_user("new.n@example.nhs.uk", "New N")
    Membership.objects.create(user=new, role=Role.MEMBER, collaborative=cast.amhe, participation=cast.south)
    client.force_login(new)
    assert "You are booked" in client.get(f"/c/amhe/sets/{row.pk}/").content.decode()


def test_a_set_that_is_called_off_tells_everybody(cast: Cast, django_capture_on_commit_callbacks: Any) -> None:
    row = a_set(cast, capacity=1)
    booked(cast, row, cast.north, "Ann A", "Ben B")
    with cast.scope(cast.north, cast.south, user=cast.admin), pytest.raises(ValidationError):
        cancel_set(learning_set=row, by=cast.admin, reason=" ")
    mail.outbox.clear()
    with django_capture_on_commit_callbacks() as asked, cast.scope(cast.north, cast.south, user=cast.admin):
        cancel_set(learning_set=row, by=cast.admin, reason="Snow")
    (after,) = asked
    assert (after.args[2], len(after.args[3])) == ("cancelled", 2)
    with cast.scope(cast.north, cast.south, user=cast.admin):
        assert write(row.pk, *after.args[2:]) == 2
    assert sorted((one.to[0], one.subject) for one in mail.outbox) == [
        ("ann@example.org", "Called off: Autumn set"),
        ("ben@example.org", "Called off: Autumn set"),
    ]
    assert "The reason: Snow" in mail.outbox[0].body


def test_a_set_at_another_time_tells_everybody_and_reminds_anew(
    cast: Cast, django_capture_on_commit_callbacks: Any
) -> None:
    row = a_set(cast, mode="hybrid", capacity=2)
    booked(cast, row, cast.north, "Ann A", "Ben B", mode="online")
    with cast.scope(cast.north, cast.south, user=cast.admin):
        (ann, *_) = Booking.objects.order_by("name")
        owner = {"collaborative": cast.amhe, "participation": cast.north}
        SetReminder.objects.create(**owner, booking=ann, days=14)
    with django_capture_on_commit_callbacks() as asked, cast.scope(cast.north, cast.south, user=cast.admin):
        change_set(learning_set=row, by=cast.admin, said=_said(row, theme="Another theme"))
        later = {"starts_at": begins(60), "ends_at": begins(60, 16), "mode": "in_person"}
        change_set(learning_set=row, by=cast.admin, said=_said(row, **later))
        assert SetReminder.objects.count() == 0
        assert set(Booking.objects.values_list("mode", flat=True)) == {"in_person"}
    assert [(one.args[2], len(one.args[3])) for one in asked] == [("changed", 2)]
    assert counted(cast, row) == (2, 0)


def test_who_waited_and_has_come_is_let_in(cast: Cast) -> None:
    row = a_set(cast, capacity=1)
    _, ben = booked(cast, row, cast.north, "Ann A", "Ben B")
    with cast.scope(cast.north, user=cast.admin):
        check_in(booking=ben, by=cast.admin, at=begins(30))
    assert counted(cast, row) == (2, 0)
    assert states(cast)["Ben B"] == ("booked", None)
    with cast.scope(), pytest.raises(ValidationError, match="was there"):
        cancel_booking(booking=ben, by=cast.lead)


def test_pages_of_many_people_ask_no_more_than_of_few(client: Client, cast: Cast) -> None:
    row = a_set(cast)
    pages = [
        "/c/amhe/sets/",
        f"/c/amhe/sets/{row.pk}/",
        *(f"/c/amhe/sets/{row.pk}/{one}/" for one in ("people", "check-in", "names")),
    ]
    booked(cast, row, cast.north, "Ann A")
    client.force_login(cast.admin)

    def asked(page: str) -> int:
        with CaptureQueriesContext(connection) as found:
            assert client.get(page).status_code == 200
        return len(found)

    few = [asked(page) for page in pages]
    booked(cast, row, cast.north, *(f"North{number} N" for number in range(20)))
    booked(cast, row, cast.south, *(f"South{number} S" for number in range(20)))
    for days in (40, 50, 60):
        a_set(cast, days=days)
    assert [asked(page) for page in pages] == few
