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
from sharing.models.resources import (
    Helped,
    Resource,
    ResourceKind,
    ResourceRemark,
    ResourceTopic,
    Step,
    web_address,
)
from sharing.models.stories import Story

__all__ = [
    "About",
    "BlockKind",
    "Channel",
    "Consent",
    "ConsentChannel",
    "Delivery",
    "Helped",
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
    "Resource",
    "ResourceKind",
    "ResourceRemark",
    "ResourceTopic",
    "SharingSettings",
    "Step",
    "Story",
    "Thread",
    "web_address",
]
