"""What a person is told of within the product: what is asked of them, what was answered, and what happened."""

from collections.abc import Mapping
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from collaborative.models import Collaborative
from collaborative.tenancy.policy import ForPerson, OwnCollaborative
from organisations.models.places import Participation


class NoticeSort(models.TextChoices):
    """What a notice wants of who gets it."""

    ASKED = "asked", "Asked of you"
    ANSWERED = "answered", "Answered"
    TOLD = "told", "Good to know"


class NoticeKind(models.TextChoices):
    """What a notice is about. The label is what one such notice is called; `several` what many are."""

    COMMENT = "comment", "comment on a design"
    COMMENT_ANSWERED = "comment_answered", "answer to your comment on a design"
    SIGNATURE = "signature", "signature you are asked for"
    SIGNED = "signed", "answer from somebody you asked to sign"
    GATE = "gate", "team that says it is ready to go on"
    GATE_ANSWERED = "gate_answered", "answer to your team about going on"
    PARTNER_SAID = "partner_said", "partner who does not fully agree"
    PARTNER_ANSWERED = "partner_answered", "answer to what you said as a partner"
    HANDOVER = "handover", "handover of a role"
    JOINED = "joined", "person who joined"
    QUESTION = "question", "question from your coach"
    QUESTION_ANSWERED = "question_answered", "answer to your question"
    REMARK = "remark", "comment from your coach"
    REVIEWED = "reviewed", "piece of work that your coach approved"
    SUPPORT_ASKED = "support_asked", "organisation that asks for an expert"
    SUPPORT_FOUND = "support_found", "expert found for you"
    SUPPORT_GIVEN = "support_given", "organisation you are asked to support"
    SUPPORT_ENDED = "support_ended", "expert support that was ended"
    BLOCKER = "blocker", "blocker you are asked to take away"
    BLOCKER_OWNED = "blocker_owned", "blocker that is yours to see to"
    BLOCKER_ANSWERED = "blocker_answered", "answer from your sponsor"
    MENTIONED = "mentioned", "place where somebody mentioned you"
    ASKED_OPENLY = "asked_openly", "question somebody asked"
    ANSWERED_OPENLY = "answered_openly", "answer to your question to others"
    REPORTED = "reported", "report of words that may have to be hidden"
    SET_BOOKED = "set_booked", "place booked for you on a learning set"
    SET_PLACE = "set_place", "place that came free for you on a learning set"
    SET_SOON = "set_soon", "learning set that is soon"
    SET_CHANGED = "set_changed", "learning set at another time or place"
    SET_CANCELLED = "set_cancelled", "learning set that was called off"

    @property
    def several(self) -> str:
        """What many of this kind are called."""
        return _SEVERAL[self]

    @property
    def sort(self) -> NoticeSort:
        """What such a notice wants."""
        return _SORTS.get(self, NoticeSort.TOLD)


