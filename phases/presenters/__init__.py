"""Theories of change as pages show them."""
