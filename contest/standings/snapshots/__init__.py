"""A publication as rows with their seal, and as the public snapshot that anyone can recompute."""
