"""Writes about the design of a project: freezing a version, signing it or saying why not, and remarks beside it."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from collaborative.audit import recording
from collaborative.models import User
from collaborative.nhsuk.filters import datetime_long
from collaborative.roles import Action
from organisations.actions.notices import tell
from organisations.models import NoticeKind, Participation, Project
from organisations.queries.people import people_who_may
from phases.models import Answer, Design, DesignAnswer, DesignComment, Signature
from phases.queries.design import Asked, asked_json, asked_of, designs_of, signers_of, to_write_to
from phases.signals import signatures_wanted

# How long an answer can be taken back.
TAKE_BACK = timedelta(days=1)
NO_WORDS = "Say in your own words why you do not sign"


def _locked(participation_id: int) -> None:
    """Two who write about the designs of one organisation wait for each other here."""
    Participation.objects.select_for_update(no_key=True).get(pk=participation_id)


def _owner(row: Project | Design) -> dict[str, int]:
    return {"collaborative_id": row.collaborative_id, "participation_id": row.participation_id}


@transaction.atomic
def ask_for_signatures(*, project: Project, by: User, content: Mapping[str, Any], seen: int, note: str = "") -> Design:
    """Freeze the design as it is, and write to those who sign.

    content: phases.design.contents_json. seen: the number of the latest version that the lead looked at, 0 for none.
    Raises ValidationError where there is another by now, or where neither it nor who signs has changed since it.
    """
    _locked(project.participation_id)
    latest, asked = designs_of(project).first(), asked_json(signers_of(project))
    if (latest.number if latest else 0) != seen:
        raise ValidationError("Somebody has asked for signatures since you opened this page. Look at their version.")
    if latest is not None and latest.content == content and _by(latest.asked) == _by(asked):
        raise ValidationError(f"Nothing has changed since version {latest.number}. It can still be signed.")
    with recording(by=by, verb="asked for signatures to the design"):
        row = Design.objects.create(
            **_owner(project),
            project=project,
            number=seen + 1,
            content=content,
            asked=asked,
            note=note.strip(),
            asked_by=by,
            asked_by_name=by.get_full_name(),
            asked_at=timezone.now(),
            reminded_on=timezone.localdate(),
        )
        _tell_signers(row, by)
    transaction.on_commit(partial(signatures_wanted.send, Design, design=row, by=by))
    return row


def _tell_signers(design: Design, by: User) -> None:
    """Once a day and version, however often they are reminded."""
    told = (
        NoticeKind.SIGNATURE,
        f"design-{design.pk}-sign-{design.reminded_on}",
        "asks for your signature to a design",
    )
    _tell(design.project, by, told, [user for _, user in to_write_to(design)])


def _tell(project: Project, by: User, told: tuple[NoticeKind, str, str], people: Iterable[User]) -> None:
    """told: the notice's kind, key and text."""
    kind, key, text = told
    tell(
        people=people,
        by=by,
        kind=kind,
        key=key,
        text=text,
        to=("design", project.pk),
        collaborative=project.collaborative,
        participation=project.participation,
    )


def _by(asked: Iterable[Mapping[str, Any]]) -> dict[int, set[str]]:
    """The roles of those who are asked, by their ids."""
    return {one["user"]: set(one["roles"]) for one in asked}


@transaction.atomic
def answer_design(*, design: Design, by: User, answer: str, words: str = "") -> Signature:
    """Sign the latest version, or say why not. Who said why not may sign later: both stay.

    Raises ValidationError: by `words` where a dissent says nothing, else where this person cannot answer now.
    """
    _locked(design.participation_id)
    _refuse_older(design)
    said = words.strip()
    if answer == Answer.DISSENT and not said:
        raise ValidationError({"words": NO_WORDS})
    signer = _asked(design, by)
    mine = Signature.objects.filter(
        participation_id=design.participation_id, design=design, user=by, ended_at__isnull=True
    )
    before = mine.first()
    if before is not None and before.is_signed:
        raise ValidationError(f"You signed this version on {datetime_long(before.signed_at)}.")
    verb = "signed the design" if answer == Answer.SIGNED else "said why they do not sign the design"
    with recording(by=by, verb=verb):
        if before is not None:
            before.ended_at = timezone.now()
            before.save(update_fields=["ended_at"])
        given = Signature.objects.create(
            **_owner(design),
            design=design,
            user=by,
            name=signer.name,
            roles=",".join(signer.roles),
            answer=answer,
            words=said,
            signed_at=timezone.now(),
        )
        told = (NoticeKind.SIGNED, f"signature-{given.pk}", verb)
        _tell(design.project, by, told, [design.asked_by])
    return given


