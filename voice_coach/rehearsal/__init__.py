"""A check-in with a synthetic partner who answers aloud, on virtual time."""
