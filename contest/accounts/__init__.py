"""Who signs in, which roles they hold, what they agreed to."""
