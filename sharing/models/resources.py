"""The programme's library: what helps a team, what it is about, and what those who used it say of it."""

from typing import ClassVar

from django.conf import settings
from django.core.validators import URLValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone

from collaborative.audit import tracked
from collaborative.models import Collaborative
from collaborative.tenancy.keys import SameParent
from collaborative.tenancy.policy import OfCollaborative, OwnCollaborative, WithinCollaborative
from organisations.models import Participation
from phases.models import ProgrammeNode

web_address = URLValidator(schemes=["https", "http"])


class Step(models.TextChoices):
    """The steps of the Advancing Mental Health Equalities resource (National Collaborating Centre for Mental Health,
    2019): Identify, Design, Deliver, Evaluate."""

    DATA = "1A", "1A Identify: use the data and resources there are"
    COMMUNITIES = "1B", "1B Identify: work with communities"
    RESEARCH = "2A", "2A Design: look at research"
    PLANS = "2B", "2B Design: make plans"
    PRIORITIES = "2C", "2C Design: agree on the main priorities"
    STRATEGY = "3A", "3A Deliver: write a strategy"
    DOING = "3B", "3B Deliver: put it into practice"
    MEASURES = "4A", "4A Evaluate: collect data and measures"
    FEEDBACK = "4B", "4B Evaluate: hear from people, carers, communities and staff"
    REVIEW = "4C", "4C Evaluate: review"


class ResourceKind(models.TextChoices):
    GUIDE = "guide", "Guide"
    CHANGES = "changes", "Change package"
    TOOL = "tool", "Tool or template"
    RECORDING = "recording", "Recording"
    EXAMPLE = "example", "Example of a team’s work"
    RESEARCH = "research", "Research"


class Helped(models.TextChoices):
    YES = "yes", "It helped"
    PARTLY = "partly", "It helped in part"
    NO = "no", "It did not help"


@tracked(owned=False)
class Resource(models.Model):
    """Something of the programme's library.

    link: where it is found. contact_name, contact_email: who knows about it. checked_on: when somebody last saw that
    it is there and still right. ended_at: it is in the archive, and what was said of it stays.
    """

    collaborative = models.ForeignKey(Collaborative, models.PROTECT, related_name="+")
    title = models.CharField(max_length=200)
    about = models.TextField("what it is and when to use it")
    kind = models.CharField(max_length=10, choices=ResourceKind)
    step = models.CharField("step of the resource", max_length=2, choices=Step, blank=True)
    link = models.CharField("address", max_length=500, validators=[web_address])
    contact_name = models.CharField(max_length=200)
    contact_email = models.EmailField(blank=True)
    checked_on = models.DateField("last checked")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("title", "id")
        constraints: ClassVar = [
            OfCollaborative(name="resource_of_collaborative"),
            models.UniqueConstraint(fields=["collaborative", "id"], name="resource_key"),
        ]

    def __str__(self) -> str:
        return self.title


@tracked(owned=False)
class ResourceTopic(models.Model):
    """What a resource is about: a box of the programme's theory, or a word that stands in change ideas."""

    collaborative = models.ForeignKey(Collaborative, models.PROTECT, related_name="+")
    resource = models.ForeignKey(Resource, models.PROTECT, related_name="topics", db_constraint=False)
    driver = models.ForeignKey(
        ProgrammeNode, models.PROTECT, null=True, blank=True, related_name="+", db_constraint=False
    )
    word = models.CharField(max_length=60, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("id",)
        verbose_name = "topic of a resource"
        verbose_name_plural = "topics of resources"
        constraints: ClassVar = [
            OfCollaborative(name="resource_topic_of_collaborative"),
            SameParent(name="resource_topic_resource", within="collaborative", parent="resource"),
            SameParent(name="resource_topic_driver", within="collaborative", parent="driver"),
            models.CheckConstraint(
                condition=Q(driver__isnull=False, word="") | (Q(driver__isnull=True) & ~Q(word="")),
                name="resource_topic_is_one",
            ),
        ]

    def __str__(self) -> str:
        return self.word or str(self.driver)


@tracked(owned=False, exclude=("words",))
class ResourceRemark(models.Model):
    """What a team that used a resource says of it, for everybody in the collaborative: one remark of an organisation.

    Once it is taken back its words are gone.
    """

    collaborative = models.ForeignKey(Collaborative, models.PROTECT, related_name="+")
    participation = models.ForeignKey(Participation, models.PROTECT, related_name="+")
    resource = models.ForeignKey(Resource, models.PROTECT, related_name="remarks", db_constraint=False)
    helped = models.CharField(max_length=6, choices=Helped)
    words = models.TextField(blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-made_at", "-id")
        verbose_name = "remark on a resource"
        verbose_name_plural = "remarks on resources"
        constraints: ClassVar = [
            OwnCollaborative(name="resource_remark_own_collaborative"),
            WithinCollaborative(name="resource_remark_within"),
            SameParent(name="resource_remark_resource", within="collaborative", parent="resource"),
            models.UniqueConstraint(
                fields=["participation", "resource"],
                condition=Q(withdrawn_at__isnull=True),
                name="resource_remark_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_helped_display()}: {self.resource}"
