"""When things can happen that wait for each other: dates, slack and the critical path.

Standard library only; knows nothing of plans, measures or databases.
"""
