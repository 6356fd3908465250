"""Publishing a round, and putting a published one right, by two persons."""
