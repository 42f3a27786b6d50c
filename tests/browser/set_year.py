"""What the journey through a year of sets needs of the running product beside its pages."""

from datetime import timedelta

from django.utils import timezone

from collaborative.models import Collaborative, User
from collaborative.tenancy.scope import tenant_context
from learning_sets.actions.bookings import book, guest_of
from learning_sets.models import Booking, LearningSet
from organisations.actions.projects import create_project
from organisations.actions.system import system_user
from organisations.queries import system_scope
from organisations.queries.people import team_of
from organisations.queries.places import taking_part
from tests.browser.set_stage import SLUG


def first_set() -> LearningSet:
    return LearningSet.objects.filter(collaborative__slug=SLUG).earliest("starts_at")


def everybody_else(most: int) -> tuple[int, int, int]:
    """Book people of every organisation until so many are; how many have a place, how many wait, of how many
    organisations."""
    collaborative = Collaborative.objects.get(slug=SLUG)
    manager = User.objects.get(email="manager.sets@example.nhs.uk")
    with tenant_context(system_scope(collaborative, system_user())):
        row = first_set()
        for place in taking_part(collaborative):
            project_of(place)
            held = Booking.objects.filter(learning_set=row)
            wanted = [guest_of(one.user) for one in team_of(place.pk)]
            left = most - held.count()
            book(learning_set=row, participation=place, by=manager, guests=wanted[: max(left, 0)], late=True)
        row.refresh_from_db()
        return row.taken, row.waiting, held.values("participation").distinct().count()


def project_of(place: object) -> None:
    """A project of this organisation, for which its team commits to something."""
    lead = team_of(place.pk).earliest("pk").user  # type: ignore[attr-defined]
    said = {"name": "Waiting", "population": "Everybody", "aim": "Halve the wait"}
    create_project(participation=place, by=lead, starts_on=timezone.localdate(), **said)  # type: ignore[arg-type]


def move_first(**by: int) -> None:
    """Put the first set to so long from now, as if time had gone by."""
    with tenant_context(system_scope(Collaborative.objects.get(slug=SLUG), system_user())):
        row, starts = first_set(), timezone.now() + timedelta(**by)
        LearningSet.objects.filter(pk=row.pk).update(starts_at=starts, ends_at=starts + timedelta(hours=6))
        Booking.objects.filter(learning_set=row).update(booked_at=timezone.now() - timedelta(days=60))
