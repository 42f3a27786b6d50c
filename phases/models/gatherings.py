"""Ideas that a team gathers and votes on without names.

Neither an idea nor a vote says whose it is, so the rows have no author, no time and no history, and their ids are drawn
by chance: docs/decisions/anonymous-ideas.md.
"""

import secrets
from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from collaborative.audit import tracked
from collaborative.models import Owned, OwnedForeignKey
from collaborative.tenancy.policy import Tenancy
from phases.models.ideas import ChangeIdea
from phases.models.theory import Theory, TheoryNode

DOTS = 5
MOST_ON_ONE = 3
# Of two voters each could take their own dots off the result and read the other's.
FEWEST_VOTERS = 3


class Stage(StrEnum):
    """How far a gathering is."""

    COLLECTING = "collecting"
    SORTING = "sorting"
    VOTING = "voting"
    COUNTING = "counting"
    CLOSED = "closed"


def chance_id() -> int:
    """An id that tells nothing of when its row was made; small enough for a number in a script."""
    return secrets.randbelow(2**53 - 1) + 1


@tracked(exclude=("ballot_key",))
class Gathering(Owned):
    """A question to a team and its partners, with the ideas they put in and then vote on.

    driver: the box it is about; None for the whole theory. ideas_until: ideas are taken until then. votes_until: of the
    voting, once it has begun. ballot_key: what turns a voter into a token; it is there while votes are taken and in no
    history. counted_at: the votes were counted and destroyed. voters: how many there were. arranged: how often somebody
    put ideas together, apart or out. removed: how many ideas were taken out by who leads.
    """

    theory = OwnedForeignKey(Theory, related_name="gatherings")
    driver = OwnedForeignKey(TheoryNode, null=True, blank=True, related_name="gatherings")
    question = models.CharField(max_length=300)
    dots = models.PositiveSmallIntegerField(default=DOTS)
    most_on_one = models.PositiveSmallIntegerField(default=MOST_ON_ONE)
    ideas_until = models.DateTimeField()
    votes_until = models.DateTimeField(null=True, blank=True)
    ballot_key = models.CharField(max_length=64, blank=True)
    counted_at = models.DateTimeField(null=True, blank=True)
    voters = models.PositiveSmallIntegerField(null=True, blank=True)
    arranged = models.PositiveIntegerField(default=0)
    removed = models.PositiveSmallIntegerField(default=0)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(default=timezone.now)

    class Meta(Owned.Meta):
        ordering = ("-opened_at", "-id")
        constraints: ClassVar = [
            Tenancy(name="gathering_tenancy", parents=["theory", "driver"]),
            models.CheckConstraint(
                condition=Q(counted_at__isnull=True) | Q(ballot_key=""), name="gathering_counted_is_sealed"
            ),
        ]

    def __str__(self) -> str:
        return self.question

    def stage(self, now: datetime) -> Stage:
        """How far it is at this moment."""
        if self.counted_at is not None:
            return Stage.CLOSED
        if self.votes_until is None:
            return Stage.COLLECTING if now < self.ideas_until else Stage.SORTING
        return Stage.VOTING if now < self.votes_until else Stage.COUNTING


class PooledIdea(Owned):
    """An idea that somebody put in.

    proof: of the code with which whoever wrote it can take it back; the code itself is kept nowhere. merged_into: the
    idea that says the same. change_idea: what it became in the theory. dots: what it got, once they were counted.
    """

    id = models.BigIntegerField(primary_key=True, default=chance_id, editable=False)
    gathering = OwnedForeignKey(Gathering, related_name="pool")
    words = models.CharField(max_length=200)
    proof = models.CharField(max_length=64)
    merged_into = OwnedForeignKey("self", null=True, blank=True, related_name="merged")
    change_idea = OwnedForeignKey(ChangeIdea, null=True, blank=True, related_name="gathered")
    dots = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta(Owned.Meta):
        ordering = ("id",)
        constraints: ClassVar = [
            Tenancy(name="pooledidea_tenancy", parents=["gathering", "merged_into", "change_idea"]),
            models.UniqueConstraint(fields=["participation", "gathering", "proof"], name="pooledidea_proof_once"),
        ]

    def __str__(self) -> str:
        return self.words


class Ballot(Owned):
    """Dots that somebody gave an idea, while votes are taken. token: the same for all dots of one person in one
    gathering, and nobody's once the gathering's key is gone."""

    id = models.BigIntegerField(primary_key=True, default=chance_id, editable=False)
    gathering = OwnedForeignKey(Gathering, related_name="ballots")
    idea = OwnedForeignKey(PooledIdea, related_name="ballots")
    token = models.CharField(max_length=64)
    dots = models.PositiveSmallIntegerField()

    class Meta(Owned.Meta):
        ordering = ("id",)
        constraints: ClassVar = [
            Tenancy(name="ballot_tenancy", parents=["gathering", "idea"]),
            models.UniqueConstraint(fields=["participation", "gathering", "token", "idea"], name="ballot_once_an_idea"),
        ]

    def __str__(self) -> str:
        return f"{self.dots} for {self.idea}"
