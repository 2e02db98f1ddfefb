"""Balby: an invented city of about 60,000 people, made from a seed, for demos and tests.

It lies in the open sea between Djursland and Zealand, so that no map can take it for a real place.
"""
