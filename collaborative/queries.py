"""Reads of the platform's own rows."""

from django.db.models import QuerySet

from collaborative.models import Collaborative, Job


def all_collaboratives() -> QuerySet[Collaborative]:
    """Every collaborative of this installation, oldest first."""
    return Collaborative.objects.order_by("pk")


# States of a job that somebody works at, or will.
UNFINISHED = (Job.State.WAITING, Job.State.RUNNING)


def jobs_of(collaborative: Collaborative) -> QuerySet[Job]:
    """The collaborative's jobs, latest first, with who started them."""
    return Job.objects.filter(collaborative=collaborative).select_related("started_by")


def job_to_do(pk: int) -> Job | None:
    """The job with its collaborative, while it is not over."""
    return Job.objects.filter(pk=pk, state__in=UNFINISHED).select_related("collaborative").first()


def latest_job(collaborative: Collaborative) -> Job | None:
    """The collaborative's latest job."""
    return jobs_of(collaborative).first()
