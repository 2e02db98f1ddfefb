"""The programme's tables as files, and a whole programme as one zip that another site can read."""
