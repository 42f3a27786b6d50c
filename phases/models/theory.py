"""A project's theory of change: its driver diagram, adapted from the programme's or of its own."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from collaborative.audit import tracked
from collaborative.models import Owned, OwnedForeignKey
from collaborative.tenancy.keys import SameParent
from collaborative.tenancy.policy import Tenancy
from organisations.models import Project
from phases.models.graph import EditBase, LinkBase, NodeBase, TheoryBase, VersionBase
from phases.models.ideas import ChangeIdea
from phases.models.programme import ProgrammeNode


@tracked(exclude=("revision",))
class Theory(Owned, TheoryBase):
    """The one theory of a project.

    copied_revision: of the programme's theory, when this one was copied from it.
    """

    project = OwnedForeignKey(Project, related_name="theories")
    copied_revision = models.PositiveIntegerField(null=True, blank=True)

    class Meta(Owned.Meta):
        ordering = ("id",)
        constraints: ClassVar = [
            Tenancy(name="theory_tenancy", parents=["project"]),
            models.UniqueConstraint(fields=["participation", "project"], name="theory_once_a_project"),
        ]

    def __str__(self) -> str:
        return f"Theory of {self.project}"


@tracked()
class TheoryNode(Owned, NodeBase):
    """A box. A change idea's words are its ChangeIdea's title, the aim's are its project's: `text` is empty there.

    origin: the programme's box it was copied from. copied_text, copied_under: what that said when the team took it
    over, and the keys of what it stood under; of an idea that the programme took up, also a key of this theory where
    that is the team's own. offered: the team shows this idea to the programme.
    """

    theory = OwnedForeignKey(Theory, related_name="nodes")
    idea = OwnedForeignKey(ChangeIdea, null=True, blank=True, related_name="nodes")
    origin = models.ForeignKey(
        ProgrammeNode, models.PROTECT, null=True, blank=True, related_name="copies", db_constraint=False
    )
    copied_text = models.CharField(max_length=400, blank=True)
    copied_under = models.JSONField(default=list, blank=True)
    offered = models.BooleanField("offered to the programme", default=False)

    class Meta(Owned.Meta):
        ordering = ("position", "id")
        constraints: ClassVar = [
            Tenancy(name="theorynode_tenancy", parents=["theory", "idea"]),
            SameParent(name="theorynode_origin", within="collaborative", parent="origin"),
            models.UniqueConstraint(fields=["participation", "theory", "key"], name="theorynode_key_once"),
            models.UniqueConstraint(
                fields=["participation", "theory", "idea"],
                condition=Q(removed_at__isnull=True),
                name="theorynode_idea_once",
            ),
            models.CheckConstraint(
                condition=Q(kind="idea", idea__isnull=False, text="") | (~Q(kind="idea") & Q(idea__isnull=True)),
                name="theorynode_words_once",
            ),
        ]


@tracked()
class TheoryLink(Owned, LinkBase):
    """A line between two boxes."""

    parent = OwnedForeignKey(TheoryNode, related_name="links_under")
    child = OwnedForeignKey(TheoryNode, related_name="links_over")

    class Meta(Owned.Meta):
        ordering = ("id",)
        constraints: ClassVar = [
            Tenancy(name="theorylink_tenancy", parents=["parent", "child"]),
            models.UniqueConstraint(fields=["participation", "parent", "child"], name="theorylink_once"),
        ]

    def __str__(self) -> str:
        return f"{self.child} under {self.parent}"


@tracked()
class TheoryDrop(Owned):
    """Why a box of the programme's theory is not in this one."""

    theory = OwnedForeignKey(Theory, related_name="drops")
    programme_node = models.ForeignKey(ProgrammeNode, models.PROTECT, related_name="+", db_constraint=False)
    reason = models.CharField(max_length=500)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)

    class Meta(Owned.Meta):
        ordering = ("id",)
        constraints: ClassVar = [
            Tenancy(name="theorydrop_tenancy", parents=["theory"]),
            SameParent(name="theorydrop_node", within="collaborative", parent="programme_node"),
            models.UniqueConstraint(fields=["participation", "theory", "programme_node"], name="theorydrop_once"),
            models.CheckConstraint(condition=~Q(reason=""), name="theorydrop_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.programme_node}: {self.reason}"


@tracked(exclude=("done", "undo"))
class TheoryEdit(Owned, EditBase):
    """An edit of the project's theory."""

    theory = OwnedForeignKey(Theory, related_name="edits")

    class Meta(Owned.Meta):
        ordering = ("-number",)
        constraints: ClassVar = [
            Tenancy(name="theoryedit_tenancy", parents=["theory"]),
            models.UniqueConstraint(fields=["participation", "theory", "number"], name="theoryedit_number_once"),
        ]


@tracked(exclude=("graph",))
class TheoryVersion(Owned, VersionBase):
    """A kept version of the project's theory."""

    theory = OwnedForeignKey(Theory, related_name="versions")

    class Meta(Owned.Meta):
        ordering = ("-number",)
        constraints: ClassVar = [
            Tenancy(name="theoryversion_tenancy", parents=["theory"]),
            models.UniqueConstraint(fields=["participation", "theory", "number"], name="theoryversion_number_once"),
        ]
