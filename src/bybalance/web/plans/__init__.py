"""Development plans: goals, measures, money, risks, effects, and the versions of each plan."""
