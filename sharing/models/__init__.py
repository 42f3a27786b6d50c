"""Rows of sharing."""

from sharing.models.discussion import About, Post, Thread
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
from sharing.models.publishing import (
    Channel,
    Consent,
    ConsentChannel,
    Place,
    Publication,
    PublicationKind,
    PublicationUse,
    SharingSettings,
)
from sharing.models.stories import Story

__all__ = [
    "About",
    "BlockKind",
    "Channel",
    "Consent",
    "ConsentChannel",
    "Delivery",
    "Newsletter",
    "NewsletterBlock",
    "NewsletterReader",
    "NewsletterRecipient",
    "NewsletterState",
    "Place",
    "Post",
    "PressItem",
    "PressKind",
    "PressState",
    "Publication",
    "PublicationKind",
    "PublicationUse",
    "SharingSettings",
    "Story",
    "Thread",
]
