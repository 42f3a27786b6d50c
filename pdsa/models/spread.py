"""Where an idea that was adopted is spread: a team, ward or unit, whom it reaches there, and how faithfully."""

from datetime import date
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from collaborative.audit import tracked
from collaborative.models import Owned, OwnedForeignKey
from collaborative.tenancy.policy import Tenancy
from pdsa.models.cycles import Cycle


class Fidelity(models.TextChoices):
    """Whether a place does what was tested."""

    AS_TESTED = "as_tested", "As it was tested"
    CHANGED = "changed", "Changed to fit"


@tracked()
class Spread(Owned):
    """One place to which what a test showed is carried.

    aimed, reached: how many people it should reach there, and how many it has reached so far. who: the name that was
    typed; person: whoever of the team it is. started_on, done_on: when it began there, and since when it is how they
    work. form_key: of the form it was first sent from, which makes one only.
    """

    cycle = OwnedForeignKey(Cycle, related_name="spreads")
    place = models.CharField("team, ward or unit", max_length=200)
    aimed = models.PositiveIntegerField(null=True, blank=True)
    reached = models.PositiveIntegerField(null=True, blank=True)
    fidelity = models.CharField(max_length=10, choices=Fidelity, blank=True)
    changed_how = models.TextField(blank=True)
    who = models.CharField(max_length=200, blank=True)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    due_on = models.DateField("by when", null=True, blank=True)
    started_on = models.DateField(null=True, blank=True)
    done_on = models.DateField(null=True, blank=True)
    form_key = models.UUIDField(null=True, blank=True, editable=False)

    class Meta(Owned.Meta):
        ordering = ("due_on", "place", "id")
        verbose_name = "place of the scale-up"
        verbose_name_plural = "places of the scale-up"
        constraints: ClassVar = [
            Tenancy(name="spread_tenancy", parents=["cycle"]),
            models.UniqueConstraint(fields=["participation", "cycle", "place"], name="spread_place_once"),
            models.UniqueConstraint(fields=["participation", "form_key"], name="spread_form_once"),
            models.CheckConstraint(
                condition=Q(done_on__isnull=True) | Q(started_on__isnull=False, done_on__gte=F("started_on")),
                name="spread_dates",
            ),
            models.CheckConstraint(
                condition=~Q(fidelity=Fidelity.CHANGED) | ~Q(changed_how=""), name="spread_changed_how"
            ),
        ]

    def __str__(self) -> str:
        return self.place

    def is_overdue(self, today: date) -> bool:
        """Not yet how they work there, although its day has passed."""
        return self.done_on is None and self.due_on is not None and self.due_on < today
