"""What the journey through a year of sets needs of the running product beside its pages."""

import json
from datetime import timedelta

from django.utils import timezone

from collaborative.models import Collaborative
from collaborative.tenancy.scope import tenant_context
from learning_sets.models import Booking, LearningSet
from organisations.actions.projects import create_project
from organisations.actions.system import system_user
from organisations.queries import system_scope
from organisations.queries.people import team_of
from organisations.queries.places import taking_part
from tests.browser.set_stage import SLUG


def first_set() -> LearningSet:
    return LearningSet.objects.filter(collaborative__slug=SLUG).earliest("starts_at")


def start_a_project() -> None:
    """A project of the first organisation, for which its team commits to something."""
    collaborative = Collaborative.objects.get(slug=SLUG)
    with tenant_context(system_scope(collaborative, system_user())):
        place = taking_part(collaborative)[0]
        lead = team_of(place.pk).earliest("pk").user
        said = {"name": "Waiting", "population": "Everybody", "aim": "Halve the wait"}
        create_project(participation=place, by=lead, starts_on=timezone.localdate(), **said)


def as_stored() -> str:
    """The sets in order, as JSON: their ids, titles and moments, in UTC."""
    with tenant_context(system_scope(Collaborative.objects.get(slug=SLUG), system_user())):
        rows = LearningSet.objects.filter(collaborative__slug=SLUG).order_by("starts_at")
        return json.dumps([[row.pk, row.title, row.starts_at.isoformat(), row.ends_at.isoformat()] for row in rows])


def counted() -> str:
    """Of the first set: how many have a place, how many wait, of how many organisations, and how many were there."""
    with tenant_context(system_scope(Collaborative.objects.get(slug=SLUG), system_user())):
        row = first_set()
        held = Booking.objects.filter(learning_set=row).exclude(state="cancelled")
        places = held.values("participation").distinct().count()
        return f"{row.taken} {row.waiting} {places} {held.filter(attended_at__isnull=False).count()}"


def move_first(**by: int) -> None:
    """Put the first set to so long from now, as if time had gone by."""
    with tenant_context(system_scope(Collaborative.objects.get(slug=SLUG), system_user())):
        row, starts = first_set(), timezone.now() + timedelta(**by)
        LearningSet.objects.filter(pk=row.pk).update(starts_at=starts, ends_at=starts + timedelta(hours=6))
        Booking.objects.filter(learning_set=row).update(booked_at=timezone.now() - timedelta(days=60))
