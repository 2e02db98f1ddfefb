"""The views, by what they are about; each makes one call to a query or a service."""
