"""The composition root: settings, addresses, checks, backup and the running of the site."""
