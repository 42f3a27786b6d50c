"""Rows of sharing."""

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
    "Channel",
    "Consent",
    "ConsentChannel",
    "Place",
    "Publication",
    "PublicationKind",
    "PublicationUse",
    "SharingSettings",
    "Story",
]
