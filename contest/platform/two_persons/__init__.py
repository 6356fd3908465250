"""Acts that take two persons: put forward by one, approved by another (R6, decision 0004)."""
