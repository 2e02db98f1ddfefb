"""Bybalance: turn vulnerable housing areas into living parts of the city."""

__version__ = "0.1.0"
