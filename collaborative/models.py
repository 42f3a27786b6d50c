"""People and collaboratives, and the base of every row a participation owns."""

from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone

from collaborative.audit import tracked


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, name: str = "", password: str | None = None, **extra: Any) -> "User":
        """A person who can sign in. Without a password they must set one by e-mail."""
        user = self.model(email=self.normalize_email(email).lower(), name=name, **extra)
        user.set_password(password)
        user.save(using=self._db)
        return user


@tracked(owned=False, exclude=("password", "last_login"))
class User(AbstractBaseUser):
    """A person, known by e-mail address. What they may do is said by memberships, never here."""

    email = models.EmailField("e-mail address", unique=True)
    name = models.CharField(max_length=200)
    phone = models.CharField("telephone", max_length=40, blank=True)
    is_active = models.BooleanField(default=True)
    is_system = models.BooleanField(default=False, help_text="A scheduled job's own actor; it cannot sign in.")
    date_joined = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    objects: ClassVar[UserManager] = UserManager()  # type: ignore[assignment]

    class Meta:
        ordering = ("name", "id")
        constraints = (models.UniqueConstraint(Lower("email"), name="user_email_any_case"),)

    def __str__(self) -> str:
        return self.get_full_name()

    def get_full_name(self) -> str:
        return self.name or self.email

    def get_short_name(self) -> str:
        return self.get_full_name().split()[0]


@tracked(owned=False)
class Collaborative(models.Model):
    """One programme: a set of organisations that learn together. Its wording and settings are data."""

    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=200)
    description = models.TextField(blank=True)
    data_notice = models.CharField(
        max_length=300,
        blank=True,
        help_text="Shown on every page: where the numbers come from, or that they are invented.",
    )
    entry_days = models.PositiveSmallIntegerField(
        default=30, help_text="Days after a period ends before its numbers are overdue."
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("name", "id")

    def __str__(self) -> str:
        return self.name


@tracked(owned=False, exclude=("done", "place", "heartbeat_at", "taken_up"))
class Job(models.Model):
    """Long work in the background, for one collaborative: what it is, how far it is, and how it ended.

    total, done: in what the work counts. place: how far the work has been handed out, in the kind's own measure.
    heartbeat_at: when it last moved on; one that has not for long is taken up again. taken_up: how often that was,
    without anything done in between.
    """

    class Kind(models.TextChoices):
        LEFT = "left", "Charts that wait"
        ANEW = "anew", "Every chart, whether it waits or not"

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting to start"
        RUNNING = "running", "Working"
        DONE = "done", "Done"
        FAILED = "failed", "Failed"

    collaborative = models.ForeignKey(Collaborative, models.PROTECT, related_name="jobs")
    kind = models.CharField(max_length=10, choices=Kind)
    title = models.CharField(max_length=200)
    total = models.PositiveIntegerField()
    done = models.PositiveIntegerField(default=0)
    place = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    error = models.CharField(max_length=500, blank=True, help_text="What went wrong, in plain words.")
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    started_at = models.DateTimeField(null=True, blank=True)
    heartbeat_at = models.DateTimeField(default=timezone.now)
    taken_up = models.PositiveSmallIntegerField(default=0)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-created_at", "-id")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["collaborative"], condition=Q(state__in=("waiting", "running")), name="job_one_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_over(self) -> bool:
        return self.state in (self.State.DONE, self.State.FAILED)


class OwnedForeignKey(models.ForeignKey):
    """A key to another owned row.

    The plain database key is left out: the composite key of `Tenancy` holds instead, and it gives the same error for
    a row of another participation and for one that is not there.
    """

    def __init__(self, to: Any, on_delete: Any = models.PROTECT, **kwargs: Any) -> None:
        kwargs["db_constraint"] = False
        super().__init__(to, on_delete, **kwargs)


class Owned(models.Model):
    """A row that belongs to one participation. Every subclass declares one `Tenancy` constraint."""

    collaborative = models.ForeignKey(Collaborative, models.PROTECT, related_name="+", db_index=False)
    participation = models.ForeignKey("organisations.Participation", models.PROTECT, related_name="+", db_index=False)

    class Meta:
        abstract = True
