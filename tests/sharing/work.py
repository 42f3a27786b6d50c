"""Finished tests with every word of a record, for tests of what is told of them."""

from datetime import date, timedelta

from django.utils import timezone

from collaborative.models import User
from collaborative.tenancy.scope import Scope, tenant_context
from measures.models import Measure
from organisations.models import Project
from pdsa.actions import Compared, decide, plan_cycle, save_do, save_study, start_do, start_study, stop
from pdsa.models import Cycle


def finished(
    project: Project, by: User, title: str, decision: str, *, measures: tuple[Measure, ...] = (), begun: int = 40
) -> Cycle:
    """A test that began so many days ago and ended five days later with this decision; its words hold its title."""
    began = timezone.localdate() - timedelta(days=begun)
    with tenant_context(Scope(by.pk, (project.collaborative_id,), (project.participation_id,))):
        cycle = plan_cycle(
            project=project, by=by, title=title, idea_title=f"Idea of {title}", prediction=f"More of {title}",
            question=f"Does {title} help?", measures=measures, objective=f"To see {title}",
        )  # fmt: skip
        cycle = start_do(cycle=cycle, by=by, starts_on=began, ends_on=began + timedelta(days=5))
        cycle = save_do(
            cycle=cycle, by=by, observations=f"We saw {title}", unintended=f"Harm of {title}",
            deviations=f"Otherwise {title}",
        )  # fmt: skip
        cycle = start_study(cycle=cycle, by=by, ends_on=began + timedelta(days=5))
        (prediction,) = cycle.predictions.all()
        cycle = save_study(
            cycle=cycle, by=by, results={prediction.pk: Compared(result="partly", note=f"Half of {title}")},
            learned=f"Learned from {title}", surprises=f"Surprise of {title}",
        )  # fmt: skip
        return decide(cycle=cycle, by=by, decision=decision, rationale=f"Because of {title}", next_steps="Go on")


def stopped(project: Project, by: User, title: str) -> Cycle:
    """A test that was stopped on the day it began."""
    with tenant_context(Scope(by.pk, (project.collaborative_id,), (project.participation_id,))):
        cycle = plan_cycle(project=project, by=by, title=title, prediction="Something")
        cycle = start_do(cycle=cycle, by=by, starts_on=timezone.localdate(), ends_on=date(2099, 1, 1))
        return stop(cycle=cycle, by=by, reason=f"Stopped because of {title}")
