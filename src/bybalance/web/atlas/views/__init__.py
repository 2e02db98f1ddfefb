"""Pages of the atlas: what everybody reads, and the work of those who manage it."""
