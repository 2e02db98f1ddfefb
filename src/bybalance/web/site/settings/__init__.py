"""Settings by mode; ``base`` holds what all modes share."""
