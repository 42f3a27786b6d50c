"""Rows of sharing."""

from sharing.models.discussion import About, Post, Thread

__all__ = ["About", "Post", "Thread"]
