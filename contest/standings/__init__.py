"""Results become places: the live leaderboard and the published, frozen standings."""
