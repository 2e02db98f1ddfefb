"""What every app of the web half may use: pages, locks, audit, outbox, tasks, access."""
