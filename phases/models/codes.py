"""Code sets: lists that others publish, such as the ethnic categories of the NHS. Reference data, the same for all."""

from typing import ClassVar

from django.db import models

from collaborative.audit import tracked


@tracked(owned=False)
class CodeSet(models.Model):
    """One published list in one version.

    family: lists that answer the same question in different versions share it. exclusive: a person has one code of the
    family at a time, so that several chosen mean any of them; else they mean all of them together. offered: teams
    choose from it when they describe people. dated: the day of the version, in words, as far as its publisher says.
    """

    key = models.SlugField(max_length=40, unique=True)
    family = models.SlugField(max_length=40)
    name = models.CharField(max_length=200)
    description = models.CharField(max_length=500, blank=True)
    source = models.CharField(max_length=300)
    version = models.CharField(max_length=100)
    dated = models.CharField(max_length=100)
    exclusive = models.BooleanField(default=False)
    offered = models.BooleanField(default=False)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("position", "id")

    def __str__(self) -> str:
        return self.name


class CodeKind(models.TextChoices):
    """What a code says: something, or why nothing is known."""

    VALUE = "value", "A category"
    NOT_STATED = "not_stated", "Asked, and not stated"
    NOT_KNOWN = "not_known", "Not asked, or not known"


@tracked(owned=False)
class Code(models.Model):
    """One line of a code set. group: the heading it stands under there."""

    code_set = models.ForeignKey(CodeSet, models.PROTECT, related_name="codes")
    code = models.CharField(max_length=40)
    name = models.CharField(max_length=200)
    group = models.CharField(max_length=100, blank=True)
    kind = models.CharField(max_length=12, choices=CodeKind, default=CodeKind.VALUE)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("code_set", "position", "id")
        constraints: ClassVar = [models.UniqueConstraint(fields=["code_set", "code"], name="code_once")]

    def __str__(self) -> str:
        return self.name


@tracked(owned=False)
class CodeMap(models.Model):
    """`source` counts as `target` of another code set. exact: both mean the same people."""

    source = models.ForeignKey(Code, models.PROTECT, related_name="maps_to")
    target = models.ForeignKey(Code, models.PROTECT, related_name="mapped_from")
    exact = models.BooleanField(default=True)

    class Meta:
        ordering = ("source", "target")
        constraints: ClassVar = [models.UniqueConstraint(fields=["source", "target"], name="code_map_once")]

    def __str__(self) -> str:
        return f"{self.source} as {self.target}"