def _asked(design: Design, by: User) -> Asked:
    if all(one.user.pk != by.pk for one in signers_of(design.project)):
        raise ValidationError("This design is signed by the project lead, the sponsor and the partners.")
    found = next((one for one in asked_of(design) if one.user_id == by.pk), None)
    if found is None:
        told = f"You joined after version {design.number} was frozen. The project lead can ask for signatures anew."
        raise ValidationError(told)
    return found


def _refuse_older(design: Design) -> None:
    latest = designs_of(design.project).first()
    if latest is not None and latest.pk != design.pk:
        raise ValidationError(f"There is a newer version, {latest.number}. This one is kept as it is.")


def can_take_back(signature: Signature) -> bool:
    """Whether an answer is still so young that its giver can take it back."""
    return signature.ended_at is None and timezone.now() - signature.signed_at <= TAKE_BACK


@transaction.atomic
def take_back(*, signature: Signature, by: User, reason: str) -> Signature:
    """Take back one's own answer within a day, with a reason. It stays on record as taken back.

    Raises ValidationError by `reason`, or where it is too late or somebody else's.
    """
    _locked(signature.participation_id)
    signature.refresh_from_db()
    if signature.user_id != by.pk or not can_take_back(signature):
        raise ValidationError("An answer can be taken back within a day, by who gave it.")
    if not reason.strip():
        raise ValidationError({"reason": "Say why you take it back"})
    with recording(by=by, verb="took back their answer to the design", reason=reason.strip()):
        signature.ended_at, signature.taken_back = timezone.now(), reason.strip()
        signature.save(update_fields=["ended_at", "taken_back"])
    return signature


@transaction.atomic
def remind(*, design: Design, by: User) -> int:
    """Write again to those who have still to answer; how many they are.

    Raises ValidationError where mail about this version went out today, or nobody is left.
    """
    _locked(design.participation_id)
    design.refresh_from_db()
    _refuse_older(design)
    waiting = len(to_write_to(design))
    if not waiting:
        raise ValidationError("Everybody who can answer has answered already.")
    if design.reminded_on == timezone.localdate():
        raise ValidationError("They were written to today. You can remind them again tomorrow.")
    with recording(by=by, verb="reminded those who have still to sign"):
        design.reminded_on = timezone.localdate()
        design.save(update_fields=["reminded_on"])
        _tell_signers(design, by)
    transaction.on_commit(partial(signatures_wanted.send, Design, design=design, by=by))
    return waiting


@transaction.atomic
def comment_on_design(*, project: Project, by: User, part: str, text: str) -> DesignComment:
    """A remark beside one part of the design (a key of phases.design.PARTS)."""
    with recording(by=by, verb="commented on the design"):
        remark = DesignComment.objects.create(
            **_owner(project),
            project=project,
            design=designs_of(project).first(),
            part=part,
            text=text.strip(),
            author=by,
            created_at=timezone.now(),
        )
        told = (NoticeKind.COMMENT, f"design-comment-{remark.pk}", "commented on a design")
        _tell(project, by, told, people_who_may(Action.ANSWER_COMMENT, project.participation_id))
    return remark


@transaction.atomic
def answer_comment(*, comment: DesignComment, by: User, text: str, seen: str = "") -> DesignAnswer:
    """This person's answer to a remark, new or in other words; nobody else's is touched. seen: theirs as they saw it.

    Raises ValidationError by `text` where theirs has changed meanwhile, in another window of their own.
    """
    _locked(comment.participation_id)
    key = {"participation_id": comment.participation_id, "comment": comment, "author": by}
    row = DesignAnswer.objects.filter(**key).first()
    if (row.text if row else "") != seen:
        raise ValidationError({"text": "You have answered since you opened this page. Nothing is lost."})
    with recording(by=by, verb="answered a comment on the design"):
        if row is None:
            owner = key | {"collaborative_id": comment.collaborative_id}
            row = DesignAnswer.objects.create(**owner, text=text.strip(), created_at=timezone.now())
            told = (NoticeKind.COMMENT_ANSWERED, f"design-answer-{row.pk}", "answered your comment on a design")
            _tell(comment.project, by, told, [comment.author])
            return row
        row.text, row.changed_at = text.strip(), timezone.now()
        row.save(update_fields=["text", "changed_at"])
    return row
