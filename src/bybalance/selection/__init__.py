"""Choosing areas and projects in the open: values, weights, how sure the ranks are, and budgets.

Assessors place each candidate on anchored scales (``criteria``, ``scores``). A fixed-scale
additive model (``values``) with weights by swing, rank order or pairwise comparison (``weights``,
``ahp``) gives a rank; ``smaa`` tells how often each candidate would get each rank if the weights
were others, ``sensitivity`` which smallest change of weights would alter the choice, ``agreement``
whether the assessors see the same thing, and ``portfolio`` what a budget can hold. ``analysis``
runs all of it and returns one result that can be kept and repeated to the digit.
"""
