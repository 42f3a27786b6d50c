"""What follows a change: ask a worker to compute the charts it made stale."""

from collections.abc import Sequence
from typing import Any

from django.dispatch import receiver

from measures.signals import charts_became_stale
from measures.tasks import compute_charts
from organisations.tasks import enqueue


@receiver(charts_became_stale)
def compute_soon(*, collaborative_id: int, actor_id: int, chart_ids: Sequence[int], **_: Any) -> None:
    """Enqueue the computation. If the broker is down the charts stay marked, and the sweep finds them."""
    enqueue(compute_charts, actor_id=actor_id, collaborative_id=collaborative_id, chart_ids=list(chart_ids))
