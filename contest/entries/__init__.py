"""A person takes part in a contest, for a unit, in a division."""
