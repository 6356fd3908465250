"""The page of a unit officer: the own unit, and nothing else."""
