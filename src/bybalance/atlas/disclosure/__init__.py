"""Disclosure control: what leaves the house is made from protected numbers, or does not leave."""
