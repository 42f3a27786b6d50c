"""Ask, answer, and keep what is said fit to be read."""

import re
from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from collaborative.audit import recording
from collaborative.models import Collaborative, User
from organisations.actions.notices import tell
from organisations.models import NoticeKind, Participation
from sharing.models import Post, Thread
from sharing.models.discussion import Said
from sharing.queries.discussion import can_edit, moderators_of, readers_of
from sharing.queries.subjects import Subject

_EMPTY = "Write something"


@transaction.atomic
def ask_question(
    *,
    collaborative: Collaborative,
    subject: Subject,
    by: User,
    title: str,
    words: str = "",
    part: str = "",
    mention: Iterable[int] = (),
) -> Thread:
    """Ask about something, and tell who is mentioned and who moderates there. part: the key of a box of a theory.

    Sent again by the same person in the same words, it is what was asked the first time.
    """
    if not title.strip():
        raise ValidationError({"title": "Write your question in one line"})
    parts = dict(subject.parts)
    if part and part not in parts:
        raise ValidationError({"part": "This box is no longer in the theory"})
    place = subject.participation
    said = {
        "collaborative": collaborative,
        "participation": place,
        "about": subject.about,
        "about_key": subject.key,
        "about_part": part,
        "title": title.strip(),
        "words": words.strip(),
        "said_by": by,
    }
    Collaborative.objects.select_for_update(no_key=True).get(pk=collaborative.pk)
    before = Thread.objects.filter(**said, hidden_at=None, closed_at=None, posts=None).first()
    if before is not None:
        return before
    with recording(by=by, verb="asked a question"):
        about_name = (parts.get(part) or subject.name)[:200]
        readers = readers_of(collaborative, place)
        thread = Thread.objects.create(
            **said, about_name=about_name, mentioned=_mentioned(f"{title}\n{words}", mention, readers)
        )
        _tell_mentioned(thread, thread, readers, by, thread.mentioned)
        _tell_moderators(thread, by)
    return thread


@transaction.atomic
def answer_question(*, thread: Thread, by: User, words: str, mention: Iterable[int] = ()) -> Post:
    """Answer, and tell who asked and who is mentioned. The same words again by the same person are one answer.
    Raises ValidationError where nothing is said, or the question was closed meanwhile."""
    if not words.strip():
        raise ValidationError({"words": "Write your answer"})
    current = _locked_thread(thread)
    if current.closed_at or current.is_hidden:
        raise ValidationError({"words": "This question was closed meanwhile"})
    before = current.posts.filter(said_by=by, words=words.strip(), hidden_at=None).first()
    if before is not None:
        return before
    readers = readers_of(current.collaborative, current.participation)
    with recording(by=by, verb="answered a question"):
        post = Post.objects.create(
            collaborative_id=current.collaborative_id,
            participation_id=current.participation_id,
            thread=current,
            words=words.strip(),
            said_by=by,
            mentioned=_mentioned(words, mention, readers),
        )
        _tell_mentioned(current, post, readers, by, post.mentioned)
        asker = [one for one in readers if one.pk == current.said_by_id and one.pk not in post.mentioned]
        tell(
            people=asker,
            by=by,
            kind=NoticeKind.ANSWERED_OPENLY,
            key=f"answer {post.pk}",
            text="answered your question",
            to=("thread", current.pk),
            collaborative=current.collaborative,
            participation=current.participation,
        )
    return post


@transaction.atomic
def reword(*, row: Thread | Post, by: User, words: str, title: str | None = None) -> None:
    """Put one's own words otherwise, within the hour. Whoever is named in them now is told, if they were not yet."""
    current = _locked(row)
    if not can_edit(current, by):
        raise ValidationError("The hour in which you could change it is over. Write another answer instead.")
    if isinstance(current, Post) and not words.strip():
        raise ValidationError({"words": _EMPTY})
    thread = current.thread if isinstance(current, Post) else current
    readers = readers_of(current.collaborative, current.participation)
    with recording(by=by, verb="changed what they had said"):
        if isinstance(current, Thread) and title is not None:
            if not title.strip():
                raise ValidationError({"title": "Write your question in one line"})
            current.title = title.strip()
        new = _mentioned(f"{title or ''}\n{words}", current.mentioned, readers)
        fresh = [pk for pk in new if pk not in current.mentioned]
        current.words, current.mentioned, current.edited_at = words.strip(), new, timezone.now()
        current.save()
        _tell_mentioned(thread, current, readers, by, fresh)


