"""What follows a change: ask a worker to compute the charts it made stale."""

from collections.abc import Sequence
from typing import Any

from django.dispatch import receiver

from measures.queries.drivers import measures_by_box
from measures.signals import charts_became_stale, job_began, pooled_became_stale
from measures.tasks import ask_for_hands, compute_charts, compute_pooled
from organisations.actions.system import system_user
from organisations.tasks import enqueue
from phases.queries.facts import Facts
from phases.queries.theory import Held
from phases.signals import facts_wanted


@receiver(charts_became_stale)
def compute_soon(*, collaborative_id: int, actor_id: int, chart_ids: Sequence[int], **_: Any) -> None:
    """Enqueue the computation. If the broker is down the charts stay marked, and the sweep finds them."""
    enqueue(compute_charts, actor_id=actor_id, collaborative_id=collaborative_id, chart_ids=list(chart_ids))


@receiver(pooled_became_stale)
def pool_soon(*, collaborative_id: int, chart_ids: Sequence[int], **_: Any) -> None:
    """Enqueue the computation for the system's own actor, who alone reaches every organisation's numbers."""
    enqueue(compute_pooled, actor_id=system_user().pk, collaborative_id=collaborative_id, chart_ids=list(chart_ids))


@receiver(job_began)
def work_soon(*, job_id: int, **_: Any) -> None:
    """Ask the workers. If the broker is down the job waits, and the sweep takes it up."""
    ask_for_hands(job_id)


@receiver(facts_wanted)
def tell_of_measures(*, theories: Sequence[Held], **_: Any) -> dict[int, Facts]:
    """Which measures each part of a theory has."""
    return {pk: Facts(measures=by_box) for pk, by_box in measures_by_box(theories).items()}
