"""The government's annual lists: as published, and computed for a whole table at once.

``published`` holds the lists that came out, ``changes`` compares two of them, ``classify`` gives
the verdicts of :mod:`bybalance.rules` for a table of any size.
"""
