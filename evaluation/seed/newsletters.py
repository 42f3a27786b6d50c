"""The demonstration's newsletters and press items: one issue that went out, one being written, and the board."""

from datetime import date, timedelta

from django.db import transaction

from collaborative.models import Collaborative, User
from collaborative.tenancy.scope import Scope, tenant_context
from evaluation.seed.clock import on
from sharing.actions.newsletters import begin_newsletter, put_block
from sharing.actions.press import move_press_item, save_press_item
from sharing.actions.sending import end_sending, start_sending
from sharing.models import (
    Channel,
    Delivery,
    Newsletter,
    NewsletterRecipient,
    PressItem,
    PressKind,
    PressState,
    Publication,
)

# Title, kind, outlet, in how many days, and how far it is.
_PRESS = (
    ("A welcome in the language you think in", PressKind.WEB, "The college’s website", 9, PressState.DRAFTING),
    ("What teams stopped doing, and why it helped", PressKind.PRESS, "A journal for nurses", 30, PressState.IDEA),
    ("Radio: care plans that people keep", PressKind.PRESS, "Local radio", -3, PressState.CONSENT),
    ("A year of learning sets in numbers", PressKind.WEB, "The college’s website", -20, PressState.DROPPED),
)


@transaction.atomic
def load(collaborative: Collaborative, by: User, today: date) -> None:
    """Load all of it, unless it is there. Nothing is sent: whoever got the first issue is only on record."""
    with tenant_context(Scope(by.pk, (collaborative.pk,), ())):
        if Newsletter.objects.filter(collaborative=collaborative).exists():
            return
        stories = Publication.objects.filter(collaborative=collaborative, kind="story", withdrawn_at=None)
        public = stories.filter(channel__in=(Channel.WEB, Channel.PRESS)).order_by("pk").first()
        with on(today - timedelta(days=18)):
            _sent(collaborative, by, list(stories.order_by("pk")))
        _draft(collaborative, by, public)
        _board(collaborative, by, public, today)


def _sent(collaborative: Collaborative, by: User, stories: list[Publication]) -> None:
    row = begin_newsletter(
        collaborative=collaborative,
        by=by,
        subject="What teams learnt this autumn",
        preheader="Two stories, and the day of the next learning set",
        to_members=True,
        to_subscribers=True,
        is_public=True,
    )
    put_block(
        newsletter=row,
        by=by,
        kind="text",
        text="Thank you to everybody who came to the last learning set. Here is what two teams tried, and what people "
        "who use their services say about it.",
    )
    for story in stories:
        put_block(newsletter=row, by=by, kind="card", publication=story)
    row = start_sending(newsletter=row, by=by)
    NewsletterRecipient.objects.filter(newsletter=row).update(state=Delivery.SENT, moved_at=row.started_at)
    end_sending(newsletter_id=row.pk, by=by)


def _draft(collaborative: Collaborative, by: User, story: Publication | None) -> None:
    row = begin_newsletter(
        collaborative=collaborative,
        by=by,
        subject="Before the next learning set",
        preheader="What to bring, and a story to read on the way",
        to_members=True,
        to_subscribers=False,
        is_public=False,
    )
    put_block(newsletter=row, by=by, kind="heading", heading="What to bring")
    put_block(newsletter=row, by=by, kind="text", text="One chart, one question, and what you will test next.")
    if story is not None:
        put_block(newsletter=row, by=by, kind="card", publication=story)


def _board(collaborative: Collaborative, by: User, story: Publication | None, today: date) -> None:
    for title, kind, outlet, days, state in _PRESS:
        row = save_press_item(
            item=PressItem(collaborative=collaborative),
            by=by,
            title=title,
            kind=kind,
            outlet=outlet,
            owner=by,
            due_on=today + timedelta(days=days),
            publication=story if kind == PressKind.WEB else None,
            notes="",
        )
        if state != PressState.IDEA:
            move_press_item(item=row, by=by, state=state, today=today)
