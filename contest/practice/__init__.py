"""Learning from the open bank; keeps no ranking."""
