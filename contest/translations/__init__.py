"""Catalogues of other languages, and what brings them up to date (`make translations`)."""
