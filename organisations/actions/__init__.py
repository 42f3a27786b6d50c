"""Writes about who takes part."""
