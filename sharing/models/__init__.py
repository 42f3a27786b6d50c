"""Rows of this app."""

from sharing.models.newsletters import (
    BlockKind,
    Delivery,
    Newsletter,
    NewsletterBlock,
    NewsletterReader,
    NewsletterRecipient,
    NewsletterState,
)
from sharing.models.press import PressItem, PressKind, PressState

__all__ = [
    "BlockKind",
    "Delivery",
    "Newsletter",
    "NewsletterBlock",
    "NewsletterReader",
    "NewsletterRecipient",
    "NewsletterState",
    "PressItem",
    "PressKind",
    "PressState",
]
