"""Plans let to the other teams of a collaborative, taken back, and taken up with credit."""

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from collaborative.audit import recording
from collaborative.models import User
from organisations.models import Project
from pdsa.actions.planning import Expected, keep_predictions, plan_cycle
from pdsa.actions.record import Refused, lock
from pdsa.models import Cycle, SharedPlan

# What of a plan others may read: what was to be tried and how it was to be known. Not who led it, where it was, when,
# what was expected, or anything that came of it.
SHARED = ("purpose", "objective", "scale", "segment", "data_plan", "data_when", "data_how")


def words_of(cycle: Cycle) -> dict[str, object]:
    """What others would read of this plan, by field, with its questions."""
    questions = [row.question for row in cycle.predictions.all() if row.question]
    return {name: getattr(cycle, name) for name in SHARED} | {"idea": cycle.idea.title, "questions": questions}


@transaction.atomic
def share_plan(*, cycle: Cycle, by: User) -> SharedPlan:
    """Let every team of the collaborative read and use a plan's words, as they are now where it is shared already."""
    current = lock(cycle)
    with recording(by=by, verb="shared the plan of a test"):
        plan, _ = SharedPlan.objects.update_or_create(
            collaborative_id=current.collaborative_id,
            participation_id=current.participation_id,
            cycle_key=current.pk,
            withdrawn_at=None,
            defaults={"title": current.title, "said": words_of(current)},
            create_defaults={"title": current.title, "said": words_of(current), "shared_by": by},
        )
    return plan


@transaction.atomic
def withdraw_plan(*, cycle: Cycle, by: User) -> None:
    """Take a shared plan back: its words are gone from there. What others planned from it stays theirs."""
    current = lock(cycle)
    plans = SharedPlan.objects.select_for_update().filter(
        participation_id=current.participation_id, cycle_key=current.pk, withdrawn_at=None
    )
    with recording(by=by, verb="withdrew the shared plan of a test"):
        for plan in plans:
            plan.title, plan.said, plan.withdrawn_at = "Withdrawn", {}, timezone.now()
            plan.save()


@transaction.atomic
def use_plan(*, plan: SharedPlan, project: Project, by: User, form_key: UUID | None = None) -> Cycle:
    """Plan a test from another team's shared plan, with credit to its organisation.

    Its questions come along; predictions start empty, because they are the team's own. The same `form_key` again gives
    the first one. Raises Refused where the plan was withdrawn, or is not of the project's collaborative.
    """
    current = SharedPlan.objects.filter(
        pk=plan.pk, collaborative_id=project.collaborative_id, withdrawn_at=None
    ).select_related("participation__organisation")
    found = current.first()
    if found is None:
        raise Refused("This plan is not shared any more.", code="withdrawn")
    said = {name: found.said[name] for name in SHARED if found.said.get(name)}
    with recording(by=by, verb="planned a test from another team's plan"):
        cycle = plan_cycle(
            project=project,
            by=by,
            title=found.title,
            idea_title=found.said.get("idea", ""),
            form_key=form_key,
            credit=found.participation.organisation.name,
            **said,
        )
        if not cycle.predictions.exists():
            keep_predictions(cycle, [Expected(question=one) for one in found.said.get("questions", [])])
    return cycle
