"""Sheets for printing: text and pictures typeset into PDF. Pure."""
