"""Everything that changes groups, meetings and talks; each step is logged in its transaction."""
