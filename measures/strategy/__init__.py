"""Operational definitions without Django: their fields, how versions differ and are brought together, and a family."""
