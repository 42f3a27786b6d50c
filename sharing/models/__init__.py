"""Rows of sharing."""

from sharing.models.discussion import About, Post, Thread
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
    "Channel",
    "Consent",
    "ConsentChannel",
    "Place",
    "Post",
    "Publication",
    "PublicationKind",
    "PublicationUse",
    "SharingSettings",
    "Story",
    "Thread",
]
