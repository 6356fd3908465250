"""The question bank as knowledge: items, checks, papers and marks, without the app."""