_SEVERAL: Mapping[NoticeKind, str] = {
    NoticeKind.COMMENT: "comments on designs",
    NoticeKind.COMMENT_ANSWERED: "answers to your comments on designs",
    NoticeKind.SIGNATURE: "signatures you are asked for",
    NoticeKind.SIGNED: "answers from people you asked to sign",
    NoticeKind.GATE: "teams that say they are ready to go on",
    NoticeKind.GATE_ANSWERED: "answers to your team about going on",
    NoticeKind.PARTNER_SAID: "partners who do not fully agree",
    NoticeKind.PARTNER_ANSWERED: "answers to what you said as a partner",
    NoticeKind.HANDOVER: "handovers of roles",
    NoticeKind.JOINED: "people who joined",
    NoticeKind.QUESTION: "questions from your coach",
    NoticeKind.QUESTION_ANSWERED: "answers to your questions",
    NoticeKind.REMARK: "comments from your coach",
    NoticeKind.REVIEWED: "pieces of work that your coach approved",
    NoticeKind.SUPPORT_ASKED: "organisations that ask for an expert",
    NoticeKind.SUPPORT_FOUND: "experts found for you",
    NoticeKind.SUPPORT_GIVEN: "organisations you are asked to support",
    NoticeKind.SUPPORT_ENDED: "expert supports that were ended",
    NoticeKind.BLOCKER: "blockers you are asked to take away",
    NoticeKind.BLOCKER_OWNED: "blockers that are yours to see to",
    NoticeKind.BLOCKER_ANSWERED: "answers from your sponsor",
    NoticeKind.MENTIONED: "places where somebody mentioned you",
    NoticeKind.ASKED_OPENLY: "questions somebody asked",
    NoticeKind.ANSWERED_OPENLY: "answers to your questions to others",
    NoticeKind.REPORTED: "reports of words that may have to be hidden",
    NoticeKind.SET_BOOKED: "places booked for you on learning sets",
    NoticeKind.SET_PLACE: "places that came free for you on learning sets",
    NoticeKind.SET_SOON: "learning sets that are soon",
    NoticeKind.SET_CHANGED: "learning sets at another time or place",
    NoticeKind.SET_CANCELLED: "learning sets that were called off",
}
_SORTS: Mapping[NoticeKind, NoticeSort] = {
    NoticeKind.COMMENT: NoticeSort.ASKED,
    NoticeKind.SIGNATURE: NoticeSort.ASKED,
    NoticeKind.GATE: NoticeSort.ASKED,
    NoticeKind.PARTNER_SAID: NoticeSort.ASKED,
    NoticeKind.HANDOVER: NoticeSort.ASKED,
    NoticeKind.QUESTION: NoticeSort.ASKED,
    NoticeKind.SUPPORT_ASKED: NoticeSort.ASKED,
    NoticeKind.SUPPORT_GIVEN: NoticeSort.ASKED,
    NoticeKind.SUPPORT_FOUND: NoticeSort.ANSWERED,
    NoticeKind.BLOCKER: NoticeSort.ASKED,
    NoticeKind.BLOCKER_OWNED: NoticeSort.ASKED,
    NoticeKind.QUESTION_ANSWERED: NoticeSort.ANSWERED,
    NoticeKind.COMMENT_ANSWERED: NoticeSort.ANSWERED,
    NoticeKind.SIGNED: NoticeSort.ANSWERED,
    NoticeKind.GATE_ANSWERED: NoticeSort.ANSWERED,
    NoticeKind.PARTNER_ANSWERED: NoticeSort.ANSWERED,
    NoticeKind.BLOCKER_ANSWERED: NoticeSort.ANSWERED,
    NoticeKind.MENTIONED: NoticeSort.ASKED,
    NoticeKind.ANSWERED_OPENLY: NoticeSort.ANSWERED,
    NoticeKind.REPORTED: NoticeSort.ASKED,
}


class Notice(models.Model):
    """One thing one person is told of. Nobody else reads it, whatever their role.

    text: a sentence of the product's own, never what somebody typed, to stand after the name of who did it. path: the
    page it is about, within the product. key: what happened, so that telling of it twice is telling once. It has no
    history: what it tells of has its own.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False)
    collaborative = models.ForeignKey(Collaborative, models.PROTECT, related_name="+", db_index=False)
    participation = models.ForeignKey(Participation, models.PROTECT, null=True, blank=True, related_name="+")
    # Without choices: a new kind of notice is no change of the table.
    kind = models.CharField(max_length=20)
    text = models.CharField(max_length=200)
    path = models.CharField(max_length=300)
    key = models.CharField(max_length=100)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False)
    made_at = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-made_at", "-id")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "collaborative", "key"], name="notice_once"),
            OwnCollaborative(name="notice_own_collaborative"),
            ForPerson(name="notice_for_person"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["user", "collaborative"], condition=Q(seen_at__isnull=True), name="notice_unseen"),
            models.Index(fields=["user", "collaborative", "-made_at"], name="notice_latest"),
        ]

    def __str__(self) -> str:
        return f"{self.made_by} {self.text}"

    @property
    def sort(self) -> NoticeSort:
        """What it wants of the person."""
        return NoticeKind(self.kind).sort
