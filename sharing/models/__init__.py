"""Rows of sharing."""

from sharing.models.resources import (
    Helped,
    Resource,
    ResourceKind,
    ResourceRemark,
    ResourceTopic,
    Step,
    web_address,
)

__all__ = [
    "Helped",
    "Resource",
    "ResourceKind",
    "ResourceRemark",
    "ResourceTopic",
    "Step",
    "web_address",
]
