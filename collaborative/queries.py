"""Reads of the platform's own rows."""

from django.db.models import QuerySet

from collaborative.models import Collaborative


def all_collaboratives() -> QuerySet[Collaborative]:
    """Every collaborative of this installation, oldest first."""
    return Collaborative.objects.order_by("pk")
