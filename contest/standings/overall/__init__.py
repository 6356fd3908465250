"""The whole contest: computed from its published rounds, and published itself."""
