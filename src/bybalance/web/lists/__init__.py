"""The government's lists on the web: each list, each area's history, what if, and classifying."""
