"""A contest, its rounds and its rule-set versions."""