@transaction.atomic
def mark_helped(*, post: Post, by: User, helped: bool = True) -> None:
    """Say that this answer is the one that helped (or no longer). One of a question is."""
    thread = _locked_thread(post.thread)
    with recording(by=by, verb="said which answer helped"):
        for row in thread.posts.filter(helped_at__isnull=False):
            row.helped_at = None
            row.save()
        current = Post.objects.get(pk=post.pk)
        if helped and not current.is_hidden:
            current.helped_at = timezone.now()
            current.save()


@transaction.atomic
def close_question(*, thread: Thread, by: User, closed: bool = True) -> None:
    """No more answers, or answers again. What was said stays."""
    current = _locked_thread(thread)
    if (current.closed_at is not None) == closed:
        return
    current.closed_at, current.closed_by = (timezone.now(), by) if closed else (None, None)
    with recording(by=by, verb="closed a question" if closed else "opened a question again"):
        current.save()


@transaction.atomic
def report(*, row: Thread | Post, by: User, words: str) -> None:
    """Ask who moderates to look at words that may have to go. The first report stands until they have looked."""
    if not words.strip():
        raise ValidationError({"words": "Say what is wrong with it"})
    current = _locked(row)
    if current.is_hidden or current.is_reported:
        return
    current.reported_by, current.reported_at, current.report_words = by, timezone.now(), words.strip()
    thread = current.thread if isinstance(current, Post) else current
    with recording(by=by, verb="reported what somebody said"):
        current.save()
        tell(
            people=moderators_of(current.collaborative, current.participation),
            by=by,
            kind=NoticeKind.REPORTED,
            key=f"report {type(current).__name__} {current.pk} {current.reported_at.isoformat()}",
            text="reported what somebody said",
            to=("thread", thread.pk),
            collaborative=current.collaborative,
            participation=current.participation,
        )


@transaction.atomic
def hide(*, row: Thread | Post, by: User, reason: str) -> None:
    """Take words from everybody but those who moderate; with a question go its answers. The reason is told to who
    reads the place where they stood."""
    if not reason.strip():
        raise ValidationError({"words": "Give the reason"})
    current = _locked(row)
    current.hidden_by, current.hidden_at, current.hidden_reason = by, timezone.now(), reason.strip()
    if isinstance(current, Post):
        current.helped_at = None
    with recording(by=by, verb="hid what somebody said"):
        _settle(current)


@transaction.atomic
def restore(*, row: Thread | Post, by: User) -> None:
    """Bring hidden words back; or, where they were only reported, leave them where they stand."""
    current = _locked(row)
    verb = "brought back what was hidden" if current.is_hidden else "left what was reported"
    current.hidden_by, current.hidden_at, current.hidden_reason = None, None, ""
    with recording(by=by, verb=verb):
        _settle(current)


def _settle(row: Said) -> None:
    row.reported_by, row.reported_at, row.report_words = None, None, ""
    row.save()


def _locked_thread(thread: Thread) -> Thread:
    return Thread.objects.select_for_update(of=("self",)).get(pk=thread.pk)


def _locked(row: Thread | Post) -> Thread | Post:
    return type(row)._default_manager.select_for_update(of=("self",)).get(pk=row.pk)


def _mentioned(words: str, chosen: Iterable[int], readers: list[User]) -> list[int]:
    """The ids of the readers who were chosen, or whose full name stands after an @. Of two with one name, both."""
    wanted = set(chosen)
    for person in readers:
        if re.search(rf"(?<!\w)@{re.escape(person.get_full_name())}(?!\w)", words, re.IGNORECASE):
            wanted.add(person.pk)
    return [person.pk for person in readers if person.pk in wanted]


def _tell_mentioned(thread: Thread, row: Said, readers: list[User], by: User, ids: Iterable[int]) -> None:
    place: Participation | None = thread.participation
    tell(
        people=[person for person in readers if person.pk in set(ids)],
        by=by,
        kind=NoticeKind.MENTIONED,
        key=f"mention {type(row).__name__} {row.pk}",
        text="mentioned you in a question",
        to=("thread", thread.pk),
        collaborative=thread.collaborative,
        participation=place,
    )


def _tell_moderators(thread: Thread, by: User) -> None:
    """Who moderates there hears of a question, unless it mentions them."""
    people = moderators_of(thread.collaborative, thread.participation)
    tell(
        people=[one for one in people if one.pk not in thread.mentioned],
        by=by,
        kind=NoticeKind.ASKED_OPENLY,
        key=f"question {thread.pk}",
        text="asked a question",
        to=("thread", thread.pk),
        collaborative=thread.collaborative,
        participation=thread.participation,
    )
