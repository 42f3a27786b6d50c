"""Reads of what a team believes will help."""

from phases.queries.theory import (
    AnyTheory,
    Held,
    held,
    held_many,
    programme_theory,
    project_theory,
    projects_to,
)

__all__ = [
    "AnyTheory",
    "Held",
    "held",
    "held_many",
    "programme_theory",
    "project_theory",
    "projects_to",
]
