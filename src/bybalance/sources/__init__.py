"""Readers: an analyst's own files become the typed tables of :mod:`bybalance.model`.

Every reader refuses what it cannot read with one :class:`bybalance.model.errors.BadInput` that
holds all problems found, and never lets another error through.
"""
