"""What the tests of this app share."""

from typing import Any

from django.db.models import Model


def last_event(row: Model) -> Any:
    """The newest history event of a row; its context holds actor, verb and reason."""
    return row.events.order_by("pgh_id").last()  # type: ignore[attr-defined]


def told(row: Model) -> tuple[str, int, str, str]:
    """Label, actor, verb and reason of the newest event."""
    event = last_event(row)
    context = event.pgh_context
    return event.pgh_label, context["actor"], context["verb"], context["reason"]
