"""The programme's theory of change, which organisations copy and adapt. It belongs to the whole collaborative."""

from typing import ClassVar

from django.db import models

from collaborative.audit import tracked
from collaborative.models import Collaborative
from collaborative.tenancy.keys import SameParent
from organisations.models import Participation
from phases.models.graph import EditBase, LinkBase, NodeBase, TheoryBase, VersionBase


@tracked(owned=False, exclude=("revision",))
class ProgrammeTheory(TheoryBase):
    """The one theory of a collaborative."""

    collaborative = models.OneToOneField(Collaborative, models.PROTECT, related_name="theory")

    class Meta:
        ordering = ("id",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["collaborative", "id"], name="programme_theory_key"),
        ]

    def __str__(self) -> str:
        return f"Theory of {self.collaborative}"


@tracked(owned=False)
class ProgrammeNode(NodeBase):
    """A box of the programme's theory.

    credit, credited_to: whose local idea it was, where it was taken up from one; shown with it.
    """

    collaborative = models.ForeignKey(Collaborative, models.PROTECT, related_name="+")
    theory = models.ForeignKey(ProgrammeTheory, models.PROTECT, related_name="nodes", db_constraint=False)
    credit = models.CharField(max_length=200, blank=True)
    credited_to = models.ForeignKey(Participation, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ("position", "id")
        constraints: ClassVar = [
            SameParent(name="programme_node_theory", within="collaborative", parent="theory"),
            models.UniqueConstraint(fields=["collaborative", "id"], name="programme_node_key"),
            models.UniqueConstraint(fields=["theory", "key"], name="programme_node_key_once"),
        ]


@tracked(owned=False)
class ProgrammeLink(LinkBase):
    """A line of the programme's theory."""

    collaborative = models.ForeignKey(Collaborative, models.PROTECT, related_name="+")
    parent = models.ForeignKey(ProgrammeNode, models.PROTECT, related_name="links_under", db_constraint=False)
    child = models.ForeignKey(ProgrammeNode, models.PROTECT, related_name="links_over", db_constraint=False)

    class Meta:
        ordering = ("id",)
        constraints: ClassVar = [
            SameParent(name="programme_link_parent", within="collaborative", parent="parent"),
            SameParent(name="programme_link_child", within="collaborative", parent="child"),
            models.UniqueConstraint(fields=["parent", "child"], name="programme_link_once"),
        ]

    def __str__(self) -> str:
        return f"{self.child} under {self.parent}"


@tracked(owned=False, exclude=("done", "undo"))
class ProgrammeEdit(EditBase):
    """An edit of the programme's theory."""

    theory = models.ForeignKey(ProgrammeTheory, models.PROTECT, related_name="edits")

    class Meta:
        ordering = ("-number",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["theory", "number"], name="programme_edit_number_once"),
        ]


@tracked(owned=False, exclude=("graph",))
class ProgrammeTheoryVersion(VersionBase):
    """A kept version of the programme's theory."""

    theory = models.ForeignKey(ProgrammeTheory, models.PROTECT, related_name="versions")

    class Meta:
        ordering = ("-number",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["theory", "number"], name="programme_theory_version_once"),
        ]
